"""What records were at the versions that a list names, and which of its cells differ from what an export wrote then."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.digits import plain
from ..base.many import chunks
from ..base.sheets import cell_text
from ..fields import CATALOGUE, Field, Kind
from ..fields.find import competitors_of
from ..fields.links import TARGETS, labels_of
from ..models import ENTITIES, Change
from ..trust import parts
from ..trust.changes import from_json
from ._cells import is_empty, written
from ._outgoing import Column, Labels
from ._standing import stored
from .parse import ParseRules, parse_column

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from .read import Cell

_DAY_ZERO = dt.date(1899, 12, 30)
_HALF_A_MINUTE = dt.timedelta(seconds=31)


@dataclass
class Then:
    """Records at the versions of a list: `columns` by id, with their parts; `rows` by field key, as exports see them.

    `now` are the records as they are, those in the bin too; what is gone for good is in none.
    """

    entity: str
    now: dict[int, dict[str, Any]]
    columns: dict[int, dict[str, Any]] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    labels: Labels = field(default_factory=dict)


def then(w: Work, entity: str, versions: Mapping[int, int]) -> Then:
    """The records at these versions, by the log of changes since."""
    model = ENTITIES[entity]
    found = Then(entity, stored(w, model, list(versions)))
    ids = list(found.now)
    names = [name for name in ("tags", "lines") if name == "tags" or entity in parts.LINES]
    held = {name: parts.part_of(w, entity, name, ids) for name in names}
    if entity == "deal":  # records of their own, which the deal's history does not tell of
        held["competitors"] = competitors_of(w, ids)
    for number, record in found.now.items():
        found.columns[number] = {**record, **{name: some.get(number, []) for name, some in held.items()}}
    moved = [number for number in ids if found.now[number]["version"] > versions[number]]
    for number, before in _undone(w, entity, moved, versions):
        known = {name: from_json(model, name, value) for name, value in before.items() if name in found.columns[number]}
        found.columns[number].update(known)
    found.rows = {number: _row(entity, columns) for number, columns in found.columns.items()}
    found.labels = labels_of(w, _linked(entity, found.rows.values()))
    return found


def as_now(w: Work, earlier: Then) -> Then:
    """The same records as they are."""
    return then(w, earlier.entity, {number: record["version"] for number, record in earlier.now.items()})


def _undone(
    w: Work, entity: str, ids: Sequence[int], versions: Mapping[int, int]
) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """What later changes of these records replaced, the latest first."""
    change = label_of(Change)
    columns = (change.c.record_id, change.c.version, change.c.before)
    for some in chunks(ids):
        statement = select(*columns).where(change.c.entity == entity, change.c.record_id.in_(some))
        for row in w.rows(statement.order_by(change.c.id.desc())):
            if row.version > versions[row.record_id]:
                yield row.record_id, row.before or {}


def _row(entity: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    row = {key: columns.get(one.column) for key, one in CATALOGUE[entity].items() if one.column}
    row["tags"], row["competitors"] = columns.get("tags", []), columns.get("competitors", [])
    if "lines" in columns:
        row["product"] = list(dict.fromkeys(line["product_id"] for line in columns["lines"]))
    return row


def _linked(entity: str, rows: Iterable[Mapping[str, Any]]) -> dict[Kind, set[int]]:
    links = [one for one in CATALOGUE[entity].values() if one.is_link]
    found: dict[Kind, set[int]] = {one.kind: set() for one in links}
    for row in rows:
        for one in links:
            value = row.get(one.key)
            found[one.kind].update(value if isinstance(value, list) else () if value is None else (value,))
    return {kind: ids - {None} for kind, ids in found.items() if ids}


# Cells


def exported(then: Then, column: Column, ids: Sequence[int]) -> Sequence[Any]:
    """What an export wrote into a column for these records; None for a cell that it left empty."""
    return column.values([then.rows[number] for number in ids], then.labels)


def as_exported(was: Any, cell: Cell) -> bool:
    """Whether a cell is what an export wrote, however Excel keeps it meanwhile."""
    if was is None:
        return is_empty(cell)
    if isinstance(was, dt.date):
        return _same_time(was, cell)
    if isinstance(was, str):
        return _same_text(cell_text(was), cell)
    return isinstance(cell, int | float) and math.isclose(float(was), cell, rel_tol=1e-12)


def _same_text(was: str, cell: Cell) -> bool:
    if isinstance(cell, str):
        return was.replace("\r\n", "\n").replace("\r", "\n").strip() == cell.replace("\r\n", "\n").strip()
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        return written(cell) == was
    try:  # a number that Excel made of a text: "007", "+98912…"
        return math.isclose(float(was), cell, rel_tol=1e-14)
    except ValueError:
        return False


def _same_time(was: dt.date, cell: Cell) -> bool:
    if isinstance(cell, int | float) and not isinstance(cell, bool):  # its format was taken away
        cell = dt.datetime.combine(_DAY_ZERO, dt.time()) + dt.timedelta(days=float(cell))
    if isinstance(was, dt.datetime):
        return isinstance(cell, dt.datetime) and abs(cell.replace(tzinfo=None) - was) < _HALF_A_MINUTE
    if isinstance(cell, dt.datetime):
        return cell.date() == was and cell.time() == dt.time()
    return isinstance(cell, dt.date) and cell == was


def same_day_said(was: str | None, cell: Cell) -> bool:
    """Whether a day in the person's calendar is still the one that was written."""
    return plain(written(cell)).strip() == plain(was or "").strip() or (was is None and is_empty(cell))


def typed(was: Any) -> Cell:
    """What a list holds where an export wrote this."""
    if isinstance(was, Decimal):
        return int(was) if was == int(was) else float(was)
    cell: Cell = "" if was is None else was
    return cell


def means_the_same(was: Any, cell: Cell, to: Field, header: str, rules: ParseRules) -> bool:
    """Whether a cell that is written otherwise than the export's is read alike."""
    one, two = (parse_column([some], to, header, rules).values[0] for some in (typed(was), cell))
    if to.kind == "tags":
        return sorted(one or ()) == sorted(two or ())
    return two is not None and one == two


def former_names(w: Work, kind: Kind, ids: Iterable[int]) -> Callable[[int, str], bool]:
    """Tells whether a record was called so at any time: what the list says of it was true when it was written."""
    link, change = TARGETS[kind], label_of(Change)
    known: dict[int, set[str]] = {}
    for some in chunks(sorted(set(ids))):
        statement = select(change.c.record_id, change.c.before).where(
            change.c.entity == kind, change.c.record_id.in_(some), change.c.before.is_not(None)
        )
        for row in w.rows(statement):
            if link.label in row.before:
                known.setdefault(row.record_id, set()).add(row.before[link.label])
    return lambda number, name: name in known.get(number, ())
