"""Which column is which field of a kind: by its header, by a header like it, and by what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from crm_core.base import geography
from crm_core.base.digits import plain
from crm_core.base.i18n import N_
from crm_core.base.text import fold
from crm_core.fields import Field, header_key
from crm_core.fields.choices import mentioned
from crm_core.lists._cells import is_empty, written
from crm_core.lists._header import JOINT
from crm_core.lists._kinds import KINDS, headers_of
from crm_core.lists.parse import ParseRules, parse_column
from crm_core.lists.read import Cell

SAMPLE = 60
MANY = frozenset({"phone", "mobile", "email", "address", "website", "tags", "note"})
"""Fields that several columns may fill: further numbers and addresses, joined notes and tags."""
EITHER = frozenset({"closed_on"})
"""Fields that several columns may fill if no row has a value in two of them: when it was won, when it was lost."""
ALIKE = 88
_CHECKED = frozenset({"email", "phone", "date", "datetime", "money", "number", "percent", "url", "yes_no"})
_HONORIFICS = frozenset(
    {
        *("mr", "mrs", "ms", "miss", "dr", "prof", "professor", "eng", "sir", "madam"),
        *("اقا", "اقای", "خانم", "مهندس", "دکتر", "جناب", "سرکار خانم", "جناب اقای", "استاد", "حاج", "حاجی"),
    }
)
_UNIT_BEHIND = re.compile(
    r"[\s\-_:،,]+(?:(?:به|in)\s+)?(?:(?:million|thousand|mio|میلیون|میلیارد|هزار)s?\s*)?"
    r"(?:rials?|tomans?|irr|irt|usd|eur|[$€﷼]|ریال|ريال|تومان|تومن)\s*$",
    re.IGNORECASE,
)
"""A unit that closes a header: "مبلغ به ریال", "Amount USD"."""
_ABBREVIATIONS = {
    "cust": "customer", "no": "number", "nr": "number", "num": "number", "mob": "mobile", "prov": "province",
    "cty": "city", "acct": "account", "mgr": "manager", "opp": "opportunity", "est": "estimated", "dt": "date",
    "val": "value", "prob": "probability", "disc": "discount", "amt": "amount", "addr": "address",
    "desc": "description", "tel": "telephone", "qty": "quantity", "org": "organization", "co": "company",
    "cat": "category", "exp": "expected", "prod": "product", "pct": "percent", "perc": "percent",
    "dob": "date of birth", "ref": "reference", "win": "",
}  # fmt: skip
_NOUNS: Mapping[str, tuple[str, ...]] = {
    "customers": (
        *("customer", "account", "company", "client", "organization", "organisation", "lead", "supplier", "vendor"),
        *("default address", "billing", "mailing", "business", "primary", "default", "مشتری", "شرکت", "سازمان"),
    ),
    "contacts": (
        *("contact", "person", "lead", "associated", "primary", "business", "mailing", "default address"),
        *("مخاطب", "رابط", "شخص"),
    ),
    "deals": ("deal", "opportunity", "potential", "lead", "associated", "primary", "معامله", "فرصت", "پروژه"),
    "products": ("product", "item", "article", "کالا", "محصول"),
    "users": ("user", "employee", "agent", "کاربر", "پرسنل", "کارمند"),
    "tasks": ("task", "card", "issue", "ticket", "activity", "associated", "کار", "وظیفه"),
    "interactions": ("call", "meeting", "activity", "interaction", "associated", "تماس", "جلسه"),
    "orders": ("order", "invoice", "sales order", "quote", "line item", "lineitem", "سفارش", "فاکتور"),
    "deal_history": ("deal", "opportunity", "history", "معامله", "فرصت"),
    "targets": ("target", "quota", "هدف"),
}
"""What a header may call the records of the list itself, or the usual one of their addresses."""
_COUNTS = frozenset(map(header_key, ("no", "nr", "number", "row", "شماره")))
"""Headers of numbers that may only count the rows: 1, 2, 3 is no number of another system."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_NO_WORD = re.compile(r"[^\w\u200c]+")
_WITHOUT_NOUN = 0.85
_OF_TWO = 0.9
_NUMBERS = re.compile(r" (?:id|code|no|number|key|ref)$|^(?:کد|شناسه|شماره) ")
BY_HEADER = N_("by its header")
BY_LIKENESS = N_("its header is like “{header}”")
BY_CONTENT = N_("by what is in it")
BY_NAMES = N_("by the names in it, which are known here")
Lookup = Callable[[str, Sequence[str]], float]
_NAMED_HERE = frozenset({"user", "stage", "product", "customer"})
_NOT_BY_CONTENT = frozenset({"birthday"})
_TELLING = 3
"""Fewer different cells tell nothing of what a column holds."""
_LONG = 80
_PARTED = re.compile(r"\d\s*[-/.]\s*\d")


@dataclass(frozen=True)
class Match:
    """A proposal for a column: the field, how sure it is (0 to 1), and why (one of BY_…, with `like`)."""

    field: str
    confidence: float
    why: str
    like: str = ""


class Content:
    """The columns of a list, to ask what share of a column's cells a field can take; each asked once.

    `lookup` tells the share of texts that are names of records of a kind here.
    """

    def __init__(self, columns: Mapping[int, Sequence[Cell]], rules: ParseRules, lookup: Lookup | None = None) -> None:
        self._lookup = lookup
        self._known: dict[tuple[int, str], float] = {}
        self._samples = {index: _sample(cells) for index, cells in columns.items()}
        self._columns = columns
        self._rules = rules
        self._shares: dict[tuple[int, str], float] = {}

    def sample(self, index: int) -> list[Cell]:
        """Some different cells of a column, none empty."""
        return self._samples[index]

    def repeats(self, index: int) -> bool:
        """Whether many values of a column come more than once, as they would not in a column of ids."""
        cells = [cell for cell in self._columns[index] if not is_empty(cell)]
        return len(set(cells)) < 0.8 * len(cells)

    def share(self, index: int, field: Field) -> float | None:
        """The share of cells that the field can take; None where that tells nothing."""
        cells = self._samples[index]
        if len(cells) < 2:
            return None
        if field.key == "title" and field.choices == "titles":
            return sum(1 for cell in cells if fold(written(cell)) in _HONORIFICS) / len(cells)
        if field.choices == "outcomes":
            return sum(1 for cell in cells if mentioned("outcomes", written(cell))) / len(cells)
        if field.kind not in _CHECKED:
            return None
        if (index, field.kind) not in self._shares:
            parsed = parse_column(cells, field, "", self._rules)
            self._shares[index, field.kind] = 1 - len(parsed.problems) / len(cells)
        return self._shares[index, field.kind]

    def known(self, index: int, kind: str) -> float:
        """The share of a column's texts that are names of records of this kind; 0 where that tells nothing."""
        if self._lookup is None or len(self._samples[index]) < 2 or not self.is_text(index):
            return 0.0
        if (index, kind) not in self._known:
            names = [text for text in map(str, self._samples[index]) if any(map(str.isalpha, text))]
            known = self._lookup(kind, names) if names else 0.0  # bare numbers may be anybody's
            self._known[index, kind] = known * len(names) / len(self._samples[index])
        return self._known[index, kind]

    def is_bare(self, index: int) -> bool:
        """Whether no cell of a column has a letter."""
        return not any(any(map(str.isalpha, written(cell))) for cell in self._samples[index])

    def is_distinct(self, index: int) -> bool:
        """Whether a column has a value in every row, each another one."""
        cells = self._columns[index]
        return len(cells) > 1 and len(set(cells)) == len(cells) and not any(map(is_empty, cells))

    def counts(self, index: int) -> bool:
        """Whether a column holds 1, 2, 3 and so on."""
        return all(plain(written(cell)) == str(at) for at, cell in enumerate(self._columns[index], 1))

    def never_both(self, index: int, others: Sequence[int]) -> bool:
        """Whether no row has a value in this column and in one of the others."""
        there = [not is_empty(cell) for cell in self._columns[index]]
        return not any(
            mine and not is_empty(cell) for one in others for mine, cell in zip(there, self._columns[one], strict=True)
        )

    def is_text(self, index: int) -> bool:
        """Whether a column holds short texts."""
        return all(isinstance(cell, str) and len(cell) < _LONG for cell in self._samples[index])

    def is_dates(self, index: int) -> bool:
        """Whether the cells look like dates rather than numbers."""
        return all(
            isinstance(cell, date) or (isinstance(cell, str) and _PARTED.search(cell)) for cell in self._samples[index]
        )

    def is_numbers(self, index: int) -> bool:
        """Whether the cells look like amounts: numbers, most of them large, or with a unit."""
        return all(not isinstance(cell, date | bool) for cell in self._samples[index]) and not self.is_dates(index)

    def share_of(self, index: int, fits: Callable[[str], bool]) -> float:
        """The share of a column's different texts that fit."""
        cells = self._samples[index]
        return sum(1 for cell in cells if fits(str(cell))) / len(cells) if cells else 0.0


def _sample(cells: Sequence[Cell]) -> list[Cell]:
    """Different cells, taken from everywhere in the column."""
    found: dict[Cell, None] = {}
    step = max(1, len(cells) // (20 * SAMPLE))
    for cell in cells[::step]:
        if not is_empty(cell):
            found[cell] = None
            if len(found) == SAMPLE:
                break
    return list(found)


def match_columns(kind: str, names: Mapping[int, str], named: frozenset[int], content: Content) -> dict[int, Match]:
    """The best field for each column; a field that takes one column only gets the surest."""
    proposals = {index: _by_header(kind, names[index], index, content) if index in named else {} for index in names}
    _tell_parts_from_wholes(proposals)
    _tell_name_from_note(proposals)
    taken: dict[int, Match] = {}
    used: set[str] = set()
    ranked = [(match, index) for index, matches in proposals.items() for match in matches.values()]
    for match, index in sorted(ranked, key=lambda pair: (-pair[0].confidence, pair[1])):
        if index not in taken and (
            match.field not in used
            or match.field in MANY
            or (
                match.field in EITHER
                and content.never_both(index, [one for one in taken if taken[one].field == match.field])
            )
        ):
            taken[index] = match
            used.add(match.field)
    for index in names:
        if index in taken or proposals[index]:
            continue
        found = _by_content(kind, index, index in named, content, used) or _own_number(kind, index, names, content)
        if found and (found.field not in used or found.field in MANY):
            taken[index] = found
            used.add(found.field)
    return dict(sorted(taken.items()))


def _by_header(kind: str, name: str, index: int, content: Content) -> dict[str, Match]:
    known = headers_of(kind)
    read = next(((key, sureness) for key, sureness in _readings(kind, name) if key in known), None)
    if read is None:
        key = header_key(name)
        found = process.extractOne(key, known.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE) if len(key) > 4 else None
        if found is None:
            return {}
        read = found[0], found[1] / 100 * 0.8
    like, sureness = read
    matches = {}
    for field, rank in known[like].items():
        if field == "external_id" and like in _COUNTS and content.counts(index):
            continue
        fitting = _fitting(kind, field, index, content)
        if sureness < 1 and (fitting < 1 or _is_no_name(kind, field, index, content)):
            continue
        confidence = sureness * (1 - 0.005 * min(rank, 40)) * fitting
        if confidence > 0.3:
            matches[field] = Match(field, confidence, *((BY_HEADER,) if sureness == 1 else (BY_LIKENESS, like)))
    return matches


def _readings(kind: str, name: str) -> Iterator[tuple[str, float]]:
    """What a header may say, each with how sure that is: as it stands, without its unit, written out, of a group, one
    of two names, and without the noun of the list's own records: "Deal - Owner" is the owner."""
    yield header_key(name), 1.0
    yield header_key(_UNIT_BEHIND.sub("", name)), 1.0
    yield _in_full(name), 1.0
    if JOINT in name:
        yield header_key(name.rpartition(JOINT)[2]), 1.0
    for part in name.split("/")[: 2 if "/" in name else 0]:
        yield header_key(part), _OF_TWO
    for part in dict.fromkeys((name, *name.split("/"))):
        bare = _worded(_UNIT_BEHIND.sub("", part))
        while (shorter := _without_noun(kind, bare)) != bare:
            bare = shorter
            yield header_key(bare), _WITHOUT_NOUN


def _worded(name: str) -> str:
    """A header as words with a blank between them: "shipperID" is "shipper id"."""
    return " ".join(_NO_WORD.split(fold(_CAMEL.sub(" ", name)))).strip()


def _without_noun(kind: str, words: str) -> str:
    for noun in _NOUNS[kind]:
        if words.startswith(f"{noun} "):
            return words[len(noun) + 1 :]
        if words.endswith(f" {noun}") and not noun.isascii():
            return words[: -len(noun) - 1]
    return words


def _is_no_name(kind: str, field: str, index: int, content: Content) -> bool:
    """Whether a field of links would be told of a column of bare numbers that only seems to be one of names."""
    return KINDS[kind].fields[field].is_link and content.is_bare(index)


def _own_number(kind: str, index: int, names: Mapping[int, str], content: Content) -> Match | None:
    """The first column of a list that is called "… id" and has another value in each row numbers its records."""
    first = index == next(iter(names)) and "external_id" in KINDS[kind].fields
    if first and _NUMBERS.search(_worded(names[index])) and content.is_distinct(index):
        return Match("external_id", 0.5, BY_CONTENT)
    return None


def _in_full(name: str) -> str:
    """A header as it is compared, with its abbreviations written out: "Cust. No" is "customer number"."""
    return header_key(" ".join(_ABBREVIATIONS.get(word, word) for word in fold(name).split()))


def _fitting(kind: str, field: str, index: int, content: Content) -> float:
    """Less than one where the cells speak against the field."""
    known = KINDS[kind].fields[field]
    share = content.share(index, known)
    if known.kind == "percent" and share is not None:  # what is more than a hundred anywhere is an amount
        return 0.4 + 0.5 * share if share < 1 else 1.0
    if known.kind == "yes_no" and share is not None and share < 0.5:
        return 0.0
    return 1.0 if share is None or share >= 0.5 else 0.4 + share


def _tell_parts_from_wholes(proposals: dict[int, dict[str, Match]]) -> None:
    """A header like "نام" means the first name only where another column has the last one, and so on."""
    for part, whole, sign in (("first_name", "name", "last_name"), ("birth_day", "birthday", "birth_month")):
        in_parts = any(sign in matches for matches in proposals.values())
        for matches in proposals.values():
            if part in matches and whole in matches:
                del matches[whole if in_parts else part]


def _tell_name_from_note(proposals: dict[int, dict[str, Match]]) -> None:
    """What may be the name or a note, such as the description of a product, is the name where no other column is."""
    names = [matches for matches in proposals.values() if "name" in matches]
    if len(names) == 1 and names[0].keys() == {"name", "note"}:
        del names[0]["note"]


def _by_content(kind: str, index: int, named: bool, content: Content, used: set[str]) -> Match | None:
    """E-mails, mobiles and names that are known here are told without a header; where there is none, also dates,
    amounts, other phones and places. The company's own fields are told by their labels alone."""
    known = KINDS[kind].fields.items()
    fields = {key: field for key, field in known if key not in used and not field.is_own}
    found = len(content.sample(index))
    if found >= _TELLING:
        for key, confidence in (("email", 0.7), ("mobile", 0.55)):
            if key in fields and (content.share(index, fields[key]) or 0) >= 0.9:
                return Match(key, confidence, BY_CONTENT)
    for key, field in fields.items():
        if field.kind in _NAMED_HERE and content.known(index, field.kind) >= 0.8:
            return Match(key, 0.6, BY_NAMES)
    return None if named or found < _TELLING else _without_header(fields, index, content)


def _without_header(fields: Mapping[str, Field], index: int, content: Content) -> Match | None:
    looks = (
        ("phone", content.is_text),
        ("date", content.is_dates),
        ("datetime", content.is_dates),
        ("money", content.is_numbers),
    )
    for kind, fits in looks:
        if not fits(index):
            continue
        for key, field in fields.items():
            if field.kind == kind and key not in _NOT_BY_CONTENT and (content.share(index, field) or 0) >= 0.9:
                return Match(key, 0.45, BY_CONTENT)
    if not content.is_text(index):
        return None
    if "province" in fields and content.share_of(index, lambda text: geography.province(text) is not None) >= 0.8:
        return Match("province", 0.5, BY_CONTENT)
    if "city" in fields and content.share_of(index, lambda text: geography.city(text) is not None) >= 0.8:
        return Match("city", 0.5, BY_CONTENT)
    return None
