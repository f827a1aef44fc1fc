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
from ..measures.catalogue import MEASURES, Kind, Value
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

    `period` is its code in the report's calendar, [start, end) its days.
    """

    period: str
    start: dt.date
    end: dt.date
    keys: Mapping[str, Key]
    values: Values
    compare: Values


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
    `compared` is the period compared with, if there is one. `at` is the instant of the answer.
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
    if result.notes:
        found["notes"] = [note.say(Locale()) for note in result.notes]
    return found


def _row(row: Row, result: ReportResult) -> dict[str, Any]:
    found: dict[str, Any] = {
        "period": row.period,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        **{name: key.label for name, key in row.keys.items()},
        **_values(row.values, result.currency),
    }
    return found if result.spec.compare == "none" else {**found, "compare": _values(row.compare, result.currency)}


def _values(values: Values, currency: str) -> dict[str, int | float | None]:
    return {key: in_major_units(MEASURES[key].kind, value, currency) for key, value in values.items()}


def in_major_units(kind: str, value: Value, currency: str) -> int | float | None:
    """A figure as a plain number: an amount in major units, whole where it is."""
    if kind != "money" or value is None:
        return value
    major = to_major(int(value), currency)
    return int(major) if major == major.to_integral_value() else float(major)
