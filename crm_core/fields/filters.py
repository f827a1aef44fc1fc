"""Filters of any depth over the fields of an entity: made, read, written, said and turned into SQL."""

from __future__ import annotations

from ._compile import compile_filter, days_of
from ._conditions import (
    EVERYTHING,
    ME,
    OPS,
    OPS_OF,
    SEARCH,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Not,
    all_of,
    condition,
    conditions,
    filter_field,
    ops_of,
)
from ._sentence import linked, sentence
from ._where import parse_where
from ._written import from_json, from_url, to_json, to_url

__all__ = [
    "EVERYTHING",
    "ME",
    "OPS",
    "OPS_OF",
    "SEARCH",
    "AllOf",
    "AnyOf",
    "Condition",
    "Filter",
    "Not",
    "all_of",
    "compile_filter",
    "condition",
    "conditions",
    "days_of",
    "filter_field",
    "from_json",
    "from_url",
    "linked",
    "ops_of",
    "parse_where",
    "sentence",
    "to_json",
    "to_url",
]
