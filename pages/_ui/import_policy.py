"""What is done with the rows: what happens to records that are there, field by field where wanted; where people go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from _session import can, read, t
from _ui.import_file import ListAtHand
from crm_core.base.i18n import N_
from crm_core.fields.offered import offered
from crm_core.lists.plan import Options, Plan, new_records
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
    chosen = st.selectbox(
        t("Records already there"),
        list(_POLICIES),
        index=list(_POLICIES).index(now),
        format_func=lambda policy: t(_POLICIES[policy][0]),
        key=f"import_match_{at_hand.generation}",
        width=200,
    )
    _decide(at_hand, replace(options, **_POLICIES[chosen][1]))  # type: ignore[arg-type]


def choose_unit(at_hand: ListAtHand, plan: Plan) -> None:
    """Where the sales people go that the list makes."""
    people = new_records(plan.rows, plan.links).get("user", {})
    if not people or not can("users"):
        return
    units, options = read(offered, "unit"), at_hand.choices.options
    choices = [0, *units]
    chosen = st.selectbox(
        t("Unit of the new sales people"),
        choices,
        index=choices.index(options.unit_id or 0),
        format_func=lambda unit: units[unit] if unit else t("No unit yet"),
        key=f"import_unit_{at_hand.generation}",
        width=210,
    )
    _decide(at_hand, replace(options, unit_id=chosen or None))


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
        ways: dict[str, str] = {}
        for key, field in fields.items():
            chosen = st.selectbox(
                t(field.label),
                list(_PER_FIELD),
                index=list(_PER_FIELD).index(options.per_field.get(key, options.fill)),
                format_func=lambda way: t(_PER_FIELD[way]),
                key=f"import_way_{at_hand.generation}_{key}",
            )
            if chosen != options.fill:
                ways[key] = chosen
    _decide(at_hand, replace(options, per_field=ways))  # type: ignore[arg-type]


def _decide(at_hand: ListAtHand, options: Options) -> None:
    if options != at_hand.choices.options:
        at_hand.decide(options=options)
        st.rerun()
