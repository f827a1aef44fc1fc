"""The tree of organisation units: add, rename, move, remove."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import _session
from _session import t, tn
from _ui import messages, page
from _ui.boundary import dialog
from _ui.markdown import plain
from crm_core.trust import people as core
from crm_core.trust.people import UnitNode


def many(n: int) -> str:
    """How many units."""
    return tn("{n} unit", "{n} units", n)


def path_names(tree: Sequence[UnitNode]) -> dict[int, str]:
    """The units by number; those of one name told apart by the unit above."""
    names = [node.name for node in tree]
    by_id = {node.id: node for node in tree}
    found = {}
    for node in tree:
        above = by_id.get(node.parent_id or 0)
        twice = names.count(node.name) > 1 and above is not None
        found[node.id] = f"{node.name} ({above.name})" if twice and above else node.name
    return found


def show(tree: Sequence[UnitNode]) -> None:
    """The tree, a line a unit."""
    if not tree:
        page.empty(t("No units yet."), t("Add one for each team; leads see their unit and all below."))
    for node in tree:
        with st.container(key=f"unit_{node.id}", horizontal=True, vertical_alignment="center", gap="small"):
            if node.depth:
                st.container(width=28 * node.depth, height=1, border=False)
            st.markdown(f":material/account_tree: **{plain(node.name)}**", width="content")
            st.caption(tn("{n} person", "{n} people", node.people), width="stretch")
            if st.button(t("Edit"), key=f"unit_edit_{node.id}", type="tertiary"):
                _ask(node, tree)


def ask_new(tree: Sequence[UnitNode]) -> None:
    """A new unit in a dialog."""
    _ask(None, tree)


def _ask(node: UnitNode | None, tree: Sequence[UnitNode]) -> None:
    def draw() -> None:
        key = f"unit_form_{node.id if node else 'new'}"
        name = st.text_input(t("Name") + " *", node.name if node else "", key=f"{key}_name")
        names = path_names(tree)
        above: list[int | None] = [None, *(one.id for one in tree if node is None or one.id != node.id)]
        parent = st.selectbox(
            t("Below"),
            above,
            index=above.index(node.parent_id) if node and node.parent_id in above else 0,
            format_func=lambda one: names.get(one or 0, t("the company itself")),
            key=f"{key}_parent",
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            if node is not None and st.button(t("Remove"), key=f"{key}_remove"):
                with _session.work() as w, w.changing("delete") as change_set:
                    core.delete_unit(w, node.id)
                messages.did(t("{name} removed.", name=node.name), undo=change_set.id)
                st.rerun()
            if st.button(t("Save"), type="primary", key=f"{key}_save"):
                with _session.work() as w, w.changing("edit") as change_set:
                    core.save_unit(w, name, parent, node.id if node else None)
                messages.did(t("Saved."), undo=change_set.id)
                st.rerun()

    dialog(node.name if node else t("New unit"), draw)
