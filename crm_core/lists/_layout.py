"""Where the list lies on its sheet: title lines above, the header, the rows, a total at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from crm_core.base.i18n import N_
from crm_core.base.text import fold
from crm_core.fields import header_key
from crm_core.lists._cells import is_empty
from crm_core.lists._header import header_lines, header_texts, names_things
from crm_core.lists._kinds import kinds_that_know
from crm_core.lists._saying import Saying
from crm_core.lists._totals import total_rows
from crm_core.lists.read import Cell, Sheet

LOOKED_AT = 30
"""How many rows the header is looked for in."""
_BODY = 60

TOO_MANY = N_("Too many fields: this row has {found}, the list has {expected} columns.")
OPEN_QUOTE = N_("A quotation mark is opened in this row and not closed.")


@dataclass(frozen=True)
class DamagedRow:
    """A row that could not be taken apart, with its cells as they were."""

    row: int
    cells: list[Cell]
    reason: Saying


@dataclass
class Layout:
    """The list on a sheet. `header` is the position of the header row (of two, the lower), None where there is none.

    `positions` are the rows of data (positions in the sheet's columns), `columns` the used columns by
    index with their names, all distinct; a column without a name is called by its letter.
    """

    header: int | None
    columns: dict[int, str]
    named: frozenset[int]
    positions: Sequence[int]
    damaged: list[DamagedRow] = field(default_factory=list)
    notes: list[Saying] = field(default_factory=list)


def lay_out(sheet: Sheet, header_row: int | None = None) -> Layout:
    """Find the list; `header_row` (as Excel numbers it, 0: there is none) is a person's word on its header."""
    header = _header_of(sheet) if header_row is None else _position_of(sheet, header_row)
    above, header = header_lines(sheet, header, LOOKED_AT)
    first = 0 if header is None else header + 1
    width = _fields_of(sheet, header)
    damaged = _damaged(sheet, first, width)
    used = [i for i in range(min(sheet.width, width)) if _is_used(sheet, i, header, first)]
    names, named = _names(sheet, header_texts(sheet, above, header, used), used)
    notes = []
    if header is None:
        notes.append(Saying(N_("The list has no header; its columns are called by their letters.")))
    elif titles := header if above is None else above:
        notes.append(Saying(N_("Rows above the header that were left out: {count}."), {"count": titles}))
    if above is not None:
        notes.append(Saying(N_("The header has two lines, which were joined.")))
    notes += _hidden_parts(sheet)
    keep = _without_repeats(sheet, header, range(first, sheet.height), used, notes)
    totals = total_rows(sheet, [at for at in keep if at not in damaged], used)
    left_out = N_("Row {row} holds totals and was left out.")
    notes += [Saying(left_out, {"row": str(sheet.numbers[at])}) for at in totals]
    out = {*damaged, *totals}
    positions = [at for at in keep if at not in out] if out else keep
    rows = [DamagedRow(sheet.numbers[at], sheet.row(at), why) for at, why in damaged.items()]
    return Layout(header, names, named, positions, rows, notes)


def _hidden_parts(sheet: Sheet) -> list[Saying]:
    """What the sheet hides is part of the list all the same; that is said."""
    notes = []
    if rows := len(sheet.hidden_rows):
        notes.append(Saying(N_("Hidden rows that were taken too: {count}."), {"count": rows}))
    within = range(sheet.first_column, sheet.first_column + sheet.width)
    if columns := [letter(number) for number in sheet.hidden_columns if number in within]:
        notes.append(Saying(N_("Hidden columns that were taken too: {columns}."), {"columns": ", ".join(columns)}))
    return notes


def letter(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _position_of(sheet: Sheet, row: int) -> int | None:
    return sheet.numbers.index(row) if row in sheet.numbers else None


def _header_of(sheet: Sheet) -> int | None:
    """The first row that has most known headers, else the first full row if it names rather than tells."""
    rows = [sheet.row(at) for at in range(min(sheet.height, LOOKED_AT))]
    known = [_known_share(row) for row in rows]
    best = max(range(len(rows)), key=lambda at: known[at][0], default=None)
    if best is not None and known[best][0] >= 2 and known[best][1] >= 0.3:
        return best
    usual = _usual_width(sheet)
    full = next((at for at, row in enumerate(rows) if 10 * _filled(row) >= 6 * usual), None)
    if full is None or not names_things(rows[full]):
        return None
    return full


def _known_share(row: Sequence[Cell]) -> tuple[int, float]:
    texts = [cell for cell in row if not is_empty(cell)]
    keys = {header_key(cell.lstrip("#")) for cell in texts if isinstance(cell, str)}
    known = len(keys & kinds_that_know().keys())
    return known, known / max(len(texts), 1)


def _usual_width(sheet: Sheet) -> int:
    """How many cells most rows of the sheet fill."""
    filled = [_filled(sheet.row(at)) for at in range(min(sheet.height, _BODY))]
    return sorted(filled)[len(filled) // 2] if filled else 0


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if not is_empty(cell))


def _fields_of(sheet: Sheet, header: int | None) -> int:
    """How many fields a row may have: as many as the header of a text file has, else as the sheet is wide."""
    if sheet.widths is None or not sheet.height:
        return sheet.width
    if header is not None:
        return sheet.widths[header]
    return Counter(sheet.widths[:_BODY]).most_common(1)[0][0]


def _damaged(sheet: Sheet, first: int, width: int) -> dict[int, Saying]:
    """Rows of a text file that have values beyond the width of the list, or a quotation mark left open."""
    found: dict[int, Saying] = {}
    beyond = {at for column in sheet.columns[width:] for at, cell in enumerate(column) if at >= first and cell != ""}
    for at in sorted({*beyond, *(at for at in sheet.damaged if at >= first)}):
        damage = sheet.damaged.get(at)
        if damage is not None and damage.code == "open_quote":
            found[at] = Saying(OPEN_QUOTE)
        else:
            fields = sheet.widths[at] if sheet.widths else sheet.width
            found[at] = Saying(TOO_MANY, {"found": fields, "expected": width})
    return found


def _is_used(sheet: Sheet, index: int, header: int | None, first: int) -> bool:
    column = sheet.columns[index]
    if header is not None and column[header] != "":
        return True
    return any(cell != "" for cell in column[first:])


def _names(sheet: Sheet, texts: dict[int, str], used: list[int]) -> tuple[dict[int, str], frozenset[int]]:
    """The columns' names, made distinct; and which of them the header really names."""
    names: dict[int, str] = {}
    taken: Counter[str] = Counter()
    for index in used:
        name = texts.get(index) or letter(sheet.first_column + index)
        taken[fold(name) or name] += 1
        count = taken[fold(name) or name]
        names[index] = name if count == 1 else f"{name} ({count})"
    return names, frozenset(index for index in used if texts.get(index))


def _without_repeats(
    sheet: Sheet, header: int | None, rows: range, used: list[int], notes: list[Saying]
) -> Sequence[int]:
    """The rows without those that repeat the header (as page-wise printouts do) and, below "# …", remarks."""
    if header is None or not used:
        return rows
    head = [sheet.columns[index][header] for index in used]
    lead = next((i for i, cell in enumerate(head) if cell != ""), 0)
    column = sheet.columns[used[lead]]
    repeats = {at for at in rows if column[at] == head[lead] and [sheet.columns[i][at] for i in used] == head}
    remarks = set()
    if str(head[lead]).startswith("#"):
        remarks = {at for at in rows if str(column[at]).startswith("#")} - repeats
    if repeats:
        again = N_("Rows that repeat the header and were left out: {count}.")
        notes.append(Saying(again, {"count": len(repeats)}))
    if remarks:
        remark = N_("Remarks that begin with # and were left out: {count}.")
        notes.append(Saying(remark, {"count": len(remarks)}))
    out = repeats | remarks
    return [at for at in rows if at not in out] if out else rows
