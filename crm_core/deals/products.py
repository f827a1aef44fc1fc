"""The products of a deal as a person sees and changes them, and whether the deal's amount comes from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields import records
from ..fields.links import labels_of
from ..models import Change, ChangeSet, Deal, Product
from ..trust.parts import Lines, lines_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Basis = Literal["products", "hand"]
"""Where a deal's amount comes from: what its products come to, or typed by hand, and shared by the products."""
_FROM_PRODUCTS = "amount_from"


@dataclass(frozen=True)
class Sold:
    """A product in a deal; price and amount in minor units of the deal's currency."""

    id: int
    product_id: int
    product: str
    quantity: float
    price: int | None
    amount: int | None


@dataclass(frozen=True)
class Basket:
    """The products of a deal in their order, and where the deal's amount comes from."""

    lines: tuple[Sold, ...]
    basis: Basis


def basket_of(w: Work, deal_id: int) -> Basket:
    """The products of a deal. NotFound when the deal is hidden."""
    w.get(Deal, deal_id)
    lines = lines_of(w, "deal", [deal_id]).get(deal_id, [])
    names = labels_of(w, {"product": {line["product_id"] for line in lines}})["product"]
    sold = tuple(
        Sold(
            line["id"], line["product_id"], names.get(line["product_id"], ""),
            line["quantity"], line["price"], line["amount"],
        )
        for line in lines
    )  # fmt: skip
    return Basket(sold, _basis(w, deal_id, lines))


def _basis(w: Work, deal_id: int, lines: Lines) -> Basis:
    """What the last deed that set amount or products said; where nobody did, whether the products come to it."""
    log, sets = label_of(Change), label_of(ChangeSet)
    deeds = (
        select(log.c.after, sets.c.context)
        .join(sets, sets.c.id == log.c.change_set_id)
        .where(log.c.entity == "deal", log.c.record_id == deal_id, log.c.after.is_not(None))
        .where(sets.c.undone_at.is_(None), sets.c.kind != "undo")
        .order_by(log.c.id.desc())
    )
    for deed in w.rows(deeds):
        if {"amount", "lines"} & set(deed.after or {}):
            return "products" if (deed.context or {}).get(_FROM_PRODUCTS) == "products" else "hand"
    fits = all(line["amount"] is not None and line["amount"] == _comes_to(line) for line in lines)
    return "products" if lines and fits else "hand"


def _comes_to(line: dict[str, Any]) -> int | None:
    if line["price"] is None:
        return None
    return int((Decimal(str(line["quantity"])) * line["price"]).to_integral_value(ROUND_HALF_UP))


def store(w: Work, deal_id: int, version: int, lines: Sequence[dict[str, Any]], amount: int | None) -> records.Edited:
    """Let these be the products of a deal, in this order: `product_id`, `quantity`, `price` (`id` where they have one).

    Without an `amount` the deal's is what they come to; with one, they share it (deals.lines). Raises Conflict,
    Invalid, NotFound, Refused.
    """
    _check(w, lines, amount)
    kept = [{name: line.get(name) for name in ("id", "product_id", "quantity", "price")} for line in lines]
    values: dict[str, Any] = {"lines": kept}
    if amount is not None:
        values["amount"] = amount
    context = {} if amount is not None else {_FROM_PRODUCTS: "products"}
    with w.changing("edit", **context):
        return records.edit(w, "deal", records.Edit(deal_id, version, values))


def _check(w: Work, lines: Sequence[dict[str, Any]], amount: int | None) -> None:
    wanted = {line.get("product_id") for line in lines}
    if None in wanted:
        raise Invalid(N_("Choose a product in every line."), field="product")
    if len(set(w.scalars(select(Product.id).where(Product.id.in_(wanted))))) < len(wanted - _in_bin(w, wanted)):
        raise Invalid(N_("Choose a product in every line."), field="product")
    for line in lines:
        if not (line.get("quantity") or 0) > 0:
            raise Invalid(N_("A quantity is above zero."), field="quantity", value=line.get("quantity"))
        if (line.get("price") or 0) < 0:
            raise Invalid(N_("An amount is not below zero."), field="price", value=line.get("price"))
    if amount is not None and amount < 0:
        raise Invalid(N_("An amount is not below zero."), field="amount", value=amount)


def _in_bin(w: Work, wanted: set[Any]) -> set[int]:
    """Products that were removed since may stay in the deals that have them."""
    gone = label_of(Product)
    return set(w.scalars(select(gone.c.id).where(gone.c.id.in_(wanted), gone.c.deleted_at.is_not(None))))
