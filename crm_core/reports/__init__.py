"""Reports: measures × period × breakdown × filter × comparison, from one query builder to one kind of result."""

from __future__ import annotations

from ..measures.breakdowns import Key, breakdowns_of
from ..measures.catalogue import MEASURES, Measure, measure
from .asking import ask, from_params, to_params
from .behind_targets import deals_to_close, records_of
from .delimited import to_csv
from .drill import Records, records_behind
from .excel import to_excel, to_excel_of
from .figures import Figure, Figures, figures
from .files import FORMS, ReportFile, file_of, file_with
from .pdf import to_pdf, to_pdf_of
from .result import Column, Level, Line, Note, Pivot, ReportResult, Row, to_json
from .run import run
from .shown import Shown
from .spec import COMPARISONS, Compare, ReportSpec
from .wording import STEP_LABELS, say_span, sentence

__all__ = [
    "COMPARISONS",
    "FORMS",
    "MEASURES",
    "STEP_LABELS",
    "Column",
    "Compare",
    "Figure",
    "Figures",
    "Key",
    "Level",
    "Line",
    "Measure",
    "Note",
    "Pivot",
    "Records",
    "ReportFile",
    "ReportResult",
    "ReportSpec",
    "Row",
    "Shown",
    "ask",
    "breakdowns_of",
    "deals_to_close",
    "figures",
    "file_of",
    "file_with",
    "from_params",
    "measure",
    "records_behind",
    "records_of",
    "run",
    "say_span",
    "sentence",
    "to_csv",
    "to_excel",
    "to_excel_of",
    "to_json",
    "to_params",
    "to_pdf",
    "to_pdf_of",
]
