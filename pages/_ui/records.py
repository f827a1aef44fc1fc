"""Records of any entity of the field catalogue in the grid: their columns, their rows, and storing what is edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

import _data
import _session
from _session import t
from _ui import conflict, grid, messages, twins
from crm_core.base.errors import Conflict, DaftarError, Invalid
from crm_core.base.i18n import Locale
from crm_core.fields import CATALOGUE, Field, choices
from crm_core.fields import records as core
from crm_core.fields.find import Page
from crm_core.fields.values import Labels, format_value
from crm_core.trust.company import Company

Options = Mapping[str, Sequence[str]]
"""The texts to choose from in a column, by field key: owners, stages, units."""

_NUMBERS = frozenset({"money", "number", "percent"})
_DATES = frozenset({"date", "datetime"})
_LONG = frozenset({"long_text"})


def columns(
    entity: str, keys: Sequence[str], *, editable: bool, options: Options | None = None, opens: bool = True
) -> list[grid.Column]:
    """The grid's columns for these fields; the first one opens the record."""
    company = _data.office().company
    made = [_column(CATALOGUE[entity][key], editable, options or {}, company) for key in keys]
    return [replace(made[0], opens=opens), *made[1:]]


def _column(field: Field, editable: bool, options: Options, company: Company) -> grid.Column:
    locale = _session.locale()
    label = t(field.label)
    if field.kind == "money":
        label = f"{label} ({locale.unit()})"
    offered = tuple(options.get(field.key, ()))
    if field.kind == "choice" and not offered:
        offered = tuple(choices.options(field.choices or "", company, locale).values())
    if field.kind == "yes_no":
        offered = (t("yes"), t("no"))
    kind: grid.Kind = (
        "number" if field.kind in _NUMBERS else "date" if field.kind in _DATES else "choice" if offered else "text"
    )
    return grid.Column(
        field.key,
        label,
        kind,
        editable=editable and field.editable and field.kind not in _LONG,
        sortable=field.sortable,
        choices=offered,
        width=field.width,
    )


def rows(entity: str, keys: Sequence[str], page: Page) -> list[dict[str, Any]]:
    """The grid's rows: every value as the person reads it."""
    locale = _session.locale()
    fields = [CATALOGUE[entity][key] for key in keys]
    return [_row(row, fields, page.labels, locale) for row in page.rows]


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
    """Store what was edited in a grid, one change set an edit; what is refused stays in its cell with the reason."""
    for edit in event.edits:
        _store(entity, edit, key)
    conflict.ask_if_any()


def _store(entity: str, edit: grid.CellEdit, key: str) -> None:
    label = t(CATALOGUE[entity][edit.field].label)
    try:
        with _session.work() as w:
            values = core.parse_all(w, entity, {edit.field: edit.new})
            done = core.edit(w, entity, core.Edit(edit.id, edit.version, values))
            alike = twins.hint(w, entity, edit.id, edit.field)
    except Conflict as clash:
        conflict.remember(clash, values)
    except Invalid as wrong:
        sentence = wrong.say(_session.locale())
        grid.refuse(key, edit, sentence)
        messages.refuse(sentence)
    except DaftarError as refusal:
        messages.refuse(f"{label}: {refusal.say(_session.locale())}")
    else:
        grid.accept(key, edit)
        if done.change_set_id is not None:
            saved = t("{field} saved.", field=label)
            messages.did(f"{saved} {alike}".strip(), undo=done.change_set_id)


def sorted_by(event: grid.GridEvent, name: str = "sort") -> grid.Sort | None:
    """The order of the rows from the address, after a click on a heading was put there."""
    if event.sorted:
        st.query_params.pop("page", None)
        if event.sort is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = str(event.sort)
    return grid.Sort.parse(st.query_params.get(name, ""))
