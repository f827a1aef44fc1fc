"""The errors side by side: the model's, those of plain stage weights, and of what people submitted."""

from __future__ import annotations

import streamlit as st

from _session import locale, t
from _ui import charts, kpi, report_table
from _ui.report_table import Cell, Head, Line
from crm_core.deals.forecast.honesty import Honesty, Moment


def moments() -> dict[Moment, str]:
    """When forecasts were made."""
    return {"start": t("At its start"), "middle": t("In its middle"), "end": t("Near its end")}


def percent(share: float | None) -> str:
    """A share as it is read."""
    return "–" if share is None else locale().percent(round(share, 3))


def row(found: Honesty) -> None:
    """The figures that matter most: errors at the start of periods, and how honest single chances are."""
    errors, quality = found.errors["start"], found.quality["in_period"]
    of_what = t("of what came, at the start of periods")
    submitted = of_what if errors.submitted is not None else t("nothing submitted")
    kpi.row(
        [
            kpi.Figure(t("The model was off by"), percent(errors.model), of_what),
            kpi.Figure(t("Stage weights were off by"), percent(errors.stages), of_what),
            kpi.Figure(t("People were off by"), percent(errors.submitted), submitted),
            kpi.Figure(
                t("Came inside the range"), percent(errors.within), t("of periods; eight of ten would be right"),
                share=errors.within, due=0.8,
            ),
            kpi.Figure(
                t("Chances were off by"),
                percent(quality["model"].calibration),
                t("stage weights by {share}", share=percent(quality["stages"].calibration)),
            ),
        ]
    )  # fmt: skip


def by_moment(found: Honesty) -> None:
    """The errors of all moments in a table."""
    st.html(charts.heading(t("How far off"), t("All deviations together, as a share of all that came")))
    heads = [
        Head(t("Forecast made"), words=True),
        Head(t("Model"), t("All deviations together, as a share of all that came")),
        Head(t("Stage weights"), t("Won until then, and open deals due in the period by their stage")),
        Head(t("Submitted"), t("Of the people and periods for which something was submitted")),
        Head(t("Model for these"), t("The model's error on just these people and periods")),
        Head(t("Inside the range"), t("Of the model; eight of ten would be right")),
    ]
    lines = []
    for moment, label in moments().items():
        one = found.errors[moment]
        shares = (one.model, one.stages, one.submitted, one.model_for_submitted, one.within)
        lines.append(Line((label,), tuple(Cell(percent(share)) for share in shares)))
    report_table.show("honesty_errors", heads, lines)


def people(found: Honesty) -> None:
    """Person by person, at the start of periods."""
    if not found.people:
        return
    heads = [
        Head(t("Owner"), words=True),
        Head(t("Submitted for"), t("So many periods")),
        Head(t("Submitted: off by")),
        Head(t("Model: off by")),
        Head(t("Stage weights: off by")),
    ]
    lines = [
        Line(
            (one.name,),
            (
                Cell(locale().number(one.periods)), Cell(percent(one.submitted)), Cell(percent(one.model)),
                Cell(percent(one.stages), soft=True),
            ),
        )
        for one in found.people
    ]  # fmt: skip
    st.html(charts.heading(t("By person"), t("What was said at the start of periods, and how far it was off")))
    report_table.show("honesty_people", heads, lines)
