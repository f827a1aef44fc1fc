"""What a report is compared with: the period before, the year before, any other one, the target."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import t
from _ui import period, report_choice, steady, url
from _ui import report_words as words
from crm_core.base.errors import DaftarError
from crm_core.base.periods import Period, range_text
from crm_core.reports import say_span

_KEY = "report_compare"
_RANGE = "range"


def control() -> None:
    """Draw the control."""
    now = url.get("compare", "none")
    now = now if now in words.COMPARISONS else "none"
    with steady.popover("report_compare_open", _label(now), ":material/compare_arrows:") as opened:
        if opened.open:
            _choices(now)


def _label(now: str) -> str:
    if now == "none":
        return t("Compare")
    other = _other() if now == _RANGE else None
    return f"**{say_span(other, report_choice.locale())}**" if other else f"**{t(words.COMPARISONS[now])}**"


def _choices(now: str) -> None:
    options = [one for one in words.COMPARISONS if one in (now, "none", _RANGE) or report_choice.fits(compare=one)]
    with st.container(width=300, gap="xsmall"):
        _session.hold_widget(_KEY, now)
        st.radio(
            t("Comparison"), options, format_func=lambda one: t(words.COMPARISONS[one]), key=_KEY, on_change=_put,
            label_visibility="collapsed",
        )  # fmt: skip
        other = _other() if now == _RANGE else None
        if other is not None:
            with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
                period.between("against", other)


def _other() -> Period | None:
    """The other range of the address."""
    try:
        return period.parse(url.get("against")) if url.get("against") else None
    except DaftarError:
        return None


def _put() -> None:
    """Another comparison; another range begins as the same period a year before."""
    now = _session.component_value(_KEY)
    against = None
    if now == _RANGE:
        span = report_choice.spec_of_address().span(_data.office().company.calendar_rules)
        against = range_text(span.last_year())
    url.put(compare=None if now == "none" else now, against=against, page=None)
