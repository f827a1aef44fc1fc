"""What is counted of orders."""

from __future__ import annotations

from ..base.i18n import N_
from ..models import Order
from .fact import AMOUNTS, CUSTOMERS, Fact
from .figure import Measure

FACTS = (
    Fact(
        "ordered",
        "order",
        Order,
        {**AMOUNTS, "customers": CUSTOMERS},
        "ordered_on",
        only={"status": ("open", "done")},
    ),
    Fact("returned", "order", Order, AMOUNTS, "ordered_on", only={"status": "returned"}),
)

MEASURES = (
    Measure(
        "order_amount",
        N_("Orders’ amount"),
        "money",
        N_("Amounts of orders, on the day of ordering; cancelled and returned orders are left out."),
        ("ordered.amount",),
    ),
    Measure(
        "order_count",
        N_("Orders"),
        "count",
        N_("Orders, on the day of ordering; cancelled and returned orders are left out."),
        ("ordered.count",),
    ),
    Measure(
        "average_order",
        N_("Average order"),
        "money",
        N_("Amount of orders divided by their number."),
        ("ordered.amount",),
        over=("ordered.priced",),
    ),
    Measure(
        "order_customers",
        N_("Customers with orders"),
        "count",
        N_("Different customers of orders, on the day of ordering; each counts once, however many orders it has."),
        ("ordered.customers",),
    ),
    Measure(
        "returned_amount",
        N_("Returned amount"),
        "money",
        N_("Amounts of returned orders, on the day of ordering."),
        ("returned.amount",),
        good="down",
    ),
)
