"""A deal's chance on its page: in the month of its close and in the end, beside its stage's, and why."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

import _session
from _session import t, tn
from _ui import behind
from crm_core.deals.chance import Chance, chance_of
from crm_core.deals.forecast import Reason


def show(deal_id: int) -> None:
    """Draw the chance of an open deal as soon as it is worked out; nothing for one that is closed."""
    found = behind.lately(chance_of, deal_id)
    if found.waits:
        behind.follow(chance_of, deal_id)
    elif found.answer is not None:
        st.html(_drawn(found.answer))


def _drawn(found: Chance) -> str:
    one, percent = found.deal, _session.locale().percent
    month = escape(t("to be won in {period}", period=_session.locale().period(found.period)))
    ends = t("{chance} in the end", chance=percent(one.in_the_end))
    stage = t("{chance} by its stage", chance=percent(one.chance_by_stage))
    when = ""
    if one.days_to_win is not None:
        days = tn("{n} day", "{n} days", one.days_to_win)
        when = f"<p><small>{escape(t('If it is won, in about {days}', days=days))}</small></p>"
    thin = (
        "" if found.learnt else f"<p>{escape(t('History is too thin to learn from; this is the stage’s weight.'))}</p>"
    )
    return (
        f'<section class="chance"><h3>{escape(t("Chance"))}</h3><p><b>{escape(percent(one.chance))}</b> {month}</p>'
        f"<p><small>{escape(ends)} · {escape(stage)}</small></p>{when}{thin}"
        f"{_reasons('for', t('Speaks for it'), one.speaks_for)}"
        f"{_reasons('against', t('Speaks against it'), one.speaks_against)}</section>"
    )


def _reasons(side: str, title: str, reasons: Sequence[Reason]) -> str:
    if not reasons:
        return ""
    lines = "".join(f"<li>{escape(one.say(_session.locale()))}</li>" for one in reasons)
    return f'<h4>{escape(title)}</h4><ul class="{side}">{lines}</ul>'
