"""How alike two names are, whatever their legal form, their titles, the order of their words and their script.

Names are compared folded (`base.text.fold`), so what is given may be a name as written or a stored `name_key`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from ..base.text import fold

ALIKE = 87
"""From this likeness on, two names may be one name spelt twice."""

_FORM_WORDS = """
شرکت سهامی خاص عام شرکتهای محدود مسئولیت مسیولیت بامسئولیت تضامنی تعاونی موسسه
ltd limited inc incorporated corp corporation co company llc llp lp plc gmbh ag kg sa sarl srl spa bv nv ab oy as
pty pte pvt jsc pjs pjsc psc fze fzco fzc sas sl the mr mrs ms miss dr eng prof sir madam
اقا اقای خانم مهندس دکتر جناب سرکار استاد حاج حاجی حاجیه سرهنگ
"""
_FORMS = frozenset(_FORM_WORDS.split())
"""Words of a name that say what it is, not who."""

_PHRASES = re.compile(r"\b(?:با مس[یئ]?ولیت محدود|س خ|س ع|و شرکا|and (?:co|company|sons))\b")
_TELLING = _FORMS | {"شرکا", "sons"}
"""Without one of these words or a letter by itself, a name has nothing to leave out."""
_SPELLED = re.compile(r"\b(?:[a-z] )+[a-z]\b")
"""Letters one by one: "l l c" is "llc"."""

_ROLE_WORDS = """
info sales sale office contact contacts admin administrator support mail email hello hi hr jobs career careers
account accounts accounting billing finance marketing service services team noreply donotreply pr public webmaster
postmaster reception purchase purchasing procurement orders order enquiries enquiry inquiry help helpdesk media press
export import commercial company foroush forosh modir modiriat daftar kharid bazargani mali tadarokat ravabet omomi
rahbari edari post secretary ceo manager
"""
_ROLES = frozenset(_ROLE_WORDS.split())
"""What stands before the @ of an address that nobody owns alone."""

_SOUNDS = str.maketrans(
    {
        "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ذ": "z", "ر": "r",
        "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f",
        "ق": "gh", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ا": "", "ع": "", "ی": "", "و": "",
    }
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouywv]+")
_TWICE = re.compile(r"(.)\1+")
_FIGURES = re.compile(r"\d+")
_INITIAL = 1
_SPELLING = 82
"""From this ratio on, two words may be one word spelt twice."""


@lru_cache(maxsize=65_536)
def bare_name(name: str) -> str:
    """A name folded, without legal form (شرکت، سهامی خاص، Ltd, Inc), titles and articles; never emptied."""
    return bare_key(fold(name))


def bare_key(folded: str) -> str:
    """`bare_name` of a name that is folded already; most names are bare, so those are told at once."""
    words = folded.split()
    if _TELLING.isdisjoint(words) and _INITIAL not in map(len, words):
        return folded
    told = _SPELLED.sub(lambda found: found[0].replace(" ", ""), _PHRASES.sub(" ", folded))
    return " ".join(word for word in told.split() if word not in _FORMS) or folded


def likeness(one: str, two: str) -> int:
    """How alike two names are, 0 to 100 (the same): order of words, blanks, forms and scripts do not count.

    Names that differ in a figure ("Branch 1", "Branch 2") are never more than half alike.
    """
    a, b = bare_name(one), bare_name(two)
    if a == b:
        return 100 if a else 0
    if sorted(_FIGURES.findall(a)) != sorted(_FIGURES.findall(b)):
        return min(50, round(fuzz.ratio(a, b)))
    spelling = max(fuzz.token_sort_ratio(a, b), fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")))
    if a.isascii() != b.isascii():
        spelling = max(spelling, 0.95 * fuzz.token_sort_ratio(sound(a), sound(b)))
    return min(99, round(spelling))


def names_fit(one: str | None, two: str | None) -> bool:
    """Whether two names may be of one person or company: one is missing, or all words of the shorter are in the longer.

    A word is in a name as it stands, spelt a little otherwise, or as its first letter. "Ali Rezaei" and
    "Maryam Rezaei" do not fit, "A. Rezaei" and "Ali Rezaei" do.
    """
    if not one or not two:
        return True
    a, b = bare_name(one), bare_name(two)
    if a == b or fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")) >= ALIKE:
        return sorted(_FIGURES.findall(a)) == sorted(_FIGURES.findall(b))
    if a.isascii() != b.isascii():
        a, b = sound(a), sound(b)
    short, long = sorted((a.split(), b.split()), key=len)
    return bool(short) and _all_found(short, long)


def _all_found(short: list[str], long: list[str]) -> bool:
    """Whether each word has a word of its own in the longer name, and one of them is more than an initial."""
    left, sure = list(long), False
    for word in sorted(short, key=len, reverse=True):
        found = next((other for other in left if _one_word(word, other)), None)
        if found is None:
            return False
        left.remove(found)
        sure = sure or min(len(word), len(found)) > _INITIAL
    return sure


def _one_word(one: str, two: str) -> bool:
    if one == two:
        return True
    if _INITIAL in (len(one), len(two)):
        return one[0] == two[0]
    return not (one + two).isdecimal() and fuzz.ratio(one, two) >= _SPELLING


@lru_cache(maxsize=16_384)
def sound(bare: str) -> str:
    """The consonants of a name in Latin letters, which both scripts write: «رضایی» and "Rezaei" are both "rz"."""
    heard = [_TWICE.sub(r"\1", _VOWELS.sub("", _plain(word.translate(_SOUNDS)))) for word in bare.split()]
    return " ".join(word for word in heard if word)


def _plain(word: str) -> str:
    """One letter where the Latin spelling of Persian has several."""
    return word.replace("q", "gh").replace("x", "ks").replace("c", "k").replace("kh", "h").removesuffix("h") or word


def is_role_address(email: str | None) -> bool:
    """Whether an address belongs to an office rather than to a person: info@, sales2@, no-reply@."""
    local = (email or "").partition("@")[0].lower()
    return re.sub(r"[\d._-]+", "", local) in _ROLES or re.split(r"[\d._+-]", local)[0] in _ROLES
