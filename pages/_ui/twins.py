"""Likely twins of a record that somebody is making, changing or looking at, said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Literal

import streamlit as st

import _session
from _session import t
from _ui import messages, url
from crm_core.base.errors import DaftarError
from crm_core.customers.merge import survivor_of
from crm_core.customers.signs import KINDS
from crm_core.customers.twins import COMPARED, Twin, twins_of, twins_of_record
from crm_core.fields import records as core
from crm_core.trust.unit_of_work import Work

_TOLD = "twins_told"
_SHEETS = {"customer": "customer?id={}", "contact": "customer?contact={}"}


def of_what_was_typed(entity: str, given: Mapping[str, Any], record: Mapping[str, Any]) -> list[Twin]:
    """The twins of what stands in a form about `record`; none while nothing that twins are known by was changed."""
    if entity not in KINDS:
        return []
    typed = {key: value for key, value in given.items() if key in COMPARED[entity]}
    known = {key: record.get(key) for key in COMPARED[entity]}
    return _session.read(_typed_twins, entity, typed, known, record.get("id"))


def _typed_twins(
    w: Work, entity: str, typed: Mapping[str, Any], known: Mapping[str, Any], own_id: int | None
) -> list[Twin]:
    """Twins by those of the typed values that can be read; the others are told when the form is stored."""
    values = dict(known)
    for key, text in typed.items():
        try:
            values |= core.parse_all(w, entity, {key: text})
        except DaftarError:
            values[key] = None
    return [] if own_id is not None and values == known else twins_of(w, entity, values, own_id)


def told(entity: str, twins: Sequence[Twin]) -> bool:
    """Whether the person was told of these already; from now on they were."""
    known = (entity, *((one.id, one.reason) for one in twins))
    before = _session.kept(_TOLD)
    _session.keep(_TOLD, known)
    return bool(before == known)


def show(entity: str, twins: Sequence[Twin], *, width: Literal["stretch", "content"] = "stretch") -> None:
    """What looks the same, each with the way to open it."""
    if not twins:
        return
    lines = "".join(f"<li>{_line(entity, one)}</li>" for one in twins)
    st.html(f'<div class="twins" role="status"><b>{escape(t("Looks like"))}</b><ul>{lines}</ul></div>', width=width)


def _line(entity: str, one: Twin) -> str:
    why = f"<small>{escape(t(one.why))}</small>"
    if not one.id:
        ask = t("Ask {people}.", people=one.ask) if one.ask else t("Ask an admin.")
        return f"{escape(t('a record that you may not see.'))} {escape(ask)} {why}"
    href = _SHEETS[entity].format(one.id)
    return f'<a href="{href}" target="_blank" rel="noopener"><bdi>{escape(one.label)}</bdi></a> {why}'


def hint(w: Work, entity: str, record_id: int, field: str) -> str:
    """Said after a field of a record was changed: whom the record looks like now; "" for nobody."""
    if entity not in KINDS or field not in COMPARED[entity]:
        return ""
    found = [one for one in twins_of_record(w, entity, record_id) if one.label]
    return t("Looks like {name}: {why}.", name=found[0].label, why=t(found[0].why)) if found else ""


def compare_link(customer_id: int) -> None:
    """On a customer's file: whom they look like, one click from side by side."""
    if not _session.can("merge"):
        return
    found = [one for one in _session.read(twins_of_record, "customer", customer_id) if one.id]
    if not found:
        return
    with st.container(key="twins_hint", horizontal=True, vertical_alignment="center", gap="small"):
        show("customer", found, width="content")
        if st.button(t("Compare"), icon=":material/compare_arrows:", key="twins_compare", type="tertiary"):
            ids = "-".join(str(number) for number in (customer_id, *(one.id for one in found)))
            st.switch_page("duplicates.py", query_params={"ids": ids})


def asked_for(entity: str, name: str) -> int:
    """The number of a record in the address; of one that was merged the survivor's, which is said. 0 for none."""
    asked = url.number(name, 0)
    stays = _session.read(survivor_of, entity, asked) if asked else 0
    if stays != asked:
        url.put(**{name: stays})
        messages.did(t("The record you opened was merged into this one."))
    return stays
