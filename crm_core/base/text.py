"""Text is matched normalised: one spelling for what people write in many."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import mul

from crm_core.base.digits import digits_only, latin_digits, persian_digits, plain
from crm_core.base.phones import PhonePart, phone_key, phone_keys, split_phones

__all__ = [
    "PhonePart", "compact", "compact_all", "digits_only", "email_key", "fold", "fold_all", "is_email", "is_url",
    "latin_digits", "legal_id_ok", "national_id_key", "national_id_ok", "persian_digits", "phone_key", "phone_keys",
    "plain", "sort_key", "sort_keys", "split_phones",
]  # fmt: skip

# What Unicode's compatibility decomposition and case folding leave apart, though people mean the same.
_SAME = {
    "ي": "ی", "ى": "ی", "ے": "ی", "ۍ": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ە": "ه", "ہ": "ه",
    "ھ": "ه", "ۃ": "ه", "ٱ": "ا", "ء": "", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t",
    "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "\u0640": "",
}  # fmt: skip
_ASCII = {i: " " for i in range(128) if not chr(i).isalnum()} | {c: chr(c + 32) for c in range(65, 91)}
_ALEF_MADDA = "\ue000"  # stands in for آ, which folds to ا but has its own place in the alphabet
_ALPHABET = _ALEF_MADDA + "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SORTED = {ord(c): chr(0x0621 + i) for i, c in enumerate(_ALPHABET)}
_EMAIL = re.compile(
    r"[^\s@<>()\[\]\\,;:\"']+(?<!\.)@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})"
)
_AS_MATCHED = re.compile(r"[a-z0-9_+-][a-z0-9._+-]*(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
"""An address that needs nothing done: as it is stored, asked again for every record that is written."""
_URL = re.compile(r"(?:https?://)?[^\s/@:<>\"]+\.[^\s/@:<>\"]{2,}(?::\d+)?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
_NAMED_EMAIL = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>\s*$")
_PERSON_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)
_LEGAL_WEIGHTS = (29, 27, 23, 19, 17, 29, 27, 23, 19, 17)


class _FoldTable(dict[int, str]):
    """A translate table that learns each character when it is first seen."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind[0] == "M" or kind in ("Cf", "Cs"):
        return ""
    return " " if kind[0] in "PSZ" or kind == "Cc" else char


_TABLE = _FoldTable(_ASCII | {i: chr(i) for i in range(128) if chr(i).isdigit() or chr(i).islower()})
_BREAK = "\n"
_ASCII_LINES = {i: char for i, char in _ASCII.items() if i != ord(_BREAK)}
_TABLE_OF_LINES = _FoldTable(_TABLE | {ord(_BREAK): _BREAK})


@lru_cache(maxsize=4096)  # a record folds its name three times, a list its cities a thousand times
def fold(text: str) -> str:
    """One spelling for matching: case, accents, ی/ي, ک/ك, ة/ه, آ/ا, digits, half-spaces, punctuation."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(apart.translate(_TABLE).split())


def compact(text: str) -> str:
    """Folded and without spaces: "GTX Pro" and "GTXPro" are the same."""
    return fold(text).replace(" ", "")


def fold_all(texts: Iterable[str]) -> list[str]:
    """`fold` for a column."""
    return _in_one_piece(list(texts), fold, _fold_lines)


def _fold_lines(lines: str) -> str:
    """Lines of text, each folded but for its spaces."""
    if lines.isascii():
        return lines.translate(_ASCII_LINES)
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", lines).casefold())
    return apart.translate(_TABLE_OF_LINES)


def _in_one_piece(texts: Sequence[str], one: Callable[[str], str], lines: Callable[[str], str]) -> list[str]:
    """What `one` makes of each text, made by `lines` of all at once: a tenth of the time for a column of names."""
    whole = _BREAK.join(texts)
    if whole.count(_BREAK) != len(texts) - 1:  # no texts, or some of several lines
        return [one(text) for text in texts]
    made = lines(whole)
    if any(spaces in f"{_BREAK}{made}{_BREAK}" for spaces in ("  ", f"{_BREAK} ", f" {_BREAK}")):
        return [" ".join(text.split()) for text in made.split(_BREAK)]
    return made.split(_BREAK)


def compact_all(texts: Iterable[str]) -> list[str]:
    """`compact` for a column."""
    return [t.replace(" ", "") for t in fold_all(texts)]


def sort_key(text: str) -> str:
    """A key that sorts bytewise as people do: Latin without case, then the Persian alphabet from آ."""
    if text.isascii():
        return fold(text)
    return fold(unicodedata.normalize("NFKC", text).replace("آ", _ALEF_MADDA)).translate(_SORTED)


def sort_keys(texts: Iterable[str]) -> list[str]:
    """`sort_key` for a column."""
    return _in_one_piece(list(texts), sort_key, _sort_lines)


def _sort_lines(lines: str) -> str:
    if lines.isascii():
        return _fold_lines(lines)
    return _fold_lines(unicodedata.normalize("NFKC", lines).replace("آ", _ALEF_MADDA)).translate(_SORTED)


def email_key(text: str) -> str | None:
    """The address as it is matched (lower case, without name, mailto: or marks); None when it is none."""
    if _AS_MATCHED.fullmatch(text) and len(text) <= 254 and ".." not in text:
        return text
    whole = plain(text)
    named = _NAMED_EMAIL.search(whole) if "<" in whole else None
    address = named[1] if named else whole.strip(" ;,.<>\"'")
    address = address.lower().removeprefix("mailto:")
    return address if len(address) <= 254 and _EMAIL.fullmatch(address) and ".." not in address else None


def is_email(text: str) -> bool:
    """Whether the text is one e-mail address."""
    return email_key(text) is not None


def is_url(text: str) -> bool:
    """Whether the text is one web address, with or without its scheme."""
    return _URL.fullmatch(plain(text)) is not None


def national_id_key(text: str) -> str | None:
    """The ten digits of an Iranian national id (zeros that a sheet ate come back); None when it is none."""
    digits = digits_only(text)
    if not 8 <= len(digits) <= 10 or len(set(digits)) == 1:
        return None
    digits = digits.zfill(10)
    rest = _weighed(digits, _PERSON_WEIGHTS) % 11
    return digits if int(digits[9]) == (rest if rest < 2 else 11 - rest) else None


def national_id_ok(text: str) -> bool:
    """Whether this is an Iranian person's national id, by its checksum."""
    return national_id_key(text) is not None


def legal_id_ok(text: str) -> bool:
    """Whether this is an Iranian company's national id (eleven digits), by its checksum."""
    digits = digits_only(text)
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    total = _weighed(digits, _LEGAL_WEIGHTS) + (int(digits[9]) + 2) * sum(_LEGAL_WEIGHTS)
    return int(digits[10]) == total % 11 % 10


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of the first digits, each times its weight; of bytes, since it is asked for whole columns."""
    total: int = sum(map(mul, weights, digits.encode()))
    return total - ord("0") * sum(weights)
