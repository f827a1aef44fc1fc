"""Chances against what came true: of the deals called 70%, how many were won."""

from __future__ import annotations

import streamlit as st

from _session import locale, t
from _ui import charts, report_table, switch
from _ui.honesty_figures import percent
from _ui.report_table import Cell, Head, Line
from _ui.theme import CATEGORIES, palette
from crm_core.deals.forecast.honesty import BANDS, Band, Claim, Honesty


def show(found: Honesty) -> None:
    """The curve with the line on which it should lie, and its figures."""
    claims: dict[Claim, str] = {"in_period": t("Won in the period"), "ever": t("Won in the end")}
    claim = switch.one_of("claim", t("Which chance"), claims)
    bands = found.bands[claim]
    model, stages = ({round(one.low * BANDS): one for one in bands[who]} for who in ("model", "stages"))
    with st.container(key="honesty_calibration"):
        left, right = st.columns(2, gap="large")
        with left:
            _chart(claim, model, stages)
        with right:
            _table(model, stages)


def _span(at: int) -> str:
    return f"{locale().number(at * 100 / BANDS)}–{locale().percent((at + 1) / BANDS)}"


def _chart(claim: Claim, model: dict[int, Band], stages: dict[int, Band]) -> None:
    right, ours, plain = t("As it should be"), t("Model"), t("Stage weights")
    points = []
    for at in range(BANDS):
        middle = (at + 0.5) / BANDS
        points.append(charts.Point(_span(at), middle, percent(middle), right))
        for name, band in ((ours, model.get(at)), (plain, stages.get(at))):
            points.append(
                charts.Point(
                    _span(at),
                    band.won if band else None,
                    percent(band.won) if band else "–",
                    name,
                    hint=_hint(band) if band else "",
                )
            )
    below = {
        "in_period": t("Of all open deals: the chance that was said, and the share that was won in the period"),
        "ever": t("Of the deals decided since: the chance that was said, and the share that was won in the end"),
    }
    charts.chart(
        points,
        title=t("Of the deals called 70%, how many were won?"),
        below=below[claim],
        say=lambda share: locale().percent(share),
        shape="line",
        colours={right: palette().grey, ours: palette().accent, plain: CATEGORIES[1]},
        dashed=(right,),
        hint_name=t("Deals"),
    )


def _hint(band: Band) -> str:
    """How many, and where the true share lies."""
    low, high = percent(band.sure_low), percent(band.sure_high)
    return t("{n}; surely between {low} and {high}", n=band.deals, low=low, high=high)


def _table(model: dict[int, Band], stages: dict[int, Band]) -> None:
    heads = [
        Head(t("Chance"), words=True),
        Head(t("Model: won")),
        Head(t("Deals"), t("A deal counts once for each forecast in which it was open")),
        Head(t("Stage weights: won")),
        Head(t("Deals")),
    ]
    lines = [
        Line((_span(at),), (*_cells(model.get(at)), *_cells(stages.get(at), soft=True)))
        for at in range(BANDS)
        if at in model or at in stages
    ]
    report_table.show("honesty_bands", heads, lines)


def _cells(band: Band | None, *, soft: bool = False) -> tuple[Cell, Cell]:
    if band is None:
        return Cell("–", soft=True), Cell("–", soft=True)
    won = Cell(locale().percent(band.won), soft=soft, hint=_hint(band))
    return won, Cell(locale().number(band.deals), soft=soft)
