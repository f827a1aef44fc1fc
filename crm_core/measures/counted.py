"""Sums that do not forget what they counted: from them distinct counts and medians come out right at every level.

A plain sum of distinct counts, or of medians, is neither. So a part of this kind carries the values of its records
through all adding up, of periods, of groups, of spellings of one name, and is asked for its figure only at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


class Counted(int):
    """How many records there are, with a whole number of each (its customer's id, its amount) remembered.

    It adds up with its like, and with 0; as a number it is how many records were counted, whatever their values.
    """

    _chunk: tuple[Numbers, Numbers] | None
    _joined: tuple[Counted, Counted] | None

    @classmethod
    def of(cls, values: Iterable[int] | Numbers, times: Iterable[int] | Numbers) -> Self:
        """These values, each so many times."""
        chunk = np.asarray(values, dtype=np.int64), np.asarray(times, dtype=np.int64)
        made = cls(int(chunk[1].sum()))
        made._chunk, made._joined = chunk, None
        return made

    def __add__(self, other: int) -> int:
        if not isinstance(other, Counted):
            return self if other == 0 else int(self) + other
        made = type(self)(int(self) + int(other))
        made._chunk, made._joined = None, (self, other)
        return made

    __radd__ = __add__

    def distinct(self) -> int:
        """How many different values there are."""
        return len(np.unique(self._gathered()[0]))

    def middle(self) -> int | None:
        """Twice the median: the sum of the two middle values, of an odd number the one twice; None of nothing."""
        values, times = self._gathered()
        if not int(self):
            return None
        order = np.argsort(values, kind="stable")
        until = np.cumsum(times[order])
        places = np.searchsorted(until, [(int(self) + 1) // 2, int(self) // 2 + 1])
        return int(values[order][places].sum())

    def _gathered(self) -> tuple[Numbers, Numbers]:
        """All values and how often each; joined once, however many were added up."""
        if self._chunk is None:
            chunks = [one._chunk for one in self._leaves() if one._chunk is not None]
            self._chunk = np.concatenate([one[0] for one in chunks]), np.concatenate([one[1] for one in chunks])
            self._joined = None
        return self._chunk

    def _leaves(self) -> Iterable[Counted]:
        waiting: list[Counted] = [self]
        while waiting:
            one = waiting.pop()
            if one._joined is None:
                yield one
            else:
                waiting.extend(one._joined)
