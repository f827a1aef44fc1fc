"""A report as CSV: for programs and for those who go on computing."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from ..base.i18n import Locale
from ..base.sheets import csv_text
from ._table import Cell, table_of
from .result import ReportResult


def to_csv(result: ReportResult, locale: Locale) -> bytes:
    """The table without its totals: UTF-8 with its mark, commas, ISO days, plain numbers."""
    table = table_of(result, locale, sums=False)
    file = io.BytesIO()
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False) as text:
        rows = csv.writer(text)
        rows.writerow([csv_text(head.label) for head in table.heads])
        rows.writerows([_plain(value) for value in row] for row in table.rows)
        text.flush()
        return file.getvalue()


def _plain(value: Cell) -> str:
    if isinstance(value, str):
        return csv_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
