"""The board of deals: cards as they are read, and what was done to them."""

from __future__ import annotations

from collections.abc import Mapping

import _session
from _session import read, t, tn
from _ui import board, deal, url
from crm_core.base.i18n import Locale
from crm_core.deals import board as core
from crm_core.deals.care import REASONS
from crm_core.deals.totals import stage_names
from crm_core.fields.filters import Filter
from crm_core.trust.unit_of_work import Work

KEY = "board"
SHOWN = 25
STEP = 50
_MOVED = "board:moved"
_MOST_MOVED = 5
"""So many cards that were moved last stay on top of their stage, where they were put."""

Drawn = tuple[core.Board, tuple[board.BoardColumn, ...]]


def take() -> None:
    """Do what was done on the board: cards moved, one opened, more wanted of a stage."""
    event = board.take(KEY)
    stages = read(stage_names)
    for one in event.moves:
        if one.to in stages:
            _session.keep(_MOVED, (one.card, *moved())[:_MOST_MOVED])
            deal.step_on(deal.Step(one.card, one.version, stages[one.to]))
    deal.follow(event.opened)
    if event.more is not None:
        wanted = {**more(), event.more: more().get(event.more, 0) + STEP}
        url.put(more=",".join(f"{stage}.{cards}" for stage, cards in wanted.items()))


def moved() -> tuple[int, ...]:
    """The cards that were moved last in this tab."""
    ids: tuple[int, ...] = _session.kept(_MOVED, ())
    return ids


def more() -> dict[int, int]:
    """How many cards beyond the first are wanted, by stage: "3.50,4.100" in the address."""
    pairs = [part.partition(".") for part in url.get("more").split(",")]
    return {int(stage): min(int(cards), 1000) for stage, _, cards in pairs if stage.isdecimal() and cards.isdecimal()}


def show(drawn: Drawn, *, movable: bool) -> None:
    """Draw the board; a card that waits for how it closed stays where it was put."""
    board.show(KEY, drawn[1], movable=movable, waiting=deal.closing() is not None)


def said(drawn: Drawn) -> str:
    """What the open deals on the board come to, in a sentence."""
    total, money = drawn[0].total, _session.locale().money
    many = tn("{n} open deal", "{n} open deals", total.count)
    if not total.count:
        return many
    amount, weighted = money(total.amount, short=True), money(total.weighted, short=True)
    return t("{deals}, {amount}, weighted {weighted}", deals=many, amount=amount, weighted=weighted)


def columns(
    w: Work,
    pipeline_id: int,
    chosen: Filter,
    order: core.Order,
    wanted: Mapping[int, int],
    on_top: tuple[int, ...] = (),
) -> Drawn:
    """The board and its stages as the person reads them."""
    found = core.board(w, pipeline_id, chosen, per_stage=SHOWN, more=wanted, order=order, on_top=on_top)
    return found, tuple(_column(column, w) for column in found.columns)


def _column(column: core.BoardColumn, w: Work) -> board.BoardColumn:
    stage, total, locale = column.stage, column.total, w.locale
    still_open = stage.kind == "open"
    card = _open_card if still_open else _closed_card
    return board.BoardColumn(
        id=stage.id,
        title=stage.name,
        count=locale.number(total.count),
        total=_money(total.amount, w.company.currency, locale) if total.count else "",
        weighted=_money(total.weighted, w.company.currency, locale) if total.count and still_open else "",
        cards=tuple(card(one, w) for one in column.cards),
        more=column.more,
        kind=stage.kind,  # type: ignore[arg-type]
    )


def _open_card(one: core.Card, w: Work) -> board.Card:
    locale = w.locale
    step = one.next_step or (locale.t("Next step") if one.next_step_on else "")
    if step and one.next_step_on:
        away = (one.next_step_on - w.clock.today()).days
        step = f"{step} · {locale.relative_days(away) if abs(away) <= 7 else locale.date(one.next_step_on)}"
    late = "past_close" in one.care and one.expected_close is not None
    reason = locale.t(REASONS[one.care[0]]) if one.care else ""
    if late and one.expected_close is not None:
        days = (w.clock.today() - one.expected_close).days
        reason = locale.tn("{n} day late", "{n} days late", days)
    return board.Card(
        id=one.id,
        version=one.version,
        title=one.customer or one.title,
        amount=_money(one.amount, one.currency, locale),
        age=_age(one.age_days, locale),
        next_step=step,
        owner=_first_name(one.owner),
        care="risk" if one.care else "",
        reason=reason,
        hint=_hint(one, step, locale),
    )


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
