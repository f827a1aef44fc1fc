"""Digits of the scripts that lists are written in, and the invisible marks between them."""

from __future__ import annotations

import re

_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_TO_LATIN = {ord(c): str(i) for script in (_PERSIAN, _ARABIC) for i, c in enumerate(script)}
_TO_PERSIAN = {ord(str(i)): c for i, c in enumerate(_PERSIAN)} | {
    ord(a): p for a, p in zip(_ARABIC, _PERSIAN, strict=True)
}
# Half-spaces, tatweel, bidi controls, byte order mark, soft hyphen: they are written, but never meant.
INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2060\ufeff\u00ad\u0640"
)
_VISIBLE_LATIN = _TO_LATIN | dict.fromkeys(map(ord, INVISIBLE)) | {0xA0: " ", 0x202F: " "}


_OTHERS = re.compile("[^0-9]+")


def latin_digits(text: str) -> str:
    """The text with Persian and Arabic digits as 0-9; all else stays."""
    return text if text.isascii() else text.translate(_TO_LATIN)


def persian_digits(text: str) -> str:
    """The text with Latin and Arabic digits as ۰-۹; all else stays."""
    return text.translate(_TO_PERSIAN)


def plain(text: str) -> str:
    """Latin digits, no invisible marks, no-break spaces as spaces, trimmed: where parsers of cells start."""
    return text.strip() if text.isascii() else text.translate(_VISIBLE_LATIN).strip()


def digits_only(text: str) -> str:
    """Only the digits, as 0-9."""
    return text if text.isascii() and text.isdigit() else _OTHERS.sub("", latin_digits(text))
