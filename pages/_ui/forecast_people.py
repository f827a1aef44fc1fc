"""A forecast by person: won, the model's middle and range, stage weights, what is judged and submitted, the target."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

import _session
from _session import t
from _ui import forecast_submit, report_table, url
from _ui.forecast_figures import about
from _ui.report_table import Cell, Head, Line
from crm_core.base.i18n import NOTHING
from crm_core.deals.forecast import Forecast, OwnerForecast
from crm_core.deals.judgement import Judged
from crm_core.deals.outlook import Outlook, Part

KEY = "forecast_people"


@dataclass(frozen=True)
class _Figures:
    """A line of the table; amounts in minor units, None where there is nothing to say. `said_on`: when, as text."""

    won: int
    foreseen: OwnerForecast | Forecast | None
    by_stages: int
    judged: Judged
    submitted: int | None
    said_on: str
    target: int | None
    opens: str = ""


def take(found: Outlook) -> None:
    """Do what was clicked: narrow the forecast to a person, or open what somebody submitted."""
    kind, _, number = report_table.take(KEY).opened.partition(":")
    if kind == "owner":
        st.query_params["owner"] = number
        _session.drop_widget("filter_owner")
        url.put(page=None)
        st.rerun()
    elif kind == "said":
        name = next((one.name for one in found.parts if one.owner_id == int(number)), None)
        forecast_submit.open_for(found.period, int(number), name or "")


def show(found: Outlook) -> None:
    """Draw the table; figures lead to that person's forecast and to what was submitted."""
    lines = [Line((one.name or t("Nobody"),), _cells(found, _of(one))) for one in found.parts]
    total = Line((t("Together"),), _cells(found, _whole(found)))
    report_table.show(KEY, [Head(t("Owner"), words=True), *_heads(found)], lines, total if len(lines) > 1 else None)


def _of(one: Part) -> _Figures:
    said = one.submitted
    return _Figures(
        one.won,
        one.foreseen,
        one.by_stages,
        one.judged,
        said.amount if said else None,
        _session.locale().datetime(said.at).rsplit(" ", 1)[0] if said else "",
        one.target,
        str(one.owner_id) if one.owner_id is not None else "",
    )


def _whole(found: Outlook) -> _Figures:
    said = found.submitted
    return _Figures(
        found.won,
        found.foreseen,
        found.foreseen.by_stages,
        found.judged,
        said.amount if said.people else None,
        "",
        found.target,
    )


def _heads(found: Outlook) -> list[Head]:
    foreseen = t("Foreseen at its start") if found.is_over else t("Expected")
    heads = [
        Head(t("Won") if found.is_over else t("Won so far")),
        Head(foreseen, t("On average over all courses, with what is won")),
        Head(t("Range"), t("In eight of ten courses the end lies inside")),
        Head(t("By stages"), t("Every deal that is to close in the period by the probability of its stage")),
    ]
    if not found.is_over:
        heads += [Head(t("Committed")), Head(t("Likely"))]
    if found.takes_figures:
        heads.append(Head(t("Submitted"), t("Click on a figure for its history")))
    lacking = t("Won less target") if found.is_over else t("Expected less target")
    return [*heads, Head(t("Target")), Head(t("Gap"), lacking)]


def _cells(found: Outlook, one: _Figures) -> tuple[Cell, ...]:
    foreseen, person = one.foreseen, f"owner:{one.opens}" if one.opens else ""
    expected = foreseen.expected if foreseen else None if found.is_over else one.won
    reached = one.won if found.is_over else expected
    cells = [_money(one.won or None), _about(expected, opens=person), Cell(_span(foreseen), soft=True)]
    cells.append(_about(one.by_stages, soft=True))
    if not found.is_over:
        cells += [_money(one.judged.commit.amount or None), _money(one.judged.likely.amount or None)]
    if found.takes_figures:
        cells.append(_money(one.submitted, one.said_on, f"said:{one.opens}" if one.opens else ""))
    return (*cells, _money(one.target), _gap(one.target, reached))


def _money(amount: int | None, when: str = "", opens: str = "") -> Cell:
    """An amount, short; in full on hover, with the day on which it was said."""
    if amount is None:
        return Cell(NOTHING, opens)
    money = _session.locale().money
    return Cell(money(amount, short=True, unit=False), opens, hint=" · ".join(filter(None, (money(amount), when))))


def _span(foreseen: OwnerForecast | Forecast | None) -> str:
    if foreseen is None or not foreseen.high:
        return NOTHING
    short = [_session.locale().money(one, short=True, unit=False) for one in (foreseen.low, foreseen.high)]
    return f"{short[0]} – {short[1]}"


def _about(amount: int | None, *, opens: str = "", soft: bool = False) -> Cell:
    """What is only foreseen, short; to all digits that it is worth on hover."""
    if not amount:
        return Cell(NOTHING, opens, soft=soft)
    short = _session.locale().money(amount, short=True, unit=False)
    return Cell(short, opens, soft=soft, hint=about(amount))


def _gap(target: int | None, reached: int | None) -> Cell:
    """How far it is beyond the target (+) or short of it (−)."""
    if target is None or reached is None:
        return Cell(NOTHING)
    gap, locale = reached - target, _session.locale()
    if not gap:
        return Cell(NOTHING)
    short = locale.money(abs(gap), short=True, unit=False)
    return Cell(locale.with_sign(gap, short), hint=locale.with_sign(gap, about(abs(gap))))
