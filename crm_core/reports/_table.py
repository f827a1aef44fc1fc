"""A result as one flat table in the person's language and units: what Excel and CSV files hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from ..base.i18n import N_, Locale
from ..base.money import exponent, to_major
from ..base.periods import Period
from ..measures.catalogue import Measure, Value
from .result import ReportResult, Row, Values

Cell = str | int | float | Decimal | dt.date | None
Kind = Literal["text", "date", "money", "count", "ratio", "days"]


_COMPARED: Mapping[str, str] = MappingProxyType(
    {
        "previous": N_("{name}, period before"),
        "last_year": N_("{name}, year before"),
        "target": N_("{name}, target"),
    }
)


@dataclass(frozen=True)
class Head:
    """A column of the file: its header, what is in it, and the measure it belongs to."""

    label: str
    kind: Kind
    measure: str = ""


@dataclass(frozen=True)
class Table:
    """Headers, rows and the line of totals; amounts in the units in which the person reads them."""

    heads: tuple[Head, ...]
    rows: list[list[Cell]]
    totals: list[Cell]
    money_places: int

    def column_of(self, measure: str) -> int:
        """The place of a measure's own column."""
        return next(place for place, head in enumerate(self.heads) if head.measure == measure)


def table_of(result: ReportResult, locale: Locale) -> Table:
    """The table of a result; by period, the name of each with its first and last day."""
    units = Units(result.currency, locale)
    heads = tuple(_heads(result, locale, units))
    rows = [_row(row, result, locale, units) for row in result.rows]
    first = [None] * sum(1 for head in heads if not head.measure)
    totals: list[Cell] = [*first, *_figures(result, result.totals, result.compare_totals, units)]
    if first:
        totals[0] = locale.t(N_("Total"))
    return Table(heads, rows, totals, units.places)


class Units:
    """The unit in which a person reads amounts."""

    def __init__(self, currency: str, locale: Locale) -> None:
        self.currency = currency
        self.toman = locale.toman and currency == "IRR"
        self.name = locale.unit(currency)
        self.places = 0 if self.toman else exponent(currency)

    def cell(self, kind: str, value: Value) -> Cell:
        if kind != "money" or value is None:
            return value
        major = to_major(int(value), self.currency)
        return major / 10 if self.toman else major


def _heads(result: ReportResult, locale: Locale, units: Units) -> Iterator[Head]:
    if result.spec.by != "total":
        yield Head(locale.t(result.columns[0].label).capitalize(), "text")
        yield Head(locale.t(N_("First day")), "date")
        yield Head(locale.t(N_("Last day")), "date")
    for column in result.columns:
        if column.key in result.spec.breakdown:
            yield Head(locale.t(column.label), "text")
    for one in result.spec.asked:
        yield from _measure_heads(one, result, locale, units)


def _measure_heads(one: Measure, result: ReportResult, locale: Locale, units: Units) -> Iterator[Head]:
    label = locale.t(one.label)
    unit = f" ({units.name})" if one.kind == "money" else ""
    yield Head(label + unit, one.kind, one.key)
    compare = result.spec.compare
    if compare == "none" or (compare == "target" and not one.adds_up):
        return
    yield Head(locale.t(_COMPARED[compare], name=label) + unit, one.kind, one.key)
    change = N_("{name}, reached") if compare == "target" else N_("{name}, change")
    yield Head(locale.t(change, name=label), "ratio", one.key)


def _row(row: Row, result: ReportResult, locale: Locale, units: Units) -> list[Cell]:
    cells: list[Cell] = []
    if result.spec.by != "total":
        cells += [period_name(row, result, locale), row.start, row.end - dt.timedelta(days=1)]
    cells += [key.label for key in row.keys.values()]
    return cells + _figures(result, row.values, row.compare, units)


def period_name(row: Row, result: ReportResult, locale: Locale) -> str:
    """What the period of a row is called."""
    spec = result.spec
    return locale.period(Period(row.start, row.end, spec.by, spec.calendar, result.span.rules))


def _figures(result: ReportResult, values: Values, others: Values, units: Units) -> list[Cell]:
    cells: list[Cell] = []
    compare = result.spec.compare
    for one in result.spec.asked:
        value, other = values.get(one.key), others.get(one.key)
        cells.append(units.cell(one.kind, value))
        if compare == "none" or (compare == "target" and not one.adds_up):
            continue
        cells += [
            units.cell(one.kind, other),
            _share(value, other) if compare == "target" else change(one, value, other),
        ]
    return cells


def _share(value: Value, of: Value) -> float | None:
    return value / of if value is not None and of else None


def change(one: Measure, value: Value, before: Value) -> float | None:
    """By what share a figure changed; of a rate the difference, in points. None where there is nothing to compare."""
    if value is None or before is None:
        return None
    if one.kind == "ratio":
        return value - before
    return (value - before) / abs(before) if before else None


def largest_groups(result: ReportResult, most: int) -> Sequence[Row]:
    """The groups with the largest first figure, in the order of the report."""
    first = result.spec.measures[0]
    ranked = sorted(result.by_group, key=lambda row: -(row.values[first] or 0))[:most]
    return [row for row in result.by_group if row in ranked]
