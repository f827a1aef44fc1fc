"""Duplicates: records that may be one, side by side, to be merged or told apart. `?of=`, `?why=`, `?ids=1-2`."""

from __future__ import annotations

import streamlit as st

from _session import locale, read, t, tn
from _ui import entries, merging, page, pager, switch, url
from crm_core.base.i18n import N_
from crm_core.customers.compare import compare, names_of
from crm_core.customers.duplicates import PAGE, Group, GroupPage, called_different, everything, page_of
from crm_core.customers.signs import REASONS

LIST = "twins_list"
KINDS = {"customer": N_("Customers"), "contact": N_("Contacts")}
APART = "apart"


def reasons(entity: str) -> dict[str, str]:
    """What the groups can be narrowed to: the signs that there are, each with how many groups bear it."""
    found = page_of(read(everything, entity, alike=False)).by_reason
    signs = {one: f"{t(REASONS[one])} ({locale().number(many)})" for one, many in found.items() if one != "alike"}
    return {"all": t("All"), **signs, "alike": t(REASONS["alike"]), APART: t("Called different")}


def groups(entity: str, why: str) -> tuple[GroupPage, bool]:
    """The page of groups that is asked for, and whether the number of all is known."""
    if why == APART:
        return page_of(read(called_different, entity), pager.page()), True
    sure = read(everything, entity, alike=False)
    if why not in ("all", "alike"):
        return page_of(sure, pager.page(), reason=why), True
    if why == "all" and len(sure) > pager.page() * PAGE:
        return page_of(sure, pager.page()), False
    return page_of(read(everything, entity), pager.page(), reason="" if why == "all" else why), True


def said(found: GroupPage, exact: bool) -> str:
    """How many groups there are; nothing is said of none."""
    if not exact:
        return t("More than {n} groups that may be one record each", n=found.total)
    many = tn("{n} group that may be one record", "{n} groups that may be one record each", found.total)
    return many if found.total else ""


def asked() -> list[int]:
    """The records that the address names."""
    return [int(word) for word in url.get("ids").split("-") if word.isascii() and word.isdigit()]


def current(found: GroupPage) -> Group | None:
    """The group looked at: the one in the address, else the first that was not put off."""
    if ids := asked():
        known = next((one for one in found.groups if set(one.ids) == set(ids)), None)
        return known or Group(0, (), tuple(ids))
    waiting = [one for one in found.groups if not merging.later(one.ids)]
    return next(iter(waiting or found.groups), None)


def listed(entity: str, found: GroupPage) -> None:
    """The groups of this page; a click puts one beside the list."""
    names = read(names_of, entity, [number for one in found.groups for number in one.ids])
    shown = [
        entries.Entry(
            key="-".join(map(str, one.ids)),
            title=" · ".join(dict.fromkeys(locale().isolate(names[n]) for n in one.ids if n in names)),
            detail=tuple(filter(None, (merging.why(one), t("later") if merging.later(one.ids) else ""))),
            end=locale().number(len(one.ids) + one.hidden),
            opens=True,
        )
        for one in found.groups
    ]
    entries.show(LIST, entries.plain(shown))


def side_by_side(entity: str, group: Group, why: str) -> None:
    """One group, to be decided."""
    if group.reasons:
        st.markdown(f"**{merging.why(group)}**")
    if note := merging.hidden(group):
        st.caption(note)
    names = read(names_of, entity, group.ids)
    ids = merging.some_of(group.ids, names)
    if why == APART:
        st.button(
            t("May be the same after all"), key="twins_again", on_click=merging.take_back, args=(entity, group.ids)
        )
    elif len(ids) > 1:
        merging.decide(read(compare, entity, ids), group.ids)
    else:
        st.caption(t("Choose at least two records."))


def main() -> None:
    opened = entries.take(LIST).opened
    if opened:
        url.put(ids=opened)
    head = st.container()
    with st.container(key="twins_bar", horizontal=True, gap="small"):
        entity = switch.one_of("of", t("Show"), {one: t(label) for one, label in KINDS.items()})
        why = switch.one_of("why", t("Why"), reasons(entity))
    found, exact = groups(entity, why)
    group = current(found)
    with head, page.head(t("Duplicates"), said(found, exact)):
        pass
    if group is None:
        hint = t("New and imported records are compared by themselves; look in again.")
        page.empty(t("Nothing was called different.") if why == APART else t("No duplicates found."), hint)
        return
    with st.container(key="twins_body"):
        left, right = st.columns([5, 3], gap="large")
        with left:
            side_by_side(entity, group, why)
        with right:
            listed(entity, found)
            pager.show(found.total, exact=exact, size=PAGE)


main()
