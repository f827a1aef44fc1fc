"""A result as one flat table in the person's language and units: what workbooks, PDFs and CSV files hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Literal

from ..base.i18n import N_, Locale
from ..base.money import exponent, to_major
from ..base.periods import CYCLES
from ..measures.catalogue import Measure, Value
from .result import ReportResult, Row, Values
from .saying import compared_with, name_of, period_names, today_of

Cell = str | int | float | Decimal | dt.date | None
Kind = Literal["text", "date", "money", "count", "number", "ratio", "days"]
Role = Literal["name", "now", "before", "change"]

_COMPARED: Mapping[str, str] = MappingProxyType(
    {
        "previous": N_("{name}, period before"),
        "last_year": N_("{name}, year before"),
        "target": N_("{name}, target"),
    }
)


@dataclass(frozen=True)
class Head:
    """A column: its header, what is in it, and the measure it belongs to: the figure, the one before, the change.

    `over`: what stands above it and its neighbours, where the values of a breakdown go over the columns.
    """

    label: str
    kind: Kind
    measure: str = ""
    role: Role = "name"
    over: str = ""


@dataclass(frozen=True)
class Line:
    """A line of cells. `sum` says of what it is the sum: nothing (a row), a part of the rows, or all of them."""

    cells: Sequence[Cell]
    sum: Literal["", "part", "all"] = ""


@dataclass(frozen=True)
class Table:
    """Headers and lines; amounts in the units in which the person reads them, with so many decimals.

    The lines are made one after the other while they are written: a hundred thousand of them are never there at once.
    """

    heads: tuple[Head, ...]
    make: Callable[[], Iterator[Line]]
    money_places: int
    groups: int = 0
    """How many values stand side by side, where some go over the columns: then there are two lines of headers."""
    in_parts: bool = False
    """Whether the rows come in parts, each followed by its sum."""

    @property
    def lines(self) -> Iterator[Line]:
        return self.make()

    @property
    def rows(self) -> Iterator[Sequence[Cell]]:
        """The lines that are no sums."""
        return (line.cells for line in self.make() if not line.sum)


class Units:
    """The unit in which a person reads amounts."""

    def __init__(self, currency: str, locale: Locale) -> None:
        self.currency = currency
        self.toman = locale.toman and currency == "IRR"
        self.name = locale.unit(currency)

    def cell(self, kind: str, value: Value) -> Cell:
        """A figure as a number in this unit, exact."""
        if kind != "money" or value is None:
            return value
        major = to_major(int(value), self.currency)
        return major / 10 if self.toman else major

    def places(self, result: ReportResult) -> int:
        """The decimals that amounts need: none where all are whole."""
        whole = 10 if self.toman else 10 ** exponent(self.currency)
        keys = [one.key for one in result.spec.asked if one.kind == "money"]
        some = (values.get(key) for row in _all(result) for values in (row.values, row.compare) for key in keys)
        if not any(value is not None and value % whole for value in some):
            return 0
        return 1 if self.toman else exponent(self.currency)


def _all(result: ReportResult) -> Iterator[Row]:
    yield from result.rows
    yield from result.by_period


@dataclass(frozen=True)
class Columns:
    """Which columns the figures of a row make, and what is in them."""

    result: ReportResult
    locale: Locale
    units: Units

    @cached_property
    def today(self) -> dt.date:
        """The day on which the report was made: days to come have no figures."""
        return today_of(self.result)

    @cached_property
    def asked(self) -> tuple[tuple[Measure, bool], ...]:
        """The measures, and whether each is compared with something."""
        return tuple((one, self._is_compared(one)) for one in self.result.spec.asked)

    @cached_property
    def _period_names(self) -> dict[str, str]:
        names = period_names(self.result, self.locale)
        return {row.period: one.name for row, one in zip(self.result.by_period, names, strict=True)}

    def period_name(self, row: Row) -> str:
        """What the period of a row is called, in the calendar of the report."""
        return self._period_names[row.period]

    def period_cells(self, row: Row) -> tuple[Cell, ...]:
        """The name of a row's period with its first and last day; the name alone where it comes round again."""
        name = self.period_name(row)
        return (name,) if row.slot is not None else (name, row.start, row.end - dt.timedelta(days=1))

    def heads(self, over: str = "") -> Iterator[Head]:
        for one, compared in self.asked:
            label = self.locale.t(one.label)
            unit = f" ({self.units.name})" if one.kind == "money" else ""
            yield Head(label + unit, one.kind, one.key, "now", over)
            if compared:
                yield Head(self._compared(label) + unit, one.kind, one.key, "before", over)
                change = N_("{name}, reached") if self.result.spec.compare == "target" else N_("{name}, change")
                yield Head(self.locale.t(change, name=label), "ratio", one.key, "change", over)

    def cells(self, values: Values, others: Values) -> Iterator[Cell]:
        against_target = self.result.spec.compare == "target"
        for one, compared in self.asked:
            value, other = values.get(one.key), others.get(one.key)
            yield self.units.cell(one.kind, value)
            if compared:
                yield self.units.cell(one.kind, other)
                yield _share(value, other) if against_target else change(one, value, other)

    def of_row(self, row: Row | None) -> Iterator[Cell]:
        """The figures of a row; none for days to come, and where there is no row."""
        if row is None:
            return self.cells({}, {})
        return self.cells({} if row.start > self.today else row.values, row.compare)

    def of_total(self) -> Iterator[Cell]:
        return self.cells(self.result.totals, self.result.compare_totals)

    def _is_compared(self, one: Measure) -> bool:
        compare = self.result.spec.compare
        return compare != "none" and (compare != "target" or one.adds_up)

    def _compared(self, label: str) -> str:
        known = _COMPARED.get(self.result.spec.compare)
        if known is not None:
            return self.locale.t(known, name=label)
        return f"{label}, {compared_with(self.result, self.locale)}"


def table_of(result: ReportResult, locale: Locale, places: Sequence[int] | None = None, *, sums: bool = True) -> Table:
    """The table of a result, by period the name of each with its first and last day, with totals and subtotals.

    `places` is the order of the groups, where it is not that of the result; `sums` False leaves all sums out.
    """
    columns = Columns(result, locale, Units(result.currency, locale))
    heads = (*name_heads(result, locale), *columns.heads())
    lines = _lines if sums else _rows
    return Table(
        heads, lambda: lines(columns, places), columns.units.places(result), in_parts=sums and _in_parts(result)
    )


def _in_parts(result: ReportResult) -> bool:
    return len(result.by_group) > 1 and (result.spec.by != "total" or len(result.spec.breakdown) > 1)


def name_heads(result: ReportResult, locale: Locale, *, without: str = "") -> Iterator[Head]:
    """The columns that say which period and which group a line is of; `without` the one that goes over the columns."""
    if result.spec.by != "total" and without != "period":
        label = locale.t(result.columns[0].label)
        yield Head(label[:1].upper() + label[1:], "text")
        if result.spec.by not in CYCLES:
            yield Head(locale.t(N_("First day")), "date")
            yield Head(locale.t(N_("Last day")), "date")
    for column in result.columns:
        if column.key in result.spec.breakdown and column.key != without:
            yield Head(locale.t(column.label), "text")


def _rows(columns: Columns, places: Sequence[int] | None) -> Iterator[Line]:
    for _, row in _in_order(columns.result, places):
        yield Line((*_names(row, columns), *columns.of_row(row)))


def _in_order(result: ReportResult, places: Sequence[int] | None) -> Iterator[tuple[int, Row]]:
    """The rows with the place of their period: period by period, within it in the order of the groups."""
    many = max(len(result.by_group), 1)
    order = range(many) if places is None else places
    for period in range(len(result.rows) // many):
        yield from ((period, result.rows[period * many + at]) for at in order)


def _names(row: Row, columns: Columns) -> Iterator[Cell]:
    if columns.result.spec.by != "total":
        yield from columns.period_cells(row)
    yield from (key.label for key in row.keys.values())


def _lines(columns: Columns, places: Sequence[int] | None) -> Iterator[Line]:
    """The rows, after those of each first value and of each period their sum, at the end that of all."""
    result, locale = columns.result, columns.locale
    parts = _Parts(columns)
    for period, rows in groupby(_in_order(result, places), key=itemgetter(0)):
        yield from parts.of_period(period, (row for _, row in rows))
    names = parts.names
    total = [locale.t(N_("Total")), *([None] * (names - 1))] if names else []
    yield Line((*total, *columns.of_total()), "all")


class _Parts:
    """The rows of a period, with the sums of those that share the first value of several fields, and of all."""

    def __init__(self, columns: Columns) -> None:
        self.columns, self.result = columns, columns.result
        self.names = sum(1 for _ in name_heads(self.result, columns.locale))
        levels = self.result.by_level[:1]
        self.sums = {(row.period, key): row for level in levels for row in level.rows for key in row.keys.values()}

    def of_period(self, period: int, rows: Iterator[Row]) -> Iterator[Line]:
        firsts = groupby(rows, key=lambda row: next(iter(row.keys.values()), None))
        many = 0
        for first, some in firsts:
            alike = 0
            for row in some:
                yield Line((*_names(row, self.columns), *self.columns.of_row(row)))
                alike += 1
            many += alike
            if alike > 1 and first is not None and self.sums:
                yield self._sum_of(self.sums[row.period, first])
        if self.result.spec.by != "total" and many > 1:
            yield self._sum_of(self.result.by_period[period])

    def _sum_of(self, row: Row) -> Line:
        """The line that sums up a period, or a value of the first field within it."""
        names: list[Cell] = list(_names(row, self.columns))
        at = len(names) - 1 if row.keys else 0
        name = name_of(next(iter(row.keys.values())), self.columns.locale) if row.keys else str(names[0])
        names[at] = self.columns.locale.t(N_("{name}, together"), name=name)
        if not row.keys:
            names[1:] = []
        return Line((*names, *([None] * (self.names - len(names))), *self.columns.of_row(row)), "part")


def group_name(row: Row, locale: Locale) -> str:
    """What a group is called, its fields one after the other."""
    return " · ".join(name_of(key, locale) for key in row.keys.values())


def _share(value: Value, of: Value) -> float | None:
    return value / of if value is not None and of else None


def change(one: Measure, value: Value, before: Value) -> float | None:
    """By what share a figure changed; of a rate the difference, in points. None where there is nothing to compare."""
    if value is None or before is None:
        return None
    if one.kind == "ratio":
        return value - before
    return (value - before) / abs(before) if before else None
