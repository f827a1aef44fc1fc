"""The filter bar: plain conditions in one line, each in the address, joined into a filter of the core.

Behind "More filters" lies the builder for all others; what is built there, or comes from the view that is open or from
a report, stands below the bar, each condition on a chip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

import _session
from _session import t
from _ui import filter_builder, filter_where, period, url, views
from _ui.markdown import plain
from crm_core.base.errors import DaftarError
from crm_core.fields.filters import EVERYTHING, OPS, AnyOf, Filter, all_of, condition, filter_field

Options = Mapping[Any, str]
"""What can be chosen: stored value (an id, a choice, "me") → what the person reads."""


@dataclass(frozen=True)
class Part:
    """One control of the bar: draws itself and gives its condition, or EVERYTHING."""

    field: str
    draw: Callable[[str, str], Filter]


def text(placeholder: str = "", field: str = "search") -> Part:
    """Search as you type, by the index."""

    def draw(entity: str, name: str) -> Filter:
        key = f"filter_{name}"
        words = st.text_input(
            t("Search"),
            value=url.get(name),
            key=key,
            placeholder=placeholder or t("Search"),
            label_visibility="collapsed",
            icon=":material/search:",
            live="300ms",
            width=220,
        )
        _put(name, words.strip())
        return condition(entity, field, "contains", words.strip()) if words.strip() else EVERYTHING

    return Part("q", draw)


def many(field: str, options: Options, *, op: str = "one_of", label: str = "") -> Part:
    """Any of some choices; `op` "has_any" for tags, "under" for units with all below."""

    def draw(entity: str, name: str) -> Filter:
        said = label or t(filter_field(entity, field).label)
        key = f"filter_{name}"
        known = {str(value): value for value in options}
        now = [known[word] for word in _chosen(key, name) if word in known]
        with st.popover(_pressed(said, [options[one] for one in now]), key=f"{key}_open", wrap=False):
            chosen = st.multiselect(
                said,
                list(options),
                default=now,
                select_all=False,
                format_func=lambda one: options[one],
                key=key,
                placeholder=t("Choose"),
                label_visibility="collapsed",
                width=260,
            )
        _put_many(name, [str(one) for one in chosen])
        return _any_of(entity, field, op, chosen)

    return Part(field, draw)


def _any_of(entity: str, field: str, op: str, chosen: Sequence[Any]) -> Filter:
    """Any of the choices, also where the comparison takes one value."""
    if not chosen:
        return EVERYTHING
    if OPS[op] == "many":
        return condition(entity, field, op, tuple(chosen))
    each = tuple(condition(entity, field, op, one) for one in chosen)
    return each[0] if len(each) == 1 else AnyOf(each)


def in_use(field: str, ask: Callable[[], Sequence[str]], *, op: str = "one_of") -> Part:
    """Any of the words that records hold, where `ask` has to read them: it is asked when the control is opened."""

    def draw(entity: str, name: str) -> Filter:
        said = t(filter_field(entity, field).label)
        key = f"filter_{name}"
        now = _chosen(key, name)
        with st.popover(_pressed(said, now), key=f"{key}_open", wrap=False, on_change="rerun") as opened:
            if opened.open:
                known = list(dict.fromkeys([*ask(), *now]))
                now = st.multiselect(
                    said,
                    known,
                    default=now,
                    key=key,
                    placeholder=t("Choose"),
                    label_visibility="collapsed",
                    width=260,
                    select_all=False,
                )
                _put_many(name, now)
        return _any_of(entity, field, op, now)

    return Part(field, draw)


def during(field: str, names: Sequence[str] = ()) -> Part:
    """A day in a period, by name or any range."""

    def draw(entity: str, name: str) -> Filter:
        said = t(filter_field(entity, field).label)
        key = f"filter_{name}_open"
        now = url.get(name)
        with st.popover(_pressed(said, [_period_label(now)] if now else []), key=key, wrap=False):
            found = period.pick(said, name=name, default="", optional=True, names=names or tuple(period.LABELS))
        if found is None:
            return EVERYTHING
        return condition(entity, field, "between", (found.start, found.last_day))

    return Part(field, draw)


def amount(field: str = "amount") -> Part:
    """An amount between two, each optional, in the unit the person sees."""

    def draw(entity: str, name: str) -> Filter:
        locale, said = _session.locale(), t(filter_field(entity, field).label)
        low, high = url.get(f"{name}_from"), url.get(f"{name}_to")
        with st.popover(
            _pressed(said, [f"{low} – {high}"] if low or high else []), key=f"filter_{name}_open", wrap=False
        ):
            unit = locale.unit()
            low = st.text_input(t("At least ({unit})", unit=unit), value=low, key=f"filter_{name}_from")
            high = st.text_input(t("At most ({unit})", unit=unit), value=high, key=f"filter_{name}_to")
            wanted = _bound(entity, field, "at_least", low), _bound(entity, field, "at_most", high)
        url.put(**{f"{name}_from": low.strip(), f"{name}_to": high.strip()})
        return all_of(*wanted)

    return Part(field, draw)


def bar(entity: str, parts: Sequence[Part]) -> Filter:
    """Draw the bar and give the filter, with the conditions of the view. A link to the address opens the same rows."""
    before, wanted = _signature(parts), filter_where.wanted(entity)
    with st.container(key=f"conditions_{entity}", gap="xsmall"):
        with st.container(key=f"filters_{entity}", horizontal=True, vertical_alignment="center", gap="xsmall"):
            found = [part.draw(entity, part.field) for part in parts]
            filter_builder.button(entity, wanted)
            if before or wanted != EVERYTHING:
                st.button(
                    t("Clear"), icon=":material/close:", type="tertiary", key=f"filters_{entity}_clear",
                    on_click=_clear, args=(entity, parts),
                )  # fmt: skip
        filter_where.chips(entity, wanted)
    if _signature(parts) != before:
        url.put(page=None)
    chosen = all_of(wanted, *found)
    views.note(entity, _names(parts), chosen)
    return chosen


said = filter_where.said


def _signature(parts: Sequence[Part]) -> tuple[tuple[str, ...], ...]:
    names = _names(parts)
    return tuple((name, *st.query_params.get_all(name)) for name in names if name in st.query_params)


def _names(parts: Sequence[Part]) -> list[str]:
    return [name for part in parts for name in (part.field, f"{part.field}_from", f"{part.field}_to")]


def _clear(entity: str, parts: Sequence[Part]) -> None:
    url.put(page=None, **dict.fromkeys(_names(parts)))
    filter_where.put(entity, EVERYTHING)
    for name in _names(parts):
        _session.drop_widget(f"filter_{name}", f"pick_{name}")


def _chosen(key: str, name: str) -> list[str]:
    """What is chosen in a control: what was clicked just now, else what the address says."""
    clicked = _session.component_value(key)
    return st.query_params.get_all(name) if clicked is None else [str(one) for one in clicked]


def _put(name: str, value: str) -> None:
    url.put(**{name: value})


def _put_many(name: str, values: list[str]) -> None:
    if values:
        if st.query_params.get_all(name) != values:
            st.query_params[name] = values
    else:
        st.query_params.pop(name, None)


def _pressed(label: str, chosen: Sequence[str]) -> str:
    """The control's label with what is chosen: "Owner: Mina", "Owner: 3"."""
    if not chosen:
        return label
    told = plain(chosen[0]) if len(chosen) == 1 else _session.locale().number(len(chosen))
    return f"{label}: **{told}**"


def _period_label(text: str) -> str:
    if text in period.LABELS:
        return t(period.LABELS[text])
    return _session.locale().period(period.parse(text))


def _bound(entity: str, field: str, op: str, typed: str) -> Filter:
    if not typed.strip():
        return EVERYTHING
    try:
        return condition(entity, field, op, _session.locale().parse_money(typed))
    except DaftarError as wrong:
        st.caption(wrong.say(_session.locale()))
        return EVERYTHING
