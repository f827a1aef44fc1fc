"""Whose dates slip, and which deals: figures, people, and the deals themselves, each with its page."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

import _data
import _session
from _session import can, read, t, tn
from _ui import charts, deal, export, filters, grid, kpi, page, pager, report_table, switch, url
from _ui.report_table import Cell, Head, Line
from _ui.velocity_funnel import NOTHING, days_said, share_said
from crm_core.base.periods import Period
from crm_core.deals.slips import ORDERS, Ledger, Order, OwnerSlips, SlipDeal, ledger
from crm_core.deals.velocity_book import slips_to_excel
from crm_core.fields.filters import Filter
from crm_core.trust.access import Actor, require

KEY = "slip_deals"
TABLE = "slip_owners"
SIZE = 50
MOST_BARS = 12
MOST_ROWS = 50_000


def whose() -> str:
    """Open deals, or those closed in the period."""
    return switch.one_of("of", t("Which deals"), {"open": t("Open deals"), "closed": t("Closed in the period")})


def _closed_in(days: Period) -> Period | None:
    return days if url.get("of") == "closed" else None


def order() -> Order:
    """By what the deals are ordered; the address says."""
    asked = url.get("order")
    return next((one for one in ORDERS if one == asked), "pushes")


def read_page(days: Period, chosen: Filter) -> Ledger:
    return read(ledger, chosen, closed_in=_closed_in(days), order=order(), page=pager.page(), size=SIZE)


def said(found: Ledger, days: Period, chosen: Filter) -> str:
    """What is shown, in one sentence."""
    many = found.total.deals
    if closed := _closed_in(days):
        what = tn(
            "{n} deal closed in {days}", "{n} deals closed in {days}", many, days=_session.locale().period(closed)
        )
    else:
        what = tn("{n} open deal", "{n} open deals", many)
    pushed = tn("{n} was pushed", "{n} were pushed", found.total.pushed)
    what = f"{what}{'،' if _session.locale().rtl else ','} {pushed}"
    return ": ".join(filter(None, (what, filters.said("deal", chosen))))


def excel(days: Period, chosen: Filter) -> None:
    """The link that gives people and deals as a file; nothing for those who may not export."""
    if not can("export"):
        return
    closed, by = _closed_in(days), order()

    def make(who: Actor) -> bytes:
        with _data.office().read(who) as w:
            require(w, "export")
            return slips_to_excel(ledger(w, chosen, closed_in=closed, order=by, size=MOST_ROWS), w.locale)

    name = f"{t('Slips')} {_session.today().isoformat()}.xlsx"
    export.link(t("Excel"), name, make, "slips", hint=t("The people and all deals that slipped, as an Excel file"))


def show(found: Ledger) -> None:
    """Figures, people, deals."""
    if not found.total.deals:
        page.empty(t("No deals here."), t("Choose other deals, or take the filter away."))
        return
    kpi.row(list(_figures(found.total)))
    if not found.slipped:
        page.empty(t("Nothing slipped."), t("No date was moved and no deal went back a stage."))
        return
    _chart(found)
    _deals(found)
    lines = [_line(one, one.name or t("Nobody")) for one in found.owners]
    report_table.show(TABLE, _heads(), lines, _line(found.total, t("Total")))


def _figures(all_of: OwnerSlips) -> Iterator[kpi.Figure]:
    number = _session.locale().number
    pushed = tn("{n} deal", "{n} deals", all_of.pushed)
    yield kpi.Figure(
        t("Pushed"), share_said(all_of.share_pushed), pushed, t("Deals whose expected close was moved out")
    )
    per_deal = NOTHING if all_of.pushes_per_deal is None else number(all_of.pushes_per_deal, 1)
    yield kpi.Figure(t("Pushes per deal"), per_deal, tn("{n} push", "{n} pushes", all_of.pushes))
    per_push = None if all_of.days_per_push is None else round(all_of.days_per_push)
    in_all = t("{days} in all", days=days_said(all_of.days)) if all_of.days else ""
    yield kpi.Figure(t("Days a push"), days_said(per_push), in_all)
    yield kpi.Figure(t("Pulled in"), tn("{n} time", "{n} times", all_of.pulls))
    back = tn("{n} deal", "{n} deals", all_of.went_back)
    yield kpi.Figure(t("Went back a stage"), tn("{n} time", "{n} times", all_of.reversals), back)


def _chart(found: Ledger) -> None:
    """Pushes per deal, person by person."""
    number = _session.locale().number
    owners = [one for one in found.owners if one.pushes][:MOST_BARS]
    if len(owners) < 2:
        return
    points = [
        charts.Point(one.name or t("Nobody"), one.pushes_per_deal, number(one.pushes_per_deal, 1)) for one in owners
    ]
    charts.chart(points, title=_title(owners[0], found.total), say=lambda one: number(one, 1), horizontal=True)


def _title(most: OwnerSlips, all_of: OwnerSlips) -> str:
    number = _session.locale().number
    own, others = number(most.pushes_per_deal, 1), number(all_of.pushes_per_deal, 1)
    return t(
        "Pushes per deal: {name} {own}, all together {others}", name=most.name or t("Nobody"), own=own, others=others
    )


def _heads() -> list[Head]:
    return [
        Head(t("Owner"), words=True),
        Head(t("Deals")),
        Head(t("Pushed"), t("Deals whose expected close was moved out")),
        Head(t("Share")),
        Head(t("Pushes")),
        Head(t("Pushes per deal")),
        Head(t("Days a push")),
        Head(t("Pulled in"), t("How often an expected close was moved forward")),
        Head(t("Went back"), t("How often a deal went back a stage")),
    ]


def _line(one: OwnerSlips, name: str) -> Line:
    number = _session.locale().number

    def count(figure: float | None, places: int = 0) -> Cell:
        return Cell(number(figure, places) if figure else NOTHING)

    cells = (
        count(one.deals), count(one.pushed), Cell(share_said(one.share_pushed), soft=True), count(one.pushes),
        count(one.pushes_per_deal, 1), count(one.days_per_push), count(one.pulls), count(one.reversals),
    )  # fmt: skip
    return Line((name,), cells)


# The deals


def _deals(found: Ledger) -> None:
    event = grid.take(KEY)
    if event.opened:
        deal.open_page(event.opened)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(t("Deals that slipped"), anchor=False)
        _order()
    grid.show(KEY, _columns(), [_row(one) for one in found.deals], height=560)
    pager.show(found.slipped, size=SIZE)


def _order() -> None:
    key = "slip_order"
    _session.hold_widget(key, order())
    st.selectbox(
        t("Order"), list(ORDERS), format_func=lambda one: t(ORDERS[one]), key=key, label_visibility="collapsed",
        width=200, on_change=lambda: url.put(order=_session.component_value(key), page=None),
    )  # fmt: skip


def _columns() -> list[grid.Column]:
    return [
        grid.Column("title", t("Title"), sortable=False, width=210, opens=True, pinned=True),
        grid.Column("pushes", t("Pushes"), kind="number", sortable=False, width=90),
        grid.Column("days", t("Days pushed"), kind="number", sortable=False, width=115),
        grid.Column("first_close", t("First expected"), kind="date", sortable=False, width=130),
        grid.Column("expected_close", t("Expected now"), kind="date", sortable=False, width=130),
        grid.Column("reversals", t("Went back"), kind="number", sortable=False, width=105),
        grid.Column("stage", t("Stage"), sortable=False, width=130),
        grid.Column("owner", t("Owner"), sortable=False, width=130),
        grid.Column("customer", t("Customer"), sortable=False, width=170),
        grid.Column("amount", t("Amount"), kind="number", sortable=False, width=140),
    ]


def _row(one: SlipDeal) -> dict[str, object]:
    locale, slips = _session.locale(), one.slips

    def count(figure: int) -> str | None:
        return locale.number(figure) if figure else None

    return {
        "id": one.id,
        "version": one.version,
        "title": one.title,
        "pushes": count(slips.pushes),
        "days": count(slips.days),
        "first_close": locale.date(slips.first_close) if slips.first_close else None,
        "expected_close": locale.date(one.expected_close) if one.expected_close else None,
        "reversals": count(slips.reversals),
        "stage": one.stage,
        "owner": one.owner,
        "customer": one.customer,
        "amount": None if one.amount is None else locale.money(one.amount, one.currency),
    }
