"""What a person may choose from when a field is filtered or filled in: people, units, stages, words and tags in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ..base.text import fold
from ..models import ENTITIES, Competitor, Tag, User
from ._field import Kind
from .catalogue import field
from .links import TARGETS
from .search import search

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MOST_WORDS = 200


def offered(w: Work, kind: Kind, *, everybody: bool = False) -> dict[int, str]:
    """The records of a small kind that a link can lead to, in their order: id → label.

    Of people only the active ones; with `everybody` also those who left or never signed in, whose records are
    still there to be found.
    """
    link = TARGETS[kind]
    model = link.model
    statement = select(getattr(model, "id"), getattr(model, link.label))  # noqa: B009  the models differ
    if model is User and not everybody:
        statement = statement.where(User.active.is_(True))
    return {row[0]: row[1] for row in w.rows(statement.order_by(getattr(model, link.order)))}


def named_like(w: Work, kind: Kind, text: str, *, limit: int = 20) -> list[str]:
    """The labels of records of a kind that the actor sees and that are called like this, the best first."""
    if not fold(text):
        return []
    if kind in ("customer", "contact", "deal"):
        return list(dict.fromkeys(hit.label for hit in search(w, text, limit=limit, kind=kind)))
    link = TARGETS[kind]
    label, order = (getattr(link.model, name) for name in (link.label, link.order))
    key = func.lower(label) if link.key is None else getattr(link.model, link.key)
    statement = select(label).where(key.contains(link.fold(text), autoescape=True)).order_by(order).limit(limit)
    return list(dict.fromkeys(w.scalars(statement)))


def words_in_use(w: Work, entity: str, key: str) -> list[str]:
    """The texts that a field holds in the records the actor sees, the commonest first, MOST_WORDS at most."""
    column = getattr(ENTITIES[entity], field(entity, key).column or "")
    statement = select(column).where(column.is_not(None), column != "").group_by(column)
    return list(w.scalars(statement.order_by(func.count().desc(), column).limit(MOST_WORDS)))


def tags_in_use(w: Work, key: str = "tags") -> list[str]:
    """The names of all tags, in order; of the field `competitors` those of whoever competes for a deal one sees."""
    if key == "competitors":
        name = func.min(Competitor.name)
        return list(w.scalars(select(name).group_by(Competitor.name_key).order_by(Competitor.name_key)))
    return list(w.scalars(select(Tag.name).order_by(Tag.key)))
