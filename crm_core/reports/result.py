"""What a report answers: typed rows, totals that know how to total, and their JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..base.i18n import Locale
from ..base.money import to_major
from ..base.periods import Period
from ..measures.breakdowns import Key
from ..measures.catalogue import Kind, Value, measure
from .spec import ReportSpec

Values = Mapping[str, Value]
"""Figures by measure; amounts in minor units of the result's currency."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: the period, a breakdown or a measure. `label` is a message."""

    key: str
    label: str
    kind: Kind | str


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a period, the value of each breakdown field, the figures, and those they are compared with.

    `period` is its code in the report's calendar, "" over all of them; [start, end) its days. Where the steps are
    cyclic the code is the day of the week ("saturday") or the hour ("08"), `slot` its number (Monday 0, or the hour),
    and the days are those of the whole report.
    """

    period: str
    start: dt.date
    end: dt.date
    keys: Mapping[str, Key]
    values: Values
    compare: Values
    slot: int | None = None


@dataclass(frozen=True)
class Level:
    """Subtotals: the figures of the first fields of the breakdown, by period and over all of them."""

    fields: tuple[str, ...]
    rows: tuple[Row, ...]
    by_group: tuple[Row, ...]


@dataclass(frozen=True)
class Line:
    """A line of a pivot: its total, which carries its period and keys, and a cell for each column."""

    total: Row
    cells: tuple[Row, ...]


@dataclass(frozen=True)
class Pivot:
    """A report crosswise. Lines, columns and the whole total by each measure's rule, as rows of their own.

    `down` names what goes down: "period" first, where it does, and fields. `columns` are the totals of the columns,
    which carry their period, or the key of the field `across`.
    """

    down: tuple[str, ...]
    across: str
    columns: tuple[Row, ...]
    lines: tuple[Line, ...]
    total: Row


@dataclass(frozen=True)
class Note:
    """Something a reader of the figures should know."""

    message: str
    params: Mapping[str, Any]

    def say(self, locale: Locale) -> str:
        return locale.t(self.message, **self.params)


@dataclass(frozen=True)
class ReportResult:
    """The answer to a spec: rows in order of period and breakdown.

    `by_period` are the periods without breakdown, `by_group` the groups over the whole period; `totals` is all.
    `compared` is the period compared with, if there is one. `at` is the instant of the answer. `spec` is what was
    answered: a period that still runs may end today in it; `asked` is what was asked, which a link keeps. `by_level`
    are the subtotals of the breakdown's first field, first two …; `pivot` is there where something goes across.
    """

    spec: ReportSpec
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    by_period: tuple[Row, ...]
    by_group: tuple[Row, ...]
    totals: Values
    compare_totals: Values
    notes: tuple[Note, ...]
    said: str
    span: Period
    compared: Period | None
    currency: str
    time_zone: str
    at: dt.datetime
    asked: ReportSpec
    by_level: tuple[Level, ...] = ()
    pivot: Pivot | None = None


def to_json(result: ReportResult) -> dict[str, Any]:
    """The result for programs: amounts in major units of the company's currency, days in ISO, labels or null."""
    spec = result.spec
    found: dict[str, Any] = {
        "measures": list(spec.measures),
        "by": spec.by,
        "calendar": spec.calendar,
        "from": spec.start.isoformat(),
        "to": spec.last.isoformat(),
        "currency": result.currency,
        "rows": [_row(row, result) for row in result.rows],
        "totals": _values(result.totals, result.currency),
    }
    if spec.compare != "none":
        found["compare"] = spec.compare
        found["compare_totals"] = _values(result.compare_totals, result.currency)
    if result.compared is not None:
        span = result.compared
        found["compared_with"] = {"from": span.start.isoformat(), "to": span.last_day.isoformat()}
    if spec.as_of is not None:
        found["as_of"] = spec.as_of.isoformat()
    if result.by_level:
        found["subtotals"] = [
            {"by": list(level.fields), "rows": [_group(row, result) for row in level.by_group]}
            for level in result.by_level
        ]
    if result.pivot is not None:
        found["pivot"] = _pivot(result.pivot, result)
    if result.notes:
        found["notes"] = [note.say(Locale()) for note in result.notes]
    return found


def _row(row: Row, result: ReportResult) -> dict[str, Any]:
    days = {"period": row.period, "start": row.start.isoformat(), "end": row.end.isoformat()}
    return {**days, **_group(row, result)}


def _group(row: Row, result: ReportResult) -> dict[str, Any]:
    """A row without its period."""
    found: dict[str, Any] = {name: key.label for name, key in row.keys.items()}
    found |= _values(row.values, result.currency)
    return found if result.spec.compare == "none" else {**found, "compare": _values(row.compare, result.currency)}


def _pivot(pivot: Pivot, result: ReportResult) -> dict[str, Any]:
    make = _row if "period" in (*pivot.down, pivot.across) else _group
    return {
        "down": list(pivot.down),
        "across": pivot.across,
        "columns": [make(row, result) for row in pivot.columns],
        "lines": [
            {**make(line.total, result), "cells": [_values(cell.values, result.currency) for cell in line.cells]}
            for line in pivot.lines
        ],
    }


def _values(values: Values, currency: str) -> dict[str, int | float | None]:
    return {key: in_major_units(measure(key).kind, value, currency) for key, value in values.items()}


def in_major_units(kind: str, value: Value, currency: str) -> int | float | None:
    """A figure as a plain number: an amount in major units, whole where it is."""
    if kind != "money" or value is None:
        return value
    major = to_major(int(value), currency)
    return int(major) if major == major.to_integral_value() else float(major)
