"""A column at a time: cells in, values of the field's kind out, and the cells that are in trouble.

Equal cells are parsed once. A cell in trouble becomes None and a problem; empty cells are no problem.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.money import exponent, to_minor
from crm_core.base.text import email_key, fold, national_id_key, phone_key, split_phones
from crm_core.fields import Field
from crm_core.lists import _days, _numbers
from crm_core.lists._cells import (
    NOTHING_SAID,
    CellProblem,
    ParsedColumn,
    is_empty,
    is_error,
    tidy,
    tidy_all,
    written,
)
from crm_core.lists._saying import Saying
from crm_core.lists.read import Cell

__all__ = ["CellProblem", "ParseRules", "ParsedColumn", "parse_column"]

_UTC = ZoneInfo("UTC")
_MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "FM", "MH", "PW", "PR", "GU"})
_TRUE = frozenset(
    {
        *("yes", "y", "true", "1", "x", "✓", "✔", "on", "active", "enabled", "bale", "are", "faal"),
        *("بله", "بلی", "اری", "دارد", "فعال", "هست", "صحیح", "درست"),
    }
)
_FALSE = frozenset(
    {
        *("no", "n", "false", "0", "off", "inactive", "disabled", "discontinued", "kheyr", "na"),
        *("خیر", "نه", "ندارد", "غیرفعال", "غیر فعال", "نیست", "غلط"),
    }
)
"""Folded words for yes and no."""
_TAG_MARKS = re.compile(r"\s*[,;|،؛\n]\s*")
_URL = re.compile(r"\S*[^\s.]\.[^\s.]\S*")
_LARGEST = 10**15
_SEVERAL_NUMBERS = 16
"""From so many characters on, a cell may hold several phones or an extension."""
_MAIL_MARKS = re.compile(r"[;,،؛|\s]+")

ERROR_VALUE = N_("“{value}” is an error value of the sheet.")
NO_DATE = N_("“{value}” is not a date.")
NO_NUMBER = N_("“{value}” is not a number.")
NO_AMOUNT = N_("“{value}” is not an amount.")
NO_PERCENT = N_("“{value}” is not a percentage from 0 to 100.")
NO_PHONE = N_("“{value}” is not a valid phone number.")
NO_EMAIL = N_("“{value}” is not a valid e-mail address.")
NO_URL = N_("“{value}” is not a web address.")
NO_YES_NO = N_("“{value}” says neither yes nor no.")
_ORDER_NOTES: Mapping[tuple[str, bool | None], str] = {
    ("mixed", None): N_("“{column}” mixes dates with the day first and with the month first."),
    ("day_first", None): N_("“{column}” was read with the day before the month."),
    ("month_first", None): N_("“{column}” was read with the month before the day."),
    ("open", True): N_("“{column}” was read with the day before the month; nothing in it decides."),
    ("open", False): N_("“{column}” was read with the month before the day; nothing in it decides."),
}


@dataclass(frozen=True)
class ParseRules:
    """The company's habits, and what a person decided for this list, for where a column leaves it open.

    `toman` says that amounts without a unit are Toman (in a company whose currency is IRR); `day_first`
    that 5/3/2017 is the fifth of March (None: as the country does).
    """

    currency: str = "USD"
    country: str = "US"
    area_code: str | None = None
    zone: ZoneInfo = _UTC
    jalali: bool = False
    persian: bool = False
    toman: bool = False
    day_first: bool | None = None

    @property
    def day_leads(self) -> bool:
        return self.country not in _MONTH_FIRST_COUNTRIES if self.day_first is None else self.day_first


def parse_column(cells: Sequence[Cell], to: Field, header: str, rules: ParseRules) -> ParsedColumn:
    """The values of a column for the field `to`; `header` may name a unit: "Amount (Toman)"."""
    distinct = dict.fromkeys(cells)
    usable = [cell for cell in distinct if not _is_void(cell)]
    read = _READERS.get(to.kind, _texts)(usable, to, header, rules)
    return _spread(cells, distinct, read)


@dataclass
class _Read:
    """What the distinct cells of a column mean; None: the cell cannot be taken, for `reason` (if any)."""

    values: Mapping[Cell, Any]
    reason: str = ""
    more: Mapping[Cell, list[Any]] = field(default_factory=dict)
    units: Mapping[Cell, str | None] = field(default_factory=dict)
    notes: Sequence[Saying] = ()


def _is_void(cell: Cell) -> bool:
    if cell.__class__ is not str or (len(cell) > 8 and cell[0] != "#"):
        return False
    return is_empty(cell) or is_error(cell)


def _spread(cells: Sequence[Cell], distinct: dict[Cell, None], read: _Read) -> ParsedColumn:
    """Lay the values of the distinct cells out over the rows."""
    known = {**distinct, **read.values}
    column = ParsedColumn([known[cell] for cell in cells], notes=list(read.notes))
    bad = {cell: reason for cell, value in known.items() if value is None and (reason := _trouble(cell, read))}
    if bad:
        column.problems = [CellProblem(at, written(cell), bad[cell]) for at, cell in enumerate(cells) if cell in bad]
    if read.more:
        column.extras = {at: read.more[cell] for at, cell in enumerate(cells) if cell in read.more}
    if read.units:
        column.units = [read.units.get(cell) for cell in cells]
    return column


def _trouble(cell: Cell, read: _Read) -> Saying | None:
    """Why a cell has no value; None where it is empty or says that there is nothing."""
    if is_error(cell):
        return Saying(ERROR_VALUE, {"value": written(cell)})
    text = written(cell).strip()
    if not read.reason or cell not in read.values or not text or text in NOTHING_SAID:
        return None
    return Saying(read.reason, {"value": text})


def _texts(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    found = tidy_all(usable, persian=rules.persian, lines=to.kind == "long_text")
    if to.key == "national_id":
        return _Read({cell: _identity(text) if text else None for cell, text in found.items()})
    return _Read(found)


def _identity(text: str) -> str:
    """An identity number; Iranian ones get back the zeros that a sheet has eaten."""
    return national_id_key(text) or text


def _tags(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    def tags(text: str | None) -> tuple[str, ...] | None:
        found = [tag for tag in _TAG_MARKS.split(text or "") if tag]
        return tuple({fold(tag): tag for tag in found}.values()) or None

    texts = tidy_all(usable, persian=rules.persian, lines=True)
    return _Read({cell: tags(text) for cell, text in texts.items()})


def _dates(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    decided = _days.rules_of(usable, day_first=rules.day_leads, jalali=rules.jalali, zone=rules.zone)
    read = _days.instant if to.kind == "datetime" else _days.day
    order = _ORDER_NOTES.get((decided.order, decided.day_first)) or _ORDER_NOTES.get((decided.order, None))
    notes = [Saying(order, {"column": header})] if order else []
    return _Read({cell: read(cell, decided) for cell in usable}, NO_DATE, notes=notes)


def _number_of(cell: Cell, decided: _numbers.NumberRules) -> _numbers.Amount | None:
    if isinstance(cell, str):
        return _numbers.amount(cell, decided)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        return None
    return _numbers.Amount(Decimal(repr(cell)) * decided.scale)


def _numeric(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    decided = _numbers.rules_of(usable, header, money=False)

    def number(cell: Cell) -> int | float | None:
        found = _number_of(cell, decided)
        if found is None:
            return None
        return int(found.number) if found.number == int(found.number) else float(found.number)

    return _Read({cell: number(cell) for cell in usable}, NO_NUMBER)


def _percent(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    """Whole percent; "70%" and, in a column of shares, 0.7 are taken times a hundred."""
    decided = _numbers.rules_of(usable, header, money=False)
    numbers = {cell: found.number for cell in usable if (found := _number_of(cell, decided))}
    signed = {cell for cell in usable if isinstance(cell, str) and ("%" in cell or "٪" in cell)}
    bare = [number for cell, number in numbers.items() if cell not in signed]
    shares = bool(bare) and max(bare) <= 1 and any(number != int(number) for number in bare)

    def percent(cell: Cell) -> int | None:
        if cell not in numbers:
            return None
        number = round(numbers[cell] * (100 if shares or cell in signed else 1))
        return number if 0 <= number <= 100 else None

    return _Read({cell: percent(cell) for cell in usable}, NO_PERCENT)


def _money(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    """Minor units of the company's currency; amounts in another keep their number, and a note says so."""
    decided = _numbers.rules_of(usable, header, money=True)
    found = {cell: _number_of(cell, decided) for cell in usable if type(cell) is not int}
    default = _numbers.column_unit([amount for amount in found.values() if amount], decided)
    if default is None and rules.toman and rules.currency == "IRR":
        default = "IRT"
    units = {cell: amount.unit or default for cell, amount in found.items() if amount}
    whole = decided.scale * 10 ** exponent(rules.currency) * (10 if default == "IRT" else 1)

    def money(cell: Cell) -> int | None:
        if type(cell) is int:
            return cell * whole if abs(cell) < _LARGEST else None
        amount = found[cell]
        return _minor(amount.number * (10 if units[cell] == "IRT" else 1), rules.currency) if amount else None

    named = set(units.values()) | ({default} if len(found) < len(usable) else set())
    codes = {cell: _currency(units.get(cell, default)) for cell in usable} if named - {None} else {}
    notes = _money_notes(named, default, header, rules)
    return _Read({cell: money(cell) for cell in usable}, NO_AMOUNT, units=codes, notes=notes)


def _minor(number: Decimal | int, currency: str) -> int | None:
    try:
        return to_minor(number, currency)
    except Invalid:
        return None


def _currency(unit: str | None) -> str | None:
    return "IRR" if unit == "IRT" else unit


def _money_notes(units: set[str | None], default: str | None, header: str, rules: ParseRules) -> list[Saying]:
    notes = []
    if default == "IRT":
        notes.append(Saying(N_("“{column}” was taken as Toman: one is ten Rial."), {"column": header}))
    elif rules.currency == "IRR" and units == {None}:
        notes.append(Saying(N_("“{column}” names no unit; it was taken as Rial."), {"column": header}))
    foreign = sorted({code for unit in units if (code := _currency(unit)) and code != rules.currency})
    if foreign:
        said = {"column": header, "units": ", ".join(foreign), "currency": rules.currency}
        notes.append(Saying(N_("“{column}” has amounts in {units}; their numbers were taken as {currency}."), said))
    return notes


def _phones(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    def one(text: str) -> str | None:
        return phone_key(text, rules.country, rules.area_code) if len(text) < _SEVERAL_NUMBERS else None

    def several(text: str) -> list[str]:
        parts = split_phones(text, rules.country, rules.area_code)
        keys = [(phone_key(part.number, rules.country, rules.area_code), part.extension) for part in parts]
        return list(dict.fromkeys(f"{key} x{more}" if more else key for key, more in keys if key))

    return _first_and_more(usable, one, several, NO_PHONE)


def _emails(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    def several(text: str) -> list[str]:
        return list(dict.fromkeys(key for part in _MAIL_MARKS.split(text) if (key := email_key(part))))

    return _first_and_more(usable, email_key, several, NO_EMAIL)


def _first_and_more(
    usable: list[Cell], one: Callable[[str], str | None], several: Callable[[str], list[str]], reason: str
) -> _Read:
    """Cells that mostly hold one value: only the others are taken apart."""
    first: dict[Cell, str | None] = {}
    more: dict[Cell, list[str]] = {}
    for cell in usable:
        text = written(cell)
        first[cell] = one(text)
        if first[cell] is None and (found := several(text)):
            first[cell] = found[0]
            if len(found) > 1:
                more[cell] = found[1:]
    return _Read(first, reason, more)


def _urls(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    texts = {cell: tidy(written(cell), persian=False) for cell in usable}
    return _Read({cell: text if _URL.fullmatch(text) else None for cell, text in texts.items()}, NO_URL)


def _yes_no(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> _Read:
    def yes(cell: Cell) -> bool | None:
        word = fold(written(cell)) or written(cell).strip()
        return True if word in _TRUE else False if word in _FALSE else None

    return _Read({cell: yes(cell) for cell in usable}, NO_YES_NO)


_Reader = Callable[[list[Cell], Field, str, ParseRules], _Read]
_READERS: Mapping[str, _Reader] = {
    "money": _money,
    "number": _numeric,
    "percent": _percent,
    "date": _dates,
    "datetime": _dates,
    "phone": _phones,
    "email": _emails,
    "url": _urls,
    "yes_no": _yes_no,
    "tags": _tags,
}
"""By kind of field; all others are text, and links are found by their text later."""
