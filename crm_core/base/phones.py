"""Telephone numbers as people write them, and the one form (E.164) by which they are matched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from crm_core.base.digits import digits_only, plain

_IRAN_AREAS = frozenset(
    {
        "11",
        "13",
        "17",
        "21",
        "23",
        "24",
        "25",
        "26",
        "28",
        "31",
        "34",
        "35",
        "38",
        "41",
        "44",
        "45",
        "51",
        "54",
    }
    | {"56", "58", "61", "66", "71", "74", "76", "77", "81", "83", "84", "86", "87"}
)
_STORED = re.compile(rf"\+98(?:9\d|{'|'.join(sorted(_IRAN_AREAS))})\d{{8}}", re.ASCII)
"""A number that needs nothing done: as it is stored."""
_AT_HOME = re.compile(rf"0(?:(9\d\d)[ -]?(\d{{7}})|({'|'.join(sorted(_IRAN_AREAS))})[ -]?(\d{{8}}))", re.ASCII)
"""A number of Iran as most lists have it."""
_EXTENSION = re.compile(
    r"[\s,;.()\-]*(?:ext(?:ension|n)?|x|#|;ext=|داخلی|داخلي)[\s.:=#(]*(\d{1,7})[\s)]*$", re.IGNORECASE
)
_BARE = re.compile(r"[+(\d][\d() \-]*")
_LABEL = re.compile(r"^(?:[^\W\d_]|[\s.:\-])+(?=[+(\d])")
_SEPARATOR = re.compile(
    r"[,;|\n\r،؛/\\&]+|\s+(?:and|or|و|یا)\s+|\s+-\s+(?=[+0])|(?<=\d{5})\s+[-–]\s+(?=\d{5})", re.IGNORECASE
)
_RANGE = re.compile(r"^(.*\d)\s*(?:-|–|~|/|تا|الی|to)\s*(\d{1,4})$")
_REVERSED = re.compile(r"^(\d{5,8})[\s\-]+(0\d{2})$")
_NORTH_AMERICA = frozenset({"US", "CA"})


@dataclass(frozen=True)
class PhonePart:
    """One number out of a cell, as written, and the extension behind it."""

    number: str
    extension: str | None = None


def phone_key(text: str, country: str = "IR", area_code: str | None = None) -> str | None:
    """E.164 of one number in any writing, without its extension; None when it is none.

    `country` is the company's (two letters), `area_code` its home area ("21" or "021"), which completes local
    numbers. Foreign numbers are judged by their length only, so that unassigned ones (US 555) are taken.
    """
    if len(text) == 13 and text.startswith("+98") and text.isascii() and text[3:].isdigit():
        return _iranian(text[3:])  # as it is stored: asked again for every record that is written
    if country == "IR" and (usual := _AT_HOME.fullmatch(text)):
        return f"+98{usual[1] or usual[3]}{usual[2] or usual[4]}"
    number = plain(text)
    bare = _BARE.fullmatch(number) is not None
    if not bare:
        number = _LABEL.sub("", _EXTENSION.sub("", number)).removesuffix(".0")
    if not number:
        return None
    if flipped := _REVERSED.match(number):  # an area code that right-to-left typing put behind
        number = flipped[2] + flipped[1]
    digits = digits_only(number)
    if number[0] in "+(" and number.lstrip("( ").startswith("+"):
        return _international(digits)
    if digits.startswith("00"):
        return _international(digits[2:])
    if country == "IR" and not bare and any(c.isalpha() for c in number):
        return None
    return _domestic(number, digits, country, (area_code or "").lstrip("0"))


def phone_keys(texts: Iterable[str], country: str = "IR", area_code: str | None = None) -> list[str | None]:
    """`phone_key` for a column."""
    is_stored = _STORED.fullmatch
    return [text if is_stored(text) else phone_key(text, country, area_code) for text in texts]


def _international(digits: str) -> str | None:
    if digits.startswith("98"):
        return _iranian(digits[2:].removeprefix("0"))
    if digits.startswith("1"):
        return "+" + digits if len(digits) == 11 else None
    for length in (1, 2, 3):  # calling codes are prefixes of no other
        if plan := _plan(digits[:length]):
            key = plan.key(digits[length:])
            return _possible("+" + digits, None) if key == "" else key
    return None


def _domestic(number: str, digits: str, country: str, area: str) -> str | None:
    if country == "IR":
        return _iranian_domestic(digits, area)
    if any(c.isalpha() for c in number):
        return _possible(number, country)
    if country in _NORTH_AMERICA:
        national = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
        national = area + national if len(national) == 7 and len(area) == 3 else national
        return "+1" + national if len(national) == 10 else None
    key = _of_country(digits, country)
    return key or (_of_country(area + digits, country) if area and digits[:1] != "0" else None)


def _of_country(digits: str, country: str) -> str | None:
    plan = _plan_of(country)
    key = plan.domestic_key(digits) if plan else ""
    return _possible(digits, country) if key == "" else key


def _iranian_domestic(digits: str, area: str) -> str | None:
    if len(digits) == 12 and digits.startswith("98"):
        return _iranian(digits[2:])
    if len(digits) == 11 and digits[0] == "0":
        return _iranian(digits[1:])
    if len(digits) == 8 and area and digits[0] != "0":
        return _iranian(area + digits)
    return _iranian(digits)  # ten digits: a sheet has eaten the leading zero


def _iranian(national: str) -> str | None:
    """By shape: nine and nine digits for a mobile, an area code and eight digits for a landline."""
    if len(national) == 10 and (national[0] == "9" or national[:2] in _IRAN_AREAS):
        return "+98" + national
    return None


@dataclass(frozen=True)
class _Plan:
    """What the library knows of a calling code, for judging most numbers without its slow parser."""

    code: str
    lengths: frozenset[int]
    trunk: re.Pattern[str]
    shape: re.Pattern[str]
    abroad: re.Pattern[str]

    def key(self, national: str) -> str | None:
        """E.164 of national digits; None when no number has that length, "" when only the parser can tell."""
        if trunk := self.trunk.match(national):
            if self.trunk.groups or self.shape.fullmatch(national):
                return ""
            national = national[trunk.end() :]
            if len(national) not in self.lengths or self.trunk.match(national):
                return ""
        if national.startswith("0"):  # an Italian zero stays, others do not
            return ""
        return f"+{self.code}{national}" if len(national) in self.lengths else None

    def domestic_key(self, digits: str) -> str | None:
        """As `key`, for digits dialled at home, which may also lead abroad or begin with the code."""
        return "" if digits.startswith(self.code) or self.abroad.match(digits) else self.key(digits)


def _pattern(text: str | None) -> re.Pattern[str]:
    return re.compile(text or "(?!)")  # nothing matches where the library names nothing


@cache
def _plan(calling_code: str) -> _Plan | None:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(calling_code) if calling_code.isdigit() else 0)
    if not regions:
        return None
    main = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(calling_code), regions[0])
    if main is None or main.general_desc is None:
        return None
    return _Plan(
        calling_code,
        frozenset(main.general_desc.possible_length),
        _pattern(main.national_prefix_for_parsing),
        _pattern(main.general_desc.national_number_pattern),
        _pattern(main.international_prefix),
    )


@cache
def _plan_of(country: str) -> _Plan | None:
    """The plan of a country that is the main one of its calling code; the others have their own prefixes."""
    code = phonenumbers.country_code_for_region(country)
    return _plan(str(code)) if phonenumbers.region_code_for_country_code(code) == country else None


@lru_cache(maxsize=50_000)
def _possible(number: str, country: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(number, country)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def split_phones(text: str, country: str = "IR", area_code: str | None = None) -> list[PhonePart]:
    """The numbers in one cell: several in a row, `021-88776655-8` (both ends), each with its extension.

    The numbers come as written, whether valid or not; `phone_key` judges each.
    """
    parts: list[PhonePart] = []
    for piece in _SEPARATOR.split(plain(text)):
        written = piece.strip(" -–.\t")
        if not any(c.isdigit() for c in written):
            continue
        found = _EXTENSION.search(written)
        number = written[: found.start()] if found else written
        extension = found[1] if found else None
        if parts and number.isdigit() and len(number) <= 4 and number[0] != "0":
            parts.append(PhonePart(_ending_in(parts[-1].number, number), extension))
        else:
            parts += [PhonePart(n, extension) for n in _ends_of_range(number, country, area_code)]
    return parts


def _ends_of_range(number: str, country: str, area_code: str | None) -> list[str]:
    area = area_code or ("21" if country == "IR" else None)
    found = _RANGE.match(number)
    if found and phone_key(number, country, area) is None and phone_key(found[1], country, area):
        return [found[1], _ending_in(found[1], found[2])]
    return [number]


def _ending_in(number: str, tail: str) -> str:
    return number[: -len(tail)] + tail
