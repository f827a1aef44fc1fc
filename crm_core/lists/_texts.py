"""Texts read: tidied, one spelling of ی and ک, identity numbers and codes in their form, tags, yes and no."""

from __future__ import annotations

import re
from collections.abc import Callable

from crm_core.base.digits import digits_only, plain
from crm_core.base.i18n import N_
from crm_core.base.text import fold, legal_id_ok, national_id_key
from crm_core.fields import Field, header_key
from crm_core.lists._cells import tidy_all, written
from crm_core.lists._reading import Changes, ParseRules, Reading
from crm_core.lists.read import Cell

CODES = frozenset(
    {
        *("external_id", "code", "number", "line_id", "national_id", "postal_code"),
        *("economic_code", "registration_number"),
    }
)
"""Fields of text whose digits are compared: they are kept as 0-9."""
NO_IDENTITY = N_("The check digit of “{value}” is wrong.")
NO_POSTAL_CODE = N_("“{value}” is not a postal code of ten digits.")
NO_YES_NO = N_("“{value}” says neither yes nor no.")
_TRUE = frozenset(
    {
        *("yes", "y", "true", "t", "1", "x", "✓", "✔", "☑", "+", "ok", "on", "active", "enabled"),
        *("bale", "are", "ari", "faal", "dare", "hast"),
        *("بله", "بلی", "اری", "اره", "دارد", "فعال", "فعال است", "هست", "صحیح", "درست", "تایید شده", "مثبت"),
    }
)
_FALSE = frozenset(
    {
        *("no", "n", "false", "f", "0", "off", "inactive", "disabled", "discontinued", "✗", "✘", "☐", "×"),
        *("kheyr", "kheir", "na", "nadarad", "nadare", "gheyre faal", "nist"),
        *("خیر", "نخیر", "نه", "ندارد", "غیرفعال", "غیر فعال", "نیست", "غلط", "نادرست", "تایید نشده", "منفی"),
    }
)
"""Folded words for yes and no."""
_REVERSED = frozenset(
    map(header_key, ("discontinued", "is discontinued", "inactive", "is inactive", "disabled", "archived"))
) | frozenset(map(header_key, ("deactivated", "غیرفعال", "غیر فعال", "متوقف شده")))
"""Headers of columns in which "yes" means that something is not active."""
_PLAIN = frozenset(
    {"yes", "y", "true", "t", "1", "x", "✓", "✔", "☑", "+", "ok", "on", "bale", "بله", "بلی", "اری", "اره"}
)
_PLAIN_NO = frozenset({"no", "n", "false", "f", "0", "off", "kheyr", "kheir", "na", "خیر", "نخیر", "نه"})
"""Words that say yes or no to the header, whatever it asks."""
_TAG_MARKS = re.compile(r"\s*[,;|،؛\n]\s*")
_BARE_CODE = re.compile(r"[\d\s\-_.]+")
_POSTAL_LENGTH = 10
_OLD_POSTAL_LENGTH = 5


def texts(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """Text without outer and doubled spaces; ids and codes checked where the company is Iranian."""
    found: dict[Cell, str | None] = tidy_all(usable, persian=rules.persian, lines=to.kind == "long_text")
    reasons: dict[Cell, str] = {}
    if to.key in CODES:
        found = {cell: _code(text) if text else None for cell, text in found.items()}
        if to.key == "national_id" and rules.iranian:
            found = _checked(found, _identity, NO_IDENTITY, reasons)
        elif to.key == "postal_code" and rules.iranian:
            found = _checked(found, _postal_code, NO_POSTAL_CODE, reasons)
    changed = [cell for cell, text in found.items() if text is not None and text != cell and _differs(cell, text)]
    return Reading(found, reasons=reasons, changed=Changes(changed, lambda cell: str(found[cell])))


def _code(text: str) -> str:
    """A code with digits 0-9, without the apostrophe by which a sheet marks a number as text."""
    bare = text[1:] if text[0] == "'" and text[1:2].isdigit() else text
    return bare if bare.isascii() else plain(bare)


def _differs(cell: Cell, after: str) -> bool:
    """Whether more than spaces and invisible marks changed."""
    before = written(cell)
    same = "".join(plain(before).split()) == "".join(plain(after).split())
    return not same or before.isascii() != after.isascii()


def _checked(
    found: dict[Cell, str | None], check: Callable[[str], str | None], reason: str, reasons: dict[Cell, str]
) -> dict[Cell, str | None]:
    checked: dict[Cell, str | None] = {}
    for cell, text in found.items():
        checked[cell] = check(text) if text else None
        if text and checked[cell] is None:
            reasons[cell] = reason
    return checked


def _identity(text: str) -> str | None:
    """An Iranian identity number with the zeros that a sheet has eaten; numbers of other lengths are foreign."""
    if not _BARE_CODE.fullmatch(text):
        return text
    digits = digits_only(text)
    if len(digits) == 11:  # a company's
        return digits if legal_id_ok(digits) else None
    if len(digits) > 11:
        return text
    return national_id_key(digits)


def _postal_code(text: str) -> str | None:
    """Ten digits; the five of older lists and codes with letters stay."""
    if not _BARE_CODE.fullmatch(text):
        return text
    digits = digits_only(text)
    return digits if len(digits) in (_POSTAL_LENGTH, _OLD_POSTAL_LENGTH) else None


def tags(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    """The different tags of each cell, in their order."""

    def parts(text: str | None) -> tuple[str, ...] | None:
        found = [tag for tag in _TAG_MARKS.split(text or "") if tag]
        return tuple({fold(tag): tag for tag in found}.values()) or None

    tidied = tidy_all(usable, persian=rules.persian, lines=True)
    return Reading({cell: parts(text) for cell, text in tidied.items()})


def yes_no(usable: list[Cell], to: Field, header: str, rules: ParseRules) -> Reading:
    def yes(cell: Cell) -> bool | None:
        word = fold(written(cell)) or written(cell).strip()
        if header_key(header) in _REVERSED and word in _PLAIN | _PLAIN_NO:
            return word in _PLAIN_NO
        return True if word in _TRUE else False if word in _FALSE else None

    return Reading({cell: yes(cell) for cell in usable}, NO_YES_NO)
