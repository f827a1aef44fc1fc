"""Numbers and amounts of a column, their separators and their currency decided by the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_core.base.digits import plain
from crm_core.base.errors import Invalid
from crm_core.base.figures import parse_leading
from crm_core.base.text import fold

_UNITS: dict[str, str] = {
    "ریال": "IRR", "ريال": "IRR", "rials": "IRR", "rial": "IRR", "irr": "IRR", "﷼": "IRR",
    "تومان": "IRT", "تومن": "IRT", "tomans": "IRT", "toman": "IRT", "irt": "IRT",
    "usd": "USD", "us$": "USD", "$": "USD", "dollars": "USD", "dollar": "USD", "دلار": "USD",
    "eur": "EUR", "€": "EUR", "euros": "EUR", "euro": "EUR", "یورو": "EUR", "يورو": "EUR",
    "gbp": "GBP", "£": "GBP", "پوند": "GBP",
    "aed": "AED", "درهم": "AED", "try": "TRY", "₺": "TRY", "لیر": "TRY",
    "jpy": "JPY", "¥": "JPY", "cny": "CNY", "یوان": "CNY", "inr": "INR", "₹": "INR", "chf": "CHF",
}  # fmt: skip
_UNIT = re.compile(
    "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True)) + r"|(?<![^\W\d_])ت(?![^\W\d_])",
    re.IGNORECASE,
)
_UNITS["ت"] = "IRT"
_CODE = re.compile(r"[A-Za-z]{3}")
_ASIDE = re.compile(r"[(\[{«]([^)\]}»]*)[)\]}»]|\b(?:in|به)\s+(.+)$")
"""Where a header names a scale: in brackets, or behind "in"."""
_SCALES = {
    "هزار میلیارد": 10**12, "میلیارد": 10**9, "میلیون": 10**6, "هزار": 10**3,
    "billion": 10**9, "million": 10**6, "thousand": 10**3, "bn": 10**9, "mio": 10**6, "mn": 10**6, "k": 10**3,
}  # fmt: skip
_MARKS = str.maketrans({"٬": None, "'": None, "’": None, "−": "-", "–": "-", "،": ",", "٪": "%"})
_SWAP = str.maketrans(",.", ".,")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
_COMMA_DECIMAL = re.compile(r"(?<![\d,])\d+,(?:\d{1,2}|\d{4,})(?!\d)|\.\d{3},\d")
_POINT_DECIMAL = re.compile(r"(?<![\d.])\d+\.(?:\d{1,2}|\d{4,})(?!\d)|,\d{3}\.\d")
_POINT_GROUPS = re.compile(r"\d\.\d{3}\.\d{3}(?!\d)")
_THREE_BEHIND_POINT = re.compile(r"(?<!\d)[1-9]\d{0,2}\.\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number out of a cell and the currency that stands beside it (None: none does)."""

    number: Decimal | int
    unit: str | None = None


@dataclass(frozen=True)
class NumberRules:
    """How a column writes its numbers: a comma before the decimals, and what its header says of the unit."""

    decimal_comma: bool = False
    unit: str | None = None
    scale: int = 1


def rules_of(cells: Iterable[object], header: str, *, money: bool) -> NumberRules:
    """Decide by the whole column; a single amount like 1.234 is one thousand, a single number is not."""
    texts = [cell for cell in cells if isinstance(cell, str) and ("," in cell or "." in cell or "،" in cell)]
    written = [plain(text).translate(_MARKS) for text in texts]
    comma = sum(1 for text in written if _COMMA_DECIMAL.search(text))
    point = sum(1 for text in written if _POINT_DECIMAL.search(text))
    groups = any(_POINT_GROUPS.search(text) for text in written)
    thousands = money and not point and any(_THREE_BEHIND_POINT.search(text) for text in written)
    unit, scale = unit_of_header(header)
    return NumberRules(comma > point or (not comma and not point and (groups or thousands)), unit, scale)


def unit_of(text: str) -> str | None:
    """The code of the currency that a word, a sign or three letters name, "IRT" for Toman; None for none."""
    bare = plain(text).lower()
    return _UNITS.get(bare) or (bare.upper() if _CODE.fullmatch(bare) else None)


def unit_of_header(header: str) -> tuple[str | None, int]:
    """Currency and scale that a header names: "Amount (million Rial)" is (IRR, 1,000,000), "مبلغ (هزار)" a thousand."""
    found = re.search(r"(?:(?<=[\W_])|^)(" + _UNIT.pattern + r")(?:(?=[\W_])|$)", header.lower())
    aside = _ASIDE.search(header)
    if found is None and aside is None:
        return None, 1
    words = f" {fold(header if found else ' '.join(filter(None, aside.groups())) if aside else '')} "
    words = words.replace(" thousands ", " thousand ").replace(" millions ", " million ").replace("هزارتومان", "هزار ")
    scale = next((factor for word, factor in _SCALES.items() if f" {fold(word)} " in words), 1)
    return (_UNITS[found[1]] if found else None), scale


def amount(text: str, rules: NumberRules) -> Amount | None:
    """The number in a text, None when there is none. Percent, brackets for minus and words of scale count."""
    bare = plain(text).translate(_MARKS)
    if "٫" in bare:
        bare = bare.replace(",", "").replace(".", "").replace("٫", ".")
    elif rules.decimal_comma:
        bare = bare.translate(_SWAP)
    if _PLAIN.fullmatch(bare):
        return Amount(Decimal(bare) * rules.scale)
    if _GROUPED.fullmatch(bare):
        return Amount(Decimal(bare.replace(",", "")) * rules.scale)
    return _with_words(bare, rules)


def _with_words(bare: str, rules: NumberRules) -> Amount | None:
    found = _UNIT.search(bare)
    unit = _UNITS[found[0].lower()] if found else None
    if found:
        bare = (bare[: found.start()] + " " + bare[found.end() :]).strip()
        bare = _UNIT.sub(" ", bare).strip().removesuffix("/-").rstrip("./ ")
    try:
        number, rest = parse_leading(bare)
    except Invalid:
        return None
    return None if rest else Amount(number * rules.scale, unit)


def column_unit(amounts: Sequence[Amount], rules: NumberRules) -> str | None:
    """The currency of amounts that name none: the header's, else the only one that other cells name."""
    named = {amount.unit for amount in amounts if amount.unit}
    return rules.unit or (named.pop() if len(named) == 1 else None)
