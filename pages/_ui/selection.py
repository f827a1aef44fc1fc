"""What can be done with the rows that are selected in a grid: set a field for all, tag them, put them into the bin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

import _session
from _session import t, tn
from _ui import form, messages
from _ui.boundary import dialog
from crm_core.base.errors import DaftarError
from crm_core.customers.merge import MOST
from crm_core.customers.signs import KINDS
from crm_core.fields import CATALOGUE
from crm_core.fields import records as core
from crm_core.fields.find import Query, ids_found
from crm_core.trust.unit_of_work import Work

_MOST = 10_000

Do = Callable[[Work], core.EditedMany]


def bar(entity: str, ids: Sequence[int], found: int, query: Query, options: form.Options) -> None:
    """How many rows are selected of those `found` by the query, and what to do with them; nothing while none are."""
    if not ids or not _session.can("bulk"):
        return
    with st.container(key="selection", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.markdown(tn("**{n}** selected", "**{n}** selected", len(ids)), width="content")
        if st.button(t("Set a field"), icon=":material/edit_note:", key="selection_set"):
            dialog(t("Set a field for all"), partial(_ask_value, entity, ids, found, query, options))
        if st.button(t("Add tags"), icon=":material/sell:", key="selection_tag"):
            dialog(t("Add tags"), partial(_ask_tags, entity, ids, found, query))
        together = entity in KINDS and 2 <= len(ids) <= MOST and _session.can("merge")
        if together and st.button(t("Merge"), icon=":material/merge:", key="selection_merge"):
            st.switch_page("duplicates.py", query_params={"of": entity, "ids": "-".join(map(str, ids))})
        if st.button(t("Delete"), icon=":material/delete:", key="selection_delete"):
            _change(lambda w: core.delete(w, entity, ids), t("Deleted"))


def _ask_value(entity: str, ids: Sequence[int], found: int, query: Query, options: form.Options) -> None:
    known = [key for key, field in CATALOGUE[entity].items() if field.editable and field.column][1:]
    usual = known.index("owner") if "owner" in known else 0
    key = st.selectbox(
        t("Field"), known, usual, format_func=lambda one: t(CATALOGUE[entity][one].label), key="selection_field"
    )
    given = form.fields(entity, [key], {}, options)
    wanted = _whom(entity, ids, found, query)
    if st.button(t("Set"), type="primary", key="selection_save"):
        _change(lambda w: core.edit_many(w, entity, wanted(w), core.parse_all(w, entity, given)), t("Changed"))


def _ask_tags(entity: str, ids: Sequence[int], found: int, query: Query) -> None:
    tags: list[str] = st.multiselect(
        t("Tags"), [], key="selection_tags", accept_new_options=True, placeholder=t("Type a tag, then Enter")
    )
    wanted = _whom(entity, ids, found, query)
    if st.button(t("Add"), type="primary", key="selection_tags_save", disabled=not tags):
        _change(lambda w: core.edit_many(w, entity, wanted(w), {}, add_tags=tags), t("Tagged"))


def _whom(entity: str, ids: Sequence[int], found: int, query: Query) -> Callable[[Work], Sequence[int]]:
    """The selected rows, or on wish everything that is found."""
    if not len(ids) < found <= _MOST:
        return lambda w: ids
    selected = tn("{n} selected", "{n} selected", len(ids))
    everything = tn("The {n} found", "All {n} found", found)
    chosen = st.radio(t("For"), [selected, everything], key="selection_range", horizontal=True)
    return lambda w: ids_found(w, entity, query, limit=_MOST) if chosen == everything else ids


def _change(do: Do, said: str) -> None:
    try:
        with _session.work() as w:
            done = do(w)
    except DaftarError as refusal:
        st.error(refusal.say(_session.locale()))
        return
    _tell(done, said)
    st.rerun()


def _tell(done: core.EditedMany, said: str) -> None:
    sentence = tn("{what}: {n} record.", "{what}: {n} records.", done.changed, what=said)
    if done.refused:
        left = tn("{n} record is not yours to change.", "{n} records are not yours to change.", len(done.refused))
        sentence = f"{sentence} {left}"
    if done.changed:
        messages.did(sentence, undo=done.change_set_id)
    else:
        messages.refuse(sentence)
