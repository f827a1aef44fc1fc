"""Rows gathered into groups, and exact sums of whole numbers in each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from sqlalchemy import Boolean, Date

from ._columns_frame import Unknown, Value, day_of
from ._columns_store import WIDE, Array, Texts

EXACT = 2**53
"""Whole numbers below this are exact as floats, in which the sums of groups are quick."""
_HALF = 26
"""Larger numbers are summed in pieces of so many bits."""
_DENSE = 4_000_000
"""So many groups may be counted in a place each; of more, those that are there are looked for first."""


@dataclass(frozen=True)
class Grouped:
    """Which bin each row falls into, of `count` bins; `group` gives the place of the period and the stored values of
    a bin. `dense`: every period has the same groups in the same order."""

    bins: Array
    count: int
    group: Callable[[int], tuple[int, tuple[Any, ...]]]
    dense: bool


def grouped(places: Array, periods: int, values: Sequence[Value], kinds: Sequence[Any]) -> Grouped:
    """Rows by the place of their period and by the values of what they are broken down by."""
    coded = [_codes(value) for value in values]
    shape = tuple(len(stored) for _, stored in coded)
    many = reduce(int.__mul__, shape, 1)
    if many >= 2**62:
        raise Unknown("too many groups")
    codes = np.zeros(len(places), WIDE)
    for some, stored in coded:
        codes = codes * len(stored) + some
    groups: Array | None = None
    if periods * many > _DENSE:
        groups, codes = np.unique(codes, return_inverse=True)
        many = len(groups)
    bins, count = places * many + codes, periods * many
    there: Array | None = None
    if count > _DENSE:
        there, bins = np.unique(bins, return_inverse=True)
        count = len(there)
    said = [_said(stored, one.words, kind) for (_, stored), one, kind in zip(coded, values, kinds, strict=True)]

    def group(number: int) -> tuple[int, tuple[Any, ...]]:
        place, code = divmod(number if there is None else int(there[number]), many)
        at = np.unravel_index(code if groups is None else int(groups[code]), shape) if shape else ()
        return place, tuple(some[int(one)] for some, one in zip(said, at, strict=True))

    return Grouped(bins, count, group, there is None)


def _codes(value: Value) -> tuple[Array, list[int | None]]:
    """Values as small numbers, and what each of these stands for."""
    data = value.data.astype(WIDE)
    filled = data if value.empty is None else data[~value.empty]
    low, high = int(filled.min(initial=0)), int(filled.max(initial=0))
    if value.empty is not None:
        data = np.where(value.empty, low - 1, data)
    if high - low < max(4 * len(data), 1_000):
        return data - (low - 1), [None, *range(low, high + 1)]
    stored, codes = np.unique(data, return_inverse=True)
    return codes, [None if number == low - 1 else number for number in stored.tolist()]


def _said(numbers: list[int | None], words: Texts | None, kind: Any) -> list[Any]:
    """Stored values as the database would give them."""
    if words is not None:
        return [None if number is None else words[number] for number in numbers]
    said: Callable[[int], Any] = bool if isinstance(kind, Boolean) else day_of if isinstance(kind, Date) else int
    return [None if number is None else said(number) for number in numbers]


def counts(into: Grouped, rows: Array | None = None) -> Array:
    """How many rows (of those chosen) are in each bin."""
    return np.bincount(into.bins if rows is None else into.bins[rows], minlength=into.count)


def sums(into: Grouped, value: Value) -> Array:
    """The exact sum in each bin, what is empty left out: int64, or Python's own numbers where these are larger."""
    data = np.broadcast_to(value.data, into.bins.shape).astype(WIDE)
    if value.empty is not None:
        data = np.where(value.empty, 0, data)
    most = max(abs(int(data.max(initial=0))), abs(int(data.min(initial=0)))) * max(len(data), 1)
    found: Array
    if most < EXACT:
        found = np.bincount(into.bins, data, into.count).astype(WIDE)
        return found
    mask = (1 << _HALF) - 1
    pieces = [np.bincount(into.bins, piece & mask, into.count).astype(WIDE) for piece in (data, data >> _HALF)]
    pieces.append(np.bincount(into.bins, data >> 2 * _HALF, into.count).astype(WIDE))
    if most >= 2**62:
        pieces = [piece.astype(object) for piece in pieces]
    found = pieces[0] + pieces[1] * (1 << _HALF) + pieces[2] * (1 << 2 * _HALF)
    return found
