"""Reports laid out for paper: the sentence, the figures at a glance, the chart, the table, what it all means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..base import paper
from ..base.i18n import Locale
from ._on_paper import values_of
from .result import ReportResult
from .shown import Shown

TEMPLATE = Path(__file__).with_name("report.typ")


def to_pdf(
    result: ReportResult, locale: Locale, *, title: str = "", show: str = "", chart: str = "", sort: str = "",
    by: str = "",
) -> bytes:  # fmt: skip
    """The report as a PDF in A4, across where its table is wide. `by` is the name of who asked for it."""
    return to_pdf_of([Shown(result, title, show, chart, sort)], locale, title=title, by=by)


def to_pdf_of(reports: Sequence[Shown], locale: Locale, *, title: str = "", by: str = "") -> bytes:
    """Several reports in one PDF, one after the other, under one title."""
    return paper.pdf(TEMPLATE, values_of(reports, locale, title=title, by=by), locale)
