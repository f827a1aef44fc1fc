"""What a measure is: one figure, made of parts of facts, with its own rule for totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Literal

from .counted import Counted
from .fact import Fact, Rule

Kind = Literal["money", "count", "number", "ratio", "days"]
Derived = Literal["", "share", "running", "average", "target"]
AIM = "aim"
"""Stands for a fact in the names of parts that a report puts beside the sums: `aim.target`, the target of the won
amount, and `aim.gap`, what is missing to it."""
Value = int | float | None
"""Minor units of the company's currency, a number of records, a mean number, a share from 0 to 1, days; or None."""

Sums = Mapping[str, int]
"""Sums by the name of the part, such as `won.amount`; what is missing is 0. Some remember their values (`Counted`)."""


@dataclass(frozen=True)
class Measure:
    """One figure: the sum of the parts `of`, divided by `per` and by the sum of the parts `over`.

    `label` and `meaning` are messages. `good` says which way is welcome: up, down, or neither. Of a part that goes by
    another rule than a sum the figure is taken where it is asked for: the number of different values, or twice the
    median (so a median is divided by 2: an amount rounded half up). A `derived` measure is reckoned by the report from
    the figures of its `base`.
    """

    key: str
    label: str
    kind: Kind
    meaning: str
    of: tuple[str, ...]
    over: tuple[str, ...] = ()
    per: int = 1
    good: Literal["up", "down", ""] = "up"
    derived: Derived = ""
    base: Measure | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        named = (*self.of, *self.over)
        return named if any(not _is_aim(part) for part in named) else (*named, "won.count")

    @property
    def aims(self) -> bool:
        """Whether it needs to know targets."""
        return any(_is_aim(part) for part in self.parts)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        from .catalogue import FACTS  # the catalogue declares measures

        named = (part.split(".")[0] for part in self.parts if not _is_aim(part))
        return tuple(FACTS[key] for key in dict.fromkeys(named))

    @property
    def entity(self) -> str:
        """The kind of records that it is about."""
        return self.facts[0].entity

    @property
    def entities(self) -> tuple[str, ...]:
        """The kinds of records that it is made from: activities per won deal from two."""
        return tuple(dict.fromkeys(fact.entity for fact in self.facts))

    @cached_property
    def stock(self) -> bool:
        """Whether it holds at a moment; it does not add up over periods."""
        return self.facts[0].stock

    @cached_property
    def _now_only(self) -> bool:
        return any(fact.holds == "now" for fact in self.facts)

    @cached_property
    def rolls_up(self) -> bool:
        """Whether the figure of a whole can be worked out from plain sums over its parts.

        So it can for sums, rates and means, but not for a distinct count or a median: these need the values, which the
        sums carry along (`Counted`). Adding the sums of periods and groups, and then asking `value`, is right for all.
        """
        return all(rule == "sum" for rule in self._rules.values())

    @property
    def adds_up(self) -> bool:
        """Whether the figures of parts sum to the figure of the whole; only such a measure has targets."""
        return not self.over and not self.stock and not self.derived and self.rolls_up

    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        known = {fact.key: fact for fact in self.facts}
        named = ((part, *part.split(".", 1)) for part in self.parts)
        return {part: "sum" if _is_aim(part) else known[fact].parts[name].rule for part, fact, name in named}

    def value(self, sums: Sums) -> Value:
        """The figure from sums of its parts; None where there is nothing to divide by, no middle, or nothing known."""
        if self._now_only and not any(part in sums for part in self.parts):
            return None
        read = [self._read(part, sums.get(part, 0)) for part in self.of]
        if None in read:
            return None
        top = sum(one for one in read if one is not None)
        if not self.over:
            if self.per == 1:
                return top
            return _rounded(top, self.per) if self.kind in ("money", "count") else top / self.per
        bottom = self.per * sum(self._read(part, sums.get(part, 0)) or 0 for part in self.over)
        if not bottom:
            return None
        return _rounded(top, bottom) if self.kind == "money" else top / bottom

    def _read(self, part: str, number: int) -> int | None:
        rule = self._rules[part]
        if rule == "median":
            return number.middle() if isinstance(number, Counted) else None
        if rule == "distinct":
            return number.distinct() if isinstance(number, Counted) else 0
        return number


def _is_aim(part: str) -> bool:
    return part.partition(".")[0] == AIM


def _rounded(top: int, bottom: int) -> int:
    return int((Decimal(top) / bottom).to_integral_value(ROUND_HALF_UP))
