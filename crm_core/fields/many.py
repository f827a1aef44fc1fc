"""Deeds on many records at once: chosen one by one or all that a query finds, also hundreds of thousands.

All of it is one transaction and one change set, done in chunks so that memory stays bounded. Records that are not the
actor's to change are left and counted; so are those that somebody else changed meanwhile in what the deed touches, and
those whose own rules do not allow it. Stopped before its commit, a deed leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import select

from ..base.among import among
from ..base.apart import Watch
from ..base.collecting import collecting_seldom
from ..base.database import label_of
from ..base.errors import DaftarError, Invalid
from ..base.i18n import N_
from ..base.text import fold
from ..models import ENTITIES, Change
from ..trust import parts
from ..trust.access import Actor, may, require, right_to
from ..trust.bulk import BulkEdit, bulk_delete, bulk_update, read_rows
from ..trust.changes import history_columns
from .catalogue import field
from .filters import EVERYTHING, linked, sentence
from .find import Query, ids_found, whole_filter
from .links import labels_of
from .records import EditedMany, Row, Values, check_editable, check_links, parted, split
from .rules import settle
from .values import format_value

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work

BULK_EDIT, DELETE = "bulk_edit", "delete"
"""The kinds of change sets that hold them."""
CHUNK = 2_000
"""So many records are held in memory at a time."""
STOPPED = N_("It was stopped. Nothing was changed.")

Chosen = Mapping[int, int | None] | Query
"""The records: each with the version that was on the screen (None: whatever it is now), or all that a query finds."""
Rows = list[dict[str, Any]]


class Stopped(DaftarError):
    """A person stopped it before it was done; nothing of it is there."""


@dataclass(frozen=True)
class Deed:
    """What is done to each record. A deed is carried to another process, so it holds plain values only."""

    kind: ClassVar[str] = BULK_EDIT

    @property
    def summary(self) -> str:
        """What the history is to say of the whole besides `said`; "" for nothing."""
        return ""

    def check(self, w: Work, entity: str) -> None:
        """Raise, in words, where it cannot be done at all."""

    def touches(self, entity: str) -> frozenset[str] | None:
        """The columns and parts it changes; None: the record as a whole."""
        return None

    def carry_out(self, w: Work, entity: str, rows: Rows, done: EditedMany) -> int:
        """Do it to these records, which are the actor's to change; gives how many changed."""
        raise NotImplementedError

    def end(self, w: Work, entity: str, done: EditedMany) -> None:
        """After the last chunk, in the same change set."""

    def said(self, w: Work, entity: str) -> str:
        """What is done, in words of the company's language: "City: Tehran"; "" where the kind says it all."""
        return ""

    def facts(self) -> dict[str, Any]:
        """What the change set is to keep of it for other programs."""
        return {}


@dataclass(frozen=True)
class Setting(Deed):
    """Give fields these values, by field key, typed as columns keep them; None clears."""

    values: Values

    def check(self, w: Work, entity: str) -> None:
        check_editable(entity, self.values)
        for key, value in self.values.items():
            if field(entity, key).required and value in (None, "", []):
                raise Invalid(N_("{name} must not be empty."), field=key, name=w.locale.t(field(entity, key).label))
        check_links(w, entity, self.values)
        split(entity, self.values)

    def touches(self, entity: str) -> frozenset[str] | None:
        columns, rest = split(entity, self.values)
        return frozenset({*columns, *rest})

    def carry_out(self, w: Work, entity: str, rows: Rows, done: EditedMany) -> int:
        columns, rest = split(entity, self.values)
        return settled(w, entity, rows, done, lambda _row: {**columns, **rest})

    def said(self, w: Work, entity: str) -> str:
        told = []
        locale = w.company.locale()
        for key, value in self.values.items():
            one = field(entity, key)
            labels = labels_of(w, {one.kind: {value}}) if one.is_link and isinstance(value, int) else {}
            told.append(f"{locale.t(one.label)}: {format_value(one, value, locale, labels)}")
        return " · ".join(told)


@dataclass(frozen=True)
class Tagging(Deed):
    """Add tags and take tags away."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def check(self, w: Work, entity: str) -> None:
        if not self.add and not self.remove:
            raise Invalid(N_("Choose at least one tag."), field="tags")

    def touches(self, entity: str) -> frozenset[str] | None:
        return frozenset()  # one tag more or less hinders nobody's other tags

    def carry_out(self, w: Work, entity: str, rows: Rows, done: EditedMany) -> int:
        held = parts.tags_of(w, entity, [row["id"] for row in rows])
        return settled(w, entity, rows, done, lambda row: {"tags": self._after(held.get(row["id"], []))})

    def _after(self, tags: Sequence[str]) -> list[str]:
        going = {fold(one) for one in self.remove}
        return parts.sorted_tags([*(one for one in tags if fold(one) not in going), *self.add])

    def said(self, w: Work, entity: str) -> str:
        locale = w.company.locale()
        signed = [*(f"+ {one}" for one in self.add), *(f"− {one}" for one in self.remove)]
        return f"{locale.t(field(entity, 'tags').label)}: {' '.join(locale.isolate(one) for one in signed)}"


@dataclass(frozen=True)
class Deleting(Deed):
    """Put the records into the bin."""

    kind: ClassVar[str] = DELETE

    def carry_out(self, w: Work, entity: str, rows: Rows, done: EditedMany) -> int:
        return len(bulk_delete(w, ENTITIES[entity], [row["id"] for row in rows]))


def settled(
    w: Work, entity: str, rows: Rows, done: EditedMany, changes: Callable[[dict[str, Any]], dict[str, Any]]
) -> int:
    """Write what `changes` gives for each record, made consistent by the rules of the entity; how many changed.

    Where the rules of a record do not allow it, it is left and noted in `done`, with the first reason.
    """
    lines: Mapping[int, parts.Lines] = {}
    if entity in parts.LINES:
        lines = parts.lines_of(w, entity, [row["id"] for row in rows])
    edits = []
    for row in rows:
        before = {**row, "lines": lines.get(row["id"], [])} if entity in parts.LINES else row
        try:
            edits.append(BulkEdit(row["id"], row["version"], *parted(settle(w, entity, before, changes(row)))))
        except Invalid as reason:
            done.hindered.append(row["id"])
            done.reason = done.reason or reason
    known = {row["id"]: row for row in rows}
    return len(bulk_update(w, ENTITIES[entity], edits, rows=known))


def run(
    office: Office, actor: Actor, entity: str, chosen: Chosen, deed: Deed, watch: Watch | None = None
) -> EditedMany:
    """Do a deed to many records, in a transaction of its own. Raises what `carry_out` raises; then nothing changed."""
    with collecting_seldom(), office.work(actor) as w:
        return carry_out(w, entity, chosen, deed, watch)


def carry_out(w: Work, entity: str, chosen: Chosen, deed: Deed, watch: Watch | None = None) -> EditedMany:
    """Do a deed to many records as one change set; the caller commits.

    Raises Refused, Invalid, NotFound, Stopped where `watch` says so, and where nothing at all could be changed
    because of the records' own rules, their reason.
    """
    watch = watch or Watch()
    require(w, "bulk")
    require(w, right_to(entity))
    deed.check(w, entity)
    based = _based(w, entity, chosen)
    done = EditedMany(None)
    watch.at(0, len(based))
    with w.changing(deed.kind) as change_set:
        for some in _chunks(list(based)):
            _go_on(watch)
            rows = _to_change(w, entity, {number: based[number] for number in some}, deed, done)
            done.changed += deed.carry_out(w, entity, rows, done) if rows else 0
            done.seen += len(some)
            watch.at(done.seen, len(based))
        if done.changed:
            deed.end(w, entity, done)
            change_set.summary = deed.summary or _summary(w, entity, chosen, deed)
            change_set.context = _context(entity, chosen, deed, done)
            done.change_set_id = change_set.id
        elif done.reason is not None:
            raise done.reason
        _go_on(watch)
    return done


def _go_on(watch: Watch) -> None:
    if watch.cancelled():
        raise Stopped(STOPPED)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[place : place + CHUNK] for place in range(0, len(ids), CHUNK))


def _based(w: Work, entity: str, chosen: Chosen) -> Mapping[int, int | None]:
    """The records with the version that they were chosen with; of a query, as they are at its beginning."""
    if not isinstance(chosen, Query):
        return chosen
    return dict.fromkeys(sorted(ids_found(w, entity, replace(chosen, page=1))), None)


def _to_change(w: Work, entity: str, based: Mapping[int, int | None], deed: Deed, done: EditedMany) -> Rows:
    """The records as they are now, of which the actor may change them and nobody changed the same meanwhile."""
    rows = read_rows(w, ENTITIES[entity], list(based))
    allowed = {n: row for n, row in rows.items() if row["deleted_at"] is None and may(w.actor, "bulk", Row(row))}
    done.refused += sorted(based.keys() - allowed.keys())
    older = {n: based[n] for n, row in allowed.items() if based[n] not in (None, row["version"])}
    moved = _moved_since(w, entity, older, deed.touches(entity)) if older else set()
    done.moved += sorted(moved)
    return [row for number, row in allowed.items() if number not in moved]


def _moved_since(w: Work, entity: str, based: Mapping[int, Any], touched: frozenset[str] | None) -> set[int]:
    """Which of these records somebody changed, since these versions, in what is to be changed."""
    log, found = label_of(Change), set()
    statement = select(log.c.record_id, log.c.version, log.c.after)
    for row in w.rows(statement.where(log.c.entity == entity, among(log.c.record_id, based))):
        if row.version > based[row.record_id]:
            changed = (row.after or {}).keys() & (history_columns(ENTITIES[entity]) | parts.PARTS)
            if touched is None or changed & touched:
                found.add(row.record_id)
    return found


def _summary(w: Work, entity: str, chosen: Chosen, deed: Deed) -> str:
    """What was done and, where a filter chose the records, by which, in words of the company's language."""
    which = chosen_by(w, entity, chosen)
    return " — ".join(filter(None, (deed.said(w, entity), which)))


def chosen_by(w: Work, entity: str, chosen: Chosen) -> str:
    """The filter that chose the records, in words of the company's language; "" where they were picked."""
    if not isinstance(chosen, Query):
        return ""
    wanted = whole_filter(entity, chosen)
    locale = w.company.locale()
    if wanted == EVERYTHING:
        return locale.t(N_("all there are"))
    return sentence(wanted, entity, locale, labels_of(w, linked(entity, wanted)))


def _context(entity: str, chosen: Chosen, deed: Deed, done: EditedMany) -> dict[str, Any]:
    left = {"refused": len(done.refused), "moved": len(done.moved), "hindered": len(done.hindered)}
    return {"entity": entity, "count": done.changed, "by_filter": isinstance(chosen, Query), **left, **deed.facts()}
