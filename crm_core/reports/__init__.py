"""Reports: measures × period × breakdown × filter × comparison, from one query builder to one kind of result."""

from __future__ import annotations

from ..measures.breakdowns import Key, breakdowns_of
from ..measures.catalogue import MEASURES, Measure, measure
from .asking import ask, from_params, to_params
from .behind_targets import deals_to_close, records_of
from .drill import Records, records_behind
from .excel import to_csv, to_excel
from .figures import Figure, Figures, figures
from .result import Column, Note, ReportResult, Row, to_json
from .run import run
from .spec import COMPARISONS, Compare, ReportSpec
from .wording import STEP_LABELS, say_span, sentence

__all__ = [
    "COMPARISONS",
    "MEASURES",
    "STEP_LABELS",
    "Column",
    "Compare",
    "Figure",
    "Figures",
    "Key",
    "Measure",
    "Note",
    "Records",
    "ReportResult",
    "ReportSpec",
    "Row",
    "ask",
    "breakdowns_of",
    "deals_to_close",
    "figures",
    "from_params",
    "measure",
    "records_behind",
    "records_of",
    "run",
    "say_span",
    "sentence",
    "to_csv",
    "to_excel",
    "to_json",
    "to_params",
]
