"""Reports to start from. Each is nothing but the parameters of its link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..base.i18n import N_


@dataclass(frozen=True)
class Standard:
    """A report with a name; `params` are those of its link (`reports.to_params`), the calendar left to the person.

    `key` names it for good, in links, dashboards and schedules: "standard:by_person".
    """

    key: str
    name: str
    params: Mapping[str, str]


STANDARD = (
    Standard(
        "standard:by_person",
        N_("This month by person"),
        {
            "measures": "won_amount,won_count,win_rate",
            "by": "total",
            "period": "this_month",
            "breakdown": "owner",
            "compare": "previous",
        },
    ),
    Standard(
        "standard:this_year",
        N_("This year against last"),
        {
            "measures": "won_amount,won_count,average_deal",
            "by": "month",
            "period": "this_year",
            "compare": "last_year",
        },
    ),
    Standard(
        "standard:against_target",
        N_("This year against target"),
        {"measures": "won_amount", "by": "month", "period": "this_year", "compare": "target"},
    ),
    Standard(
        "standard:pipeline",
        N_("Pipeline by stage"),
        {"measures": "open_amount,open_count,weighted_amount", "by": "total", "period": "today", "breakdown": "stage"},
    ),
    Standard(
        "standard:win_rate",
        N_("Win rate by source"),
        {
            "measures": "win_rate,won_count,lost_count,cycle_days",
            "by": "total",
            "period": "last_12_months",
            "breakdown": "source",
        },
    ),
    Standard(
        "standard:new_customers",
        N_("New customers"),
        {"measures": "new_customers", "by": "month", "period": "last_12_months", "compare": "last_year"},
    ),
    Standard(
        "standard:activity",
        N_("Activity by person"),
        {
            "measures": "interactions,tasks_done",
            "by": "week",
            "period": "last_90_days",
            "breakdown": "owner",
            "compare": "previous",
        },
    ),
)
