"""One value for all rows of a list: it fills what the list leaves empty, and can be taken away again."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

import _data
import _session
from _session import read, t
from _ui.date_input import date_input
from _ui.import_file import ListAtHand
from _ui.markdown import plain
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.fields import Field, choices
from crm_core.fields.offered import offered
from crm_core.lists.choosing import value_for_all
from crm_core.lists.recognise import KINDS, RecognisedList

_SMALL = frozenset({"user", "unit", "stage", "pipeline", "product"})
"""The kinds of links of which one is chosen rather than typed."""
_YES_NO = {"yes": N_("yes"), "no": N_("no")}


def choose(at_hand: ListAtHand, found: RecognisedList) -> None:
    """The button behind which a field gets a value for all rows."""
    if found.kind is None:
        return
    given = at_hand.choices.options.set_values
    fields = {key: one for key, one in KINDS[found.kind].fields.items() if one.part_of is None and key not in given}
    with st.popover(t("Same value in all rows"), icon=":material/format_color_fill:", key="import_set"):
        key = st.selectbox(
            t("Field"),
            list(fields),
            index=None,
            format_func=lambda key: t(fields[key].label),
            placeholder=t("Choose"),
            key=f"import_set_field_{at_hand.generation}",
        )
        if key is None:
            st.caption(t("It fills what the list leaves empty."))
            return
        text = _value(fields[key], f"import_set_value_{at_hand.generation}_{key}")
        if st.button(t("Set"), type="primary", key="import_set_go") and text:
            _set(at_hand, found.kind, key, text)


def chips(at_hand: ListAtHand, found: RecognisedList) -> None:
    """The values that were given, each to be taken away by a click."""
    given = at_hand.choices.options.set_values
    if found.kind is None or not given:
        return
    fields = KINDS[found.kind].fields
    with st.container(horizontal=True, gap="xsmall", key="import_set_chips"):
        for key, text in given.items():
            said = _ways(fields[key]).get(text, text) if key in fields else text
            label = f"{t(fields[key].label)}: {plain(_session.locale().isolate(said))}" if key in fields else text
            hint = t("Take it away")
            if st.button(label, icon=":material/close:", help=hint, key=f"import_unset_{key}"):
                at_hand.decide_options(set_values={one: text for one, text in given.items() if one != key})
                st.rerun()


def _value(field: Field, key: str) -> str:
    """What was typed or chosen, as it can be typed into a cell of the list."""
    label = t(field.label)
    if ways := _ways(field):
        chosen = st.selectbox(
            label, list(ways), index=None, format_func=ways.__getitem__, placeholder=t("Choose"), key=key
        )
        return chosen or ""
    if field.kind == "date":
        return date_input(label, None, key=key, week_start=_data.office().company.week_start)
    if field.kind == "money":
        label = f"{label} ({_session.locale().unit()})"
    return st.text_input(label, key=key).strip()


def _ways(field: Field) -> Mapping[str, str]:
    """What there is to choose from: what is written → what is read; nothing where people type."""
    if field.kind == "choice" and field.choices:
        return choices.options(field.choices, _data.office().company, _session.locale())
    if field.kind == "yes_no":
        return {value: t(label) for value, label in _YES_NO.items()}
    return {name: name for name in read(offered, field.kind).values()} if field.kind in _SMALL else {}


def _set(at_hand: ListAtHand, kind: str, key: str, text: str) -> None:
    """Give all rows this value; one that the field does not take is refused here, beside the box."""
    try:
        with _data.office().read(_session.actor()) as w:
            value_for_all(w, KINDS[kind], key, text)
    except DaftarError as refusal:
        st.caption(f":red[{plain(refusal.say(_session.locale()))}]")
        return
    at_hand.decide_options(set_values={**at_hand.choices.options.set_values, key: text})
    st.rerun()
