"""The standard reports. Each is a definition and no code: a name, what it answers, and the parameters of its link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..base.errors import NotFound
from ..base.i18n import N_

DAILY = N_("Daily work")
SALES = N_("Sales")
PIPELINE = N_("Pipeline")
CUSTOMERS = N_("Customers")
WORK = N_("Work")
DATA = N_("Data")

GROUPS = (DAILY, SALES, PIPELINE, CUSTOMERS, WORK, DATA)
"""What the standard reports are about, in the order in which they are offered."""


@dataclass(frozen=True)
class Standard:
    """A report with a name.

    `key` names it for good, in links, dashboards and schedules: "standard:by_person". `params` are those of its link
    (`reports.to_params`), the calendar left to the person. `group`, `name` and `meaning`, one sentence that says what
    it answers, are messages; `icon` is the name of a Material symbol.
    """

    key: str
    group: str
    name: str
    meaning: str
    icon: str
    params: Mapping[str, str]


_DAY = "created_count,won_count,won_amount,lost_count,interactions,tasks_done"
_SOLD = "won_amount,won_count,win_rate,average_deal"

STANDARD = (
    Standard(
        "standard:daily",
        DAILY,
        N_("Daily report"),
        N_("What the last seven days brought, a line a day: new, won and lost deals, contacts and tasks."),
        "today",
        {"measures": _DAY, "by": "day", "period": "last_7_days", "compare": "previous", "show": "won_amount"},
    ),
    Standard(
        "standard:weekly",
        DAILY,
        N_("Weekly report"),
        N_("How this week goes, day by day, against the same days of the week before."),
        "view_week",
        {"measures": _DAY, "by": "day", "period": "this_week", "compare": "previous", "show": "won_amount"},
    ),
    Standard(
        "standard:monthly",
        DAILY,
        N_("Monthly report"),
        N_("How this month goes, week by week, against the same days of the month before."),
        "calendar_month",
        {
            "measures": "won_amount,won_count,win_rate,created_count,new_customers,interactions",
            "by": "week",
            "period": "this_month",
            "compare": "previous",
        },
    ),
    Standard(
        "standard:yearly",
        DAILY,
        N_("Yearly report"),
        N_("The year by month, against the same days of the year before."),
        "calendar_today",
        {
            "measures": "won_amount,won_count,win_rate,created_count,new_customers,interactions",
            "by": "month",
            "period": "this_year",
            "compare": "last_year",
        },
    ),
    Standard(
        "standard:by_person",
        SALES,
        N_("Sales by person"),
        N_("Who sold how much this month, how often they won, and how that compares with the month before."),
        "person",
        {"measures": _SOLD, "by": "total", "period": "this_month", "breakdown": "owner", "compare": "previous"},
    ),
    Standard(
        "standard:by_unit",
        SALES,
        N_("Sales by unit"),
        N_("What each unit sold this quarter, against the quarter before."),
        "groups",
        {"measures": _SOLD, "by": "total", "period": "this_quarter", "breakdown": "unit", "compare": "previous"},
    ),
    Standard(
        "standard:by_source",
        SALES,
        N_("Sales by source"),
        N_("Where this year’s sales came from, and which sources are won most often."),
        "campaign",
        {"measures": _SOLD, "by": "total", "period": "this_year", "breakdown": "source", "compare": "last_year"},
    ),
    Standard(
        "standard:by_product",
        SALES,
        N_("Sales by product"),
        N_("Which products brought this year’s sales."),
        "inventory_2",
        {
            "measures": "won_amount,won_count",
            "by": "total",
            "period": "this_year",
            "breakdown": "product",
            "compare": "last_year",
            "top": "20",
        },
    ),
    Standard(
        "standard:by_city",
        SALES,
        N_("Sales by city"),
        N_("In which cities this year’s sales were made."),
        "location_city",
        {
            "measures": "won_amount,won_count,win_rate",
            "by": "total",
            "period": "this_year",
            "breakdown": "city",
            "compare": "last_year",
            "top": "20",
        },
    ),
    Standard(
        "standard:by_tier",
        SALES,
        N_("Sales by tier"),
        N_("What customers of each tier bought this year."),
        "stars",
        {"measures": _SOLD, "by": "total", "period": "this_year", "breakdown": "tier", "compare": "last_year"},
    ),
    Standard(
        "standard:this_year",
        SALES,
        N_("This year against last"),
        N_("What was won each month of this year, and in the same month of the year before."),
        "compare_arrows",
        {
            "measures": "won_amount,won_count,average_deal",
            "by": "month",
            "period": "this_year",
            "compare": "last_year",
        },
    ),
    Standard(
        "standard:against_target",
        SALES,
        N_("Sales against target"),
        N_("What was won each month of this year, and what the target asks for."),
        "flag",
        {"measures": "won_amount", "by": "month", "period": "this_year", "compare": "target"},
    ),
    Standard(
        "standard:pipeline",
        PIPELINE,
        N_("Pipeline by stage"),
        N_("What is open today in each stage, and what it comes to by probability."),
        "view_kanban",
        {"measures": "open_amount,open_count,weighted_amount", "by": "total", "period": "today", "breakdown": "stage"},
    ),
    Standard(
        "standard:closing",
        PIPELINE,
        N_("Pipeline by close month"),
        N_("Which open deals are to close in the months to come, and what they come to by probability."),
        "event_upcoming",
        {
            "measures": "closing_amount,closing_count,closing_weighted",
            "by": "month",
            "period": "next_180_days",
        },
    ),
    Standard(
        "standard:late",
        PIPELINE,
        N_("Deals that need care"),
        N_("Open deals past their close date and those without a next step, by person."),
        "warning",
        {
            "measures": "late_count,late_amount,unplanned_count,unplanned_share",
            "by": "total",
            "period": "today",
            "breakdown": "owner",
        },
    ),
    Standard(
        "standard:funnel",
        PIPELINE,
        N_("Funnel and conversion"),
        N_("How many deals came as far as each stage, how many went on from there, and how long they stayed."),
        "filter_alt",
        {
            "measures": "stage_reached,stage_conversion,days_in_stage",
            "by": "total",
            "period": "last_12_months",
            "breakdown": "stage",
            "chart": "funnel",
        },
    ),
    Standard(
        "standard:win_rate",
        PIPELINE,
        N_("Won and lost"),
        N_("What was won and lost each month, and the share that was won."),
        "balance",
        {
            "measures": "win_rate,won_count,lost_count,won_amount,lost_amount",
            "by": "month",
            "period": "last_12_months",
        },
    ),
    Standard(
        "standard:lost_reasons",
        PIPELINE,
        N_("Why deals are lost"),
        N_("The reasons of the last twelve months, by their weight."),
        "thumb_down",
        {
            "measures": "lost_amount,lost_count",
            "by": "total",
            "period": "last_12_months",
            "breakdown": "lost_reason",
            "compare": "last_year",
        },
    ),
    Standard(
        "standard:cycle",
        PIPELINE,
        N_("Cycle times"),
        N_("How many days deals take from opening to being won or lost, by month."),
        "timer",
        {
            "measures": "cycle_days,median_cycle_days,days_to_lose",
            "by": "month",
            "period": "last_12_months",
            "compare": "last_year",
        },
    ),
    Standard(
        "standard:new_customers",
        CUSTOMERS,
        N_("New and lost customers"),
        N_("How many customers came and how many were lost each month, and how many there were."),
        "person_add",
        {
            "measures": "new_customers,lost_customers,customer_count",
            "by": "month",
            "period": "last_12_months",
            "compare": "last_year",
        },
    ),
    Standard(
        "standard:buyers",
        CUSTOMERS,
        N_("Who buys again"),
        N_("How many customers bought each month, for the first time or again."),
        "shopping_cart",
        {"measures": "buyers,first_buyers,repeat_buyers", "by": "month", "period": "last_12_months"},
    ),
    Standard(
        "standard:customers_by_tier",
        CUSTOMERS,
        N_("Customers by tier"),
        N_("How many customers of each tier there are, how many were active and how many bought this year."),
        "workspace_premium",
        {
            "measures": "customer_count,active_customers,buyers",
            "by": "total",
            "period": "this_year",
            "breakdown": "tier",
        },
    ),
    Standard(
        "standard:activity",
        WORK,
        N_("Activity by person"),
        N_("Calls, meetings and messages of each person, week by week."),
        "call",
        {
            "measures": "interactions,tasks_done",
            "by": "week",
            "period": "last_90_days",
            "breakdown": "owner",
            "compare": "previous",
        },
    ),
    Standard(
        "standard:tasks",
        WORK,
        N_("Tasks kept and overdue"),
        N_("Who does tasks in time, and where they are overdue."),
        "task_alt",
        {
            "measures": "tasks_kept_rate,tasks_done,tasks_in_time,tasks_overdue",
            "by": "total",
            "period": "last_30_days",
            "breakdown": "owner",
            "compare": "previous",
        },
    ),
    Standard(
        "standard:leaders",
        WORK,
        N_("Leader board"),
        N_("Who leads this month in sales, and who moved up or down since the month before."),
        "trophy",
        {
            "measures": "won_amount,won_count,win_rate,interactions",
            "by": "total",
            "period": "this_month",
            "breakdown": "owner",
            "compare": "previous",
            "chart": "ranking",
        },
    ),
    Standard(
        "standard:imports",
        DATA,
        N_("Imports"),
        N_("Which lists were imported each month, what they brought and what was in trouble."),
        "upload_file",
        {
            "measures": "imported_rows,imported_created,imported_updated,imported_failed,imports",
            "by": "month",
            "period": "last_12_months",
        },
    ),
    Standard(
        "standard:quality",
        DATA,
        N_("Data quality by person"),
        N_("How complete and fresh the customers and contacts of each person are."),
        "verified",
        {
            "measures": "quality_score,completeness,stale_records,unreachable_records,faulty_records",
            "by": "total",
            "period": "today",
            "breakdown": "owner",
        },
    ),
    Standard(
        "standard:changes",
        DATA,
        N_("Who changed what"),
        N_("How many records each person entered or changed in the last thirty days, and in how many goes."),
        "edit_note",
        {
            "measures": "changes,deeds",
            "by": "total",
            "period": "last_30_days",
            "breakdown": "owner,about",
            "compare": "previous",
        },
    ),
)
"""Every standard report, in the order in which they are offered."""


def standard(key: str) -> Standard:
    """The standard report with this key. Raises NotFound."""
    for one in STANDARD:
        if one.key == key:
            return one
    raise NotFound(N_("There is no report “{value}”."), value=key)
