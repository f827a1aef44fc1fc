"""A record of the catalogue as facts: how its fields read, how they are changed in their place, and storing that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import _data
import _session
from _session import read, t
from _ui import conflict, facts, messages, twins
from _ui.records import cell
from crm_core.base.errors import Conflict, DaftarError
from crm_core.fields import CATALOGUE, Field, choices
from crm_core.fields import records as core
from crm_core.fields.find import Page
from crm_core.fields.offered import offered
from crm_core.fields.values import format_value

_EDITORS: Mapping[str, facts.Editor] = {"long_text": "long", "choice": "choice", "date": "date", "tags": "tags"}
_LEFT_TO_RIGHT = frozenset({"phone", "email", "url"})
_ASKED = frozenset({"customer", "contact", "deal"})
_SMALL = frozenset({"user", "unit"})


def may_change(row: Mapping[str, Any]) -> bool:
    """Whether this person may change the record of a row with its `owner` and `unit`."""
    return _session.can("change", SimpleNamespace(owner_id=row.get("owner"), unit_id=row.get("unit")))


def fact(entity: str, key: str, page: Page, *, shown: bool = False, label: bool = True) -> facts.Fact:
    """A field of the page's one record; it can be edited by whoever may change the record."""
    field, row, locale = CATALOGUE[entity][key], page.rows[0], _session.locale()
    value = row.get(key)
    empty = value is None or value in ("", [])
    return facts.Fact(
        key=f"field:{key}",
        label=_label(field, row.get("currency")) if label else "",
        value="" if empty else format_value(field, value, locale, page.labels, currency=row.get("currency")),
        text=_in_editor(field, value, page),
        editor=_editor(field) if may_change(row) and field.editable and not is_computed(field) else "",
        options=_options(field),
        required=field.required,
        shown=shown,
        ltr=field.kind in _LEFT_TO_RIGHT,
        iso=value.isoformat() if field.kind == "date" and value else "",
        hint=locale.date(value, "long") if field.kind == "date" and value else "",
    )


def is_computed(field: Field) -> bool:
    """Whether the value is worked out, never typed."""
    return field.computed


def _label(field: Field, currency: str | None) -> str:
    label = t(field.label)
    return f"{label} ({_session.locale().unit(currency)})" if field.kind == "money" else label


def _editor(field: Field) -> facts.Editor:
    if field.kind in _ASKED:
        return "ask"
    return "choice" if field.kind in (*_SMALL, "yes_no") else _EDITORS.get(field.kind, "text")


def _in_editor(field: Field, value: Any, page: Page) -> str:
    if field.kind == "tags":
        return "\n".join(value or [])
    return cell(field, value, _session.locale(), page.labels, page.rows[0].get("currency")) or ""


def _options(field: Field) -> facts.Choices:
    if field.kind == "choice":
        known = choices.options(field.choices or "", _data.office().company, _session.locale())
        return tuple(known.items())
    if field.kind == "yes_no":
        return (("yes", t("yes")), ("no", t("no")))
    if field.kind in _SMALL:
        return tuple((str(number), name) for number, name in read(offered, field.kind).items())
    return ()


def listed(entity: str, keys: Sequence[str], page: Page) -> tuple[facts.Fact, ...]:
    """These fields as a list of facts."""
    return tuple(fact(entity, key, page) for key in keys)


def store(place: str, entity: str, record_id: int, event: facts.FactEvent, currency: str | None = None) -> None:
    """Store an edited field as one change set with Undo; what is refused stays in its editor with the reason.

    `currency`: that of the record's amounts, where it has one.
    """
    key = event.edited.partition(":")[2]
    if not event.edited.startswith("field:") or key not in CATALOGUE[entity]:
        return
    field, values = CATALOGUE[entity][key], {}
    try:
        with _session.work() as w:
            values = core.parse_all(w, entity, {key: _given(field, event)}, currency)
            done = core.edit(w, entity, core.Edit(record_id, event.version, values))
            alike = twins.hint(w, entity, record_id, key)
    except Conflict as clash:
        conflict.remember(clash, values)
    except DaftarError as refusal:
        facts.refuse(place, event, refusal.say(_session.locale()))
    else:
        if done.change_set_id is not None:
            saved = t("{field} saved.", field=t(field.label))
            messages.did(f"{saved} {alike}".strip(), undo=done.change_set_id)


def _given(field: Field, event: facts.FactEvent) -> Any:
    if field.kind == "tags":
        return [tag for tag in event.text.split("\n") if tag]
    if event.value is None:
        return event.text
    return int(event.value) if field.is_link and event.value else event.value
