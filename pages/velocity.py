"""Speed and slips: how deals get through the stages, how long that takes, whose dates slip; the address says which."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import as_of, filters, page, period, slip_ledger, switch, url, velocity_funnel, velocity_groups
from crm_core.deals import slips
from crm_core.deals.board import pipelines
from crm_core.deals.velocity import Mode, Question, velocity
from crm_core.fields.choices import options
from crm_core.fields.filters import ME, Filter
from crm_core.fields.offered import offered

USUAL = "last_12_months"


def parts() -> list[filters.Part]:
    """What deals can be filtered by."""
    people: filters.Options = {ME: t("Me"), **read(offered, "user", everybody=True)}
    return [
        filters.many("owner", people),
        filters.many("unit", read(offered, "unit"), op="under"),
        filters.many("source", options("sources", _data.office().company, _session.locale())),
        filters.amount("amount"),
    ]


def views() -> str:
    """Speed, or slips."""
    return switch.one_of("view", t("View"), {"speed": t("Speed"), "slips": t("Slips")})


def pipeline() -> int:
    """The pipeline that is chosen, the first one where the address names none."""
    known = read(pipelines)
    switch.one_of("pipeline", t("Pipeline"), {str(number): name for number, name in known.items()})
    asked = url.number("pipeline", 0)
    return asked if asked in known else next(iter(known))


def mode() -> Mode:
    """Whether deals of the period are followed, or what moved in it is counted."""
    words: dict[Mode, str] = {"cohort": t("Created in the period"), "period": t("Moved in the period")}
    return switch.one_of("mode", t("Which deals"), words)


def bar(*, speed: bool) -> tuple[Question, Filter]:
    """The line of choices: which deals, of which pipeline and days, by which filter."""
    with st.container(key="velocity_bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        chosen_pipeline = pipeline() if speed else 0
        how = mode() if speed else "cohort"
        of = "" if speed else slip_ledger.whose()
        days = period.pick(default=USUAL) if speed or of == "closed" else period.parse(USUAL)
        chosen = filters.bar("deal", parts())
    assert days is not None
    until = as_of.chosen() if how == "cohort" else None
    return Question(chosen_pipeline, days, how, chosen, until), chosen


def show_speed() -> None:
    """The funnel, its table, and what it is made of."""
    head = st.container()
    question, chosen = bar(speed=True)
    by = velocity_groups.chosen()
    found = read(velocity, question, by)
    pushed = read(slips.ledger, chosen, size=1).total
    with head, page.head(t("Speed and slips"), velocity_funnel.said(found, chosen)):
        if question.mode == "cohort":
            as_of.control()
        velocity_funnel.excel(question)
        views()
    with head:
        if question.mode == "cohort":
            as_of.bar()
    velocity_funnel.show(found, pushed)
    if found.funnel.deals or found.before.deals:
        velocity_groups.show(found, by)
        velocity_funnel.rules(question.mode)


def show_slips() -> None:
    """Whose dates slip, and which deals."""
    head = st.container()
    question, chosen = bar(speed=False)
    found = slip_ledger.read_page(question.period, chosen)
    with head, page.head(t("Speed and slips"), slip_ledger.said(found, question.period, chosen)):
        slip_ledger.excel(question.period, chosen)
        views()
    slip_ledger.show(found)


show_slips() if url.get("view") == "slips" else show_speed()
