"""What can be counted: measures, what they are broken down by, and the one query that sums them."""

from __future__ import annotations

from .breakdowns import Key, breakdowns_of
from .catalogue import FACTS, MEASURES, Measure, Value, measure
from .query import Cells, Question, gather, moments

__all__ = [
    "FACTS",
    "MEASURES",
    "Cells",
    "Key",
    "Measure",
    "Question",
    "Value",
    "breakdowns_of",
    "gather",
    "measure",
    "moments",
]
