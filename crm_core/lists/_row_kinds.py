"""What rows of each entity need: declared here once, read by `_rows`.

A kind of list whose rows become records of an entity needs one entry in ROW_KINDS; what lies in tables of its own is a
`Part` of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_
from ..base.text import fold
from ..deals.orders import settled as settled_order
from ..deals.rules import book_of, settled
from ..fields.choices import options
from ..fields.find import competitors_of
from ..trust import parts
from . import _order_lines

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

NO_TITLE = N_("The row has neither a title nor a number.")
NO_NAME = N_("The row has no name.")
NO_NUMBER = N_("The row has no order number.")
NO_TASK = N_("The row has no title.")
NO_DAY = N_("The row does not say when it took place.")

Columns = Mapping[str, Sequence[Any]]
"""The values of a list by field key, as long as the list."""
Extras = Mapping[str, Mapping[int, list[Any]]]
"""Further phones, e-mails and the like by field key and place in the list."""
Values = dict[str, Any]
Settle = Callable[[Mapping[str, Any], Values], Values]
"""From a record (with its parts) and what would change in it to all that changes, by the rules of its entity."""


@dataclass(frozen=True)
class Part:
    """A part of a record that lies in a table of its own (see `trust.parts`).

    `of_list`: what the rows say, by place; `held`: what records have; `joined`: what two rows of one record say, the
    upper one first; `together`: what a record has after a row, from what it had, what the row says, and its columns.
    `settled`: the entity's rule looks at it, so it is read even where the list says nothing of it.
    """

    of_list: Callable[[Columns, Extras], Mapping[int, Any]]
    held: Callable[[Work, str, Sequence[int]], Mapping[int, Any]]
    joined: Callable[[Any, Any], Any]
    together: Callable[[Any, Any, Mapping[str, Any]], Any]
    settled: bool = False


def _has(record: Mapping[str, Any], name: str) -> bool:
    return record.get(name) is not None


@dataclass(frozen=True)
class RowKind:
    """What a row of one entity needs.

    `needed` is the column it cannot be without, `stand_ins` those that may stand in for it, in order; without any the
    row fails for the reason `missing`. `complete` adds what follows from a row's own values. `settle` is made once a
    plan and says what a change of a record comes to. `shared`: nobody owns such records. `label` is the column that
    names the row to a person, where `needed` does not. `stands`: whether what a record has in a column outweighs what
    is only assumed of it.
    """

    needed: str = "name"
    label: str | None = None
    stand_ins: tuple[str, ...] = ()
    missing: str = NO_NAME
    parts: Mapping[str, Part] = field(default_factory=dict)
    complete: Callable[[Work, Values], None] | None = None
    settle: Callable[[Work], Settle] | None = None
    settles_at_once: bool = False
    shared: bool = False
    stands: Callable[[Mapping[str, Any], str], bool] = _has


# Tags: added to those that are there


def _tags_of_list(values: Columns, _extras: Extras) -> Mapping[int, Any]:
    return {place: parts.sorted_tags(tags) for place, tags in enumerate(values.get("tags", ())) if tags}


def _both_tags(one: list[str], two: list[str]) -> list[str]:
    return parts.sorted_tags([*one, *two])


TAGS = Part(_tags_of_list, parts.tags_of, _both_tags, lambda held, given, _record: _both_tags(held, given))


# A deal's competitors: likewise


def _rivals_of_list(values: Columns, _extras: Extras) -> Mapping[int, Any]:
    return {place: names for place, names in enumerate(values.get("competitors", ())) if names}


def _both_rivals(one: list[str], two: list[str]) -> list[str]:
    there = set(map(fold, one))
    return [*one, *(name for name in two if fold(name) not in there)]


COMPETITORS = Part(
    _rivals_of_list,
    lambda w, _entity, ids: competitors_of(w, ids),
    _both_rivals,
    lambda held, given, _record: _both_rivals(held, given),
)


# A deal's product: one that is there already stays


def _lines_of_list(values: Columns, _extras: Extras) -> Mapping[int, Any]:
    products = enumerate(values.get("product", ()))
    return {place: [{"product_id": one, "quantity": 1.0}] for place, one in products if one is not None}


def _lines_together(held: parts.Lines, given: parts.Lines, _record: Mapping[str, Any]) -> parts.Lines:
    there = [line["product_id"] for line in held]
    return held if all(line["product_id"] in there for line in given) else given


LINES = Part(
    _lines_of_list,
    parts.lines_of,
    lambda _upper, lower: lower,
    _lines_together,
    settled=True,
)


def _settle_deals(w: Work) -> Settle:
    book = book_of(w)
    return lambda deal, changes: settled(deal, changes, book, strict=False) if changes else {}


def _user_has(user: Mapping[str, Any], name: str) -> bool:
    """Somebody whom only a list knew counts as active once a list of users names them."""
    if name == "active":
        return user["active"] or user["password_hash"] is not None
    return _has(user, name)


# The lines of an order: gathered beforehand (see `_orders`), a line that is there already is changed


def _gathered_lines(values: Columns, _extras: Extras) -> Mapping[int, Any]:
    return {place: lines for place, lines in enumerate(values.get("lines", ())) if lines}


ORDER_LINES = Part(
    _gathered_lines,
    parts.lines_of,
    lambda upper, lower: [*upper, *lower],
    lambda held, given, _record: _order_lines.together(held, given),
    settled=True,
)


def _settle_orders(w: Work) -> Settle:
    """Notes grow line by line: several lists tell of one order. Our own word for a status tells nothing new."""
    currency, ours = w.company.currency, set(options("order_statuses", w.company, w.locale).values())

    def settle(order: Mapping[str, Any], changes: Values) -> Values:
        if changes.get("note") and order["note"]:
            lines = dict.fromkeys([*order["note"].split("\n"), *changes["note"].split("\n")])
            changes["note"] = "\n".join(lines)
        if "status" not in changes and changes.get("status_said") in ours:
            del changes["status_said"]
        return settled_order(order, changes, currency) if changes else {}

    return settle


# Further phones, e-mails and addresses: added where the record does not have them


def _points_of_list(_values: Columns, extras: Extras) -> Mapping[int, Any]:
    found: dict[int, parts.Points] = {}
    for key, some in extras.items():
        for place, more in some.items():
            points = found.setdefault(place, [])
            points += [{"kind": key[:10], "label": None, "value": str(value)} for value in more]
    return found


def _more_points(held: parts.Points, given: parts.Points) -> parts.Points:
    known = {(point["kind"], point["value"]) for point in held}
    return [*held, *(point for point in given if (point["kind"], point["value"]) not in known)]


def _points_together(held: parts.Points, given: parts.Points, record: Mapping[str, Any]) -> parts.Points:
    own = {record.get("email"), record.get("phone"), record.get("mobile")}
    return _more_points(held, [point for point in given if point["value"] not in own])


POINTS = Part(_points_of_list, parts.points_of, _more_points, _points_together, settled=True)


ROW_KINDS: Mapping[str, RowKind] = MappingProxyType(
    {
        "customer": RowKind(parts={"tags": TAGS, "points": POINTS}),
        "contact": RowKind(stand_ins=("email",), parts={"tags": TAGS, "points": POINTS}),
        "product": RowKind(stand_ins=("code",), parts={"tags": TAGS}, shared=True),
        "deal": RowKind(
            needed="title",
            stand_ins=("external_id",),
            missing=NO_TITLE,
            parts={"tags": TAGS, "lines": LINES, "competitors": COMPETITORS},
            settle=_settle_deals,
        ),
        "order": RowKind(
            needed="number",
            missing=NO_NUMBER,
            parts={"tags": TAGS, "lines": ORDER_LINES},
            settle=_settle_orders,
            settles_at_once=True,
        ),
        "task": RowKind(needed="title", missing=NO_TASK, parts={"tags": TAGS}),
        "interaction": RowKind(needed="happened_at", label="subject", missing=NO_DAY, parts={"tags": TAGS}),
        "user": RowKind(shared=True, stand_ins=("email",), stands=_user_has),
    }
)
