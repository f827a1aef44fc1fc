"""What a sheet holds: where the list lies on it, of which kind it is, and which column is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.text import fold
from crm_core.fields import Field, header_key
from crm_core.lists._cells import written
from crm_core.lists._columns import MANY, Content, Lookup, Match, match_columns
from crm_core.lists._kept import KEEP
from crm_core.lists._kinds import KINDS, ListKind, headers_of, kinds_that_know
from crm_core.lists._layout import DamagedRow, Layout, lay_out, letter
from crm_core.lists._remembered import Remembered
from crm_core.lists._saying import Saying
from crm_core.lists._wide import as_targets
from crm_core.lists.parse import ParseRules
from crm_core.lists.read import Cell, Sheet

if TYPE_CHECKING:
    from crm_core.lists._marks import Marks
    from crm_core.lists._round_trip import Returned

__all__ = ["KEEP", "KEPT", "KINDS", "DamagedRow", "KindGuess", "ListColumn", "ListKind", "RecognisedList", "recognise"]


_COMPANY_NAMES = frozenset(map(header_key, ("company", "company name", "organization", "account", "شرکت", "نام شرکت")))
_STAFF_NUMBERS = frozenset(
    map(header_key, ("employee id", "employee no", "personnel number", "کد پرسنلی", "شماره پرسنلی", "کد کارمندی"))
)
"""What only lists of the own staff have, however much else they say of people."""
_OF_USERS = frozenset({"role", "unit", "active", "manager"})
_SAYS_USER = frozenset(
    map(
        header_key,
        (
            *("user", "user name", "username", "sales agent", "sales rep", "user role", "role", "access level"),
            *("کاربر", "نام کاربر", "نام کاربری", "نام کارشناس", "نقش", "نقش کاربر", "سطح دسترسی"),
        ),
    )
)
"""Headers of lists of people who work with the system; lists of other people do not have them."""
_AT_THE_COMPANY = frozenset(
    map(
        header_key,
        (
            *("contact", "contact name", "contact person", "primary contact", "contact title", "contact position"),
            *("contact job title", "contact role", "decision maker", "ceo", "manager", "manager name", "owner name"),
            *("contact phone", "contact mobile", "contact email", "fax", "fax number"),
            *("رابط", "نام رابط", "شخص رابط", "سمت رابط", "مخاطب", "نام مخاطب", "سمت مخاطب", "طرف تماس"),
            *("نام و نام خانوادگی رابط", "مدیرعامل", "مدیر عامل", "نام مدیرعامل", "نام مدیر", "موبایل رابط"),
            *("تلفن رابط", "شماره رابط", "ایمیل رابط", "فکس", "نمابر", "دورنگار"),
        ),
    )
)
"""What lists of companies tell besides of whoever speaks for them."""
A_PERSON = N_("who speaks for the company")
GIVEN = N_("chosen")
KEPT = Field(KEEP, N_("Kept in the note"), part_of="note")


@dataclass(frozen=True)
class ListColumn:
    """A column: its place in the sheet, its letter, its name (distinct) and the field proposed for it."""

    index: int
    letter: str
    header: str
    named: bool
    samples: tuple[str, ...]
    field: str | None = None
    confidence: float = 0.0
    why: Saying | None = None


@dataclass(frozen=True)
class KindGuess:
    """How much speaks for a kind of list, and the headers that say so."""

    kind: str
    score: float
    reason: Saying


@dataclass
class RecognisedList:
    """A list ready to be parsed. `kind` is None where too little speaks for any; `kinds`: the best first.

    `remembered`: what was decided for earlier lists with this header; the columns are as it says. `marks`: it is a list
    that we handed out ourselves; `returned`: what was changed in it since. `rest_of`: the import of whose troubled rows
    it consists.
    """

    sheet: Sheet
    layout: Layout
    kind: str | None
    kinds: list[KindGuess]
    columns: list[ListColumn]
    notes: list[Saying] = field(default_factory=list)
    remembered: Remembered | None = None
    marks: Marks | None = None
    rest_of: int | None = None
    returned: Returned | None = None

    @property
    def header_row(self) -> int | None:
        """The row of the header as Excel numbers it; None where the list has none."""
        return None if self.layout.header is None else self.sheet.numbers[self.layout.header]

    @cached_property
    def rows(self) -> list[int]:
        """The rows of data as Excel numbers them, damaged ones left out."""
        return [self.sheet.numbers[at] for at in self.layout.positions]

    @property
    def damaged(self) -> list[DamagedRow]:
        """Rows that could not be taken apart; they count as rows of the list that failed."""
        return self.layout.damaged

    def cells(self, column: ListColumn) -> list[Cell]:
        """The cells of a column, one for each of `rows`."""
        return _cells(self.sheet, self.layout.positions, column.index)

    def mapped(self, field: str) -> list[ListColumn]:
        """The columns that fill a field."""
        return [column for column in self.columns if column.field == field]


def recognise(
    sheet: Sheet,
    rules: ParseRules,
    *,
    file_name: str = "",
    kind: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
    header_row: int | None = None,
    lookup: Lookup | None = None,
) -> RecognisedList:
    """Find the list on the sheet and say what it is.

    What a person decided holds: `kind`, `mapping` (header or column letter → field, KEEP to keep the column in the
    note, None to leave it out) and `header_row` (as Excel numbers it, 0: there is none). Raises Invalid for a
    header or field that is not there. `lookup` tells the share of texts that are names of records of a kind here.
    """
    if kind is not None and kind not in KINDS:
        raise Invalid(N_("There is no kind of list called “{value}”."), field="kind", value=kind)
    if kind == "targets" or (kind is None and says_targets(f"{file_name} {sheet.name}")):
        sheet = as_targets(sheet, header_row)
    layout = lay_out(sheet, header_row)
    content = Content({index: _cells(sheet, layout.positions, index) for index in layout.columns}, rules, lookup)
    matches = {key: match_columns(key, layout.columns, layout.named, content) for key in ([kind] if kind else KINDS)}
    kinds = sorted(
        (_guess(KINDS[key], found, layout, content, f"{file_name} {sheet.name}") for key, found in matches.items()),
        key=lambda guess: -guess.score,
    )
    best = kind or sheet.means or (kinds[0].kind if kinds[0].score >= _enough(layout) else None)
    columns = _columns(sheet, layout, content, matches[best] if best else {})
    if best == "customers":
        columns = [_kept_person(column) for column in columns]
    if mapping:
        columns = _as_mapped(columns, mapping, best)
    return RecognisedList(sheet, layout, best, kinds, columns, layout.notes)


def says_targets(names: str) -> bool:
    """Whether the names of file and sheet say that it is a list of targets."""
    return any(word in names.lower() for word in KINDS["targets"].names)


def _enough(layout: Layout) -> float:
    """A guess that scores less is none: a quarter for each column, one at most."""
    return min(0.25 * len(layout.columns), 1.0)


def _cells(sheet: Sheet, positions: Sequence[int], index: int) -> list[Cell]:
    column = sheet.columns[index]
    if isinstance(positions, range):
        return column[positions.start : positions.stop]
    return [column[at] for at in positions]


def _columns(sheet: Sheet, layout: Layout, content: Content, matches: Mapping[int, Match]) -> list[ListColumn]:
    columns = []
    for index, name in layout.columns.items():
        match = matches.get(index)
        columns.append(
            ListColumn(
                index,
                letter(sheet.first_column + index),
                name,
                index in layout.named,
                tuple(written(cell) for cell in content.sample(index)[:3]),
                match.field if match else None,
                round(match.confidence, 2) if match else 0.0,
                Saying(match.why, {"header": match.like} if match.like else {}) if match else None,
            )
        )
    return columns


def _kept_person(column: ListColumn) -> ListColumn:
    """A person at the company, whom customers have no field for, stays with it in its note."""
    if column.field is not None or not column.samples or header_key(column.header) not in _AT_THE_COMPANY:
        return column
    return replace(column, field=KEEP, confidence=0.5, why=Saying(A_PERSON))


def _as_mapped(columns: list[ListColumn], mapping: Mapping[str, str | None], kind: str | None) -> list[ListColumn]:
    """The columns with a person's choices; a field chosen for one column is taken from the others."""
    chosen: dict[int, str | None] = {}
    for header, key in mapping.items():
        if kind is not None and key is not None and ("note" if key == KEEP else key) not in KINDS[kind].fields:
            raise Invalid(N_("{kind} have no field “{value}”."), field=header, value=key, kind=N_(KINDS[kind].label))
        chosen[_column_called(columns, header).index] = key
    given = {key for key in chosen.values() if key not in MANY and key != KEEP}
    return [
        replace(
            column,
            field=chosen[column.index],
            confidence=1.0 if chosen[column.index] else 0.0,
            why=Saying(GIVEN) if chosen[column.index] else None,
        )
        if column.index in chosen
        else replace(column, field=None, confidence=0.0, why=None)
        if column.field in given
        else column
        for column in columns
    ]


def _column_called(columns: list[ListColumn], header: str) -> ListColumn:
    for same in (
        lambda c: c.header == header,
        lambda c: fold(c.header) == fold(header),
        lambda c: c.letter == header,
    ):
        if found := [column for column in columns if same(column)]:
            return found[0]
    there = ", ".join(column.header for column in columns)
    raise Invalid(N_("The list has no column “{value}”. It has: {headers}."), value=header, headers=there)


def _guess(kind: ListKind, matches: Mapping[int, Match], layout: Layout, content: Content, names: str) -> KindGuess:
    """What speaks for a kind: headers that few kinds know weigh most; columns without a place, against it."""
    counts = kinds_that_know()
    weights = {
        index: match.confidence / counts.get(header_key(layout.columns[index]), len(KINDS)) ** 0.5
        for index, match in matches.items()
    }
    fields = {match.field for match in matches.values()}
    beside = [name for index, name in layout.columns.items() if index not in matches]
    if kind.key == "customers":
        beside = [name for name in beside if header_key(name) not in _AT_THE_COMPANY]
    score = sum(weights.values()) - 0.15 * len(beside)
    score += 0.3 * any(word in names.lower() for word in kind.names)
    score += _against(kind, matches, fields, layout, content, names)
    if not all(group & fields for group in kind.needs):
        score = min(score, 1.0) * 0.2
    telling = sorted(weights, key=lambda index: -weights[index])[:3]
    headers = ", ".join(layout.columns[index] for index in sorted(telling))
    return KindGuess(
        kind.key,
        round(score, 2),
        Saying(
            N_("{count} columns fit, above all: {headers}."),
            {
                "count": len(matches),
                "headers": headers,
            },
        ),
    )


def _against(
    kind: ListKind, matches: Mapping[int, Match], fields: set[str], layout: Layout, content: Content, names: str
) -> float:
    """What the headers alone do not tell: persons at a company are contacts, names at none are rather customers, deals
    do not repeat their id."""
    people = {"first_name", "last_name"} <= fields
    if kind.key == "users":
        return _of_users(matches, fields, layout, names)
    if kind.key in ("customers", "contacts", "products") and _sells(layout):
        return -3.0
    if kind.key == "customers" and people:
        at_a_company = any(
            match.field == "name" and header_key(layout.columns[index]) in _COMPANY_NAMES
            for index, match in matches.items()
        )
        return -1.5 if at_a_company else 0.0
    if kind.key == "contacts" and people:
        return 0.3
    if kind.key == "contacts":
        at = [index for index, match in matches.items() if match.field == "customer"]
        if not at:
            return -0.2
        return -1.5 if any(not content.repeats(index) for index in at) else 0.0
    if kind.key == "deals" and "title" not in fields:
        if not fields & {"customer", "owner", "amount", "closed_on", "expected_close", "outcome"}:
            return -1.0
        ids = [index for index, match in matches.items() if match.field == "external_id"]
        return -1.0 if any(content.repeats(index) for index in ids) else 0.0
    return 0.0


def _of_users(matches: Mapping[int, Match], fields: set[str], layout: Layout, names: str) -> float:
    """People become users only where the list says so: by personnel numbers, or by what only users have and the
    words of its headers or its file. A user made by mistake is worse than being asked."""
    keys = {match.field: header_key(layout.columns[index]) for index, match in matches.items()}
    if keys.get("external_id") in _STAFF_NUMBERS:
        return 8.0
    said = _SAYS_USER & set(keys.values()) or any(word in names.lower() for word in KINDS["users"].names)
    return 0.0 if {"unit", "manager"} <= fields or (fields & _OF_USERS and said) else -8.0


def _sells(layout: Layout) -> bool:
    """Whether the columns tell of products that were sold to somebody, as no list of people or products does."""
    lines = headers_of("orders")
    told = {field for name in layout.columns.values() for field in lines.get(header_key(name), ())}
    return {"product", "customer"} <= told and bool({"quantity", "price"} & told)
