"""Data quality: how good the records are, owner by owner and day by day, and what is to be mended. `?of=`, `?owner=`"""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import read, t, tn
from _ui import conflict, page, quality, quality_figures, quality_list, switch, url
from crm_core.base.i18n import N_
from crm_core.customers.quality_figures import NOBODY, Figures, Standing, figures_of, standing
from crm_core.trust.quality import KNOWN, LONG_STALE, STALE, stale_days_of

KINDS = {"customer": N_("Customers"), "contact": N_("Contacts")}
_EVERYBODY = "all"


def said(entity: str, total: Figures) -> str:
    """How many records there are, and how good."""
    if total.average is None:
        return ""
    many = (
        tn("{n} customer", "{n} customers", total.records)
        if entity == "customer"
        else tn("{n} contact", "{n} contacts", total.records)
    )
    score = _session.locale().percent(total.average / 100)
    return t("{many}, average score {score}", many=many, score=score)


def owner_chosen(found: Standing) -> int | None:
    """Whose records are to be mended: None for everybody's. Of very many records, the worst owner's first."""
    names = {str(line.owner): line.name or t("Nobody") for line in found.lines}
    if len(names) > 1 and found.kept is None:
        names = {_EVERYBODY: t("Everybody"), **names}
    mine = str(_session.actor().user_id)
    usual = next((one for one in (_EVERYBODY, mine) if one in names), next(iter(names)))
    asked = url.get("owner")
    now = asked if asked in names else usual
    if len(names) > 1:
        now = st.selectbox(
            t("Owner"), list(names), list(names).index(now), format_func=names.__getitem__, key="quality_owner",
            label_visibility="collapsed", width=240,
        )  # fmt: skip
    url.put(owner=None if now == usual else now)
    return None if now == _EVERYBODY else int(now or NOBODY)


def rule() -> None:
    """What stale means; how the score comes about is told to whoever asks."""
    locale = _session.locale()
    st.caption(
        t(
            "Stale: for {n} days nobody confirmed the record, entered it or was in contact.",
            n=locale.number(stale_days_of(_data.office().company)),
        ),
        help=t(
            "The score is completeness; it counts {known} where nobody confirmed the record in that time, {stale} "
            "where it is stale, {long} after twice that time.",
            known=locale.percent(KNOWN / 100),
            stale=locale.percent(STALE / 100),
            long=locale.percent(LONG_STALE / 100),
        ),
    )


def main() -> None:
    entity = url.get("of") if url.get("of") in KINDS else "customer"
    mending = quality_list.take(entity)
    conflict.ask_if_any()
    quality.begin()
    head = st.container()
    entity = switch.one_of("of", t("Show"), {one: t(label) for one, label in KINDS.items()})
    found = read(standing, entity)
    with head, page.head(t("Data quality"), said(entity, found.total)):
        if _session.can("settings") and st.button(t("The rule"), icon=":material/tune:", key="quality_rule"):
            st.switch_page("settings.py", query_params={"part": "quality"})
    if not found.lines:
        page.empty(t("No records to judge yet."), t("Here stand the records that you, or your unit, answer for."))
        return
    quality_figures.row(entity, found.total)
    rule()
    with st.container(key="quality_body"):
        left, right = st.columns([1, 1], gap="large")
        with left:
            owner = owner_chosen(found)
            figures = read(figures_of, entity, owner) if owner is not None else found.total
            quality_list.show(entity, owner, figures, mending)
        with right:
            quality_figures.course(entity, owner)
            quality_figures.owners(entity, found)


main()
