"""Quick search over customers, contacts, deals and orders: by name, phone, e-mail or number, in any spelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, literal, select

from ..base.database import label_of
from ..base.text import fold
from ..models import Contact, Customer, Deal, Order, Tracked
from .filters import SEARCH, compile_filter, condition

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

LONGEST = 200


@dataclass(frozen=True)
class Hit:
    """A record that was found: what it is, what it is called, and a word that tells it from its namesakes."""

    kind: str
    id: int
    label: str
    detail: str


def search(w: Work, text: str, *, limit: int = 20, kind: str | None = None) -> list[Hit]:
    """The records (of a kind) that hold these words, best first: whole name, beginning of the name, anywhere."""
    wanted = fold(text[:LONGEST])
    if not wanted:
        return []
    found: list[tuple[int, str, Hit]] = []
    for model, key, detail in _WHERE:
        if kind in (None, model.entity):
            found += _hits(w, model, key, detail, text[:LONGEST], wanted, limit)
    if kind in (None, "order"):
        found += _orders(w, wanted, limit)
    found.sort(key=lambda one: one[:2])
    return [hit for *_order, hit in found[:limit]]


def _hits(
    w: Work,
    model: type[Tracked],
    key: str,
    detail: Callable[[Any], Any],
    text: str,
    wanted: str,
    limit: int,
) -> list[tuple[int, str, Hit]]:
    label: Any = getattr(model, "title" if model is Deal else "name")
    folded: Any = getattr(model, key)
    rank = case((folded == wanted, 0), (folded.startswith(wanted, autoescape=True), 1), else_=2)
    statement = (
        select(model.id, label.label("label"), detail(model).label("detail"), rank.label("rank"))
        .where(compile_filter(w, model.entity, condition(model.entity, SEARCH.key, "contains", text)))
        .order_by(rank, getattr(model, "sort_key"), model.id)  # noqa: B009
        .limit(limit)
    )
    return [
        (row.rank, fold(row.label), Hit(model.entity, row.id, row.label, row.detail or "")) for row in w.rows(statement)
    ]


def _orders(w: Work, wanted: str, limit: int) -> list[tuple[int, str, Hit]]:
    """Orders whose number is this or begins with it; of more than one, the newest first."""
    same, begins = Order.number_key == wanted, Order.number_key.startswith(wanted, autoescape=True)
    statement = (
        select(Order.id, Order.number, _customer_of(Order).label("detail"), case((same, 0), else_=1).label("rank"))
        .where(begins)
        .order_by("rank", Order.ordered_on.desc(), Order.id.desc())
        .limit(limit)
    )
    rows = w.rows(statement)
    return [(row.rank, fold(row.number), Hit("order", row.id, row.number, row.detail or "")) for row in rows]


def _customer_of(model: Any) -> Any:
    customer = label_of(Customer)
    return select(customer.c.name).where(customer.c.id == model.customer_id).scalar_subquery()


def _reach(model: Any) -> Any:
    return case(
        (model.mobile.is_not(None), model.mobile),
        (model.phone.is_not(None), model.phone),
        (model.email.is_not(None), model.email),
        else_=literal(""),
    )


_WHERE: tuple[tuple[type[Tracked], str, Callable[[Any], Any]], ...] = (
    (Customer, "name_key", lambda model: model.city),
    (Contact, "name_key", _reach),
    (Deal, "sort_key", _customer_of),
)
