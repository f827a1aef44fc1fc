"""Promises in a review: given in one line, listed with what became of them, settled and renewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import messages, once
from _ui.boundary import dialog
from _ui.date_input import date_input
from _ui.markdown import plain
from crm_core.base.errors import DaftarError
from crm_core.trust.unit_of_work import Work
from crm_core.work import promises
from crm_core.work.promises import STATUSES, Promised, PromiseLine, Status
from crm_core.work.review import ReviewHead, people_of

_SIGNS: Mapping[Status, str] = {"kept": "✓", "broken": "✗", "open": "○", "dropped": "–"}
_COLOURS: Mapping[Status, str] = {"kept": "green", "broken": "red", "open": "gray", "dropped": "gray"}


def form(about: ReviewHead, *, deal_id: int | None = None, owner_id: int | None = None) -> None:
    """What, who, until when, and the button, in one line."""
    n = _session.kept("review_promises", 0)
    key = f"promise_{deal_id or 'all'}_{n}"
    people = {one.id: one.name for one in read(people_of, about.id)}
    with st.container(
        key=f"promise_line_{deal_id or 'all'}", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        what = st.text_input(t("Promise"), key=f"{key}_what", placeholder=t("What will be done"), width="stretch")
        who = st.selectbox(
            t("Who"), list(people), index=list(people).index(owner_id) if owner_id in people else None,
            format_func=lambda one: people.get(one, ""), key=f"{key}_who", placeholder=t("Who"), width=200,
        )  # fmt: skip
        with st.container(width=150):
            until = date_input(
                t("Until"), about.next_on, key=f"{key}_until", week_start=_data.office().company.week_start
            )
        if st.button(t("Promise it"), key=f"{key}_give", type="secondary", icon=":material/handshake:"):
            _give(about.id, what, who, until, deal_id)


def _give(review_id: int, what: str, who: int | None, until: str, deal_id: int | None) -> None:
    def act(w: Work) -> Promised:
        return promises.promise(w, review_id, what, _day(until), owner_id=who, deal_id=deal_id)

    _did(
        (review_id, what, who, until, deal_id),
        act,
        t("Promised; it stands among the tasks of {who}.", who=_name(review_id, who)),
    )
    _session.keep("review_promises", _session.kept("review_promises", 0) + 1)
    st.rerun()


def _name(review_id: int, who: int | None) -> str:
    return next((one.name for one in read(people_of, review_id) if one.id == who), t("Nobody"))


def _day(text: str) -> dt.date:
    return _session.locale().parse_date(text)


def _did(given: object, act: Callable[[Work], Promised], said: str) -> bool:
    try:
        done = once.stored("review_promise", given, act)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        st.rerun()
    messages.did(said, undo=done.change_set_id)
    return True


# Those given


def given(lines: Sequence[PromiseLine], *, with_deal: bool = False) -> None:
    """The promises of this review, each with the way to take it back."""
    for line in lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"promise_given_{line.id}"):
            st.markdown(f":material/handshake: {said(line, with_deal=with_deal)}", width="stretch")
            if st.button(t("Take back"), key=f"promise_back_{line.id}", type="tertiary"):
                _did(line.id, partial(promises.withdraw, promise_id=line.id), t("Taken back."))
                st.rerun()


def said(line: PromiseLine, *, with_deal: bool = False) -> str:
    """A promise as Markdown: what; below it who, about which deal, until when."""
    locale = _session.locale()
    parts = [plain(locale.isolate(line.owner or t("Nobody")))]
    if with_deal and line.deal:
        parts.append(plain(locale.isolate(line.deal)))
    below = " · ".join([*parts, t("until {day}", day=locale.date(line.until))])
    return f"**{plain(locale.isolate(line.what))}**  \n:small[{below}]"


# Those of earlier reviews


def earlier(about: ReviewHead, lines: Sequence[PromiseLine], *, settling: bool, with_deal: bool = True) -> None:
    """What became of them; while the review is open, they are settled by hand, dropped or renewed."""
    with st.container(key="review_earlier", gap=None):
        for line in lines:
            colour = _COLOURS[line.status]
            with st.container(
                horizontal=True, vertical_alignment="center", gap="small", key=f"promise_{line.status}_{line.id}"
            ):
                st.markdown(f":{colour}[{_SIGNS[line.status]}] {said(line, with_deal=with_deal)}", width="stretch")
                st.markdown(f":{colour}[{status(line)}]", width="content")
                if settling:
                    with st.popover(t("Settle"), key=f"promise_settle_{line.id}", type="tertiary"):
                        _choices(about, line)


def status(line: PromiseLine) -> str:
    """Kept, broken, open; and when it was late."""
    word = t(STATUSES[line.status])
    return t("{status}, late", status=word) if line.late else word


def _choices(about: ReviewHead, line: PromiseLine) -> None:
    words: Mapping[Status, str] = {
        "kept": t("Kept"),
        "broken": t("Broken"),
        "dropped": t("No longer needed"),
        "open": t("As its task says"),
    }
    for outcome, label in words.items():
        if outcome == line.status or (outcome == "open" and not line.settled):
            continue
        if st.button(label, key=f"promise_{line.id}_{outcome}", type="tertiary"):
            _did(
                (line.id, outcome),
                partial(promises.settle, promise_id=line.id, outcome=outcome, review_id=about.id),
                t("Settled."),
            )
            st.rerun()
    if line.done_on is None and st.button(t("Promise again …"), key=f"promise_{line.id}_again", type="tertiary"):
        dialog(t("Promise again"), lambda: _again(about, line), width="small")


def _again(about: ReviewHead, line: PromiseLine) -> None:
    st.markdown(said(line, with_deal=True))
    day = date_input(
        t("Until"), about.next_on, key=f"promise_{line.id}_until", week_start=_data.office().company.week_start
    )  # fmt: skip
    if st.button(t("Promise it"), type="primary", key=f"promise_{line.id}_renew"):
        _did((line.id, day), lambda w: promises.renew(w, line.id, _day(day), about.id), t("Promised again."))
        st.rerun()
