"""Taking a stage or a pipeline away: at once, or behind the screens where many deals move with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import _data
import _session
from _session import t, tn
from _ui import messages, once
from crm_core.base.errors import DaftarError
from crm_core.deals.removing import Removing
from crm_core.deals.removing import remove as remove_now
from crm_core.trust.unit_of_work import Work
from crm_core.work.in_bulk import HERE, Doing, begin


def remove(name: str, deals: int, deed: Callable[[Work], Removing]) -> None:
    """Do what `deed` plans, with Undo; what hinders it is said in the dialog that stands open."""
    try:
        if deals > HERE:
            _begin(_session.read(deed))
        else:
            _now(name, deed)
    except DaftarError as refusal:
        st.error(refusal.say(_session.locale()))
    else:
        st.rerun()


def _begin(deed: Removing) -> None:
    office, who = _data.office(), _session.actor()
    once.done("removing", deed, lambda: begin(who, Doing(office.settings, who.user_id, "deal", deed.deals, deed)))


def _now(name: str, deed: Callable[[Work], Removing]) -> None:
    def act(w: Work) -> tuple[int, int]:
        with w.changing("edit", about="stages") as change_set:
            return remove_now(w, deed(w)), change_set.id

    moved, change_set = once.stored("removing", name, act)
    said = t("{name} removed.", name=name)
    if moved:
        said += " " + tn("{n} deal moved.", "{n} deals moved.", moved)
    messages.did(said, undo=change_set)
