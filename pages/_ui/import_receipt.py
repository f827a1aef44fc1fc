"""What an import did: its receipt with undo and the rows in trouble, and the history of all imports."""

from __future__ import annotations

import io

import streamlit as st

import _data
import _session
from _session import can, read, t, tn
from _ui import messages, page, url
from _ui.import_preview import counts
from _ui.import_table import table
from _ui.search import plain
from crm_core.base.i18n import N_
from crm_core.fields.offered import offered
from crm_core.lists.apply import undo_run
from crm_core.lists.problems import problems_to_excel, troubled_of_run
from crm_core.lists.recognise import KINDS
from crm_core.lists.runs import Run, history, run_of, run_of_file, without_unit
from crm_core.trust.people import put_people_in_unit

_OUTCOMES = {
    "running": N_("under way"),
    "broken": N_("broken off; nothing was changed"),
    "done": "",
    "failed": N_("failed; nothing was changed"),
    "undone": N_("taken back"),
}
_SCREENS = {"customers": "customers.py", "deals": "pipeline.py"}
_CONFLICTS = "import_conflicts"


def show(run_id: int) -> None:
    """The receipt of one import."""
    run = read(run_of, run_id)
    with page.head(_title(run), _sentence(run)):
        if run.undoable and st.button(t("Undo"), icon=":material/undo:", key="import_undo"):
            _undo(run)
        if run.problems:
            _problem_rows(run)
        if run.outcome == "done" and run.kind in _SCREENS and st.button(t("See them"), key="import_see"):
            st.switch_page(_SCREENS[run.kind])
        if st.button(t("Another list"), type="primary", icon=":material/upload_file:", key="import_another"):
            url.put(run=None)
            st.rerun()
    if run.error is not None:
        st.error(run.error.say(_session.locale()))
        return
    counts(dict(run.counts))
    _left_behind(run)
    _people(run)
    if run.notes:
        said = dict.fromkeys(note.say(_session.locale()) for note in run.notes)
        st.caption("\n".join(f"- {plain(note)}" for note in said))


def _title(run: Run) -> str:
    titles = {
        "running": t("The list is being imported"),
        "broken": t("The import was broken off"),
        "failed": t("The list was not imported"),
        "undone": t("The import was taken back"),
    }
    return titles.get(run.outcome, t("The list is in"))


def _sentence(run: Run) -> str:
    """Which list, of what, when, by whom."""
    locale = _session.locale()
    parts = [locale.isolate(run.file_name)]
    if run.kind:
        parts += [t(KINDS[run.kind].label), tn("{n} row", "{n} rows", run.rows)]
    parts.append(locale.datetime(run.started_at))
    if run.who:
        parts.append(locale.isolate(run.who))
    return " · ".join(parts)


def _undo(run: Run) -> None:
    with st.spinner(t("The import is being taken back …"), show_time=False), _session.work() as w:
        done = undo_run(w, run.id)
    if done.conflicts:
        rows = [(one.label, t(one.reason)) for one in done.conflicts]
        _session.keep(_CONFLICTS, (run.id, rows))
        messages.refuse(
            tn("{n} record was changed or used since, and stays.", "{n} records were changed or used since, and stay.",
               len(rows))
        )  # fmt: skip
    else:
        messages.did(tn("{n} record went back.", "{n} records went back.", done.count))
    url.put(run=run.id)
    st.rerun()


def _left_behind(run: Run) -> None:
    """The records that an undo left as they are, and why."""
    number, rows = _session.kept(_CONFLICTS, (0, ()))
    if number == run.id:
        st.subheader(t("These stay as they are"), anchor=False)
        table((t("Record"), t("Why")), rows[:200], whole=len(rows))


def _problem_rows(run: Run) -> None:
    who, locale = _session.actor(), _session.locale()

    def make() -> io.BytesIO:
        with _data.office().read(who) as w:
            return io.BytesIO(problems_to_excel([troubled_of_run(w, run.id)], locale))

    name = run.file_name.rpartition(".")[0] or run.file_name
    st.download_button(
        tn("{n} problem", "{n} problems", run.problems),
        make,
        file_name=f"{name} – {t('problems')}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        on_click="ignore",
        help=t("The rows in trouble with the reasons, to mend and import again"),
        key="import_problems",
    )


def _people(run: Run) -> None:
    """All sales people that the list made, into a unit at once."""
    if run.outcome != "done" or not run.made.get("user") or not can("users"):
        return
    people = read(without_unit, list(run.made["user"]))
    if not people:
        return
    units = read(offered, "unit")
    if not units:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="import_people"):
        label = tn("{n} new sales person has no unit yet", "{n} new sales people have no unit yet", len(people))
        unit = st.selectbox(label, list(units), format_func=units.__getitem__, key="import_people_unit", width=300)
        if st.button(t("Put them into this unit"), key="import_people_put", disabled=unit is None):
            with _session.work() as w, w.changing("bulk_edit") as change_set:
                moved = put_people_in_unit(w, people, unit)
            said = tn("{n} person is in {unit} now.", "{n} people are in {unit} now.", moved, unit=units[unit])
            messages.did(said, undo=change_set.id)
            st.rerun()


def runs() -> None:
    """The newest imports, each with its receipt and, where that can be, its undo."""
    found = read(history)
    if not found:
        return
    st.subheader(t("Imports so far"), anchor=False)
    with st.container(key="import_runs", gap=None):
        for run in found:
            _line(run)


def came_before(digest: str) -> None:
    """Say that this very file is in already."""
    run = read(run_of_file, digest)
    if run is not None:
        when = _session.locale().datetime(run.started_at)
        who = run.who or t("the command line")
        st.info(t("This very file was imported before: {when}, {who}.", when=when, who=who), icon=":material/history:")


def _line(run: Run) -> None:
    locale = _session.locale()
    with st.container(key=f"import_run_{run.id}", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap=None, width="stretch"):
            kind = t(KINDS[run.kind].label) if run.kind else ""
            st.markdown(f"**{plain(locale.isolate(run.file_name))}** {kind}")
            st.caption(
                " · ".join([_came_of(run), locale.datetime(run.started_at), *([plain(run.who)] if run.who else [])])
            )
        if st.button(t("Receipt"), key=f"import_open_{run.id}", type="tertiary"):
            url.put(run=run.id)
            st.rerun()
        if run.undoable and st.button(t("Undo"), key=f"import_undo_{run.id}", icon=":material/undo:", type="tertiary"):
            _undo(run)


def _came_of(run: Run) -> str:
    if run.outcome in ("failed", "broken"):
        return f":red[{t(_OUTCOMES[run.outcome])}]"
    told = {
        "created": tn("{n} new", "{n} new", run.counts["created"]),
        "updated": tn("{n} updated", "{n} updated", run.counts["updated"]),
        "failed": tn("{n} not usable", "{n} not usable", run.counts["failed"]),
    }
    parts = [text for name, text in told.items() if run.counts[name]] or [t("nothing new")]
    if run.outcome in ("undone", "running"):
        parts.insert(0, t(_OUTCOMES[run.outcome]))
    return ("، " if _session.locale().rtl else ", ").join(parts)
