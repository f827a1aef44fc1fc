"""The deals behind a movement, each as it was before and as it is after, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

import _session
from _session import read, t, tn
from _ui import deal, grid, pager, url
from _ui.boundary import dialog
from _ui.markdown import plain
from _ui.waterfall import signed
from crm_core.deals.movements import KINDS, DealMovement, Moved, Movement, Standing, When, moved
from crm_core.fields.filters import Filter

KEY = "moved"
SIZE = 100
PAGE = "moved_page"


@dataclass(frozen=True)
class Asked:
    """Between which moments, and which deals."""

    since: When
    until: When | None
    filter: Filter


def show(movement: Movement, asked: Asked, kept: Moved | None = None) -> None:
    """Open the dialog with the deals that moved so; where they were `kept` by a review, as it has them."""
    url.put(**{PAGE: None})
    dialog(t("The deals behind it"), lambda: _draw(movement, asked, kept), width="large", on_dismiss="rerun")


def _draw(movement: Movement, asked: Asked, kept: Moved | None) -> None:
    event = grid.take(KEY)
    if event.opened:
        deal.open_page(event.opened)
    effect = signed(movement.amount) if movement.amount else ""
    said = " · ".join(filter(None, (tn("{n} deal", "{n} deals", movement.deals), effect)))
    st.markdown(f"**{plain(t(KINDS[movement.kind]))}:** {plain(said)}")
    first = (pager.page(PAGE) - 1) * SIZE
    if kept is None:
        found = read(moved, movement.kind, asked.since, asked.until, asked.filter, limit=SIZE, offset=first)
    else:
        found = replace(kept, deals=[one for one in kept.deals if one.kind == movement.kind][first : first + SIZE])
    grid.show(KEY, _columns(), [_row(one, found) for one in found.deals], height=440)
    if movement.deals > SIZE:
        pager.show(movement.deals, size=SIZE, name=PAGE)


def _columns() -> list[grid.Column]:
    return [
        grid.Column("title", t("Deal"), sortable=False, width=190, opens=True),
        grid.Column("effect", t("Effect"), "number", sortable=False, width=120),
        grid.Column("amount", t("Amount"), sortable=False, width=250),
        grid.Column("stage", t("Stage"), sortable=False, width=190),
        grid.Column("close", t("Expected close"), sortable=False, width=190),
        grid.Column("owner", t("Owner"), sortable=False, width=190),
    ]


def _row(one: DealMovement, found: Moved) -> dict[str, object]:
    """A deal with each value before → after, or once where it stayed."""
    cells = [_said(standing, found) for standing in (one.before, one.after)]
    values = {name: _from_to(*(cell.get(name) for cell in cells)) for name in ("amount", "stage", "close", "owner")}
    effect = signed(one.amount, unit=False) if one.amount else ""
    return {"id": one.id, "version": 0, "title": one.title, "effect": effect, **values}


def _said(standing: Standing | None, found: Moved) -> dict[str, str]:
    """How a deal stood, in words; nothing where it was not there, or not seen."""
    if standing is None:
        return {}
    locale, stage = _session.locale(), found.stages.get(standing.stage_id)
    own = standing.currency == locale.currency
    return {
        "amount": locale.money(standing.amount, standing.currency, unit=not own),
        "stage": stage.name if stage else "",
        "close": locale.date(standing.expected_close),
        "owner": found.people.get(standing.owner_id or 0, t("Nobody")),
    }


def _from_to(before: str | None, after: str | None) -> str:
    locale = _session.locale()
    if before is None or after is None or before == after:
        known = before if after is None else after
        return locale.isolate(known or "")
    arrow = "←" if locale.rtl else "→"
    return f"{locale.isolate(before)} {arrow} {locale.isolate(after)}"
