"""Where holders of targets stand: done, due, pace, gap, what is needed a day, coverage, and whether it is in reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ...base.periods import Period, period_of
from ...fields.filters import condition
from ...measures import MEASURES
from ...measures.working_days import DAY, WorkingDays, working_days
from .book import TargetBook, targets_of
from .holders import COMPANY, Holder, names_of
from .results import results, sums
from .sheet import sheet, year_of

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

PERIODS_BACK = 6
"""So many periods before are looked back on."""
_ENOUGH_DAYS = 5 * DAY
"""A running period's own rate counts once it has so many working days."""
_OPEN = {"won_amount": ("open.amount", "open.weighted"), "won_count": ("open.count", "open.likely")}
"""What open deals bring to a measure: if all were won, and by their probability in hundredths."""


@dataclass(frozen=True)
class Past:
    """What was reached of a target in a period that is over."""

    period: Period
    target: int | None
    done: int

    @property
    def share(self) -> float | None:
        return self.done / self.target if self.target else None


@dataclass(frozen=True)
class Progress:
    """Where one holder stands in one period. Amounts in minor units of the company's currency, else numbers.

    `due` is the share of the target for the working days until today is over, `pace` done ÷ due (1: on time).
    `gap` is target − done, negative for what is beyond it. `per_day` is what every working day that is left, today
    counted, must bring, rounded up; 0 where nothing is missing, None where no day is left. `open` is the weighted
    pipeline that closes in the period, `coverage` that ÷ gap; both None for measures without a pipeline, and where
    nothing is missing. `in_reach`: it is reached; or the period is not over, and winning all deals that are to close in
    it would do, or what it takes a day was held before, over one of the last periods or this one. None without target.
    `days` and `days_left` are working days in hundredths: until today is over, and from today on.
    """

    holder: Holder
    name: str
    measure: str
    period: Period
    target: int | None
    done: int
    due: int | None
    pace: float | None
    gap: int | None
    per_day: int | None
    open: int | None
    coverage: float | None
    in_reach: bool | None
    days: int
    days_left: int
    days_all: int
    past: tuple[Past, ...] = ()
    depth: int = 0

    @property
    def share(self) -> float | None:
        """done ÷ target; more than 1 where more was reached."""
        return self.done / self.target if self.target else None

    @property
    def is_over(self) -> bool:
        return not self.days_left


def standing(
    w: Work,
    measure: str = "won_amount",
    period: Period | None = None,
    holder: Holder = COMPANY,
    *,
    spread: bool = False,
    today: dt.date | None = None,
) -> Progress:
    """Where one holder stands in a period (the running month of the company's calendar).

    `spread`: where only longer periods have targets, their share by working days counts.
    """
    return standings(w, [holder], measure, period, spread=spread, today=today)[0]


def standings(
    w: Work,
    holders: Sequence[Holder],
    measure: str = "won_amount",
    period: Period | None = None,
    *,
    spread: bool = False,
    back: int = PERIODS_BACK,
    today: dt.date | None = None,
) -> list[Progress]:
    """Where each of these holders stands, in their order; see `standing`. `back`: so many periods are looked back on.

    Records that the person at work does not see are left out, as everywhere.
    """
    now = today or w.clock.today()
    span = period or period_of(now, "month", w.company.calendar, w.company.calendar_rules)
    periods = _backwards(span, back)
    book = targets_of(w, [measure], periods[0].start, span.end)
    done = results(w, measure, periods, holders)
    pipeline = _pipeline(w, measure, span, holders, now)
    names = names_of(w, measure, holders)
    asking = _Asking(measure, span, now, spread, working_days(w, periods[0].start, span.end), book, pipeline)
    return [asking.progress(one, names[one], periods, done[one]) for one in holders]


def seen_standings(
    w: Work, measure: str, period: Period, *, spread: bool = False, further: Sequence[Holder] = ()
) -> list[Progress]:
    """Where all stand whose targets the person sees: the company, units, people, segments and customers, as in a tree.

    Who has no target in the period, nor one made up of others', is left out.
    """
    year = year_of(w, period.start, period.calendar, "fiscal_year" if period.step == "fiscal_year" else "year")
    lines = sheet(w, measure, year, period.step if period.step != "total" else "month", further=further).lines
    depths = {line.holder: line.depth for line in lines}
    found = standings(w, list(depths), measure, period, spread=spread)
    return [replace(one, depth=depths[one.holder]) for one in found if one.target is not None]


def _backwards(span: Period, back: int) -> list[Period]:
    found = [span]
    for _ in range(back):
        found.insert(0, found[0].previous())
    return found


@dataclass(frozen=True)
class _Asking:
    """One question: the measure, the period and what is known for all holders."""

    measure: str
    period: Period
    today: dt.date
    spread: bool
    work: WorkingDays
    book: TargetBook
    pipeline: Mapping[Holder, tuple[int, int]] | None

    def target(self, holder: Holder, start: dt.date, end: dt.date, *, spread: bool) -> int | None:
        return self.book.value(self.measure, start, end, holder, spread=spread)

    def progress(self, holder: Holder, name: str, periods: Sequence[Period], done: Sequence[int]) -> Progress:
        start, end = self.period.start, self.period.end
        tomorrow = min(max(self.today + dt.timedelta(days=1), start), end)
        days = self.work.between(start, tomorrow)
        left = self.work.between(min(max(self.today, start), end), end)
        target = self.target(holder, start, end, spread=self.spread)
        due = None if target is None else _due(target, days, self.work.between(start, end), self.period, tomorrow)
        gap = None if target is None else target - done[-1]
        per_day = None if gap is None else _per_day(gap, left)
        open_all, weighted = self.pipeline.get(holder, (0, 0)) if self.pipeline is not None else (None, None)
        past = self._past(holder, periods[:-1], done)
        return Progress(
            holder=holder,
            name=name,
            measure=self.measure,
            period=self.period,
            target=target,
            done=done[-1],
            due=due,
            pace=done[-1] / due if due else None,
            gap=gap,
            per_day=per_day,
            open=weighted,
            coverage=weighted / gap if weighted is not None and gap is not None and gap > 0 else None,
            in_reach=self._in_reach(gap, done, days, left, open_all, periods),
            days=days,
            days_left=left,
            days_all=self.work.between(start, end),
            past=past,
        )

    def _past(self, holder: Holder, periods: Sequence[Period], done: Sequence[int]) -> tuple[Past, ...]:
        return tuple(
            Past(period, self.target(holder, period.start, period.end, spread=self.spread), one)
            for period, one in zip(periods, done, strict=False)
        )

    def _in_reach(
        self,
        gap: int | None,
        done: Sequence[int],
        days: int,
        left: int,
        open_all: int | None,
        periods: Sequence[Period],
    ) -> bool | None:
        if gap is None:
            return None
        if gap <= 0:
            return True
        if self.today >= self.period.end:
            return False
        if open_all is not None and open_all >= gap:
            return True
        if not left:
            return False
        worked = [self.work.between(period.start, period.end) for period in periods[:-1]]
        rates = [Fraction(one, length) for one, length in zip(done, worked, strict=False) if length]
        if days >= _ENOUGH_DAYS:
            rates.append(Fraction(done[-1], days))
        return bool(rates) and Fraction(gap, left) <= max(rates)


def _due(target: int, days: int, whole: int, period: Period, until: dt.date) -> int:
    """What of a target is due after so many of its working days, half a unit up."""
    if not whole:
        whole, days = period.days, (until - period.start).days
    return (2 * target * days + whole) // (2 * whole)


def _per_day(gap: int, left: int) -> int | None:
    """What each working day that is left must bring, rounded up."""
    if gap <= 0:
        return 0
    return -(-gap * DAY // left) if left else None


def _pipeline(
    w: Work, measure: str, period: Period, holders: Sequence[Holder], today: dt.date
) -> dict[Holder, tuple[int, int]] | None:
    """Of the deals open now that are to close in the period: all they would bring, and that by probability."""
    parts = _OPEN.get(measure)
    if parts is None:
        return None
    closing = condition("deal", "expected_close", "between", [period.start, period.last_day])
    now = [Period(w.clock.today(), w.clock.today() + dt.timedelta(days=1), "day")]
    if period.end <= today:
        return dict.fromkeys(holders, (0, 0))
    found = sums(w, parts, MEASURES[measure], now, holders, closing)
    return {one: (some[0].get(parts[0], 0), _whole(some[0].get(parts[1], 0))) for one, some in found.items()}


def _whole(hundredths: int) -> int:
    return (hundredths + 50) // 100
