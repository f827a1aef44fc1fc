"""How figures, groups and periods of a report are said: the same words on screens, charts and paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..base.days import CalendarName, ymd
from ..base.figures import NOTHING
from ..base.i18n import N_, Locale
from ..base.periods import Period
from ..measures.breakdowns import Key
from ..measures.catalogue import Measure, Value
from .result import ReportResult, Row
from .wording import say_span

_FEW_DAYS = 100
LONG = 100_000
"""From here on a number is shortened where there is little room."""


def say_figure(one: Measure, value: Value, locale: Locale, *, short: bool = False, unit: bool = False) -> str:
    """A figure as it is read; "–" for nothing. Amounts in minor units of the locale's currency."""
    return NOTHING if value is None else _figure(one.kind, value, locale, short, unit)


@lru_cache(maxsize=50_000, typed=True)
def _figure(kind: str, value: float, locale: Locale, short: bool, unit: bool) -> str:
    if kind == "money":
        return locale.money(round(value), short=short, unit=unit)
    if kind == "ratio":
        return locale.percent(value, 1)
    if short and abs(value) >= LONG:
        return locale.short(value)
    return locale.number(value, 1 if kind in ("days", "number") else 0)


def say_change(one: Measure, value: Value, other: Value, locale: Locale) -> str:
    """How a figure differs from the one before: a signed percentage, of a rate the points; "–" where nothing was."""
    if value is None or other is None:
        return NOTHING
    if one.kind == "ratio":
        points = locale.number((value - other) * 100, 1)
        return locale.t(N_("{points} pts"), points=f"+{points}" if value > other else points)
    return locale.percent((value - other) / abs(other), signed=True) if other else NOTHING


def say_reached(value: Value, target: Value, locale: Locale) -> str:
    """The share of a target."""
    return locale.percent(value / target) if value is not None and target else NOTHING


def measure_label(one: Measure, locale: Locale) -> str:
    """The measure's name, with the unit of amounts."""
    return f"{locale.t(one.label)} ({locale.unit()})" if one.kind == "money" else locale.t(one.label)


def name_of(key: Key, locale: Locale) -> str:
    """What a value of a breakdown is called."""
    return key.label if key.label is not None else locale.t(N_("(none)"))


def names_of(row: Row, locale: Locale) -> tuple[str, ...]:
    """What a row's groups are called, field by field."""
    return tuple(name_of(key, locale) for key in row.keys.values())


def compared_with(result: ReportResult, locale: Locale) -> str:
    """What the figures are compared with, by name: "October 2026", with "same days" where the period still runs."""
    if result.spec.compare == "target":
        return locale.t(N_("Target"))
    before = result.compared
    if before is None:
        return ""
    mine = in_calendar_of(result, locale)
    if before.step != "total" and before.end != before.whole.end and before.start == before.whole.start:
        return locale.t(N_("{period}, same days"), period=mine.period(before.whole))
    if result.spec.compare == "previous" and before.step == "total" and before.days <= _FEW_DAYS:
        return locale.tn("the day before", "the {n} days before", before.days)
    return say_span(before, mine)


# Periods


def today_of(result: ReportResult) -> dt.date:
    """The day on which the report was made, in the company's time zone."""
    return result.at.astimezone(ZoneInfo(result.time_zone)).date()


def in_calendar_of(result: ReportResult, locale: Locale) -> Locale:
    """The person's words in the calendar of the report."""
    return replace(locale, calendar=result.spec.calendar)


@dataclass(frozen=True)
class PeriodName:
    """A period as it is called: in a table, on an axis, and with its days in both calendars."""

    name: str
    short: str
    days: str


def period_names(result: ReportResult, locale: Locale) -> list[PeriodName]:
    """The names of a report's periods, in order."""
    years = {ymd(row.start, result.spec.calendar)[0] for row in result.by_period}
    return [
        _period_name(period_in(result, row), locale, len(years) > 1) if row.slot is None else _slot_name(row, locale)
        for row in result.by_period
    ]


def _slot_name(row: Row, locale: Locale) -> PeriodName:
    """A day of the week, or an hour of the day by its beginning and end; its days are those of the whole report."""
    at = row.slot or 0
    if not row.period.isdigit():
        name = locale.weekday_name(at)
        return PeriodName(name, name if locale.rtl else name[:3], "")
    return PeriodName(locale.digits_of(f"{at:02}:00 – {at + 1:02}:00"), locale.digits_of(str(at)), "")


def period_in(result: ReportResult, row: Row) -> Period:
    """The period of a row, as a step of the report."""
    return Period(row.start, row.end, result.spec.by, result.spec.calendar, result.span.rules)


@lru_cache(maxsize=20_000)
def _period_name(period: Period, locale: Locale, with_year: bool) -> PeriodName:
    mine = replace(locale, calendar=period.calendar)
    return PeriodName(
        mine.period(period), _short(period, mine, with_year), both_calendars(period.start, period.end, locale)
    )


def _short(period: Period, locale: Locale, with_year: bool) -> str:
    year, month, day = ymd(period.start, period.calendar)
    if period.step in ("day", "week"):
        return locale.digits_of(f"{day} {short_month(locale, month)}")
    if period.step == "month":
        name = short_month(locale, month)
    elif period.step == "quarter":
        name = locale.period(period).replace(locale.digits_of(str(year)), "").strip()
    else:
        return locale.period(period)
    return f"{name} {locale.digits_of(f'{year % 100:02}')}" if with_year else name


def short_month(locale: Locale, month: int) -> str:
    """A month's name for an axis: Jan, Aban, آبان."""
    name = locale.month_name(month)
    return name[:3] if locale.calendar == "gregorian" and not locale.rtl else name


def both_calendars(start: dt.date, end: dt.date, locale: Locale) -> str:
    """The first and the last day of [start, end), in the person's calendar and in the other."""
    mine: CalendarName = locale.calendar
    other: CalendarName = "gregorian" if mine == "jalali" else "jalali"
    last = end - dt.timedelta(days=1)
    return " · ".join(_days(start, last, replace(locale, calendar=one)) for one in (mine, other))


def _days(first: dt.date, last: dt.date, locale: Locale) -> str:
    if first == last:
        return locale.date(first, "medium")
    return f"{locale.date(first, 'medium')} – {locale.date(last, 'medium')}"


# Which figures, in which order, and where each leads


IN_ORDER = frozenset({"stage", "pipeline"})
"""Fields whose values have an order of their own; all others are ranked by a figure."""


def value_of(result: ReportResult, row: Row, one: Measure) -> Value:
    """The figure of a row; none for days to come, unless something is known of them already."""
    value = row.values.get(one.key)
    return value if value or row.start <= today_of(result) else None


def ranked(result: ReportResult, sort: str, by: Measure) -> list[int]:
    """The places of the groups in the order in which they are shown: nothing and the rest always last.

    `sort` is the key of a measure or "name", with "-" before it from the greatest; "" is the usual order: the field's
    own where it has one, else from the greatest figure of `by`.
    """
    groups = result.by_group
    places = list(range(len(groups)))
    known = {one.key: one for one in result.spec.asked}
    asked = known.get(sort.removeprefix("-"))
    if asked is None and sort.removeprefix("-") != "name" and not has_order(result):
        asked, sort = by, f"-{by.key}"
    if asked is not None:
        places = _by_figure(places, [value_of(result, row, asked) for row in groups], falling=sort.startswith("-"))
    elif sort == "-name":
        places.reverse()
    return sorted(places, key=lambda at: any(key.rest for key in groups[at].keys.values()))


def _by_figure(places: Sequence[int], values: Sequence[Value], *, falling: bool) -> list[int]:
    known = sorted((value, at) for at in places if (value := values[at]) is not None)
    return [at for _, at in (reversed(known) if falling else known)] + [at for at in places if values[at] is None]


def has_order(result: ReportResult) -> bool:
    """Whether the groups have an order of their own: stages, or the top ones."""
    first = next(column for column in result.columns if column.key == result.spec.breakdown[0])
    return first.kind in IN_ORDER or result.spec.top is not None


def address(one: Measure, period: int | None, group: int | None) -> str:
    """The name of a figure: its measure, the place of its period and of its group, where it has one."""
    return f"{one.key}:{'' if period is None else period}:{'' if group is None else group}"


_REST = "!"


def rest_address(one: Measure, period: int | None, shown: Sequence[int]) -> str:
    """The name of the figure of all groups but those at these places, of a report broken down by one field."""
    return f"{one.key}:{'' if period is None else period}:{_REST}{'.'.join(map(str, shown))}"


def is_rest(text: str) -> bool:
    """Whether an address is one of `rest_address`."""
    return f":{_REST}" in text


def rest_row(result: ReportResult, text: str, label: str) -> Row:
    """What such an address stands for, as a row. Raises IndexError where it is not there any more."""
    _key, period, group = text.split(":")
    shown = [int(at) for at in group.removeprefix(_REST).split(".") if at]
    field, many = result.spec.breakdown[0], len(result.by_group)
    values = tuple(value for at in shown for value in result.by_group[at].keys[field].values)
    whole = result.by_period[int(period)] if period else result.by_group[0]
    rows = result.rows[int(period) * many : (int(period) + 1) * many] if period else result.by_group
    others = [row for at, row in enumerate(rows) if at not in shown]
    sums = {one: sum(row.values.get(one) or 0 for row in others) for one in result.spec.measures}
    return Row(whole.period, whole.start, whole.end, {field: Key(label, values, rest=True)}, sums, {}, slot=whole.slot)
