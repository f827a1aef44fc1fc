"""Templates to fill in: a workbook per kind of list, in the person's language, that the import knows completely.

The first sheet has the fields people need first, choice lists where there is something to choose, and an example that
the import leaves out. The second explains each column, the third holds what can be chosen.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs

from ..base.errors import NotFound
from ..base.i18n import N_, Locale
from ..base.workbook import HEADER, SheetColumn, add_sheet, number_pen, sheet_name, text_pen, workbook
from ..deals.targets import measures_with_targets, year_of
from ..fields import Field, Kind
from ..fields.choices import is_fixed, options
from ..fields.offered import offered
from ..trust.access import require
from . import _marks
from ._kinds import KINDS, ListKind
from ._list_fields import TARGET
from ._ours import EXAMPLE_WORD
from ._outgoing import DATE, DATE_AND_TIME, SHARE, TEXT, header_of
from ._target_lists import HOLDER_KINDS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from ..trust.unit_of_work import Work

_LEFT_OUT: Mapping[str, frozenset[str]] = {
    "deals": frozenset({"outcome", "currency"}),
    "tasks": frozenset({"status", "about", "about_kind"}),
    "interactions": frozenset({"happened_on", "about", "about_kind"}),
    "orders": frozenset({"amount", "currency", "discount_amount", "line_amount", "line_id"}),
    "deal_history": frozenset({"deal_title"}),
    "targets": frozenset({"year"}),
}
"""Fields that follow from others, or that only the lists of other programs have."""
_FIRST: Mapping[str, str] = {
    "customers": "name kind mobile phone email city province address owner status tier source tags",
    "contacts": "name customer job_title mobile phone email owner",
    "deals": "title customer amount stage owner expected_close product probability opened_on closed_on lost_reason",
    "orders": "number customer ordered_on product quantity price discount status owner",
    "deal_history": "deal stage changed_at",
    "targets": "holder holder_kind period value measure",
}
"""What people need first; the rest follows in the order of the catalogue."""
_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "customers": N_("Alborz Steel"),
        "contacts": N_("Mina Rad"),
        "deals": N_("Rolling mill for Alborz Steel"),
        "products": N_("Rolling mill"),
        "users": N_("Sara Ahmadi"),
        "tasks": N_("Send the offer"),
        "interactions": N_("First call"),
        "orders": "1024",
        "deal_history": N_("Rolling mill for Alborz Steel"),
        "targets": N_("Sara Ahmadi"),
    }
)
"""What the first column of the example says."""
_HOW: Mapping[Kind, str] = {
    "date": N_("A date, such as {example}."),
    "datetime": N_("A date with its time, such as {example}."),
    "money": N_("An amount as a plain number."),
    "number": N_("A plain number."),
    "percent": N_("From 0 % to 100 %."),
    "phone": N_("With its area code or country code; several numbers are parted by commas."),
    "email": N_("An e-mail address."),
    "url": N_("A web address."),
    "yes_no": N_("Yes or no, from the list."),
    "tags": N_("Several are parted by commas."),
    "customer": N_("The name or number of a customer; a name that is not there yet makes a new one."),
    "contact": N_("The name or number of a contact who is there already."),
    "deal": N_("The number of a deal that is there already."),
}
_FROM_LIST = N_("Choose from the list.")
_OR_OWN = N_("Choose from the list, or write a word of your own.")
_MOST = 1_000
"""So many records are offered in a choice list."""
_LAST_ROW = 1_048_575
_TITLE_LENGTH, _HINT_LENGTH = 32, 255
"""So much of a hint beside a cell Excel shows."""
_WIDEST = 44
_NEEDED = {"bold": True, "bg_color": "#BFE3E3"}
_MUTED = {"italic": True, "font_color": "#7A8585"}
_BOLD = {"bold": True}
_WRAPPED = {"text_wrap": True, "valign": "top"}


@dataclass(frozen=True)
class _Column:
    """A column of a template: its field, its header, what can be chosen, and what the example says."""

    field: Field
    header: str
    choices: Sequence[str]
    needed: bool
    example: Any

    @property
    def format(self) -> str:
        return {"percent": SHARE, "money": "#,##0.##", "number": "General", "long_text": "General"}.get(
            self.field.kind, TEXT
        )


def template(w: Work, kind: str) -> bytes:
    """The workbook to fill in for a kind of list, as .xlsx. Raises Refused, and NotFound for no such kind."""
    require(w, "import")
    known = KINDS.get(kind)
    if known is None:
        raise NotFound(N_("There is no kind of list called “{value}”."), value=kind)
    columns = _columns(w, known)
    file = io.BytesIO()
    with workbook(file) as book:
        sheet = _fill(w, book, known, columns)
        _explain(w, book, columns)
        _offer(w.locale, book, sheet, columns)
    return file.getvalue()


# Columns


def _columns(w: Work, kind: ListKind) -> list[_Column]:
    first = _FIRST.get(kind.key, "").split()
    keys = [*first, *(key for key in kind.fields if key not in first)]
    left_out = _LEFT_OUT.get(kind.key, frozenset())
    needed = {key for key in keys if kind.fields[key].required} & set(keys[:3]) | {keys[0]}
    columns = []
    for key in keys:
        one = kind.fields[key]
        if one.part_of is None and key not in left_out and key != "manager":
            chosen = _choices(w, one)
            example = _example(w, kind, one, chosen, is_first=key == keys[0])
            columns.append(_Column(one, header_of(w, one), chosen, key in needed, example))
    return columns


def _choices(w: Work, one: Field) -> list[str]:
    if one is TARGET["measure"]:
        return [w.locale.t(known.label) for known in measures_with_targets().values()]
    if one is TARGET["holder_kind"]:
        return [w.locale.t(word) for word in HOLDER_KINDS]
    if one.kind == "choice" and one.choices:
        return list(options(one.choices, w.company, w.locale).values())
    if one.kind == "yes_no":
        return [w.locale.t(N_("yes")), w.locale.t(N_("no"))]
    if one.kind in ("user", "unit", "stage", "pipeline", "product"):
        return list(dict.fromkeys(offered(w, one.kind).values()))[:_MOST]
    return []


def _example(w: Work, kind: ListKind, one: Field, chosen: Sequence[str], *, is_first: bool) -> Any:
    t, iranian = w.locale.t, w.company.country == "IR"
    if is_first:
        return f"{t(EXAMPLE_WORD)} {t(_EXAMPLES[kind.key])}"
    if chosen:
        return chosen[0]
    if one is TARGET["period"]:
        return w.locale.period(year_of(w, w.clock.today()))
    if one.kind == "datetime":
        return _day(w.locale, w, " 10:30")
    usual = {
        "date": _day(w.locale, w),
        "money": 12_500_000 if w.company.currency == "IRR" else 12_500,
        "number": 2,
        "percent": 0.1,
        "phone": "09123456789"
        if iranian and one.key == "mobile"
        else "021 8877 6655"
        if iranian
        else "+1 212 555 0147",
        "email": "info@example.com",
        "url": "www.example.com",
        "customer": t(N_("Alborz Steel")),
    }
    return usual.get(one.kind)


def _day(locale: Locale, w: Work, time: str = "") -> str:
    """Today in the digits that sheets are written in."""
    plain = w.company.locale(locale.language, locale.calendar, "latin")
    text = plain.date(w.clock.today()) if locale.calendar == "jalali" else w.clock.today().isoformat()
    return text + time


# Sheets


def _fill(w: Work, book: Workbook, kind: ListKind, columns: Sequence[_Column]) -> Worksheet:
    """The sheet to fill in: header, example, and the hidden column by which the import knows it."""
    formats = [_format(column, w.locale) for column in columns]
    layout = [
        SheetColumn(_width(column), book.add_format({"num_format": form}))
        for column, form in zip(columns, formats, strict=True)
    ]
    name = sheet_name(w.locale.t(kind.label))
    sheet = add_sheet(book, name, [*layout, SheetColumn(hidden=True)], rtl=w.locale.rtl)
    sheet.freeze_panes(1, 1)
    needed, head = text_pen(book, sheet, **_NEEDED), text_pen(book, sheet, **HEADER)
    for place, column in enumerate(columns):
        (needed if column.needed else head)(0, place, column.header)
    plain = text_pen(book, sheet)
    plain(0, len(columns), _marks.header_of(w.company, kind.key, w.locale.language))
    for place, (column, form) in enumerate(zip(columns, formats, strict=True)):
        if column.example is not None:
            pen = text_pen if isinstance(column.example, str) else number_pen
            pen(book, sheet, num_format=form, **_MUTED)(1, place, column.example)
    plain(1, len(columns), _marks.EXAMPLE)
    return sheet


def _width(column: _Column) -> int:
    return min(max(len(column.header) + 4, column.field.width // 7, len(str(column.example or "")) + 2), _WIDEST)


def _format(column: _Column, locale: Locale) -> str:
    """Days are texts for people of the Jalali calendar, which no spreadsheet knows."""
    if locale.calendar != "jalali" and column.field.kind in ("date", "datetime"):
        return DATE if column.field.kind == "date" else DATE_AND_TIME
    return column.format


def _offer(locale: Locale, book: Workbook, sheet: Worksheet, columns: Sequence[_Column]) -> None:
    """What can be chosen stands on a sheet of its own, and cells of the column offer it."""
    offering = [column for column in columns if column.choices]
    widths = [SheetColumn(max(len(one.header), *map(len, one.choices)) + 3) for one in offering]
    lists = add_sheet(book, sheet_name(locale.t(N_("Choices"))), widths, rtl=locale.rtl)
    lists.freeze_panes(1, 0)
    bold, plain = text_pen(book, lists, **_BOLD), text_pen(book, lists)
    for place, one in enumerate(offering):
        bold(0, place, one.header)
    for row, texts in enumerate(zip_longest(*(one.choices for one in offering)), 1):
        for place, text in enumerate(texts):
            if text is not None:
                plain(row, place, text)
    for place, column in enumerate(columns):
        rule = {
            "validate": "any",
            "input_title": column.header[:_TITLE_LENGTH],
            "input_message": _how(column, locale)[:_HINT_LENGTH],
        }
        if column.choices:
            at = offering.index(column)
            rule["validate"] = "list"
            rule["source"] = f"='{lists.name}'!{xl_range_abs(1, at, len(column.choices), at)}"
        closed = _is_closed(column.field)
        errors = {"error_type": "stop" if closed else "warning", "show_error": closed}
        sheet.data_validation(1, place, _LAST_ROW, place, {**rule, **errors})


def _is_closed(one: Field) -> bool:
    """Whether nothing but the choices can be stored."""
    return one.kind == "yes_no" or (one.kind == "choice" and is_fixed(one.choices or ""))


def _how(column: _Column, locale: Locale) -> str:
    one = column.field
    if column.choices and one.kind != "yes_no":
        return locale.t(_FROM_LIST if _is_closed(one) else _OR_OWN)
    return locale.t(_HOW[one.kind], example=str(column.example)) if one.kind in _HOW else ""


def _explain(w: Work, book: Workbook, columns: Sequence[_Column]) -> None:
    t = w.locale.t
    widths = [SheetColumn(28), SheetColumn(12), SheetColumn(70)]
    sheet = add_sheet(book, sheet_name(t(N_("Explanations"))), widths, rtl=w.locale.rtl)
    lead = t(
        N_("Fill in one row for each; the row with the example is left out by the import. Columns may stay empty.")
    )
    text_pen(book, sheet, **_BOLD)(0, 0, lead)
    head, wrapped = text_pen(book, sheet, **HEADER), text_pen(book, sheet, **_WRAPPED)
    for place, text in enumerate((t(N_("Column")), t(N_("Needed")), t(N_("What to write")))):
        head(2, place, text)
    for row, column in enumerate(columns, 3):
        needed = t(N_("yes")) if column.needed else ""
        for place, text in enumerate((column.header, needed, _how(column, w.locale))):
            if text:
                wrapped(row, place, text)
