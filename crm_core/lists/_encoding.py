"""The encoding of a text file, from its bytes alone.

Order: byte order mark, UTF-16 without one, UTF-8, then the single-byte code pages. Persian in
Windows-1256 and Western text in Windows-1252 are told apart by the letters that they would give;
what is neither goes to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 18
_HIGH = re.compile(rb"[\x80-\xff]+")
_PERSIAN = frozenset(b"\xc7\xe1\xed\xec\xe4\xd1\xe3\xe5\xca\xc8\xe6\xcf\xd3\xd4\x90\x81\x98\xdf\xa1\xaa")
"""The commonest letters of Persian and Arabic as Windows-1256 writes them."""
_ISO_ARABIC = frozenset(b"\xe7\xe8\xea")
_ONLY_1256 = frozenset(b"\xe3\xec\xed\xdf\x81\x8d\x8e\x90\x98")
"""ه, و and ي as ISO 8859-6 and the Macintosh write them, which are é and its like in Windows-1256, and the reverse."""


def detect(data: bytes) -> str:
    """The codec to decode `data` with; never fails."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    without_mark = wide(data)
    if without_mark is not None:
        return without_mark
    if _mostly_utf8(data):
        return "utf-8"
    return _code_page(data[:_SAMPLE])


def wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: one byte of each pair takes few values, zero among them."""
    sample = data[:_SAMPLE]
    for name, high, low in (
        ("utf-16-le", sample[1::2], sample[0::2]),
        ("utf-16-be", sample[0::2], sample[1::2]),
    ):
        few = sum(count for _, count in Counter(high).most_common(3))
        if 20 * high.count(0) > len(high) and 10 * few > 9 * len(high) and low.count(0) * 100 <= len(low):
            return name
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Valid UTF-8, or so much of it that the rest is damage and not another encoding."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        broken = text.count("\ufffd")
        sound = sum(1 for char in text[:_SAMPLE] if char > "\x7f") - text[:_SAMPLE].count("\ufffd")
        return sound > 20 * broken
    return True


def _is_iso_arabic(high: bytes) -> bool:
    in_arabic = sum(0xC1 <= byte <= 0xEA for byte in high)
    return in_arabic > 0.9 * len(high) and sum(b in _ISO_ARABIC for b in high) > sum(b in _ONLY_1256 for b in high)


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _code_page(sample: bytes) -> str:
    runs = _HIGH.findall(sample)
    high = b"".join(runs)
    in_words = sum(len(run) for run in runs if len(run) > 1)
    if in_words * 2 < len(high):
        return "cp1252"
    if sum(byte in _PERSIAN for byte in high) > 0.55 * len(high):
        return "cp1256" if not _is_iso_arabic(high) else "iso8859-6" if _decodes(high, "iso8859-6") else "mac-farsi"
    if _is_iso_arabic(high) and _decodes(high, "iso8859-6"):
        return "iso8859-6"
    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"
