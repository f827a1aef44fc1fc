"""Names of people: forms of address move into the title, "Last, First" is turned, parts are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from crm_core.base.text import fold

_ADDRESSES = {
    **dict.fromkeys(("جناب", "جناب آقای", "جناب آقا", "آقای", "آقا", "اقای", "اقا"), "آقای"),
    **dict.fromkeys(("سرکار", "سرکار خانم", "خانم", "بانو"), "خانم"),
    **dict.fromkeys(("mr", "mister"), "Mr"),
    **dict.fromkeys(("mrs",), "Mrs"),
    **dict.fromkeys(("ms", "miss", "madam"), "Ms"),
}
"""How a person is spoken to: never the beginning of a company's name."""
_PROFESSIONS = {
    **{word: word for word in ("دکتر", "مهندس", "استاد", "پروفسور")},
    **dict.fromkeys(("dr", "doctor"), "Dr"),
    **dict.fromkeys(("prof", "professor"), "Prof"),
    **dict.fromkeys(("engr", "eng."), "Eng."),
}
_WORDS = sorted((*_ADDRESSES, *_PROFESSIONS), key=len, reverse=True)
_HONORIFIC = re.compile(
    r"[\s\u200c(]*(" + "|".join(re.escape(word) for word in _WORDS) + r")(?![^\W_])(?:[\s\u200c.،,/)]+|$)",
    re.IGNORECASE,
)
_ANY = re.compile("^" + _HONORIFIC.pattern, re.IGNORECASE | re.MULTILINE)
_COMPANY = re.compile(
    r"\b(?:ltd|llc|inc|corp|co|gmbh|plc|ag|sa|group|clinic|lab|company|institute|hospital|pharmacy|store|shop)\b"
    r"|شرکت|موسسه|مؤسسه|کلینیک|گروه|داروخانه|بیمارستان|آزمایشگاه|مطب|فروشگاه|دفتر|مرکز|صنایع|بازرگانی|هلدینگ|کارخانه",
    re.IGNORECASE,
)
_LAST_FIRST = re.compile(r"\s*([^,،]+?)\s*[,،]\s*([^,،]+?)\s*")
_MARK = re.compile(r"\s*[,،]\s*")
_COMPANIES = frozenset({"company", "legal", "organisation", "organization", "حقوقی", "شرکت", "سازمان"})
_WORDS_OF_A_PERSON = 3


def any_honorific(names: Iterable[str | None]) -> bool:
    """Whether one of the names begins with a form of address; asked before each is taken apart."""
    return _ANY.search("\n".join(filter(None, names))) is not None


@lru_cache(maxsize=20_000)
def apart(name: str, *, person: bool) -> tuple[str | None, str]:
    """The title and the rest of a name: «جناب آقای دکتر سید علی موسوی» is ("آقای دکتر", "سید علی موسوی").

    A name that would be left empty stays whole, and so does what may be a company's: where it is not sure that this
    is a `person`, a profession before a single word («دکتر لنز») or before a company's words is part of the name.
    """
    titles: dict[str, None] = {}
    rest, sure = name, person
    while found := _HONORIFIC.match(rest):
        word = found[1].lower()
        title = _ADDRESSES.get(word) or _PROFESSIONS[word]
        sure = sure or word in _ADDRESSES
        titles[title] = None
        rest = rest[found.end() :]
    rest = rest.strip(" \u200c.،,")
    if not titles or not any(c.isalpha() for c in rest):
        return None, name
    if not sure and (len(rest.split()) < 2 or _COMPANY.search(rest)):
        return None, name
    return " ".join(titles), rest


def may_be_person(kind: object) -> bool:
    """Whether what the list says of the kind of customer leaves it open that this is a person."""
    return kind is None or fold(str(kind)) not in _COMPANIES


def turned(names: Sequence[str | None]) -> list[str | None] | None:
    """The names of a column that writes "Last, First" throughout, as "First Last"; None where it does not."""
    given = [name for name in names if name]
    with_mark = [name for name in given if "," in name or "،" in name]
    if not given or len(with_mark) < 0.8 * len(given) or not all(_is_turned(name) for name in with_mark):
        return None
    return [" ".join(reversed(_MARK.split(name.strip()))) if name and _is_turned(name) else name for name in names]


def _is_turned(name: str) -> bool:
    parts = _LAST_FIRST.fullmatch(name)
    if parts is None or _COMPANY.search(name) or any(c.isdigit() for c in name):
        return False
    return all(len(part.split()) <= _WORDS_OF_A_PERSON for part in parts.groups())
