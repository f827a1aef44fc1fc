"""Rows of totals at the end of a list: known by what they say and that they sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from crm_core.base.text import fold
from crm_core.lists import _numbers
from crm_core.lists._cells import is_empty
from crm_core.lists.read import Cell, Sheet

LOOKED_AT = 3
"""How many of the last rows may be totals."""
_SAYS_TOTAL = re.compile(
    r"(?:grand |sub)?totals?(?: amount| sum)?|sums?|"
    r"جمع(?: کل)?(?: مبلغ| ستون)?|مجموع(?: کل)?|سرجمع|jam(?: kol)?"
)


def total_rows(sheet: Sheet, positions: Sequence[int], used: Sequence[int]) -> list[int]:
    """Positions of the rows of totals among the last ones."""
    found: list[int] = []
    for back in range(1, min(LOOKED_AT, len(positions) - 1) + 1):
        at = positions[-back]
        if _is_total(sheet, at, positions[: len(positions) - back], used):
            found.append(at)
    return sorted(found)


def _is_total(sheet: Sheet, at: int, above: Sequence[int], used: Sequence[int]) -> bool:
    """Says "total" and sums up (or has nothing else to say); or says nothing and sums up in every cell."""
    cells = {index: sheet.columns[index][at] for index in used if not is_empty(sheet.columns[index][at])}
    numbers = {index: number for index, cell in cells.items() if (number := _number(cell)) is not None}
    words = [fold(cell) for index, cell in cells.items() if index not in numbers and isinstance(cell, str)]
    if len(words) > 1 or (words and not _SAYS_TOTAL.fullmatch(words[0])):
        return False
    sums = [_sums(sheet.columns[index], above, total) for index, total in numbers.items()]
    few = len(cells) < _usual(sheet, above, used)
    return few or any(sums) if words else few and len(above) > 2 and bool(sums) and all(sums)


def _usual(sheet: Sheet, above: Sequence[int], used: Sequence[int]) -> int:
    filled = sorted(sum(1 for index in used if not is_empty(sheet.columns[index][at])) for at in above[-20:])
    return filled[len(filled) // 2] if filled else 0


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Decimal(repr(cell))
    found = _numbers.amount(cell, _numbers.NumberRules()) if isinstance(cell, str) else None
    return Decimal(found.number) if found else None


def _sums(column: Sequence[Cell], above: Sequence[int], total: Decimal) -> bool:
    """Whether the column adds up to the total, rounding aside; a single zero proves nothing."""
    numbers = [number for at in above if (number := _number(column[at])) is not None]
    return len(numbers) > 1 and abs(sum(numbers) - total) <= max(abs(total) / 10_000, Decimal("0.01"))
