"""The figures of a running period at a glance: so far, against the same days before, last year and the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.periods import Period, Step, period_of
from ..deals.targets import targets_of
from ..fields.filters import EVERYTHING, Filter
from ..measures.catalogue import Measure, Value, measure
from ..measures.query import Question, gather, moments
from ._target_side import whose

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

FIRST = ("won_amount", "won_count", "win_rate", "created_count")


@dataclass(frozen=True)
class Figure:
    """One measure of the running period.

    `value` is so far; `previous` and `last_year` are the same days of the period before and a year before; `target` is
    of the whole period and `due` what of it was due by the end of today, by working days.
    """

    measure: Measure
    value: Value
    previous: Value
    last_year: Value
    target: int | None
    due: int | None

    @property
    def reached(self) -> float | None:
        """The share of the target that is reached."""
        return self.value / self.target if self.target and self.value is not None else None


@dataclass(frozen=True)
class Figures:
    """Figures of the running period: whole, what has passed of it, and the days these are compared with."""

    whole: Period
    passed: Period
    previous: Period
    last_year: Period
    figures: tuple[Figure, ...]

    def __getitem__(self, key: str) -> Figure:
        return next(one for one in self.figures if one.measure.key == key)


def figures(
    w: Work,
    measures: Sequence[str] = FIRST,
    step: Step = "month",
    *,
    filter: Filter = EVERYTHING,  # noqa: A002
) -> Figures:
    """The running month (or week, quarter, year) to date, in the calendar of the person at work."""
    asked = [measure(key) for key in measures]
    today = w.clock.today()
    whole = period_of(today, step, w.locale.calendar, w.company.calendar_rules)
    passed = whole.to_date(today)
    previous, last_year = passed.previous(), passed.last_year()
    now, before, year_before = (_values(w, asked, period, filter) for period in (passed, previous, last_year))
    book = targets_of(w, [one.key for one in asked if one.adds_up], whole.start, whole.end)
    of = whose(w, filter)

    def target(one: Measure, period: Period) -> int | None:
        return book.value(one.key, period.start, period.end, of, spread=True) if of and one.adds_up else None

    found = (
        Figure(one, now[one.key], before[one.key], year_before[one.key], target(one, whole), target(one, passed))
        for one in asked
    )
    return Figures(whole, passed, previous, last_year, tuple(found))


def _values(w: Work, asked: Sequence[Measure], period: Period, filter: Filter) -> dict[str, Value]:  # noqa: A002
    question = Question(tuple(part for one in asked for part in one.parts), (), filter)
    sums = gather(w, question, [period]).get((0, ()), {})
    begun = bool(moments(w, [period]))
    return {one.key: one.value(sums) if begun or not one.stock else None for one in asked}
