"""What the chart of a workbook draws: names and figures, laid out as Excel wants them for each kind of chart."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Literal

from ..base.days import week_of
from ..base.i18n import N_, Locale
from ..measures.breakdowns import Key
from ..measures.catalogue import Measure, measure
from ._grouping import OTHERS
from ._table import Cell, Columns, Head, Units, group_name
from .pictures import kinds_for
from .result import ReportResult, Row
from .saying import compared_with, in_calendar_of, name_of, period_names, ranked, value_of
from .shown import Shown
from .wording import say_span

MOST_GROUPS = 8
"""So many groups have a colour of their own; the others are drawn together."""
MOST_BARS = 40
MOST_MULTIPLES = 12

Role = Literal["now", "before", "target", "group", "rest", "share", "base", "up", "down", "whole"]
Number = int | float | None
HEADINGS: Mapping[str, str] = MappingProxyType(
    {"share": N_("Share so far"), "base": N_("Begins at"), "up": N_("Increase"), "down": N_("Decrease"),
     "whole": N_("Together")}
)  # fmt: skip


@dataclass(frozen=True)
class Series:
    """Figures in the order of the names; what they are tells how they look. `record`: what the group stands for."""

    name: str
    values: tuple[Cell, ...]
    role: Role = "now"
    record: Hashable = None


@dataclass(frozen=True)
class Drawing:
    """A chart's figures: one name a mark, one or several series. `number` is what they are: money, count, …"""

    kind: str
    title: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    number: str
    over_time: bool = True


def drawing_of(shown: Shown, locale: Locale) -> Drawing | None:
    """What is drawn of a report, of the kind that the screen draws too; None where there is nothing to compare."""
    result = shown.result
    fitting = kinds_for(result, shown.drawn)
    if not fitting:
        return None
    kind = shown.chart if shown.chart in fitting else fitting[0]
    make = _Make(result, measure(shown.drawn), shown.sort, locale)
    found = _MAKERS.get(kind, _Make.columns)(make)
    if found is None or not any(value for one in found.series for value in one.values):
        return None
    return replace(found, kind=kind)


@dataclass(frozen=True)
class _Make:
    result: ReportResult
    one: Measure
    sort: str
    locale: Locale
    units: Units = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", Units(self.result.currency, self.locale))

    # What is drawn, kind by kind

    def columns(self) -> Drawing | None:
        """Periods or groups side by side, beside each the figure that it is compared with."""
        rows, names = self._marks()
        series = [Series(self.locale.t(self.one.label), self._values(rows))]
        if self._compared:
            role: Role = "target" if self.result.spec.compare == "target" else "before"
            label = next(head.label for head in self._heads if head.role == "before")
            series.append(Series(label, self._cells([row.compare.get(self.one.key) for row in rows]), role))
        return self._drawing(names, series)

    def line(self) -> Drawing | None:
        """The course of the figure, or that of the greatest groups."""
        return self.stacked() if self._over_time and self.result.by_group else self.columns()

    def stacked(self) -> Drawing | None:
        """Periods with the greatest groups upon each other, the others together."""
        if not self._over_time:
            return self.parts() if len(self.result.spec.breakdown) > 1 else self.columns()
        if not self.result.by_group:
            return self.columns()
        kept, rest = self._greatest(MOST_GROUPS)
        series = [self._course(at, "group") for at in kept]
        if rest and self.one.adds_up:
            series.append(Series(self.locale.t(OTHERS), self._cells(self._sums(rest)), "rest"))
        return self._drawing(self._period_names(), series)

    def parts(self) -> Drawing | None:
        """The values of the first field side by side, each made of those of the second."""
        first, second = self.result.spec.breakdown[:2]
        sums: dict[Key, dict[Key, float]] = {}
        for row in self.result.by_group:
            some = sums.setdefault(row.keys[second], {})
            some[row.keys[first]] = some.get(row.keys[first], 0) + (row.values.get(self.one.key) or 0)
        whole = {key: sum(some.get(key, 0) for some in sums.values()) for some in sums.values() for key in some}
        names = sorted(whole, key=lambda key: (key.rest, -whole[key]))[:MOST_BARS]
        order = sorted(sums, key=lambda key: (key.rest, -sum(sums[key].values())))
        kept = order if len(order) <= MOST_GROUPS else order[: MOST_GROUPS - 1]
        series = [self._part(key, [sums[key].get(name) for name in names]) for key in kept]
        if rest := order[len(kept) :]:
            others = [sum(sums[key].get(name, 0) for key in rest) for name in names]
            series.append(Series(self.locale.t(OTHERS), self._cells(others), "rest"))
        return self._drawing([name_of(key, self.locale) for key in names], series)

    def _part(self, key: Key, values: Sequence[Number]) -> Series:
        return Series(name_of(key, self.locale), self._cells(values), "group", key.values[0])

    def multiples(self) -> Drawing | None:
        """A small chart for each of the greatest groups."""
        if not self._over_time or not self.result.by_group:
            return self.columns()
        kept, _rest = self._greatest(MOST_MULTIPLES)
        return self._drawing(self._period_names(), [self._course(at, "now") for at in kept])

    def pareto(self) -> Drawing | None:
        """From the greatest to the smallest, with the share of all that those until here have."""
        rows, names = self._marks(most=None)
        found = sorted(zip(self._raw(rows), names, strict=True), key=lambda one: -(one[0] or 0))
        values, total = [value for value, _ in found], sum(value or 0 for value, _ in found)
        if total <= 0:
            return self.columns()
        shares = tuple(part / total for part in accumulate(value or 0 for value in values))
        series = [
            Series(self.locale.t(self.one.label), self._cells(values)[:MOST_BARS]),
            Series(self.locale.t(HEADINGS["share"]), shares[:MOST_BARS], "share"),
        ]
        return self._drawing([name for _, name in found][:MOST_BARS], series, over_time=False)

    def waterfall(self) -> Drawing | None:
        """How the parts make the whole; where something is compared, how they lead from that to now."""
        rows, names = self._marks()
        key, total = self.one.key, self.result.totals.get(self.one.key)
        before = self.result.compare_totals.get(key) if self._compared else None
        if total is None or not self.one.adds_up:
            return self.columns()
        steps = [
            (row.values.get(key) or 0) - ((row.compare.get(key) or 0) if before is not None else 0) for row in rows
        ]
        rest = total - (before or 0) - sum(steps)
        if rest:
            steps, names = [*steps, rest], [*names, self.locale.t(OTHERS)]
        start = [] if before is None else [compared_with(self.result, self.locale)]
        end = self.locale.t(N_("Total")) if before is None else say_span(self.result.span, self.locale)
        return self._drawing([*start, *names, end], self._bridge(before, steps, total), over_time=False)

    def funnel(self) -> Drawing | None:
        """Stages one below the other; where there is no breakdown, the measures that are counted."""
        if self.result.by_group or self._over_time:
            return self.columns()
        some = [one for one in self.result.spec.asked if one.kind == self.one.kind]
        values = self._cells([self.result.totals.get(one.key) for one in some])
        return self._drawing([self.locale.t(one.label) for one in some], [Series(self._unit(""), values)])

    def heat(self) -> Drawing | None:
        """Groups or weeks down, periods or weekdays over the columns; the sheet colours the cells."""
        if self._over_time and self.result.by_group:
            kept, _rest = self._greatest(MOST_BARS)
            return self._drawing(self._period_names(), [self._course(at, "group") for at in kept])
        if self.result.spec.by == "day":
            return self._weeks()
        return self.parts() if len(self.result.spec.breakdown) > 1 else self.columns()

    # Parts of it

    @property
    def _over_time(self) -> bool:
        return self.result.spec.by != "total" and len(self.result.by_period) > 1

    @property
    def _heads(self) -> list[Head]:
        columns = Columns(self.result, self.locale, self.units)
        return [head for head in columns.heads() if head.measure == self.one.key]

    @property
    def _compared(self) -> bool:
        return any(head.role == "before" for head in self._heads)

    def _drawing(self, names: Sequence[str], series: Sequence[Series], *, over_time: bool | None = None) -> Drawing:
        title = self._unit(self.locale.t(self.one.label))
        along = self._over_time if over_time is None else over_time
        return Drawing("", title, tuple(names), tuple(series), self.one.kind, along)

    def _unit(self, label: str) -> str:
        """The label with the unit of amounts."""
        return f"{label} ({self.units.name})".strip() if self.one.kind == "money" else label

    def _marks(self, most: int | None = MOST_BARS) -> tuple[Sequence[Row], list[str]]:
        """Periods, or groups in their order with their names; the groups of a report over time all together."""
        result = self.result
        if self._over_time or not result.by_group:
            return result.by_period, self._period_names()
        rows = [result.by_group[at] for at in ranked(result, self.sort, self.one)][:most]
        return rows, [group_name(row, self.locale) for row in rows]

    def _period_names(self) -> list[str]:
        return [one.name for one in period_names(self.result, self.locale)]

    def _greatest(self, most: int) -> tuple[list[int], list[int]]:
        """The places of the groups with the greatest figures, in the order of the report, and of the others."""
        key = self.one.key
        order = ranked(self.result, self.sort, self.one)
        great = sorted(order, key=lambda at: -(self.result.by_group[at].values.get(key) or 0))
        kept = set(great[: most if len(great) <= most else most - 1])
        return [at for at in order if at in kept], [at for at in order if at not in kept]

    def _course(self, at: int, role: Role) -> Series:
        rows = self.result.rows[at :: len(self.result.by_group)]
        group = self.result.by_group[at]
        record = tuple(key.values[0] for key in group.keys.values())
        return Series(
            group_name(group, self.locale), self._values(rows), role, record[0] if len(record) == 1 else record
        )

    def _sums(self, places: Sequence[int]) -> list[Number]:
        many = len(self.result.by_group)
        return [
            sum(self.result.rows[first + at].values.get(self.one.key) or 0 for at in places)
            for first in range(0, len(self.result.rows), many)
        ]

    def _raw(self, rows: Sequence[Row]) -> list[Number]:
        return [value_of(self.result, row, self.one) for row in rows]

    def _values(self, rows: Sequence[Row]) -> tuple[Cell, ...]:
        return self._cells(self._raw(rows))

    def _cells(self, values: Sequence[Number]) -> tuple[Cell, ...]:
        return tuple(self.units.cell(self.one.kind, value) for value in values)

    def _bridge(self, before: Number, steps: Sequence[float], total: float) -> list[Series]:
        """Each step from where the one before ended: an unseen part below, then what it adds or takes away."""
        levels = list(accumulate(steps, initial=before or 0))
        base: list[Number] = [min(pair) for pair in pairwise(levels)]
        up: list[Number] = [step if step > 0 else None for step in steps]
        down: list[Number] = [-step if step < 0 else None for step in steps]
        none: list[Number] = [None] * len(steps)
        first: list[Number] = [] if before is None else [None]
        whole = [*([] if before is None else [before]), *none, total]
        columns: tuple[tuple[Role, list[Number]], ...] = (
            ("base", [*first, *base, None]), ("up", [*first, *up, None]), ("down", [*first, *down, None]),
            ("whole", whole),
        )  # fmt: skip
        return [Series(self.locale.t(HEADINGS[role]), self._cells(values), role) for role, values in columns]

    def _weeks(self) -> Drawing:
        """A day a cell: weekdays over the columns, the first day of each week beside its line."""
        rules, mine = self.result.span.rules, in_calendar_of(self.result, self.locale)
        weekdays = [(rules.week_start + at) % 7 for at in range(7)]
        weeks: dict[tuple[int, int], dict[int, Row]] = {}
        for row in self.result.by_period:
            week = week_of(row.start, rules.week_start, self.result.spec.calendar)
            weeks.setdefault(week, {})[row.start.weekday()] = row
        series = [
            Series(
                mine.date(min(row.start for row in days.values())),
                self._cells([value_of(self.result, days[at], self.one) if at in days else None for at in weekdays]),
                "group",
            )
            for days in weeks.values()
        ]
        return self._drawing([self.locale.weekday_name(at) for at in weekdays], series)


_MAKERS: Mapping[str, Callable[[_Make], Drawing | None]] = MappingProxyType(
    {
        "columns": _Make.columns,
        "bars": _Make.columns,
        "funnel": _Make.funnel,
        "line": _Make.line,
        "stacked": _Make.stacked,
        "shares": _Make.stacked,
        "multiples": _Make.multiples,
        "pareto": _Make.pareto,
        "waterfall": _Make.waterfall,
        "heat": _Make.heat,
    }
)
