"""What a report asks, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.periods import STEPS, CalendarName, CalendarRules, Period, Step, steps
from ..fields import Field
from ..fields.filters import EVERYTHING, Filter, conditions, filter_field
from ..measures.breakdowns import MOST, common_field
from ..measures.catalogue import Measure, measure

Compare = Literal["none", "previous", "last_year", "target"]
COMPARISONS: Mapping[Compare, str] = MappingProxyType(
    {
        "none": N_("nothing"),
        "previous": N_("the period before"),
        "last_year": N_("the year before"),
        "target": N_("the target"),
    }
)
"""What a report may be compared with."""

MOST_PERIODS = 40_000
MOST_TOP = 1_000


@dataclass(frozen=True)
class ReportSpec:
    """A question: these measures by steps of [start, end) and by up to three fields.

    `within` is the kind of period that [start, end) is, or is cut from: it decides what "the period before" means.
    `period` is the name by which the period was asked for ("this_month"); a link then keeps the name. `top`: so many
    values of the first field, by the first measure, the rest together. Raises Invalid, in words, for what cannot be.
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

    def __post_init__(self) -> None:
        if not self.asked:
            raise Invalid(N_("Choose at least one measure."), field="measures")
        one_of(self.by, STEPS, "by")
        one_of(self.within, STEPS, "within")
        one_of(self.calendar, get_args(CalendarName), "calendar")
        one_of(self.compare, tuple(COMPARISONS), "compare")
        if self.end <= self.start:
            message = N_("A period cannot end before it starts: “{value}”.")
            raise Invalid(message, field="end", value=f"{self.start}..{self.end - dt.timedelta(days=1)}")
        _check_breakdown(self)
        _check_filter(self)

    @property
    def asked(self) -> tuple[Measure, ...]:
        """The measures themselves."""
        return tuple(measure(key) for key in self.measures)

    @property
    def last(self) -> dt.date:
        """The last day that belongs to it."""
        return self.end - dt.timedelta(days=1)

    def span(self, rules: CalendarRules) -> Period:
        """All of it as one period, of the kind that it is cut from."""
        return Period(self.start, self.end, self.within, self.calendar, rules)

    def periods(self, rules: CalendarRules) -> list[Period]:
        """Its steps, the first and the last cut to it. Raises Invalid for too many."""
        if self.by == "day" and (self.end - self.start).days > MOST_PERIODS:
            raise Invalid(N_("So many days are too many for one report. Choose longer steps."), field="by")
        return steps(self.start, self.end, self.by, self.calendar, rules)


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
    if spec.top is not None and not (spec.breakdown and 1 <= spec.top <= MOST_TOP):
        message = N_("The top ones are counted from 1 to {n}, of something the report is broken down by.")
        raise Invalid(message, field="top", value=spec.top, n=MOST_TOP)


def _check_filter(spec: ReportSpec) -> None:
    """A filter holds for every measure: each of its fields must mean the same for all."""
    for one in conditions(spec.filter):
        fields = [(wanted, _filter_field(wanted, one.field)) for wanted in spec.asked]
        if len({(field.kind, field.choices) for _, field in fields}) > 1:
            message = N_("“{value}” means different things for these measures. Show them apart.")
            raise Invalid(message, field="filter", value=one.field)


def _filter_field(wanted: Measure, key: str) -> Field:
    try:
        return filter_field(wanted.entity, key)
    except Invalid:
        message = N_("{measure} cannot be filtered by “{value}”.")
        raise Invalid(message, field="filter", value=key, measure=wanted.label) from None
