"""Numbers as people read and type them: grouped, shortened, in Latin or Persian digits."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from crm_core.base.digits import persian_digits, plain
from crm_core.base.errors import Invalid
from crm_core.base.messages import N_

NOTHING = "–"
Number = int | float | Decimal

_PERSIAN_MARKS = str.maketrans({",": "٬", ".": "٫", "%": "٪", "-": "\u200e−"})
_LATIN_MARKS = str.maketrans({"٬": ",", "٫": ".", "،": ",", "٪": "%", "−": "-", "–": "-", "'": "", "’": ""})
_SCALES = ((12, N_("{number} tn")), (9, N_("{number} bn")), (6, N_("{number} m")), (3, N_("{number} k")))
_FACTORS = {
    3: ("k", "thousand", "هزار"),
    6: ("m", "mn", "mio", "million", "میلیون", "م"),
    9: ("bn", "b", "billion", "میلیارد"),
    12: ("tn", "t", "trillion", "هزارمیلیارد", "تریلیون"),
}
_FACTOR_OF = {word: Decimal(10) ** power for power, words in _FACTORS.items() for word in words}
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_EXCHANGED = str.maketrans(",.", ".,")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
_NUMBER = re.compile(r"([-+]?)\s*([\d,. ]*\d)\s*([^\W\d_]*(?:\s[^\W\d_]+)*)")


def absent(number: Number | None) -> bool:
    """Whether there is nothing to show: None, NaN (of numpy too) or an infinity."""
    try:
        return number is None or not math.isfinite(number)
    except TypeError:  # pandas' NA is no number at all
        return True


def grouped(number: Number, decimals: int = 0, *, fixed: bool = False) -> str:
    """Latin digits, thousands separated, at most (when fixed, exactly) so many decimals, half up."""
    exact = _decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{exact:,f}"
    if not fixed and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.removeprefix("-") if not exact else text


def in_script(text: str, digits: str) -> str:
    """A formatted number in the digits and separators of the script ("latin" or "persian")."""
    return persian_digits(text.translate(_PERSIAN_MARKS)) if digits == "persian" else text


def shortened(number: Number) -> tuple[str, str]:
    """The number in two or three digits and the message that names its scale: ("4.1", "{number} bn").

    Below ten thousand it stays whole.
    """
    exact = _decimal(number)
    if abs(exact) < 10_000:
        return grouped(exact, 2 if abs(exact) < 10 else 0), "{number}"
    for power, message in _SCALES:
        scaled = exact.scaleb(-power)
        places = 1 if abs(scaled) < Decimal("99.95") else 0
        if abs(scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)) >= 1:
            return grouped(scaled, places), message
    raise AssertionError("every number of ten thousand and more has a scale")


def parse_number(text: str) -> Decimal:
    """The number that a person typed: any digits, separators, brackets for minus, % and words of scale.

    A comma is a decimal mark only where it cannot separate thousands ("12,5"). Raises Invalid.
    """
    number, rest = parse_leading(text)
    if rest:
        raise _not_a_number(text)
    return number


def parse_leading(text: str) -> tuple[Decimal, str]:
    """The number at the beginning and the words behind it that are no scale, such as a currency's."""
    written = plain(text).translate(_LATIN_MARKS)
    negative = written.startswith("(") and written.endswith(")")
    percent = written.rstrip(" )").endswith("%")
    written = written.strip("() ").removesuffix("%").removeprefix("%").strip()
    found = _NUMBER.fullmatch(written)
    if not found:
        raise _not_a_number(text)
    if " " in found[2] and not _SPACED.fullmatch(found[2]):
        raise _not_a_number(text)
    number = _from_marks(found[2].replace(" ", ""), text)
    factor, rest = _scale(found[3].lower())
    number = number * factor / (100 if percent else 1)
    return (-number if negative or found[1] == "-" else number), rest


def _scale(words: str) -> tuple[Decimal, str]:
    """The factor that the leading words name, and the words that follow."""
    parts = words.split()
    for taken in (2, 1):
        if factor := _FACTOR_OF.get("".join(parts[:taken])) if len(parts) >= taken else None:
            return factor, " ".join(parts[taken:])
    return Decimal(1), words


def _from_marks(digits: str, text: str) -> Decimal:
    if digits.count(",") == 1 and "." not in digits and not _GROUPED.fullmatch(digits):  # 12,5
        digits = digits.replace(",", ".")
    elif digits.count(".") > 1 or 0 <= digits.find(".") < digits.rfind(","):  # 1.234.567 and 1.234,56
        digits = digits.translate(_EXCHANGED)
    if "," in digits and not _GROUPED.fullmatch(digits):
        raise _not_a_number(text)
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        raise _not_a_number(text) from None


def _decimal(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(str(number))


def _not_a_number(text: str) -> Invalid:
    return Invalid(N_("“{value}” is not a number."), value=text)
