"""The funnel as it is read: figures at a glance, the chart, the table of stages; each number opens its deals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

import _data
import _session
from _session import can, t, tn
from _ui import charts, export, filters, kpi, page, report_table, velocity_deals
from _ui.report_table import Cell, Head, Line
from _ui.theme import palette
from crm_core.deals.slips import OwnerSlips
from crm_core.deals.velocity import Days, Funnel, Mode, Question, StageFlow, Velocity, velocity
from crm_core.deals.velocity_book import to_excel
from crm_core.deals.velocity_deals import What
from crm_core.fields.filters import Filter
from crm_core.trust.access import Actor, require

TABLE = "velocity_stages"
_CLICKS = "velocity:clicks"
NOTHING = "–"
_EXACT = 10
_FEW = 5
"""Under so many deals that left a stage, nothing is said about where most are lost."""


def said(found: Velocity, chosen: Filter) -> str:
    """What is shown, in one sentence."""
    funnel, days = found.funnel, _session.locale().period(found.question.period)
    if found.question.mode == "cohort":
        what = tn("{n} deal created in {days}", "{n} deals created in {days}", funnel.deals, days=days)
    else:
        what = tn("{n} deal that was open in {days}", "{n} deals that were open in {days}", funnel.deals, days=days)
    if funnel.win_rate is not None:
        decided = t("{share} of those decided were won", share=_session.locale().percent(funnel.win_rate))
        what = f"{what}{'،' if _session.locale().rtl else ','} {decided}"
    return ": ".join(filter(None, (what, filters.said("deal", chosen))))


def excel(question: Question) -> None:
    """The link that gives the funnel as a file; nothing for those who may not export."""
    if not can("export"):
        return

    def make(who: Actor) -> bytes:
        with _data.office().read(who) as w:
            require(w, "export")
            return to_excel(velocity(w, question, "owner"), w.locale)

    hint = t("The stages and the people, as an Excel file")
    export.link(t("Excel"), f"{t('Speed')} {question.period.start.isoformat()}.xlsx", make, "velocity", hint=hint)


def show(found: Velocity, pushed: OwnerSlips) -> None:
    """Figures, chart and table; a figure that was clicked opens the deals behind it."""
    event = report_table.take(TABLE)
    if not found.funnel.deals and not found.before.deals:
        page.empty(t("No deals in this period."), t("Choose another period, or take the filter away."))
        return
    kpi.row(list(_figures(found, pushed)))
    clicked = _chart(found)
    _table(found)
    if opened := event.opened or clicked:
        what, _, stage = opened.partition(":")
        velocity_deals.show(found.question, what, int(stage) if stage else None)  # type: ignore[arg-type]


# Figures at a glance


def days_said(days: float | None) -> str:
    """A length of time: "12 days", "3.5 days", or that there is none."""
    if days is None:
        return NOTHING
    locale = _session.locale()
    if days == round(days):
        return tn("{n} day", "{n} days", round(days))
    return t("{n} days", n=locale.number(days, 1))


def share_said(share: float | None) -> str:
    return NOTHING if share is None else _session.locale().percent(share)


def _figures(found: Velocity, pushed: OwnerSlips) -> Iterator[kpi.Figure]:
    now, before = found.funnel, found.before
    yield kpi.Figure(
        t("Win rate"), share_said(now.win_rate), _then(share_said(before.win_rate)),
        t("Won of those that were won or lost"),
    )  # fmt: skip
    cycle = t("Mean {mean}; nine of ten within {most}", mean=_mean(now.cycle), most=days_said(now.cycle.most))
    yield kpi.Figure(t("Days to win"), days_said(now.cycle.median), _then(days_said(before.cycle.median)), cycle)
    label = t("Created") if found.question.mode == "cohort" else t("In play")
    number = _session.locale().number
    yield kpi.Figure(label, number(now.deals), _then(number(before.deals)), _outcomes(now))
    if slowest := _slowest(now):
        yield kpi.Figure(t("Longest stage"), slowest.stage.name, days_said(slowest.days.median))
    per_deal, share = pushed.pushes_per_deal, pushed.share_pushed
    told = t("{share} of the open deals, {days} a time", share=share_said(share), days=days_said(_whole(pushed)))
    pushes = NOTHING if per_deal is None else number(per_deal, 1)
    yield kpi.Figure(t("Pushes per open deal"), pushes, told if pushed.pushes else "")


def _whole(pushed: OwnerSlips) -> float | None:
    return None if pushed.days_per_push is None else round(pushed.days_per_push)


def _mean(days: Days) -> str:
    return NOTHING if days.mean is None else days_said(round(days.mean, 1))


def _outcomes(funnel: Funnel) -> str:
    won, lost = tn("{n} won", "{n} won", funnel.won), tn("{n} lost", "{n} lost", funnel.lost)
    return f"{won} · {lost} · {tn('{n} open deal', '{n} open deals', funnel.still)}"


def _then(value: str) -> str:
    return t("{value} the period before", value=value) if value != NOTHING else ""


def _slowest(funnel: Funnel) -> StageFlow | None:
    known = [one for one in funnel.stages if one.days.median]
    return max(known, key=lambda one: one.days.median or 0, default=None)


# The chart


def _chart(found: Velocity) -> str:
    """How many went on, are still there, were dropped, stage by stage; gives what was clicked."""
    series: dict[What, str] = {"went_on": t("Went on"), "still": t("Still there"), "dropped": t("Lost")}
    paint = palette()
    soft = "#5B6668" if paint.dark else "#B9C2C4"
    number = _session.locale().number
    points, leads = [], {}
    for one in found.funnel.stages:
        counts = {"went_on": one.went_on, "still": one.still, "dropped": one.dropped}
        for what, name in series.items():
            share = share_said(counts[what] / max(sum(counts.values()), 1))
            points.append(charts.Point(one.stage.name, counts[what], f"{number(counts[what])} ({share})", series=name))
            leads[one.stage.name, name] = f"{what}:{one.stage.id}"
    clicked = charts.chart(
        points, title=_title(found.funnel), say=number, shape="stacked", horizontal=True, whole=True,
        colours={series["went_on"]: paint.accent, series["still"]: soft, series["dropped"]: paint.lost},
        key=f"velocity_chart_{_session.kept(_CLICKS, 0)}",
    )  # fmt: skip
    if clicked is None:
        return ""
    # What was clicked stays chosen in the browser; a chart with another key can be clicked there again.
    _session.keep(_CLICKS, _session.kept(_CLICKS, 0) + 1)
    return leads.get(clicked, "")


def _title(funnel: Funnel) -> str:
    """Where most are lost."""
    worst = max(funnel.stages, key=lambda one: one.dropped, default=None)
    if worst is None or worst.dropped < _FEW:
        return t("How deals get through the stages")
    share = worst.dropped / (worst.went_on + worst.dropped + worst.still)
    return t(
        "Most are lost in {stage}: {share} of those who came so far", stage=worst.stage.name, share=share_said(share)
    )


# The table


def _table(found: Velocity) -> None:
    by_period = found.question.mode == "period"
    heads = [
        Head(t("Stage"), words=True),
        *([Head(t("There before"), t("Had come that far before, or was reopened"))] if by_period else []),
        Head(t("Came this far"), t("Stood in this stage or in a later one")),
        Head(t("Went on"), t("Reached a later stage, or was won")),
        Head(t("Conversion"), _conversion(found.question.mode)),
        Head(t("Lost"), t("Was lost, and this was the furthest it came")),
        Head(t("Still there"), t("Is open, and this is the furthest it came")),
        Head(t("Jumped over"), t("Reached a later stage without having stood here")),
        Head(t("Came back"), t("Came back here from a later stage")),
        Head(t("Days"), t("The middle of all who left: half took no longer")),
        Head(t("Mean")),
        Head(t("9 of 10 within")),
        Head(t("Days, won"), t("The middle of those who were won")),
        Head(t("Days, lost"), t("The middle of those who were lost")),
    ]
    lines = [_line(one, by_period) for one in found.funnel.stages]
    report_table.show(TABLE, heads, lines, _total(found.funnel, by_period))


def _conversion(mode: Mode) -> str:
    return (
        t("Went on, of those who reached it") if mode == "cohort" else t("Went on, of those who went on or were lost")
    )


def _line(one: StageFlow, by_period: bool) -> Line:
    def count(figure: int, what: What | None = None) -> Cell:
        return Cell(
            _session.locale().number(figure) if figure else NOTHING, f"{what}:{one.stage.id}" if what and figure else ""
        )

    cells = [
        *([count(one.before)] if by_period else []),
        count(one.reached, "reached"),
        count(one.went_on, "went_on"),
        Cell(share_said(one.conversion)),
        count(one.dropped, "dropped"),
        count(one.still, "still"),
        count(one.skipped, "skipped"),
        count(one.came_back, "came_back"),
        *_lengths(one.days, one.won, one.lost),
    ]
    return Line((one.stage.name,), tuple(cells))


def _lengths(days: Days, won: Days, lost: Days) -> Iterator[Cell]:
    figures = ((days.median, False), (days.mean, True), (days.most, True), (won.median, False), (lost.median, False))
    return (Cell(_length(value), soft=soft) for value, soft in figures)


def _length(days: float | None) -> str:
    """A length as it stands in a column of days: to a tenth below ten."""
    if days is None:
        return NOTHING
    exact = days < _EXACT and days != round(days)
    return _session.locale().number(days, 1 if exact else 0)


def _total(funnel: Funnel, by_period: bool) -> Line:
    """All deals of the funnel, from the first stage to the end."""

    def count(figure: int, what: What) -> Cell:
        return Cell(_session.locale().number(figure) if figure else NOTHING, what if figure else "")

    cells: list[Any] = [
        *([Cell("")] if by_period else []),
        count(funnel.deals, "all"),
        count(funnel.won, "won"),
        Cell(share_said(funnel.win_rate)),
        count(funnel.lost, "lost"),
        count(funnel.still, "still_open"),
        Cell(""),
        Cell(""),
        *_lengths(Days(), funnel.cycle, funnel.lost_cycle),
    ]
    return Line((t("In all: won"),), tuple(cells))


def rules(mode: Mode) -> None:
    """How it is counted, for whoever asks."""
    with st.popover(t("How this is counted"), type="tertiary", icon=":material/help:"):
        cohort = t("Deals that were created in the period are followed to now, in the pipeline in which they stand.")
        moved = t("Only what happened in the period counts, of deals that were open in it.")
        st.markdown(cohort if mode == "cohort" else moved)
        st.markdown(t("A deal has reached a stage when it stood in it or in a later one; a won deal has reached all."))
        st.markdown(t("A step back takes nothing away. A stage that was jumped over counts as reached."))
        st.markdown(t("Conversion: {what}.", what=_conversion(mode)))
        st.markdown(t("Days in a stage are all visits to it together, of deals that have left it for good."))
        st.markdown(t("The period before has had as many days to get on as this one."))
