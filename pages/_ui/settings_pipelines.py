"""The pipelines: choose one, add one like another, rename, order, remove one with its deals moved elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

import _session
from _session import read, t, tn
from _ui import messages, once, removing
from _ui.boundary import dialog
from _ui.markdown import plain
from crm_core.base.errors import DaftarError
from crm_core.deals import pipelines as core
from crm_core.deals.pipelines import PipelineLine
from crm_core.deals.removing import likely, removing_pipeline
from crm_core.trust.unit_of_work import Work

Order = Callable[[Work, Sequence[int]], None]


def choose() -> int:
    """Draw the pipelines and give the one whose stages are to be shown."""
    lines = read(core.pipeline_lines)
    known = {one.id: one for one in lines}
    with st.container(key="pipelines_bar", horizontal=True, vertical_alignment="center", gap="small"):
        number: int = st.selectbox(
            t("Pipeline"), list(known), format_func=lambda one: known[one].name, key="stages_pipeline",
            label_visibility="collapsed", width=240,
        )  # fmt: skip
        st.caption(plain(_told(known[number])), width="stretch")
        order = [one.id for one in lines]
        if len(lines) > 1:
            arrows("pipeline", number, order, core.order_pipelines, known[number].name)
        if st.button(t("Edit pipeline"), key="pipeline_edit"):
            dialog(known[number].name, lambda: _edit(known[number], lines))
        if st.button(t("New pipeline"), icon=":material/add:", key="pipeline_new", type="primary"):
            dialog(t("New pipeline"), lambda: _new(lines))
    return number


def _told(line: PipelineLine) -> str:
    return " · ".join(
        (
            tn("{n} stage", "{n} stages", line.stages),
            tn("{n} deal", "{n} deals", line.deals),
            t("{n} open", n=_session.locale().number(line.open)),
        )
    )


def arrows(key: str, number: int, order: Sequence[int], store: Order, name: str) -> None:
    """Two buttons that move one among the others."""
    at = order.index(number)
    for icon, word, to in (("arrow_upward", t("Earlier"), at - 1), ("arrow_downward", t("Later"), at + 1)):
        if st.button(
            "", icon=f":material/{icon}:", key=f"{key}_{icon}", help=word, type="tertiary",
            disabled=not 0 <= to < len(order),
        ):  # fmt: skip
            moved = [one for one in order if one != number]
            moved.insert(to, number)
            _order(moved, store, t("{name} moved.", name=name))


def _order(moved: Sequence[int], store: Order, said: str) -> None:
    def act(w: Work) -> int | None:
        with w.changing("edit", about="stages") as change_set:
            store(w, moved)
            w.session.flush()
            return change_set.id if w.noted else None

    change_set = once.stored("stages_order", tuple(moved), act)
    messages.did(said, undo=change_set)
    st.rerun()


def _new(lines: Sequence[PipelineLine]) -> None:
    """A pipeline with the usual stages, or those of another one."""
    name = st.text_input(t("Name") + " *", key="pipeline_name", max_chars=core.LONGEST_NAME)
    names: dict[int | None, str] = {
        None: t("The usual stages"),
        **{one.id: t("As in {name}", name=one.name) for one in lines},
    }
    like = st.selectbox(t("Stages"), list(names), format_func=lambda one: names[one], key="pipeline_like")
    _save(t("Add"), t("{name} added.", name=name), (name, None, like))


def _edit(line: PipelineLine, lines: Sequence[PipelineLine]) -> None:
    """Rename a pipeline, or take it away."""
    name = st.text_input(t("Name") + " *", line.name, key="pipeline_name", max_chars=core.LONGEST_NAME)
    _save(t("Save"), t("Saved."), (name, line.id, None))
    others = {one.id: one.name for one in lines if one.id != line.id}
    if others:
        st.divider()
        _remove(line, others)


def _save(label: str, said: str, values: tuple[str, int | None, int | None]) -> None:
    name, number, like = values

    def act(w: Work) -> int | None:
        with w.changing("edit", about="pipelines") as change_set:
            core.save_pipeline(w, name, number, like=like)
            return change_set.id if w.noted else None

    failure = st.container()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if not st.button(label, type="primary", key="pipeline_save", shortcut="ctrl+enter"):
            return
    try:
        change_set = once.stored("pipeline", values, act)
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return
    if change_set is not None:
        messages.did(said, undo=change_set)
    st.rerun()


def _remove(line: PipelineLine, others: dict[int, str]) -> None:
    """Its deals go, stage by stage, to another pipeline."""
    into: dict[int, int] = {}
    if line.deals:
        st.write(tn("Its {n} deal moves to another pipeline:", "Its {n} deals move to another pipeline:", line.deals))
        other = st.selectbox(
            t("Pipeline"), list(others), format_func=others.__getitem__, key="pipeline_into",
            label_visibility="collapsed",
        )  # fmt: skip
        into = _stages(line.id, other)
    else:
        into = read(likely, line.id, next(iter(others)))
    if st.button(t("Remove this pipeline"), key="pipeline_remove"):
        removing.remove(line.name, line.deals, lambda w: removing_pipeline(w, line.id, into))


def _stages(pipeline: int, other: int) -> dict[int, int]:
    """For each stage where its deals go: the one that is called alike, unless another is chosen."""
    into, there = read(likely, pipeline, other), read(core.stages, other)
    for stage in read(core.stages, pipeline):
        fitting = {one.id: one.name for one in there if one.kind == stage.kind}
        if stage.deals and fitting:
            ids = list(fitting)
            into = {
                **into,
                stage.id: st.selectbox(
                    tn("{stage}: {n} deal to", "{stage}: {n} deals to", stage.deals, stage=stage.name), ids,
                    ids.index(into[stage.id]), format_func=fitting.__getitem__, key=f"pipeline_into_{stage.id}_{other}",
                ),
            }  # fmt: skip
    return into
