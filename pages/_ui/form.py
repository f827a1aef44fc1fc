"""A record in a dialog: the fields of the catalogue, drawn by kind, parsed by the core, stored as one change set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

import _data
import _session
from _session import t
from _ui import conflict, messages, once, twins
from _ui.boundary import dialog
from _ui.date_input import date_input
from _ui.records import cell
from crm_core.base.errors import Conflict, DaftarError
from crm_core.fields import CATALOGUE, Field, choices
from crm_core.fields import records as core
from crm_core.fields.links import TARGETS
from crm_core.fields.offered import offered as people_offered
from crm_core.fields.search import search
from crm_core.trust.unit_of_work import Work

Options = Mapping[str, Mapping[Any, str]]
"""What can be chosen in a field, by field key: stored value → text (stages, owners, units, products)."""

Save = Callable[[Work, dict[str, Any]], int | None]
"""Stores typed values by field key; returns the id of the change set to offer for undo, if any."""

_SEARCHED = frozenset({"customer", "contact", "deal", "product"})


def create(
    title: str,
    entity: str,
    keys: Sequence[str],
    *,
    values: Mapping[str, Any] | None = None,
    options: Options | None = None,
    said: str = "",
    save: Save | None = None,
) -> None:
    """Open the dialog for a new record, with what is known already in `values` (typed, by field key).

    What is known of fields that are not asked for is stored as it is. The company's own fields follow those named.
    """
    keys = _with_own(entity, keys)
    known = {key: value for key, value in (values or {}).items() if key not in keys}

    def make(w: Work, typed: dict[str, Any]) -> int | None:
        given = {key: value for key, value in typed.items() if value is not None}
        with w.changing("create") as change_set:
            core.create(w, entity, {**known, **given})
        return change_set.id

    _open(title, entity, keys, values or {}, options or {}, said or t("Added."), save or make)


def edit(
    title: str,
    entity: str,
    record: Mapping[str, Any],
    keys: Sequence[str],
    *,
    options: Options | None = None,
    said: str = "",
    save: Save | None = None,
    foot: Callable[[], None] | None = None,
    closed: Callable[[], None] | None = None,
    own: bool = True,
) -> None:
    """Open the dialog for a record: its `id`, its `version` and its typed values by field key.

    `foot` draws what else can be done with the record, beside Save; `closed` is called when the dialog goes away,
    stored or not. The company's own fields follow those named, unless `own` is False.
    """
    keys = _with_own(entity, keys) if own else tuple(keys)

    def change(w: Work, typed: dict[str, Any]) -> int | None:
        changed = {key: value for key, value in typed.items() if value != record.get(key)}
        return core.edit(w, entity, core.Edit(record["id"], record["version"], changed)).change_set_id

    _open(title, entity, keys, record, options or {}, said or t("Saved."), save or change, foot, closed)


def _with_own(entity: str, keys: Sequence[str]) -> tuple[str, ...]:
    """The fields of a form with the company's own; where one field is asked for, it is asked for alone."""
    if len(keys) < 2:
        return tuple(keys)
    own = (key for key, field in CATALOGUE[entity].items() if field.is_own)
    return tuple(dict.fromkeys((*keys, *own)))


def _open(
    title: str,
    entity: str,
    keys: Sequence[str],
    values: Mapping[str, Any],
    options: Options,
    said: str,
    save: Save,
    foot: Callable[[], None] | None = None,
    closed: Callable[[], None] | None = None,
) -> None:
    def draw() -> None:
        given = fields(entity, keys, values, options)
        alike = twins.of_what_was_typed(entity, given, values)
        twins.show(entity, alike)
        known = not alike or twins.told(entity, alike)
        failure = st.container()
        with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
            if foot is not None:
                foot()
            label = t("Save") if not alike else t("Save anyway")
            if st.button(label, type="primary", key=f"form_{entity}_save", shortcut="ctrl+enter") and known:
                _submit(entity, given, values, said, save, failure, closed)

    dialog(title, draw, on_dismiss=closed or "ignore")


def _submit(
    entity: str,
    given: Mapping[str, Any],
    values: Mapping[str, Any],
    said: str,
    save: Save,
    failure: Any,
    closed: Callable[[], None] | None,
) -> None:
    typed: dict[str, Any] = {}

    def store() -> int | None:
        with _session.work() as w:
            typed.update(core.parse_all(w, entity, given, values.get("currency")))
            return save(w, typed)

    try:
        change_set = once.done(f"form:{entity}", (given, values), store)
    except Conflict as clash:
        conflict.remember(clash, typed)
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return
    else:
        messages.did(said, undo=change_set)
    if closed is not None:
        closed()
    st.rerun()


def fields(
    entity: str, keys: Sequence[str], values: Mapping[str, Any], options: Options | None = None
) -> dict[str, Any]:
    """Draw the fields two in a line (long texts alone) and give what was typed, by field key, for `parse_all`."""
    given: dict[str, Any] = {}
    for line in _lines([CATALOGUE[entity][key] for key in keys]):
        for column, field in zip(st.columns(len(line)), line, strict=True):
            with column:
                offered = (options or {}).get(field.key)
                given[field.key] = _draw(entity, field, values.get(field.key), offered, values.get("currency"))
    return given


def _lines(known: Sequence[Field]) -> list[list[Field]]:
    """Two fields a line; a long text has its own."""
    lines: list[list[Field]] = []
    for field in known:
        alone = field.kind == "long_text"
        if alone or not lines or len(lines[-1]) == 2 or lines[-1][0].kind == "long_text":
            lines.append([field])
        else:
            lines[-1].append(field)
    return lines


def _draw(entity: str, field: Field, value: Any, offered: Mapping[Any, str] | None, currency: str | None) -> Any:
    key = f"form_{entity}_{field.key}"
    label = t(field.label) + (" *" if field.required else "")
    offered = _offered(field) if offered is None else offered
    if offered is not None:
        return _choose(label, key, value, offered, required=field.required)
    if field.kind in _SEARCHED:
        return _look_up(label, key, field, value)
    if field.kind == "date":
        return date_input(label, value, key=key, week_start=_data.office().company.week_start)
    if field.kind == "tags":
        return st.multiselect(
            label,
            value or [],
            default=value or [],
            key=key,
            accept_new_options=True,
            placeholder=t("Type a tag, then Enter"),
            select_all=False,
        )
    if field.kind == "yes_no":
        return st.checkbox(label, bool(value), key=key)
    text = cell(field, value, _session.locale(), currency=currency) or ""
    if field.kind == "long_text":
        return st.text_area(label, text, key=key, height=90)
    if field.kind == "money":
        label = f"{label} ({_session.locale().unit(currency)})"
    return st.text_input(label, text, key=key)


def _offered(field: Field) -> Mapping[Any, str] | None:
    """What a field of a small kind lets choose from; None where one types."""
    if field.kind == "choice":
        return choices.options(field.choices or "", _data.office().company, _session.locale())
    if field.kind == "user":
        return _session.read(people_offered, "user")
    if field.kind == "yes_no" and field.is_own:  # nobody has answered is an answer, too
        return {True: t("yes"), False: t("no")}
    return None


def _choose(label: str, key: str, value: Any, offered: Mapping[Any, str], *, required: bool) -> Any:
    known = [*offered] if required and offered else [None, *offered]
    if value is not None and value not in offered:
        known.append(value)
    return st.selectbox(
        label,
        known,
        index=known.index(value) if value in known else 0,
        key=key,
        format_func=lambda one: "–" if one is None else offered.get(one, str(one)),
    )


def _look_up(label: str, key: str, field: Field, value: Any) -> Any:
    """A record found by a few letters of its name. The id is given; what is already linked stays offered."""
    words = st.text_input(
        label, key=f"{key}_words", placeholder=t("Type a few letters"), live="250ms", icon=":material/search:"
    )
    offered: dict[Any, str] = {}
    if value is not None:
        offered[value] = _session.read(_label, field.kind, value)
    if words.strip():
        hits = _session.read(search, words, limit=30, kind=field.kind)
        offered |= {hit.id: " · ".join(filter(None, (hit.label, hit.detail))) for hit in hits}
    if not offered:
        return None
    known = [*offered] if value is None and words.strip() else [*offered, None]
    return st.selectbox(
        label,
        known,
        key=key,
        label_visibility="collapsed",
        format_func=lambda one: "–" if one is None else offered.get(one, str(one)),
    )


def _label(w: Work, kind: Any, record_id: int) -> str:
    link = TARGETS[kind]
    record = w.get(link.model, record_id)  # type: ignore[type-var]
    return str(getattr(record, link.label))
