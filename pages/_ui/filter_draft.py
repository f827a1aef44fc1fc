"""A filter while somebody builds it: lines and groups that may still be unfinished, and the filter they come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.fields.filters import EVERYTHING, AllOf, AnyOf, Condition, Filter, Not, condition

Mode = Literal["all", "any", "none", "not_all"]
MODES: dict[Mode, str] = {
    "all": N_("all of these hold"),
    "any": N_("one of these holds"),
    "none": N_("none of these holds"),
    "not_all": N_("not all of these hold"),
}
DEEPEST = 5
"""So deep groups are nested by click; what a link brings along may be deeper."""

_NUMBERS = count(1)


class _Missing:
    """The value of a line in which nothing was put yet."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


@dataclass
class Line:
    """One condition; `wrong` says why its value cannot be taken, `shown` is what its editor began with."""

    field: str = ""
    op: str = ""
    value: Any = MISSING
    shown: Any = MISSING
    wrong: Invalid | None = None
    number: int = dataclasses.field(default_factory=lambda: next(_NUMBERS))

    def condition(self, entity: str) -> Filter:
        """What the line says; of a line without a field nothing. Raises Invalid when it is unfinished or wrong."""
        if not self.field:
            return EVERYTHING
        if self.wrong is not None:
            raise self.wrong
        if self.value is MISSING:
            raise Invalid(N_("Choose or type what to compare with."), field=self.field)
        return condition(entity, self.field, self.op, self.value)


@dataclass
class Group:
    """Lines and groups of which all hold, one, none, or not all. `only`: the fields offered in the outermost one."""

    mode: Mode = "all"
    items: list[Line | Group] = dataclasses.field(default_factory=list)
    only: frozenset[str] | None = None
    number: int = dataclasses.field(default_factory=lambda: next(_NUMBERS))

    def filter(self, entity: str, *, lenient: bool = False) -> Filter:
        """What it comes to. Raises Invalid for an unfinished line, which `lenient` leaves out."""
        found = [one for one in (self._of(item, entity, lenient) for item in self.items) if one != EVERYTHING]
        if not found:
            return EVERYTHING
        if self.mode == "all":
            return found[0] if len(found) == 1 else AllOf(tuple(found))
        if self.mode == "any":
            return found[0] if len(found) == 1 else AnyOf(tuple(found))
        if len(found) == 1:
            return Not(found[0])
        return Not(AnyOf(tuple(found)) if self.mode == "none" else AllOf(tuple(found)))

    @staticmethod
    def _of(item: Line | Group, entity: str, lenient: bool) -> Filter:
        try:
            return item.condition(entity) if isinstance(item, Line) else item.filter(entity, lenient=lenient)
        except Invalid:
            if lenient:
                return EVERYTHING
            raise

    def remove(self, item: Line | Group) -> None:
        """Take an item out, wherever it stands; a group that is left empty goes with it."""
        kept: list[Line | Group] = []
        for one in self.items:
            if one is item:
                continue
            if isinstance(one, Group):
                before = len(one.items)
                one.remove(item)
                if before and not one.items:
                    continue
            kept.append(one)
        self.items = kept

    def lines(self) -> Iterator[Line]:
        """Every line, from above."""
        for item in self.items:
            if isinstance(item, Line):
                yield item
            else:
                yield from item.lines()


def draft_of(filter: Filter) -> Group:  # noqa: A002  the word of the trade
    """The filter as a group to work on; a new one begins with an empty line."""
    found = _drafted(filter)
    root = found if isinstance(found, Group) else Group("all", [found])
    return root if root.items else Group("all", [Line()])


def _drafted(filter: Filter) -> Line | Group:  # noqa: A002
    if isinstance(filter, Condition):
        return Line(filter.field, filter.op, filter.value, filter.value)
    if isinstance(filter, AllOf | AnyOf):
        return Group("all" if isinstance(filter, AllOf) else "any", [_drafted(item) for item in filter.items])
    inner = _drafted(filter.item)
    if isinstance(inner, Group) and len(inner.items) > 1 and inner.mode in ("all", "any"):
        return Group("none" if inner.mode == "any" else "not_all", inner.items)
    return Group("none", [inner])
