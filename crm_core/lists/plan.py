"""What an import would do, row by row, before anything is written: new, updated, unchanged, skipped, in trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.errors import Invalid
from ..base.i18n import N_
from ..trust.access import require
from ._cleaning import clean
from ._kinds import KINDS, ListKind
from ._listed import Listed
from ._planned import STATUSES, Candidate, Missing, OnMatch, Options, Plan, RowPlan, Status, new_records
from ._saying import Saying
from ._standing import data_versions
from ._unfilled import unfilled
from ._ways import planned_rows
from .recognise import RecognisedList
from .table import ParsedList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..trust.unit_of_work import Work
    from .links import Links

__all__ = [
    "NEARLY", "NO_ROWS", "STATUSES",
    "Candidate", "Missing", "OnMatch", "Options", "Plan", "RowPlan", "Status", "new_records", "plan", "supported",
]  # fmt: skip

NO_KIND = N_(
    "It is not clear what this list holds. Choose what it is: customers, contacts, deals, products, users, tasks, "
    "interactions, orders, deal history or targets."
)
NO_NAME = N_("Choose which column holds the {name}.")
NO_ROWS = N_("The list has a header but no rows.")
_MADE = {
    "user": N_("New sales people, who cannot sign in until an admin says so ({count}): {names}"),
    "customer": N_("New customers that the list names ({count}): {names}"),
    "product": N_("New products that the list names ({count}): {names}"),
    "stage": N_("New stages ({count}): {names}"),
    "unit": N_("New units ({count}): {names}"),
}
NEARLY = N_("The product “{name}” is nearly “{like}”; it is kept apart.")
ALL_HERE = N_("All {count} rows are already here, nothing to do.")
DOUBTFUL = N_("Rows that look like a record without being it for sure, made as new records ({count}): {names}")
JOINED = N_("Rows that are the same record as a row above them: {count}.")
_NAMED = 8
"""So many names are said of those that are made."""


def supported(found: RecognisedList) -> ListKind:
    """The kind of a recognised list, if it can be imported. Raises Invalid, in words."""
    if found.kind is None:
        raise Invalid(NO_KIND, field="kind")
    kind = KINDS[found.kind]
    if not found.rows and not found.damaged:
        raise Invalid(NO_ROWS)
    mapped = {column.field for column in found.columns}
    for group in kind.needs[: kind.musts] if found.marks is None else ():
        if not group & mapped:
            wanted = kind.fields[sorted(group & kind.fields.keys())[0]]
            raise Invalid(NO_NAME, field="columns", name=N_(wanted.label))
    return kind


def plan(w: Work, found: RecognisedList, parsed: ParsedList, options: Options) -> Plan:
    """Plan the import of a parsed list. Raises Refused, or Invalid for options that cannot be."""
    require(w, "import")
    kind = supported(found)
    require(w, kind.right)
    ready = clean(w, kind, found, parsed, options)
    entity = kind.entity
    listed = Listed if found.returned is None else found.returned.listed
    rows = planned_rows(listed(w, kind, found, parsed, ready, options))
    rows += [
        RowPlan(len(parsed.rows) + n, one.row, "failed", "", reason=one.reason) for n, one in enumerate(found.damaged)
    ]
    return Plan(
        kind.key,
        entity,
        options,
        {column.header: column.field for column in found.columns},
        rows,
        sorted(ready.problems, key=lambda problem: problem.row),
        [*parsed.notes, *ready.notes, *_notes(rows, ready.links), *unfilled(w, entity, rows)],
        ready.links,
        data_versions(w),
        candidates=[one for row in rows for one in row.doubts],
        missing=ready.missing,
        questions=parsed.questions,
        cleaned=parsed.cleaned,
        warnings=parsed.warnings,
    )


def _doubtful(rows: Sequence[RowPlan]) -> list[Saying]:
    """The new records that look like others, and like which."""
    rows = [row for row in rows if row.doubts and row.status == "created"]
    if not rows:
        return []
    shown = [_pair(row) for row in rows[:_NAMED]]
    listed = ", ".join(shown) + (" …" if len(rows) > _NAMED else "")
    return [Saying(DOUBTFUL, {"count": len(rows), "names": listed})]


def _pair(row: RowPlan) -> str:
    """A row and the record, or the row above, that it looks like."""
    best = row.doubts[0]
    other = best.other_label or "?"
    where = "" if best.other_row is None else f" ({best.other_row})"
    return f"{row.row} {row.label} ~ {other}{where}"


def _notes(rows: list[RowPlan], links: Mapping[str, Links]) -> list[Saying]:
    """What is made with the list, and which products are nearly another."""
    made = new_records(rows, links)
    notes = []
    for entity, message in _MADE.items():
        names = [new.name for new in made.get(entity, {}).values()]
        if names:
            listed = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
            notes.append(Saying(message, {"count": len(names), "names": listed}))
    kept_apart = {new.name for new in made.get("product", {}).values()}
    notes += [
        Saying(NEARLY, {"name": text, "like": near.name})
        for one in links.values()
        for text, near in one.near.items()
        if text in kept_apart
    ]
    if rows and all(row.status == "unchanged" for row in rows):
        notes.append(Saying(ALL_HERE, {"count": len(rows)}))
    notes += _doubtful(rows)
    joined = sum(1 for row in rows if row.into is not None and row.reason is not None)
    if joined:
        notes.append(Saying(JOINED, {"count": joined}))
    return notes
