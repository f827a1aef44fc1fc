"""Columns of a table in memory: arrays in which the row of a record stands at the place of its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ..models import Deal, DealLine, DealState

Array = npt.NDArray[Any]
Texts = list[str | None]
Kept = Any
"""What a table is a copy of: a model, or the function that gives the rows of a fact (`Fact.rows`)."""

OWNED: dict[Kept, str] = {DealLine: "deal_id", DealState: "deal_id"}
"""The tables whose rows belong to a deal and change with it, by the column that names it."""
NARROW = np.int32
WIDE = np.int64
FIRST = "first of its product"
"""A column that no table has: whether a line is the first of its deal with its product."""
IN_BIN = "in the bin"
"""Another: whether a record lies in the bin."""


def empty_of(dtype: Any) -> int:
    """What stands for nothing in an array of this kind of numbers."""
    return int(np.iinfo(dtype).min)


class Column:
    """Values by the number of the record: numbers, or the places of texts among `words` (the first is nothing)."""

    def __init__(self, dtype: Any, *, texts: bool = False) -> None:
        self.values: Array = np.empty(0, dtype)
        self.words: Texts | None = [None] if texts else None
        self._places: dict[str | None, int] = {None: 0}

    def grow(self, size: int) -> None:
        """Make room for records up to this number; new ones have nothing."""
        if len(self.values) < size:
            empty = empty_of(self.values.dtype) if self.words is None else 0
            more = np.full(size - len(self.values), empty, self.values.dtype)
            self.values = np.concatenate([self.values, more])

    def put(self, ids: Array, values: Array | Texts) -> None:
        self.values[ids] = self._places_of(values) if self.words is not None else values

    def _places_of(self, texts: Any) -> Array:
        places, words = self._places, self.words or []
        for text in set(texts) - places.keys():
            places[text] = len(words)
            words.append(text)
        return np.fromiter((places[text] for text in texts), NARROW, len(texts))

    @property
    def size(self) -> int:
        """Bytes of memory that the values take."""
        return int(self.values.nbytes)


def owner_of(kept: Kept) -> str | None:
    """The column that names the deal to which a row belongs; None where rows stand for themselves."""
    return OWNED.get(kept) if isinstance(kept, type) else "record"


@dataclass
class Table:
    """The columns that are at hand of a table; `there` tells which numbers are records.

    Rows of a fact have no numbers of their own and get those that come next.
    """

    model: Kept
    columns: dict[str, Column] = field(default_factory=dict)
    there: Array = field(default_factory=lambda: np.zeros(0, np.bool_))
    used: int = 1

    def __len__(self) -> int:
        """The highest number that there is room for, and one."""
        return len(self.there)

    def grow(self, size: int) -> None:
        """Make room for records up to this number, and for some more to come."""
        if size > len(self.there):
            size += size // 50 if len(self.there) else 0
            self.there = np.concatenate([self.there, np.zeros(size - len(self.there), np.bool_)])
        for column in self.columns.values():
            column.grow(len(self.there))

    def put(self, rows: Rows) -> None:
        """Take in rows; those that were there before are as these now."""
        ids = rows.ids
        if not isinstance(self.model, type):
            ids = np.arange(self.used, self.used + len(rows.ids))
            self.used += len(ids)
        self.grow(int(ids.max()) + 1 if len(ids) else 1)
        self.there[ids] = True
        for name, values in rows.values.items():
            self.columns[name].put(ids, values)

    def settle(self, parts: Sequence[Rows]) -> None:
        """Work out what only all rows of a deal together tell, after these were put in: all of some deals'."""
        if FIRST in self.columns:
            ids = np.concatenate([part.ids for part in parts]) if parts else np.empty(0, WIDE)
            deals, products = (self.columns[name].values[ids] for name in ("deal_id", "product_id"))
            self.columns[FIRST].put(ids, _first_of_product(ids, deals, products))
            self.columns[FIRST].values[0] = 1  # a deal without lines has one row, which is its first

    def forget(self, numbers: Array) -> None:
        """The records of these numbers, or the rows that belong to these deals, are not there any more."""
        if not len(self.there) or not len(numbers):
            return
        owner = owner_of(self.model)
        if owner is None:
            self.there[numbers[numbers < len(self.there)]] = False
            return
        gone = np.zeros(max(int(numbers.max()), int(self.columns[owner].values.max())) + 1, np.bool_)
        gone[numbers] = True
        owners = np.where(self.there, self.columns[owner].values, 0)
        self.there &= ~gone[owners]


@dataclass(frozen=True)
class Rows:
    """Rows as they were read: their numbers, and values by column."""

    ids: Array
    values: dict[str, Array | Texts]


def _first_of_product(ids: Array, deals: Array, products: Array) -> Array:
    """For each of these lines, among which are all of their deals, whether it is its deal's first with its product."""
    order = np.argsort(ids, kind="stable")
    most = int(products.max(initial=0)) + 2
    _, first = np.unique(deals[order].astype(WIDE) * most + products[order], return_index=True)
    found = np.zeros(len(order), NARROW)
    found[order[first]] = 1
    return found


def needed_with(model: Kept, names: set[str]) -> set[str]:
    """The columns that are read together with these."""
    owner = owner_of(model)
    more = {owner} if owner else {IN_BIN} if model is Deal else set[str]()
    return names | more | ({"product_id"} if FIRST in names else set())
