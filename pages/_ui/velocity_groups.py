"""The funnel by owner, unit or source, side by side; each figure opens its deals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import _session
from _session import t
from _ui import report_table, switch, url, velocity_deals
from _ui.report_table import Cell, Head, Line
from _ui.velocity_funnel import NOTHING, days_said, share_said
from crm_core.deals.velocity import BY, By, Group, Velocity
from crm_core.deals.velocity_deals import What
from crm_core.fields.filters import all_of, condition

TABLE = "velocity_groups"
MOST = 60


def chosen() -> By:
    """What the funnel is broken down by; the address says."""
    asked = url.get("by")
    return next((by for by in BY if by == asked), "owner")


def show(found: Velocity, by: By) -> None:
    """The choice, and the table of the parts."""
    event = report_table.take(TABLE)
    switch.one_of("by", t("Broken down by"), {key: t(label) for key, label in BY.items()})
    stages = [one.stage for one in found.funnel.stages]
    heads = [
        Head(t(BY[by]), words=True), Head(t("Deals")), Head(t("Won")), Head(t("Lost")), Head(t("Still open")),
        Head(t("Win rate"), t("Won of those that were won or lost")),
        Head(t("Days to win"), t("The middle: half took no longer")),
        *(Head(stage.name, t("Conversion of the stage")) for stage in stages),
    ]  # fmt: skip
    ids = [stage.id for stage in stages]
    lines = [_line(at, one, _name(one, by), ids) for at, one in enumerate(found.groups[:MOST])]
    report_table.show(TABLE, heads, lines)
    if event.opened:
        what, _, place = event.opened.partition(":")
        _open(found, by, what, int(place))


def _name(one: Group, by: By) -> str:
    return one.name or (t("Nobody") if by == "owner" else t("Not given"))


def _line(at: int, one: Group, name: str, stage_ids: list[int]) -> Line:
    funnel = one.funnel
    counts: dict[What, int] = {
        "all": funnel.deals, "won": funnel.won, "lost": funnel.lost, "still_open": funnel.still,
    }  # fmt: skip
    number = _session.locale().number
    cells = [
        Cell(number(count) if count else NOTHING, f"{what}:{at}" if count else "") for what, count in counts.items()
    ]
    cells += [Cell(share_said(funnel.win_rate)), Cell(days_said(funnel.cycle.median)), *_conversions(one, stage_ids)]
    return Line((name,), tuple(cells))


def _conversions(one: Group, stage_ids: list[int]) -> Iterator[Cell]:
    known = {flow.stage.id: flow for flow in one.funnel.stages}
    for number in stage_ids:
        yield Cell(share_said(known[number].conversion) if number in known else NOTHING, soft=True)


def _open(found: Velocity, by: By, what: Any, place: int) -> None:
    if place >= len(found.groups):
        return
    group = found.groups[place]
    own = condition("deal", by, "empty") if group.key is None else condition("deal", by, "is", group.key)
    question = replace(found.question, filter=all_of(found.question.filter, own))
    velocity_deals.show(question, what, None, _name(group, by))
