"""One order with its lines, as the file of its customer shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..fields import Kind
from ..fields.find import read
from ..fields.links import labels_of
from ..models import Order
from ..trust.parts import lines_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class OrderedLine:
    """A line as it is read: price and amount in minor units of the order's currency, the discount in percent."""

    product: str
    quantity: float
    price: int | None
    discount: float
    amount: int | None


@dataclass(frozen=True)
class OrderFile:
    """An order by field key, the labels of what it links to, and its lines."""

    order: dict[str, Any]
    labels: Mapping[Kind, Mapping[int, str]]
    lines: tuple[OrderedLine, ...]


def order_file(w: Work, order_id: int) -> OrderFile:
    """The order with its lines. NotFound when the actor may not see it."""
    page = read(w, "order", order_id)
    lines = lines_of(w, "order", [order_id]).get(order_id, [])
    products = labels_of(w, {"product": {line["product_id"] for line in lines} - {None}})["product"]
    shown = tuple(
        OrderedLine(
            products.get(line["product_id"], ""), line["quantity"], line["price"], line["discount"], line["amount"]
        )
        for line in lines
    )
    return OrderFile(page.rows[0], page.labels, shown)


def customer_of_order(w: Work, order_id: int) -> int | None:
    """The customer of an order; None where it has none. NotFound when hidden."""
    return w.get(Order, order_id).customer_id
