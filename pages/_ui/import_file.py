"""The list on its way in: the file that was chosen, what was decided about it, and its plan. One in a tab."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

import _data
import _session
from _session import t
from crm_core.base.errors import DaftarError
from crm_core.lists.importing import Choices, OpenedList, PreparedList, look, open_list, prepare
from crm_core.lists.read import Limits
from crm_core.lists.recognise import RecognisedList

_KEPT, _ROUND = "import_list", "import_round"
_CSS = Path(__file__).resolve().parent.parent / "_assets" / "import.css"
_TYPES = ("xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt", "htm", "html")


@dataclass
class ListAtHand:
    """The chosen file, read, with what was decided about it so far. `token` stands for one plan, done once at most.

    `generation` counts the decisions: widgets that show them begin anew with each.
    """

    file_id: str
    content: bytes
    opened: OpenedList
    choices: Choices = field(default_factory=Choices)
    generation: int = 0
    found: RecognisedList | None = None
    prepared: PreparedList | None = None
    trouble: DaftarError | None = None
    token: str = ""

    def decide(self, **decisions: Any) -> None:
        """Note decisions; what was recognised and planned before no longer holds."""
        changed = replace(self.choices, **decisions)
        if changed == self.choices:
            return
        if changed.sheet != self.choices.sheet:
            self.opened = open_list(self.content, self.opened.name, changed.sheet)
        self.choices, self.generation = changed, self.generation + 1
        self.plan_anew()

    def plan_anew(self) -> None:
        """Look again: the data moved."""
        self.found = self.prepared = self.trouble = None

    def recognised(self) -> RecognisedList:
        """What the list seems to be. Raises what says why it is none."""
        self._plan()
        if self.found is None:
            assert self.trouble is not None
            raise self.trouble
        return self.found

    def planned(self) -> PreparedList | None:
        """The plan; None where something must be decided first (`trouble` says what)."""
        self._plan()
        return self.prepared

    def _plan(self) -> None:
        if self.prepared is not None or self.trouble is not None:
            return
        with st.spinner(t("The list is being checked …"), show_time=False):
            try:
                with _data.office().read(_session.actor()) as w:
                    self.found = look(w, self.opened, self.choices)
                    self.prepared = prepare(w, self.opened, self.choices, self.found)
            except DaftarError as trouble:
                self.trouble = trouble
        self.token = secrets.token_urlsafe(16)


def at_hand() -> ListAtHand | None:
    """The list that is being brought in, if any."""
    return _session.kept(_KEPT)  # type: ignore[no-any-return]


def put_away() -> None:
    """Forget the list; the uploader begins anew."""
    _session.forget(_KEPT)
    _session.keep(_ROUND, _session.kept(_ROUND, 0) + 1)


def upload() -> None:
    """Draw the uploader; a file that can be read becomes the list at hand."""
    limits = Limits()
    label = t("Excel or CSV, up to {megabytes} MB and {rows} rows", megabytes=limits.bytes >> 20, rows=limits.rows)
    with st.container(key="import_file"):
        file = st.file_uploader(
            label, type=list(_TYPES), max_upload_size=limits.bytes >> 20, key=f"import_file_{_session.kept(_ROUND, 0)}"
        )
    if file is None:
        return
    try:
        with st.spinner(t("The list is being read …"), show_time=False):
            content = file.getvalue()
            opened = open_list(content, file.name)
    except DaftarError as refusal:
        st.error(refusal.say(_session.locale()), icon=":material/block:")
        return
    _session.keep(_KEPT, ListAtHand(file.file_id, content, opened))
    st.rerun()


def style() -> None:
    """The looks of this screen; the uploader's own words, which it has in English only, are said by us."""
    said = {"--import-drop": t("Drop the list here, or choose it"), "--import-choose": t("Choose a file")}
    words = "".join(f"{name}:'{escape(text).replace(chr(39), '’')}';" for name, text in said.items())
    st.html(f"<style>:root{{{words}}}{_CSS.read_text(encoding='utf-8')}</style>")
