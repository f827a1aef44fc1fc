"""The products of a deal: amounts of its lines and the amount of the deal always agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Line = Mapping[str, Any]


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount divided by weight (equally when there are none), the remainder with the largest share."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        weights, whole = [1] * len(weights), len(weights)
    parts = [amount * weight // whole for weight in weights]
    parts[parts.index(max(parts))] += amount - sum(parts)
    return parts


def agreed(lines: Sequence[Line], amount: int | None) -> list[dict[str, Any]]:
    """Lines whose amounts sum to the deal's amount, shared by what they have; None leaves them without amounts.

    Lines that agree already stay as they are.
    """
    if not lines:
        return []
    if amount is None:
        return [{**line, "amount": None} for line in lines]
    known = [line.get("amount") for line in lines]
    if None not in known and sum(map(_number, known)) == amount:
        return [dict(line) for line in lines]
    parts = shared(amount, [_number(one) for one in known])
    return [{**line, "amount": part, "price": _price(line, part)} for line, part in zip(lines, parts, strict=True)]


def valued(lines: Sequence[Line]) -> tuple[list[dict[str, Any]], int | None]:
    """Lines with the amounts that follow from their prices, and their sum; None when no line has a price."""
    known: list[dict[str, Any]] = [{**line, "amount": _amount(line)} for line in lines]
    amounts = [line["amount"] for line in known if line["amount"] is not None]
    if not amounts:
        return known, None
    return [{**line, "amount": _number(line["amount"])} for line in known], sum(amounts)


def _number(amount: int | None) -> int:
    return amount or 0


def _quantity(line: Line) -> Decimal:
    return Decimal(str(line.get("quantity") or 1))


def _amount(line: Line) -> int | None:
    if line.get("amount") is not None:
        return int(line["amount"])
    if line.get("price") is None:
        return None
    return int((_quantity(line) * line["price"]).to_integral_value(ROUND_HALF_UP))


def _price(line: Line, amount: int) -> int:
    return int((amount / _quantity(line)).to_integral_value(ROUND_HALF_UP))
