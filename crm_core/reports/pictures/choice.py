"""Which kinds of picture fit a report, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...base.i18n import N_, Locale
from ...measures.catalogue import measure
from ..result import ReportResult
from ._columns import by_group, groups_over_time, over_time, parts_of_groups
from ._material import Look, Material, Picture

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "columns": N_("Columns"),
        "bars": N_("Bars"),
        "line": N_("Line"),
        "stacked": N_("Stacked"),
        "shares": N_("Shares of 100%"),
    }
)
"""Every kind of picture by its name in a link, with what it is called."""

_MOST_COLUMNS = 31
_MOST_UPRIGHT = 12


def kinds_for(result: ReportResult, measure_key: str) -> tuple[str, ...]:
    """The kinds that fit this measure of the report, the best first; none where there is nothing to draw."""
    return _fitting(Material(result, measure(measure_key), Locale(), Look()))


def _fitting(of: Material) -> tuple[str, ...]:
    if of.over_time and of.many > 1:
        return tuple(_of_both(of))
    if of.over_time:
        return tuple(_of_time(of))
    return tuple(_of_groups(of)) if of.many else ()


def _of_time(of: Material) -> Iterator[str]:
    columns = of.times <= _MOST_COLUMNS and (of.one.adds_up or of.one.stock)
    yield from ("columns", "line") if columns else ("line", "columns")


def _of_groups(of: Material) -> Iterator[str]:
    two = len(of.result.spec.breakdown) > 1
    if of.many < 2 and not of.base_kind:
        return
    if two and of.whole:
        yield from ("stacked", "shares")
    yield "bars"
    if of.many <= _MOST_UPRIGHT:
        yield "columns"


def _of_both(of: Material) -> Iterator[str]:
    piled = of.whole and of.times <= 2 * _MOST_COLUMNS
    if piled:
        yield "stacked"
    yield "line"
    if of.whole:
        yield "shares"


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
    rows = (*of.result.by_period, *of.result.by_group)
    return any(row.values.get(of.one.key) or (of.base_kind and row.compare.get(of.one.key)) for row in rows)


def _drawn(of: Material, kind: str) -> Picture:
    if of.over_time and of.many > 1:
        return groups_over_time(of, kind)
    if of.over_time:
        return over_time(of, kind)
    return parts_of_groups(of, kind) if kind in ("stacked", "shares") else by_group(of, kind)
