"""Which row of a report a figure on the screen is of: every figure has an address, which a click brings back."""

from __future__ import annotations

from dataclasses import dataclass

from _session import t
from _ui import report_words as words
from crm_core.measures import Value
from crm_core.reports import Measure, ReportResult, Row, measure
from crm_core.reports.saying import is_rest, rest_row

PIVOT = "pivot"


@dataclass(frozen=True)
class Behind:
    """What a figure is about: the measure, and the row of the result whose records it counts."""

    measure: Measure
    row: Row
    names: tuple[str, ...]
    value: Value


@dataclass(frozen=True)
class Place:
    """Where a row of a report stands: its period, its group, of which level of subtotals (None: the whole breakdown).

    Without period or group it is over all of them. In a pivot the line and the column take their place.
    """

    period: int | None = None
    group: int | None = None
    level: int | None = None
    pivot: bool = False

    def address(self, one: Measure) -> str:
        """The name of the figure of a measure in this row. Those of charts (`saying.address`) have no last part."""
        told = ["" if place is None else str(place) for place in (self.period, self.group)]
        last = PIVOT if self.pivot else "" if self.level is None else str(self.level)
        return ":".join([one.key, *told, *([last] if last else [])])

    def row(self, result: ReportResult) -> Row:
        """The row itself. Raises IndexError where it is not there any more."""
        if self.pivot:
            return self._in_pivot(result)
        level = None if self.level is None else result.by_level[self.level]
        groups = level.by_group if level else result.by_group
        if self.period is not None and self.group is not None:
            return (level.rows if level else result.rows)[self.period * len(groups) + self.group]
        if self.period is not None:
            return result.by_period[self.period]
        if self.group is not None:
            return groups[self.group]
        return Row("", result.spec.start, result.spec.end, {}, result.totals, result.compare_totals)

    def _in_pivot(self, result: ReportResult) -> Row:
        if result.pivot is None:
            raise IndexError
        if self.period is None:
            return result.pivot.total if self.group is None else result.pivot.columns[self.group]
        line = result.pivot.lines[self.period]
        return line.total if self.group is None else line.cells[self.group]


def place_of(text: str) -> tuple[str, Place]:
    """The measure and the place that an address names. ValueError for what is none."""
    key, period, group, *last = text.split(":")
    level = int(last[0]) if last and last[0] != PIVOT else None
    return key, Place(
        int(period) if period else None, int(group) if group else None, level, pivot=bool(last) and level is None
    )


def behind(result: ReportResult, text: str) -> Behind | None:
    """What a figure is about; None when it is not there any more."""
    try:
        if is_rest(text):
            key, row = text.partition(":")[0], rest_row(result, text, t("Others"))
        else:
            key, place = place_of(text)
            row = place.row(result)
    except (IndexError, ValueError):
        return None
    names = list(words.names_of(row))
    if row.period and result.spec.by != "total":
        period = next((at for at, one in enumerate(result.by_period) if one.period == row.period), None)
        if period is not None:
            names.insert(0, words.period_names(result)[period].name)
    return Behind(measure(key), row, tuple(names) or (t("Total"),), row.values.get(key))
