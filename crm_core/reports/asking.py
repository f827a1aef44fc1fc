"""Specs from words and from links, and links from specs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from ..base.dates import parse_date
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.periods import (
    CYCLES,
    NAMES,
    STEPS,
    CalendarName,
    CalendarRules,
    Period,
    Step,
    parse_code,
    parse_named_or_range,
    period_of,
    range_text,
)
from ..fields.filters import EVERYTHING, all_of, from_url, parse_where, to_url
from ..measures.catalogue import measure
from .extent import extent
from .spec import Compare, ReportSpec, one_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


def ask(
    w: Work,
    measures: Sequence[str],
    *,
    by: str = "total",
    first: str = "",
    last: str = "",
    period: str = "",
    calendar: str = "",
    breakdown: Sequence[str] = (),
    where: Sequence[str] = (),
    compare: str = "none",
    top: int | Sequence[int] | None = None,
    across: str = "",
    against: str = "",
    until: str = "",
    as_of: str = "",
) -> ReportSpec:
    """The spec for words as on the command line: days in either calendar, `where` as "field=value".

    Without days and without a `period` (its name, code or range) it is all there is, in whole steps. `against` is a
    name, code or range too, and means the comparison "range". A field that goes `across` is broken down by. `top`: of
    the first field, or of each in turn, 0 for all. Raises Invalid.
    """
    tops = [] if top is None else [top] if isinstance(top, int) else [*top]
    asked = [measure(key) for key in measures]
    if not asked:
        raise Invalid(N_("Choose at least one measure."), field="measures")
    chosen: CalendarName = _calendar(calendar or w.company.calendar)
    step = _step(by)
    filter_ = all_of(*(parse_where(asked[0].entity, text, w.locale, w.company) for text in where))
    rules = w.company.calendar_rules
    past = _past(as_of, w.clock.today(), chosen, rules)
    today = past or w.clock.today()
    if period:
        span = parse_named_or_range(period, today, chosen, rules)
    else:
        whole = extent(w, asked, filter_, "day" if step in CYCLES else step, chosen)
        start = _day(first, "from", chosen, rules).start if first else whole.start
        end = _day(last, "to", chosen, rules).end if last else max(whole.end, start + dt.timedelta(days=1))
        span = Period(start, end, "total", chosen, rules)
    return ReportSpec(
        measures=tuple(measures),
        by=step,
        start=span.start,
        end=span.end,
        calendar=chosen,
        breakdown=(*breakdown, *([across] if across not in ("", "period", *breakdown) else [])),
        filter=filter_,
        compare=_compare(compare, against),
        top=(tops[0] or None) if len(tops) > 1 else tops[0] if tops else None,
        tops=tuple(tops[1:]),
        within=span.step,
        period=period if period in NAMES else "",
        across=across,
        against=_against(against, today, chosen, rules),
        until=until,  # type: ignore[arg-type]
        as_of=past,
    )


def _calendar(text: str) -> CalendarName:
    one_of(text, get_args(CalendarName), "calendar")
    return text  # type: ignore[return-value]


def _step(text: str) -> Step:
    one_of(text, STEPS, "by")
    return text  # type: ignore[return-value]


def _compare(text: str, against: str) -> Compare:
    """Another period to compare with says how to compare."""
    return "range" if against and text in ("", "none") else text  # type: ignore[return-value]


def _against(text: str, today: dt.date, calendar: CalendarName, rules: CalendarRules) -> tuple[dt.date, dt.date] | None:
    if not text:
        return None
    other = parse_named_or_range(text, today, calendar, rules)
    return other.start, other.end


def _past(text: str, today: dt.date, calendar: CalendarName, rules: CalendarRules) -> dt.date | None:
    """The past day as of which one looks; today is now. Raises Invalid for a day to come."""
    if not text:
        return None
    day = _day(text, "as_of", calendar, rules).last_day
    if day > today:
        raise Invalid(N_("This day is still to come."), field="as_of", value=text)
    return day if day < today else None


def _day(text: str, field: str, calendar: CalendarName, rules: CalendarRules) -> Period:
    """A day in either calendar, or the period that a code names ("2017-06")."""
    day = parse_date(text)
    if day is not None:
        return period_of(day, "day", calendar, rules)
    try:
        return parse_code(text, calendar, rules)
    except Invalid:
        message = N_("“{value}” is not a day; write it like 2026-11-21 or 1405-08-30.")
        raise Invalid(message, field=field, value=text) from None


def to_params(spec: ReportSpec) -> dict[str, str]:
    """The spec as parameters of a link; what is as usual is left out."""
    found = {"measures": ",".join(spec.measures), "by": spec.by, "calendar": spec.calendar}
    if spec.period:
        found["period"] = spec.period
    else:
        found |= {"from": spec.start.isoformat(), "to": spec.last.isoformat()}
        if spec.within != "total":
            found["within"] = spec.within
    further = {
        "breakdown": ",".join(spec.breakdown),
        "across": spec.across,
        "where": to_url(spec.filter) if spec.filter != EVERYTHING else "",
        "compare": spec.compare if spec.compare != "none" else "",
        "against": range_text(Period(*spec.against)) if spec.against else "",
        "until": spec.until,
        "as_of": spec.as_of.isoformat() if spec.as_of else "",
        "top": ",".join(map(str, (spec.top or 0, *spec.tops))) if spec.top or spec.tops else "",
    }
    return found | {name: text for name, text in further.items() if text}


def from_params(
    params: Mapping[str, str], *, today: dt.date, calendar: CalendarName, rules: CalendarRules
) -> ReportSpec:
    """The spec that a link carries; what it leaves out is won amount by day of this month. Raises Invalid.

    `calendar` is taken where the link names none; parameters that are not ours are left alone. As of a past day, names
    such as "this_month" mean what they meant then.
    """
    measures = _words(params.get("measures", "")) or ("won_amount",)
    chosen = _calendar(params.get("calendar", calendar))
    past = _past(params.get("as_of", ""), today, chosen, rules)
    today = past or today
    tops = [_number(word) for word in _words(params.get("top", ""))]
    span, against = _span(params, today, chosen, rules), params.get("against", "")
    return ReportSpec(
        measures=measures,
        by=_step(params.get("by", "day")),
        start=span.start,
        end=span.end,
        calendar=chosen,
        breakdown=_words(params.get("breakdown", "")),
        filter=from_url(measure(measures[0]).entity, params.get("where", "")),
        compare=_compare(params.get("compare", "none"), against),
        top=(tops[0] or None) if tops else None,
        tops=tuple(tops[1:]),
        within=span.step,
        period=params.get("period", "") if params.get("period") in NAMES else "",
        across=params.get("across", ""),
        against=_against(against, today, chosen, rules),
        until=params.get("until", ""),  # type: ignore[arg-type]
        as_of=past,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Invalid(N_("“{value}” is not a number."), field="top", value=text)
    return int(text)


def _span(params: Mapping[str, str], today: dt.date, calendar: CalendarName, rules: CalendarRules) -> Period:
    first, last = params.get("from", ""), params.get("to", "")
    if not (first and last):
        return parse_named_or_range(params.get("period") or "this_month", today, calendar, rules)
    within = _step(params.get("within", "total"))
    start, end = _day(first, "from", calendar, rules).start, _day(last, "to", calendar, rules).end
    return Period(start, end, within, calendar, rules)
