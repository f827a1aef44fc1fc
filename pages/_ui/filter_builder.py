"""The builder of filters: one line a condition, in groups of which all hold, one, none, or not all."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

import _session
from _session import t
from _ui import filter_values, filter_where
from _ui.boundary import dialog
from _ui.filter_draft import DEEPEST, MISSING, MODES, Group, Line, draft_of
from crm_core.base.errors import DaftarError, Invalid
from crm_core.fields import CATALOGUE
from crm_core.fields.comparing import offered_ops, op_label
from crm_core.fields.filters import OPS, Filter, filter_field, ops_of


def button(entity: str, chosen: Filter, *, only: frozenset[str] | None = None) -> None:
    """The control that opens the builder with the conditions that hold now; `only`: fields that may be asked for."""
    if st.button(t("More filters"), icon=":material/filter_list:", key=f"filters_{entity}_more"):
        draft = draft_of(chosen)
        draft.only = only
        dialog(t("Filter"), partial(_draw, entity, draft), width="large")


def _draw(entity: str, draft: Group) -> None:
    _group(entity, draft, draft, 1)
    told = filter_where.said(entity, draft.filter(entity, lenient=True))
    st.caption(told or t("No conditions: everything is shown."))
    failure = st.container()
    with st.container(key="filter_foot", horizontal=True, horizontal_alignment="right", gap="small"):
        if st.button(t("Clear"), key="filter_clear", type="tertiary"):
            draft.items = []
            _apply(entity, draft, failure)
        if st.button(t("Show"), type="primary", key="filter_apply", shortcut="ctrl+enter"):
            _apply(entity, draft, failure)


def _apply(entity: str, draft: Group, failure: Any) -> None:
    try:
        filter_where.put(entity, draft.filter(entity))
    except DaftarError as wrong:
        failure.error(wrong.say(_session.locale()))
        return
    st.rerun()


# Groups


def _group(entity: str, root: Group, group: Group, depth: int) -> None:
    with st.container(key=f"filter_group_{group.number}", border=depth > 1, gap="small"):
        if depth > 1 or len(group.items) > 1 or group.mode != "all":
            _mode(root, group, depth)
        for item in list(group.items):
            if isinstance(item, Line):
                _line(entity, root, item)
            else:
                _group(entity, root, item, depth + 1)
        with st.container(horizontal=True, gap="xsmall"):
            _adder(group, t("Condition"), f"filter_add_{group.number}")
            if depth < DEEPEST:
                _adder(group, t("Group"), f"filter_nest_{group.number}", nested=True)


def _adder(group: Group, label: str, key: str, *, nested: bool = False) -> None:
    def add() -> None:
        group.items.append(Group("all" if group.mode == "any" else "any", [Line(), Line()]) if nested else Line())

    icon = ":material/add_box:" if nested else ":material/add:"
    st.button(label, icon=icon, key=key, type="tertiary", on_click=add)


def _mode(root: Group, group: Group, depth: int) -> None:
    modes = list(MODES)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        group.mode = st.selectbox(
            t("How these hold together"),
            modes,
            index=modes.index(group.mode),
            format_func=lambda one: t(MODES[one]),
            key=f"filter_mode_{group.number}",
            label_visibility="collapsed",
            width=230,
        )
        if depth > 1:
            _remover(root, group, t("Take this group away"))


def _remover(root: Group, item: Line | Group, label: str) -> None:
    st.button(
        label,
        icon=":material/close:",
        key=f"filter_remove_{item.number}",
        type="tertiary",
        help=label,
        on_click=root.remove,
        args=(item,),
    )


# Lines


def _line(entity: str, root: Group, line: Line) -> None:
    with st.container(key=f"filter_line_{line.number}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            _field(entity, root, line)
            if line.field:
                _comparison(entity, line)
                _value(entity, line)
            _remover(root, line, t("Take this condition away"))
        if line.wrong is not None:
            st.caption(f":red[{line.wrong.say(_session.locale())}]")


def _field(entity: str, root: Group, line: Line) -> None:
    known = {key: said for key, said in fields(entity).items() if root.only is None or key in root.only}
    keys = list(known)
    if line.field and line.field not in known:
        keys.append(line.field)
    chosen = st.selectbox(
        t("Field"),
        keys,
        index=keys.index(line.field) if line.field else None,
        format_func=lambda key: known.get(key) or t(filter_field(entity, key).label),
        key=f"filter_field_{line.number}",
        placeholder=t("Choose a field"),
        label_visibility="collapsed",
        width=210,
    )
    if chosen and chosen != line.field:
        line.field, line.value, line.shown, line.wrong = chosen, MISSING, MISSING, None
        line.op = offered_ops(filter_field(entity, chosen))[0]


def fields(entity: str) -> dict[str, str]:
    """What can be asked for: the fields of the record, then those of its customer."""
    unit = _session.locale().unit()
    own = CATALOGUE[entity]
    found = {key: t(one.label) for key, one in own.items() if ops_of(one)}
    found |= {key: f"{said} ({unit})" for key, said in found.items() if own[key].kind == "money"}
    if "customer" in own:
        for key, one in CATALOGUE["customer"].items():
            if key not in own and ops_of(one):
                found[key] = t("Customer: {field}", field=t(one.label))
    return found


def _comparison(entity: str, line: Line) -> None:
    field = filter_field(entity, line.field)
    ops = list(offered_ops(field, line.op))
    chosen = st.selectbox(
        t("Comparison"),
        ops,
        index=ops.index(line.op),
        format_func=lambda op: t(op_label(field, op)),
        key=f"filter_op_{line.number}_{line.field}",
        label_visibility="collapsed",
        width=190,
    )
    if chosen != line.op:
        if OPS[chosen] != OPS[line.op]:
            line.value = line.shown = MISSING
        line.op = chosen


def _value(entity: str, line: Line) -> None:
    name = f"filter_value_{line.number}_{line.field}_{OPS[line.op]}"
    try:
        line.value = filter_values.draw(entity, line.field, line.op, line.shown, name)
        line.wrong = None
        if line.value is not MISSING:
            line.condition(entity)
    except Invalid as wrong:
        line.wrong = wrong
