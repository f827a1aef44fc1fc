"""The line of controls above a report: what is shown, of which period, by what, against what, of which records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

import _session
from _session import t
from _ui import pick_list, report_choice, report_compare, report_filter, report_period, steady, url
from _ui import report_words as words
from _ui.pick_list import Option
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.base.periods import CYCLES
from crm_core.fields import CATALOGUE
from crm_core.fields.filters import conditions
from crm_core.measures.breakdowns import MOST as MOST_FIELDS
from crm_core.measures.breakdowns import common_field
from crm_core.measures.catalogue import DERIVED
from crm_core.reports import MEASURES, Measure, breakdowns_of, measure

MOST_MEASURES = 8
_TOP = ("", "5", "10", "20", "50", "100")
_SHOW, _BY = "report_measures", "report_breakdown"
_TOPICS: Mapping[str, str] = {
    "won": N_("Won and lost"),
    "lost": N_("Won and lost"),
    "deal": N_("Pipeline"),
    "order": N_("Orders"),
    "customer": N_("Customers and contacts"),
    "contact": N_("Customers and contacts"),
    "interaction": N_("Work"),
    "task": N_("Work"),
    "promise": N_("Work"),
}
_OTHER = N_("Data")
"""What a measure is about: by what it counts first, else by its kind of record."""
UNTIL: Mapping[str, str] = {"": N_("Where it is compared"), "today": N_("Always"), "end": N_("Never")}


def draw() -> None:
    """The line, and below it what the filter says beyond the simple choices."""
    asked = report_choice.measures()
    with st.container(key="report_bar", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _measures(asked)
        report_period.control()
        _steps()
        _breakdown(asked)
        report_compare.control()
        report_filter.control(asked)
        _more()
    report_filter.chips(asked)


def _pressed(label: str, told: Sequence[str]) -> str:
    """A control's label with what is chosen: "Show: Won amount +2"."""
    if not told:
        return label
    more = f" +{_session.locale().number(len(told) - 1)}" if len(told) > 1 else ""
    return f"{label}: **{told[0]}**{more}"


# Measures


def _measures(asked: Sequence[Measure]) -> None:
    with steady.popover("report_measures_open", _pressed(t("Show"), [t(one.label) for one in asked])) as opened:
        if opened.open:
            now = [one.key for one in asked]
            pick_list.show(_SHOW, t("Measures"), _offered(asked), now, most=MOST_MEASURES, least=1,
                           changed=_put_measures)  # fmt: skip


def _offered(asked: Sequence[Measure]) -> list[Option]:
    """Every measure by what it is about; what can be reckoned from those that are shown; what cannot be added, why."""
    fields = [key for key in url.get("breakdown").split(",") if key]
    fields += [one.field for one in conditions(report_choice.filter_of(asked))]
    of_shown = [
        Option(one.key, t(one.label), "", t("Reckoned from what is shown"))
        for base in asked
        if not base.derived
        for one in (measure(f"{base.key}~{how}") for how in DERIVED)
        if _can_be_reckoned(one)
    ]
    kept = [Option(one.key, t(one.label), "", t("Reckoned from what is shown")) for one in asked if one.derived]
    known = {one.key for one in of_shown}
    every = [Option(one.key, t(one.label), t(one.meaning), _topic(one), _why_not(one, fields)) for one in
             MEASURES.values()]  # fmt: skip
    order = list(dict.fromkeys([*map(t, _TOPICS.values()), t(_OTHER)]))
    every.sort(key=lambda one: order.index(one.group))
    return [*of_shown, *(one for one in kept if one.key not in known), *every]


def _topic(one: Measure) -> str:
    return t(_TOPICS.get(one.facts[0].key) or _TOPICS.get(one.entity) or _OTHER)


def _why_not(one: Measure, fields: Sequence[str]) -> str:
    """Which field of the breakdown or the filter this measure does not have; "" where it fits."""
    for key in fields:
        try:
            common_field([one], key)
        except DaftarError:
            return t("Not with: {field}", field=_named(key))
    return ""


def _named(key: str) -> str:
    for fields in CATALOGUE.values():
        if key in fields:
            return t(fields[key].label)
    return key


def _can_be_reckoned(one: Measure) -> bool:
    base, by = one.base or one, url.get("by", "day")
    if one.derived == "share":
        return not base.over
    return by not in (*CYCLES, "total") and not (one.derived == "running" and (base.stock or base.over))


def _put_measures() -> None:
    keys = pick_list.chosen(_SHOW)
    if keys:
        url.put(measures=",".join(keys), page=None)
        for name in ("show", "sort"):
            if url.get(name).removeprefix("-") not in (*keys, "name"):
                url.put(**{name: None})


# By what


def _steps() -> None:
    now = url.get("by", "day")
    options = [one for one in words.STEPS if one == now or report_choice.fits(by=one)]
    _select("by", t("Steps"), {one: words.STEPS[one] for one in options}, "day", 168)


def _breakdown(asked: Sequence[Measure]) -> None:
    known = breakdowns_of(asked)
    now = [key for key in url.get("breakdown").split(",") if key in known]
    with steady.popover("report_breakdown_open", _pressed(t("By"), [t(known[key].label) for key in now])) as opened:
        if not opened.open:
            return
        own = CATALOGUE.get(asked[0].entity, {})
        options = [
            Option(key, t(field.label), "", t("The record itself") if key in own else t("Its customer"))
            for key, field in known.items()
        ]
        pick_list.show(_BY, t("Broken down by"), options, now, most=MOST_FIELDS, changed=_put_breakdown)
        _across(now)


def _across(now: Sequence[str]) -> None:
    """Which of them stands side by side, in columns; offered where something is left for the lines."""
    stepped = url.get("by", "day") != "total"
    if len(now) + stepped < 2:
        return
    known = {"": t("As it fits"), **({"period": t("The periods")} if stepped else {}), **{k: _named(k) for k in now}}
    across = url.get("across") if url.get("across") in known else ""
    _session.hold_widget("report_across", across)
    st.selectbox(
        t("Side by side in columns"), list(known), format_func=known.__getitem__, key="report_across", on_change=_put,
        args=("across",),
    )  # fmt: skip


def _put_breakdown() -> None:
    keys = pick_list.chosen(_BY)
    kept = url.get("across") if url.get("across") in (*keys, "period") and keys else None
    top = url.get("top") if keys else None
    url.put(breakdown=",".join(keys), across=kept, top=top, page=None)
    if url.get("across") and not report_choice.fits():
        url.put(across=None)


def _select(name: str, label: str, options: Mapping[str, str], usual: str, width: int) -> None:
    """A choice of one; the address keeps what is not usual."""
    key = f"report_{name}"
    now = url.get(name, usual)
    _session.hold_widget(key, now if now in options else usual)
    st.selectbox(
        label, list(options), format_func=lambda one: t(options[one]), key=key, label_visibility="collapsed",
        width=width, on_change=_put, args=(name,),
    )  # fmt: skip


def _put(name: str) -> None:
    url.put(**{name: _session.component_value(f"report_{name}")}, page=None)
    if name == "by" and url.get("across") == "period" and not report_choice.fits():
        url.put(across=None)


# More


def _more() -> None:
    chosen = sum(bool(url.get(name)) for name in ("top", "until"))
    label = f"{t('More')}: **{_session.locale().number(chosen)}**" if chosen else t("More")
    with steady.popover("report_more", label, ":material/tune:") as opened:
        if not opened.open:
            return
        top = url.get("top") if url.get("top") in _TOP else ""
        _session.hold_widget("report_top", top)
        st.selectbox(
            t("The greatest"), _TOP, format_func=_say_top, key="report_top", on_change=_put, args=("top",),
            disabled=not url.get("breakdown"), width=240,
        )  # fmt: skip
        until = url.get("until") if url.get("until") in UNTIL else ""
        _session.hold_widget("report_until", until)
        st.selectbox(
            t("What still runs ends today"), list(UNTIL), format_func=lambda one: t(UNTIL[one]), key="report_until",
            on_change=_put, args=("until",), width=240,
        )  # fmt: skip


def _say_top(text: str) -> str:
    return t("{n} and the others", n=int(text)) if text else t("All")
