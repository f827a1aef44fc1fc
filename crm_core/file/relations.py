"""Customers who belong together: parent and branch, partner, supplier …, told from both sides.

A relation is stored once, from the side that `STORED` names; the other side reads its inverse. It is shown to whoever
sees both customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields import records
from ..fields.rules import Values, rule
from ..models import Customer, CustomerRelation, Deal
from ..trust.access import may, require

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

INVERSE: Mapping[str, str] = MappingProxyType(
    {
        "parent": "branch",
        "branch": "parent",
        "supplier": "buyer",
        "buyer": "supplier",
        "agent": "principal",
        "principal": "agent",
        "introducer": "introduced",
        "introduced": "introducer",
        "partner": "partner",
        "competitor": "competitor",
        "relative": "relative",
    }
)
"""What each kind is called from the other side."""
STORED = frozenset({"parent", "supplier", "agent", "introducer", "partner", "competitor", "relative"})
"""The kinds that rows bear; the others are stored as their inverse, from the other side."""
_MOST_LEVELS = 20


@dataclass(frozen=True)
class Related:
    """A customer related to another: `kind` is what they are to the one who is looked at."""

    id: int
    version: int
    kind: str
    customer_id: int
    name: str
    city: str | None
    note: str | None
    may_change: bool


def related(w: Work, customer_id: int) -> list[Related]:
    """The customers related to this one that the actor sees, in the order of the kinds, then by name."""
    one = CustomerRelation
    statement = select(one.id, one.version, one.customer_id, one.other_id, one.kind, one.note)
    rows = w.rows(statement.where(or_(one.customer_id == customer_id, one.other_id == customer_id)))
    others = {row.id: row.other_id if row.customer_id == customer_id else row.customer_id for row in rows}
    columns = (Customer.id, Customer.name, Customer.city, Customer.sort_key, Customer.owner_id, Customer.unit_id)
    wanted = select(*columns).where(Customer.id.in_({customer_id, *others.values()}))
    seen = {row.id: row for row in w.rows(wanted)}
    order = {kind: place for place, kind in enumerate(INVERSE)}
    found = []
    for row in rows:
        other, me = seen.get(others[row.id]), seen.get(customer_id)
        if other is None or me is None:
            continue
        kind = row.kind if row.customer_id == customer_id else INVERSE.get(row.kind, row.kind)
        mine = may(w.actor, "change", me) or may(w.actor, "change", other)
        made = Related(row.id, row.version, kind, other.id, other.name, other.city, row.note, mine)
        found.append((order.get(kind, len(order)), other.sort_key, made))
    return [made for *_, made in sorted(found, key=lambda one: one[:2])]


@rule("relation")
def settle_relation(w: Work, before: Mapping[str, Any] | None, changes: Values) -> Values:
    """Nobody is related to themselves, or twice in one way; nobody stands above themselves. Stored from one side."""
    whole = {**(before or {}), **changes}
    _require_a_side(w, before or whole)
    if before is not None:
        _require_a_side(w, whole)
    one, other, kind = whole["customer_id"], whole["other_id"], whole.get("kind")
    if kind is None or kind not in INVERSE:
        return changes
    if one == other:
        raise Invalid(N_("A customer cannot be related to themselves."), field="other")
    if kind not in STORED:
        one, other, kind = other, one, INVERSE[kind]
    own = before["id"] if before is not None else 0
    if _is_there(w, one, other, kind, own):
        raise Invalid(N_("These two are related in this way already."), field="other")
    if kind == "parent" and one in _above(w, other):
        raise Invalid(N_("That would be a circle: a company cannot stand above itself."), field="other")
    return {**changes, "customer_id": one, "other_id": other, "kind": kind}


def _require_a_side(w: Work, values: Mapping[str, Any]) -> None:
    """Who may change one of the two may say how they are related; both must be seen."""
    if values.get("customer_id") is None or values.get("other_id") is None:
        raise Invalid(N_("Choose the related customer."), field="other")
    sides = [w.get(Customer, values[name]) for name in ("customer_id", "other_id")]
    if not any(may(w.actor, "change", side) for side in sides):
        require(w, "change", sides[0])


def _is_there(w: Work, one: int, other: int, kind: str, own: int) -> bool:
    table = label_of(CustomerRelation)
    same = and_(table.c.customer_id == one, table.c.other_id == other)
    if INVERSE[kind] == kind:
        same = or_(same, and_(table.c.customer_id == other, table.c.other_id == one))
    statement = select(table.c.id).where(same, table.c.kind == kind, table.c.deleted_at.is_(None), table.c.id != own)
    return w.scalar(statement.limit(1)) is not None


def _above(w: Work, customer_id: int) -> set[int]:
    """A company and all above it, whoever sees them: a circle is none only for those who see half of it."""
    table = label_of(CustomerRelation)
    found, ahead = {customer_id}, {customer_id}
    while ahead:
        statement = select(table.c.other_id).where(
            table.c.customer_id.in_(ahead), table.c.kind == "parent", table.c.deleted_at.is_(None)
        )
        ahead = set(w.scalars(statement)) - found
        found |= ahead
    return found


@dataclass(frozen=True)
class Said:
    """A relation as it reads in the file of one of the two: `kind` is what the other is to them."""

    id: int
    version: int
    customer_id: int
    other_id: int
    kind: str
    note: str | None


def read(w: Work, relation_id: int, customer_id: int) -> Said:
    """A relation from the side of this customer. Raises NotFound."""
    one = w.get(CustomerRelation, relation_id)
    if one.customer_id == customer_id:
        return Said(one.id, one.version, customer_id, one.other_id, one.kind, one.note)
    return Said(one.id, one.version, customer_id, one.customer_id, INVERSE.get(one.kind, one.kind), one.note)


def change(w: Work, said: Said, kind: str, note: str | None) -> records.Edited:
    """Say otherwise what the other is to the one in whose file it was read. Raises Conflict, Invalid, Refused."""
    values: dict[str, Any] = {"note": note}
    if kind != said.kind:
        values |= {"customer": said.customer_id, "other": said.other_id, "kind": kind}
    return records.edit(w, "relation", records.Edit(said.id, said.version, values))


def remove(w: Work, relation_id: int) -> records.EditedMany:
    """Put a relation into the bin. Raises NotFound, Refused."""
    relation = w.get(CustomerRelation, relation_id)
    _require_a_side(w, {"customer_id": relation.customer_id, "other_id": relation.other_id})
    return records.delete(w, "relation", [relation_id])


@dataclass(frozen=True)
class Group:
    """A company with its branches and theirs: how many they are, what is open and what was won with all of them."""

    companies: int
    open_count: int
    open_amount: int
    won_count: int
    won_amount: int


def group_of(w: Work, customer_id: int) -> Group | None:
    """What stands at a company and all below it, of what the actor sees; None for one without branches.

    Amounts are of the deals in the company's currency, in minor units.
    """
    members = _below(w, customer_id)
    if len(members) < 2:
        return None
    amount = func.sum(Deal.amount).filter(Deal.currency == w.company.currency)
    statement = select(Deal.outcome, func.count(), amount).where(Deal.customer_id.in_(members))
    told = {row[0]: (row[1], int(row[2] or 0)) for row in w.rows(statement.group_by(Deal.outcome))}
    return Group(len(members), *told.get("open", (0, 0)), *told.get("won", (0, 0)))


def _below(w: Work, customer_id: int) -> set[int]:
    found, ahead = {customer_id}, {customer_id}
    for _ in range(_MOST_LEVELS):
        statement = select(CustomerRelation.customer_id).join(Customer, Customer.id == CustomerRelation.customer_id)
        below = statement.where(CustomerRelation.other_id.in_(ahead), CustomerRelation.kind == "parent")
        ahead = set(w.scalars(below)) - found
        if not ahead:
            break
        found |= ahead
    return found


def kinds_seen(rows: Sequence[Related]) -> list[str]:
    """The kinds of relations that there are, in their order."""
    return list(dict.fromkeys(row.kind for row in rows))
