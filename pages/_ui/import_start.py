"""Before there is a list: a file or cells from the clipboard, what opens it, and which of its sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

import _data
import _downloads
import _session
from _session import t, tn
from _ui import export, import_file, page
from _ui.markdown import plain
from crm_core.base.errors import DaftarError, ReadError
from crm_core.lists.importing import OpenedList, open_list, open_pasted
from crm_core.lists.read import Sheet, limits_of
from crm_core.lists.recognise import KINDS
from crm_core.lists.templates import template
from crm_core.trust.access import Actor

_TYPES = ("xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt", "htm", "html", "vcf")
_REFUSED = "import_refused"


@dataclass(frozen=True)
class _Refused:
    """A source that could not be opened, so that it is not tried again at every click; a file may be locked."""

    source: str
    content: bytes
    name: str
    error: DaftarError

    @property
    def code(self) -> str:
        return self.error.code if isinstance(self.error, ReadError) else ""


def upload() -> None:
    """Draw what takes a list; one that can be read becomes the list at hand."""
    limits, turn = limits_of(_data.office().company), import_file.round_()
    megabytes = limits.bytes >> 20
    with st.container(key="import_file"):
        file = st.file_uploader(
            t("Excel or CSV, up to {megabytes} MB and {rows} rows", megabytes=megabytes, rows=limits.rows),
            type=list(_TYPES),
            max_upload_size=megabytes,
            key=f"import_file_{turn}",
        )
    if file is not None:
        _take(file.file_id, file.getvalue(), file.name)
    with st.container(horizontal=True, gap="small", key="import_other_ways"):
        _paste(turn)
        _templates()


def _paste(turn: int) -> None:
    """Cells that were copied in Excel, put into a box."""
    with st.popover(t("Paste cells"), icon=":material/content_paste:", key="import_paste"):
        text = st.text_area(
            t("Copy the cells in Excel, header included, and paste them here"), height=220, key=f"import_pasted_{turn}"
        )
        if st.button(t("Go on"), type="primary", key="import_paste_go") and text.strip():
            content = text.encode(errors="replace")
            limits = limits_of(_data.office().company)
            _read("", content, "", lambda: open_pasted(text, t("Pasted cells"), limits))
        if (refused := _session.kept(_REFUSED)) is not None and not refused.source:
            st.error(refused.error.say(_session.locale()), icon=":material/block:")


def _templates() -> None:
    """Workbooks to fill in, one for each kind of list."""
    with st.popover(t("Templates"), icon=":material/description:", key="import_templates"):
        st.caption(t("Workbooks to fill in, with the choices in them"))
        with st.container(gap="xxsmall"):
            for key, kind in KINDS.items():
                label = t(kind.label)
                export.link(label, f"{label}.xlsx", _template_of(key), f"template:{key}")


def _template_of(kind: str) -> _downloads.Make:
    def make(who: Actor) -> bytes:
        with _data.office().read(who) as w:
            return template(w, kind)

    return make


def _take(source: str, content: bytes, name: str) -> None:
    """Open a file once; what stands in the way is said, and a password is asked for."""
    limits, refused = limits_of(_data.office().company), _session.kept(_REFUSED)
    if refused is None or refused.source != source:
        _read(source, content, name, lambda: open_list(content, name, limits=limits))
        refused = _session.kept(_REFUSED)
    if refused.code in ("password", "wrong_password"):
        _ask_password(refused)
    else:
        st.error(refused.error.say(_session.locale()), icon=":material/block:")


def _read(source: str, content: bytes, name: str, read: Callable[[], OpenedList], password: str | None = None) -> None:
    """Make the list at hand of what `read` gives, or note why it cannot be."""
    try:
        with st.spinner(t("The list is being read …"), show_time=False):
            opened = read()
    except DaftarError as error:
        _session.keep(_REFUSED, _Refused(source, content, name, error))
        return
    _session.forget(_REFUSED)
    import_file.take(content, opened, password)
    st.rerun()


def _ask_password(locked: _Refused) -> None:
    """The password of a workbook; it is used to open the file and kept nowhere."""
    with st.form("import_password", width=420):
        password = st.text_input(t("Password of the file"), type="password", autocomplete="off")
        if locked.code == "wrong_password":
            st.caption(f":red[{locked.error.say(_session.locale())}]")
        opens = st.form_submit_button(t("Open"), type="primary", icon=":material/lock_open:")
    if opens and password:
        limits = limits_of(_data.office().company)
        _read(
            locked.source,
            locked.content,
            locked.name,
            lambda: open_list(locked.content, locked.name, password=password, limits=limits),
            password,
        )
        st.rerun()


def choose_sheets(at_hand: import_file.ListAtHand) -> None:
    """Which of several sheets: they are worked through one after another. Hidden ones are offered, not chosen."""
    locale, sheets = _session.locale(), at_hand.opened.workbook.sheets
    offered = [sheet for sheet in sheets if sheet.height or sheet.hidden]
    said = " · ".join([locale.isolate(at_hand.opened.name), tn("{n} sheet", "{n} sheets", len(sheets))])
    with page.head(t("Which sheets?"), said):
        import_file.other_button()
    with st.container(key="import_sheets", gap="xsmall"):
        chosen = [sheet.name for at, sheet in enumerate(offered) if _ticked(at_hand, at, sheet)]
    st.caption(t("They are brought in one after another; each is shown before anything is written."))
    label = tn("Go on with {n} sheet", "Go on with {n} sheets", len(chosen)) if chosen else t("Go on")
    if st.button(label, type="primary", disabled=not chosen, key="import_sheets_go"):
        at_hand.take_sheets(tuple(chosen))
        st.rerun()


def _ticked(at_hand: import_file.ListAtHand, at: int, sheet: Sheet) -> bool:
    more = t("hidden") if sheet.hidden else tn("{n} row", "{n} rows", sheet.height)
    label = f"{plain(_session.locale().isolate(sheet.name))}  :gray[{more}]"
    return st.checkbox(label, value=not sheet.hidden, key=f"import_sheet_{at_hand.opened.digest[:8]}_{at}")
