"""The picture of a report on a tile: drawn once, without clicks; its title stands above it."""

from __future__ import annotations

import streamlit as st

import _session
from _ui import charts
from crm_core.reports import Measure, ReportResult
from crm_core.reports.pictures import Look, picture


def show(result: ReportResult, one: Measure, kind: str, sort: str, *, key: str, narrow: bool = False) -> None:
    """Draw the measure as a picture of this kind; nothing where there is nothing to draw."""
    dark = st.context.theme.type == "dark"
    found = picture(result, one.key, kind, _session.locale(), Look(dark=dark, phone=narrow), sort=sort)
    if found is None:
        return
    with st.container(gap=None):
        st.html(charts.heading(found.title, found.below))
        st.vega_lite_chart(
            {**found.spec, "data": {"values": list(found.rows)}}, theme=None, width="stretch", height="content", key=key
        )
