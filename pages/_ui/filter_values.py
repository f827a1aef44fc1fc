"""The editors of a condition's value: by the shape of the comparison and the kind of the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

import _data
import _session
from _session import t
from _ui import period
from _ui.date_input import date_input
from _ui.filter_draft import MISSING
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.periods import COMING
from crm_core.fields import CATALOGUE, Field, choices
from crm_core.fields.filters import ME, OPS, filter_field
from crm_core.fields.links import labels_seen
from crm_core.fields.offered import offered, tags_in_use, words_in_use
from crm_core.fields.search import search
from crm_core.fields.values import parse_value

_SEARCHED = frozenset({"customer", "contact", "deal"})
_NUMBERS = frozenset({"money", "number", "percent"})
_DATES = frozenset({"date", "datetime"})
_WIDE = 280
_WIDE_ENOUGH_FOR_TWO = 310
_NEXT = {
    "tomorrow": N_("Tomorrow"),
    "next_week": N_("Next week"),
    "next_month": N_("Next month"),
    "next_7_days": N_("Next 7 days"),
    "next_30_days": N_("Next 30 days"),
}


def draw(entity: str, key: str, op: str, value: Any, name: str) -> Any:
    """The editor of a condition on this field, under the widget name `name`; gives the value as filters keep it.

    MISSING while nothing is put in. Raises Invalid for what cannot be read.
    """
    field = filter_field(entity, key)
    return _BY_SHAPE[OPS[op]](entity, field, value, name)


def _none(_entity: str, _field: Field, _value: Any, _name: str) -> Any:
    return None


def _one(entity: str, field: Field, value: Any, name: str) -> Any:
    if field.kind in _DATES:
        return _day(t(field.label), value, name)
    if field.kind in _NUMBERS:
        return _figure(t(field.label), field, value, name)
    if _options(entity, field) is None:
        return _typed(t(field.label), value, name)
    return _select(entity, field, value, name)


def _text(entity: str, field: Field, value: Any, name: str) -> Any:
    return _select(entity, field, value, name) if field.kind == "tags" else _typed(t(field.label), value, name)


def _many(entity: str, field: Field, value: Any, name: str) -> Any:
    now = [] if value is MISSING else list(value) if isinstance(value, tuple) else [value]
    known = _known(entity, field, now, name)
    chosen = st.multiselect(
        t(field.label),
        list(known),
        default=now,
        select_all=False,
        format_func=lambda one: known.get(one, str(one)),
        key=name,
        placeholder=t("Type, then Enter") if _is_free(field) else t("Choose"),
        accept_new_options=_is_free(field),
        label_visibility="collapsed",
        width=_WIDE,
    )
    return tuple(chosen) if chosen else MISSING


def _range(entity: str, field: Field, value: Any, name: str) -> Any:
    low, high = value if isinstance(value, tuple) and len(value) == 2 else (MISSING, MISSING)
    draw_end = _day if field.kind in _DATES else lambda label, now, key: _figure(label, field, now, key)
    with st.container(horizontal=True, gap="xsmall", width=_WIDE_ENOUGH_FOR_TWO):
        first = draw_end(t("From"), low, f"{name}_from")
        last = draw_end(t("To"), high, f"{name}_to")
    if first is MISSING or last is MISSING:
        return MISSING
    if first > last:
        raise Invalid(N_("The range ends before it begins."))
    return first, last


def _days(_entity: str, _field: Field, value: Any, name: str) -> Any:
    shown = "" if value is MISSING else _session.locale().number(value)
    typed = st.text_input(
        t("Days"), shown, key=name, placeholder=t("Days"), label_visibility="collapsed", width=110
    ).strip()
    if not typed:
        return MISSING
    days = _session.locale().parse_number(typed)
    if days != int(days):
        raise Invalid(N_("“{value}” is no whole number of days."), value=typed)
    return int(days)


def _period(_entity: str, field: Field, value: Any, name: str) -> Any:
    return _named_period(field, list(period.LABELS), value, name)


def _coming(_entity: str, field: Field, value: Any, name: str) -> Any:
    return _named_period(field, list(COMING), value, name)


def _named_period(field: Field, known: list[str], value: Any, name: str) -> Any:
    labels = {**period.LABELS, **_NEXT}
    chosen = st.selectbox(
        t(field.label),
        known,
        index=known.index(value) if value in known else None,
        format_func=lambda one: t(labels[one]),
        key=name,
        placeholder=t("Choose"),
        label_visibility="collapsed",
        width=_WIDE,
    )
    return MISSING if chosen is None else chosen


_BY_SHAPE: Mapping[str, Callable[[str, Field, Any, str], Any]] = {
    "none": _none,
    "one": _one,
    "many": _many,
    "range": _range,
    "days": _days,
    "period": _period,
    "coming": _coming,
    "text": _text,
}


# One value


def _typed(label: str, value: Any, name: str) -> Any:
    shown = "" if value is MISSING else str(value)
    typed = st.text_input(label, shown, key=name, label_visibility="collapsed", width=_WIDE).strip()
    return typed or MISSING


def _figure(label: str, field: Field, value: Any, name: str) -> Any:
    """A number, in the unit that the person sees."""
    locale = _session.locale()
    hint = locale.unit() if field.kind == "money" else "%" if field.kind == "percent" else ""
    typed = st.text_input(
        label,
        "" if value is MISSING else _figure_said(field, value),
        key=name,
        placeholder=" ".join(filter(None, (label if label != t(field.label) else "", hint))) or None,
        label_visibility="collapsed",
        width="stretch" if label != t(field.label) else 160,
    ).strip()
    if not typed:
        return MISSING
    if field.kind == "money":
        return locale.parse_money(typed)
    read = parse_value(field, typed, locale, _data.office().company)
    if isinstance(read, Decimal):
        return int(read) if read == int(read) else float(read)
    return read


def _figure_said(field: Field, value: Any) -> str:
    locale = _session.locale()
    return locale.money(value, unit=False) if field.kind == "money" else locale.number(value, 2)


def _day(label: str, value: Any, name: str) -> Any:
    with st.container(width=150, key=f"{name}_day"):
        typed = date_input(
            label, None if value is MISSING else value, key=name, week_start=_data.office().company.week_start
        )
    return _session.locale().parse_date(typed) if typed.strip() else MISSING


def _select(entity: str, field: Field, value: Any, name: str) -> Any:
    now = [] if value is MISSING else [value]
    known = list(options := _known(entity, field, now, name))
    chosen = st.selectbox(
        t(field.label),
        known,
        index=known.index(value) if value in known else None,
        format_func=lambda one: options.get(one, str(one)),
        key=name,
        placeholder=t("Choose"),
        accept_new_options=_is_free(field),
        label_visibility="collapsed",
        width=_WIDE,
    )
    return MISSING if chosen is None else chosen


# What there is to choose from


def _is_free(field: Field) -> bool:
    """Whether words may be typed that nobody used yet."""
    if field.kind == "choice":
        return not choices.is_fixed(field.choices or "")
    return field.kind == "tags" or (not field.is_link and field.kind != "yes_no")


def _known(entity: str, field: Field, now: Sequence[Any], name: str) -> dict[Any, str]:
    """What is offered, with what the condition has already."""
    if field.kind in _SEARCHED:
        found: dict[Any, str] = _searched(field, name)
    else:
        found = dict(_options(entity, field) or {})
    missing = [one for one in now if one not in found]
    ids = {field.kind: {one for one in missing if isinstance(one, int)}} if field.is_link else {}
    labels = _session.read(labels_seen, ids).get(field.kind, {}) if ids else {}
    return {**{one: labels.get(one, t("(hidden)") if isinstance(one, int) else str(one)) for one in missing}, **found}


def _options(entity: str, field: Field) -> Mapping[Any, str] | None:
    """All that can be chosen; None where the value is typed."""
    if field.kind == "yes_no":
        return {True: t("yes"), False: t("no")}
    if field.kind == "tags":
        return {tag: tag for tag in _session.read(tags_in_use, field.key)}
    if field.kind in _SEARCHED:
        return {}
    if field.is_link:
        me = {"user": {ME: t("Me")}, "unit": {ME: t("My own unit")}}.get(field.kind, {})
        everybody = {"everybody": True} if field.kind == "user" else {}
        return {**me, **_session.read(offered, field.kind, **everybody)}
    own = entity if field.key in CATALOGUE[entity] else "customer"
    if field.kind == "choice":
        fixed = choices.options(field.choices or "", _data.office().company, _session.locale())
        used = [] if choices.is_fixed(field.choices or "") else _session.read(words_in_use, own, field.key)
        return {**fixed, **{word: word for word in used if word not in fixed}}
    if field.kind == "text" and field.groupable and field.column:
        return {word: word for word in _session.read(words_in_use, own, field.key)}
    return None


def _searched(field: Field, name: str) -> dict[Any, str]:
    """Records that are found by a few letters of their name."""
    words = st.text_input(
        t("Search"),
        key=f"{name}_words",
        placeholder=t("Type a few letters"),
        live="250ms",
        icon=":material/search:",
        label_visibility="collapsed",
        width=160,
    )
    if not words.strip():
        return {}
    hits = _session.read(search, words, limit=30, kind=field.kind)
    return {hit.id: " · ".join(filter(None, (hit.label, hit.detail))) for hit in hits}
