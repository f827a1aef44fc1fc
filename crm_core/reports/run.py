"""A report from its spec: gathered, grouped, compared, totalled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..base.periods import Period, code, steps
from ..fields.filters import linked
from ..fields.links import labels_of
from ..measures.breakdowns import Key, common_field, splits
from ..measures.catalogue import FACTS, Measure
from ..measures.query import Cells, Question, gather, moments
from ._grouping import MOST_ROWS, Grouping, group, too_many
from ._notes import notes_of
from ._target_side import target_values
from .result import Column, ReportResult, Row, Values
from .spec import ReportSpec
from .wording import STEP_LABELS, sentence

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Keys = tuple[Key, ...]
Sums = dict[str, int]


@dataclass(frozen=True)
class Side:
    """The sums over some periods: by period and group, by period, by group, of all."""

    periods: Sequence[Period]
    begun: int
    cells: Mapping[tuple[int, Keys], Sums]
    by_period: Mapping[int, Sums]
    by_group: Mapping[Keys, Sums]
    total: Sums

    def values(self, asked: Sequence[Measure], place: int | None, sums: Sums | None) -> Values:
        """The figures for the period at this place (None: for all of them); of a stock none where it has not begun."""
        ends = self.begun > (0 if place is None else place)
        return {one.key: one.value(sums or {}) if ends or not one.stock else None for one in asked}


def run(w: Work, spec: ReportSpec) -> ReportResult:
    """Answer the spec for the person at work. Raises Invalid, in words, when the answer would be too long."""
    rules = w.company.calendar_rules
    periods, span = spec.periods(rules), spec.span(rules)
    compared = {"previous": span.previous, "last_year": span.last_year}.get(spec.compare)
    before = compared() if compared else None
    then = steps(before.start, before.end, spec.by, spec.calendar, rules) if before else []
    raw, raw_then = gather(w, _question(spec), periods), gather(w, _question(spec), then)
    grouping = group(w, spec, raw, raw_then, last=len(moments(w, periods)) - 1)
    if len(grouping.order) * len(periods) > MOST_ROWS:
        raise too_many(len(grouping.order) * len(periods))
    now, earlier = _side(w, spec, periods, raw, grouping), _side(w, spec, then, raw_then, grouping)
    table = _Table(spec.asked, now, earlier, _partners(spec, periods, then))
    rows, by_period, by_group = list(table.rows(grouping)), list(table.by_period()), list(table.by_group(grouping))
    totals = now.values(spec.asked, None, now.total)
    compare_totals = earlier.values(spec.asked, None, earlier.total) if then else {}
    spread = False
    if spec.compare == "target":
        rows, by_period, by_group, compare_totals, spread = target_values(w, spec, (rows, by_period, by_group))
    return ReportResult(
        spec=spec,
        columns=_columns(spec),
        rows=tuple(rows),
        by_period=tuple(by_period),
        by_group=tuple(by_group),
        totals=totals,
        compare_totals=compare_totals,
        notes=notes_of(w, spec, periods, now.total, now.by_group.values(), spread=spread),
        said=sentence(spec, w.locale, rules, labels_of(w, linked(spec.asked[0].entity, spec.filter))),
        span=span,
        compared=before,
        currency=w.company.currency,
        time_zone=w.company.time_zone,
        at=w.clock.now(),
    )


def _question(spec: ReportSpec, breakdown: tuple[str, ...] | None = None) -> Question:
    parts = tuple(part for one in spec.asked for part in one.parts)
    return Question(parts, spec.breakdown if breakdown is None else breakdown, spec.filter)


def _columns(spec: ReportSpec) -> tuple[Column, ...]:
    fields = [(key, common_field(spec.asked, key)) for key in spec.breakdown]
    period = [] if spec.by == "total" and fields else [Column("period", STEP_LABELS[spec.by], "period")]
    return (
        *period,
        *(Column(key, field.label, field.kind) for key, field in fields),
        *(Column(one.key, one.label, one.kind) for one in spec.asked),
    )


# Sums


def is_stock(part: str) -> bool:
    """Whether a part holds at a moment instead of adding up over periods."""
    return FACTS[part.partition(".")[0]].stock


def _side(w: Work, spec: ReportSpec, periods: Sequence[Period], raw: Cells, grouping: Grouping) -> Side:
    cells: dict[tuple[int, Keys], Sums] = {}
    for (place, values), sums in raw.items():
        _add(cells.setdefault((place, grouping.keys(values)), {}), sums)
    begun = len(moments(w, periods))
    by_group: dict[Keys, Sums] = {}
    for (place, keys), sums in cells.items():
        _add(by_group.setdefault(keys, {}), _over_time(place, sums, begun))
    by_period = _by_period(w, spec, periods, raw)
    total: Sums = {}
    for place, sums in by_period.items():
        _add(total, _over_time(place, sums, begun))
    return Side(periods, begun, cells, by_period, by_group, total)


def _by_period(w: Work, spec: ReportSpec, periods: Sequence[Period], raw: Cells) -> dict[int, Sums]:
    """The sums by period alone: asked anew where records are in several groups, else rolled up."""
    fields = [common_field(spec.asked, key) for key in spec.breakdown]
    if any(splits(field) for field in fields):
        raw = gather(w, _question(spec, ()), periods)
    found: dict[int, Sums] = {}
    for (place, _), sums in raw.items():
        _add(found.setdefault(place, {}), sums)
    return found


def _over_time(place: int, sums: Sums, begun: int) -> Sums:
    """What the sums of a period contribute to those of all: a stock counts at its end only."""
    last = place == begun - 1
    return {part: number for part, number in sums.items() if last or not is_stock(part)}


def _add(total: Sums, sums: Mapping[str, int]) -> None:
    for part, number in sums.items():
        total[part] = total.get(part, 0) + number


# Rows


def _partners(spec: ReportSpec, periods: Sequence[Period], then: Sequence[Period]) -> list[int | None]:
    """The place of the period that each is compared with: the same one a year before, else the one in its place."""
    if spec.compare != "last_year":
        return [place if place < len(then) else None for place in range(len(periods))]
    starts = [period.start for period in then]
    return [max(bisect_right(starts, period.last_year().start) - 1, 0) for period in periods]


@dataclass(frozen=True)
class _Table:
    asked: Sequence[Measure]
    now: Side
    then: Side
    partners: Sequence[int | None]

    def rows(self, grouping: Grouping) -> Iterator[Row]:
        for place, period in enumerate(self.now.periods):
            name = code(period)
            for keys in grouping.order:
                values = self.now.values(self.asked, place, self.now.cells.get((place, keys)))
                compare = self._compare(place, lambda other, keys=keys: self.then.cells.get((other, keys)))
                yield Row(name, period.start, period.end, grouping.named(keys), values, compare)

    def by_period(self) -> Iterator[Row]:
        for place, period in enumerate(self.now.periods):
            values = self.now.values(self.asked, place, self.now.by_period.get(place))
            compare = self._compare(place, self.then.by_period.get)
            yield Row(code(period), period.start, period.end, {}, values, compare)

    def by_group(self, grouping: Grouping) -> Iterator[Row]:
        if not self.now.periods or not grouping.fields:
            return
        first, last = self.now.periods[0], self.now.periods[-1]
        for keys in grouping.order:
            values = self.now.values(self.asked, None, self.now.by_group.get(keys))
            compare = self.then.values(self.asked, None, self.then.by_group.get(keys)) if self.then.periods else {}
            yield Row("", first.start, last.end, grouping.named(keys), values, compare)

    def _compare(self, place: int, sums_of: Any) -> Values:
        if not self.then.periods:
            return {}
        other = self.partners[place]
        if other is None:
            return dict.fromkeys((one.key for one in self.asked), None)
        return self.then.values(self.asked, other, sums_of(other))
