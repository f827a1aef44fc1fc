"""What is counted of deals: created, won, lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func

from ..base.database import days_between
from ..base.i18n import N_
from ..models import Deal
from .fact import AMOUNTS, CUSTOMERS, MEDIAN_AMOUNT, Fact, Part
from .figure import Measure
from .ground import Ground


def _days_open(ground: Ground) -> ColumnElement[Any]:
    days = days_between(ground.w.session, ground.of.opened_on, ground.of.closed_on)
    return days if ground.once is None else days * ground.once


_DAYS = {"days": Part(lambda ground: func.sum(_days_open(ground))), "median_days": Part(_days_open, "median")}


FACTS = (
    Fact(
        "won",
        "deal",
        Deal,
        {**AMOUNTS, **_DAYS, "median": MEDIAN_AMOUNT, "customers": CUSTOMERS},
        "closed_on",
        only={"outcome": "won"},
    ),
    Fact("lost", "deal", Deal, {**AMOUNTS, **_DAYS}, "closed_on", only={"outcome": "lost"}),
    Fact("created", "deal", Deal, AMOUNTS, "opened_on"),
)

MEASURES = (
    Measure(
        "won_amount",
        N_("Won amount"),
        "money",
        N_("Amounts of won deals, on the day of closing."),
        ("won.amount",),
    ),
    Measure("won_count", N_("Won deals"), "count", N_("Won deals, on the day of closing."), ("won.count",)),
    Measure(
        "lost_amount",
        N_("Lost amount"),
        "money",
        N_("Amounts of lost deals, on the day of closing."),
        ("lost.amount",),
        good="down",
    ),
    Measure(
        "lost_count",
        N_("Lost deals"),
        "count",
        N_("Lost deals, on the day of closing."),
        ("lost.count",),
        good="down",
    ),
    Measure(
        "created_amount",
        N_("New deals’ amount"),
        "money",
        N_("Amounts of deals, as they are today, on the day of opening."),
        ("created.amount",),
    ),
    Measure("created_count", N_("New deals"), "count", N_("Deals, on the day of opening."), ("created.count",)),
    Measure(
        "win_rate",
        N_("Win rate"),
        "ratio",
        N_("Won deals divided by won and lost deals, on the day of closing."),
        ("won.count",),
        over=("won.count", "lost.count"),
    ),
    Measure(
        "lost_rate",
        N_("Loss rate"),
        "ratio",
        N_("Lost deals divided by won and lost deals, on the day of closing."),
        ("lost.count",),
        over=("won.count", "lost.count"),
        good="down",
    ),
    Measure(
        "average_deal",
        N_("Average won deal"),
        "money",
        N_("Amount of won deals divided by their number."),
        ("won.amount",),
        over=("won.priced",),
    ),
    Measure(
        "median_deal",
        N_("Median won deal"),
        "money",
        N_("The middle one of the amounts of won deals: half of them are smaller, half larger."),
        ("won.median",),
        per=2,
    ),
    Measure(
        "cycle_days",
        N_("Days to win"),
        "days",
        N_("Mean days from opening to closing of won deals, on the day of closing."),
        ("won.days",),
        over=("won.count",),
        good="down",
    ),
    Measure(
        "median_cycle_days",
        N_("Days to win, median"),
        "days",
        N_("The middle one of the days from opening to closing of won deals, on the day of closing."),
        ("won.median_days",),
        per=2,
        good="down",
    ),
    Measure(
        "days_to_lose",
        N_("Days to lose"),
        "days",
        N_("Mean days from opening to closing of lost deals, on the day of closing."),
        ("lost.days",),
        over=("lost.count",),
        good="",
    ),
    Measure(
        "median_days_to_lose",
        N_("Days to lose, median"),
        "days",
        N_("The middle one of the days from opening to closing of lost deals, on the day of closing."),
        ("lost.median_days",),
        per=2,
        good="",
    ),
    Measure(
        "won_customers",
        N_("Customers with a won deal"),
        "count",
        N_("Different customers of won deals, on the day of closing; each counts once, however many deals it has."),
        ("won.customers",),
    ),
)
