"""The stages of a pipeline: their chances, what they ask for, their order; removing one with its deals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

import _session
from _session import read, t, tn
from _ui import messages, once, removing, settings_pipelines
from _ui.boundary import dialog
from _ui.markdown import plain
from crm_core.base.errors import DaftarError
from crm_core.deals import pipelines as core
from crm_core.deals.pipelines import STAGE_KINDS, StageLine
from crm_core.deals.removing import removing_stage
from crm_core.deals.required import requirable
from crm_core.trust.unit_of_work import Work

_WIDTH = 760


def show() -> None:
    """The stages of one pipeline at a time, in the order of the board."""
    pipeline = settings_pipelines.choose()
    lines = read(core.stages, pipeline)
    for line in lines:
        _line(line, lines)
    if st.button(t("New stage"), icon=":material/add:", key="stage_new"):
        dialog(t("New stage"), lambda: _edit(pipeline, None, lines))


def _line(line: StageLine, lines: Sequence[StageLine]) -> None:
    """A stage: its name, what holds for it, its place among the others."""
    order = [one.id for one in lines]
    with st.container(key=f"stage_{line.id}", horizontal=True, vertical_alignment="center", gap="small", width=_WIDTH):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{plain(line.name)}**")
            st.caption(plain(" · ".join(_told(line))))
        settings_pipelines.arrows(f"stage_{line.id}", line.id, order, core.order_stages, line.name)
        if st.button(t("Edit"), key=f"stage_edit_{line.id}", type="tertiary"):
            dialog(line.name, lambda: _edit(line.pipeline_id, line, lines))


def _told(line: StageLine) -> Iterator[str]:
    """What holds for a stage, in words."""
    locale = _session.locale()
    yield locale.percent(line.probability / 100) if line.kind == "open" else t(STAGE_KINDS[line.kind])
    yield tn("{n} deal", "{n} deals", line.deals)
    if line.stuck_days is not None:
        yield tn("long after {n} working day", "long after {n} working days", line.stuck_days)
    if line.required:
        comma = "، " if locale.rtl else ", "
        known = requirable(line.kind)
        yield t("asks for {fields}", fields=comma.join(t(known[key].label) for key in line.required if key in known))
    if line.folded:
        yield t("folded")


def _edit(pipeline: int, line: StageLine | None, lines: Sequence[StageLine]) -> None:
    """Everything about a stage, and its end."""
    given = _asked(line)
    failure = st.container()
    with st.container(horizontal=True, horizontal_alignment="right"):
        label = t("Add") if line is None else t("Save")
        if st.button(label, type="primary", key="stage_save", shortcut="ctrl+enter"):
            try:
                _save(pipeline, given, line)
            except DaftarError as refusal:
                failure.error(refusal.say(_session.locale()))
            else:
                st.rerun()
    if line is not None:
        st.divider()
        _remove(line, lines)


def _asked(line: StageLine | None) -> dict[str, Any]:
    """What was typed about a stage (STAGE_FIELDS)."""
    name = st.text_input(t("Name") + " *", line.name if line else "", key="stage_name", max_chars=core.LONGEST_NAME)
    kind = line.kind if line else "open"
    if line is None or line.deals == 0:
        kinds = list(STAGE_KINDS)
        kind = st.selectbox(
            t("Kind"), kinds, kinds.index(kind), format_func=lambda one: t(STAGE_KINDS[one]), key="stage_kind"
        )
    given: dict[str, Any] = {"name": name, "kind": kind}
    if kind == "open":
        left, right = st.columns(2)
        chance = line.probability if line else 50
        given["probability"] = left.slider(t("Probability"), 0, 100, chance, format="%d%%", key="stage_chance")
        days = right.number_input(
            t("Long in stage after (working days)"), 1, 3650, line.stuck_days if line else 15, key="stage_days",
            help=t("Counted from when the deal last entered the stage; days off and holidays do not count."),
        )  # fmt: skip
        given["stuck_days"] = None if days is None else int(days)
    known = requirable(kind)
    now = [key for key in (line.required if line else ()) if key in known]
    given["required"] = st.multiselect(
        t("Must be filled before a deal enters"), list(known), now, format_func=lambda key: t(known[key].label),
        key="stage_required", placeholder=t("Choose fields"), select_all=False,
    )  # fmt: skip
    given["folded"] = st.checkbox(t("Folded on the board"), line.folded if line else False, key="stage_folded")
    return given


def _save(pipeline: int, given: dict[str, Any], line: StageLine | None) -> None:
    def save(w: Work) -> int | None:
        with w.changing("edit", about="stages") as change_set:
            core.save_stage(w, pipeline, given, line.id if line else None)
            return change_set.id if w.noted else None

    done = once.stored("stage", (pipeline, given, line), save)
    if done is not None:
        said = t("Saved.") if line else t("{name} added.", name=given["name"])
        messages.did(said, undo=done)


def _remove(line: StageLine, lines: Sequence[StageLine]) -> None:
    """Take the stage away; its deals move to another one of its kind."""
    same = {one.id: one.name for one in lines if one.kind == line.kind and one.id != line.id}
    into = None
    if line.deals and same:
        st.write(
            tn(
                "{n} deal stands in this stage. It moves to:",
                "{n} deals stand in this stage. They move to:",
                line.deals,
            )
        )
    if same:
        into = st.selectbox(
            t("Stage"), list(same), format_func=same.__getitem__, key="stage_into",
            label_visibility="collapsed" if line.deals else "visible",
        ) if line.deals else next(iter(same))  # fmt: skip
    if st.button(t("Remove this stage"), key="stage_remove"):
        removing.remove(line.name, line.deals, lambda w: removing_stage(w, line.id, into))
