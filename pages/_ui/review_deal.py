"""One deal in the middle of a review: as it is, what changed since, what was said, promised and is to be noted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

import _session
from _session import read, t
from _ui import deal_head, facts, messages, once, review_agenda, review_promise, review_shared, task_list, url
from crm_core.base.errors import DaftarError
from crm_core.fields import choices
from crm_core.file.deal import DealFile
from crm_core.trust.unit_of_work import Work
from crm_core.work.promises import PromiseLine
from crm_core.work.review import ReviewHead, note_deal
from crm_core.work.review_agenda import AgendaDeal
from crm_core.work.review_case import Case, Shift, case
from crm_core.work.review_paper import SHIFTED, value_said
from crm_core.work.tasks import TaskLine


def show(about: ReviewHead, deal: AgendaDeal, here: review_agenda.Place) -> None:
    """The deal that is talked about; what is edited here is stored as everywhere."""
    if _session.kept("review_deal") != deal.id:
        facts.forget(deal_head.HEAD)
        _session.keep("review_deal", deal.id)
    file = deal_head.followed(deal.id, lambda _file: None)
    now = read(case, about.id, deal.id)
    facts.show(deal_head.HEAD, deal_head.sections(file), version=file.deal["version"])
    deal_head.steps(file)
    st.html(_since(now, file))
    _promises(about, now, file)
    if not review_shared.on():
        _note(about, now)
    _stepping(about, now, here)


def _since(now: Case, file: DealFile) -> str:
    """Before → after, and the last contact, as one list."""
    rows = [_shift(one) for one in now.shifts]
    if now.is_new:
        rows.append(_row(t("New"), escape(t("It was not there at the last review"))))
    elif not rows:
        rows.append(_row(t("Deal"), escape(t("Nothing changed"))))
    rows.append(_row(t("Last contact"), _contact(now)))
    rows += [_row(t("Task"), _task(line)) for line in now.tasks[:4]]
    if now.last_said is not None and not review_shared.on():
        day = _session.locale().date(now.last_said.on)
        rows.append(_row(t("Said on {day}", day=day), f"<bdi>{escape(now.last_said.note)}</bdi>"))
    return (
        f'<section class="review_since"><h2>{escape(t("Since the last review"))}</h2><dl>{"".join(rows)}</dl></section>'
    )


def _row(label: str, value: str, tone: str = "") -> str:
    return f'<div class="{tone}"><dt>{escape(label)}</dt><dd>{value}</dd></div>'


def _shift(one: Shift) -> str:
    locale = _session.locale()
    before, after = (escape(value_said(one.field, side, locale)) for side in (one.before, one.after))
    arrow = "←" if locale.rtl else "→"
    return _row(t(SHIFTED[one.field]), f"<s>{before}</s> {arrow} <b>{after}</b>", one.tone)


def _contact(now: Case) -> str:
    locale, last = _session.locale(), now.contact
    if last is None:
        return escape(t("Nobody has been in touch yet"))
    kind = choices.label_of_choice("interaction_kinds", last.kind, locale)
    ago = locale.relative_days((last.on - _session.today()).days)
    whom = "" if last.about_deal else f" · {escape(t('with the customer'))}"
    return f"{escape(kind)} · <bdi>{escape(last.subject)}</bdi> · {escape(ago)}{whom}"


def _task(line: TaskLine) -> str:
    who = f" · <bdi>{escape(line.owner)}</bdi>" if line.owner else ""
    return f"<bdi>{escape(line.title)}</bdi>{who} · {escape(task_list.due(line))}"


def _promises(about: ReviewHead, now: Case, file: DealFile) -> None:
    with st.container(key="review_promises_of_deal", gap="xsmall"):
        st.subheader(t("Promises"), anchor=False)
        review_promise.earlier(about, _unsettled_first(now), settling=True, with_deal=False)
        review_promise.given(now.promises)
        review_promise.form(about, deal_id=now.id, owner_id=file.deal["owner"])


def _unsettled_first(now: Case) -> Sequence[PromiseLine]:
    return sorted(now.earlier, key=lambda one: one.settled)[:3]


def _note(about: ReviewHead, now: Case) -> None:
    """What was said of it, kept when one leaves the field."""
    key = f"review_note_{about.id}_{now.id}"
    st.text_area(
        t("Note on this deal"), now.note, key=key, height=80, placeholder=t("What was said about it"),
        on_change=_keep_note, args=(about.id, now.id, key),
    )  # fmt: skip


def _keep_note(review_id: int, deal_id: int, key: str) -> None:
    text = str(_session.component_value(key) or "")
    store(("note", review_id, deal_id, text), lambda w: note_deal(w, review_id, deal_id, text), t("Noted."))


def store(given: object, act: Callable[[Work], int | None], said: str) -> None:
    """Store what was said in the meeting, with Undo; a refusal is told."""
    try:
        change_set = once.stored("review", given, act)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
    else:
        if change_set is not None and said:
            messages.did(said, undo=change_set)


def _stepping(about: ReviewHead, now: Case, here: review_agenda.Place) -> None:
    """On to the next, as discussed."""
    with st.container(key="review_steps", horizontal=True, horizontal_alignment="distribute"):
        st.button(t("Previous"), key="review_previous", on_click=_go, args=(here.before,))
        st.button(
            t("Discussed, next") if not now.discussed else t("Next"), key="review_next", type="primary",
            on_click=_discussed, args=(about.id, now.id, now.discussed, here.after),
        )  # fmt: skip


def _discussed(review_id: int, deal_id: int, already: bool, after: str) -> None:
    if not already:
        store(("discussed", review_id, deal_id), lambda w: note_deal(w, review_id, deal_id), "")
    _go(after)


def _go(key: str) -> None:
    url.put(at=key or None)
