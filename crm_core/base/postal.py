"""How long a postal code is in each country; of countries that are not here nothing is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from crm_core.base.digits import plain

_DIGITS: Mapping[int, tuple[str, ...]] = {
    3: ("IS", "OM"),
    4: ("AF", "AM", "AT", "AU", "BE", "BG", "CH", "CY", "DK", "GE", "HU", "LU", "NO", "NZ", "PH", "SI", "TN", "ZA"),
    5: (
        *("CZ", "DE", "DZ", "EE", "EG", "ES", "FI", "FR", "GR", "HR", "ID", "IQ", "IT", "JO", "KR", "KW", "MA", "MX"),
        *("MY", "PK", "RS", "SA", "SE", "SK", "TH", "TR", "UA", "US"),
    ),
    6: ("BY", "CN", "IN", "KG", "KZ", "RO", "RU", "SG", "TJ", "TM", "UZ"),
    7: ("IL", "JP", "PT"),
    8: ("BR",),
    9: ("SA", "US"),
    10: ("IR",),
}
_SHAPES = {
    "CA": r"[A-Z]\d[A-Z]\d[A-Z]\d",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}",
    "IE": r"[A-Z]\d[\dW][A-Z\d]{4}",
    "NL": r"\d{4}[A-Z]{2}",
    "PL": r"\d{5}",
}
_LENGTHS: Mapping[str, tuple[int, ...]] = {
    country: tuple(length for length, countries in _DIGITS.items() if country in countries)
    for countries in _DIGITS.values()
    for country in countries
}
_MARKS = str.maketrans("", "", " -\u200c\u2013")


@cache
def postal_pattern(country: str) -> re.Pattern[str] | None:
    """What a bare postal code of a country (two letters) looks like; None where that is not known."""
    if country in _SHAPES:
        return re.compile(_SHAPES[country])
    if country not in _LENGTHS:
        return None
    return re.compile("|".join(rf"[0-9]{{{length}}}" for length in _LENGTHS[country]))


def postal_code_ok(text: str, country: str) -> bool:
    """Whether this can be a postal code of the country (two letters), however it is spaced."""
    pattern = postal_pattern(country)
    if pattern is None or pattern.fullmatch(text):
        return True
    bare = plain(text).upper().translate(_MARKS)
    if country in ("SE", "CZ", "SK", "GR", "DE", "CH", "AT", "FR", "IT") and bare.startswith(country):
        bare = bare[2:]
    return pattern.fullmatch(bare) is not None
