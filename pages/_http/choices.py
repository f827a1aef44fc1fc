"""Countries, currencies and weekdays to choose from, named in the visitor's language."""

from __future__ import annotations

import functools

from babel import Locale as BabelLocale
from babel.numbers import get_territory_currencies

from crm_core.base.days import WEEKDAY_NAMES, WEEKDAYS
from crm_core.base.text import sort_key

Choice = tuple[str, str]


@functools.cache
def countries(language: str) -> list[Choice]:
    """(ISO code, name), sorted by name."""
    names = {str(code): str(name) for code, name in BabelLocale(language).territories.items()}
    codes = [code for code in names if len(code) == 2 and code.isalpha() and get_territory_currencies(code)]
    return sorted(((code, names[code]) for code in codes), key=lambda c: sort_key(c[1]))


@functools.cache
def currencies(language: str) -> list[Choice]:
    """(ISO code, name) of the currencies that some country uses today, sorted by name."""
    locale = BabelLocale(language)
    used = {c for code, _ in countries("en") for c in get_territory_currencies(code)}
    names = [(code, f"{locale.currencies.get(code, code)} ({code})") for code in used]
    return sorted(names, key=lambda c: sort_key(c[1]))


def weekdays(language: str, first: str) -> list[Choice]:
    """(weekday, name), beginning with the first day of the week."""
    at = WEEKDAYS.index(first)
    named = list(zip(WEEKDAYS, WEEKDAY_NAMES[language], strict=True))
    return named[at:] + named[:at]
