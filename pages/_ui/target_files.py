"""Targets, where they stand, and commission as files; the way in for lists of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import _data
from _session import can, t
from _ui import export
from _ui.target_choice import Chosen
from crm_core.base.periods import code
from crm_core.deals.targets import Progress, Sheet
from crm_core.deals.targets.commission import Earned
from crm_core.lists.templates import template
from crm_core.lists.whole_targets import wide_file
from crm_core.reports.target_files import commission_file, progress_file
from crm_core.trust.access import Actor


def progress(chosen: Chosen, lines: Sequence[Progress]) -> None:
    """Where they stand, as an Excel file; for those who may export."""
    if lines and can("export"):

        def make(who: Actor) -> bytes:
            with _data.office().read(who) as w:
                return progress_file(w, lines)

        export.link(t("Excel"), f"targets-{code(chosen.period)}.xlsx", make, "target_progress")


def commission(chosen: Chosen, found: Sequence[Earned]) -> None:
    """What was earned, as an Excel file; for those who may export."""
    if can("export"):

        def make(who: Actor) -> bytes:
            with _data.office().read(who) as w:
                return commission_file(w, found)

        export.link(t("Excel"), f"commission-{code(chosen.period)}.xlsx", make, "commission")


def sheet(chosen: Chosen, one: Sheet) -> None:
    """The sheet as it is shown, and a template; both can be brought in again."""
    with st.popover(t("Excel"), icon=":material/download:", key="target_excel"):
        if can("export"):

            def make(who: Actor) -> bytes:
                with _data.office().read(who) as w:
                    return wide_file(w, one)

            export.link(t("The sheet as it is shown"), f"targets-{code(one.year)}.xlsx", make, "target_sheet")
        if can("import"):

            def empty(who: Actor) -> bytes:
                with _data.office().read(who) as w:
                    return template(w, "targets")

            export.link(t("A template to fill in"), "targets.xlsx", empty, "target_template")
            if st.button(t("Bring in a list"), key="target_import", type="tertiary"):
                st.switch_page("import_list.py")
            st.caption(t("A list may have a row for each target, or the months as columns."))
