"""The board of deals: cards as they are read, and what was done to them; of a past day to look at only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import streamlit as st

import _session
from _session import read
from _ui import as_of, board, board_bar, conflict, deal, deal_filter, deal_quick, url
from crm_core.base.i18n import Locale
from crm_core.deals import board as core
from crm_core.deals.board import Lanes
from crm_core.deals.care import REASONS
from crm_core.deals.totals import Totals, stage_names
from crm_core.fields.choices import label_of_choice
from crm_core.fields.filters import Filter
from crm_core.trust.unit_of_work import Work

KEY = "board"
SHOWN = 25
STEP = 50
SHOWN_IN_LANE, STEP_IN_LANE = 5, 20
_MOVED = "board:moved"
_MOST_MOVED = 5
"""So many cards that were moved last stay on top of their stage, where they were put."""

Drawn = tuple[core.Board, tuple[board.BoardColumn, ...], tuple[board.BoardLane, ...]]


@dataclass(frozen=True)
class Asked:
    """What the address says of the board."""

    pipeline: int
    order: core.Order = "expected_close"
    lanes: Lanes = ""
    day: dt.date | None = None


def take(asked: Asked) -> None:
    """Do what was done on the board: cards moved, one opened or edited, more wanted of a stage, a lane turned.

    From a past day a card leads to the deal's page, which tells how it stands now.
    """
    event = board.take(KEY)
    stages = read(stage_names)
    for one in event.moves:
        if one.to in stages:
            _session.keep(_MOVED, (one.card, *moved())[:_MOST_MOVED])
            deal.step_on(deal.Step(one.card, one.version, stages[one.to]))
    if event.opened is not None and asked.day is not None:
        deal.open_page(event.opened)
    deal.follow(event.opened)
    if event.edited is not None:
        deal_quick.follow(event.edited)
    if event.more is not None:
        step = STEP_IN_LANE if asked.lanes else STEP
        wanted = {**more(), event.more: more().get(event.more, 0) + step}
        url.put(more=",".join(_cell(lane, stage, cards) for (lane, stage), cards in wanted.items()))
    if event.lane is not None:
        url.put(turned=",".join(map(str, sorted(turned() ^ {event.lane}))))


def ask_if_any() -> None:
    """Open what waits for an answer: a conflict, how a deal goes on, a deal to edit or to look at."""
    conflict.ask_if_any()
    if not conflict.waits():
        deal_quick.ask_if_any()
    deal.ask_if_any()


def moved() -> tuple[int, ...]:
    """The cards that were moved last in this tab."""
    ids: tuple[int, ...] = _session.kept(_MOVED, ())
    return ids


def _cell(lane: int, stage: int, cards: int) -> str:
    return f"{lane}-{stage}.{cards}" if lane else f"{stage}.{cards}"


def more() -> dict[tuple[int, int], int]:
    """How many cards beyond the first are wanted, by lane and stage: "3.50,7-4.100" in the address."""
    found: dict[tuple[int, int], int] = {}
    for part in url.get("more").split(","):
        cell, _, cards = part.partition(".")
        lane, _, stage = cell.rpartition("-")
        if stage.isdecimal() and cards.isdecimal() and (lane or "0").isdecimal():
            found[int(lane or 0), int(stage)] = min(int(cards), 1000)
    return found


def turned() -> frozenset[int]:
    """The lanes that somebody opened or closed: "3,7" in the address."""
    return frozenset(int(lane) for lane in url.get("turned").split(",") if lane.isdecimal())


def asked() -> Asked:
    """What the address says of the board."""
    return Asked(board_bar.pipeline(), board_bar.order(), board_bar.lanes(), as_of.chosen())


def drawn(asked: Asked, chosen: Filter) -> Drawn:
    """The board of the deals that a filter lets through."""
    return read(columns, asked, chosen, more(), moved() if asked.day is None else (), turned())


def told_of_the_past(asked: Asked, chosen: Filter) -> None:
    """Say that a past day is shown, with the way back, and what of the filter looks at today."""
    as_of.bar()
    if asked.day is not None and (note := deal_filter.note(chosen)):
        st.caption(note)


def show(drawn: Drawn, *, movable: bool) -> None:
    """Draw the board; a card that waits for what its new stage asks for stays where it was put."""
    _found, stages, lanes = drawn
    board.show(KEY, stages, lanes=lanes, movable=movable, waiting=deal.closing() is not None)


def said(drawn: Drawn) -> str:
    """What the open deals on the board come to, in a sentence."""
    return _said(drawn[0].total, _session.locale())


def _said(total: Totals, locale: Locale) -> str:
    many = locale.tn("{n} open deal", "{n} open deals", total.count)
    if not total.count:
        return many
    amount, weighted = locale.money(total.amount, short=True), locale.money(total.weighted, short=True)
    return locale.t("{deals}, {amount}, weighted {weighted}", deals=many, amount=amount, weighted=weighted)


def columns(
    w: Work,
    asked: Asked,
    chosen: Filter,
    wanted: Mapping[tuple[int, int], int],
    on_top: tuple[int, ...] = (),
    turned_lanes: Collection[int] = (),
) -> Drawn:
    """The board and its stages as the person reads them."""
    found = core.board(
        w,
        asked.pipeline,
        chosen,
        as_of=asked.day,
        per_stage=SHOWN_IN_LANE if asked.lanes else SHOWN,
        more=wanted,
        order=asked.order,
        on_top=on_top,
        lanes=asked.lanes,
        turned=turned_lanes,
    )
    past = found.as_of is not None
    whole = tuple(_column(column, w, past=past) for column in found.columns)
    return found, whole, tuple(_lane(lane, w, past=past) for lane in found.lanes)


def _lane(lane: core.Lane, w: Work, *, past: bool) -> board.BoardLane:
    cells = tuple(_column(column, w, past=past) for column in lane.columns)
    return board.BoardLane(lane.id, lane.name or w.locale.t("Nobody"), _said(lane.total, w.locale), cells, lane.opened)


def _column(column: core.BoardColumn, w: Work, *, past: bool) -> board.BoardColumn:
    stage, total, locale = column.stage, column.total, w.locale
    still_open = stage.kind == "open"
    cards = (_open_card(one, w, past=past) if still_open else _closed_card(one, w) for one in column.cards)
    return board.BoardColumn(
        id=stage.id,
        title=stage.name,
        count=locale.number(total.count),
        total=_money(total.amount, w.company.currency, locale) if total.count else "",
        weighted=_money(total.weighted, w.company.currency, locale) if total.count and still_open else "",
        cards=tuple(cards),
        more=column.more,
        kind=stage.kind,  # type: ignore[arg-type]
        folded=stage.folded,
    )


def _open_card(one: core.Card, w: Work, *, past: bool) -> board.Card:
    """A card's third line is the next step; of a past day, which knows none, when it was expected to close."""
    locale = w.locale
    close = locale.date(one.expected_close) if one.expected_close else ""
    step = close if past else _next_step(one, w)
    return board.Card(
        id=one.id,
        version=one.version,
        title=one.customer or one.title,
        amount=_money(one.amount, one.currency, locale),
        age=_age(one.age_days, locale),
        next_step=step,
        owner=_first_name(one.owner),
        mark=label_of_choice("judgements", one.judgement, locale) if one.judgement in ("commit", "likely") else "",
        care="risk" if one.care else "",
        reason="" if past else _reason(one, w),
        hint=_hint(one, step, locale),
    )


def _next_step(one: core.Card, w: Work) -> str:
    locale = w.locale
    step = one.next_step or (locale.t("Next step") if one.next_step_on else "")
    if step and one.next_step_on:
        away = (one.next_step_on - w.clock.today()).days
        step = f"{step} · {locale.relative_days(away) if abs(away) <= 7 else locale.date(one.next_step_on)}"
    return step


def _reason(one: core.Card, w: Work) -> str:
    """Why a card needs care; how late it is says most."""
    if "past_close" in one.care and one.expected_close is not None:
        days = (w.clock.today() - one.expected_close).days
        return w.locale.tn("{n} day late", "{n} days late", days)
    return w.locale.t(REASONS[one.care[0]]) if one.care else ""


def _closed_card(one: core.Card, w: Work) -> board.Card:
    locale = w.locale
    return board.Card(
        id=one.id,
        version=one.version,
        title=one.customer or one.title,
        amount=_money(one.amount, one.currency, locale),
        age="",
        next_step=locale.date(one.closed_on),
        owner=_first_name(one.owner),
        hint=_hint(one, "", locale),
    )


def _money(minor: int | None, currency: str, locale: Locale) -> str:
    """An amount where there is little room: without the unit's word, which stands above the board."""
    own = currency == locale.currency and len(locale.unit()) > 1
    return locale.money(minor, currency, short=True, unit=not own)


def _age(days: int, locale: Locale) -> str:
    return locale.tn("{n} day", "{n} days", days)


def _first_name(name: str | None) -> str:
    return name.split(" ")[0] if name else ""


def _hint(one: core.Card, step: str, locale: Locale) -> str:
    """What a card has no room for, line by line."""
    close = locale.t("Expected close {day}", day=locale.date(one.expected_close, "long"))
    lines = [
        one.title,
        one.owner or locale.t("Nobody"),
        locale.money(one.amount, one.currency),
        step,
        close if one.expected_close and one.closed_on is None else "",
        *(locale.t(REASONS[reason]) for reason in one.care),
    ]
    return "\n".join(line for line in lines if line)
