"""Who is at work: a person with a role and a place among the units, or the system."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from ..base.i18n import N_


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    LEAD = "lead"
    REP = "rep"
    VIEWER = "viewer"
    SYSTEM = "system"


ROLE_LABELS = {
    Role.ADMIN: N_("Admin"),
    Role.MANAGER: N_("Manager"),
    Role.LEAD: N_("Team lead"),
    Role.REP: N_("Sales rep"),
    Role.VIEWER: N_("Viewer"),
}

Narrowing = Literal["all", "unit", "own"]


@dataclass(frozen=True)
class Actor:
    """A known person at work (or the system), with what access depends on.

    `unit_ids`: own unit and all below; `units_above`: those it belongs to.
    """

    user_id: int | None
    name: str
    role: Role
    unit_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    units_above: frozenset[int] = frozenset()
    language: str | None = None
    calendar: str | None = None
    digits: str | None = None
    theme: str | None = None
    rep_sees_unit: bool = False
    rep_may_export: bool = False
    customers_seen: Narrowing = "all"

    @property
    def sees_all(self) -> bool:
        return self.role in (Role.ADMIN, Role.MANAGER, Role.SYSTEM)

    @property
    def is_system(self) -> bool:
        return self.role is Role.SYSTEM

    @property
    def visibility(self) -> tuple[Any, ...]:
        """What decides which rows this actor sees: equal for two actors only if they see the same."""
        if self.sees_all:
            return ("all",)
        units = (self.unit_id, self.unit_ids, self.units_above)
        return (self.role, self.user_id, units, self.rep_sees_unit, self.customers_seen)

    @property
    def seen_units(self) -> frozenset[int]:
        """The units whose deals and work the actor sees whole."""
        if self.role is Role.LEAD:
            return self.unit_ids
        if self.unit_id is not None and (self.role is Role.VIEWER or self.rep_sees_unit):
            return frozenset({self.unit_id})
        return frozenset()


SYSTEM = Actor(None, "Daftar", Role.SYSTEM)
