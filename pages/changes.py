"""What changed: the open pipeline between any two moments, from opening to closing; the address says which."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import can, read, t, tn
from _ui import deal_filter, export, filters, moments, moved, page, switch, waterfall
from crm_core.base.errors import Invalid
from crm_core.deals.changes_file import to_excel
from crm_core.deals.movements import Balance, Sum, balance, changes
from crm_core.trust.access import Actor, require


def asked() -> moved.Asked:
    """From when to when, and which deals."""
    with st.container(key="changes_bar", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        since, until = moments.since(), moments.until()
    chosen = filters.bar("deal", [*deal_filter.of_pipelines(), *deal_filter.parts()])
    return moved.Asked(since, until, chosen)


def said(found: Balance, question: moved.Asked) -> str:
    """What is shown, in a sentence."""
    until = waterfall.moment(found.until) if question.until else t("now")
    what = t("From {since} to {until}: {then} became {now}", since=waterfall.moment(found.since), until=until,
             then=open_deals(found.opening), now=open_deals(found.closing))  # fmt: skip
    return " · ".join(filter(None, (what, filters.said("deal", question.filter))))


def open_deals(total: Sum) -> str:
    """So many open deals and what they come to."""
    deals = tn("{n} open deal", "{n} open deals", total.count)
    return t("{deals}, {amount}", deals=deals, amount=_session.locale().money(total.amount, short=True))


def excel(question: moved.Asked, sentence: str) -> None:
    """The link that gives it as a file; nothing for those who may not export."""
    if not can("export"):
        return

    def make(who: Actor) -> bytes:
        with _data.office().read(who) as w:
            require(w, "export")
            return to_excel(w, changes(w, question.since, question.until, question.filter), sentence)

    name = f"{t('What changed')} {_session.today().isoformat()}.xlsx"
    export.link(t("Excel"), name, make, "changes", hint=t("The waterfall and every deal before and after, as a file"))


def draw(found: Balance, question: moved.Asked) -> None:
    """The waterfall and the same as a table; what was clicked opens the deals behind it."""
    if not found.movements and not found.opening.count:
        page.empty(t("There were no open deals, and none came."), t("Choose other moments, or take the filter away."))
        return
    by = switch.one_of("by", t("Show"), {name: t(label) for name, label in waterfall.BY.items()})
    chart, table = st.columns([3, 2], gap="large")
    with chart:
        clicked = waterfall.show(found, by=by)
    with table:
        opened = waterfall.table(found)
        if not found.movements:
            st.caption(t("Nothing moved."))
    waterfall.rule()
    if note := deal_filter.note(question.filter):
        st.caption(note)
    movement = next((one for one in found.movements if one.kind == (clicked or opened)), None)
    if movement is not None:
        moved.show(movement, question)


def main() -> None:
    head = st.container()
    question = asked()
    try:
        found = read(balance, question.since, question.until, question.filter)
    except Invalid as wrong:
        with head, page.head(t("What changed")):
            pass
        page.empty(wrong.say(_session.locale()), t("Choose other moments."))
        return
    sentence = said(found, question)
    with head, page.head(t("What changed"), sentence):
        excel(question, sentence)
    draw(found, question)


main()
