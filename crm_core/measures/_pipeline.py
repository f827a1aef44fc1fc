"""What is counted of the pipeline: what is open, when it is to close, and how deals go through the stages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func

from ..base.i18n import N_
from ..models import Deal, DealState
from ._moves import DAY_SECONDS, Rows, dropped, entries, pushes, reached, reopened, stays, went_on
from .fact import AMOUNTS, COUNT, RECORDS, Bound, Fact, Part
from .figure import Measure
from .ground import Ground


def _weighted(ground: Ground) -> ColumnElement[Any]:
    """In hundredths, so that nothing is rounded before the end."""
    return func.sum(ground.in_own_currency(ground.amount * ground.of.probability))


def _likely(ground: Ground) -> ColumnElement[Any]:
    """How many records are to be won by their probability, in hundredths."""
    return func.sum(ground.of.probability if ground.once is None else ground.of.probability * ground.once)


def _sum_of(name: str) -> Part:
    """The sum of what the rows of a fact tell."""

    def total(ground: Ground) -> ColumnElement[Any]:
        value = ground.own(name)
        return func.sum(value if ground.once is None else value * ground.once)

    return Part(total)


def _moved(key: str, rows: Rows, **parts: Part) -> Fact:
    """What deals did on their way, on the day they did it."""
    return Fact(key, "deal", Deal, {**COUNT, **parts}, instant="at", clock="at", rows=rows)


FACTS = (
    Fact(
        "open",
        "deal",
        DealState,
        {
            **AMOUNTS,
            "weighted": Part(_weighted, money=True),
            "likely": Part(_likely),
        },
        only={"outcome": "open"},
        holds="states",
    ),
    Fact("unplanned", "deal", Deal, AMOUNTS, only={"outcome": "open", "next_step": None}, holds="now"),
    Fact("present", "deal", Deal, AMOUNTS, only={"outcome": "open"}, holds="now"),
    Fact(
        "late",
        "deal",
        DealState,
        AMOUNTS,
        only={"outcome": "open"},
        holds="span",
        begins=(Bound("valid_from", "instant"), Bound("expected_close", "after")),
        ends=Bound("valid_to", "instant"),
    ),
    Fact(
        "closing",
        "deal",
        DealState,
        {**AMOUNTS, "weighted": Part(_weighted, money=True)},
        "expected_close",
        only={"outcome": "open"},
    ),
    _moved("stays", stays, seconds=_sum_of("seconds")),
    _moved("entries", entries),
    _moved("reached", reached, deals=RECORDS),
    _moved("went_on", went_on),
    _moved("dropped", dropped),
    _moved("reopened", reopened),
    _moved("pushes", pushes, days=_sum_of("days"), deals=RECORDS),
)

MEASURES = (
    Measure(
        "open_amount",
        N_("Open pipeline"),
        "money",
        N_("Amounts of the deals that were open at the end of the period, as they were then."),
        ("open.amount",),
        good="",
    ),
    Measure(
        "open_count",
        N_("Open deals"),
        "count",
        N_("Deals that were open at the end of the period."),
        ("open.count",),
        good="",
    ),
    Measure(
        "weighted_amount",
        N_("Weighted pipeline"),
        "money",
        N_("Amounts of the deals open at the end of the period, each times its probability then."),
        ("open.weighted",),
        per=100,
        good="",
    ),
    Measure(
        "average_open",
        N_("Average open deal"),
        "money",
        N_("Amount of the deals open at the end of the period divided by their number."),
        ("open.amount",),
        over=("open.priced",),
        good="",
    ),
    Measure(
        "target_amount",
        N_("Target"),
        "money",
        N_("The target of the won amount; targets of longer periods are spread by working days."),
        ("aim.target",),
        good="",
        derived="target",
    ),
    Measure(
        "target_reached",
        N_("Target reached"),
        "ratio",
        N_("Won amount divided by its target."),
        ("won.amount",),
        over=("aim.target",),
    ),
    Measure(
        "coverage",
        N_("Coverage"),
        "ratio",
        N_("Weighted pipeline at the end of the period divided by what is missing to the target of the won amount."),
        ("open.weighted",),
        over=("aim.gap",),
        per=100,
    ),
    Measure(
        "closing_amount",
        N_("Pipeline by close"),
        "money",
        N_("Amounts of the deals that are open now, on the day they are expected to close."),
        ("closing.amount",),
        good="",
    ),
    Measure(
        "closing_count",
        N_("Deals by close"),
        "count",
        N_("Deals that are open now, on the day they are expected to close."),
        ("closing.count",),
        good="",
    ),
    Measure(
        "closing_weighted",
        N_("Weighted by close"),
        "money",
        N_(
            "Amounts of the deals that are open now, each times its probability, on the day they are expected to close."
        ),
        ("closing.weighted",),
        per=100,
        good="",
    ),
    Measure(
        "late_count",
        N_("Overdue deals"),
        "count",
        N_("Open deals whose expected close had passed at the end of the period."),
        ("late.count",),
        good="down",
    ),
    Measure(
        "late_amount",
        N_("Overdue deals’ amount"),
        "money",
        N_("Amounts of the open deals whose expected close had passed at the end of the period."),
        ("late.amount",),
        good="down",
    ),
    Measure(
        "unplanned_count",
        N_("Deals without a next step"),
        "count",
        N_("Open deals in which no next step is planned; known of now only."),
        ("unplanned.count",),
        good="down",
    ),
    Measure(
        "unplanned_share",
        N_("Share without a next step"),
        "ratio",
        N_("Of the open deals, those in which no next step is planned; known of now only."),
        ("unplanned.count",),
        over=("present.count",),
        good="down",
    ),
    Measure(
        "stage_entries",
        N_("Came into a stage"),
        "count",
        N_("How often deals came into an open stage, on that day; by stage it is the one they came into."),
        ("entries.count",),
        good="",
    ),
    Measure(
        "stage_reached",
        N_("Came this far"),
        "count",
        N_(
            "Deals that came as far as an open stage for the first time, on that day; a stage jumped over counts. Over "
            "several stages each deal counts once."
        ),
        ("reached.deals",),
    ),
    Measure(
        "stage_conversion",
        N_("Conversion"),
        "ratio",
        N_("Deals that went on from a stage (to a later one or won), divided by those and the ones lost there."),
        ("went_on.count",),
        over=("went_on.count", "dropped.count"),
    ),
    Measure(
        "days_in_stage",
        N_("Days in stage"),
        "days",
        N_("Mean days of finished stays in an open stage, on the day of leaving; by stage it is the one they left."),
        ("stays.seconds",),
        over=("stays.count",),
        per=DAY_SECONDS,
        good="down",
    ),
    Measure(
        "stage_stays",
        N_("Stays in stages"),
        "count",
        N_("Finished stays of deals in an open stage, on the day of leaving."),
        ("stays.count",),
        good="",
    ),
    Measure(
        "pushes",
        N_("Pushes"),
        "count",
        N_("How often the expected close of open deals was moved later; what was put right within the hour is none."),
        ("pushes.count",),
        good="down",
    ),
    Measure(
        "pushed_deals",
        N_("Pushed deals"),
        "count",
        N_("Different deals whose expected close was moved later; each counts once, however often it was."),
        ("pushes.deals",),
        good="down",
    ),
    Measure(
        "push_days",
        N_("Days a push"),
        "days",
        N_("Mean days by which the expected close of open deals was moved later."),
        ("pushes.days",),
        over=("pushes.count",),
        good="down",
    ),
    Measure(
        "reopened",
        N_("Reopened deals"),
        "count",
        N_("How often deals that had been won or lost were opened again, on that day."),
        ("reopened.count",),
        good="down",
    ),
)
