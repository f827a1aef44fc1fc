"""A review's document as a workbook: the figures, what moved, the people, the deals and the promises, a sheet each."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook

from ..base.i18n import N_, Locale
from ..base.money import exponent, to_major
from ..base.workbook import HEADER, Pen, SheetColumn, add_sheet, day_pen, number_pen, sheet_name, text_pen, workbook
from ..deals.movements import KINDS, Standing
from .review_agenda import CAUSES
from .review_document import Document, changes_in
from .review_paper import OUTCOMES, about, shift_said, status_said, title_of

Cell = Any
Row = Sequence[Cell]


@dataclass(frozen=True)
class _Sheet:
    """A table: its heads, widths in characters, rows, and what stands above it. `last`: the last row is the sum."""

    name: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Row]
    above: Sequence[str] = ()
    last: bool = False


def to_excel(document: Document, locale: Locale) -> bytes:
    """The review as an Excel file. Amounts are numbers in the unit that the reader sees, which the heads name."""
    file = io.BytesIO()
    until = dt.datetime.fromisoformat(document["changes"]["until"])
    with workbook(file, at=until) as book:
        for make in (_figures, _moved, _people, _targets, _deals, _promises):
            _write(book, make(document, locale), locale)
    return file.getvalue()


def _write(book: Workbook, table: _Sheet, locale: Locale) -> None:
    columns = [SheetColumn(width) for width in table.widths]
    sheet = add_sheet(book, sheet_name(table.name), columns, rtl=locale.rtl)
    head, plain = text_pen(book, sheet, **HEADER, text_wrap=True), text_pen(book, sheet, text_wrap=True, valign="top")
    bold = text_pen(book, sheet, bold=True)
    at = 0
    for said in table.above:
        (bold if at == 0 else text_pen(book, sheet))(at, 0, said)
        at += 1
    at += bool(table.above)
    for place, label in enumerate(table.heads):
        head(at, place, label)
    sheet.freeze_panes(at + 1, 1)
    pens = _pens(book, sheet, plain)
    sums = _pens(book, sheet, bold, bold=True, top=1)
    for number, row in enumerate(table.rows, at + 1):
        chosen = sums if table.last and number == at + len(table.rows) else pens
        for place, value in enumerate(row):
            if value is not None and value != "":
                chosen(value)(number, place, value)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _pens(book: Workbook, sheet: Any, text: Pen, **look: Any) -> Callable[[Cell], Pen]:
    whole = number_pen(book, sheet, num_format="#,##0", valign="top", **look)
    exact = number_pen(book, sheet, num_format="#,##0.##", valign="top", **look)
    day = day_pen(book, sheet, num_format="yyyy-mm-dd", valign="top", **look)

    def pen(value: Cell) -> Pen:
        if isinstance(value, str):
            return text
        if isinstance(value, dt.date):
            return day
        return whole if value == int(value) else exact

    return pen


def _major(amount: int | None, currency: str, locale: Locale) -> Any:
    """An amount as the reader's unit has it: Rial as Toman where they are shown so."""
    if amount is None:
        return None
    major = to_major(amount, currency)
    value = major / 10 if currency == "IRR" and locale.toman else major
    return value if exponent(currency) or value != int(value) else int(value)


def _day(iso: str | dt.date | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if isinstance(iso, str) else iso


# The sheets


def _figures(document: Document, locale: Locale) -> _Sheet:
    t, kept, currency = locale.t, document["changes"], document["currency"]
    rows: list[Row] = [[t(N_("At the beginning")), kept["opening"][0], _major(kept["opening"][1], currency, locale)]]
    rows += [
        [t(KINDS[kind]), count, _major(amount, currency, locale), deals]
        for kind, count, amount, deals in kept["movements"]
    ]
    rows.append([t(N_("At the end")), kept["closing"][0], _major(kept["closing"][1], currency, locale)])
    above = [title_of(document, locale), *about(document, locale)]
    if document["note"]:
        above += [f"{t(N_('Notes'))}: {line}" for line in document["note"].splitlines()]
    heads = [t(N_("Movement")), t(N_("Open deals")), _amount(currency, locale), t(N_("Deals moved"))]
    return _Sheet(t(N_("Figures")), heads, (34, 14, 20, 14), rows, above, last=True)


def _amount(currency: str, locale: Locale) -> str:
    return f"{locale.t(N_('Amount'))} ({locale.unit(currency)})"


def _moved(document: Document, locale: Locale) -> _Sheet:
    t, found, currency = locale.t, changes_in(document), document["currency"]

    def side(one: Standing | None) -> list[Cell]:
        if one is None:
            return [None] * 4
        stage = found.stages[one.stage_id].name
        amount = _major(one.amount, one.currency, locale)
        return [stage, amount, one.expected_close, found.people.get(one.owner_id or 0)]

    rows = [
        [
            *(t(KINDS[one.kind]), one.title, one.count, _major(one.amount, currency, locale)),
            *side(one.before),
            *side(one.after),
        ]
        for one in found.deals
    ]
    what = [t(N_("Stage")), t(N_("Amount")), t(N_("Expected close")), t(N_("Owner"))]
    before, after = t(N_("before")), t(N_("after"))
    heads = [t(N_("Movement")), t(N_("Deal")), t(N_("Effect on the number")), t(N_("Effect on the amount"))]
    heads += [f"{label} {word}" for word in (before, after) for label in what]
    return _Sheet(t(N_("What moved")), heads, (16, 36, 11, 16, *(16, 14, 13, 18) * 2), rows)


def _people(document: Document, locale: Locale) -> _Sheet:
    t, currency = locale.t, document["currency"]
    kinds = [kind for kind in KINDS if any(kind == move[0] for one in document["people"] for move in one["movements"])]
    rows = []
    for one in document["people"]:
        moved = {kind: amount for kind, _count, amount, _deals in one["movements"]}
        amounts = [one["opening"][1], *(moved.get(kind) for kind in kinds), one["closing"][1]]
        money = [_major(amount, currency, locale) for amount in amounts]
        kept = one["promises"]
        rows.append([one["name"], *money, kept["kept"], kept["broken"], kept["open"]])
    heads = [t(N_("Name")), t(N_("At the beginning")), *(t(KINDS[kind]) for kind in kinds), t(N_("At the end"))]
    heads += [t(N_("Promises kept")), t(N_("Promises broken")), t(N_("Promises open"))]
    said = [t(N_("Amounts in {unit}"), unit=locale.unit(currency))]
    return _Sheet(t(N_("By person")), heads, (24, *(16,) * (len(heads) - 4), 12, 12, 12), rows, said)


def _targets(document: Document, locale: Locale) -> _Sheet:
    t, currency = locale.t, document["currency"]
    figures = ("target", "done", "due", "gap")
    rows = [
        [one["name"], *(_major(one[name], currency, locale) for name in figures), one["coverage"]]
        for one in document["targets"]
    ]
    heads = [t(N_("Name")), t(N_("Target")), t(N_("Reached")), t(N_("Due by now")), t(N_("Gap")), t(N_("Coverage"))]
    said = [t(N_("Amounts in {unit}"), unit=locale.unit(currency))]
    return _Sheet(t(N_("Targets")), heads, (24, 18, 18, 18, 18, 12), rows, said)


def _deals(document: Document, locale: Locale) -> _Sheet:
    t = locale.t
    rows = [
        [
            one["title"], one["customer"], one["owner"], one["stage"], t(OUTCOMES[one["outcome"]]),
            _major(one["amount"], one["currency"], locale), locale.unit(one["currency"]), _day(one["expected_close"]),
            "، ".join(t(CAUSES[cause]) for cause in one["causes"] if cause in CAUSES) if locale.rtl
            else ", ".join(t(CAUSES[cause]) for cause in one["causes"] if cause in CAUSES),
            "\n".join(shift_said(shift, locale) for shift in one["shifts"]), one["note"],
        ]
        for one in document["deals"]
    ]  # fmt: skip
    heads = [
        t(N_("Deal")), t(N_("Customer")), t(N_("Owner")), t(N_("Stage")), t(N_("Outcome")), t(N_("Amount")),
        t(N_("Currency")), t(N_("Expected close")), t(N_("Why")), t(N_("Changed since")), t(N_("Note")),
    ]  # fmt: skip
    return _Sheet(t(N_("Deals")), heads, (36, 28, 20, 16, 10, 16, 10, 14, 28, 40, 50), rows)


def _promises(document: Document, locale: Locale) -> _Sheet:
    t = locale.t
    rows: list[Row] = [
        [when, one["what"], one["who"], one["deal"], _day(one["until"]), status_said(one, locale), _day(one["done_on"])]
        for when, lines in (
            (t(N_("Promised last time")), document["earlier"]),
            (t(N_("Promised until the next review")), document["promises"]),
        )
        for one in lines
    ]
    heads = [
        t(N_("When")), t(N_("Promise")), t(N_("Who")), t(N_("Deal")), t(N_("Until")), t(N_("What became of it")),
        t(N_("Done on")),
    ]  # fmt: skip
    return _Sheet(t(N_("Promises")), heads, (24, 50, 20, 36, 14, 16, 14), rows)
