"""Targets: what is to be reached by the company, its units and people, with segments and single customers.

A target belongs to one holder, one measure that adds up, and one month, quarter, year or fiscal year. For a period that
has none of its own, those of finer periods are summed where they cover it; those of longer periods are spread by
working days only where that is asked for. Where both are there the period's own one counts, never both.
"""

from __future__ import annotations

from .book import TargetBook, targets_of
from .holders import COMPANY, SCOPES, Holder, Scope, measures_with_targets, names_of
from .results import results
from .setting import Cell, may_set, put
from .sheet import Check, Line, Sheet, periods_of, sheet, year_of
from .spreading import OVER_PEOPLE, OVER_PERIODS, By, copied, down, over_periods, shares
from .standing import Past, Progress, seen_standings, standing, standings

__all__ = [
    "COMPANY",
    "OVER_PEOPLE",
    "OVER_PERIODS",
    "SCOPES",
    "By",
    "Cell",
    "Check",
    "Holder",
    "Line",
    "Past",
    "Progress",
    "Scope",
    "Sheet",
    "TargetBook",
    "copied",
    "down",
    "may_set",
    "measures_with_targets",
    "names_of",
    "over_periods",
    "periods_of",
    "put",
    "results",
    "seen_standings",
    "shares",
    "sheet",
    "standing",
    "standings",
    "targets_of",
    "year_of",
]
