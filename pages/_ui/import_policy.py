"""What is done with the rows: what happens to records that are there, field by field where wanted; where people go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from _session import can, read, t
from _ui.import_file import ListAtHand, deciding
from crm_core.base.i18n import N_
from crm_core.fields.offered import offered
from crm_core.lists.plan import Plan, new_records
from crm_core.lists.recognise import KINDS

_POLICIES: Mapping[str, tuple[str, dict[str, str]]] = {
    "update": (N_("Update them"), {"on_match": "update", "fill": "overwrite"}),
    "blanks": (N_("Fill in what is empty"), {"on_match": "update", "fill": "blanks"}),
    "skip": (N_("Leave them as they are"), {"on_match": "skip"}),
    "create": (N_("Add again"), {"on_match": "create"}),
}
_PER_FIELD: Mapping[str, str] = {
    "overwrite": N_("Replace what is there"),
    "blanks": N_("Fill in what is empty"),
    "keep": N_("Leave as it is"),
}


def choose_match(at_hand: ListAtHand) -> None:
    """What to do with records that are there already."""
    options = at_hand.choices.options
    now = "blanks" if (options.on_match, options.fill) == ("update", "blanks") else options.on_match
    st.selectbox(
        t("Records already there"),
        list(_POLICIES),
        format_func=lambda policy: t(_POLICIES[policy][0]),
        width=200,
        **deciding("import_match", now, lambda policy: at_hand.decide_options(**_POLICIES[policy][1])),
    )


def choose_unit(at_hand: ListAtHand, plan: Plan) -> None:
    """Where the sales people go that the list makes."""
    people = new_records(plan.rows, plan.links).get("user", {})
    if not people or not can("users"):
        return
    units, options = read(offered, "unit"), at_hand.choices.options
    st.selectbox(
        t("Unit of the new sales people"),
        [0, *units],
        format_func=lambda unit: units[unit] if unit else t("No unit yet"),
        width=210,
        **deciding("import_unit", options.unit_id or 0, lambda unit: at_hand.decide_options(unit_id=unit or None)),
    )


def choose_fields(at_hand: ListAtHand, plan: Plan) -> None:
    """How single fields of records that are there are treated; there must be some, and they must be updated."""
    options = at_hand.choices.options
    changes = any(plan.count(status) for status in ("updated", "unchanged")) or options.per_field
    if options.on_match != "update" or not changes:
        return
    known = KINDS[plan.kind].fields
    fields = {key: known[key] for key in plan.columns.values() if key is not None and key in known}
    with st.popover(t("Field by field"), icon=":material/rule:", key="import_per_field"):
        st.caption(t("Of records already there"))
        for key, field in fields.items():
            now = options.per_field.get(key, options.fill)
            st.selectbox(
                t(field.label),
                list(_PER_FIELD),
                format_func=lambda way: t(_PER_FIELD[way]),
                **deciding(f"import_way_{key}", now, partial(_for_field, at_hand, key)),
            )


def _for_field(at_hand: ListAtHand, key: str, way: str) -> None:
    options = at_hand.choices.options
    others = {one: known for one, known in options.per_field.items() if one != key}
    at_hand.decide_options(per_field=others if way == options.fill else {**others, key: way})
