"""What is done with records that may be one: they are merged, told apart, or left for later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import _session
from _session import t, tn
from _ui import compare, messages, url
from crm_core.base.errors import DaftarError
from crm_core.customers import duplicates
from crm_core.customers.compare import Comparison
from crm_core.customers.duplicates import Group
from crm_core.customers.merge import MOST, merge
from crm_core.customers.signs import REASONS

_LATER = "twins_later"


def later(ids: Sequence[int]) -> bool:
    """Whether this person put a group off in this tab."""
    return tuple(ids) in _session.kept(_LATER, set())


def put_off(ids: Sequence[int]) -> None:
    """Leave a group for later: others come first while the tab is open."""
    _session.keep(_LATER, {*_session.kept(_LATER, set()), tuple(ids)})
    url.put(ids=None)


def why(group: Group) -> str:
    """By which signs records were taken for one."""
    return " · ".join(t(REASONS[reason]) for reason in group.reasons)


def hidden(group: Group) -> str:
    """What is said of records that one may not see; "" when there are none."""
    if not group.hidden:
        return ""
    more = tn(
        "{n} more record looks the same, but you may not see it.",
        "{n} more records look the same, but you may not see them.",
        group.hidden,
    )
    return f"{more} {t('Ask {people}.', people=', '.join(group.ask))}" if group.ask else more


def some_of(ids: Sequence[int], names: dict[int, str]) -> list[int]:
    """Which records of a group are looked at: all of two, as many as can stand side by side of more."""
    locale, known = _session.locale(), [number for number in ids if number in names]
    if len(known) <= 2:
        return known
    chosen: list[int] = st.pills(
        t("Records"),
        known,
        selection_mode="multi",
        default=known[:MOST],
        format_func=lambda one: f"{locale.isolate(names[one])} ({locale.number(known.index(one) + 1)})",
        key=f"twins_some_{'-'.join(map(str, known))}",
    )
    return [number for number in known if number in chosen][:MOST]


def decide(found: Comparison, ids: Sequence[int]) -> None:
    """The comparison with its three ways out."""
    stays, values = compare.choose(found)
    numbers = [row["id"] for row in found.rows]
    with st.container(key="twins_foot", horizontal=True, gap="xsmall"):
        if st.button(t("Merge"), icon=":material/merge:", type="primary", key="twins_merge", disabled=not found.mine):
            _merge(found, stays, [number for number in numbers if number != stays], values)
        if st.button(t("Not the same"), icon=":material/call_split:", key="twins_differ"):
            tell_apart(found.entity, numbers)
        st.button(t("Decide later"), key="twins_later", on_click=put_off, args=(ids,))
    if not found.mine:
        st.caption(t("Some of these are not yours to merge. Ask your team lead."))
    compare.agreed(found)


def _merge(found: Comparison, stays: int, others: list[int], values: dict[str, Any]) -> None:
    try:
        with _session.work() as w:
            done = merge(w, found.entity, stays, others, values)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    moved = compare.counted(done.moved)
    said = tn("{n} records are one now.", "{n} records are one now.", len(others) + 1)
    messages.did(
        " ".join(filter(None, (said, t("{what} moved.", what=moved) if moved else ""))), undo=done.change_set_id
    )
    url.put(ids=None)
    st.rerun()


def tell_apart(entity: str, ids: Sequence[int]) -> None:
    """Remember that records are not the same."""
    try:
        with _session.work() as w:
            duplicates.not_same(w, entity, ids)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    messages.did(t("They will not be shown as duplicates again."))
    url.put(ids=None)
    st.rerun()


def take_back(entity: str, ids: Sequence[int]) -> None:
    """Forget that records were called different."""
    with _session.work() as w:
        duplicates.same_again(w, entity, ids)
    messages.did(t("They may be shown as duplicates again."))
    url.put(ids=None)
