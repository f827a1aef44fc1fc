"""An export that was mended and comes back: only what was changed in it counts, and nobody's later work is overwritten.

Each row names its record and the version that was exported. A cell counts as changed where it is not what the export
wrote then. A changed cell is written where the record is still as it was; where somebody else changed the same cell
meanwhile, before, mine and theirs are told, and theirs stays unless the options say otherwise. Rows without a name of
a record are planned as those of any list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from ..base.i18n import N_
from ..fields import CATALOGUE, Field, Kind
from ..fields.links import labels_of
from ..trust.parts import sorted_tags
from . import _before, _marks
from ._before import Then
from ._cells import is_empty, written
from ._kinds import KINDS
from ._listed import Listed
from ._marks import Mark
from ._ours import headers_of_columns, is_taken
from ._outgoing import Column
from ._parsed import ListProblem
from ._planned import Options, Plan, RowPlan
from ._row_kinds import Settle
from ._rows import Rows
from ._saying import Saying
from ._together import put_below
from .parse import ParseRules
from .plan import plan
from .read import Cell
from .recognise import ListColumn, RecognisedList
from .table import parse_list

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

DELETED = N_("The record was deleted since the export.")
MERGED = N_("The record was merged into “{name}” since the export. Change that one.")
FORGED = N_("The hidden mark of this row is not ours, so it is not known which record it is.")
THEIRS_STAYS = N_("Changed by somebody else meanwhile. It was {before}, now it is {theirs}; {mine} was not written.")
ONLY_SAID = N_("Only the Jalali date was changed. Change the date in “{column}”.")
SEVERAL = N_("The deal has several products; change them on its own page.")
LEFT_FULL = N_("Cells that were emptied and left as they are: {count}.")
CONFLICTS = N_("Cells that somebody else changed meanwhile: {count}.")
CONTEXT = frozenset({"currency", "country"})
"""Fields without which others of the row cannot be read."""
_FOLLOWS: Mapping[str, Mapping[str, str]] = {"interaction": {"happened_at": "happened_on"}}
"""What follows from another field, by entity."""


@dataclass
class Standing:
    """A row that came back: its record, the fields that were changed in it or emptied, and why it cannot be written."""

    id: int
    label: str
    changed: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)
    reason: Saying | None = None
    forged: bool = False


@dataclass
class Returned:
    """The rows of a list that came back, by place; `columns` are its known columns by field key."""

    then: Then
    at: list[Standing]
    columns: dict[str, Column]
    now: Then | None = None
    problems: list[ListProblem] = field(default_factory=list)

    def listed(self, *of: Any) -> Listed:
        """The list on its way to planned rows."""
        made = _ReturnedList(*of)
        made.returned = self
        return made


def plan_returned(w: Work, found: RecognisedList, rules: ParseRules, options: Options) -> Plan:
    """Plan a list that has our marks: its marked rows by what was changed in them, the others as any list's."""
    marks, others = _parted(w, found)
    if not marks:
        return _planned_anew(w, found, others, rules, options)
    mine = _only(found, list(marks))
    returned, cells = _compared(w, mine, marks, rules)
    mine = replace(mine, sheet=replace(mine.sheet, columns=cells), returned=returned)
    made = plan(w, mine, parse_list(mine, rules), options)
    made.problems += returned.problems
    made.notes += _told(made, returned, options)
    if others or found.damaged:
        put_below(made, _planned_anew(w, found, others, rules, options))
    made.problems.sort(key=lambda problem: problem.row)
    made.columns = {column.header: column.field for column in found.columns}
    return made


def _planned_anew(
    w: Work, found: RecognisedList, positions: Sequence[int], rules: ParseRules, options: Options
) -> Plan:
    """The plan of the rows that name no record, as that of any list."""
    rest = _only(found, positions)
    rest.layout.damaged = found.layout.damaged
    made = plan(w, rest, parse_list(rest, rules), options)
    made.columns = {column.header: column.field for column in found.columns}
    return made


def _parted(w: Work, found: RecognisedList) -> tuple[dict[int, Mark | None], list[int]]:
    """The positions of rows with a mark (None where it is not ours), and of those without; copied rows have none."""
    assert found.marks is not None
    entity = KINDS[found.kind or ""].entity
    marks: dict[int, Mark | None] = {}
    others, seen = [], set()
    for at in found.layout.positions:
        cell = found.marks.cells[at]
        mark = _marks.read(cell)
        if mark is None or mark.id in seen:
            others.append(at)
            continue
        sound = mark.what == entity and _marks.is_signed(w.company, cell)
        marks[at] = mark if sound else None
        if sound:
            seen.add(mark.id)
    return marks, others


def _only(found: RecognisedList, positions: Sequence[int]) -> RecognisedList:
    """The list with these rows alone, and without the column of marks."""
    columns = [column for column in found.columns if found.marks is None or column.index != found.marks.index]
    return replace(found, layout=replace(found.layout, positions=positions, damaged=[]), columns=columns)


# What was changed


def _compared(
    w: Work, found: RecognisedList, marks: Mapping[int, Mark | None], rules: ParseRules
) -> tuple[Returned, list[list[Cell]]]:
    """What the rows are, and the sheet's columns with nothing in them but what was changed."""
    kind = KINDS[found.kind or ""]
    entity = kind.entity
    versions = {mark.id: mark.version for mark in marks.values() if mark is not None}
    then = _before.then(w, entity, versions)
    standings = {at: _standing(w, then, mark) for at, mark in marks.items()}
    known = headers_of_columns(w, found)
    returned = Returned(
        then, list(standings.values()), {one.key: one for one in known.values() if is_taken(found, one)}
    )
    sheet = list(found.sheet.columns)
    compare = _Comparison(w, found, rules, returned, {at: one for at, one in standings.items() if one.id in then.rows})
    said = [column for column in found.columns if column.index in known and known[column.index].said]
    for column in found.columns:
        if column.field is not None and column.field in kind.fields:
            sheet[column.index] = compare.changed(column, known.get(column.index), sheet[column.index])
    for column in said:
        compare.days_said(column, known[column.index])
    for one in returned.at:
        one.changed |= {follows for key, follows in _FOLLOWS.get(entity, {}).items() if key in one.changed}
    return returned, sheet


def _standing(w: Work, then: Then, mark: Mark | None) -> Standing:
    if mark is None:
        return Standing(0, "", reason=Saying(FORGED), forged=True)
    record = then.now.get(mark.id)
    if record is None:
        return Standing(mark.id, "", reason=Saying(DELETED))
    label = str(record.get("name") or record.get("title") or record.get("subject") or record.get("number") or "")
    if record["deleted_at"] is None:
        return Standing(mark.id, label)
    survivor = record.get("merged_into_id")
    if survivor is None:
        return Standing(mark.id, label, reason=Saying(DELETED))
    names = labels_of(w, {cast("Kind", then.entity): [survivor]})[cast("Kind", then.entity)]
    return Standing(mark.id, label, reason=Saying(MERGED, {"name": names.get(survivor, label)}))


@dataclass
class _Comparison:
    """The cells of a list beside what the export wrote; `standings` by the position of the row."""

    w: Work
    found: RecognisedList
    rules: ParseRules
    returned: Returned
    standings: Mapping[int, Standing]

    def changed(self, column: ListColumn, known: Column | None, cells: Sequence[Cell]) -> list[Cell]:
        """The column with its changed cells only; which they are is noted."""
        then, key = self.returned.then, column.field or ""
        to = KINDS[self.found.kind or ""].fields[key]
        ids = [one.id for one in self.standings.values()]
        was = _before.exported(then, known, ids) if known else [None] * len(ids)
        differing = [
            (at, before)
            for at, before in zip(self.standings, was, strict=True)
            if not _before.as_exported(before, cells[at])
        ]
        named = self._former_names(to, key, [self.standings[at].id for at, _before_ in differing])
        kept: list[Cell] = list(cells) if key in CONTEXT else [""] * len(cells)
        for at, before in differing:
            one, cell = self.standings[at], _typed_in(cells[at], to)
            if is_empty(cell):
                one.emptied.add(key)
            elif not named(one.id, written(cell)) and not _before.means_the_same(
                before, cell, to, column.header, self.rules
            ):
                one.changed.add(key)
                kept[at] = cell
        return kept

    def _former_names(self, to: Field, key: str, ids: Sequence[int]) -> Any:
        """Tells whether a text is what the linked record was called when the list was written."""
        rows = self.returned.then.rows
        linked = {number: rows[number].get(key) for number in ids} if to.is_link else {}
        once = {number: one for number, one in linked.items() if isinstance(one, int)}
        if not once:
            return lambda _number, _text: False
        was_called = _before.former_names(self.w, to.kind, once.values())
        return lambda number, text: number in once and was_called(once[number], text)

    def days_said(self, column: ListColumn, known: Column) -> None:
        """Days in the person's calendar only repeat those beside them: one that was changed alone is a problem."""
        beside = next((one.header for one in self.found.columns if one.field == known.key), "")
        cells = self.found.cells(column)
        was = _before.exported(self.returned.then, known, [one.id for one in self.standings.values()])
        places = {at: place for place, at in enumerate(self.found.layout.positions)}
        for at, before in zip(self.standings, was, strict=True):
            place, one = places[at], self.standings[at]
            touched = known.key in one.changed or known.key in one.emptied
            if touched or is_empty(cells[place]) or _before.same_day_said(before, cells[place]):
                continue
            said = Saying(ONLY_SAID, {"column": beside or column.header})
            row = self.found.rows[place]
            self.returned.problems.append(
                ListProblem(place, row, column.header, known.key, written(cells[place])[:200], said)
            )


def _typed_in(cell: Cell, to: Field) -> Cell:
    """A share that was typed into a column of percentages, with its sign: alone it says nothing of that."""
    if to.kind == "percent" and isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= 1:
        return f"{round(cell * 100, 6):g}%"
    return cell


# The rows


class _ReturnedList(Listed):
    """A list of which only the changed cells are there: what would be made up for the others is not said."""

    returned: Returned

    def note(self, message: str, **params: Any) -> None:
        """What is said of rows that leave something open does not hold for these."""

    def rows(self) -> list[RowPlan]:
        return _ReturnedRows(self, self.returned).plan()


class _ReturnedRows(Rows):
    """Rows that name their record: what was changed in them, against what changed there."""

    def __init__(self, listed: Listed, returned: Returned) -> None:
        fields = listed.kind.fields
        given = {key: column for key, column in listed.ready.values.items() if key in fields}
        super().__init__(listed.w, listed.kind.entity, fields, given, listed.parsed.rows, {}, listed.options)
        self.fills = {}
        self.listed, self.returned = listed, returned
        if "tags" in self.kind.parts:
            self.parts.setdefault("tags", {})
        self.key_of = {one.column: key for key, one in fields.items() if one.column}

    def plan(self) -> list[RowPlan]:
        rows = [self._row(place) for place in range(len(self.numbers))]
        self._compare([row for row in rows if row.is_edit])
        return rows

    def _row(self, place: int) -> RowPlan:
        one = self.returned.at[place]
        row = RowPlan(place, self.numbers[place], "updated", one.label, id=one.id or None)
        for column, name in self.named:
            if self.key_of[name] in one.changed and column[place] is not None:
                row.values[name] = column[place]
        if self.options.clear_emptied:
            row.values |= dict.fromkeys(_emptied(CATALOGUE[self.entity], one))
        part_keys = {"tags": "tags", "lines": "product", "competitors": "competitors"}
        row.parts = {
            name: said[place]
            for name, said in self.parts.items()
            if part_keys.get(name) in one.changed and place in said
        }
        if "tags" in one.emptied and self.options.clear_emptied:
            row.parts["tags"] = []
        if one.reason is not None:
            row.status = "failed" if one.forged or one.changed or one.emptied else "skipped"
            row.reason = one.reason
        return row

    def _compare_one(
        self, row: RowPlan, record: Mapping[str, Any], held: Mapping[str, Any], settle: Settle | None
    ) -> None:
        before = self.returned.then.columns[record["id"]]
        if len(before.get("lines", ())) > 1 and "lines" in row.parts:
            self.listed.trouble("product", row.place, row.label, SEVERAL)
            del row.parts["lines"]
        self._keep_theirs(row, before, {**record, **held})
        tags = row.parts.pop("tags", None)
        super()._compare_one(row, record, held, settle)
        if tags is not None:
            there, was = held.get("tags", []), before.get("tags", [])
            kept = [tag for tag in there if tag in tags or tag not in was]
            wanted = sorted_tags([*kept, *(tag for tag in tags if tag not in was)])
            if wanted != there:
                row.parts["tags"], row.before["tags"] = wanted, there
                row.status = "updated"

    def _keep_theirs(self, row: RowPlan, before: Mapping[str, Any], record: Mapping[str, Any]) -> None:
        """Cells that somebody else changed meanwhile are told, and left as they are unless mine is to stay.

        That theirs stays is a problem, unless it was decided for this very row.
        """
        decided = self.options.decisions.get(row.row)
        for name in [*row.values, *(name for name in row.parts if name == "lines")]:
            mine: Any = row.parts.get(name) if name == "lines" else row.values.get(name)
            if record.get(name) in (before.get(name), mine):
                continue
            key = "product" if name == "lines" else self.key_of[name]
            told = self._told(row, key)
            row.conflicts.append((CATALOGUE[self.entity][key].label, *told))
            if decided == "mine" or (self.options.on_conflict == "mine" and decided != "theirs"):
                continue
            (row.parts if name == "lines" else row.values).pop(name)
            if decided == "theirs":
                continue
            was, said, theirs = told
            self.listed.trouble(key, row.place, said, THEIRS_STAYS, before=was, mine=said, theirs=theirs)

    def _told(self, row: RowPlan, key: str) -> tuple[str, str, str]:
        """Before, mine and theirs of a cell, as they stand in lists."""
        returned, number = self.returned, row.id or 0
        if returned.now is None:
            returned.now = _before.as_now(self.w, returned.then)
        column = returned.columns.get(key)
        mine = next((written(self.listed.found.cells(one)[row.place]) for one in self.listed.found.mapped(key)), "")
        if column is None:
            return "–", mine or "–", "–"
        was, now = (_before.exported(one, column, [number])[0] for one in (returned.then, returned.now))
        return _shown(was), mine or "–", _shown(now)


def _emptied(fields: Mapping[str, Field], one: Standing) -> Iterator[str]:
    """The columns of the fields that a row emptied, as far as they may be empty."""
    for known in (fields[key] for key in one.emptied):
        if known.column and not known.required and known.kind != "yes_no":
            yield known.column


def _shown(value: Any) -> str:
    return "–" if value is None else written(_before.typed(value))


def _told(made: Plan, returned: Returned, options: Options) -> list[Saying]:
    notes = []
    emptied = sum(len(one.emptied) for one in returned.at if one.reason is None)
    if emptied and not options.clear_emptied:
        notes.append(Saying(LEFT_FULL, {"count": emptied}))
    conflicts = sum(len(row.conflicts) for row in made.rows)
    if conflicts:
        notes.append(Saying(CONFLICTS, {"count": conflicts}))
    return notes
