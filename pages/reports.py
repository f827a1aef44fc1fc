"""Reports: any figures of any period, broken down and compared, to the records behind each; the address says which."""

from __future__ import annotations

import streamlit as st

from _session import locale, read, t
from _ui import as_of, page, report_choice, report_view
from crm_core.base.errors import Invalid
from crm_core.reports import run


def main() -> None:
    head = st.container()
    try:
        report_choice.begin()
        report_choice.standards()
        report_choice.bar()
        result = read(run, report_choice.chosen())
    except Invalid as wrong:
        with head, page.head(t("Reports")):
            as_of.control()
        page.empty(wrong.say(locale()), t("Choose something else, or begin with a standard report."))
        st.button(t("Begin again"), key="report_again", on_click=report_choice.start_over)
        return
    with head:
        with page.head(t("Reports"), result.said):
            as_of.control()
            report_view.excel(result)
        as_of.bar()
        if as_of.chosen():
            st.caption(
                t("Open deals as they stood then; what was won, lost and new until then, with the amounts known today.")
            )
    report_view.show(result)


main()
