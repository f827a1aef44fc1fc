"""Funnel and slips as Excel workbooks, in the language of whoever asks."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_, Locale
from ..base.money import to_major
from ..base.workbook import HEADER, SheetColumn, add_sheet, day_pen, number_pen, sheet_name, text_pen, workbook
from .slips import Ledger, OwnerSlips, SlipDeal
from .velocity import BY, Days, Funnel, Group, StageFlow, Velocity

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Row = Sequence[Any]
_WIDE, _USUAL = 28.0, 14.0
_SHARE = "0%"
_STAGE_HEADS = (
    N_("Stage"), N_("There before"), N_("Came this far"), N_("Went on"), N_("Conversion"), N_("Lost"),
    N_("Still there"),
    N_("Jumped over"), N_("Came back"), N_("Days"), N_("Mean"), N_("9 of 10 within"), N_("Days, won"), N_("Days, lost"),
)  # fmt: skip
_GROUP_HEADS = (N_("Deals"), N_("Won"), N_("Lost"), N_("Still open"), N_("Win rate"), N_("Days to win"))
_OWNER_HEADS = (
    N_("Owner"), N_("Deals"), N_("Pushed"), N_("Share"), N_("Pushes"), N_("Pushes per deal"), N_("Days a push"),
    N_("Pulled in"), N_("Went back"),
)  # fmt: skip
_DEAL_HEADS = (
    N_("Title"), N_("Customer"), N_("Owner"), N_("Stage"), N_("Pushes"), N_("Days pushed"), N_("First expected"),
    N_("Expected now"), N_("Pulled in"), N_("Went back"), N_("Amount"), N_("Currency"),
)  # fmt: skip


def to_excel(found: Velocity, locale: Locale) -> bytes:
    """The stages of a funnel, and what it is broken down by, a sheet each; shares are numbers from 0 to 1."""
    file = io.BytesIO()
    with workbook(file, at=found.until) as book:
        period = locale.period(found.question.period)
        stages = [_stage_row(one) for one in found.funnel.stages]
        stages.append(_all_row(found.funnel, locale))
        _sheet(book, locale, f"{locale.t(N_('Speed'))} {period}", _STAGE_HEADS, stages, shares={4})
        if found.groups:
            by = next((label for label in BY.values()), "")
            heads = (by, *_GROUP_HEADS, *(one.stage.name for one in found.funnel.stages))
            shares = {5, *range(7, len(heads))}
            rows = [_group_row(one, found.funnel, locale) for one in found.groups]
            _sheet(book, locale, locale.t(by), heads, rows, shares=shares)
    return file.getvalue()


def slips_to_excel(found: Ledger, locale: Locale) -> bytes:
    """The owners, and the deals that slipped, a sheet each; amounts in major units of the deal's currency."""
    file = io.BytesIO()
    with workbook(file) as book:
        owners = [_owner_row(one, one.name or locale.t(N_("Nobody"))) for one in found.owners]
        owners.append(_owner_row(found.total, locale.t(N_("Total"))))
        _sheet(book, locale, locale.t(N_("Slips")), _OWNER_HEADS, owners, shares={3})
        _sheet(book, locale, locale.t(N_("Deals that slipped")), _DEAL_HEADS, map(_deal_row, found.deals))
    return file.getvalue()


def _stage_row(one: StageFlow) -> Row:
    counts = (one.before, one.reached, one.went_on, one.conversion, one.dropped, one.still, one.skipped, one.came_back)
    return (one.stage.name, *counts, *_lengths(one.days), one.won.median, one.lost.median)


def _lengths(days: Days) -> tuple[float | None, ...]:
    return (days.median, None if days.mean is None else round(days.mean, 2), days.most)


def _all_row(funnel: Funnel, locale: Locale) -> Row:
    counts = (None, funnel.deals, funnel.won, funnel.win_rate, funnel.lost, funnel.still, None, None)
    ends = (funnel.cycle.median, funnel.lost_cycle.median)
    return (locale.t(N_("In all: won")), *counts, None, None, None, *ends)


def _group_row(one: Group, whole: Funnel, locale: Locale) -> Row:
    funnel = one.funnel
    known = {flow.stage.id: flow.conversion for flow in funnel.stages}
    counts = (funnel.deals, funnel.won, funnel.lost, funnel.still, funnel.win_rate, funnel.cycle.median)
    return (one.name or locale.t(N_("Not given")), *counts, *(known.get(flow.stage.id) for flow in whole.stages))


def _owner_row(one: OwnerSlips, name: str) -> Row:
    per_push = None if one.days_per_push is None else round(one.days_per_push, 1)
    per_deal = None if one.pushes_per_deal is None else round(one.pushes_per_deal, 2)
    return (name, one.deals, one.pushed, one.share_pushed, one.pushes, per_deal, per_push, one.pulls, one.reversals)


def _deal_row(one: SlipDeal) -> Row:
    slips = one.slips
    amount = None if one.amount is None else to_major(one.amount, one.currency)
    counts = (slips.pushes, slips.days, slips.first_close, one.expected_close, slips.pulls, slips.reversals)
    return (one.title, one.customer, one.owner, one.stage, *counts, amount, one.currency)


def _sheet(
    book: Workbook, locale: Locale, name: str, heads: Sequence[str], rows: Iterable[Row], shares: Iterable[int] = ()
) -> None:
    """One table with its headings, which stay; `shares` are the columns that are percentages."""
    widths = [SheetColumn(_WIDE if place == 0 else _USUAL) for place in range(len(heads))]
    sheet = add_sheet(book, sheet_name(name), widths, rtl=locale.rtl)
    sheet.freeze_panes(1, 1)
    head, text = text_pen(book, sheet, **HEADER, text_wrap=True), text_pen(book, sheet)
    number, day = number_pen(book, sheet), day_pen(book, sheet, num_format="yyyy-mm-dd")
    share, percentages = number_pen(book, sheet, num_format=_SHARE), set(shares)
    for place, label in enumerate(heads):
        head(0, place, locale.t(label))
    for at, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if value is None:
                continue
            pen = text if isinstance(value, str) else day if isinstance(value, dt.date) else number
            (share if place in percentages and not isinstance(value, str) else pen)(at, place, value)
