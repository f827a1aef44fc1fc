"""The bell: what one was told in the app, how much of it is unread, and the way to the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import streamlit as st

import _session
from _session import read, t, tn, work
from _ui import entries, task_list
from crm_core.base.i18n import N_
from crm_core.work.about import Subject
from crm_core.work.notifications import PAGE, Told, latest, mark_read, unread

_LIST, _MANY = "bell_list", "bell_pages"
_MOST_SHOWN = 99
_WHERE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "customer": ("customer.py", "id"),
        "contact": ("customer.py", "contact"),
        "deal": ("deal.py", "id"),
        "schedule": ("schedules.py", "id"),
    }
)
_MENTIONS: Mapping[str, str] = MappingProxyType(
    {
        "customer": N_("{who} named you in a note about a customer"),
        "contact": N_("{who} named you in a note about a contact"),
        "deal": N_("{who} named you in a note about a deal"),
        "task": N_("{who} named you in a note about a task"),
    }
)


def show() -> None:
    """Draw the bell, and follow what was clicked in its list. Called by the shell at every run."""
    event = entries.take(_LIST)
    if event.opened:
        _follow(event.opened)
    many = read(unread)
    count = _session.locale().number(many) if many <= _MOST_SHOWN else f"{_session.locale().number(_MOST_SHOWN)}+"
    label = tn("{n} unread notification", "{n} unread notifications", many) if many else t("Notifications")
    with st.container(key="bell_unread" if many else "bell", width="content"):
        st.html(f"<style>:root{{--bell:'{count if many else ''}'}}</style>")  # the label is for those who listen
        bell = st.popover(label, icon=":material/notifications:", key="bell_popover", on_change="rerun")
    if bell.open:
        with bell:
            _list(many)


def _list(many: int) -> None:
    told = read(latest, limit=PAGE * _session.kept(_MANY, 1) + 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t('Notifications')}**", width="stretch")
        if many:
            st.button(t("All read"), type="tertiary", key="bell_all_read", on_click=_read_all)
    if not told:
        st.caption(t("Nothing yet. Colleagues who name you in a note or hand something over to you are told of here."))
        return
    shown = told[: PAGE * _session.kept(_MANY, 1)]
    entries.show(_LIST, entries.plain(_entry(one) for one in shown))
    if len(told) > len(shown):
        st.button(t("Show more"), type="tertiary", key="bell_more", on_click=_more)


def _more() -> None:
    _session.keep(_MANY, _session.kept(_MANY, 1) + 1)


def _read_all() -> None:
    with work() as w:
        mark_read(w)


def _entry(one: Told) -> entries.Entry:
    locale = _session.locale()
    opens = len(one.records) == 1
    links = tuple(entries.Link(name, key=_key(one, subject)) for subject, name in one.records)
    rest = one.count - len(one.records)
    more = (tn("{n} more", "{n} more", rest),) if one.records and rest > 0 else ()
    return entries.Entry(
        key=_key(one, one.records[0][0]) if opens else f"told:{one.id}",
        title=_sentence(one),
        body=one.text,
        links=links,
        detail=more,
        end=entries.when(one.at),
        hint=locale.datetime(one.at),
        flag="" if one.read else t("New"),
        mark="person" if one.kind == "hand_over" else "note",
        opens=True,
    )


def _key(one: Told, subject: Subject) -> str:
    return f"told:{one.id}:{subject.entity}:{subject.id}"


def _sentence(one: Told) -> str:
    who = one.person or t("Daftar")
    if one.withdrawn:
        return t("{who} took back what you were told", who=who)
    if one.kind == "undelivered":
        return t("A mail of a scheduled report could not be delivered")
    if one.hidden and one.kind == "mention":
        return t("{who} named you in a note that you may not see", who=who)
    if one.hidden:
        return t("{who} handed over something to you that you may not see any more", who=who)
    if one.kind == "mention":
        return t(_MENTIONS[one.entity], who=who)
    return _handed(one, who)


def _handed(one: Told, who: str) -> str:
    if one.entity == "customer":
        return tn("{who} handed over a customer to you", "{who} handed over {n} customers to you", one.count, who=who)
    if one.entity == "contact":
        return tn("{who} handed over a contact to you", "{who} handed over {n} contacts to you", one.count, who=who)
    if one.entity == "deal":
        return tn("{who} handed over a deal to you", "{who} handed over {n} deals to you", one.count, who=who)
    return tn("{who} handed over a task to you", "{who} handed over {n} tasks to you", one.count, who=who)


def _follow(opened: str) -> None:
    """It counts as read; where it names a record, that is opened."""
    _, number, *where = opened.split(":")
    with work() as w:
        mark_read(w, [int(number)])
    _go(where)


def _go(where: Sequence[str]) -> None:
    if len(where) == 2 and where[0] == "task":
        task_list.edit(int(where[1]))
    elif len(where) == 2 and where[0] in _WHERE:
        screen, name = _WHERE[where[0]]
        view = {"view": "log"} if where[0] == "schedule" else {}
        st.switch_page(screen, query_params={name: where[1], **view})
