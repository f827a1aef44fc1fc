"""Records of any entity of the field catalogue in the grid: their columns, their rows, and storing what is edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

import _data
import _session
from _session import t
from _ui import cell_history, conflict, deeds, grid, messages, pasted
from _ui import columns as columns_of
from crm_core.base.i18n import Locale
from crm_core.fields import CATALOGUE, Field, block, choices
from crm_core.fields import records as core
from crm_core.fields.find import Page
from crm_core.fields.offered import named_like, tags_in_use
from crm_core.fields.values import Labels, format_value
from crm_core.trust.company import Company

Options = Mapping[str, Sequence[str]]
"""The texts to choose from in a column, by field key: owners, stages, units."""

_NUMBERS = frozenset({"money", "number", "percent"})
_DATES = frozenset({"date", "datetime"})
_EDITORS: Mapping[str, grid.Editor] = {
    **dict.fromkeys(_NUMBERS, "number"),
    "date": "date",
    "long_text": "long",
    "phone": "phone",
    "email": "email",
    "url": "url",
}


def columns(
    entity: str, keys: Sequence[str], *, editable: bool, options: Options | None = None, opens: bool = True
) -> list[grid.Column]:
    """The grid's columns for these fields; the first one opens the record."""
    company = _data.office().company
    made = [_column(entity, CATALOGUE[entity][key], editable, options or {}, company) for key in keys]
    return [replace(made[0], opens=opens), *made[1:]]


def _column(entity: str, field: Field, editable: bool, options: Options, company: Company) -> grid.Column:
    locale = _session.locale()
    label = t(field.label)
    if field.kind == "money":
        label = f"{label} ({locale.unit()})"
    offered = tuple(options.get(field.key, ())) or _offered(field, company)
    looked_up = field.is_link and not offered
    kind: grid.Kind = (
        "number" if field.kind in _NUMBERS else "date" if field.kind in _DATES else "choice" if offered else "text"
    )
    place = columns_of.places(entity).get(field.key)
    return grid.Column(
        field.key,
        label,
        kind,
        editable=editable and field.editable,
        sortable=field.sortable,
        choices=offered,
        width=field.width,
        editor="choice" if offered or looked_up or field.kind == "tags" else _EDITORS.get(field.kind, "text"),
        many=field.kind == "tags",
        lookup=looked_up,
        pinned=place is not None and place.pinned,
        kept=place.width if place is not None else None,
    )


def _offered(field: Field, company: Company) -> tuple[str, ...]:
    """The texts to choose from that the field itself knows."""
    if field.kind == "choice":
        return tuple(choices.options(field.choices or "", company, _session.locale()).values())
    if field.kind == "yes_no":
        return (t("yes"), t("no"))
    if field.kind == "tags":
        return tuple(_session.read(tags_in_use, field.key))
    return ()


def rows(entity: str, keys: Sequence[str], page: Page) -> list[dict[str, Any]]:
    """The grid's rows: every value as the person reads it."""
    locale = _session.locale()
    fields = [CATALOGUE[entity][key] for key in keys]
    told = [_row(row, fields, page.labels, locale) for row in page.rows]
    # Who changes nothing anywhere reads all of it in plain ink; grey tells theirs from others'.
    if told and entity in CATALOGUE and _session.can("change") and not _session.actor().sees_all:
        mine = _session.read(core.changeable, entity, [row["id"] for row in told])
        for row in told:
            row["locked"] = True if row["id"] not in mine else None
    return told


def _row(row: Mapping[str, Any], fields: Sequence[Field], labels: Labels, locale: Locale) -> dict[str, Any]:
    told: dict[str, Any] = {"id": row["id"], "version": row["version"]}
    for field in fields:
        told[field.key] = cell(field, row.get(field.key), locale, labels, row.get("currency"))
    told["hints"] = {f.key: locale.date(row[f.key], "long") for f in fields if f.kind == "date" and row.get(f.key)}
    return told


def cell(
    field: Field, value: Any, locale: Locale, labels: Labels | None = None, currency: str | None = None
) -> str | None:
    """A value as it is read in a column, None for nothing. Amounts in the company's currency go without its name."""
    if value is None or value in ("", []):
        return None
    if field.kind == "money":
        own = currency in (None, locale.currency)
        return locale.money(value, currency, unit=not own)
    return format_value(field, value, locale, labels, currency=currency)


def store(entity: str, event: grid.GridEvent, key: str) -> None:
    """Carry out what was done in a grid: store it, show a cell's history, keep the columns as they were arranged."""
    deeds.carry_out(entity, event, key)
    if event.layout is not None:
        columns_of.arrange(entity, event.layout)
    if event.looked_up is not None:
        _look_up(entity, key, *event.looked_up)
    if event.too_large:
        messages.refuse(t("A block may have {n} cells at most; bring more in as a list.", n=block.MOST))
    if event.asked is not None:
        cell_history.ask(entity, *event.asked)
    conflict.ask_if_any()
    pasted.ask_if_any(entity, key)


def _look_up(entity: str, key: str, name: str, text: str) -> None:
    """Find records that a link may lead to by what is typed so far."""
    options = _session.read(named_like, CATALOGUE[entity][name].kind, text)
    grid.ledger(key).found = {"field": name, "text": text, "options": options}


def sorted_by(event: grid.GridEvent, name: str = "sort") -> grid.Sort | None:
    """The order of the rows from the address, after a click on a heading was put there."""
    if event.sorted:
        st.query_params.pop("page", None)
        if event.sort is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = str(event.sort)
    return grid.Sort.parse(st.query_params.get(name, ""))
