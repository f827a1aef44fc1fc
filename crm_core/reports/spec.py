"""What a report asks, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.periods import CYCLES, STEPS, CalendarName, CalendarRules, Period, Step, steps
from ..fields import Field
from ..fields.filters import EVERYTHING, Filter, conditions, filter_field
from ..measures.breakdowns import MOST, common_field
from ..measures.catalogue import Measure, measure

Compare = Literal["none", "previous", "last_year", "last_year_workdays", "range", "target"]
COMPARISONS: Mapping[Compare, str] = MappingProxyType(
    {
        "none": N_("nothing"),
        "previous": N_("the period before"),
        "last_year": N_("the year before"),
        "last_year_workdays": N_("the year before by working days"),
        "range": N_("another period"),
        "target": N_("the target"),
    }
)
"""What a report may be compared with."""

Until = Literal["", "today", "end"]
"""To which day a period that still runs is shown: to today, to its end; "": to today where it is compared."""

MOST_PERIODS = 40_000
MOST_TOP = 1_000


@dataclass(frozen=True)
class ReportSpec:
    """A question: these measures by steps of [start, end) and by up to three fields.

    `within` is the kind of period that [start, end) is, or is cut from: it decides what "the period before" means.
    `period` is the name by which the period was asked for ("this_month"); a link then keeps the name. `top`: so many
    values of the first field, by the first measure, the rest together; `tops` the same of the fields after it, 0 for
    all of their values.

    `against`: first day and end of the period to compare with, for "range". `until`: to which day a period that still
    runs is shown. `as_of`: the past day at whose end one looks; what runs then ends with it. `across`: the breakdown,
    or "period", whose values stand side by side. Raises Invalid, in words, for what cannot be.
    """

    measures: tuple[str, ...]
    by: Step
    start: dt.date
    end: dt.date
    calendar: CalendarName = "gregorian"
    breakdown: tuple[str, ...] = ()
    filter: Filter = EVERYTHING
    compare: Compare = "none"
    top: int | None = None
    within: Step = "total"
    period: str = ""
    across: str = ""
    against: tuple[dt.date, dt.date] | None = None
    until: Until = ""
    as_of: dt.date | None = None
    tops: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.asked:
            raise Invalid(N_("Choose at least one measure."), field="measures")
        one_of(self.by, STEPS, "by")
        one_of(self.within, [step for step in STEPS if step not in CYCLES], "within")
        one_of(self.until, get_args(Until), "until")
        one_of(self.calendar, get_args(CalendarName), "calendar")
        one_of(self.compare, tuple(COMPARISONS), "compare")
        if self.end <= self.start:
            message = N_("A period cannot end before it starts: “{value}”.")
            raise Invalid(message, field="end", value=f"{self.start}..{self.end - dt.timedelta(days=1)}")
        _check_breakdown(self)
        _check_across(self)
        _check_steps(self)
        _check_against(self)
        _check_filter(self)

    @property
    def asked(self) -> tuple[Measure, ...]:
        """The measures themselves."""
        return tuple(measure(key) for key in self.measures)

    def top_of(self, place: int) -> int | None:
        """How many values of the field at this place of the breakdown are shown apart; None for all."""
        return self.top if place == 0 else next(iter(self.tops[place - 1 : place]), 0) or None

    @property
    def last(self) -> dt.date:
        """The last day that belongs to it."""
        return self.end - dt.timedelta(days=1)

    def span(self, rules: CalendarRules) -> Period:
        """All of it as one period, of the kind that it is cut from."""
        return Period(self.start, self.end, self.within, self.calendar, rules)

    def periods(self, rules: CalendarRules) -> list[Period]:
        """Its steps, the first and the last cut to it; the days where they are cyclic. Raises Invalid for too many."""
        if self.by in ("day", *CYCLES) and (self.end - self.start).days > MOST_PERIODS:
            raise Invalid(N_("So many days are too many for one report. Choose longer steps."), field="by")
        return steps(self.start, self.end, "day" if self.by in CYCLES else self.by, self.calendar, rules)


def one_of(value: str, known: Sequence[str], field: str) -> None:
    """Raise Invalid, naming what there is, for a word that is not among it."""
    if value not in known:
        message = N_("“{value}” is not one of: {known}.")
        raise Invalid(message, field=field, value=value, known=", ".join(known))


def _check_breakdown(spec: ReportSpec) -> None:
    if len(set(spec.breakdown)) != len(spec.breakdown):
        raise Invalid(N_("A report is broken down by different fields."), field="breakdown")
    if len(spec.breakdown) > MOST:
        raise Invalid(N_("A report is broken down by at most {n} fields."), field="breakdown", n=MOST)
    for key in spec.breakdown:
        common_field(spec.asked, key)
    if len(set(spec.measures)) != len(spec.measures):
        raise Invalid(N_("A measure is asked for once."), field="measures")
    fits = len(spec.tops) < max(len(spec.breakdown), 1) and all(0 <= one <= MOST_TOP for one in spec.tops)
    if not fits or (spec.top is not None and not (spec.breakdown and 1 <= spec.top <= MOST_TOP)):
        message = N_("The top ones are counted from 1 to {n}, of something the report is broken down by.")
        raise Invalid(message, field="top", value=spec.top, n=MOST_TOP)


def _check_across(spec: ReportSpec) -> None:
    """What goes over the columns must leave something for the lines."""
    if not spec.across:
        return
    there = [*(["period"] if spec.by != "total" else []), *spec.breakdown]
    if spec.across not in there or len(there) < 2:
        message = N_("Across go the periods or a field of the breakdown, and something else goes down.")
        raise Invalid(message, field="across", value=spec.across)


def _check_steps(spec: ReportSpec) -> None:
    """What cannot be said by day of the week or hour, or derived."""
    for one in spec.asked:
        wanted = one.base or one
        if spec.by in CYCLES and wanted.stock:
            message = N_("{measure} holds at a moment and does not happen on a day of the week or at an hour.")
            raise Invalid(message, field="by", measure=wanted.label)
        if spec.by == "hour" and not all(fact.clock for fact in wanted.facts):
            raise Invalid(N_("{measure} is known by day only, not by the hour."), field="by", measure=wanted.label)
        if one.derived == "share" and wanted.over:
            raise Invalid(N_("{measure} is no part of a whole, so it has no share."), measure=wanted.label)
        if one.derived == "running" and (wanted.stock or spec.by in CYCLES):
            raise Invalid(N_("{measure} cannot be added up over these periods."), measure=wanted.label)
        if one.derived == "average" and spec.by in CYCLES:
            raise Invalid(N_("There is no moving average by day of the week or by hour."), field="by")


def _check_against(spec: ReportSpec) -> None:
    if (spec.compare == "range") != (spec.against is not None):
        raise Invalid(N_("Say with which other period to compare."), field="against")
    if spec.against is not None and spec.against[1] <= spec.against[0]:
        message = N_("A period cannot end before it starts: “{value}”.")
        first, end = spec.against
        raise Invalid(message, field="against", value=f"{first}..{end - dt.timedelta(days=1)}")


def _check_filter(spec: ReportSpec) -> None:
    """A filter holds for every measure: each of its fields must mean the same for all."""
    for one in conditions(spec.filter):
        fields = [field for wanted in spec.asked for field in _filter_fields(wanted, one.field)]
        if len({(field.kind, field.choices) for field in fields}) > 1:
            message = N_("“{value}” means different things for these measures. Show them apart.")
            raise Invalid(message, field="filter", value=one.field)


def _filter_fields(wanted: Measure, key: str) -> list[Field]:
    try:
        return [filter_field(entity, key) for entity in dict.fromkeys(fact.entity for fact in wanted.facts)]
    except Invalid:
        message = N_("{measure} cannot be filtered by “{value}”.")
        raise Invalid(message, field="filter", value=key, measure=wanted.label) from None
