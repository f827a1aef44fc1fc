"""Lists of orders: the rows of one order are gathered by its number, planned as one record, and told row by row.

A row is the order itself, one of its lines, or both. Rows are of one order where the number is the same and neither
customer nor day speaks against it: systems begin to count anew. Nothing that a list does not name is taken away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_
from ..base.text import fold
from ..deals.orders import LEFT_OUT, line_amount, settled
from ..fields import CATALOGUE, ORDER_LINE, Field
from ..models import Customer, Deal
from ..trust.parts import Lines, lines_of, sorted_tags
from ._listed import Listed, looked_up
from ._order_lines import places, same_order
from ._planned import RowPlan
from ._rows import Rows

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

HOLDS = N_("The list holds {orders} orders with {lines} lines; each row counts as what becomes of its line.")
NUMBER_ALONE = N_("Orders of which nothing but the number and lines is known: {count}.")
CONTRADICT = N_("Orders whose rows contradict each other: {count}. The first row that says something counts.")
NOT_THE_PRODUCT = N_(
    "Rows whose own total is not quantity × price less discount: {count}. What was computed from them counts."
)
KEPT_LINES = N_("Lines of these orders that are there and not in the list were kept: {count}.")
NO_SALES = N_("Cancelled and returned orders in the list: {count}. They are kept; reports leave them out.")

_SAID = 60
_LINE = ("product", "quantity", "price", "line_id")
"""Columns that only lines have; an amount or a discount may be the order's."""
_FIELDS: Mapping[str, Field] = {
    **CATALOGUE["order"],
    **ORDER_LINE,
    "lines": Field("lines", N_("Lines"), importable=False),
}


# Gathering


@dataclass(slots=True)
class _Order:
    """The rows of one order by their places, its customer and day, what they say of it, and their lines by place."""

    rows: list[int]
    signs: dict[str, Any]
    head: dict[str, Any] = field(default_factory=dict)
    lines: dict[int, dict[str, Any]] = field(default_factory=dict)
    contradicts: bool = False

    @property
    def given(self) -> Lines:
        return list(self.lines.values())


class Gathered:
    """The orders of a list, from its clean values by field key; `said` has the words of its column of statuses."""

    def __init__(self, values: Mapping[str, Sequence[Any]], said: Sequence[Any] | None, count: int) -> None:
        self.values: dict[str, Sequence[Any]] = dict(values)
        if said is not None:
            self.values["status_said"] = [str(word)[:_SAID] if word else None for word in said]
        self.count = count
        self.has_lines = any(key in values for key in _LINE)
        self.odd = 0
        self.orders = self._grouped()
        self._tell_amounts()
        for order in self.orders:
            self._fill(order)

    def _at(self, key: str, place: int) -> Any:
        column = self.values.get(key)
        return None if column is None else column[place]

    def _grouped(self) -> list[_Order]:
        found: list[_Order] = []
        by_number: dict[str, list[_Order]] = {}
        for place in range(self.count):
            number = self._at("number", place)
            signs = {"customer_id": self._at("customer", place), "ordered_on": self._at("ordered_on", place)}
            alike = by_number.setdefault(fold(str(number)), []) if number else []
            order = next((one for one in alike if same_order(one.signs, signs)), None)
            if order is None:
                order = _Order([], signs)
                found.append(order)
                alike.append(order)
            order.rows.append(place)
            order.signs |= {name: value for name, value in signs.items() if order.signs[name] is None}
        return found

    def _tell_amounts(self) -> None:
        """Whether a column of amounts is of lines or of orders: an order's is the same in all its rows."""
        if not self.has_lines:
            self._stand_in("amount", "line_amount")
        elif "amount" in self.values and "line_amount" not in self.values:
            column = self.values["amount"]
            of_rows = [{column[place] for place in order.rows} - {None} for order in self.orders]
            if any(len(amounts) > 1 for amounts in of_rows) or all(len(order.rows) == 1 for order in self.orders):
                self.values["line_amount"] = self.values.pop("amount")

    def _stand_in(self, key: str, other: str) -> None:
        if other in self.values:
            self.values.setdefault(key, self.values.pop(other))

    def _fill(self, order: _Order) -> None:
        for key, column in self.values.items():
            known = _FIELDS[key]
            if known.column is None or key == "note":
                continue
            given = [value for place in order.rows if (value := column[place]) is not None]
            if given:
                order.head[key] = given[0]
                order.contradicts = order.contradicts or any(value != given[0] for value in given)
        notes = dict.fromkeys(note for place in order.rows if (note := self._at("note", place)))
        order.head["note"] = "\n".join(notes) or None
        tags = sorted_tags([tag for place in order.rows for tag in self._at("tags", place) or ()])
        order.head["tags"] = tags or None
        if self.has_lines:
            order.lines = {place: line for place in order.rows if (line := self._line(place))}

    def _line(self, place: int) -> dict[str, Any] | None:
        """A row's line; None where it has nothing of one."""
        found = {
            name: self._at(key, place)
            for key, name in {"product": "product_id", "price": "price", "line_id": "external_id"}.items()
        }
        quantity, amount = self._at("quantity", place), self._at("line_amount", place)
        if quantity is None and amount is None and not any(value is not None for value in found.values()):
            return None
        found |= {
            "quantity": None if quantity is None else float(quantity),
            "discount": self._discount(place, quantity, found["price"]),
            "amount": amount if found["price"] is None else None,
        }
        if amount is not None and found["price"] is not None:
            computed = line_amount(1.0 if quantity is None else quantity, found["price"], found["discount"] or 0.0)
            self.odd += abs(computed - amount) > 1
        return found

    def _discount(self, place: int, quantity: float | None, price: int | None) -> float | None:
        """In percent; an amount taken off is a share of quantity × price."""
        off = self._at("discount_amount", place)
        percent: float | None = self._at("discount", place)
        if percent is not None or not off or not price or quantity == 0:
            return percent
        return float(100 * off / (price * (1 if quantity is None else quantity)))

    # What goes on to be planned

    def columns(self) -> dict[str, list[Any]]:
        """The orders by field key, as long as there are orders."""
        keys = [key for key in (*self.values, "note", "tags") if _FIELDS[key].column is not None or key == "tags"]
        found = {key: [order.head.get(key) for order in self.orders] for key in dict.fromkeys(keys)}
        return {**found, "lines": [order.given or None for order in self.orders]}


# Planning


def planned(listed: Listed) -> list[RowPlan]:
    """What becomes of each row of a list of orders."""
    gathered = Gathered(_with_statuses(listed), listed.parsed.values.get("status"), len(listed.places))
    numbers = [listed.parsed.rows[order.rows[0]] for order in gathered.orders]
    columns = gathered.columns()
    assumed = _assumed(listed.w, columns, len(numbers))
    plans = Rows(listed.w, "order", _FIELDS, columns, numbers, {}, listed.options, assumed).plan()
    told: list[RowPlan] = []
    for order, head in zip(gathered.orders, plans, strict=True):
        if head.is_new:
            _complete(listed.w, head)
        told += _Told(order, head, listed.parsed.rows).rows()
    _note(listed, gathered, plans)
    return sorted(told, key=lambda row: row.place)


def _with_statuses(listed: Listed) -> Mapping[str, Sequence[Any]]:
    """The values of the list; an order with a word that is not known is open, unless it was shipped."""
    values, said = listed.ready.values, listed.parsed.values.get("status")
    if said is None:
        return values
    told = zip(listed.peek("status"), said, listed.peek("shipped_on"), strict=True)
    return {**values, "status": [known or (("done" if day else "open") if word else None) for known, word, day in told]}


def _assumed(w: Work, columns: Mapping[str, Sequence[Any]], count: int) -> dict[str, list[Any]]:
    """Whose an order is where the list does not say: its deal's customer, and the owner of the deal or customer."""
    none = [None] * count
    deals, customers = columns.get("deal", none), list(columns.get("customer", none))
    of_deal = looked_up(w, Deal, set(deals), "customer_id")
    customers = [one if one is not None else of_deal.get(deal) for one, deal in zip(customers, deals, strict=True)]
    deal_owner = looked_up(w, Deal, set(deals), "owner_id")
    owner = looked_up(w, Customer, set(customers), "owner_id")
    owners = [deal_owner.get(deal) or owner.get(one) for one, deal in zip(customers, deals, strict=True)]
    return {"customer_id": customers, "owner_id": owners}


def _complete(w: Work, head: RowPlan) -> None:
    """What follows from a new order's own values: status, currency, the amount of its lines."""
    lines = head.parts.get("lines")
    head.values = settled(None, {**head.values, **({"lines": lines} if lines else {})}, w.company.currency)
    if lines:
        head.parts["lines"] = head.values.pop("lines")


class _Told:
    """The plan of one order told row by row: the first row that changes something carries it, the others follow."""

    def __init__(self, order: _Order, head: RowPlan, numbers: Sequence[int]) -> None:
        self.order, self.head, self.numbers = order, head, numbers

    def rows(self) -> list[RowPlan]:
        moved = self._moved() if self.head.status == "updated" else {}
        carrier = next(iter(moved), self.order.rows[0])
        return [self._row(place, carrier, moved) for place in self.order.rows]

    def _moved(self) -> dict[int, tuple[dict[str, Any], dict[str, Any] | None]]:
        """The rows that change something in an order that is there, with their line as it will be and as it was."""
        head, order = self.head, self.order
        found: dict[int, tuple[dict[str, Any], dict[str, Any] | None]] = {}
        if "lines" not in head.parts:
            return found
        held, new = head.before["lines"], head.parts["lines"]
        added = len(held)
        for place, at in zip(order.lines, places(held, order.given), strict=True):
            if at is None:
                found[place] = (new[added], None)
                added += 1
            elif new[at] != held[at]:
                found[place] = (new[at], held[at])
        follows = {"amount"}
        if set(head.values) - follows and order.rows[0] not in found:
            found = {order.rows[0]: ({}, None), **found}
        return found

    def _row(self, place: int, carrier: int, moved: Mapping[int, tuple[dict[str, Any], dict[str, Any] | None]]) -> Any:
        head, number = self.head, self.numbers[place]
        if place == carrier:
            return replace(head, place=place, row=number)
        into = carrier if head.status in ("created", "updated", "unchanged") else None
        row = RowPlan(place, number, head.status, head.label, id=head.id, into=into, reason=head.reason)
        if head.status == "updated" and place not in moved:
            row.status = "unchanged"
        elif place in moved and moved[place][0]:
            line, before = moved[place]
            row.parts, row.before = {"lines": [line]}, {"lines": [before] if before else []}
        return row


def _note(listed: Listed, gathered: Gathered, plans: Sequence[RowPlan]) -> None:
    """Say what was gathered, and what was decided on the way."""
    pairs = list(zip(gathered.orders, plans, strict=True))
    if gathered.has_lines:
        usable = [order for order, plan in pairs if plan.status != "failed"]
        listed.note(HOLDS, orders=len(usable), lines=sum(len(order.lines) for order in usable))
    alone = {"number", "status", "currency", "amount"}
    counts = {
        CONTRADICT: sum(order.contradicts for order in gathered.orders),
        NUMBER_ALONE: sum(plan.is_new and plan.values.keys() <= alone for plan in plans) if gathered.has_lines else 0,
        NOT_THE_PRODUCT: gathered.odd,
        KEPT_LINES: _kept(listed.w, pairs) if gathered.has_lines else 0,
        NO_SALES: sum(order.head.get("status") in LEFT_OUT for order in gathered.orders),
    }
    for message, count in counts.items():
        if count:
            listed.note(message, count=count)


def _kept(w: Work, pairs: Sequence[tuple[_Order, RowPlan]]) -> int:
    """How many lines of orders that are there the list does not name."""
    there = {plan.id: order for order, plan in pairs if plan.id is not None and order.lines}
    held = lines_of(w, "order", list(there))
    return sum(
        len(lines) - sum(at is not None for at in places(lines, there[number].given)) for number, lines in held.items()
    )
