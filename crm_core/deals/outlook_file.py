"""A forecast as an Excel file: one sheet by person, one by deal with what speaks for and against it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from ..base.i18n import N_, Locale
from ..base.money import exponent, to_major
from ..base.workbook import SheetColumn, add_sheet, sheet_name, workbook, write_table
from ..fields import choices
from .forecast import DealChance
from .outlook import Outlook, Part

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_TEXT, _MONEY, _SHARE, _DAY = "text", "money", "ratio", "date"
Heads = Sequence[tuple[str, str]]
"""Headings with the kind of what stands below them."""


def to_excel(w: Work, found: Outlook) -> bytes:
    """The workbook in the person's language; amounts as numbers in major units, the unit named in the headings."""
    file = io.BytesIO()
    with workbook(file, at=w.clock.now()) as book:
        _sheet(book, w, N_("By person"), _person_heads(w.locale, found), _person_rows(found, w))
        if found.foreseen.deals and not found.is_over:
            rows = (_deal_row(w, one) for one in found.foreseen.deals)
            _sheet(book, w, N_("By deal"), _deal_heads(w.locale), rows)
    return file.getvalue()


def _sheet(book: Workbook, w: Work, name: str, heads: Heads, rows: Iterable[Sequence[Any]]) -> None:
    widths = {_TEXT: 30.0, _MONEY: 16.0, _SHARE: 12.0, _DAY: 12.0}
    columns = [SheetColumn(widths[kind]) for _label, kind in heads]
    sheet = add_sheet(book, sheet_name(w.locale.t(name)), columns, rtl=w.locale.rtl)
    sheet.freeze_panes(1, 1)
    toman, currency = w.locale.toman and w.company.currency == "IRR", w.company.currency

    def cells(row: Sequence[Any]) -> Sequence[Any]:
        """Amounts in major units, as the person reads them."""
        return [
            to_major(value, currency) / (10 if toman else 1) if kind == _MONEY and value is not None else value
            for value, (_label, kind) in zip(row, heads, strict=True)
        ]

    places = 0 if toman else exponent(currency)
    write_table(book, sheet, heads, map(cells, rows), places=places, persian=w.locale.digits == "persian")


def _person_heads(locale: Locale, found: Outlook) -> Heads:
    unit = locale.unit()
    foreseen = N_("Foreseen at its start") if found.is_over else N_("Expected")
    money = (
        N_("Won"), foreseen, N_("Low (10%)"), N_("Middle (50%)"), N_("High (90%)"), N_("By stages"),
        N_("Committed"), N_("Likely"), N_("Submitted"), N_("Target"),
    )  # fmt: skip
    labels = [(f"{locale.t(one)} ({unit})", _MONEY) for one in money]
    return [(locale.t(N_("Owner")), _TEXT), *labels, (locale.t(N_("Submitted on")), _DAY)]


def _person_rows(found: Outlook, w: Work) -> Iterable[Sequence[Any]]:
    nobody, together = w.locale.t(N_("Nobody")), w.locale.t(N_("Together"))
    for one in found.parts:
        yield _person_row(w, one, one.name or nobody)
    whole, said = found.foreseen, found.submitted
    yield [
        together, found.won, whole.expected, whole.low, whole.middle, whole.high, whole.by_stages,
        found.judged.commit.amount, found.judged.likely.amount, said.amount if said.people else None, found.target,
        None,
    ]  # fmt: skip


def _person_row(w: Work, one: Part, name: str) -> Sequence[Any]:
    foreseen, said = one.foreseen, one.submitted
    span = (foreseen.low, foreseen.middle, foreseen.high) if foreseen else (None, None, None)
    return [
        name, one.won, one.expected, *span, one.by_stages, one.judged.commit.amount, one.judged.likely.amount,
        said.amount if said else None, one.target, w.clock.day_of(said.at) if said else None,
    ]  # fmt: skip


def _deal_heads(locale: Locale) -> Heads:
    heads = (
        (N_("Title"), _TEXT), (N_("Customer"), _TEXT), (N_("Owner"), _TEXT), (N_("Stage"), _TEXT),
        (N_("Amount"), _MONEY), (N_("Expected close"), _DAY), (N_("Judgement"), _TEXT), (N_("Chance"), _SHARE),
        (N_("By stage"), _SHARE), (N_("Speaks for it"), _TEXT), (N_("Speaks against it"), _TEXT),
    )  # fmt: skip
    unit = locale.unit()
    return [(f"{locale.t(label)} ({unit})" if kind == _MONEY else locale.t(label), kind) for label, kind in heads]


def _deal_row(w: Work, one: DealChance) -> Sequence[Any]:
    locale = w.locale
    judgement = choices.label_of_choice("judgements", one.judgement, locale) if one.judgement else None
    speaks = [
        " · ".join(reason.say(locale) for reason in some) or None for some in (one.speaks_for, one.speaks_against)
    ]
    return [
        one.title, one.customer, one.owner, one.stage, one.counts, one.expected_close, judgement, one.chance,
        one.chance_by_stage, *speaks,
    ]  # fmt: skip
