"""What is counted of orders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, case, cast, func, select

from ..base.database import label_of
from ..base.i18n import N_
from ..models import Order, OrderLine
from .fact import AMOUNTS, CUSTOMERS, MEDIAN_AMOUNT, Fact, Part
from .figure import Measure
from .ground import Ground


def _line_gross(line: FromClause) -> ColumnElement[Any]:
    """Quantity times price, in minor units, half up; of a line without a price what it amounts to."""
    return func.coalesce(cast(func.round(line.c.quantity * line.c.price), BigInteger), line.c.amount)


def _gross(ground: Ground) -> ColumnElement[Any]:
    """What the lines come to before their discounts; of an order without lines its amount."""
    if ground.line is not None:
        return case((ground.line.c.id.is_(None), ground.amount), else_=_line_gross(ground.line))
    line = label_of(OrderLine)
    lines = select(func.sum(_line_gross(line))).where(line.c.order_id == ground.record_id)
    return func.coalesce(lines.scalar_subquery(), ground.amount)


def _line_net(line: FromClause) -> ColumnElement[Any]:
    """What is left of a line after its discount, not rounded to minor units: in hundredths of them.

    Of a line whose amount was agreed otherwise it is that amount.
    """
    exact = cast(func.round(line.c.quantity * line.c.price * (100 - line.c.discount)), BigInteger)
    agreed = line.c.amount * 100
    return case((func.abs(exact - agreed) < 100, exact), else_=agreed)


def _net(ground: Ground) -> ColumnElement[Any]:
    """What orders come to after the discounts of their lines, in hundredths of minor units."""
    if ground.line is not None:
        return case((ground.line.c.id.is_(None), ground.amount * 100), else_=_line_net(ground.line))
    line = label_of(OrderLine)
    lines = select(func.sum(_line_net(line))).where(line.c.order_id == ground.record_id)
    return func.coalesce(lines.scalar_subquery(), ground.amount * 100)


def _freight(ground: Ground) -> ColumnElement[Any]:
    return ground.of.freight if ground.once is None else ground.of.freight * ground.once  # type: ignore[no-any-return]


def _summed(amount: Any) -> Part:
    return Part(lambda ground: func.sum(ground.in_own_currency(amount(ground))), money=True)


FACTS = (
    Fact(
        "ordered",
        "order",
        Order,
        {
            **AMOUNTS,
            "median": MEDIAN_AMOUNT,
            "gross": _summed(_gross),
            "net": _summed(_net),
            "discount": _summed(lambda ground: _gross(ground) - ground.amount),
            "freight": _summed(_freight),
            "customers": CUSTOMERS,
        },
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
        "order_gross",
        N_("Orders before discount"),
        "money",
        N_("Quantity times price of all lines of orders, before discounts, on the day of ordering."),
        ("ordered.gross",),
    ),
    Measure(
        "order_net",
        N_("Orders after discount"),
        "money",
        N_("Quantity times price of all lines of orders less their discounts, rounded once, on the day of ordering."),
        ("ordered.net",),
        per=100,
    ),
    Measure(
        "order_discount",
        N_("Discounts"),
        "money",
        N_("What discounts took off the lines of orders, on the day of ordering."),
        ("ordered.discount",),
        good="down",
    ),
    Measure(
        "discount_rate",
        N_("Discount rate"),
        "ratio",
        N_("Discounts divided by what orders come to before them, on the day of ordering."),
        ("ordered.discount",),
        over=("ordered.gross",),
        good="down",
    ),
    Measure(
        "order_freight",
        N_("Freight"),
        "money",
        N_("Freight of orders, which is not in their amount, on the day of ordering."),
        ("ordered.freight",),
        good="",
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
        "median_order",
        N_("Median order"),
        "money",
        N_("The middle one of the amounts of orders: half of them are smaller, half larger."),
        ("ordered.median",),
        per=2,
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
