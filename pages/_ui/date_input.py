"""A day, typed or picked, in the person's calendar and digits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import streamlit as st

import _session
from _session import t
from crm_core.base.days import MONTHS, WEEKDAY_NAMES

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_DATE = st.components.v2.component(
    "daftar_date",
    html='<div class="place"></div>',
    css=(_ASSETS / "date.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "date.js").read_text(encoding="utf-8"),
)


def date_input(label: str, value: dt.date | None = None, *, key: str, week_start: int = 0) -> str:
    """What was typed or picked: the person's own writing, an ISO day, or "" for nothing. `parse_date` reads all."""
    locale = _session.locale()
    shown = locale.date(value) if value else ""
    result = _DATE(
        key=key,
        data={
            "label": label,
            "value": shown,
            "iso": value.isoformat() if value else "",
            **calendar_words(week_start),
        },
        default={"text": shown},
        on_text_change=lambda: None,
    )
    return str(result.text or "")


def calendar_words(week_start: int = 0) -> dict[str, Any]:
    """How days are written and picked by this person: calendar, digits, names; weeks begin as the company's do."""
    locale = _session.locale()
    return {
        "calendar": locale.calendar,
        "persian": locale.digits == "persian",
        "rtl": locale.rtl,
        "slash": locale.calendar == "jalali" or locale.rtl,
        "months": MONTHS[locale.calendar, locale.language],
        "weekdays": WEEKDAY_NAMES[locale.language],
        "weekStart": week_start,
        "words": {"open": t("Calendar"), "before": t("Previous month"), "after": t("Next month")},
    }
