"""One cell on its way to a value: what counts as empty, what is an error, and text tidied."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from crm_core.base.digits import INVISIBLE
from crm_core.lists._asking import Cleaned, Question
from crm_core.lists._saying import Saying
from crm_core.lists.read import Cell

EMPTY_WORDS = frozenset(
    {"", "null", "(null)", "none", "n/a", "#null", "nan", "nil", "-", "--", "---", "–", "—", "\\n", "(blank)"}
)
NOTHING_SAID = frozenset({"ندارد", "ندارم", "بدون", "?", "؟", "0"})
"""Words for "has none" where a phone, an address or a date should stand."""
ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_PERSIAN_ONLY = re.compile("[پچژگکی\u200c]")
_TO_PERSIAN = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\u0640": None})
_SPACES = "\u00a0\u2000-\u200a\u202f\u3000\t\r\n\v\f"
_MARKS = INVISIBLE.replace("\u200c", "").replace("\u0640", "")  # half-spaces and tatweel are spelling
_UNTIDY = re.compile(f"[{_SPACES}{_MARKS}]|  ")
_ODD_SPACES = re.compile(f"[{_SPACES} ]+")
_ARABIC_LETTERS = re.compile("[يىك\u0640]")
_WITHOUT_MARKS = dict.fromkeys(map(ord, _MARKS))
_EXACT = 1e15
"""Below it a float holds every whole number, and all of its digits are shown."""
_EDGE = " \t\r\n\v\f\u00a0" + INVISIBLE


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that has no place in its column: the position of its row in the list, and why."""

    position: int
    value: str
    reason: Saying


@dataclass
class ParsedColumn:
    """A column as values of its field's kind, None where it is empty or in trouble.

    `extras` holds further values of a cell (a second number, a second address) by position. `units` holds
    the currency that a cell of money names, where any does. `notes` say what was decided for the column,
    `questions` what it leaves open, `cleaned` what was changed in it.
    """

    values: list[Any]
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[Saying] = field(default_factory=list)
    extras: dict[int, list[Any]] = field(default_factory=dict)
    units: list[str | None] | None = None
    questions: list[Question] = field(default_factory=list)
    cleaned: Cleaned | None = None


def is_empty(cell: Cell) -> bool:
    """Whether the cell holds nothing, or a word that says so."""
    return isinstance(cell, str) and (not cell or (len(cell) < 9 and cell.strip(_EDGE).lower() in EMPTY_WORDS))


def is_error(cell: Cell) -> bool:
    """Whether the cell holds one of the error values of spreadsheets."""
    return isinstance(cell, str) and cell[:1] == "#" and cell.strip().upper() in ERRORS


def written(cell: Cell) -> str:
    """A cell as a person would write it: whole numbers without decimals, days as ISO dates."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return format(cell, ".15g") if abs(cell) < 1e15 else format(cell, ".0f")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.isoformat("minutes") if isinstance(cell, time) else str(cell)


def as_it_stood(cell: Cell) -> str | float:
    """A cell to be kept and given back: a number stays one, as far as a spreadsheet holds it; the rest is written."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < _EXACT:
        return cell
    return written(cell)


def tidy(text: str, *, persian: bool, lines: bool = False) -> str:
    """Text without outer and doubled spaces and invisible marks; `lines` keeps line breaks and inner ones."""
    if persian and _ARABIC_LETTERS.search(text):
        text = text.translate(_TO_PERSIAN)
    if not _UNTIDY.search(text):
        return text.strip()
    text = text.translate(_WITHOUT_MARKS)
    if lines:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip(_EDGE)
    return _ODD_SPACES.sub(" ", text).strip(_EDGE)


def tidy_all(cells: list[Cell], *, persian: bool, lines: bool = False) -> dict[Cell, str | None]:
    """`tidy` for the distinct cells of a column; None where nothing is left.

    Where letters occur that only Persian has, ي and ك are meant as ی and ک, `persian` or not.
    """
    together = "\x1f".join([cell for cell in cells if cell.__class__ is str])
    persian = persian or _PERSIAN_ONLY.search(together) is not None
    if _UNTIDY.search(together) or (persian and _ARABIC_LETTERS.search(together)):
        return {cell: tidy(written(cell), persian=persian, lines=lines) or None for cell in cells}
    return {cell: (cell if isinstance(cell, str) else written(cell)).strip() or None for cell in cells}
