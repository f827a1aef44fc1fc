"""The work list of data quality: records with what is missing or wrong, mended in place, confirmed one or many."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

import _session
from _session import read, t, tn
from _ui import entries, page, pager, quality, switch, url
from crm_core.customers.quality import PAGE_SIZE, WHAT_LABELS, Quality, What, WorkList, worklist
from crm_core.customers.quality_figures import NOBODY, Figures

LIST = "quality_list"
_CHOSEN = "quality_chosen"
_SHEETS = {"customer": "id", "contact": "contact"}


def take(entity: str) -> str:
    """Do what was done in the list: a record chosen, confirmed or opened. Gives the key of one to be mended."""
    event = entries.take(LIST)
    chosen = _chosen(entity)
    if event.ticked:
        (chosen.add if event.done else chosen.discard)(int(event.ticked))
    deed, _, number = event.opened.rpartition(":")
    if deed == "confirm":
        quality.confirm(entity, [int(number)])
    elif deed == "" and number:
        st.switch_page("customer.py", query_params={_SHEETS[entity]: number})
    return number if deed == "mend" else ""


def _chosen(entity: str) -> set[int]:
    known: set[int] | None = _session.kept(f"{_CHOSEN}_{entity}")
    if known is None:
        known = set()
        _session.keep(f"{_CHOSEN}_{entity}", known)
    return known


def show(entity: str, owner: int | None, figures: Figures, mending: str) -> None:
    """The list of one owner's records, or of all; what to mend is chosen by its sort."""
    what = _what(figures)
    found = read(worklist, entity, what, owner=owner, page=pager.page())
    if not found.rows and pager.page() > 1:
        url.put(page=None)
        st.rerun()
    if not found.rows:
        page.empty(t("Nothing to mend here."), t("What people enter and import is judged by itself; look in again."))
        return
    later = quality.put_off(entity)
    rows = sorted(found.rows, key=lambda one: one.id in later)
    _bar(entity, rows)
    entries.show(LIST, entries.plain(_entry(entity, one, found, owner) for one in rows), choosing=True)
    pager.show(found.total, exact=found.exact, size=PAGE_SIZE)
    asked = next((one for one in rows if str(one.id) == mending), None)
    if asked is not None:
        quality.mend(entity, asked, later=True)


def _what(figures: Figures) -> What:
    many: Mapping[What, int] = {
        "incomplete": figures.incomplete,
        "faulty": figures.faulty,
        "stale": figures.stale,
        "unreachable": figures.unreachable,
    }
    number = _session.locale().number
    said: dict[What, str] = {what: t(label) for what, label in WHAT_LABELS.items()}
    return switch.one_of(
        "what", t("What to mend"), {w: f"{said[w]} ({number(many[w])})" if w in many else said[w] for w in said}
    )


def _bar(entity: str, rows: list[Quality]) -> None:
    """What can be done with the chosen ones, and the next one to mend."""
    mine = [one for one in rows if _session.can("change", one)]
    chosen = [one.id for one in mine if one.id in _chosen(entity)]
    with st.container(key="quality_bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        if mine and st.button(t("Mend the next one"), icon=":material/edit:", key="quality_next", type="primary"):
            quality.mend(entity, next((one for one in mine if one.keys), mine[0]), later=True)
        if chosen:
            said = tn("Confirm {n} chosen", "Confirm {n} chosen", len(chosen))
            if st.button(said, icon=":material/check:", key="quality_confirm_chosen"):
                _chosen(entity).clear()
                quality.confirm(entity, chosen)
        elif len(mine) > 1 and st.button(t("Choose this page"), icon=":material/checklist:", key="quality_choose"):
            _chosen(entity).update(one.id for one in mine)
            st.rerun()


def _entry(entity: str, one: Quality, found: WorkList, owner: int | None) -> entries.Entry:
    locale = _session.locale()
    told = quality.words(one)
    may = _session.can("change", one)
    after = []
    if may and one.keys:
        after.append(entries.Link(t("Mend"), key=f"mend:{one.id}"))
    if may and one.confirmed_on != _session.today():
        after.append(entries.Link(t("Confirmed today"), key=f"confirm:{one.id}"))
    whose = found.owners.get(one.owner_id or NOBODY, t("nobody’s")) if owner is None else ""
    return entries.Entry(
        key=str(one.id),
        title=one.name,
        body=" ".join(line if line.endswith((".", "؟", "!")) else f"{line}." for line in told),
        detail=tuple(filter(None, (whose, t("later") if one.id in quality.put_off(entity) else ""))),
        after=tuple(after),
        end=locale.percent(one.score / 100),
        below=quality.freshness(one),
        hint=t("{completeness} complete", completeness=locale.percent(one.completeness / 100)),
        ticked=one.id in _chosen(entity),
        may_tick=may,
        opens=True,
    )
