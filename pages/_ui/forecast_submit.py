"""What one submits for a period: a figure, what of it is committed, a note, in one line; and what was said before."""

from __future__ import annotations

from html import escape

import streamlit as st

import _session
from _session import can, read, t
from _ui import messages, once
from _ui.boundary import dialog
from crm_core.base.errors import DaftarError
from crm_core.base.periods import Period
from crm_core.deals.outlook import Outlook
from crm_core.deals.submissions import Submitted, history, may_submit, submit
from crm_core.trust.access import Role
from crm_core.trust.people import Person, people_list
from crm_core.trust.unit_of_work import Work

_SELLING = (Role.LEAD, Role.REP)


def own(found: Outlook) -> None:
    """Draw the line in which who sells submits the own figure; nothing for others, or where none is taken."""
    who = _session.actor()
    if found.is_over or not found.takes_figures or not can("change") or who.role not in _SELLING:
        return
    said = read(history, found.period, who.user_id or 0)
    with st.container(key="submit_line", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _fields(found.period, who.user_id or 0, said)
        if said:
            with st.popover(t("History"), icon=":material/history:", key="submit_history"):
                _told(said)


def open_for(period: Period, user_id: int, name: str) -> None:
    """Open what a person said of a period, with a line for a further word where one may speak for them."""

    def draw() -> None:
        said = read(history, period, user_id)
        if period.end > _session.today() and read(may_submit, user_id):
            with st.container(key="submit_for", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
                _fields(period, user_id, said, "for")
        if said:
            _told(said)
        else:
            st.caption(t("Nothing was submitted for this period."))

    dialog(t("{name}: {period}", name=name, period=_session.locale().period(period)), draw)


def _fields(period: Period, user_id: int, said: list[Submitted], place: str = "own") -> None:
    """A figure, what of it is committed, a note, and the button; what was said last stands in the fields."""
    locale = _session.locale()
    last = said[0] if said else None
    key = f"submit_{place}_{user_id}_{period.start}_{period.step}_{last.id if last else 0}"
    figure = t("My figure ({unit})", unit=locale.unit()) if place == "own" else t("Figure ({unit})", unit=locale.unit())
    amount = st.text_input(figure, _typed(last.amount if last else None), key=f"{key}_amount", width=170)
    commit = st.text_input(t("Of it committed"), _typed(last.commit if last else None), key=f"{key}_commit", width=150)
    note = st.text_input(t("Note"), key=f"{key}_note", placeholder=t("Why, in a few words"), width="stretch")
    if st.button(t("Submit"), type="primary", key=f"{key}_send"):
        _send(period, user_id, amount, commit, note, key)


def _typed(amount: int | None) -> str:
    return _session.locale().money(amount, unit=False) if amount is not None else ""


def _send(period: Period, user_id: int, amount: str, commit: str, note: str, key: str) -> None:
    locale = _session.locale()

    def store(w: Work) -> int:
        committed = locale.parse_money(commit) if commit.strip() else None
        return submit(w, period, locale.parse_money(amount), commit=committed, note=note, user_id=user_id)

    try:
        change_set = once.stored("submit", (key, amount, commit, note), store)
        said = locale.money(locale.parse_money(amount))
    except DaftarError as refusal:
        st.error(refusal.say(locale))
        return
    messages.did(t("Submitted for {period}: {amount}.", period=locale.period(period), amount=said), undo=change_set)
    st.rerun()


def _told(said: list[Submitted]) -> None:
    """All that was said, the newest first."""
    locale, names = _session.locale(), {one.id: one.name for one in _people()}
    lines = []
    for one in said:
        committed = t("{amount} committed", amount=locale.money(one.commit)) if one.commit is not None else ""
        by = t("entered by {name}", name=names.get(one.said_by_id, "")) if one.said_by_id is not None else ""
        rest = " · ".join(filter(None, (committed, locale.isolate(one.note or ""), by)))
        lines.append(
            f"<li><b>{escape(locale.money(one.amount))}</b> <small>{escape(locale.datetime(one.at))}</small>"
            f"<div>{escape(rest)}</div></li>"
        )
    st.html(f'<ul class="said">{"".join(lines)}</ul>')


def _people() -> list[Person]:
    return read(people_list)
