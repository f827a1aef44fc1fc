"""The back-test behind the screen: what came of it, or how far it is."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import t
from _ui.boundary import boundary
from crm_core.base.apart import Apart
from crm_core.base.periods import Step
from crm_core.deals.forecast.honesty import Honesty
from crm_core.deals.forecast.looking import look

_EVERY = 0.7


def found(step: Step) -> Honesty | None:
    """What was found; None while it is worked out, which is drawn in its place."""
    known = look(_data.office(), _session.actor(), step)
    if isinstance(known, Apart):
        _waiting(step)
        return None
    return known


@st.fragment(run_every=_EVERY)
def _waiting(step: Step) -> None:
    """How far it is; the whole screen is drawn when it is over."""
    with boundary():
        known = look(_data.office(), _session.actor(), step)
        if not isinstance(known, Apart):
            st.rerun()
        told = t("Past periods are forecast again, one after the other. This is done once a day.")
        st.progress(min(known.share, 1.0), text=told)
