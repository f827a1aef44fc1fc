"""A block of cells as somebody typed or pasted them: what it would change, and storing it as one change set.

Cells are texts. A cell that cannot be stored (unreadable, not this person's, changed by somebody else since) is left
as it is and told with its reason; all others are stored together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Conflict, DaftarError, FieldConflict, Invalid, NotFound, Refused
from ..base.i18n import N_
from ..models import ENTITIES, Change
from ..trust import parts
from ..trust.access import may, require, right_to
from ..trust.bulk import BulkEdit, bulk_update, read_rows
from ..trust.changes import from_json
from . import records
from .catalogue import CATALOGUE
from .catalogue import field as field_of
from .links import id_named
from .rules import settle
from .values import parse_value

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from ._field import Field

MOST = 20_000
"""So many cells one block may have."""


@dataclass(frozen=True)
class Cell:
    """A cell with its new text, and the text and the record's version that the person saw."""

    id: int
    version: int
    field: str
    seen: str | None
    text: str | None


@dataclass(frozen=True)
class NewRow:
    """A record to make: texts by field key; `place` tells it from the other new rows of the block."""

    place: int
    texts: Mapping[str, str | None]


@dataclass(frozen=True)
class CellChange:
    """A cell that changes: the record's name and the value in both states, as columns keep them."""

    id: int
    name: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Left:
    """A cell that stays as it is: of a record (`id`) or of a new row (`place`), with what was typed and why."""

    field: str
    text: str | None
    why: DaftarError
    id: int | None = None
    place: int | None = None
    name: str = ""


@dataclass
class Outcome:
    """What a block does or did. `made`: the ids of new records by place (0 while it is only looked at)."""

    changes: list[CellChange] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    made: dict[int, int] = field(default_factory=dict)
    change_set_id: int | None = None

    @property
    def records(self) -> int:
        """How many records that were there change."""
        return len({one.id for one in self.changes})


def look(w: Work, entity: str, cells: Sequence[Cell], new: Sequence[NewRow] = ()) -> Outcome:
    """What storing this block would do; nothing is written."""
    block = _Block(w, entity)
    block.read(cells)
    for row in new:
        if block.new_values(row) is not None:
            block.outcome.made[row.place] = 0
    return block.outcome


def store(
    w: Work, entity: str, cells: Sequence[Cell], new: Sequence[NewRow] = (), *, kind: str = "bulk_edit"
) -> Outcome:
    """Store what can be stored as one change set (none is left where nothing differs). Raises Refused or Invalid
    where the whole of it is not to be done."""
    block = _Block(w, entity)
    edits = block.read(cells)
    with w.changing(kind) as change_set:
        bulk_update(w, ENTITIES[entity], edits)
        for row in new:
            block.make(row)
        if edits or block.outcome.made:
            block.outcome.change_set_id = change_set.id
    return block.outcome


class _Block:
    """A block while it is read: parsing, rights, links and conflicts, cell by cell."""

    def __init__(self, w: Work, entity: str) -> None:
        require(w, right_to(entity))
        self.w, self.entity, self.model = w, entity, ENTITIES[entity]
        self.outcome = Outcome()
        self._links: dict[tuple[str, Any], bool] = {}
        self._named: dict[tuple[str, str], int | None] = {}

    def read(self, cells: Sequence[Cell]) -> list[BulkEdit]:
        """The edits that the readable cells come to; what stays is told in the outcome."""
        if len(cells) > MOST:
            raise Invalid(N_("A block may have {n} cells at most; bring more in as a list."), n=MOST)
        by_record: dict[int, list[Cell]] = {}
        for cell in cells:
            by_record.setdefault(cell.id, []).append(cell)
        rows = read_rows(self.w, self.model, list(by_record))
        names = parts.PARTS & {_part_name(self.entity, cell.field) for cell in cells}
        held = {name: parts.part_of(self.w, self.entity, name, list(rows)) for name in names}
        edits = []
        for number, some in by_record.items():
            row = rows.get(number)
            if row is not None:
                row = {**row, **{name: held[name].get(number, []) for name in names}}
            edit = self._edit(row, some)
            if edit is not None:
                edits.append(edit)
        return edits

    def _edit(self, row: dict[str, Any] | None, cells: Sequence[Cell]) -> BulkEdit | None:
        """What is to be written to one record."""
        name = str(row[_label_key(self.entity)] or "") if row else ""
        refusal = self._no_right(row)
        if refusal is not None or row is None:
            self._leave(cells, refusal or _missing(), name)
            return None
        wanted: dict[str, Any] = {}
        changes = []
        for cell in cells:
            try:
                columns = self._columns(cell, row)
            except DaftarError as wrong:
                self._leave([cell], wrong, name)
                continue
            key, value = next(iter(columns.items()))
            before, after = _comparable(key, row.get(key)), _comparable(key, value)
            if before != after:
                wanted |= columns
                changes.append(CellChange(cell.id, name, cell.field, before, after))
        if not wanted:
            return None
        try:
            plain = {key: value for key, value in row.items() if key not in parts.PARTS}
            settled = settle(self.w, self.entity, plain, wanted)
        except DaftarError as wrong:
            self._leave([cell for cell in cells if cell.field in {one.field for one in changes}], wrong, name)
            return None
        self.outcome.changes += changes
        return BulkEdit(row["id"], row["version"], *records.parted(settled))

    def _leave(self, cells: Sequence[Cell], why: DaftarError, name: str) -> None:
        self.outcome.left += [Left(cell.field, cell.text, why, id=cell.id, name=name) for cell in cells]

    def _no_right(self, row: dict[str, Any] | None) -> DaftarError | None:
        if row is None or row["deleted_at"] is not None:
            return _missing()
        if not may(self.w.actor, "change", records.Row(row)):
            return Refused(N_("You may not change this record. Ask its owner or your team lead."))
        return None

    def _columns(self, cell: Cell, row: Mapping[str, Any]) -> dict[str, Any]:
        """The column or part that a cell's text sets. Raises what hinders it."""
        found = self._field(cell.field)
        value = self._value(found, cell.text, row.get("currency"))
        key, wanted = next(iter(records.as_kept(self.entity, cell.field, value).items()))
        if key == "tags":
            wanted = parts.sorted_tags(wanted)
        self._check_clash(cell, found, row, key, wanted)
        return {key: wanted}

    def _field(self, key: str) -> Field:
        found = field_of(self.entity, key)
        if not found.editable:
            raise Invalid(N_("{key} is computed and cannot be edited."), field=key, key=self.w.locale.t(found.label))
        return found

    def _value(self, found: Field, text: str | None, currency: str | None) -> Any:
        w = self.w
        value = parse_value(
            found, text, w.locale, w.company, entity=self.entity, currency=currency, find=self._find
        )  # fmt: skip
        if found.is_link and value is not None:
            self._check_link(found, value)
        return value

    def _find(self, kind: Any, text: str) -> int | None:
        """The record that a label means, asked once for all cells that name it."""
        if (kind, text) not in self._named:
            self._named[kind, text] = id_named(self.w, kind, text)
        return self._named[kind, text]

    def _check_link(self, found: Field, value: int) -> None:
        if (found.kind, value) not in self._links:
            try:
                records.check_links(self.w, self.entity, {found.key: value})
            except NotFound:
                self._links[found.kind, value] = False
            else:
                self._links[found.kind, value] = True
        if not self._links[found.kind, value]:
            raise NotFound(
                N_("{name} names a record that does not exist, or that you may not see."),
                name=self.w.locale.t(found.label),
            )

    def _check_clash(self, cell: Cell, found: Field, row: Mapping[str, Any], key: str, wanted: Any) -> None:
        """Raise Conflict where somebody stored another value than the one that the person saw."""
        now = row.get(key)
        if (
            row["version"] == cell.version
            or _comparable(key, now) == _comparable(key, wanted)
            or self._saw(cell, found, row, key)
        ):
            return
        known, before = self._base(row["id"], cell.version, key)
        if known:
            raise Conflict(
                N_("Somebody else changed this meanwhile. Choose which value stays."),
                entity=self.entity,
                record_id=cell.id,
                items=[FieldConflict(key, before, wanted, now)],
            )

    def _saw(self, cell: Cell, found: Field, row: Mapping[str, Any], key: str) -> bool:
        """Whether what the person had before their eyes is what is stored: their own edit a moment ago, mostly."""
        try:
            seen = records.as_kept(self.entity, cell.field, self._value(found, cell.seen, row.get("currency")))[key]
        except DaftarError:
            return cell.seen is None and row.get(key) in (None, "", [])
        return bool(_comparable(key, seen) == _comparable(key, row.get(key)))

    def _base(self, record_id: int, version: int, key: str) -> tuple[bool, Any]:
        """Whether a column changed after this version, and what it was then."""
        log = label_of(Change)
        statement = (
            select(log.c.before)
            .where(log.c.entity == self.entity, log.c.record_id == record_id, log.c.version > version)
            .order_by(log.c.id)
        )
        for row in self.w.rows(statement):
            if key in (row.before or {}):
                return True, from_json(self.model, key, row.before[key])
        return False, None

    def new_values(self, row: NewRow) -> dict[str, Any] | None:
        """The values of a new record; None, and told why, where it cannot be made."""
        values: dict[str, Any] = {}
        wrong = False
        for key, text in row.texts.items():
            try:
                value = self._value(self._field(key), text, None)
            except DaftarError as why:
                self.outcome.left.append(Left(key, text, why, place=row.place))
                wrong = wrong or field_of(self.entity, key).required
                continue
            if value not in (None, []):
                values[key] = value
        if wrong:
            return None
        try:
            records.prepare(self.w, self.entity, values)
        except DaftarError as why:
            named = getattr(why, "field", None) or next(iter(row.texts), "")
            self.outcome.left.append(Left(named, row.texts.get(named), why, place=row.place))
            return None
        return values

    def make(self, row: NewRow) -> None:
        """Make a record of a new row, or tell why not."""
        values = self.new_values(row)
        if values is not None:
            self.outcome.made[row.place] = records.create(self.w, self.entity, values)


def _missing() -> NotFound:
    return NotFound(N_("This record does not exist, or you may not see it."))


def _part_name(entity: str, key: str) -> str:
    """The part that a field's value lies in, "" for a column."""
    if key in parts.PARTS:
        return key
    found = CATALOGUE[entity].get(key)
    return "lines" if found is not None and found.key == "product" and found.column is None else ""


def _label_key(entity: str) -> str:
    first = next(iter(CATALOGUE[entity].values()))
    return first.column or first.key


def _comparable(key: str, value: Any) -> Any:
    """A part as it is compared and shown: tags in their order, lines by their products."""
    if key == "tags":
        return parts.sorted_tags(value or [])
    return [line["product_id"] for line in value or []] if key == "lines" else value
