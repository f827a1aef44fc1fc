"""Phones, e-mails and web addresses read: several in a cell, extensions, ranges, and small damage mended."""

from __future__ import annotations

import re
from collections.abc import Callable

from crm_core.base.digits import plain
from crm_core.base.i18n import N_
from crm_core.base.text import email_key, phone_key, split_phones
from crm_core.fields import Field
from crm_core.lists._cells import tidy, written
from crm_core.lists._reading import Changes, ParseRules, Reading
from crm_core.lists.read import Cell

NO_PHONE = N_("“{value}” is not a valid phone number.")
NO_EMAIL = N_("“{value}” is not a valid e-mail address.")
NO_URL = N_("“{value}” is not a web address.")
_SEVERAL_NUMBERS = 16
"""From so many characters on, a cell may hold several phones."""
_WORDS = re.compile(r"[^\W\d_]|[#~]")
"""In a phone: an extension, a range or a label."""
_URL = re.compile(r"\S*[^\s.]\.[^\s.]\S*")
_LINK = re.compile(r"https?://[^\s#<>\"]+", re.IGNORECASE)
_MAIL_MARKS = re.compile(r"[;,،؛|/\s]+")
_AT = re.compile(r"\s*(?:@+|\(at\)|\[at\]|\{at\})\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*(?:\.{2,}|\(dot\)|\[dot\])\s*|\s+\.\s*|\s*\.\s+(?=\w{2,4}$)", re.IGNORECASE)
_COMMA = re.compile(r"(?<=\w),(?=(?:com|ir|net|org|co|de|info)$)", re.IGNORECASE)


def phones(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """E.164, an extension behind it as " x12"; further numbers of a cell beside the first."""

    in_words = _WORDS.search("\n".join([cell for cell in usable if isinstance(cell, str)])) is not None

    def one(text: str) -> str | None:
        if len(text) >= _SEVERAL_NUMBERS or (in_words and _WORDS.search(text)):
            return None
        return phone_key(text, rules.country, rules.area_code)

    def several(text: str) -> list[str]:
        parts = split_phones(text, rules.country, rules.area_code)
        keys = [(phone_key(part.number, rules.country, rules.area_code), part.extension) for part in parts]
        return list(dict.fromkeys(f"{key} x{more}" if more else key for key, more in keys if key))

    return _first_and_more(usable, one, several, NO_PHONE)


def emails(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """Lower case, without names and marks; further addresses of a cell beside the first."""

    def several(text: str) -> list[str]:
        parts = [*_MAIL_MARKS.split(text), _mended(text)]
        return list(dict.fromkeys(key for part in parts if (key := email_key(part))))

    return _first_and_more(usable, email_key, several, NO_EMAIL)


def _mended(text: str) -> str:
    """An address as it was meant: "ali (at) example . com", "ali@@example..com", "ali@example,com"."""
    return _COMMA.sub(".", _DOT.sub(".", _AT.sub("@", plain(text).strip(" ;,.<>\"'"))))


def _first_and_more(
    usable: list[Cell], one: Callable[[str], str | None], several: Callable[[str], list[str]], reason: str
) -> Reading:
    """Cells that mostly hold one value: only the others are taken apart."""
    first: dict[Cell, str | None] = {}
    more: dict[Cell, list[str]] = {}
    for cell in usable:
        text = cell if isinstance(cell, str) else written(cell)
        first[cell] = one(text)
        if first[cell] is None and (found := several(text)):
            first[cell] = found[0]
            if len(found) > 1:
                more[cell] = found[1:]
    changed = [cell for cell, value in first.items() if value is not None and value != cell]
    return Reading(first, reason, more, changed=Changes(changed, lambda cell: _all(first[cell], more.get(cell))))


def _all(first: str | None, more: list[str] | None) -> str:
    return ", ".join([first or "", *(more or ())])


def urls(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """Addresses of pages; also "name#https://example.com#", as databases of Microsoft write links."""
    texts = {cell: tidy(written(cell), persian=False) for cell in usable}
    found = {
        cell: text if _URL.fullmatch(text) and "#http" not in text else _link_in(text) for cell, text in texts.items()
    }
    changed = [cell for cell, text in found.items() if text is not None and text != texts[cell]]
    return Reading(found, NO_URL, changed=Changes(changed, lambda cell: str(found[cell])))


def _link_in(text: str) -> str | None:
    found = _LINK.search(text)
    return found[0] if found else None
