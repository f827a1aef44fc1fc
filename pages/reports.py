"""Reports: any figures of any period, broken down and compared, to the records behind each; the address says which.

Without a choice it shows the reports there are to choose from.
"""

from __future__ import annotations

import streamlit as st

from _session import locale, read, t
from _ui import as_of, page, report_bar, report_choice, report_library, report_save, report_share, report_view
from crm_core.base.errors import DaftarError, Invalid
from crm_core.reports import ReportResult, run


def main() -> None:
    head = st.container()
    try:
        if not report_choice.begin():
            report_library.show()
            return
        report_bar.draw()
        result = read(run, report_choice.spec_of_address())
    except DaftarError as wrong:
        with head:
            named()
        refused(wrong)
        return
    with head:
        shown(result)
    report_view.show(result)


def shown(result: ReportResult) -> None:
    """The head: what the report is called, the sentence that says what it shows, and what can be done with it."""
    with page.head(report_choice.title(), result.said):
        back()
        as_of.control()
        report_save.menu()
        report_share.menu(result.said)
    as_of.bar()
    report_save.left_out()
    if as_of.chosen():
        st.caption(
            t("Open deals as they stood then; what was won, lost and new until then, with the amounts known today.")
        )


def named() -> None:
    """The head of a report that cannot be shown."""
    with page.head(report_choice.title()):
        back()
        as_of.control()


def refused(wrong: DaftarError) -> None:
    """What cannot be, in one sentence, and the ways on."""
    again = isinstance(wrong, Invalid)
    page.empty(
        wrong.say(locale()),
        t("Choose something else above, or begin with another report.") if again else t("Begin with another report."),
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        if again:
            st.button(t("Begin again"), key="report_again", on_click=report_choice.start_over)


def back() -> None:
    """The way to all reports."""
    st.button(t("All reports"), icon=":material/apps:", key="report_all", type="tertiary",
              on_click=report_choice.to_library)  # fmt: skip


main()
