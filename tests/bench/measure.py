"""A measure: its name, its promise, and how it is taken. Ratios are taken in one run, on one machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """What was measured. `limit` is the promise, if there is one; `detail` says on what, to compare two runs."""

    name: str
    value: float
    limit: float | None
    unit: str
    detail: str

    @property
    def kept(self) -> bool:
        return self.limit is None or self.value <= self.limit


@dataclass(frozen=True)
class Sizes:
    """How much is measured: customers and deals of the large company, rows of the imported list and of a very long
    one, clicking people."""

    name: str
    customers: int
    deals: int
    rows: int
    long: int
    people: int
    seconds: int


SIZES = {
    "small": Sizes("small", 20_000, 20_000, 10_000, 30_000, 10, 15),
    "medium": Sizes("medium", 100_000, 100_000, 100_000, 300_000, 50, 60),
    "full": Sizes("full", 1_000_000, 1_000_000, 100_000, 1_000_000, 50, 120),
}


def best(work: Callable[[], Any], times: int = 3) -> float:
    """The shortest of several runs, in seconds: what the work takes when nothing stands in its way."""
    return min(took(work) for _ in range(times))


def median(work: Callable[[], Any], times: int = 7) -> float:
    """The median of several warm runs, in seconds."""
    work()
    return statistics.median(took(work) for _ in range(times))


def took(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
