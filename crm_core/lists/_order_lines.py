"""Which orders of one number are the same, which lines of it are, and what they come to together.

A line is known by its number in the other system; else the lines of one product are taken in their order. What the list
does not name stays: a list of a few lines takes none of the others away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from ..deals.orders import priced
from ..trust.parts import Lines

Line = Mapping[str, Any]
_OF_A_LINE = ("quantity", "price", "external_id")
SAME_ORDER = dt.timedelta(days=180)
"""Days further apart than this are days of two orders."""


def same_order(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether two orders of one number are the same: neither customer nor day speaks against it.

    Systems begin to count anew, so a number alone does not decide.
    """
    if None not in (one.get("customer_id"), two.get("customer_id")) and one["customer_id"] != two["customer_id"]:
        return False
    days = one.get("ordered_on"), two.get("ordered_on")
    return days[0] is None or days[1] is None or abs(days[0] - days[1]) <= SAME_ORDER


def places(held: Sequence[Line], given: Sequence[Line]) -> list[int | None]:
    """For each given line the place of the one that it is among those held; None where it is another one."""
    by_number = {line["external_id"]: place for place, line in enumerate(held) if line["external_id"]}
    free: dict[Any, list[int]] = {}
    for place, line in enumerate(held):
        free.setdefault(line["product_id"], []).append(place)
    found: list[int | None] = []
    for line in given:
        number = line.get("external_id")
        at: int | None = by_number.get(number) if number else None
        if at is None:
            alike = free.get(line.get("product_id"), [])
            at = next((one for one in alike if not (number and held[one]["external_id"])), None)
        if at is not None:
            by_number.pop(held[at]["external_id"], None)
            free[held[at]["product_id"]].remove(at)
        found.append(at)
    return found


def merged(line: Line, given: Line) -> dict[str, Any]:
    """A line that is there with what a list says of it; nothing said changes nothing."""
    return priced({**line, **{name: value for name, value in given.items() if value is not None}})


def together(held: Lines, given: Lines) -> Lines:
    """All lines that an order has after a list: those that are there first, in their order, then the new ones.

    A single row that tells of no line (neither quantity nor price nor number) says nothing of an order with several:
    an export of orders comes back as it was.
    """
    if len(given) == 1 < len(held) and not any(given[0].get(name) is not None for name in _OF_A_LINE):
        return held
    found = [dict(line) for line in held]
    for place, line in zip(places(held, given), given, strict=True):
        if place is None:
            found.append(priced(line))
        else:
            found[place] = merged(held[place], line)
    return found
