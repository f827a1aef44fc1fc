"""Who else wants to win a deal: how serious they are, what they ask, and to whom a deal was lost.

A competitor of a deal is a record of its own, written by `fields.records`; the rule below holds that whoever writes
it may change the deal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.text import fold
from ..fields import records
from ..fields.rules import Values, rule
from ..models import Competitor, Deal
from ..trust.access import require

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_MOST_NAMES = 50


@dataclass(frozen=True)
class Rival:
    """A competitor of a deal. `offer`: what they ask, in minor units of the deal's currency.

    `won`: the deal is lost, and to them.
    """

    id: int
    version: int
    name: str
    threat: str | None
    offer: int | None
    note: str | None
    won: bool


def rivals_of(w: Work, deal_id: int) -> list[Rival]:
    """The competitors of a deal: to whom it was lost, then in the order in which they were added. NotFound."""
    lost = w.get(Deal, deal_id).outcome == "lost"
    one = Competitor
    statement = select(one.id, one.version, one.name, one.threat, one.offer, one.note, one.won)
    rows = w.rows(statement.where(one.deal_id == deal_id).order_by(one.id))
    found = [
        Rival(row.id, row.version, row.name, row.threat, row.offer, row.note, won=lost and bool(row.won))
        for row in rows
    ]
    return sorted(found, key=lambda rival: not rival.won)


def names_in_use(w: Work) -> list[str]:
    """The competitors that the actor meets in deals, the commonest first."""
    one = Competitor
    statement = select(func.min(one.name)).group_by(one.name_key).order_by(func.count().desc(), one.name_key)
    return list(w.scalars(statement.limit(_MOST_NAMES)))


@rule("competitor")
def settle_competitor(w: Work, before: Mapping[str, Any] | None, changes: Values) -> Values:
    """A competitor stands in a deal once; only a lost deal was lost to somebody, and to one of them."""
    whole = {**(before or {}), **changes}
    for values in (before, whole):
        if values is not None:
            require(w, "change", w.get(Deal, values["deal_id"] or 0))
    if not (whole["name"] or "").strip():
        raise Invalid(N_("Say who it is."), field="name")
    own = before["id"] if before is not None else 0
    if any(number != own for number in _named(w, whole["deal_id"], whole["name"])):
        raise Invalid(N_("This competitor stands in the deal already."), field="name")
    if changes.get("won") and w.get(Deal, whole["deal_id"]).outcome != "lost":
        raise Invalid(N_("Only a deal that is lost was lost to somebody."), field="won")
    if whole.get("offer") is not None and whole["offer"] < 0:
        raise Invalid(N_("An amount is not below zero."), field="offer")
    return changes


def _named(w: Work, deal_id: int, name: str) -> list[int]:
    """The competitors of a deal that are called so, however it is spelt."""
    there = label_of(Competitor)
    mine = select(there.c.id, there.c.name_key).where(there.c.deal_id == deal_id, there.c.deleted_at.is_(None))
    return [row.id for row in w.rows(mine) if row.name_key == fold(name)]


def remove(w: Work, competitor_id: int) -> records.EditedMany:
    """Take a competitor out of a deal. Raises NotFound, Refused."""
    rival = w.get(Competitor, competitor_id)
    require(w, "change", w.get(Deal, rival.deal_id))
    return records.delete(w, "competitor", [competitor_id])


def lost_to(w: Work, deal_id: int, name: str) -> None:
    """Say to whom a lost deal was lost; who is no competitor of it yet becomes one. "" says to nobody of them.

    Raises Invalid for a deal that is not lost, NotFound, Refused.
    """
    require(w, "change", w.get(Deal, deal_id))
    known = _named(w, deal_id, name) if name.strip() else []
    with w.changing("edit"):
        if name.strip() and not known:
            known = [records.create(w, "competitor", {"deal": deal_id, "name": name.strip(), "won": True})]
        for rival in w.scalars(select(Competitor).where(Competitor.deal_id == deal_id)):
            won = rival.id in known
            if bool(rival.won) != won:
                records.edit(w, "competitor", records.Edit(rival.id, rival.version, {"won": won}))
