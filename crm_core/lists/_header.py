"""The lines of a header: one, or a line of groups above or below it; and the names that they give.

Merged cells of a header name all the columns that they lie over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from crm_core.fields import header_key
from crm_core.lists._cells import is_empty, is_error, tidy, written
from crm_core.lists._kinds import kinds_that_know
from crm_core.lists.read import Cell, Sheet

JOINT = " – "
"""Between the name of a group and the name below it."""

_VALUE = re.compile(r"[\d\s.,:/%$€£+()٬٫-]*\d[\d\s.,:/%$€£+()٬٫-]*|\S+@\S+\.\S+|https?://\S+|true|false", re.IGNORECASE)


def names_things(row: Sequence[Cell]) -> bool:
    """Whether the cells of a row are names of columns: texts, short, no values, and no word for nothing."""
    cells = [cell for cell in row if cell != ""]
    if not cells or any(isinstance(cell, int | float | date | datetime | time | timedelta) for cell in cells):
        return False
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    return not any(len(text) > 80 or is_empty(text) or is_error(text) or _VALUE.fullmatch(text) for text in texts)


def header_lines(sheet: Sheet, header: int | None, looked_at: int) -> tuple[int | None, int | None]:
    """The line of groups, None where there is none, and the line that names the columns below it."""
    if header is None:
        return None, None
    if header and _is_group_over(sheet, header - 1, header):
        return header - 1, header
    if header + 1 < min(sheet.height - 1, looked_at) and _is_group_over(sheet, header, header + 1):
        return header, header + 1
    return None, header


def header_texts(sheet: Sheet, above: int | None, header: int | None, used: Sequence[int]) -> dict[int, str]:
    """What the header says of each column: both lines joined where both say something of their own."""
    if header is None:
        return {}
    lower = _spread(sheet, header)
    if above is None:
        return {index: lower[index] for index in used if lower.get(index)}
    upper = _spread(sheet, above)
    if not _merges_in(sheet, above):
        upper = _filled_right(sheet, above, header, upper)
    texts = {}
    for index in used:
        said = [text for text in (upper.get(index), lower.get(index)) if text]
        texts[index] = JOINT.join(dict.fromkeys(said))
    return texts


def _is_group_over(sheet: Sheet, upper: int, lower: int) -> bool:
    """Whether the upper of two rows, one right below the other, names groups of what the lower one names."""
    if sheet.numbers[lower] != sheet.numbers[upper] + 1:
        return False
    above, below = sheet.row(upper), sheet.row(lower)
    if not (names_things(above) and names_things(below)):
        return False
    groups = [(left, right) for left, right in _merges_in(sheet, upper) if right > left]
    if groups:
        return _under_merges(above, below, groups)
    filled = [at for at, cell in enumerate(above) if cell != ""]
    spanning = [at for at in filled if at + 1 < len(above) and above[at + 1] == "" and at + 1 < len(below)]
    gaps = sum(1 for at, cell in enumerate(below) if cell != "" and (at >= len(above) or above[at] == ""))
    if len(filled) < 2 or not spanning or not gaps:
        return False
    known = sum(1 for cell in below if isinstance(cell, str) and cell and header_key(cell) in kinds_that_know())
    return 2 * known >= sum(1 for cell in below if cell != "")


def _under_merges(above: Sequence[Cell], below: Sequence[Cell], groups: Sequence[tuple[int, int]]) -> bool:
    """Merged cells that span two columns or more, each with names below; where they do not cover all, the rest is
    named in one of the two lines only, or in both where a plain cell has another below it."""
    if (
        len(groups) == 1
        and sum(1 for cell in above if cell != "") == 1
        and groups[0][1] - groups[0][0] + 2 > len(below)
    ):
        return False  # one merged cell over the whole list is its title
    return all(sum(1 for cell in below[left : right + 1] if cell != "") > 1 for left, right in groups)


def _merges_in(sheet: Sheet, at: int) -> list[tuple[int, int]]:
    """First and last column (positions) of the cells merged side by side in a row, one row high."""
    number, first = sheet.numbers[at], sheet.first_column
    return [
        (left - first, min(right - first, sheet.width - 1))
        for top, left, bottom, right in sheet.merged
        if top == bottom == number and left >= first
    ]


def _spread(sheet: Sheet, at: int) -> dict[int, str]:
    """The texts of a row by column; a merged cell names all columns that it lies over."""
    row = sheet.row(at)
    texts = {index: _text(cell) for index, cell in enumerate(row)}
    number, first = sheet.numbers[at], sheet.first_column
    for top, left, bottom, right in sheet.merged:
        if top <= number <= bottom and top == number and 0 <= left - first < len(row):
            texts.update(
                dict.fromkeys(range(left - first, min(right - first, sheet.width - 1) + 1), texts[left - first])
            )
    return texts


def _filled_right(sheet: Sheet, above: int, header: int, upper: dict[int, str]) -> dict[int, str]:
    """Where nothing says how wide a group is, it goes on until the next one or a column that nothing names."""
    below = sheet.row(header)
    filled: dict[int, str] = {}
    last = ""
    for index in range(len(sheet.row(above))):
        last = upper.get(index) or (last if index < len(below) and below[index] != "" else "")
        filled[index] = last
    return filled


def _text(cell: Cell) -> str:
    return tidy(written(cell), persian=False).removeprefix("#").strip()
