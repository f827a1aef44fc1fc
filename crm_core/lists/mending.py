"""Cells in trouble, to be mended where they are looked at: equal ones are mended together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ._planned import Plan
from ._round_trip import THEIRS_STAYS
from ._saying import Saying

Fixes = Mapping[tuple[int, str], str]
"""What stands in a cell instead: (row as Excel numbers it, header) → text."""


@dataclass(frozen=True)
class SameTrouble:
    """The rows whose cell under a header holds the same and is in trouble for the same reason."""

    header: str
    value: str
    reason: Saying
    rows: tuple[int, ...]


def troubles(plan: Plan) -> list[SameTrouble]:
    """The cells of a plan that cannot be used, equal ones together, the commonest first.

    Without those that somebody else changed since an export: which of the two stays is decided for all of them.
    """
    found: dict[tuple[str, str], list[int]] = {}
    reasons: dict[tuple[str, str], Saying] = {}
    for one in plan.problems:
        if one.reason.message == THEIRS_STAYS:
            continue
        found.setdefault((one.column, one.value), []).append(one.row)
        reasons.setdefault((one.column, one.value), one.reason)
    same = [SameTrouble(*key, reasons[key], tuple(rows)) for key, rows in found.items()]
    return sorted(same, key=lambda one: -len(one.rows))


def with_mended(before: Fixes, troubles: Iterable[tuple[SameTrouble, str]]) -> Fixes:
    """The cells mended so far and these; a text that stands in the cell already mends nothing."""
    fixes = dict(before)
    for one, text in troubles:
        if text.strip() != one.value.strip():
            fixes |= dict.fromkeys(((row, one.header) for row in one.rows), text.strip())
    return MappingProxyType(fixes)
