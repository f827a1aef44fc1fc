"""What leaves of a report: files, a link; one menu at the end of the title's line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO

import streamlit as st

import _data
import _downloads
import _session
from _session import can, t
from _ui import export, report_choice, schedule_form
from crm_core.base.i18n import N_
from crm_core.reports.exporting import made
from crm_core.reports.files import file_name
from crm_core.trust.access import Actor

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_LINK = st.components.v2.component(
    "daftar_copy_link",
    html='<div class="place"></div>',
    css=(_ASSETS / "copy_link.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "copy_link.js").read_text(encoding="utf-8"),
)
_MENU = "report_share"
_FORMS: Mapping[str, tuple[str, str]] = {
    "xlsx": (N_("Excel"), N_("Typed figures, a chart, and a sheet that states the definition")),
    "pdf": (N_("PDF"), N_("Laid out for paper, with its charts")),
    "csv": (N_("CSV"), N_("Plain figures for other programs")),
}


def menu(said: str) -> None:
    """Draw the menu; `said` is the sentence of the report, which names its files where it has no name."""
    schedule_form.open_if_wished()
    with st.popover(t("Share…"), icon=":material/ios_share:", key=_MENU, wrap=False, on_change="rerun") as opened:
        if not opened.open:
            return
        with st.container(key="report_share_choices", gap=None, width=250):
            if can("export"):
                for form in _FORMS:
                    _file(form, said)
            _LINK(key="report_link", data={"words": {"copy": t("Copy the link"), "copied": t("Copied")},
                                           "rtl": _session.locale().rtl})  # fmt: skip
            _schedule(said)


def _schedule(said: str) -> None:
    """Send it regularly: by its name as long as it is shown as it is kept, else as it is on the screen."""
    origin = report_choice.origin()
    if origin is not None and not report_choice.differs(origin):
        schedule_form.button(origin.key, origin.name, {}, menu=_MENU)
    else:
        schedule_form.button("", origin.name if origin else said, report_choice.params(), menu=_MENU)


def _file(form: str, said: str) -> None:
    """The link that gives the report as a file, made when it is followed."""
    origin = report_choice.origin()
    title, params = origin.name if origin else "", report_choice.params()
    label, hint = _FORMS[form]
    name = f"{file_name(title or said)}.{form}"
    export.link(t(label), name, _maker(params, form, title), f"report:{form}", hint=t(hint))


def _maker(params: Mapping[str, str], form: str, title: str) -> _downloads.Make:
    def make(who: Actor) -> bytes | IO[bytes]:
        return made(_data.office(), who, params, form, title=title)

    return make
