"""A report said in words, in the person's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..base.i18n import N_, Locale
from ..base.periods import CalendarRules, Period, Step, period_of
from ..fields.filters import EVERYTHING
from ..fields.filters import sentence as say_filter
from ..fields.values import Labels
from ..measures.breakdowns import common_field
from .spec import COMPARISONS, ReportSpec

STEP_LABELS: Mapping[Step, str] = MappingProxyType(
    {
        "day": N_("day"),
        "week": N_("week"),
        "month": N_("month"),
        "quarter": N_("quarter"),
        "half_year": N_("half-year"),
        "year": N_("year"),
        "fiscal_year": N_("fiscal year"),
        "total": N_("whole period"),
        "weekday": N_("day of the week"),
        "hour": N_("hour of the day"),
    }
)
_NAMED: tuple[Step, ...] = ("month", "quarter", "half_year", "year", "fiscal_year")


_SAME_DAYS: Mapping[str, str] = MappingProxyType(
    {
        "previous": N_("the same days of the period before"),
        "last_year": N_("the same days of the year before"),
        "last_year_workdays": N_("as many working days of the year before"),
    }
)
"""What a period that still runs is compared with."""


def sentence(
    spec: ReportSpec,
    locale: Locale,
    rules: CalendarRules,
    labels: Labels | None = None,
    *,
    asked: ReportSpec | None = None,
    beside: Period | None = None,
) -> str:
    """What the report shows, in one sentence: "Won amount by month and owner, 2017, compared with the year before".

    `labels` names the records that the filter knows by id (see `fields.filters.linked`). `asked`: what was asked, where
    `spec` ends earlier than that because its period still runs; `beside` the days it is compared with.
    """
    locale, cut = replace(locale, calendar=spec.calendar), asked is not None and asked.end > spec.end
    first = spec.asked[0]
    labels_asked = [locale.t(one.label) for one in spec.asked]
    measures = listed([*labels_asked[:1], *map(_small, labels_asked[1:])], locale)
    fields = [_small(locale.t(common_field(spec.asked, key).label)) for key in spec.breakdown]
    names = [*([locale.t(STEP_LABELS[spec.by])] if spec.by != "total" else []), *fields]
    said = (
        locale.t(N_("{measures} by {fields}"), measures=measures, fields=listed(names, locale)) if names else measures
    )
    span = say_span((asked or spec).span(rules), locale)
    parts = [said, locale.t(N_("{period} to date"), period=span) if cut and spec.as_of is None else span]
    if spec.as_of is not None:
        parts.append(locale.t(N_("as it stood on {day}"), day=locale.date(spec.as_of)))
    if spec.filter != EVERYTHING:
        parts.append(
            locale.t(N_("where {filter}"), filter=_small(say_filter(spec.filter, first.entity, locale, labels)))
        )
    if spec.top is not None:
        parts.append(locale.t(N_("the top {n}"), n=spec.top))
    for place, number in enumerate(spec.tops, 1):
        if number:
            parts.append(locale.t(N_("the top {n} of {field}"), n=number, field=fields[place]))
    if spec.across:
        parts.append(locale.t(N_("{field} across"), field=_across(spec, locale)))
    if spec.compare != "none":
        parts.append(locale.t(N_("compared with {what}"), what=_other(spec, locale, rules, beside, cut=cut)))
    return ("، " if locale.rtl else ", ").join(parts)


def _across(spec: ReportSpec, locale: Locale) -> str:
    label = STEP_LABELS[spec.by] if spec.across == "period" else common_field(spec.asked, spec.across).label
    return _small(locale.t(label))


def _other(spec: ReportSpec, locale: Locale, rules: CalendarRules, beside: Period | None, *, cut: bool) -> str:
    if spec.against is not None:
        whole = Period(*spec.against, "total", spec.calendar, rules)
        return say_span(beside if cut and beside is not None else whole, locale)
    said = COMPARISONS[spec.compare]
    return locale.t(_SAME_DAYS.get(spec.compare, said) if cut else said)


def say_span(span: Period, locale: Locale) -> str:
    """The name of a whole month, quarter or year, else its first and last day; a single day is said once."""
    if span.start == span.last_day:
        return locale.period(Period(span.start, span.end, "day", span.calendar, span.rules))
    kinds: tuple[Step, ...] = ("day", "week") if span.step in ("day", "week") else ()
    for step in (*kinds, *_NAMED):
        whole = period_of(span.start, step, span.calendar, span.rules)
        if (whole.start, whole.end) == (span.start, span.end):
            return locale.period(whole)
    return locale.period(Period(span.start, span.end, "total", span.calendar, span.rules))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def listed(words: Sequence[str], locale: Locale) -> str:
    """Words one after the other: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    before = ("، " if locale.rtl else ", ").join(words[:-1])
    return locale.t(N_("{before} and {last}"), before=before, last=words[-1])
