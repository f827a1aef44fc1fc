"""A report from its spec: gathered, grouped, compared, reckoned, totalled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..base.periods import CYCLES, Period, period_of
from ..fields.filters import linked
from ..fields.links import labels_of
from ..measures.breakdowns import common_field
from ..measures.query import moments
from ._grouping import MOST_ROWS, group, too_many
from ._notes import notes_of
from ._reckoned import WINDOWS
from ._sides import Side, gathered
from ._tables import Tables, Times, slots_of
from ._target_side import Targets
from ._time import Compared, compared_with, settled
from .result import Column, ReportResult
from .spec import ReportSpec
from .wording import STEP_LABELS, sentence

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


def run(w: Work, spec: ReportSpec) -> ReportResult:
    """Answer the spec for the person at work. Raises Invalid, in words, when the answer would be too long."""
    asked, spec = spec, settled(w, spec)
    rules = w.company.calendar_rules
    periods = spec.periods(rules)
    beside = compared_with(w, asked, spec, periods)
    tables = _tables(w, spec, periods, beside)
    if (rows := len(tables.grouping.order) * len(tables.slots)) > MOST_ROWS:
        raise too_many(rows)
    total = tables.row((), None, ())
    return ReportResult(
        spec=spec,
        columns=_columns(spec),
        rows=tuple(tables.by(spec.breakdown)),
        by_period=tuple(tables.by(())),
        by_group=tuple(tables.over(spec.breakdown)) if spec.breakdown else (),
        totals=total.values,
        compare_totals=total.compare,
        notes=notes_of(w, spec, periods, tables),
        said=sentence(
            spec,
            w.locale,
            rules,
            labels_of(w, linked(spec.asked[0].entity, spec.filter)),
            asked=asked,
            beside=beside.span if beside else None,
        ),
        span=spec.span(rules),
        compared=beside.span if beside else None,
        currency=w.company.currency,
        time_zone=w.company.time_zone,
        at=w.clock.now(),
        asked=asked,
        by_level=tuple(tables.levels()),
        pivot=tables.pivot() if spec.across else None,
    )


def _tables(w: Work, spec: ReportSpec, periods: Sequence[Period], beside: Compared | None) -> Tables:
    """Every side of the report gathered, under the same groups."""
    then = beside.periods if beside else []
    days = [some for some in (periods, then, _lead(spec, periods), _lead(spec, then)) if some]
    raw = [gathered(w, spec, spec.breakdown, some) for some in days]
    grouping = group(w, spec, raw[0], raw[1:], last=len(moments(w, periods)) - 1)
    sides = [Side(w, spec, some, cells, grouping) for some, cells in zip(days, raw, strict=True)]
    now, *others = sides
    other = others.pop(0) if beside else None
    leads: list[Side | None] = [*others, None, None]
    week_start = w.company.calendar_rules.week_start
    return Tables(
        spec,
        grouping,
        slots_of(spec, periods, week_start),
        Times(now, leads[0]),
        Times(other, leads[1]) if other else None,
        beside.partners if beside and spec.by not in CYCLES else range(now.count),
        Targets(w, spec) if spec.compare == "target" else None,
        Targets(w, spec) if any(one.aims for one in spec.asked) else None,
    )


def _lead(spec: ReportSpec, periods: Sequence[Period]) -> Sequence[Period]:
    """The steps before the first, as many as a moving average looks back, and what was cut off the first one."""
    if not periods or all(one.derived != "average" for one in spec.asked):
        return []
    first = periods[0].whole
    found = [replace(first, end=periods[0].start)] if first.start < periods[0].start else []
    step = first
    for _ in range(WINDOWS[first.step] - 1):
        step = period_of(step.start - dt.timedelta(days=1), first.step, first.calendar, first.rules)
        found.insert(0, step)
    return found


def _columns(spec: ReportSpec) -> tuple[Column, ...]:
    fields = [(key, common_field(spec.asked, key)) for key in spec.breakdown]
    period = [] if spec.by == "total" and fields else [Column("period", STEP_LABELS[spec.by], "period")]
    return (
        *period,
        *(Column(key, field.label, field.kind) for key, field in fields),
        *(Column(one.key, one.label, one.kind) for one in spec.asked),
    )
