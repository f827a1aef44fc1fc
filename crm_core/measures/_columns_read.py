"""Columns read from the database: a slice of the table in one value a column, in which no cell is a Python object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import BigInteger, Boolean, ColumnElement, Date, Integer, String, case, func, select
from sqlalchemy import cast as cast_to

from ..base.among import among
from ..base.database import day_number, instant_number, joined, label_of
from ..base.many import chunks
from ..models import Deal, SortKey, UtcDateTime
from ..trust.standings import STANDINGS_KEPT
from ._columns_store import FIRST, IN_BIN, NARROW, WIDE, Array, Column, Kept, Rows, Texts, empty_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

SLICE = 20_000
"""So many rows are read at once: others who want the interpreter wait a few milliseconds for it."""
_MARK, _NOTHING = "\x1f", "\x1e"
"""What parts texts and what stands for none: no text that people write holds them."""


class NotAColumn(Exception):
    """A column that cannot be held as an array, or is written without the history knowing of it."""


def table_for(w: Work, kept: Kept) -> Any:
    """What is selected from."""
    return label_of(kept) if isinstance(kept, type) else kept(w)


def column_for(kept: Kept, name: str, kind: Any = None) -> Column:
    """An empty array for this column, of this `kind` where rows of a fact have it. Raises NotAColumn."""
    if name in (FIRST, IN_BIN):
        return Column(NARROW)
    if kind is None:
        named = label_of(kept).c
        if name not in named or name in STANDINGS_KEPT:
            raise NotAColumn(name)
        kind = named[name].type
    if isinstance(kind, String | SortKey):
        return Column(NARROW, texts=True)
    if isinstance(kind, BigInteger | UtcDateTime):
        return Column(WIDE)
    if isinstance(kind, Integer | Boolean | Date):
        return Column(NARROW)
    raise NotAColumn(name)


def highest(w: Work, kept: Kept) -> int:
    """The highest number of a record of the table, or of a deal."""
    return int(w.scalar(select(func.max(label_of(kept if isinstance(kept, type) else Deal).c.id))) or 0)


def whole(w: Work, kept: Kept, columns: dict[str, Column]) -> Iterator[Rows]:
    """All rows of the table, those in the bin too, slice by slice."""
    for start in range(1, highest(w, kept) + 1, SLICE):
        table = table_for(w, kept)
        yield _read(w, table, columns, _number(table).between(start, start + SLICE - 1))


def some(w: Work, kept: Kept, columns: dict[str, Column], by: str, numbers: Array) -> list[Rows]:
    """The rows whose column `by` holds one of these numbers."""
    found = []
    for part in chunks(numbers.tolist(), SLICE):
        table = table_for(w, kept)
        found.append(_read(w, table, columns, among(table.c[by], part)))
    return found


def _number(table: Any) -> Any:
    return table.c.id if "id" in table.c else table.c.record


def _read(w: Work, table: Any, columns: dict[str, Column], where: ColumnElement[bool]) -> Rows:
    wanted = {name: column for name, column in columns.items() if name != FIRST}
    asked = [joined(w.session, _number(table), ",")]
    for name, column in wanted.items():
        asked.append(joined(w.session, _told(w, table, name, column), "," if column.words is None else _MARK))
    ids, *values = w.rows(select(*asked).where(where))[0]
    if ids is None:
        return Rows(np.empty(0, WIDE), {name: _none(column) for name, column in wanted.items()})
    numbers = np.fromstring(ids, WIDE, sep=",")
    found: dict[str, Array | Texts] = {}
    for (name, column), value in zip(wanted.items(), values, strict=True):
        found[name] = _texts(value) if column.words is not None else _numbers(value, column)
        if len(found[name]) != len(numbers):
            raise NotAColumn(name)
    return Rows(numbers, found)


def _none(column: Column) -> Array | Texts:
    return [] if column.words is not None else np.empty(0, column.values.dtype)


def _texts(value: str) -> Texts:
    return [None if text == _NOTHING else text for text in value.split(_MARK)]


def _numbers(value: str, column: Column) -> Array:
    return np.fromstring(value, WIDE, sep=",").astype(column.values.dtype)


def _told(w: Work, table: Any, name: str, column: Column) -> ColumnElement[Any]:
    """A column as it is written into the text: numbers for days and instants, and something for nothing."""
    if name == IN_BIN:
        return case((table.c.deleted_at.is_(None), 0), else_=1)
    said = table.c[name]
    if column.words is not None:
        return func.coalesce(said, _NOTHING)
    if isinstance(said.type, Date):
        said = day_number(w.session, said)
    elif isinstance(said.type, UtcDateTime):
        said = instant_number(w.session, said)
    elif isinstance(said.type, Boolean):
        said = cast_to(said, Integer)
    return func.coalesce(said, empty_of(column.values.dtype))


def sizes(tables: Sequence[Any]) -> int:
    """Bytes of memory that tables take."""
    return sum(int(table.there.nbytes) + sum(one.size for one in table.columns.values()) for table in tables)
