"""What keeps an order consistent, whoever changes it: its amount is what its lines come to.

A line comes to quantity × price less its discount, rounded to the minor unit; a half goes to the even one, so that
many lines do not add up to more than they should. An order that was shipped is done, unless its status says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields.rules import Values, rule
from ..trust.parts import lines_of
from .lines import agreed

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Line = Mapping[str, Any]
Before = Mapping[str, Any] | None

LEFT_OUT = ("cancelled", "returned")
"""Orders of these states are no sales."""


def line_amount(quantity: float, price: int, discount: float = 0.0) -> int:
    """What a line comes to, in minor units; `discount` in percent."""
    whole = Decimal(str(quantity)) * price
    return int((whole * (100 - Decimal(str(discount))) / 100).to_integral_value(ROUND_HALF_EVEN))


def priced(line: Line) -> dict[str, Any]:
    """A line with the amount that follows from its price; one without a price keeps what it has."""
    quantity, discount = line.get("quantity"), line.get("discount") or 0.0
    filled = {**line, "quantity": 1.0 if quantity is None else quantity, "discount": discount}
    if line.get("price") is not None:
        filled["amount"] = line_amount(filled["quantity"], line["price"], discount)
    return filled


def valued(lines: Sequence[Line], amount: int | None) -> tuple[list[dict[str, Any]], int | None]:
    """Lines with their amounts, and their sum. Where no line has one, `amount` is shared among them."""
    known = [priced(line) for line in lines]
    if any(line.get("amount") is not None for line in known):
        known = [{**line, "amount": line.get("amount") or 0} for line in known]
        return known, sum(line["amount"] for line in known)
    return [{**line, "price": None} for line in agreed(known, amount)], amount


@rule("order")
def settle(w: Work, before: Before, changes: Values) -> Values:
    """All columns (and lines) to set so that an order stays consistent. Raises Invalid, in words, where it cannot."""
    if before is not None and changes.get("amount", before["amount"]) != before["amount"]:
        before = {**before, "lines": lines_of(w, "order", [before["id"]]).get(before["id"], [])}
        if before["lines"] and "lines" not in changes:
            raise Invalid(N_("The amount of an order is what its lines come to. Change a line."), field="amount")
    if before is None and changes.get("status") == "open":  # what a form begins with
        changes = {**changes, "status": None}
    return settled(before, changes, w.company.currency)


def settled(before: Before, changes: Values, currency: str) -> Values:
    """All values to set when these change; `before` holds the order's columns, and its `lines` where it has any.

    An amount that a list gives beside lines says nothing: the lines count.
    """
    new = dict(changes)
    old = before or {}
    if not old or "currency" in new:
        new["currency"] = new.get("currency") or currency
    if new.get("lines"):
        new["lines"], new["amount"] = valued(new["lines"], new.get("amount", old.get("amount")))
    elif old.get("lines"):
        new.pop("amount", None)
    if not old:
        new["status"] = new.get("status") or ("done" if new.get("shipped_on") else "open")
    elif new.get("shipped_on") and old["status"] == "open":
        new.setdefault("status", "done")
    elif "status" in new and not new["status"]:
        raise Invalid(N_("An order needs a status."), field="status")
    return new
