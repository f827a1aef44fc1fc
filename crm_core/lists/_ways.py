"""How the lists of each kind become planned rows and records, where that differs from the usual way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from . import _doings, _orders, _people, _stage_history, _target_lists
from ._listed import Listed
from ._planned import Plan, RowPlan
from ._writing import Made, write_rows

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

PLANNERS: Mapping[str, Callable[[Listed], list[RowPlan]]] = MappingProxyType(
    {
        "users": _people.planned,
        "tasks": _doings.planned_tasks,
        "interactions": _doings.planned_interactions,
        "orders": _orders.planned,
        "deal_history": _stage_history.planned,
        "targets": _target_lists.planned,
    }
)


WRITERS: Mapping[str, Callable[[Work, Plan, Made, Callable[[int], None]], None]] = MappingProxyType(
    {"users": _people.write, "deal_history": _stage_history.write, "targets": _target_lists.write}
)


def planned_rows(listed: Listed) -> list[RowPlan]:
    """What becomes of each row of a list."""
    planner = PLANNERS.get(listed.kind.key)
    return listed.rows() if planner is None else planner(listed)


def write_plan(w: Work, plan: Plan, made: Made, progress: Callable[[int], None]) -> None:
    """Write what a plan says; `made` are the records that it names and that were made first."""
    WRITERS.get(plan.kind, write_rows)(w, plan, made, progress)
