"""What moved between two moments as an Excel workbook: the waterfall as figures, and every deal before and after."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_, Locale
from ..base.money import to_major
from ..base.workbook import HEADER, Pen, SheetColumn, add_sheet, day_pen, number_pen, sheet_name, text_pen, workbook
from .movements import KINDS, Changes, DealMovement, Standing

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from ..trust.unit_of_work import Work

_DEALS = (N_("Movement"), N_("Number of the deal"), N_("Deal"), N_("Deals"), N_("Effect"))
_TRACKED = (
    (N_("Amount before"), N_("Amount after")),
    (N_("Currency before"), N_("Currency after")),
    (N_("Stage before"), N_("Stage after")),
    (N_("Expected close before"), N_("Expected close after")),
    (N_("Owner before"), N_("Owner after")),
)


def to_excel(w: Work, found: Changes, said: str) -> bytes:
    """The workbook; `said` is the sentence that says what is shown. Amounts are in major units, days are days."""
    file = io.BytesIO()
    with workbook(file, at=w.clock.now()) as book:
        _summary(w, book, found, said)
        _deals(w, book, found)
    return file.getvalue()


def _summary(w: Work, book: Workbook, found: Changes, said: str) -> None:
    t, currency = w.locale.t, w.company.currency
    columns = [SheetColumn(30), SheetColumn(12), SheetColumn(12), SheetColumn(20)]
    sheet = add_sheet(book, sheet_name(t(N_("What changed"))), columns, rtl=w.locale.rtl)
    text, bold, head = text_pen(book, sheet), text_pen(book, sheet, bold=True), text_pen(book, sheet, **HEADER)
    number, amount = _figures(book, sheet)
    bold(0, 0, said)
    text(1, 0, f"{w.locale.datetime(found.since)} – {w.locale.datetime(found.until)}")
    unit = t(N_("Amount in {unit}"), unit=currency)
    for place, label in enumerate((t(N_("Movement")), t(N_("Deals")), t(N_("Number")), unit)):
        head(3, place, label)
    opening, closing = found.opening, found.closing
    lines: list[tuple[str, int, int, int]] = [
        (t(N_("At the beginning")), opening.count, opening.count, opening.amount),
        *((t(KINDS[one.kind]), one.deals, one.count, one.amount) for one in found.movements),
        (t(N_("At the end")), closing.count, closing.count, closing.amount),
    ]
    for at, (label, deals, count, minor) in enumerate(lines, 4):
        text(at, 0, label)
        number(at, 1, deals)
        number(at, 2, count)
        amount(at, 3, to_major(minor, currency))


def _figures(book: Workbook, sheet: Any) -> tuple[Pen, Pen]:
    """The pens for numbers and for amounts."""
    return number_pen(book, sheet, num_format="#,##0"), number_pen(book, sheet, num_format="#,##0.##")


def _deals(w: Work, book: Workbook, found: Changes) -> None:
    t = w.locale.t
    labels = [t(label) for label in _DEALS] + [t(label) for pair in _TRACKED for label in pair]
    widths = [18, 12, 34, 10, 16, *([16] * (2 * len(_TRACKED)))]
    sheet = add_sheet(book, sheet_name(t(N_("Deals"))), [SheetColumn(one) for one in widths], rtl=w.locale.rtl)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(found.deals), 1), len(labels) - 1)
    head = text_pen(book, sheet, **HEADER)
    for place, label in enumerate(labels):
        head(0, place, label)
    number, amount = _figures(book, sheet)
    text, day = text_pen(book, sheet), day_pen(book, sheet, num_format="yyyy-mm-dd")
    pens = (text, number, text, number, amount, amount, amount, text, text, text, text, day, day, text, text)
    if w.locale.calendar == "jalali":
        pens = (*pens[:11], text, text, *pens[13:])
    for at, one in enumerate(found.deals, 1):
        for place, (pen, value) in enumerate(zip(pens, _cells(w, one, found), strict=True)):
            if value is not None:
                pen(at, place, value)


def _cells(w: Work, one: DealMovement, found: Changes) -> Iterator[Any]:
    yield from (w.locale.t(KINDS[one.kind]), one.id, one.title, one.count, to_major(one.amount, w.company.currency))
    for pair in zip(*(_standing(w.locale, side, found) for side in (one.before, one.after)), strict=True):
        yield from pair


def _standing(locale: Locale, one: Standing | None, found: Changes) -> Sequence[Any]:
    """How a deal stood; nothing where it was not there, or not seen."""
    if one is None:
        return (None,) * len(_TRACKED)
    stage = found.stages.get(one.stage_id)
    close: Any = one.expected_close
    if close is not None and locale.calendar == "jalali":
        close = locale.date(close)
    amount = None if one.amount is None else to_major(one.amount, one.currency)
    return (amount, one.currency, stage.name if stage else None, close, found.people.get(one.owner_id or 0))
