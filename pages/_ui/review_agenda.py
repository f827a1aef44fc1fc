"""The agenda at the side of a review: every deal in its place, stepped through by click or by the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

import _session
from _session import t
from _ui import review_shared, url
from crm_core.work.review_agenda import CAUSES, Agenda, AgendaDeal, By, Cause, Group

KEY = "review_agenda"
START, END = "start", "end"
_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_AGENDA = st.components.v2.component(
    "daftar_review",
    html='<div class="place"></div>',
    css=(_ASSETS / "review.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "review.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Place:
    """Where the meeting is: the key of the step, the deal that is talked about, and which of how many it is."""

    key: str
    deal: AgendaDeal | None
    number: int
    count: int
    before: str
    after: str


def take() -> None:
    """Follow a step, or leave the shared screen."""
    value = _session.component_value(KEY) or {}
    went, left = value.get("went"), value.get("left")
    if went and _session.first_time(f"{KEY}:went", went["n"]):
        url.put(at=went["key"])
    if left and _session.first_time(f"{KEY}:left", left["n"]):
        review_shared.leave()


def steady(review_id: int, by: By, fresh: Agenda) -> Agenda:
    """The agenda in the order in which this tab first saw it: what is mended in the meeting stays in its place."""
    name = f"review_order:{review_id}:{by}"
    order: list[tuple[str, str | None, list[AgendaDeal]]] = _session.kept(name, [])
    known = {deal.id: deal for deal in fresh.deals}
    kept = {deal.id for _, _, deals in order for deal in deals}
    groups = {key: (owner, [known.get(deal.id, deal) for deal in deals]) for key, owner, deals in order}
    for group in fresh.groups:
        _owner, listed = groups.setdefault(group.key, (group.owner, []))
        listed.extend(deal for deal in group.deals if deal.id not in kept)
    _session.keep(name, [(key, owner, deals) for key, (owner, deals) in groups.items()])
    found = [Group(key, tuple(deals), owner) for key, (owner, deals) in groups.items() if deals]
    if by == "exception":
        places = list(CAUSES)
        found.sort(key=lambda group: places.index(_cause(group)))
    return replace(fresh, groups=tuple(found))


def _cause(group: Group) -> Cause:
    return next(cause for cause in CAUSES if cause == group.key)


def place(agenda: Agenda) -> Place:
    """Where the address is; the start where it names nothing that is there."""
    deals = agenda.deals
    keys = [START, *(f"d{deal.id}" for deal in deals), END]
    asked = url.get("at", START)
    at = keys.index(asked) if asked in keys else 0
    deal = deals[at - 1] if 0 < at <= len(deals) else None
    return Place(keys[at], deal, at, len(deals), keys[at - 1] if at else "", keys[at + 1] if at + 1 < len(keys) else "")


def show(agenda: Agenda, here: Place) -> None:
    """Draw it; on the shared screen it is not seen, but the keys work."""
    steps: list[Mapping[str, Any]] = [_group("", "", [_item(START, t("How we stand"))])]
    steps += [
        _group(title_of(one), _count(agenda, one), [_deal(deal, one) for deal in one.deals]) for one in agenda.groups
    ]
    steps.append(_group("", "", [_item(END, t("Notes and close"))]))
    _AGENDA(
        key=KEY,
        data={
            "groups": steps,
            "now": here.key,
            "rtl": _session.locale().rtl,
            "bare": review_shared.on(),
            "shared": review_shared.on(),
            "words": {"agenda": t("Agenda"), "done": t("discussed")},
        },
        on_went_change=lambda: None,
        on_left_change=lambda: None,
    )


def title_of(group: Group) -> str:
    """The cause, or the person."""
    return t(CAUSES[_cause(group)]) if group.key in CAUSES else group.owner or t("Nobody")


def _count(agenda: Agenda, group: Group) -> str:
    """How many there are; "15 of 62" where more are there than are talked about."""
    number, listed = _session.locale().number, len(group.deals)
    whole = agenda.counts.get(_cause(group), 0) if group.key in CAUSES else 0
    return t("{n} of {all}", n=listed, all=whole) if whole > listed and listed >= 15 else number(listed)


def _group(title: str, count: str, items: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {"title": title, "count": count, "items": items}


def _item(key: str, title: str, detail: str = "", end: str = "", *, done: bool = False) -> Mapping[str, Any]:
    return {"key": key, "title": title, "detail": detail, "end": end, "done": done}


def _deal(deal: AgendaDeal, group: Group) -> Mapping[str, Any]:
    """By exception with its owner, person by person with its causes."""
    detail = deal.owner or t("Nobody")
    if group.key not in CAUSES:
        detail = " · ".join(t(CAUSES[cause]) for cause in deal.causes)
    locale = _session.locale()
    end = locale.money(deal.amount, deal.currency, short=True, unit=deal.currency != locale.currency)
    return _item(f"d{deal.id}", deal.title, detail, end, done=deal.discussed)
