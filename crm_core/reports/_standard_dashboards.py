"""The dashboards that are there from the start: each is a list of standard reports, for whoever opens them first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ..base.i18n import N_
from ..trust.access import Role
from .shown import Part

Width = Literal["third", "half", "whole"]
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Tile:
    """A report on a dashboard, by its key: how wide it stands, and what is shown of it."""

    report: str
    width: Width = "half"
    shows: tuple[Part, ...] = ("figures", "chart")


@dataclass(frozen=True)
class Arrangement:
    """The tiles in their order, and what is chosen for all of them together.

    `choices` are parameters of a link: period, calendar, compare, and where (a filter over deals). What is not among
    them is as each report has it.
    """

    tiles: tuple[Tile, ...] = ()
    choices: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Standard:
    """A dashboard with a name (a message), for people of some roles."""

    key: str
    name: str
    roles: frozenset[Role]
    arrangement: Arrangement


_CHART: tuple[Part, ...] = ("chart",)
_FIGURES: tuple[Part, ...] = ("figures",)

DASHBOARDS = (
    Standard(
        "standard_dashboard:manager",
        N_("The company at a glance"),
        frozenset({Role.ADMIN, Role.MANAGER, Role.SYSTEM}),
        Arrangement(
            (
                Tile("standard:monthly", "whole", _FIGURES),
                Tile("standard:against_target"),
                Tile("standard:by_person", "half", ("chart",)),
                Tile("standard:pipeline"),
                Tile("standard:this_year"),
                Tile("standard:lost_reasons", "third", _CHART),
                Tile("standard:win_rate", "third", _CHART),
                Tile("standard:new_customers", "third", _CHART),
                Tile("standard:by_unit", "whole", ("table",)),
            )
        ),
    ),
    Standard(
        "standard_dashboard:lead",
        N_("My team"),
        frozenset({Role.LEAD, Role.VIEWER}),
        Arrangement(
            (
                Tile("standard:weekly", "whole", _FIGURES),
                Tile("standard:leaders", "half", _CHART),
                Tile("standard:against_target", "half", _CHART),
                Tile("standard:pipeline"),
                Tile("standard:activity"),
                Tile("standard:lost_reasons", "third", _CHART),
                Tile("standard:win_rate", "third", _CHART),
                Tile("standard:cycle", "third", _CHART),
            )
        ),
    ),
    Standard(
        "standard_dashboard:rep",
        N_("My own sales"),
        frozenset({Role.REP}),
        Arrangement(
            (
                Tile("standard:monthly", "whole", _FIGURES),
                Tile("standard:against_target", "half", _CHART),
                Tile("standard:pipeline", "half", _CHART),
                Tile("standard:daily"),
                Tile("standard:win_rate"),
                Tile("standard:lost_reasons", "third", _CHART),
                Tile("standard:by_product", "third", _CHART),
                Tile("standard:new_customers", "third", _CHART),
            ),
            {"where": '["owner","is","me"]'},
        ),
    ),
)
