"""What the figures of a report count: by which records, on which day, how they total, of which days, how fresh."""

from __future__ import annotations

from html import escape

import streamlit as st

import _session
from _session import t
from _ui import report_words as words
from crm_core.base.i18n import N_
from crm_core.reports import Measure, ReportResult

RULES = {
    "sum": N_("A total is the sum of its lines."),
    "rate": N_("A total is worked out anew from all that it is made of; it is no mean of its lines."),
    "stock": N_("It holds at the end of a period: the total of several periods is that of the last one."),
    "values": N_("A total is worked out anew from all its records; it is no sum and no mean of its lines."),
    "derived": N_("Reckoned from the figures that are shown; it opens no records of its own."),
}


def rule(one: Measure) -> str:
    """How the measure totals."""
    if one.derived:
        return "derived"
    if not one.rolls_up:
        return "values"
    if one.over:
        return "rate"
    return "stock" if one.stock else "sum"


def control(result: ReportResult) -> None:
    """What every figure counts, behind a word."""
    label = t("What does this count?")
    with st.popover(
        label, icon=":material/info:", type="tertiary", key="report_definition", on_change="rerun"
    ) as opened:
        if opened.open:
            st.html(_told(result))


def _told(result: ReportResult) -> str:
    parts = [_measure(one) for one in result.spec.asked]
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in facts_of(result))
    return f'<div class="report_definition"><dl>{"".join(parts)}</dl><dl class="facts">{facts}</dl></div>'


def _measure(one: Measure) -> str:
    return f"<dt>{escape(t(one.label))}</dt><dd>{escape(t(one.meaning))} {escape(t(RULES[rule(one)]))}</dd>"


def facts_of(result: ReportResult) -> list[tuple[str, str]]:
    """The days, what they are compared with, amounts, time zone and freshness, each under its name."""
    locale = _session.locale()
    facts = [(t("Days"), words.both_calendars_of(result.span.start, result.span.end))]
    if result.compared is not None:
        facts.append((t("Compared with"), words.both_calendars_of(result.compared.start, result.compared.end)))
    if any(one.kind == "money" for one in result.spec.asked):
        facts.append((t("Amounts"), locale.unit()))
    facts.append((t("Time zone"), t("{zone}: a day begins and ends there.", zone=result.time_zone)))
    facts.append((t("Fresh"), t("As of {at}", at=locale.datetime(result.at))))
    return facts
