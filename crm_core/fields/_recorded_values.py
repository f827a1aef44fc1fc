"""What the list of changes tells beside the change itself: when, who, in which deed, and what the record is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, case, null, select, type_coerce

from crm_core.base.database import label_of
from crm_core.models import ENTITIES, ChangeSet, User

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

Columns = Callable[[str], ColumnElement[Any]]
_NAMED = {
    "customer": "name", "contact": "name", "deal": "title", "task": "title", "interaction": "subject",
    "product": "name", "order": "number", "user": "name", "unit": "name", "stage": "name", "pipeline": "name",
    "promise": "what", "competitor": "name", "tag": "name",
}  # fmt: skip
"""What records are called by, by kind."""


def _of_set(name: str) -> Callable[[Work, Columns], ColumnElement[Any]]:
    def value(_w: Work, columns: Columns) -> ColumnElement[Any]:
        deed = label_of(ChangeSet)
        return select(deed.c[name]).where(deed.c.id == columns("change_set_id")).scalar_subquery()

    return value


def _unit(_w: Work, columns: Columns) -> ColumnElement[Any]:
    """The unit of who did it."""
    deed, user = label_of(ChangeSet), label_of(User)
    of_person = select(user.c.unit_id).select_from(deed.join(user, user.c.id == deed.c.actor_id))
    return of_person.where(deed.c.id == columns("change_set_id")).scalar_subquery()


def _name(_w: Work, columns: Columns) -> ColumnElement[Any]:
    names = []
    for entity, column in _NAMED.items():
        table = label_of(ENTITIES[entity])
        called = select(type_coerce(table.c[column], Text)).where(table.c.id == columns("record_id"))
        names.append((columns("entity") == entity, called.scalar_subquery()))
    return case(*names, else_=null())


VALUES: Mapping[str, Callable[[Work, Columns], ColumnElement[Any]]] = {
    "at": _of_set("at"),
    "owner": _of_set("actor_id"),
    "deed": _of_set("kind"),
    "unit": _unit,
    "name": _name,
}
"""How each value of a change is read that does not stand in it."""
