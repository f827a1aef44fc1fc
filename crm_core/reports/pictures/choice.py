"""Which kinds of picture fit a report, the best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ...base.i18n import N_, Locale
from ...base.periods import CYCLES
from ...measures.catalogue import measure
from ..result import ReportResult
from ._columns import by_group, groups_over_time, over_time, parts_of_groups
from ._funnel import funnel, of_measures, of_stages
from ._heat import MOST_WEEKS, days
from ._heat import groups as heat_of_groups
from ._material import Look, Material, Picture
from ._multiples import multiples
from ._pareto import fits, pareto
from ._waterfall import MOST_STEPS, adds_up, waterfall

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "columns": N_("Column chart"),
        "bars": N_("Bar chart"),
        "line": N_("Line chart"),
        "stacked": N_("Stacked"),
        "shares": N_("Shares of 100%"),
        "funnel": N_("Funnel"),
        "heat": N_("Heat map"),
        "waterfall": N_("Waterfall"),
        "pareto": N_("Pareto"),
        "multiples": N_("Small multiples"),
    }
)
"""Every kind of picture by its name in a link, with what it is called."""

_MOST_COLUMNS = 31
_MOST_STACKS = 2 * _MOST_COLUMNS
_MOST_UPRIGHT = 12
_MOST_LINES = 7
_FEWEST_DAYS = 14
"""From so many days on weeks are seen."""


def kinds_for(result: ReportResult, measure_key: str) -> tuple[str, ...]:
    """The kinds that fit this measure of the report, the best first; none where there is nothing to draw."""
    return _fitting(Material(result, measure(measure_key), Locale(), Look()))


def _fitting(of: Material) -> tuple[str, ...]:
    if of.over_time and of.many > 1:
        return tuple(_of_both(of))
    if of.over_time:
        return tuple(_of_time(of))
    if of.many:
        return tuple(_of_groups(of))
    return ("funnel",) if of_measures(of) else ()


def _of_time(of: Material) -> Iterator[str]:
    columns = of.times <= _MOST_COLUMNS and (of.one.adds_up or of.one.stock or of.result.spec.by in CYCLES)
    yield from ("columns", "line") if columns else ("line", "columns")
    if of.result.spec.by == "day" and _FEWEST_DAYS <= of.times <= MOST_WEEKS * 7:
        yield "heat"
    if of.times <= MOST_STEPS and of.result.spec.by not in CYCLES and adds_up(of):
        yield "waterfall"


def _of_groups(of: Material) -> Iterator[str]:
    fields = len(of.result.spec.breakdown)
    if of.many < 2 and not of.base_kind:
        return
    if fields > 1 and of.whole:
        yield "stacked"
        if _none_below_zero(of):
            yield "shares"
    yield "bars"
    if fields == 1:
        yield from _of_one_field(of)
    elif fields == 2:
        yield "heat"
    if of.many > 1 and adds_up(of):
        yield "waterfall"


def _of_one_field(of: Material) -> Iterator[str]:
    if of.many <= _MOST_UPRIGHT:
        yield "columns"
    if of_stages(of):
        yield "funnel"
    if fits(of):
        yield "pareto"


def _of_both(of: Material) -> Iterator[str]:
    many_lines = of.many > _MOST_LINES and not of.whole
    if of.whole and of.times <= _MOST_STACKS:
        yield "stacked"
    yield from ("multiples", "line") if many_lines else ("line", "multiples")
    if of.times <= _MOST_STACKS:
        if of.whole and _none_below_zero(of):
            yield "shares"
        yield "heat"


def _none_below_zero(of: Material) -> bool:
    return all((row.values.get(of.one.key) or 0) >= 0 for row in of.result.rows)


def picture(
    result: ReportResult, measure_key: str, kind: str, locale: Locale, look: Look, *, sort: str = ""
) -> Picture | None:
    """The picture of one measure of a report; None where there is nothing to draw.

    `kind` is one of `kinds_for`; "" and what does not fit is the best of them. `sort` orders the groups as the table
    does (see `saying.ranked`).
    """
    of = Material(result, measure(measure_key), locale, look, sort)
    fitting = _fitting(of)
    if not fitting or not _anything(of):
        return None
    return _drawn(of, kind if kind in fitting else fitting[0])


def _anything(of: Material) -> bool:
    if not of.many and not of.over_time:
        return any(of.result.totals.values())
    rows = (*of.result.by_period, *of.result.by_group)
    return any(row.values.get(of.one.key) or (of.base_kind and row.compare.get(of.one.key)) for row in rows)


def _drawn(of: Material, kind: str) -> Picture:
    if kind in _ALIKE:
        return _ALIKE[kind](of, kind)
    if of.over_time and of.many > 1:
        return groups_over_time(of, kind) if kind != "heat" else heat_of_groups(of, kind)
    if of.over_time:
        return over_time(of, kind) if kind != "heat" else days(of, kind)
    if kind == "heat":
        return heat_of_groups(of, kind)
    return parts_of_groups(of, kind) if kind in ("stacked", "shares") else by_group(of, kind)


_ALIKE: Mapping[str, Callable[[Material, str], Picture]] = MappingProxyType(
    {"funnel": funnel, "waterfall": waterfall, "pareto": pareto, "multiples": multiples}
)
"""Kinds that are drawn alike over time and by group."""
