"""What a grid shows, as an Excel file: all rows that are found, not only the page. And links to files of any kind."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import IO

import streamlit as st

import _data
import _downloads
import _session
from _session import can, t, tn
from _ui.boundary import boundary, part
from crm_core.base.errors import DaftarError
from crm_core.fields.find import Query
from crm_core.lists.export import to_excel
from crm_core.lists.exporting import Exporting
from crm_core.trust.access import Actor

_HERE = 1_000
"""So many rows are written by the server itself, which takes less time than to begin a process."""
_AT_ONCE = 5_000
"""So many rows are ready before anybody wants to see how far it is."""
_EVERY = 0.7


def link(label: str, name: str, make: _downloads.Make, key: str, *, hint: str = "") -> None:
    """A link that gives a file when it is followed; `key` tells it from the others of the tab, `hint` says more."""
    kept = f"download:{key}"
    token = _downloads.offer(_session.actor(), name, make, _session.kept(kept))
    _session.keep(kept, token)
    address = html.escape(_downloads.address(token))
    title = f' title="{html.escape(hint)}"' if hint else ""
    st.html(f'<a class="download" href="{address}" target="_self"{title}>{html.escape(label)}</a>', width="content")


def excel(entity: str, query: Query, name: str, rows: int) -> None:
    """The button that gives the file; nothing for those who may not export. `rows`: how many are found, at least."""
    if not can("export"):
        return
    said = t("Everything that is found, as an Excel file")
    with st.popover(t("Excel"), icon=":material/download:", help=said, key=f"export_{entity}"):
        these(entity, query, name, rows)
        st.caption(t("Mended in Excel and imported again, the file changes these very records."))


def these(entity: str, query: Query, name: str, rows: int) -> None:
    """Links to the file of these very records; for those who may export."""
    if rows <= _AT_ONCE:
        _links(entity, query, name, rows)
    else:
        _large(entity, query, name)


def _choices(query: Query) -> dict[str, tuple[str, Query]]:
    return {
        "shown": (t("The columns shown here"), query),
        "all": (t("All fields"), replace(query, columns=())),
    }


# A few rows: the file is there when the link is followed


def _links(entity: str, query: Query, name: str, rows: int) -> None:
    for word, (label, asked) in _choices(query).items():
        link(label, f"{name}.xlsx", _maker(entity, asked, rows), f"{entity}:{word}")


def _maker(entity: str, query: Query, rows: int) -> _downloads.Make:
    def make(who: Actor) -> bytes | IO[bytes]:
        if rows > _HERE:
            return Exporting(_data.office(), who, entity, query).file()
        with _data.office().read(who) as w:
            return to_excel(w, entity, query)

    return make


# Many rows: a process of its own writes them, and says how far it is


def _kept(entity: str) -> str:
    return f"exporting:{entity}"


@part
def _large(entity: str, query: Query, name: str) -> None:
    choices = _choices(query)
    running: Exporting | None = _session.kept(_kept(entity))
    if running is not None and running.query not in [asked for _label, asked in choices.values()]:
        running.stop()  # something else is shown meanwhile
        _session.forget(_kept(entity))
    elif running is not None:
        _follow(entity, f"{name}.xlsx")
        return
    for word, (label, asked) in choices.items():
        if st.button(label, key=f"export_{entity}_{word}", type="tertiary"):
            _session.keep(_kept(entity), Exporting(_data.office(), _session.actor(), entity, asked))
            st.rerun(scope="fragment")


def _follow(entity: str, name: str) -> None:
    """How far it is, then the link."""
    running: Exporting = _session.kept(_kept(entity))
    if not running.over:
        _progress(entity)
        return
    if isinstance(running.error, DaftarError):
        st.error(running.error.say(_session.locale()))
    else:
        size = _session.locale().number(max(running.size / 1e6, 0.1), 1)
        rows = tn("{n} row", "{n} rows", running.total)
        link(t("Download ({rows}, {size} MB)", rows=rows, size=size), name, lambda _who: running.file(), _kept(entity))
    if st.button(t("Another one"), key=f"export_{entity}_again", type="tertiary"):
        _session.forget(_kept(entity))
        st.rerun(scope="fragment")


@st.fragment(run_every=_EVERY)
def _progress(entity: str) -> None:
    with boundary():
        running: Exporting | None = _session.kept(_kept(entity))
        if running is None or running.over:
            st.rerun()
        said = t("{done} of {total} rows", done=running.done, total=running.total) if running.total else t("Reading …")
        st.progress(min(running.share, 1.0), text=_session.locale().digits_of(said))
        if st.button(t("Stop"), key=f"export_{entity}_stop", type="tertiary"):
            running.stop()
            _session.forget(_kept(entity))
            st.rerun()
