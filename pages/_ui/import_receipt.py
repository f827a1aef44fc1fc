"""What an import did, and what comes next: see the records, take it back, mend the rest, give people their place."""

from __future__ import annotations

import streamlit as st

import _session
from _session import can, read, t, tn
from _ui import import_file, import_history, import_work, kpi, messages, page, url
from _ui.import_table import items, table, texts
from crm_core.fields.offered import offered
from crm_core.lists.recognise import KINDS
from crm_core.lists.runs import Run, run_of, without_unit
from crm_core.trust.people import put_people_in_unit

_SCREENS = {"customers": "customers.py", "deals": "pipeline.py", "tasks": "tasks.py", "users": "users.py"}
_STAYED = 200


def show(run_id: int) -> None:
    """The receipt of one import."""
    run = read(run_of, run_id)
    with page.head(_title(run), _sentence(run)):
        if run.undoable and st.button(t("Undo"), icon=":material/undo:", key="import_undo"):
            import_history.take_back(run)
        if run.outcome == "done" and run.kind in _SCREENS and st.button(t("See them"), key="import_see"):
            st.switch_page(_SCREENS[run.kind])
        _go_on()
    if run.outcome == "running":
        import_work.await_end(run)
        return
    if run.error is not None:
        st.error(run.error.say(_session.locale()))
        return
    _counts(run)
    _problems(run)
    if stayed := import_history.stayed(run):
        st.subheader(t("These stay as they are"), anchor=False)
        table((t("Record"), t("Why")), [texts(*row) for row in stayed[:_STAYED]], whole=len(stayed))
    _people(run)
    if run.notes:
        items(list(dict.fromkeys(note.say(_session.locale()) for note in run.notes)))


def _go_on() -> None:
    """To the next sheet of the file at hand, or to another list."""
    at_hand = import_file.at_hand()
    if at_hand is not None and (sheet := at_hand.next_sheet) is not None:
        label = t("Next sheet: {name}", name=sheet)
        if st.button(label, type="primary", icon=":material/arrow_forward:", key="import_next"):
            at_hand.go_on()
            url.put(run=None)
            st.rerun()
    elif st.button(t("Another list"), type="primary", icon=":material/upload_file:", key="import_another"):
        url.put(run=None)
        st.rerun()


def _title(run: Run) -> str:
    titles = {
        "running": t("The list is being imported"),
        "broken": t("The import was broken off"),
        "failed": t("The list was not imported"),
        "cancelled": t("The import was cancelled"),
        "undone": t("The import was taken back"),
    }
    return titles.get(run.outcome, t("The list is in"))


def _sentence(run: Run) -> str:
    """Which list, of what, when, by whom."""
    locale = _session.locale()
    parts = [locale.isolate(run.file_name)]
    if run.kind in KINDS:
        parts += [t(KINDS[run.kind].label), tn("{n} row", "{n} rows", run.rows)]
    parts.append(locale.datetime(run.started_at))
    if run.who:
        parts.append(locale.isolate(run.who))
    return " · ".join(parts)


def _counts(run: Run) -> None:
    """The five figures that add up to the rows of the list."""
    figures = {
        "created": t("New"),
        "updated": t("Updated"),
        "unchanged": t("Unchanged"),
        "skipped": t("Left as they are"),
        "failed": t("Cannot be used"),
    }
    number = _session.locale().number
    kpi.row(
        [
            kpi.Figure(label, number(run.counts[name]), tone="lost" if name == "failed" and run.counts[name] else "")
            for name, label in figures.items()
            if name != "skipped" or run.counts[name]
        ]
    )


def _problems(run: Run) -> None:
    """What could not be used, to be mended in Excel and sent in again."""
    if not run.problems or run.outcome != "done":
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="import_rest"):
        said = tn("{n} cell or row could not be used.", "{n} cells or rows could not be used.", run.problems)
        st.markdown(
            f"{said}  \n:gray[{t('Download them with the reasons, mend them in Excel, and bring the file in again.')}]",
            width="stretch",
        )
        import_history.problem_rows(run)


def _people(run: Run) -> None:
    """The sales people that the list made: into a unit at once, and to the screen where they get a sign-in."""
    if run.outcome != "done" or not run.made.get("user") or not can("users"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", border=True, key="import_people"):
        people, units = read(without_unit, list(run.made["user"])), read(offered, "unit")
        if people and units:
            label = tn("{n} new sales person has no unit yet", "{n} new sales people have no unit yet", len(people))
            unit = st.selectbox(label, list(units), format_func=units.__getitem__, key="import_people_unit", width=300)
            if st.button(t("Put them into this unit"), key="import_people_put", disabled=unit is None):
                with _session.work() as w, w.changing("bulk_edit") as change_set:
                    moved = put_people_in_unit(w, people, unit)
                said = tn("{n} person is in {unit} now.", "{n} people are in {unit} now.", moved, unit=units[unit])
                messages.did(said, undo=change_set.id)
                st.rerun()
        made = len(run.made["user"])
        if st.button(
            tn("Let {n} new person sign in", "Let {n} new people sign in", made),
            icon=":material/group_add:",
            key="import_people_users",
        ):
            st.switch_page("users.py")
