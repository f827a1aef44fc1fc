"""A pasted block is shown before it is stored: what changes, what cannot be read and why, what finds no place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

import _session
from _session import t, tn
from _ui import deeds, grid, messages
from _ui.boundary import dialog
from crm_core.base.errors import Conflict, DaftarError
from crm_core.base.i18n import NOTHING
from crm_core.fields import CATALOGUE, block
from crm_core.fields.links import labels_of
from crm_core.fields.values import Labels, format_value
from crm_core.trust.unit_of_work import Work

_SHOWN = 40


def ask_if_any(entity: str, key: str) -> None:
    """Open the dialog while a pasted block waits."""
    waiting = grid.ledger(key).waiting
    if waiting is not None:
        dialog(t("Paste"), partial(_dialog, entity, key, waiting), width="large", on_dismiss=partial(_forget, key))


def _forget(key: str) -> None:
    held = grid.ledger(key)
    if held.waiting is not None:
        for cell in held.waiting.cells:
            held.leave(cell.id, cell.field)
    held.waiting = None


def _dialog(entity: str, key: str, waiting: grid.CellBlock) -> None:
    if grid.ledger(key).waiting is None:
        st.rerun()
    cells = [deeds.cell_of(cell) for cell in waiting.cells]
    rows = [block.NewRow(place, texts) for place, texts in waiting.rows]
    with_rows = bool(rows) and _ask_for_rows(len(rows))
    with _session.work() as w:
        looked = block.look(w, entity, cells, rows if with_rows else ())
        lines = _lines(w, entity, looked.changes[:_SHOWN])
    _say(entity, looked, lines, waiting.cut)
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(t("Cancel"), key="paste_cancel"):
            _forget(key)
            st.rerun()
        nothing = not looked.changes and not looked.made
        if st.button(t("Store"), key="paste_store", type="primary", disabled=nothing):
            _store(entity, key, cells, rows if with_rows else ())


def _ask_for_rows(count: int) -> bool:
    """Rows beyond the last one of the grid become records only if the person says so."""
    make = tn("Make {n} new record", "Make {n} new records", count)
    said = tn("{n} row goes beyond the last one here.", "{n} rows go beyond the last one here.", count)
    return st.radio(said, [make, t("Leave them out")], key="paste_rows", horizontal=True) == make


def _say(entity: str, looked: block.Outcome, lines: Sequence[tuple[str, ...]], cut: int) -> None:
    said = []
    if looked.changes:
        cells = tn("{n} cell", "{n} cells", len(looked.changes))
        said.append(tn("{cells} of {n} record change.", "{cells} of {n} records change.", looked.records, cells=cells))
    if looked.made:
        said.append(tn("{n} record is added.", "{n} records are added.", len(looked.made)))
    st.markdown(" ".join(said) or t("Nothing differs from what is stored."))
    if cut:
        st.caption(
            tn(
                "{n} column finds no place at the end and is left out.",
                "{n} columns find no place at the end and are left out.",
                cut,
            )
        )
    if lines:
        _table((t("Record"), t("Field"), t("Before"), t("After")), lines)
        more = len(looked.changes) - len(lines)
        if more > 0:
            st.caption(tn("… and {n} more.", "… and {n} more.", more))
    if looked.left:
        st.markdown(tn("{n} cell stays as it is:", "{n} cells stay as they are:", len(looked.left)))
        _table((t("Record"), t("Field"), t("Pasted"), t("Why")), [_left(entity, one) for one in looked.left[:_SHOWN]])


def _lines(w: Work, entity: str, changes: Sequence[block.CellChange]) -> list[tuple[str, ...]]:
    """Cells that change, as they are read."""
    labels = _labels(w, entity, changes)
    known = CATALOGUE[entity]
    return [
        (
            one.name,
            t(known[one.field].label),
            *(format_value(known[one.field], value, w.locale, labels) for value in (one.before, one.after)),
        )
        for one in changes
    ]


def _labels(w: Work, entity: str, changes: Sequence[block.CellChange]) -> Labels:
    ids: dict[object, set[int]] = {}
    for one in changes:
        found = CATALOGUE[entity][one.field]
        if found.is_link:
            for value in (one.before, one.after):
                ids.setdefault(found.kind, set()).update(value if isinstance(value, list) else [value] if value else [])
    return labels_of(w, ids)  # type: ignore[arg-type]


def _left(entity: str, one: block.Left) -> tuple[str, ...]:
    name = one.name or t("New row {n}", n=_session.locale().number((one.place or 0) + 1))
    label = t(CATALOGUE[entity][one.field].label) if one.field in CATALOGUE[entity] else ""
    why = one.why.say(_session.locale())
    if isinstance(one.why, Conflict):
        why = t("Somebody else changed this meanwhile.")
    return (name, label, one.text or NOTHING, why)


def _table(head: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> None:
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    body = "".join(f"<tr>{''.join(f'<td><bdi>{escape(text)}</bdi></td>' for text in line)}</tr>" for line in lines)
    st.html(
        f'<div class="pasted"><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>',
    )


def _store(entity: str, key: str, cells: Sequence[block.Cell], rows: Sequence[block.NewRow]) -> None:
    held = grid.ledger(key)
    with held.lock:
        if held.waiting is None:
            st.rerun()
        try:
            with _session.work() as w:
                done = block.store(w, entity, cells, rows)
        except DaftarError as refusal:
            st.error(refusal.say(_session.locale()))
            return
        held.did(0, done.change_set_id, [row.texts for row in rows if row.place in done.made])
        held.waiting = None
    if done.left and not (done.changes or done.made):
        messages.refuse(done.left[0].why.say(_session.locale()))
    else:
        deeds.tell(done)
    st.rerun()
