"""How a report says its figures: short on cards and axes, whole in tables, with what they are compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import _session
from _session import t
from crm_core.base.days import ymd
from crm_core.base.figures import grouped, in_script
from crm_core.base.i18n import N_, Locale
from crm_core.base.money import exponent, to_major
from crm_core.base.periods import Period
from crm_core.measures import Value
from crm_core.reports import Key, Measure, ReportResult, Row, say_span

NOTHING = "–"
LONG = 100_000


def figure(one: Measure, value: Value, *, short: bool = False, unit: bool = False) -> str:
    """A figure as it is read; "–" for nothing."""
    locale = _session.locale()
    if value is None:
        return NOTHING
    if one.kind == "money":
        return locale.money(round(value), short=short, unit=unit)
    if one.kind == "ratio":
        return locale.percent(value, 1)
    if short and abs(value) >= LONG:
        return locale.short(value)
    return locale.number(value, 1 if one.kind == "days" else 0)


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
    return f"{t(one.label)} ({_session.locale().unit()})" if one.kind == "money" else t(one.label)


def change(one: Measure, value: Value, other: Value) -> str:
    """How a figure differs from the one before: a signed percentage, of a rate the points; "–" where nothing was."""
    locale = _session.locale()
    if value is None or other is None:
        return NOTHING
    if one.kind == "ratio":
        points = locale.number((value - other) * 100, 1)
        return t("{points} pts", points=f"+{points}" if value > other else points)
    return locale.percent((value - other) / abs(other), signed=True) if other else NOTHING


def reached(value: Value, target: Value) -> str:
    """The share of a target."""
    return _session.locale().percent(value / target) if value is not None and target else NOTHING


def name_of(key: Key) -> str:
    """What a value of a breakdown is called."""
    return key.label if key.label is not None else t("(none)")


def names_of(row: Row) -> tuple[str, ...]:
    return tuple(name_of(key) for key in row.keys.values())


def compared_with(result: ReportResult) -> str:
    """What the figures are compared with, by name: "October 2026", with "same days" where the period still runs."""
    if result.spec.compare == "target":
        return t("Target")
    before = result.compared
    if before is None:
        return ""
    locale = _of(result)
    if before.step != "total" and before.end != before.whole.end and before.start == before.whole.start:
        return t("{period}, same days", period=locale.period(before.whole))
    return say_span(before, locale)


# Periods


def today_of(result: ReportResult) -> dt.date:
    """The day on which the report was made, in the company's time zone."""
    return result.at.astimezone(ZoneInfo(result.time_zone)).date()


def _of(result: ReportResult) -> Locale:
    """The person's words in the calendar of the report."""
    return replace(_session.locale(), calendar=result.spec.calendar)


@dataclass(frozen=True)
class PeriodName:
    """A period as it is called: in a table, on an axis, and with its days in both calendars."""

    name: str
    short: str
    days: str


def period_names(result: ReportResult) -> list[PeriodName]:
    """The names of a report's periods, in order."""
    locale, spec = _of(result), result.spec
    years = {ymd(row.start, spec.calendar)[0] for row in result.by_period}
    found = []
    for row in result.by_period:
        period = Period(row.start, row.end, spec.by, spec.calendar, result.span.rules)
        found.append(PeriodName(locale.period(period), _short(period, locale, len(years) > 1), both_calendars(row)))
    return found


def _short(period: Period, locale: Locale, with_year: bool) -> str:
    year, month, day = ymd(period.start, period.calendar)
    if period.step in ("day", "week"):
        return locale.digits_of(f"{day} {_month(locale, month)}")
    if period.step == "month":
        name = _month(locale, month)
    elif period.step == "quarter":
        name = locale.period(period).replace(locale.digits_of(str(year)), "").strip()
    else:
        return locale.period(period)
    return f"{name} {locale.digits_of(f'{year % 100:02}')}" if with_year else name


def _month(locale: Locale, month: int) -> str:
    name = locale.month_name(month)
    return name[:3] if locale.calendar == "gregorian" and not locale.rtl else name


def both_calendars(row: Row) -> str:
    """The first and the last day, in the person's calendar and in the other."""
    mine = _session.locale()
    other = replace(mine, calendar="gregorian" if mine.calendar == "jalali" else "jalali")
    last = row.end - dt.timedelta(days=1)
    return " · ".join(_days(row.start, last, locale) for locale in (mine, other))


def _days(first: dt.date, last: dt.date, locale: Locale) -> str:
    if first == last:
        return locale.date(first, "medium")
    return f"{locale.date(first, 'medium')} – {locale.date(last, 'medium')}"


STEPS = {
    "total": N_("In total"),
    "day": N_("By day"),
    "week": N_("By week"),
    "month": N_("By month"),
    "quarter": N_("By quarter"),
    "year": N_("By year"),
    "fiscal_year": N_("By fiscal year"),
}
COMPARISONS = {
    "none": N_("No comparison"),
    "previous": N_("Against the period before"),
    "last_year": N_("Against the year before"),
    "target": N_("Against the target"),
}
