"""How a report says its figures: short on cards and axes, whole in tables, with what they are compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import _session
from crm_core.base.figures import NOTHING, grouped, in_script
from crm_core.base.i18n import N_, Locale
from crm_core.base.money import exponent, to_major
from crm_core.measures import Value
from crm_core.reports import Measure, ReportResult, Row, saying
from crm_core.reports.saying import PeriodName, today_of

__all__ = [
    "COMPARISONS", "NOTHING", "STEPS", "Columns", "PeriodName", "both_calendars", "both_calendars_of", "change",
    "columns_of", "compared_with", "figure", "label", "names_of", "period_names", "reached", "today_of",
]  # fmt: skip


def figure(one: Measure, value: Value, *, short: bool = False, unit: bool = False) -> str:
    """A figure as it is read; "–" for nothing."""
    return saying.say_figure(one, value, _session.locale(), short=short, unit=unit)


@dataclass(frozen=True)
class Columns:
    """How figures stand one below the other: with so many decimals, by measure."""

    locale: Locale
    places: Mapping[str, int]

    def figure(self, one: Measure, value: Value) -> str:
        """A figure with as many decimals as the others in its column."""
        if value is None:
            return NOTHING
        exact = Decimal(str(value))
        if one.kind == "money":
            exact = to_major(round(value), self.locale.currency) / (10 if self.locale.toman else 1)
        elif one.kind == "ratio":
            exact *= 100
        text = grouped(exact, self.places[one.key], fixed=True)
        return in_script(text + ("%" if one.kind == "ratio" else ""), self.locale.digits)

    def share(self, value: Value, total: Value) -> str:
        """A part of a whole, with one decimal."""
        if value is None or not total:
            return NOTHING
        return in_script(grouped(Decimal(str(value / total)) * 100, 1, fixed=True) + "%", self.locale.digits)


def columns_of(result: ReportResult) -> Columns:
    """As few decimals as show every figure of a measure whole; shares and days have one at most."""
    locale = _session.locale()
    sides = [result.totals, result.compare_totals]
    for row in (*result.rows, *result.by_period, *result.by_group):
        sides += [row.values, row.compare]
    places = {one.key: _places(one, [side.get(one.key) for side in sides], locale) for one in result.spec.asked}
    return Columns(locale, places)


def _places(one: Measure, values: Iterable[Value], locale: Locale) -> int:
    if one.kind == "money":
        if one.over and locale.toman:
            return 0
        unit = 10 ** exponent(locale.currency) * (10 if locale.toman else 1)
        return 0 if all(value is None or value % unit == 0 for value in values) else len(str(unit)) - 1
    if one.kind == "count":
        return 0
    scale = 100 if one.kind == "ratio" else 1
    return 0 if all(value is None or round(value * scale, 1) % 1 == 0 for value in values) else 1


def label(one: Measure) -> str:
    """The measure's name, with the unit of amounts."""
    return saying.measure_label(one, _session.locale())


def change(one: Measure, value: Value, other: Value) -> str:
    """How a figure differs from the one before: a signed percentage, of a rate the points; "–" where nothing was."""
    return saying.say_change(one, value, other, _session.locale())


def reached(value: Value, target: Value) -> str:
    """The share of a target."""
    return saying.say_reached(value, target, _session.locale())


def names_of(row: Row) -> tuple[str, ...]:
    return saying.names_of(row, _session.locale())


def compared_with(result: ReportResult) -> str:
    """What the figures are compared with, by name: "October 2026", with "same days" where the period still runs."""
    return saying.compared_with(result, _session.locale())


def period_names(result: ReportResult) -> list[PeriodName]:
    """The names of a report's periods, in order."""
    return saying.period_names(result, _session.locale())


def both_calendars(row: Row) -> str:
    """The first and the last day, in the person's calendar and in the other."""
    return both_calendars_of(row.start, row.end)


def both_calendars_of(start: dt.date, end: dt.date) -> str:
    """The first and the last day of [start, end), in the person's calendar and in the other."""
    return saying.both_calendars(start, end, _session.locale())


STEPS = {
    "total": N_("In total"),
    "day": N_("By day"),
    "week": N_("By week"),
    "month": N_("By month"),
    "quarter": N_("By quarter"),
    "half_year": N_("By half-year"),
    "year": N_("By year"),
    "fiscal_year": N_("By fiscal year"),
    "weekday": N_("By day of the week"),
    "hour": N_("By hour of the day"),
}
COMPARISONS = {
    "none": N_("No comparison"),
    "previous": N_("Against the period before"),
    "last_year": N_("Against the year before"),
    "last_year_workdays": N_("Against the year before, by working days"),
    "range": N_("Against another period…"),
    "target": N_("Against the target"),
}
