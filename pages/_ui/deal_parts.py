"""The parts of a deal's page: its tasks, people, competitors and documents, and how each is added and changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import customer_file, deal_products, documents, entries, form, messages, notes, once, record_facts, task_list
from _ui.boundary import dialog
from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.i18n import N_
from crm_core.deals import competitors, contacts
from crm_core.deals.competitors import Rival
from crm_core.deals.contacts import DealPerson
from crm_core.fields import choices, find
from crm_core.fields import records as core
from crm_core.fields.filters import condition
from crm_core.fields.find import Query
from crm_core.file.deal import DealFile
from crm_core.trust.unit_of_work import Work
from crm_core.work.about import Subject
from crm_core.work.documents import listed as documents_of
from crm_core.work.tasks import task_list as tasks_of

_RIVAL = ("threat", "offer", "note")
_THREATS: Mapping[str, entries.Tone] = {"high": "risk"}


def lists(file: DealFile) -> list[entries.Section]:
    """What is to be done, who has a part in it, who else wants it, what was handed in; what there is none of not."""
    mine, deal = record_facts.may_change(file.deal), file.deal
    number = _session.locale().number
    found: dict[str, Sequence[entries.Entry]] = {
        t("Tasks"): [
            task_list.entry(one, with_customer=False, with_deal=False)
            for one in read(tasks_of, whose="all", deal_id=deal["id"])
        ],
        t("Contacts"): [_person(one, file, mine=mine) for one in file.people],
        t("Competitors"): [_rival(one, deal["currency"], mine=mine) for one in file.rivals],
        t("Documents"): [customer_file.document(one) for one in read(documents_of, Subject("deal", deal["id"]))],
    }
    return [entries.Section(tuple(some), title, number(len(some))) for title, some in found.items() if some]


def _person(one: DealPerson, file: DealFile, *, mine: bool) -> entries.Entry:
    after = []
    if mine:
        after.append(entries.Link(t("Edit"), key=f"part:{one.id}:{one.contact_id}"))
        if not one.first:
            after.append(entries.Link(t("Make first contact"), key=f"first:{one.contact_id}"))
    return entries.Entry(
        key=f"contact:{one.contact_id}",
        title=one.name,
        detail=customer_file.details(t("First contact") if one.first else None, one.role, one.job_title),
        links=tuple(entries.Link(customer_file.read_way(way), way.link) for way in file.reach.get(one.contact_id, ())),
        after=tuple(after),
        mark="person",
        opens=True,
    )


def _rival(one: Rival, currency: str, *, mine: bool) -> entries.Entry:
    locale = _session.locale()
    threat = choices.label_of_choice("threats", one.threat, locale) if one.threat else None
    return entries.Entry(
        key=f"rival:{one.id}",
        title=one.name,
        body=one.note or "",
        detail=customer_file.details(t("Threat: {threat}", threat=threat) if threat else None),
        end=locale.money(one.offer, currency) if one.offer is not None else "",
        flag=t("Lost to them") if one.won else "",
        tone="lost" if one.won else _THREATS.get(one.threat or "", ""),
        mark="meeting",
        opens=mine,
    )


# What is opened


def follow(event: entries.EntryEvent, file: DealFile) -> None:
    """What an opened entry of the page leads to."""
    kind, _, rest = event.opened.partition(":")
    first, _, second = rest.partition(":")
    if kind == "contact":
        st.switch_page("customer.py", query_params={"contact": rest})
    elif kind == "part":
        _edit_part(file, int(first), int(second))
    elif kind == "first":
        done = once.stored("first", rest, lambda w: contacts.make_first(w, file.deal["id"], int(rest)))
        messages.did(t("Saved."), undo=done.change_set_id)
    elif kind == "rival":
        _edit_rival(int(rest), file.deal)
    elif kind == "note":
        notes.dialog(note_id=int(rest))
    elif kind == "document":
        documents.open_one(int(rest))
    elif kind == "undo":
        messages.take_back(int(rest))
    elif kind != "deal":
        task_list.follow(event)


# Who has a part in it


def add_person(file: DealFile) -> None:
    """Ask who has a part in the deal, and which."""
    dialog(t("Who has a part in this deal?"), lambda: _ask_person(file), width="small")


def _ask_person(file: DealFile) -> None:
    deal = file.deal
    there = {one.contact_id for one in file.people}
    known = {n: name for n, name in read(_contacts_of, deal["customer"]).items() if n not in there}
    options: list[int | str] = list(known)
    elsewhere = bool(deal["customer"]) and st.toggle(t("Somebody of another company"), key="person_elsewhere")
    chosen: Any
    if elsewhere or not deal["customer"]:
        chosen = form.fields("deal_contact", ("contact",), {})["contact"]
    else:
        chosen = st.selectbox(
            t("Contact"), options, index=None, key="person_who", accept_new_options=True,
            format_func=lambda one: known.get(one, str(one)) if isinstance(one, int) else one,
            placeholder=t("Choose, or write a new name"),
        )  # fmt: skip
    role = _role(None)
    failure = st.container()
    if _saves("person_save"):
        _store(lambda w: _add_person(w, deal, chosen, role), (deal["id"], chosen, role), t("Contact added."), failure)


def _contacts_of(w: Work, customer_id: int | None) -> dict[int, str]:
    """The contacts of the customer, by name."""
    if customer_id is None:
        return {}
    found = find.find(w, "contact", Query(condition("contact", "customer", "is", customer_id), columns=("name",)))
    return {row["id"]: row["name"] for row in found.rows}


def _add_person(w: Work, deal: Mapping[str, Any], chosen: int | str | None, role: str | None) -> int | None:
    """A name that is written anew becomes a contact of the customer; a deal's first person its first contact."""
    if chosen is None or chosen == "":
        raise Invalid(N_("Choose a contact."), field="contact")
    with w.changing("create") as change_set:
        if isinstance(chosen, str):
            chosen = core.create(w, "contact", {"name": chosen.strip(), "customer": deal["customer"]})
        if role or deal["contact"] is not None:
            given = {"role": role} if role else {}
            core.create(w, "deal_contact", {"deal": deal["id"], "contact": chosen, **given})
        if deal["contact"] is None:
            core.edit(w, "deal", core.Edit(deal["id"], deal["version"], {"contact": chosen}))
        return change_set.id


def _role(now: str | None) -> str | None:
    known = choices.options("contact_roles", _data.office().company, _session.locale())
    words = [*known] if now is None or now in known else [*known, now]
    chosen: str | None = st.selectbox(
        t("Part in the deal"), words, index=words.index(now) if now else None, key="person_role",
        accept_new_options=True, format_func=lambda one: known.get(one, one), placeholder=t("Choose or write"),
    )  # fmt: skip
    return chosen


def _edit_part(file: DealFile, part_id: int, contact_id: int) -> None:
    one = next((one for one in file.people if (one.id, one.contact_id) == (part_id, contact_id)), None)
    if one is not None:
        dialog(one.name, lambda: _ask_part(file, one), width="small")


def _ask_part(file: DealFile, one: DealPerson) -> None:
    deal_id = file.deal["id"]
    role = _role(one.role)
    failure = st.container()

    def change(w: Work) -> int | None:
        if one.id:
            return core.edit(w, "deal_contact", core.Edit(one.id, one.version, {"role": role})).change_set_id
        with w.changing("create") as change_set:
            core.create(w, "deal_contact", {"deal": deal_id, "contact": one.contact_id, "role": role})
            return change_set.id

    def away(w: Work) -> int | None:
        with w.changing("delete") as change_set:
            if one.id:
                contacts.remove(w, one.id)
            if one.first:
                core.edit(w, "deal", core.Edit(deal_id, file.deal["version"], {"contact": None}))
            return change_set.id

    if _saves("part_save", lambda: _store(away, (one, "away"), t("Taken out of the deal."), failure)):
        _store(change, (one, role), t("Saved."), failure)


# Who else wants it


def add_rival(file: DealFile) -> None:
    """Ask who else wants to win the deal."""
    dialog(t("Who else wants this deal?"), lambda: _ask_rival(file.deal["id"], file.deal["currency"]), width="medium")


def _ask_rival(deal_id: int, currency: str) -> None:
    name = st.selectbox(
        t("Competitor"), read(competitors.names_in_use), index=None, key="rival_name", accept_new_options=True,
        placeholder=t("Choose, or write a new name"),
    )  # fmt: skip
    given = {"name": name, **form.fields("competitor", _RIVAL, {"currency": currency})}
    failure = st.container()

    def make(w: Work) -> int | None:
        typed = core.parse_all(w, "competitor", given, currency)
        values = {key: value for key, value in typed.items() if value is not None}
        with w.changing("create") as change_set:
            core.create(w, "competitor", {"deal": deal_id, **values})
            return change_set.id

    if _saves("rival_save"):
        _store(make, (deal_id, given), t("Competitor added."), failure)


def _edit_rival(competitor_id: int, deal: Mapping[str, Any]) -> None:
    record = {**read(find.read, "competitor", competitor_id).rows[0], "currency": deal["currency"]}
    keys = ("name", *_RIVAL[:2], "won", "note") if deal["outcome"] == "lost" else ("name", *_RIVAL)

    def away() -> None:
        if st.button(t("Delete"), type="tertiary", key="rival_delete"):
            done = once.stored("rival_delete", competitor_id, lambda w: competitors.remove(w, competitor_id))
            messages.did(t("Deleted."), undo=done.change_set_id)
            st.rerun()

    form.edit(t("Edit competitor"), "competitor", record, keys, foot=away)


# Dialogs


def _saves(key: str, remove: Callable[[], None] | None = None) -> bool:
    """The foot of a dialog: whether it shall be stored; `remove` takes away what it is about."""
    with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
        if remove is not None and st.button(t("Take out of the deal"), type="tertiary", key="part_away"):
            remove()
        return st.button(t("Save"), type="primary", key=key, shortcut="ctrl+enter")


def _store(act: Callable[[Work], int | None], given: Any, said: str, failure: Any) -> None:
    try:
        change_set = once.stored("deal_part", given, act)
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return
    messages.did(said, undo=change_set)
    st.rerun()


ADDS: Mapping[str, Callable[[DealFile], None]] = {
    "contact": add_person,
    "competitor": add_rival,
    "products": deal_products.open_dialog,
}
"""The parts that can be added, by the word in the menu."""
