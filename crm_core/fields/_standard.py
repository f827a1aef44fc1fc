"""The views that are there from the start, by entity, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..base.i18n import N_
from ._conditions import ME, Filter, all_of, condition
from .catalogue import CATALOGUE

Said = tuple[Any, ...]
"""A condition as field, comparison and value."""


@dataclass(frozen=True)
class Standard:
    """A standard view: what it is called (a msgid), and conditions that all hold.

    `shows`: the fields it is about; they stand beside the name, before the usual ones.
    """

    key: str
    name: str
    conditions: tuple[Said, ...] = ()
    sort: str = ""
    descending: bool = False
    top: int | None = None
    shows: tuple[str, ...] = ()

    def columns(self, entity: str) -> tuple[str, ...]:
        """The fields it shows; none named: those that the person is used to."""
        if not self.shows:
            return ()
        name, *rest = CATALOGUE[entity]
        usual = (key for key in rest if CATALOGUE[entity][key].in_grid)
        return (name, *dict.fromkeys((*self.shows, *usual)))

    def filter(self, entity: str) -> Filter:
        """What it lets through."""
        return all_of(*(condition(entity, *said) for said in self.conditions))


_MINE: Said = ("owner", "is", ME)
_OPEN: Said = ("outcome", "is", "open")
_TO_DO: Said = ("done_on", "empty")
_BIRTHDAY = Standard(
    "birthdays",
    N_("Birthdays this month"),
    (("birthday", "anniversary", "this_month"),),
    sort="birthday",
    shows=("birthday",),
)

STANDARD: Mapping[str, tuple[Standard, ...]] = MappingProxyType(
    {
        "customer": (
            Standard("all", N_("All customers")),
            Standard("mine", N_("My customers"), (_MINE,)),
            Standard(
                "new",
                N_("New this week"),
                (("created_at", "during", "this_week"),),
                sort="created_at",
                descending=True,
                shows=("created_at",),
            ),
            Standard(
                "quiet",
                N_("No contact for 60 days"),
                (("last_contact_on", "not_within", 60),),
                sort="last_contact_on",
                shows=("last_contact_on", "next_task_on"),
            ),
            Standard(
                "incomplete",
                N_("Incomplete"),
                (("completeness", "less_than", 100),),
                sort="completeness",
                shows=("completeness", "faults"),
            ),
            Standard(
                "top",
                N_("Top 100 by value"),
                sort="won_amount",
                descending=True,
                top=100,
                shows=("won_amount", "won_this_year", "open_amount", "last_contact_on"),
            ),
            _BIRTHDAY,
        ),
        "contact": (
            Standard("all", N_("All contacts")),
            Standard("mine", N_("My contacts"), (_MINE,)),
            _BIRTHDAY,
            Standard("alone", N_("Without a customer"), (("customer", "empty"),)),
        ),
        "deal": (
            Standard("all", N_("All deals")),
            Standard("mine", N_("My open deals"), (_MINE, _OPEN), sort="expected_close"),
            Standard(
                "closing",
                N_("Closing this month"),
                (_OPEN, ("expected_close", "during", "this_month")),
                sort="expected_close",
            ),
            Standard("no_step", N_("No next step"), (_OPEN, ("next_step", "empty"))),
            Standard(
                "stuck",
                N_("In their stage for 30 days"),
                (_OPEN, ("stage_since", "not_within", 30)),
                sort="stage_since",
            ),
        ),
        "task": (
            Standard("all", N_("All tasks")),
            Standard("mine", N_("My open tasks"), (_MINE, _TO_DO), sort="due_on"),
            Standard(
                "overdue",
                N_("Overdue"),
                (_TO_DO, ("due_on", "past")),
                sort="due_on",
            ),
            Standard("week", N_("Due this week"), (_TO_DO, ("due_on", "during", "this_week")), sort="due_on"),
        ),
        "order": (Standard("all", N_("All orders")),),
        "interaction": (Standard("all", N_("All interactions")),),
        "product": (
            Standard("all", N_("All products")),
            Standard("active", N_("Active products"), (("active", "is", True),)),
        ),
    }
)
