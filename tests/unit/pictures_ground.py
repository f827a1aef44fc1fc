"""Answers to reports made by hand, for pictures: so many periods and groups with these figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_core.base.i18n import Locale
from crm_core.base.periods import CalendarName, CalendarRules, code
from crm_core.measures.breakdowns import Key, common_field
from crm_core.measures.catalogue import Value, measure
from crm_core.reports import ReportResult, ReportSpec, Row
from crm_core.reports.result import Column
from crm_core.reports.wording import STEP_LABELS, sentence

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
ENGLISH = Locale()
PERSIAN = Locale("fa", "jalali", "persian", "IRR", toman=True)

Figure = Callable[[int, int], Value]
"""The figure of a period and a group, by their places."""

PEOPLE = ("Sara", "Reza", "Kian", "Mina", "Babak", "Shirin", "Nima", "Laleh", "Omid", "Parisa")
PERSIAN_PEOPLE = ("سارا محمدی", "رضا کریمی", "کیان", "مینا", "بابک", "شیرین", "نیما", "لاله", "امید", "پریسا")


def numbered(names: Sequence[str]) -> tuple[Key, ...]:
    """Keys of records with ids from 1."""
    return tuple(Key(name, (at,)) for at, name in enumerate(names, 1))


def made(
    figure: Figure,
    *,
    measures: Sequence[str] = ("won_amount",),
    by: str = "total",
    start: str = "2026-01-01",
    end: str = "2027-01-01",
    breakdown: Sequence[str] = (),
    keys: Sequence[Sequence[Key]] = (),
    compare: str = "none",
    before: Figure | None = None,
    calendar: CalendarName = "gregorian",
    rules: CalendarRules = CalendarRules(),  # noqa: B008
    at: dt.datetime = NOW,
    **asked: Any,
) -> ReportResult:
    """The answer whose groups have these keys, field by field; every group in every period."""
    spec = ReportSpec(
        tuple(measures), by, dt.date.fromisoformat(start), dt.date.fromisoformat(end), calendar, tuple(breakdown),
        compare=compare, **asked,
    )  # fmt: skip
    periods = spec.periods(rules)
    first = measures[0]

    def values(of: Figure | None, p: int, g: int) -> Mapping[str, Value]:
        return {} if of is None else {first: of(p, g)}

    def total(of: Figure | None, places: Sequence[tuple[int, int]]) -> Mapping[str, Value]:
        if of is None:
            return {}
        known = [value for place in places if (value := of(*place)) is not None]
        if not known:
            return {first: None}
        return {first: sum(known) if measure(first).adds_up else sum(known) / len(known)}

    many = range(max(len(keys), 1))
    named = [dict(zip(breakdown, group, strict=True)) for group in keys]
    rows = [
        Row(code(one), one.start, one.end, named[g] if keys else {}, values(figure, p, g), values(before, p, g))
        for p, one in enumerate(periods)
        for g in many
    ]
    by_period = [
        Row(code(one), one.start, one.end, {}, *(total(of, [(p, g) for g in many]) for of in (figure, before)))
        for p, one in enumerate(periods)
    ]
    across = range(len(periods))
    by_group = [
        Row("", spec.start, spec.end, named[g], *(total(of, [(p, g) for p in across]) for of in (figure, before)))
        for g in (many if keys else ())
    ]
    all_of_it = [(p, g) for p in across for g in many]
    span = spec.span(rules)
    fields = [Column(name, (field := common_field(spec.asked, name)).label, field.kind) for name in breakdown]
    return ReportResult(
        spec, (Column("period", STEP_LABELS[spec.by], "period"), *fields), tuple(rows), tuple(by_period),
        tuple(by_group), total(figure, all_of_it), total(before, all_of_it), (), sentence(spec, ENGLISH, rules), span,
        span.previous() if compare in ("previous", "last_year") else None, "USD", "UTC", at, spec,
    )  # fmt: skip


def over_months(figure: Callable[[int], Value], **asked: Any) -> ReportResult:
    """A figure for each month of 2026."""
    return made(lambda p, _: figure(p), by="month", **asked)


def by_person(figures: Sequence[Value], names: Sequence[str] = PEOPLE, **asked: Any) -> ReportResult:
    """A figure for each person over 2026."""
    keys = [(key,) for key in numbered(names)][: len(figures)]
    return made(lambda _, g: figures[g], breakdown=["owner"], keys=keys, **asked)


def many(count: int, word: str = "Customer") -> list[tuple[Key]]:
    """So many customers."""
    return [(Key(f"{word} {n}", (n,)),) for n in range(1, count + 1)]


def in_rial(result: ReportResult) -> ReportResult:
    """The same answer of a company that counts in Rial."""
    return replace(result, currency="IRR")
