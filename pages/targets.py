"""Targets: where everybody stands, who is to reach what, and what was earned by it."""

from __future__ import annotations

import streamlit as st

from _session import can, t
from _ui import (
    page,
    switch,
    target_choice,
    target_commission,
    target_files,
    target_progress,
    target_sheet,
    target_tools,
)
from crm_core.base.i18n import N_

MODES = {"progress": N_("Progress"), "set": N_("Set targets"), "commission": N_("Commission")}


def mode() -> str:
    """What of the screen is wanted; entering targets is for those who may set some."""
    offered = {key: t(label) for key, label in MODES.items() if key != "set" or can("targets")}
    return switch.one_of("show", t("Targets"), offered)


def main() -> None:
    head = st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="target_line"):
        shown = mode()
        chosen = target_choice.bar(whole_years=shown == "set", measures=shown != "commission")
    {"progress": progress, "set": enter, "commission": target_commission.draw}[shown](head, chosen)


def progress(head: st.delta_generator.DeltaGenerator, chosen: target_choice.Chosen) -> None:
    """Where everybody stands in a period."""
    lines = target_progress.found(chosen)
    with head, page.head(t("Targets"), target_progress.sentence(chosen, lines)):
        target_files.progress(chosen, lines)
    target_progress.show(chosen, lines)


def enter(head: st.delta_generator.DeltaGenerator, chosen: target_choice.Chosen) -> None:
    """The sheet of a year."""
    target_sheet.take(chosen)
    sheet = target_sheet.shown(chosen)
    with head, page.head(t("Targets"), target_sheet.sentence(chosen)):
        target_tools.actions(chosen, sheet)
        target_files.sheet(chosen, sheet)
    target_sheet.show(chosen, sheet)


main()
