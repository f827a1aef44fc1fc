"""The first and the last step of a review: promises and how we stand; notes, who was there, the close."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

import _data
import _session
from _session import read, t, tn
from _ui import kpi, messages, once, review_agenda, review_moves, review_promise, review_shared, url
from _ui.date_input import date_input
from _ui.review_deal import store
from crm_core.base.errors import DaftarError
from crm_core.base.periods import period_of
from crm_core.models import Review
from crm_core.trust.unit_of_work import Work
from crm_core.work import promises
from crm_core.work.promises import PromiseLine
from crm_core.work.review import ReviewHead, close, people_of, targets, write_down
from crm_core.work.review_agenda import Agenda
from crm_core.work.review_targets import TargetLine


def start(about: ReviewHead, plan: Agenda, here: review_agenda.Place) -> None:
    """Promises kept and broken, the figures, who is behind target."""
    due = read(_due, about.id)
    _figures(plan, due)
    if due:
        st.subheader(t("Promised last time"), anchor=False)
        review_promise.earlier(about, due, settling=True)
    lines = read(targets, about.id)
    if lines:
        st.html(_against_target(lines))
    review_moves.show(about, plan.changes)
    with st.container(key="review_steps", horizontal=True, horizontal_alignment="right"):
        label = tn("Begin with {n} deal", "Begin with {n} deals", here.count) if here.count else t("Go on")
        st.button(label, type="primary", key="review_next", on_click=url.put, kwargs={"at": here.after})


def _due(w: Work, review_id: int) -> list[PromiseLine]:
    return promises.due_in(w, w.get(Review, review_id))


def _figures(plan: Agenda, due: list[PromiseLine]) -> None:
    locale, moved = _session.locale(), plan.changes
    by_kind = {one.kind: one for one in moved.movements}

    def money(amount: int) -> str:
        return locale.money(amount, short=True)

    change = moved.closing.amount - moved.opening.amount
    shown = [
        kpi.Figure(
            t("Open pipeline"), money(moved.closing.amount),
            t("{change} since the last review", change=locale.with_sign(change, money(abs(change)))),
            locale.money(moved.closing.amount),
        )
    ]  # fmt: skip
    for kind, label in (("won", t("Won")), ("lost", t("Lost"))):
        one = by_kind.get(kind)  # type: ignore[call-overload]
        count, amount = (one.deals, -one.amount) if one else (0, 0)
        shown.append(kpi.Figure(label, money(amount), tn("{n} deal", "{n} deals", count), locale.money(amount)))
    kept, broken = (sum(one.status == status for one in due) for status in ("kept", "broken"))
    if due:
        note = tn("{n} broken", "{n} broken", broken) if broken else ""
        shown.append(kpi.Figure(t("Promises kept"), t("{n} of {all}", n=kept, all=kept + broken), note, ""))
    kpi.row(shown)


def _against_target(lines: Sequence[TargetLine]) -> str:
    """Who is behind, in a table: target, reached, due by now."""
    heads = (t("Name"), t("Target"), t("Reached"), t("Share"), t("Due by now"), t("Gap"))
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in heads)
    rows = "".join(_target_row(one) for one in lines)
    title = t("Against the target, {period} ({unit})", period=_month(lines[0]), unit=_session.locale().unit())
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<section class="review_targets"><h2>{escape(title)}</h2><div class="owners">{table}</div></section>'


def _target_row(one: TargetLine) -> str:
    locale = _session.locale()
    figures = [locale.money(amount, short=True, unit=False) for amount in (one.target, one.done)]
    figures += [locale.percent(one.done / one.target), locale.money(one.due, short=True, unit=False)]
    figures.append(locale.money(max(one.gap, 0) or None, short=True, unit=False))
    look = " ".join(word for word, holds in (("behind", one.behind), ("total", one.whole)) if holds)
    cells = "".join(f"<td>{escape(figure)}</td>" for figure in figures)
    return f'<tr class="{look}"><th scope="row"><bdi>{escape(one.name)}</bdi></th>{cells}</tr>'


def _month(one: TargetLine) -> str:
    company = _data.office().company
    return _session.locale().period(period_of(one.start, "month", company.calendar, company.calendar_rules))


# The last step


def end(about: ReviewHead, here: review_agenda.Place) -> None:
    """What was promised, who was there, general notes, when we meet again; then it is closed."""
    st.subheader(t("Promises of this review"), anchor=False)
    review_promise.given(read(promises.given_in, about.id), with_deal=True)
    review_promise.form(about)
    _present(about)
    if not review_shared.on():
        _notes(about)
    company = _data.office().company
    with st.container(key="review_close", horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width=190):
            day = date_input(t("Next review on"), about.next_on, key="review_next_on", week_start=company.week_start)
        st.button(t("Previous"), key="review_previous", on_click=url.put, kwargs={"at": here.before})
        if st.button(t("Close the review"), type="primary", key="review_close_now", icon=":material/task_alt:"):
            _close(about, day)
    st.caption(t("Closing keeps the review as a document: figures, notes and promises stay as they are now."))


def _present(about: ReviewHead) -> None:
    people = {one.id: one.name for one in read(people_of, about.id)}
    key = f"review_present_{about.id}"
    st.multiselect(
        t("Who was there"), list(people), default=[one for one in about.present if one in people], key=key,
        format_func=lambda one: people[one], placeholder=t("Choose"), on_change=_keep_present, args=(about.id, key),
        select_all=False,
    )  # fmt: skip


def _keep_present(review_id: int, key: str) -> None:
    there = list(_session.component_value(key) or [])
    store(("present", review_id, tuple(there)), lambda w: write_down(w, review_id, present=there), "")


def _notes(about: ReviewHead) -> None:
    key = f"review_notes_{about.id}"
    st.text_area(
        t("Notes"), about.note, key=key, height=130, on_change=_keep_notes, args=(about.id, key),
        placeholder=t("What was said beside single deals"),
    )  # fmt: skip


def _keep_notes(review_id: int, key: str) -> None:
    text = str(_session.component_value(key) or "")
    store(("notes", review_id, text), lambda w: write_down(w, review_id, note=text), t("Noted."))


def _close(about: ReviewHead, day: str) -> None:
    def act(w: Work) -> int:
        return close(w, about.id, next_on=w.locale.parse_date(day) if day else None)

    try:
        change_set = once.stored("review_close", (about.id, day), act)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        st.rerun()
    review_shared.leave()
    url.put(at=None)
    messages.did(t("The review is closed and kept."), undo=change_set)
    st.rerun()
