"""How the lists of each kind become planned rows and records, where that differs from the usual way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from . import _doings, _orders, _people, _stage_history
from ._listed import Listed
from ._planned import RowPlan

PLANNERS: Mapping[str, Callable[[Listed], list[RowPlan]]] = MappingProxyType(
    {
        "users": _people.planned,
        "tasks": _doings.planned_tasks,
        "interactions": _doings.planned_interactions,
        "orders": _orders.planned,
        "deal_history": _stage_history.planned,
    }
)


def planned_rows(listed: Listed) -> list[RowPlan]:
    """What becomes of each row of a list."""
    return PLANNERS.get(listed.kind.key, Listed.rows)(listed)
