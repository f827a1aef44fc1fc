"""The few things of a deal that change from day to day, edited over the board without leaving it."""

from __future__ import annotations

from typing import Any

import streamlit as st

import _session
from _session import read, t
from _ui import deal, form, messages
from crm_core.base.errors import DaftarError
from crm_core.fields import find

KEYS = ("amount", "expected_close", "next_step", "next_step_on", "judgement")
_EDITED = "board:edited"


def follow(deal_id: int) -> None:
    """Let the next run open this deal."""
    _session.keep(_EDITED, deal_id)


def ask_if_any() -> None:
    """Open the deal that waits to be edited."""
    number = _session.kept(_EDITED)
    if number is None:
        return
    try:
        record: dict[str, Any] = dict(read(find.read, "deal", number).rows[0])
    except DaftarError as missing:
        _close()
        messages.refuse(missing.say(_session.locale()))
        return
    form.edit(record["title"], "deal", record, KEYS, foot=lambda: _foot(number), closed=_close, own=False)


def _foot(number: int) -> None:
    if st.button(t("Open the deal"), type="tertiary", key="quick_open"):
        _close()
        deal.open_page(number)


def _close() -> None:
    _session.forget(_EDITED)
