"""What stands in place of a report that has nothing to show: why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from _session import can, read, t
from _ui import page, report_choice, url
from _ui import report_words as words
from crm_core.fields.filters import EVERYTHING
from crm_core.reports import ReportResult
from crm_core.reports.extent import extent


def is_empty(result: ReportResult) -> bool:
    """Whether there is no figure at all, neither of these days nor of those compared with."""
    return not any(result.totals.values()) and not any(result.compare_totals.values())


def show(result: ReportResult) -> None:
    """Say why nothing is shown, and offer the next step."""
    spec = result.spec
    if spec.start > words.today_of(result):
        _say(t("These days are still to come."), t("Choose a period that has begun."))
        _offer(t("This month"), "report_now", url.put, period="this_month", page=None)
        return
    whole = read(extent, spec.asked, spec.filter, "total", spec.calendar)
    known = whole.days > 1 or whole.start != words.today_of(result)
    if known and not (spec.start < whole.end and whole.start < spec.end):
        days = words.both_calendars_of(whole.start, whole.end)
        _say(t("Nothing happened in this period."), t("There are figures for {days}.", days=days))
        _offer(t("Show these days"), "report_known", url.put, page=None,
               period=f"{whole.start.isoformat()}..{whole.last_day.isoformat()}")  # fmt: skip
    elif spec.filter != EVERYTHING:
        _say(t("Nothing fits the filter in this period."), t("Take the filter away, or choose another period."))
        _offer(t("Take the filter away"), "report_unfiltered", url.put, where=None, page=None)
    elif known:
        _say(t("Nothing happened in this period."), t("Choose another period."))
        _offer(t("Last 12 months"), "report_wider", url.put, period="last_12_months", by="month", page=None)
    else:
        _say(t("There is nothing to count yet."), t("As soon as there are records, their figures stand here."))
        with st.container(horizontal=True, horizontal_alignment="center"):
            if can("import") and st.button(t("Import a list"), icon=":material/upload_file:", key="report_import"):
                st.switch_page("import_list.py")
            st.button(t("All reports"), key="report_others", on_click=report_choice.to_library)


def _say(sentence: str, hint: str) -> None:
    page.empty(sentence, hint)


def _offer(label: str, key: str, does: Callable[..., None], **words_: Any) -> None:
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.button(label, key=key, on_click=does, kwargs=words_)
