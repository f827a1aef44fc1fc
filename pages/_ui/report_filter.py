"""The filter of a report: any of some values for each field, in one popover, and any other condition by the builder.

It stands in the address as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import filter_builder, filter_where, report_choice, steady, url
from crm_core.base.errors import DaftarError
from crm_core.fields import Field, choices
from crm_core.fields.catalogue import of_customer
from crm_core.fields.filters import (
    EVERYTHING,
    ME,
    AllOf,
    Condition,
    Filter,
    all_of,
    condition,
    conditions,
    filter_field,
    to_url,
)
from crm_core.fields.offered import offered, tags_in_use, words_in_use
from crm_core.reports import Measure, breakdowns_of

FIRST = ("owner", "unit", "pipeline", "stage", "product", "source", "lost_reason", "tier", "city", "tags")
"""Offered at once; all others are asked for in the builder."""

_LINKS = frozenset({"user", "unit", "stage", "pipeline", "product"})
_OPS = {"unit": "under", "tags": "has_any"}
_ORDINARY = "one_of"


def control(asked: Sequence[Measure]) -> None:
    """The control; the values are asked for when it is opened."""
    now = report_choice.filter_of(asked)
    many = sum(1 for _ in conditions(now))
    label = f"{t('Filter')}: **{_session.locale().number(many)}**" if many else t("Filter")
    with steady.popover("report_filter_open", label, ":material/filter_list:") as opened:
        if not opened.open:
            return
        simple, _rest = _split(now, asked)
        with st.container(width=320, gap="xsmall"):
            for name, field in _fields(asked).items():
                if name in FIRST or name in simple:
                    _choice(asked, name, field, simple.get(name, ()))
        with st.container(key="report_filter_foot", horizontal=True, gap="xsmall"):
            filter_builder.button(asked[0].entity, now, only=_allowed(asked))
            if now != EVERYTHING:
                st.button(t("Clear"), icon=":material/close:", type="tertiary", key="report_filter_clear",
                          on_click=url.put, kwargs={"where": None, "page": None})  # fmt: skip


def chips(asked: Sequence[Measure]) -> None:
    """The conditions that hold, each taken away by a click."""
    filter_where.chips(asked[0].entity, report_choice.filter_of(asked))


def _allowed(asked: Sequence[Measure]) -> frozenset[str] | None:
    """The fields that all the measures are filtered by alike; None for any, where they count one kind of record."""
    first, *others = dict.fromkeys(fact.entity for one in asked for fact in one.facts)
    if not others:
        return None
    return frozenset(key for key in filter_builder.fields(first) if _is_common(key, first, others))


def _is_common(key: str, first: str, others: Sequence[str]) -> bool:
    try:
        found = [filter_field(entity, key) for entity in (first, *others)]
    except DaftarError:
        return False
    return len({(field.kind, field.choices) for field in found}) == 1


def _fields(asked: Sequence[Measure]) -> dict[str, Field]:
    known = {key: field for key, field in breakdowns_of(asked).items() if field.kind not in ("customer", "contact")}
    first = {key: known[key] for key in FIRST if key in known}
    return first | known


def _split(now: Filter, asked: Sequence[Measure]) -> tuple[dict[str, tuple[Any, ...]], list[Filter]]:
    """What the choices show, and the rest of the filter, which stays as it is."""
    known = _fields(asked)
    simple: dict[str, tuple[Any, ...]] = {}
    rest: list[Filter] = []
    for part in now.items if isinstance(now, AllOf) else (now,):
        if isinstance(part, Condition) and part.field in known and part.field not in simple and _is_simple(part, known):
            simple[part.field] = part.value if isinstance(part.value, tuple) else (part.value,)
        else:
            rest.append(part)
    return simple, rest


def _is_simple(one: Condition, known: Mapping[str, Field]) -> bool:
    usual = _OPS.get(known[one.field].kind, _ORDINARY)
    return one.op == usual or (one.op == "is" and usual == _ORDINARY)


def _choice(asked: Sequence[Measure], name: str, field: Field, now: tuple[Any, ...]) -> None:
    options = _options(asked[0].entity, name, field)
    options |= {value: str(value) for value in now if value not in options}
    if not options:
        return
    key = f"report_filter_{name}"
    _session.hold_widget(key, list(now))
    st.multiselect(
        t(field.label), list(options), format_func=lambda one: options[one], key=key, placeholder=t("Any"),
        max_selections=1 if field.kind == "unit" else None, on_change=_put, args=(tuple(asked), name),
        select_all=False,
    )  # fmt: skip


def _options(entity: str, name: str, field: Field) -> dict[Any, str]:
    if field.kind in _LINKS:
        me = {ME: t("Me")} if field.kind == "user" else {}
        return me | read(offered, field.kind, everybody=True)
    if field.kind == "tags":
        return {tag: tag for tag in read(tags_in_use, name)}
    if field.choices and choices.is_fixed(field.choices):
        return dict(choices.options(field.choices, _data.office().company, _session.locale()))
    of = "customer" if of_customer(entity, name) else entity
    return {word: word for word in read(words_in_use, of, name)}


def _put(asked: tuple[Measure, ...], name: str) -> None:
    """Replace the condition on one field."""
    simple, rest = _split(report_choice.filter_of(asked), asked)
    simple[name] = tuple(_session.component_value(f"report_filter_{name}") or ())
    known = _fields(asked)
    made = [_condition(asked[0].entity, key, known[key], values) for key, values in simple.items() if values]
    url.put(where=to_url(all_of(*made, *rest)), page=None)


def _condition(entity: str, name: str, field: Field, values: tuple[Any, ...]) -> Filter:
    op = _OPS.get(field.kind, _ORDINARY)
    return condition(entity, name, op, values[0] if op == "under" else values)
