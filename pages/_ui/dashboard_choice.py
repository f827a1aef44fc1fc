"""Which dashboard is shown, and what is chosen for all of its reports together: the address says both.

`dashboard=view:12` alone opens it as it is kept; what it keeps is put into the address, where it can be changed.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

import _session
from _session import read
from _ui import url
from crm_core.reports import dashboards as core
from crm_core.reports.dashboards import Arrangement, Dashboard

NAME = "dashboard"
OWN = "own"
"""In the place of a period: each report has its own."""


def opened() -> Dashboard:
    """The dashboard of the address, made whole; the person's first one without a name. Raises NotFound."""
    key = url.get(NAME)
    found = read(core.dashboard_of, key) if key else read(core.first)
    if not url.get("period"):
        url.put(**{NAME: found.key, "period": found.choices.get("period") or OWN})
        url.put(**{name: found.choices.get(name) for name in core.CHOICES if name != "period"})
    return found


def choices() -> dict[str, str]:
    """What is chosen for all reports, without what each has of its own."""
    found = {name: url.get(name) for name in core.CHOICES}
    return {name: text for name, text in found.items() if text and text != OWN}


def shown(dashboard: Dashboard) -> Arrangement:
    """The dashboard under what is chosen now."""
    return Arrangement(dashboard.tiles, choices())


def differs(dashboard: Dashboard) -> bool:
    """Whether something else is chosen than the dashboard keeps."""
    return choices() != dict(dashboard.choices)


def open_named(key: str) -> None:
    """Show this dashboard as it is kept; a callback, or called before the screen is drawn."""
    st.query_params.clear()
    url.put(**{NAME: key})
    _session.drop_widget("pick_period", "dashboard_compare", "dashboard_calendar")


def link(params: Mapping[str, str], report: str) -> dict[str, str]:
    """The words of the address that open a report as a tile shows it; its name alone where it shows what it keeps."""
    return {"report": report, **params} if choices() else {"report": report}
