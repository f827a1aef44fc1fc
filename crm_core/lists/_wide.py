"""Lists of targets as they are made in Excel: a row for each holder, the months as columns; turned into a row for each.

The headers of such lists ("Name", "Month", "Target") mean something else in any other list, so they are given the names
by which a list of targets is known only once it is known to be one.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import replace

from crm_core.fields import header_key
from crm_core.lists._cells import is_empty
from crm_core.lists._kinds import headers_of
from crm_core.lists._layout import lay_out
from crm_core.lists._periods import is_period
from crm_core.lists.read import Cell, Sheet

HOLDER, KIND, MEASURE, PERIOD, YEAR, VALUE = (
    "Target of", "Target holder is", "Target measure", "Target period", "Target year", "Target value",
)  # fmt: skip
_WORDS: Mapping[str, str] = {
    HOLDER: "name|holder|person|seller|salesperson|sales rep|rep|employee|owner|unit|team|target of|who|segment"
    "|customer|نام|کارشناس|کارشناس مسئول|فروشنده|واحد|تیم|شخص|هدف برای|مشتری|دارنده",
    KIND: "kind|type|level|scope|target holder is|نوع|سطح|نوع دارنده",
    MEASURE: "measure|metric|kpi|target measure|indicator|شاخص|سنجه|معیار",
    PERIOD: "period|month|quarter|target period|date|دوره|ماه|فصل|تاریخ",
    YEAR: "year|target year|سال|سال هدف",
    VALUE: "value|target|amount|goal|quota|target value|target amount|هدف|مبلغ|مقدار|هدف فروش|مبلغ هدف",
}
_KNOWN: Mapping[str, str] = {header_key(word): name for name, words in _WORDS.items() for word in words.split("|")}
_BRACKETS = re.compile(r"\s*[(\[].*[)\]]\s*$")


def as_targets(sheet: Sheet, header_row: int | None = None) -> Sheet:
    """The sheet with the headers of a list of targets, and one row for each target; itself where it has no header."""
    layout = lay_out(sheet, header_row)
    if layout.header is None:
        return sheet
    names = _named(layout.columns)
    periods = [index for index, name in layout.columns.items() if is_period(name) or is_period(name, "jalali")]
    if VALUE in {name.partition(" (")[0] for name in names.values()} or not periods:
        return _renamed(sheet, layout.header, names)
    others = [index for index in layout.columns if index not in periods and names[index] in _WORDS]
    header = sheet.numbers[layout.header]
    columns: list[list[Cell]] = [[name] for name in (*(names[index] for index in others), PERIOD, VALUE)]
    numbers = array("I", [header])
    for at in layout.positions:
        for index in periods:
            cell = sheet.columns[index][at]
            if is_empty(cell):
                continue
            numbers.append(sheet.numbers[at])
            row = [*(sheet.columns[other][at] for other in others), layout.columns[index], cell]
            for column, value in zip(columns, row, strict=True):
                column.append(value)
    return replace(
        sheet, first_column=1, hidden_rows=[], hidden_columns=[], merged=[], numbers=numbers, columns=columns,
        widths=None, damaged={},
    )  # fmt: skip


def _named(columns: Mapping[int, str]) -> dict[int, str]:
    """The columns by the names of a list of targets, each given once; what stands in brackets (a unit) is kept."""
    found: dict[int, str] = {}
    for index, name in columns.items():
        known = _KNOWN.get(header_key(name))
        if known is None or known in {one.partition(" (")[0] for one in found.values()}:
            found[index] = name
            continue
        unit = _BRACKETS.search(name)
        found[index] = f"{known}{unit[0]}" if unit and known == VALUE else known
    return found


def _renamed(sheet: Sheet, header: int, names: Mapping[int, str]) -> Sheet:
    columns = [list(column) for column in sheet.columns]
    ours = headers_of("targets")
    for index, name in names.items():
        if header_key(str(columns[index][header] or "")) not in ours:
            columns[index][header] = name
    return replace(sheet, columns=columns)
