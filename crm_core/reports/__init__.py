"""Reports: measures × period × breakdown × filter × comparison, from one query builder to one kind of result."""

from __future__ import annotations

from .asking import ask, from_params, to_params
from .breakdowns import Key, breakdowns_of
from .drill import Records, records_behind
from .excel import to_csv, to_excel
from .figures import Figure, Figures, figures
from .measures import MEASURES, Measure, measure
from .result import Column, Note, ReportResult, Row, to_json
from .run import run
from .spec import COMPARISONS, Compare, ReportSpec
from .targets import TargetBook, targets_of
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
    "TargetBook",
    "ask",
    "breakdowns_of",
    "figures",
    "from_params",
    "measure",
    "records_behind",
    "run",
    "say_span",
    "sentence",
    "targets_of",
    "to_csv",
    "to_excel",
    "to_json",
    "to_params",
]
