"""The rows that expressions are worked out over: places in tables, and what stands there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import FromClause

from ..models import Model
from ._columns_read import NotAColumn, column_for
from ._columns_store import NARROW, Array, Column, Kept, Table, Texts, empty_of

EPOCH = dt.date(1970, 1, 1)
_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
MODELS: dict[str, type[Model]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}


class Unknown(Exception):
    """Something of a question that only the database can answer."""


class Missing(Exception):
    """Columns that the question needs and that were not read yet."""

    def __init__(self, columns: frozenset[tuple[Kept, str]]) -> None:
        super().__init__(str(columns))
        self.columns = columns


@dataclass(frozen=True)
class Value:
    """A number for each row, or the place of a text among `words`; `empty` are the rows without."""

    data: Array
    empty: Array | None = None
    words: Texts | None = None

    @property
    def filled(self) -> Array:
        return np.ones(len(self.data), np.bool_) if self.empty is None else ~self.empty


@dataclass(frozen=True)
class Truth:
    """Where a condition holds, and where it is known whether it does (None: everywhere)."""

    true: Array
    known: Array | None = None

    @property
    def false(self) -> Array:
        return ~self.true if self.known is None else self.known & ~self.true


def all_true(*some: Truth) -> Truth:
    true = some[0].true
    for one in some[1:]:
        true = true & one.true
    if all(one.known is None for one in some):
        return Truth(true)
    false = some[0].false
    for one in some[1:]:
        false = false | one.false
    return Truth(true, true | false)


def opposite(one: Truth) -> Truth:
    return Truth(one.false, one.known)


def any_true(*some: Truth) -> Truth:
    return opposite(all_true(*(opposite(one) for one in some)))


def number_of(value: Any) -> int:
    """A value of a statement as arrays have it."""
    if isinstance(value, dt.datetime):
        return (value - _START) // _MICROSECOND
    if isinstance(value, dt.date):
        return (value - EPOCH).days
    if isinstance(value, int):
        return int(value)
    raise Unknown(value)


def day_of(number: int) -> dt.date:
    return EPOCH + dt.timedelta(days=number)


@dataclass
class Source:
    """A table, with the place in it of each row (None: each record is a row, at the place of its number)."""

    table: Table
    places: Array | None = None


@dataclass
class Frame:
    """Rows over tables. What is asked for and not at hand is noted in `missing`, and nothing stands in its place."""

    rows: int
    sources: dict[FromClause, Source]
    missing: set[tuple[Kept, str]]
    given: Mapping[int, tuple[FromClause, str]] = field(default_factory=dict)
    """Expressions (by identity) that a column holds worked out."""

    def column(self, table: FromClause, name: str) -> Value:
        source = self.sources.get(table)
        if source is None:
            raise Unknown(f"{table}.{name}")
        if name == "id":
            places = np.arange(self.rows) if source.places is None else source.places
            return Value(places, None if source.places is None else places == 0)
        column = source.table.columns.get(name)
        if column is None:
            return self._nothing(source.table.model, name, table)
        return value_of(column, source.places)

    def _nothing(self, model: Kept, name: str, table: FromClause) -> Value:
        """What stands for a column that is still to be read, so that the rest of the question may be looked at."""
        try:
            words = column_for(model, name, None if isinstance(model, type) else table.c[name].type).words
        except NotAColumn as error:
            raise Unknown(name) from error
        self.missing.add((model, name))
        return Value(np.zeros(self.rows, NARROW), np.ones(self.rows, np.bool_), words)

    def at(self, rows: Array) -> Frame:
        """Only these of its rows."""
        sources = {
            table: Source(one.table, rows if one.places is None else one.places[rows])
            for table, one in self.sources.items()
        }
        return Frame(len(rows), sources, self.missing, self.given)


def value_of(column: Column, places: Array | None) -> Value:
    data = column.values if places is None else column.values[places]
    if column.words is not None:
        return Value(data, data == 0, column.words)
    empty = data == empty_of(data.dtype)
    return Value(data, empty if empty.any() else None)
