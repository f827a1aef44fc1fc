"""The rules of commission: their list, and the form in which one is made or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import messages, once
from _ui.boundary import dialog
from _ui.date_input import date_input
from _ui.markdown import plain
from _ui.target_choice import STEPS
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.deals.targets.commission import FULL, Rule, Tier, measures_paid, remove_rule, rules, save_rule
from crm_core.fields.offered import offered
from crm_core.trust.unit_of_work import Work

_TIERS = 5
_WAYS = {False: N_("each rate for its part"), True: N_("the highest rate for all")}
_PER_STEP = {
    "month": N_("a month"),
    "quarter": N_("a quarter"),
    "year": N_("a year"),
    "fiscal_year": N_("a fiscal year"),
}


def button() -> None:
    """Opens the rules; everybody reads those that pay them, managers and admins keep them."""
    if st.button(t("Rules"), icon=":material/rule:", key="commission_rules"):
        dialog(t("Rules of commission"), _draw, width="large", on_dismiss="rerun")


def _draw() -> None:
    known = read(rules)
    editing = _session.kept("commission:editing")
    if editing is not None and _session.actor().sees_all:
        _form(next((one for one in known if one.id == editing), None))
        return
    if not known:
        st.caption(t("There are no rules yet."))
    for one in known:
        with st.container(horizontal=True, vertical_alignment="center", key=f"rule_{one.id}"):
            st.markdown(f"**{plain(one.name)}**  \n{plain(_said(one))}", width="stretch")
            if _session.actor().sees_all:
                st.button(t("Edit"), key=f"rule_edit_{one.id}", on_click=_edit, args=(one.id,), type="tertiary")
                if st.button(t("Delete"), key=f"rule_delete_{one.id}", type="tertiary"):
                    _delete(one)
    st.caption(
        t("For each person the nearest rules hold: their own, else those of their unit, else those for everybody.")
    )
    if _session.actor().sees_all:
        st.button(t("New rule"), key="rule_new", on_click=_edit, args=(0,), type="primary")


def _edit(rule_id: int | None) -> None:
    _session.keep("commission:editing", rule_id)
    names = (
        "name",
        "measure",
        "step",
        "whom",
        "unit",
        "user",
        "way",
        "starts",
        "ends",
        *(f"{w}{n}" for n in range(_TIERS) for w in ("from", "rate")),
    )
    _session.drop_widget(*(f"rule_{name}" for name in names))


def _said(one: Rule) -> str:
    """A rule in words: for whom, of what, its tiers."""
    locale = _session.locale()
    tiers = ", ".join(
        t("{rate} from {share}", rate=locale.percent(tier.rate / FULL, 2), share=locale.percent(tier.reached / FULL, 2))
        for tier in one.tiers
    )
    said = t(
        "{whom}, {measure}, {step}: {tiers}; {way}",
        whom=_whom(one), measure=t(measures_paid()[one.measure]), step=t(_PER_STEP[one.step]), tiers=tiers,
        way=t(_WAYS[one.whole]),
    )  # fmt: skip
    last = _last(one)
    if one.starts_on:
        said += " · " + t("from {day}", day=locale.date(one.starts_on))
    if last:
        said += " · " + t("until {day}", day=locale.date(last))
    return said


def _whom(one: Rule) -> str:
    if one.user_id is not None:
        return read(offered, "user", everybody=True).get(one.user_id, f"#{one.user_id}")
    if one.unit_id is not None:
        return read(offered, "unit").get(one.unit_id, f"#{one.unit_id}")
    return t("everybody")


def _form(rule: Rule | None) -> None:
    values: dict[str, Any] = {"name": st.text_input(t("Name"), rule.name if rule else "", key="rule_name")}
    with st.container(horizontal=True):
        paid, lengths = list(measures_paid()), [str(one) for one in STEPS]
        values["measure"] = st.selectbox(
            t("Measure"), paid, paid.index(rule.measure) if rule else 0, key="rule_measure",
            format_func=lambda key: t(measures_paid()[key]),
        )  # fmt: skip
        values["step"] = st.selectbox(
            t("Each"), lengths, lengths.index(rule.step) if rule else 0, format_func=lambda key: t(_PER_STEP[key]),
            key="rule_step",
        )  # fmt: skip
    values |= _for_whom(rule)
    values["whole"] = st.radio(
        t("Above a threshold"), list(_WAYS), int(rule.whole) if rule else 0, format_func=lambda way: t(_WAYS[way]),
        key="rule_way", horizontal=True,
    )  # fmt: skip
    values["tiers"] = _tiers(rule.tiers if rule else (Tier(0, 200), Tier(FULL, 400)))
    days = _days(rule)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(t("Cancel"), key="rule_cancel", on_click=_edit, args=(None,))
        if st.button(t("Store"), key="rule_store", type="primary"):
            _store(values, days, rule)


def _for_whom(rule: Rule | None) -> dict[str, int | None]:
    whom = {"all": t("everybody"), "unit": t("a unit"), "user": t("one person")}
    usual = "user" if rule and rule.user_id else "unit" if rule and rule.unit_id else "all"
    with st.container(horizontal=True):
        kind = st.selectbox(
            t("For"), list(whom), list(whom).index(usual), format_func=whom.__getitem__, key="rule_whom"
        )
        if kind == "all":
            return {"unit_id": None, "user_id": None}
        names = read(offered, "unit" if kind == "unit" else "user")
        now = (rule.unit_id if kind == "unit" else rule.user_id) if rule else None
        at = list(names).index(now) if now in names else None
        label = t("Unit") if kind == "unit" else t("Person")
        number = st.selectbox(label, list(names), at, format_func=names.__getitem__, key=f"rule_{kind}")
    return {"unit_id": number if kind == "unit" else None, "user_id": number if kind == "user" else None}


def _tiers(known: Sequence[Tier]) -> list[Tier]:
    """Pairs of a share of the target and a rate, in percent; empty ones are left out."""
    found = []
    for n in range(max(_TIERS, len(known))):
        tier = known[n] if n < len(known) else None
        with st.container(horizontal=True, vertical_alignment="bottom"):
            reached = st.number_input(
                t("From … % of the target"), 0.0, 10_000.0, tier.reached / 100 if tier else None, 5.0,
                key=f"rule_from{n}",
                label_visibility="visible" if n == 0 else "collapsed", format="%g",
            )  # fmt: skip
            rate = st.number_input(
                t("Rate in %"), 0.0, 100.0, tier.rate / 100 if tier else None, 0.5, key=f"rule_rate{n}",
                label_visibility="visible" if n == 0 else "collapsed", format="%g",
            )  # fmt: skip
        if reached is not None and rate is not None:
            found.append(Tier(round(reached * 100), round(rate * 100)))
    return found


def _days(rule: Rule | None) -> tuple[str, str]:
    """The first and the last day as they were typed; empty where the rule has no beginning or no end."""
    week_start = _data.office().company.week_start
    with st.container(horizontal=True):
        first = date_input(t("First day"), rule.starts_on if rule else None, key="rule_starts", week_start=week_start)
        last = date_input(t("Last day"), _last(rule), key="rule_ends", week_start=week_start)
    st.caption(t("It pays for periods that begin within these days; without them, for all."))
    return first, last


def _last(rule: Rule | None) -> dt.date | None:
    """The last day on which a period may begin; a rule keeps the day after it."""
    return rule.ends_on - dt.timedelta(days=1) if rule and rule.ends_on else None


def _bounds(days: tuple[str, str]) -> dict[str, dt.date | None]:
    """What the days come to, as a rule keeps them. Raises Invalid."""
    first, last = (_session.locale().parse_date(text) if text.strip() else None for text in days)
    return {"starts_on": first, "ends_on": last + dt.timedelta(days=1) if last else None}


def _store(values: dict[str, Any], days: tuple[str, str], rule: Rule | None) -> None:
    if (values["unit_id"], values["user_id"]) == (None, None) and _session.component_value("rule_whom") != "all":
        st.error(t("Choose for whom the rule is."))
        return

    def act(w: Work) -> int:
        with w.changing("edit", about="commission") as made:
            save_rule(w, {**values, **_bounds(days)}, rule.id if rule else None)
            return made.id

    try:
        change_set = once.stored("commission_rule", (rule.id if rule else 0, str(values), days), act)
    except DaftarError as wrong:
        st.error(wrong.say(_session.locale()))
        return
    _edit(None)
    messages.did(t("Rule {name} saved.", name=values["name"]), undo=change_set)
    st.rerun()


def _delete(one: Rule) -> None:
    def act(w: Work) -> int:
        with w.changing("delete", about="commission") as made:
            remove_rule(w, one.id)
            return made.id

    change_set = once.stored("commission_delete", one.id, act)
    messages.did(t("Rule {name} deleted.", name=one.name), undo=change_set)
    st.rerun()
