"""The stages of a pipeline: names, chances and days in a grid; their order; removing one with its deals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import _session
from _session import read, t, tn
from _ui import grid, messages
from _ui.boundary import dialog
from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.i18n import N_
from crm_core.deals import pipelines as core
from crm_core.deals.pipelines import STAGE_KINDS, StageLine
from crm_core.deals.removing import remove_stage

KEY = "stages"
NUMBERS = frozenset({"probability", "stuck_days"})


def show() -> None:
    """The pipeline's stages; an edited cell is stored at once."""
    known = read(core.pipelines)
    pipeline = next(iter(known))
    if len(known) > 1:
        pipeline = st.selectbox(t("Pipeline"), list(known), format_func=known.__getitem__, key="stages_pipeline")
    event = grid.take(KEY)
    for edit in event.edits:
        _store(edit, pipeline)
    lines = read(core.stages, pipeline)
    kinds = {kind: t(label) for kind, label in STAGE_KINDS.items()}
    locale = _session.locale()
    columns = [
        grid.Column("name", t("Stage"), editable=True, sortable=False, width=220, opens=True),
        grid.Column("kind", t("Kind"), "choice", True, False, tuple(kinds.values()), 120),
        grid.Column("probability", t("Probability"), "number", True, False, (), 120),
        grid.Column("stuck_days", t("Long in stage after (days)"), "number", True, False, (), 200),
        grid.Column("deals", t("Deals"), "number", False, False, (), 100),
    ]
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "name": one.name,
            "kind": kinds[one.kind],
            "probability": locale.percent(one.probability / 100),
            "stuck_days": locale.number(one.stuck_days) if one.stuck_days is not None else None,
            "deals": locale.number(one.deals),
        }
        for one in lines
    ]
    grid.show(KEY, columns, rows)
    if st.button(t("New stage"), icon=":material/add:", key="stage_new"):
        _ask_new(pipeline)
    opened = next((one for one in lines if one.id == event.opened), None)
    if opened is not None:
        _open(opened, lines)


def _number(text: str | None) -> int | None:
    if text is None or not text.strip():
        return None
    return int(_session.locale().parse_number(text.replace("%", "").replace("٪", "")))


def _store(edit: grid.CellEdit, pipeline: int) -> None:
    try:
        value: Any = edit.new
        if edit.field in NUMBERS:
            value = _number(edit.new)
        elif edit.field == "kind":
            value = next((kind for kind, label in STAGE_KINDS.items() if t(label) == edit.new), edit.new)
        if edit.field == "probability" and value is None:
            raise Invalid(N_("Give the stage a probability from 0 to 100 percent."), field="probability")
        with _session.work() as w, w.changing("edit", about="stages") as change_set:
            core.save_stage(w, pipeline, {edit.field: value}, edit.id)
            changed = w.noted > 0
    except DaftarError as refusal:
        grid.refuse(KEY, edit, refusal.say(_session.locale()))
        messages.refuse(refusal.say(_session.locale()))
    else:
        grid.accept(KEY, edit)
        if changed:
            messages.did(t("Saved."), undo=change_set.id)


def _ask_new(pipeline: int) -> None:
    def draw() -> None:
        name = st.text_input(t("Name") + " *", key="stage_name")
        chance = st.slider(t("Probability"), 0, 100, 50, format="%d%%", key="stage_chance")
        days = st.number_input(t("Long in stage after (days)"), 1, 3650, 21, key="stage_days")
        if st.button(t("Add"), type="primary", key="stage_add"):
            with _session.work() as w, w.changing("edit", about="stages") as change_set:
                core.save_stage(w, pipeline, {"name": name, "probability": chance, "stuck_days": int(days)})
            messages.did(t("{name} added.", name=name), undo=change_set.id)
            st.rerun()

    dialog(t("New stage"), draw)


def _open(stage: StageLine, lines: Sequence[StageLine]) -> None:
    """Move a stage up or down among those of its kind, or remove it."""
    order = [one.id for one in lines]
    same = [one for one in lines if one.kind == stage.kind and one.id != stage.id]

    def draw() -> None:
        at = order.index(stage.id)
        with st.container(horizontal=True):
            for label, to in ((t("Earlier"), at - 1), (t("Later"), at + 1)):
                if st.button(label, key=f"stage_to_{to}", disabled=not 0 <= to < len(order)):
                    moved = [one for one in order if one != stage.id]
                    moved.insert(to, stage.id)
                    with _session.work() as w, w.changing("edit", about="stages") as change_set:
                        core.order_stages(w, moved)
                    messages.did(t("{name} moved.", name=stage.name), undo=change_set.id)
                    st.rerun()
        st.divider()
        into = None
        if stage.deals:
            st.write(
                tn(
                    "{n} deal stands in this stage. It moves to:",
                    "{n} deals stand in this stage. They move to:",
                    stage.deals,
                )
            )
            names = {one.id: one.name for one in same}
            into = st.selectbox(
                t("Stage"), list(names), format_func=names.__getitem__, key="stage_into", label_visibility="collapsed"
            )
        if st.button(t("Remove this stage"), key="stage_remove"):
            with _session.work() as w, w.changing("edit", about="stages") as change_set:
                remove_stage(w, stage.id, into)
            messages.did(t("{name} removed.", name=stage.name), undo=change_set.id)
            st.rerun()

    dialog(stage.name, draw)
