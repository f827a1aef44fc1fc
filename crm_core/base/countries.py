"""Countries by their names in English and Persian and by their codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from crm_core.base.text import compact

_ALSO = {
    "US": ("usa", "america", "امریکا", "ایالات متحده", "ایالات متحده امریکا", "united states of america"),
    "GB": ("uk", "england", "britain", "great britain", "scotland", "wales", "انگلستان", "انگلیس", "بریتانیا"),
    "AE": ("uae", "emirates", "امارات", "امارات متحده عربی", "dubai", "دبی"),
    "IR": ("iran", "iran islamic republic of", "islamic republic of iran", "جمهوری اسلامی ایران", "ir iran"),
    "TR": ("turkey", "turkiye"),
    "KR": ("korea", "south korea", "کره", "کره جنوبی"),
    "RU": ("russia", "russian federation", "روسیه"),
    "CZ": ("czech republic", "چک", "جمهوری چک"),
    "NL": ("holland", "the netherlands", "هلند"),
    "SY": ("syria", "سوریه"),
    "VN": ("viet nam", "ویتنام"),
    "CN": ("china", "چین"),
}


@cache
def _codes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "fa"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB"):
                found.setdefault(compact(name), code)
                found.setdefault(code.lower(), code)
    for code, others in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(others) == 1:
            found.setdefault(code.lower(), others[0])
    for code, names in _ALSO.items():
        found |= {compact(name): code for name in names}
    return found


@lru_cache(maxsize=2048)
def country_code(text: str) -> str | None:
    """The two letters of the country that a text names, None where it names none."""
    return _codes().get(compact(text))
