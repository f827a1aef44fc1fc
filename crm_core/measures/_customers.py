"""What is counted of customers and their contacts."""

from __future__ import annotations

from ..base.i18n import N_
from ..models import Contact, Customer
from ._buying import active, bought, bought_again, first_bought, lost
from ._moves import Rows
from .fact import COUNT, RECORDS, Bound, Fact
from .figure import Measure

_IS_ONE = {"party": "customer"}


def _on_days(key: str, rows: Rows) -> Fact:
    """Customers who did something on a day."""
    return Fact(key, "customer", Customer, {**COUNT, "records": RECORDS}, "day", rows=rows)


FACTS = (
    Fact("customers", "customer", Customer, COUNT, "customer_since", "created_at", only=_IS_ONE),
    Fact(
        "customer_base",
        "customer",
        Customer,
        COUNT,
        only=_IS_ONE,
        holds="span",
        begins=(Bound("customer_since", "on"), Bound("created_at", "instant", unless="customer_since")),
        either=True,
    ),
    Fact("contacts", "contact", Contact, COUNT, instant="created_at", clock="created_at"),
    _on_days("bought", bought),
    _on_days("first_bought", first_bought),
    _on_days("bought_again", bought_again),
    _on_days("lost_customers", lost),
    _on_days("active", active),
)

MEASURES = (
    Measure(
        "new_customers",
        N_("New customers"),
        "count",
        N_("Customers, on the day since when they are customers, else the day they were entered."),
        ("customers.count",),
    ),
    Measure(
        "customer_count",
        N_("Customers"),
        "count",
        N_("Customers there were at the end of the period, of those that are kept today."),
        ("customer_base.count",),
        good="",
    ),
    Measure(
        "buyers",
        N_("Customers who bought"),
        "count",
        N_("Different customers with a won deal or an order in the period; each counts once."),
        ("bought.records",),
    ),
    Measure(
        "first_buyers",
        N_("First-time buyers"),
        "count",
        N_("Customers on the day of their first purchase: a won deal or an order."),
        ("first_bought.records",),
    ),
    Measure(
        "repeat_buyers",
        N_("Repeat buyers"),
        "count",
        N_("Different customers with a won deal or an order after the day of their first; each counts once."),
        ("bought_again.records",),
    ),
    Measure(
        "lost_customers",
        N_("Lost customers"),
        "count",
        N_("Customers on the day on which a year (365 days) had passed without another won deal or order of theirs."),
        ("lost_customers.records",),
        good="down",
    ),
    Measure(
        "active_customers",
        N_("Active customers"),
        "count",
        N_("Different customers with an interaction, an order, or a deal opened or closed; each counts once."),
        ("active.records",),
    ),
    Measure(
        "new_contacts",
        N_("New contacts"),
        "count",
        N_("Contacts, on the day they were entered."),
        ("contacts.count",),
    ),
)
