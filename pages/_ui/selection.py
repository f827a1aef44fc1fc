"""What is done with many records at once: those selected on the page, or all that the filter finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

import _data
import _session
from _session import can, read, t, tn
from _ui import at_work, export, filters, form, once
from _ui.boundary import dialog
from _ui.markdown import plain
from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.i18n import N_
from crm_core.customers.merge import MOST
from crm_core.customers.signs import KINDS
from crm_core.fields import CATALOGUE
from crm_core.fields import records as core
from crm_core.fields.filters import EVERYTHING
from crm_core.fields.find import Query, count
from crm_core.fields.many import Chosen, Deed, Deleting, Setting, Tagging, carry_out
from crm_core.fields.offered import offered, tags_in_use
from crm_core.fields.records import EditedMany
from crm_core.work.in_bulk import HERE, Confirming, Doing, HandingOver, begin

_ALL = "selection_all"


@dataclass(frozen=True)
class Selection:
    """The rows of the page that are selected, by id with their versions, and the query that found them.

    `found`: how many it finds (at least); `all_found`: all of these are meant. `title` is the list's, a message.
    """

    entity: str
    title: str
    rows: Mapping[int, int]
    found: int
    query: Query
    options: form.Options
    all_found: bool = False

    @property
    def chosen(self) -> Chosen:
        return self.query if self.all_found else dict(self.rows)

    @property
    def count(self) -> int:
        """How many records are meant, exactly."""
        return read(count, self.entity, self.query) if self.all_found else len(self.rows)


def bar(selected: Selection) -> None:
    """Whom it concerns, and what to do with them; nothing while no row is selected."""
    if not selected.rows or not can("bulk"):
        _session.forget(_ALL)
        return
    place = (selected.entity, replace(selected.query, columns=(), size=100))
    if _session.kept(_ALL) not in (None, place):
        _session.forget(_ALL)  # another question is asked meanwhile
    selected = replace(selected, all_found=_session.kept(_ALL) == place)
    with st.container(key="selection", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.markdown(_whom(selected), width="content", help=plain(_which(selected)) if selected.all_found else None)
        if selected.all_found:
            st.button(
                t("Only the selected"), type="tertiary", key="selection_some", on_click=_session.forget, args=(_ALL,)
            )
        elif len(selected.rows) < selected.found:
            _offer_all(selected, place)
        _deeds(selected)


def _offer_all(selected: Selection, place: object) -> None:
    many = read(count, selected.entity, selected.query)
    label = tn("The {n} found", "All {n} found", many)
    st.button(label, type="tertiary", key="selection_all_found", on_click=_session.keep, args=(_ALL, place))


def _whom(selected: Selection) -> str:
    n = selected.count
    if selected.all_found:
        return tn("**The {n}** found", "**All {n}** found", n)
    return tn("**{n}** selected", "**{n}** selected", n)


def _which(selected: Selection) -> str:
    """By what the records were found, in words."""
    wanted = selected.query.filter
    return t("Everything in this list") if wanted == EVERYTHING else filters.said(selected.entity, wanted)


def _deeds(selected: Selection) -> None:
    if st.button(t("Set a field"), icon=":material/edit_note:", key="selection_set"):
        dialog(t("Set a field for all"), partial(_ask_value, selected))
    if "tags" in CATALOGUE[selected.entity] and st.button(t("Tags"), icon=":material/sell:", key="selection_tag"):
        dialog(t("Add and remove tags"), partial(_ask_tags, selected))
    owned = "owner" in CATALOGUE[selected.entity]
    if owned and st.button(t("Hand over"), icon=":material/forward:", key="selection_hand"):
        dialog(t("Hand over"), partial(_ask_whom, selected))
    with st.popover(t("More"), key="selection_more"), st.container(key="selection_lines", gap=None, width=240):
        _more(selected)


def _more(selected: Selection) -> None:
    """What is done more seldom."""
    together = selected.entity in KINDS and not selected.all_found and 2 <= len(selected.rows) <= MOST
    if together and can("merge") and _line(t("Merge"), ":material/merge:", "merge"):
        ids = "-".join(map(str, selected.rows))
        st.switch_page("duplicates.py", query_params={"of": selected.entity, "ids": ids})
    if selected.entity in KINDS and _line(t("Confirmed today"), ":material/verified:", "confirm"):
        _do_or_ask(selected, Confirming(), t("Confirmed today"))
    if _line(t("Delete"), ":material/delete:", "delete"):
        _do_or_ask(selected, Deleting(), t("Delete"))
    if can("export"):
        st.caption(t("Excel"))
        asked = selected.query if selected.all_found else replace(selected.query, only=tuple(selected.rows))
        export.these(selected.entity, asked, t(selected.title), selected.count)


def _line(label: str, icon: str, key: str) -> bool:
    return st.button(label, icon=icon, type="tertiary", key=f"selection_{key}", width="stretch")


# Asking


def _concerned(selected: Selection) -> None:
    """Say once whom it concerns where they are many, or not all to be seen."""
    if selected.all_found or len(selected.rows) > 1:
        which = f": {_which(selected)}" if selected.all_found else ""
        st.markdown(tn("For **{n}** record", "For **{n}** records", selected.count) + which)
    if selected.count > HERE:
        st.caption(t("It goes on behind the screens; you are told when it is done, and can undo all of it."))


def _ask_value(selected: Selection) -> None:
    entity = selected.entity
    known = [key for key, field in CATALOGUE[entity].items() if field.editable and (field.column or field.in_lines)][1:]
    usual = known.index("status") if "status" in known else 0
    key = st.selectbox(
        t("Field"), known, usual, format_func=lambda one: t(CATALOGUE[entity][one].label), key="selection_field"
    )
    clear = not CATALOGUE[entity][key].required and st.checkbox(t("Clear it"), key="selection_clear")
    given = {key: None} if clear else form.fields(entity, [key], {}, selected.options)
    _concerned(selected)
    if st.button(t("Clear") if clear else t("Set"), type="primary", key="selection_save"):
        _try(selected, lambda: Setting(_typed(entity, given, clear=clear)))


def _typed(entity: str, given: Mapping[str, Any], *, clear: bool) -> dict[str, Any]:
    """What was typed, as columns keep it. Raises Invalid for nothing that was not meant."""
    if not clear and all(value in (None, "", []) for value in given.values()):
        raise Invalid(N_("Say what to set, or choose to clear the field."))
    with _data.office().read(_session.actor()) as w:
        return core.parse_all(w, entity, given)


def _ask_tags(selected: Selection) -> None:
    known = read(tags_in_use)
    add = st.multiselect(
        t("Add"),
        known,
        key="selection_tags",
        accept_new_options=True,
        placeholder=t("Type a tag, then Enter"),
        select_all=False,
    )
    remove = st.multiselect(t("Remove"), known, key="selection_tags_off", placeholder=t("Choose"), select_all=False)
    _concerned(selected)
    if st.button(t("Change"), type="primary", key="selection_tags_save", disabled=not (add or remove)):
        _try(selected, lambda: Tagging(tuple(add), tuple(remove)))


def _ask_whom(selected: Selection) -> None:
    people = read(offered, "user")
    to = st.selectbox(
        t("Hand over to"), list(people), index=None, format_func=lambda one: people[one], key="selection_to",
        placeholder=t("Choose a colleague"),
    )  # fmt: skip
    why = st.text_input(t("Why?"), key="selection_why", placeholder=t("In a few words: it stands in the history"))
    _concerned(selected)
    ready = to is not None and bool(why.strip())
    if st.button(t("Hand over"), type="primary", key="selection_hand_save", disabled=not ready) and to is not None:
        _try(selected, lambda: HandingOver(to, why))


def _do_or_ask(selected: Selection, deed: Deed, label: str) -> None:
    """A few are done at once, with Undo; many are asked for once."""
    if selected.count <= HERE and not selected.all_found:
        _try(selected, lambda: deed)
    else:
        dialog(label, partial(_ask_once, selected, deed, label))


def _ask_once(selected: Selection, deed: Deed, label: str) -> None:
    _concerned(selected)
    if st.button(label, type="primary", key="selection_once"):
        _try(selected, lambda: deed)


# Doing


def _try(selected: Selection, make: Callable[[], Deed]) -> None:
    """Do it, or begin it behind the screens; what is refused is said where it was asked for."""
    try:
        deed = make()
        done = once.done("selection", (selected.entity, selected.chosen, deed), lambda: _do(selected, deed))
    except DaftarError as refusal:
        st.error(refusal.say(_session.locale()))
        return
    if done is not None:
        at_work.tell(deed, done)
    _session.forget(_ALL)
    st.rerun()


def _do(selected: Selection, deed: Deed) -> EditedMany | None:
    """What came of it; None for what goes on behind the screens."""
    if selected.count > HERE:
        office, who = _data.office(), _session.actor()
        begin(who, Doing(office.settings, who.user_id, selected.entity, selected.chosen, deed))
        return None
    with _session.work() as w:
        return carry_out(w, selected.entity, selected.chosen, deed)
