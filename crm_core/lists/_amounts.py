"""A column of numbers, percentages or amounts read, their currency and scale decided by the whole column."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.money import exponent, to_minor
from crm_core.fields import Field
from crm_core.lists import _numbers
from crm_core.lists._asking import Question
from crm_core.lists._reading import Changes, ParseRules, Reading, samples
from crm_core.lists._saying import Saying
from crm_core.lists.read import Cell

UNIT = "unit"
NO_NUMBER = N_("“{value}” is not a number.")
NO_AMOUNT = N_("“{value}” is not an amount.")
NO_PERCENT = N_("“{value}” is not a percentage from 0 to 100.")
TAKEN_AS_TOMAN = N_("“{column}” was taken as Toman: one is ten Rial.")
TAKEN_AS_RIAL = N_("“{column}” names no unit; it was taken as Rial.")
FOREIGN = N_("“{column}” has amounts in {units}; their numbers were taken as {currency}.")
SCALED = N_("“{column}” says its numbers in a larger unit; they were multiplied by {scale}.")
_UNIT_ASKED = N_("The amounts name no unit. Are they Rial or Toman?")
_UNITS = (("IRR", N_("Rial")), ("IRT", N_("Toman")))
_LARGEST = 10**15


def _number_of(cell: Cell, decided: _numbers.NumberRules) -> _numbers.Amount | None:
    if isinstance(cell, str):
        return _numbers.amount(cell, decided)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        return None
    return _numbers.Amount(Decimal(repr(cell)) * decided.scale)


def numbers(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """Whole numbers as such, others as floats."""
    decided = _numbers.rules_of(usable, header, money=False)

    def number(cell: Cell) -> int | float | None:
        found = _number_of(cell, decided)
        if found is None:
            return None
        return int(found.number) if found.number == int(found.number) else float(found.number)

    values = {cell: number(cell) for cell in usable}
    changed = [cell for cell in usable if values[cell] is not None and _says_more(cell)]
    return Reading(values, NO_NUMBER, changed=Changes(changed, lambda cell: rules.locale.number(values[cell], 2)))


def percents(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """Percent, as exact as the field keeps it; "70%" and, in a column of shares, 0.7 are taken times a hundred."""
    decided = _numbers.rules_of(usable, header, money=False)
    found = {cell: amount.number for cell in usable if (amount := _number_of(cell, decided))}
    signed = {cell for cell in usable if isinstance(cell, str) and ("%" in cell or "٪" in cell)}
    bare = [number for cell, number in found.items() if cell not in signed]
    shares = bool(bare) and max(bare) <= 1 and any(number != int(number) for number in bare)

    def percent(cell: Cell) -> int | float | None:
        if cell not in found:
            return None
        number = found[cell] * (100 if shares or cell in signed else 1)
        if not 0 <= number <= 100:
            return None
        exact = round(float(number), to.decimals)
        return exact if to.decimals else int(exact)

    return Reading({cell: percent(cell) for cell in usable}, NO_PERCENT)


def money(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """Minor units of the company's currency, or where a row may have its own (`rules.own_currency`) of the cell's.

    Where it may not, amounts in another currency keep their number, and a note says so.
    """
    decided = _numbers.rules_of(usable, header, money=True)
    found = {cell: _number_of(cell, decided) for cell in usable if type(cell) is not int}
    default = _numbers.column_unit([amount for amount in found.values() if amount], decided) or rules.named
    bare = default is None and rules.currency == "IRR" and bool(usable)
    if bare:
        default = rules.unit or ("IRT" if rules.toman else None)
    units = {cell: amount.unit or default for cell, amount in found.items() if amount}
    own = _currency(default) or rules.currency
    whole = decided.scale * 10 ** exponent(own if rules.own_currency else rules.currency)
    whole *= 10 if default == "IRT" else 1

    def minor(cell: Cell) -> int | None:
        if type(cell) is int:
            return cell * whole if abs(cell) < _LARGEST else None
        amount = found[cell]
        return _minor(amount.number, units[cell], rules) if amount else None

    values = {cell: minor(cell) for cell in usable}
    named = set(units.values()) | ({default} if len(found) < len(usable) else set())
    codes = {cell: _currency(units.get(cell, default)) for cell in usable} if named - {None} else {}
    notes = _notes(named, default, header, rules, decided.scale)
    questions = [_unit_question(usable, values, header, rules, default)] if bare and any(values.values()) else []
    changed = usable if decided.scale != 1 else [cell for cell in found if _says_more(cell)]
    changed = [cell for cell in changed if values[cell] is not None]
    return Reading(
        values,
        NO_AMOUNT,
        units=codes,
        notes=notes,
        questions=questions,
        changed=Changes(changed, lambda cell: rules.locale.money(values[cell], codes.get(cell) or rules.currency)),
    )


def _minor(number: Decimal | int, unit: str | None, rules: ParseRules) -> int | None:
    currency = (_currency(unit) if rules.own_currency else None) or rules.currency
    try:
        return to_minor(number * (10 if unit == "IRT" else 1), currency)
    except Invalid:
        return None


def _currency(unit: str | None) -> str | None:
    return "IRR" if unit == "IRT" else unit


def _notes(units: set[str | None], default: str | None, header: str, rules: ParseRules, scale: int) -> list[Saying]:
    notes = []
    if scale != 1:
        notes.append(Saying(SCALED, {"column": header, "scale": scale}))
    if default == "IRT":
        notes.append(Saying(TAKEN_AS_TOMAN, {"column": header}))
    elif rules.currency == "IRR" and units == {None}:
        notes.append(Saying(TAKEN_AS_RIAL, {"column": header}))
    foreign = sorted({code for unit in units if (code := _currency(unit)) and code != rules.currency})
    if foreign and not rules.own_currency:
        said = {"column": header, "units": ", ".join(foreign), "currency": rules.currency}
        notes.append(Saying(FOREIGN, said))
    return notes


def _unit_question(
    usable: list[Cell], values: Mapping[Cell, Any], header: str, rules: ParseRules, default: str | None
) -> Question:
    """Rial or Toman, asked with what some amounts are in either."""
    rial = replace(rules.locale, currency="IRR")
    times = 10 if default == "IRT" else 1
    shown = samples(
        sorted((cell for cell in usable if values[cell]), key=lambda cell: -values[cell])[::7],
        lambda cell: rial.money(values[cell] // times),
        lambda cell: rial.money(values[cell] // times * 10),
    )
    asked = Saying(_UNIT_ASKED)
    return Question(UNIT, (header,), _UNITS, shown, default or "IRR", asked, rules.unit is not None)


def _says_more(cell: Cell) -> bool:
    """Whether a number stands in words, with a unit, or in other digits than 0-9."""
    return isinstance(cell, str) and not (cell.isascii() and cell.translate(_MARKS).isdigit())


_MARKS = str.maketrans("", "", ".,-+ '")
