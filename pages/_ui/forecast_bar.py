"""What a forecast is of: the period, and the deals that a filter lets through; both in the address."""

from __future__ import annotations

import streamlit as st

from _session import read
from _ui import filters, forecast_period
from _ui.record_list import people
from crm_core.base.periods import Period
from crm_core.deals.pipelines import pipelines
from crm_core.fields.filters import Filter
from crm_core.fields.offered import offered, tags_in_use


def draw() -> tuple[Period, Filter]:
    """Draw the line of choices; gives the period and the filter."""
    period = forecast_period.chosen()
    with st.container(key="forecast_bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        forecast_period.controls(period)
        return period, filters.bar("deal", _parts())


def _parts() -> list[filters.Part]:
    several = read(pipelines)
    return [
        filters.many("owner", people()),
        filters.many("unit", read(offered, "unit"), op="under"),
        *([filters.many("pipeline", several)] if len(several) > 1 else []),
        filters.in_use("tags", lambda: read(tags_in_use), op="has_any"),
    ]
