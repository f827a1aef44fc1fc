"""What is counted of customers."""

from __future__ import annotations

from ..base.i18n import N_
from ..models import Customer
from .fact import COUNT, Fact
from .figure import Measure

FACTS = (Fact("customers", "customer", Customer, COUNT, "customer_since", "created_at", only={"party": "customer"}),)

MEASURES = (
    Measure(
        "new_customers",
        N_("New customers"),
        "count",
        N_("Customers, on the day since when they are customers, else the day they were entered."),
        ("customers.count",),
    ),
)
