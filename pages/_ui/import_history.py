"""The imports so far: who brought in which list when, what came of it, and what can be done about it now."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

import _data
import _session
from _session import read, t, tn
from _ui import export, messages, url
from _ui.import_table import text
from _ui.markdown import plain
from crm_core.base.i18n import N_
from crm_core.lists.apply import undo_run
from crm_core.lists.problems import problems_to_excel, troubled_of_run
from crm_core.lists.recognise import KINDS
from crm_core.lists.runs import Run, history, run_of_file
from crm_core.trust.access import Actor

_OUTCOMES = {
    "running": N_("under way"),
    "broken": N_("broken off; nothing was changed"),
    "failed": N_("failed; nothing was changed"),
    "cancelled": N_("cancelled; nothing was changed"),
    "undone": N_("taken back"),
}
_CONFLICTS = "import_conflicts"


def show() -> None:
    """The newest imports, each with its receipt, its rows in trouble and, where that can be, its undo."""
    found = read(history)
    if not found:
        return
    st.subheader(t("Imports so far"), anchor=False)
    names = {run.id: run.file_name for run in found}
    with st.container(key="import_runs", gap=None):
        for run in found:
            _line(run, names)


def came_before(digest: str) -> None:
    """Say that this very file is in already."""
    run = read(run_of_file, digest)
    if run is not None:
        when = _session.locale().datetime(run.started_at)
        who = run.who or t("the command line")
        said = t("This very file was imported before: {when}, {who}.", when=when, who=who)
        st.caption(f":material/history: {plain(said)}")


def _line(run: Run, names: Mapping[int, str]) -> None:
    locale = _session.locale()
    with st.container(key=f"import_run_{run.id}", horizontal=True, vertical_alignment="center", gap="small"):
        kind = t(KINDS[run.kind].label) if run.kind in KINDS else ""
        told = [_came_of(run), locale.datetime(run.started_at), run.who or t("the command line")]
        if run.rest_of is not None:
            told.append(t("rest of {name}", name=names.get(run.rest_of, t("an earlier list"))))
        tone = " class='lost'" if run.outcome in ("failed", "broken") else ""
        st.html(
            f"<div class='column'><span><b>{text(run.file_name)}</b> {escape(kind)}</span>"
            f"<small{tone}>{escape(' · '.join(told))}</small></div>",
            width="stretch",
        )
        if run.problems and run.outcome == "done":
            problem_rows(run)
        if run.undoable and st.button(t("Undo"), key=f"import_undo_{run.id}", icon=":material/undo:", type="tertiary"):
            take_back(run)
        if st.button(t("Receipt"), key=f"import_open_{run.id}", type="tertiary"):
            url.put(run=run.id)
            st.rerun()


def _came_of(run: Run) -> str:
    if run.outcome in ("failed", "broken", "cancelled"):
        return t(_OUTCOMES[run.outcome])
    told = {
        "created": tn("{n} new", "{n} new", run.counts["created"]),
        "updated": tn("{n} updated", "{n} updated", run.counts["updated"]),
        "failed": tn("{n} not usable", "{n} not usable", run.counts["failed"]),
    }
    parts = [said for name, said in told.items() if run.counts[name]] or [t("nothing new")]
    if run.outcome == "running":
        parts = [t(_OUTCOMES["running"])]
    elif run.outcome == "undone":
        parts.insert(0, t(_OUTCOMES["undone"]))
    return ("، " if _session.locale().rtl else ", ").join(parts)


def problem_rows(run: Run) -> None:
    """The link that gives the rows in trouble as a workbook, made when it is followed."""

    def make(who: Actor) -> bytes:
        with _data.office().read(who) as w:
            return problems_to_excel([troubled_of_run(w, run.id)], w.locale)

    name = f"{run.file_name.rpartition('.')[0] or run.file_name} – {t('problems')}.xlsx"
    hint = t("The rows in trouble with the reasons, to mend and import again")
    export.link(tn("{n} problem", "{n} problems", run.problems), name, make, f"problems:{run.id}", hint=hint)


def take_back(run: Run) -> None:
    """Undo an import, say what came of it and show its receipt."""
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


def stayed(run: Run) -> list[tuple[str, str]]:
    """The records that an undo in this tab left as they are, each with the reason."""
    number, rows = _session.kept(_CONFLICTS, (0, []))
    return rows if number == run.id else []
