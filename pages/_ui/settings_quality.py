"""The rule of data quality: which fields matter for which records and how much, and after how long data is stale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

import _data
import _session
from _session import read, t, tn
from _ui import quality
from _ui.settings_company import store
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.customers.quality import askable, trial
from crm_core.fields import choices
from crm_core.models import Scope
from crm_core.trust.quality import FEWEST_DAYS, MOST_DAYS, WEIGHTS, Weights, as_setting, stale_days_of, wanted_of

SORTS: Mapping[str, tuple[str, str, str]] = {
    "company": ("customer", "company", N_("Organisations")),
    "person": ("customer", "person", N_("Persons")),
    "contact": ("contact", "", N_("Contacts")),
}
WEIGHT_LABELS = {3: N_("Indispensable (weighs 3)"), 2: N_("Important (weighs 2)"), 1: N_("Good to know (weighs 1)")}


def show() -> None:
    """One sort of record and tier at a time; what the rule would do is said before it is stored."""
    quality.begin()
    scope = _scope()
    weights = _ask_weights(scope)
    days = int(
        st.number_input(
            t("Stale after so many days"),
            FEWEST_DAYS,
            MOST_DAYS,
            stale_days_of(_data.office().company),
            key="quality_days",
            width=240,
            help=t("So long after somebody confirmed a record, entered it or was in contact."),
        )
    )
    setting = _setting(scope, weights, days)
    _say_trial(scope, setting)
    with st.container(horizontal=True, gap="small"):
        if st.button(t("Save"), type="primary", key="quality_save"):
            _check(scope, weights)
            store({"quality": setting})
        changed = bool(_data.office().company.quality)
        if changed and st.button(t("Back to the usual rule"), key="quality_usual"):
            store({"quality": {}})


def _scope() -> Scope:
    """The records that the rule is shown for."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        sort = st.segmented_control(
            t("Records"), list(SORTS), default="company", format_func=lambda one: t(SORTS[one][2]), required=True,
            key="quality_sort",
        )  # fmt: skip
        entity, kind, _label = SORTS[sort]
        tiers = list(choices.options("tiers", _data.office().company, _session.locale())) if kind else []
        tier = ""
        if tiers:
            tier = st.selectbox(
                t("Tier"), ["", *tiers], format_func=lambda one: one or t("All tiers"), key="quality_tier", width=200
            )
    if tier:
        st.caption(t("What is chosen here comes on top of what is asked for all tiers."))
    return entity, kind, tier


def _wanted() -> Weights:
    company = _data.office().company
    return wanted_of(company.quality, company.country)


def _ask_weights(scope: Scope) -> dict[int, list[str]]:
    """The fields of each weight."""
    known = read(askable, scope[0])
    now = _wanted().get(scope, {})
    return {
        weight: st.multiselect(
            t(WEIGHT_LABELS[weight]),
            list(known),
            [name for name in known if now.get(name) == weight],
            format_func=known.__getitem__,
            key=f"quality_{weight}_{'_'.join(scope)}",
            placeholder=t("Choose"),
            width=760,
            select_all=False,
        )
        for weight in WEIGHTS
    }


def _setting(scope: Scope, weights: Mapping[int, list[str]], days: int) -> dict[str, Any]:
    wanted = {**_wanted()}
    wanted[scope] = {name: weight for weight, names in weights.items() for name in names}
    return as_setting(wanted, days)


def _check(scope: Scope, weights: Mapping[int, list[str]]) -> None:
    """Raise Invalid for a field that is given two weights."""
    listed = [name for names in weights.values() for name in names]
    twice = next((name for name in listed if listed.count(name) > 1), None)
    if twice is not None:
        label = read(askable, scope[0])[twice]
        raise Invalid(N_("“{name}” stands in two lists. Leave it in one."), field="quality", value=twice, name=label)


def _say_trial(scope: Scope, setting: Mapping[str, Any]) -> None:
    """What storing this would do to the records that are there."""
    found, percent = read(trial, scope, setting), _session.locale().percent
    if found.now is None or found.then is None:
        st.caption(t("There are no such records yet."))
        return
    of = tn("the newest record of this sort", "the newest {n} records of this sort", found.records)
    if found.now == found.then:
        st.caption(t("By this rule {of} are {now} complete on average, as now.", of=of, now=percent(found.now / 100)))
        return
    now, then = percent(found.now / 100), percent(found.then / 100)
    st.caption(t("By this rule {of} would be {then} complete on average; now it is {now}.", of=of, then=then, now=now))
