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
from crm_core.file.deal import DealFile
from crm_core.trust.unit_of_work import Work

_LAST = "deal:chance"


def show(file: DealFile) -> None:
    """Draw the chance of an open deal as soon as it is worked out; nothing for one that is closed.

    It is asked for anew once the deal is another; until that is known the one before stands back.
    """
    number, version = file.deal["id"], file.deal["version"]
    if file.deal["outcome"] != "open":
        return
    found = behind.lately(_of_version, number, version)
    of, last = _session.kept(_LAST, (None, None))
    if found.waits:
        if of == number and last is not None:
            st.html(_drawn(last, waits=True))
        behind.follow(_of_version, number, version)
    elif found.answer is not None:
        _session.keep(_LAST, (number, found.answer))
        st.html(_drawn(found.answer))


def _of_version(w: Work, deal_id: int, version: int) -> Chance | None:
    """The chance of a deal; its version tells one question from the next."""
    return chance_of(w, deal_id)


def _drawn(found: Chance, *, waits: bool = False) -> str:
    one, percent = found.deal, _session.locale().percent
    month = escape(t("to be won in {period}", period=_session.locale().period(found.period)))
    ends = t("{chance} in the end", chance=percent(one.in_the_end))
    stage = t("{chance} by its stage", chance=percent(one.chance_by_stage))
    when = ""
    if one.days_to_win is not None:
        days = tn("{n} day", "{n} days", one.days_to_win)
        when = f"<p><small>{escape(t('If it is won, in about {days}', days=days))}</small></p>"
    kind = "chance waits" if waits else "chance"
    thin = (
        "" if found.learnt else f"<p>{escape(t('History is too thin to learn from; this is the stage’s weight.'))}</p>"
    )
    return (
        f'<section class="{kind}"><h3>{escape(t("Chance"))}</h3><p><b>{escape(percent(one.chance))}</b> {month}</p>'
        f"<p><small>{escape(ends)} · {escape(stage)}</small></p>{when}{thin}"
        f"{_reasons('for', t('Speaks for it'), one.speaks_for)}"
        f"{_reasons('against', t('Speaks against it'), one.speaks_against)}</section>"
    )


def _reasons(side: str, title: str, reasons: Sequence[Reason]) -> str:
    if not reasons:
        return ""
    lines = "".join(f"<li>{escape(one.say(_session.locale()))}</li>" for one in reasons)
    return f'<h4>{escape(title)}</h4><ul class="{side}">{lines}</ul>'
