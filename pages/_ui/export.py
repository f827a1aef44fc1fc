"""What a grid shows, as an Excel file: all rows that are found, not only the page."""

from __future__ import annotations

import io

import streamlit as st

import _data
import _session
from _session import can, t
from crm_core.fields.find import Query
from crm_core.lists.export import to_excel


def excel(entity: str, query: Query, name: str) -> None:
    """The button that makes the file when it is pressed; nothing for those who may not export."""
    if not can("export"):
        return
    who = _session.actor()

    def make() -> io.BytesIO:
        # Pressed later and outside of any run of the script: who asks is what was known when it was drawn.
        with _data.office().read(who) as w:
            return io.BytesIO(to_excel(w, entity, query))

    st.download_button(
        t("Excel"),
        data=make,
        file_name=f"{name}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        key=f"export_{entity}",
        on_click="ignore",
        help=t("Everything that is found, as an Excel file"),
    )
