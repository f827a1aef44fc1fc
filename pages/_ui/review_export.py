"""A review as a file, in the reader's language: PDF and Excel."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import _data
import _downloads
from _session import can, t
from _ui import export
from crm_core.base.i18n import Locale
from crm_core.trust.access import Actor, require
from crm_core.work.review import ReviewHead, kept
from crm_core.work.review_document import Document
from crm_core.work.review_excel import to_excel
from crm_core.work.review_paper import to_pdf


def offer(about: ReviewHead) -> None:
    """The links; nothing for those who may not export. What is under way goes out as it stands."""
    if not can("export"):
        return
    with st.popover(t("Export"), icon=":material/download:", key="review_export"):
        name = f"{t('Review')} {about.unit or ''} {about.held_on.isoformat()}".replace("  ", " ")
        export.link("PDF", f"{name}.pdf", _maker(about.id, to_pdf), f"review:{about.id}:pdf")
        export.link(t("Excel"), f"{name}.xlsx", _maker(about.id, to_excel), f"review:{about.id}:xlsx")


def _maker(review_id: int, write: Callable[[Document, Locale], bytes]) -> _downloads.Make:
    def make(who: Actor) -> bytes:
        with _data.office().read(who) as w:
            require(w, "export")
            return write(kept(w, review_id), w.locale)

    return make
