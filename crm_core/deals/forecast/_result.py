"""What a forecast says, and what may be supposed for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ...base.i18n import Locale
from ...base.periods import Period

Basis = Literal["history", "stages"]


class Share(float):
    """A value of a reason that is said in percent."""


@dataclass(frozen=True)
class Reason:
    """A remark in words: a message and its values. `weight`: by how much it moves the chance, as a share (−1 to 1)."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 0.0

    def say(self, locale: Locale) -> str:
        """The remark in a person's language."""
        said = {k: locale.percent(v) if isinstance(v, Share) else v for k, v in self.values.items()}
        return locale.t(self.text, **said)


@dataclass(frozen=True)
class DealChance:
    """An open deal and how likely it is won, 0 to 1; amounts in minor units of its currency.

    `chance` is that of being won inside the period, `in_the_end` of being won ever; `chance_by_stage` is the
    probability that its stage (or its owner) gives it. `counts` is what an amount adds when the deal is won, in the
    company's currency: 0 for other currencies without a rate.
    """

    deal_id: int
    title: str
    customer: str | None
    owner_id: int | None
    owner: str | None
    unit_id: int | None
    amount: int | None
    currency: str
    counts: int
    stage_id: int
    stage: str
    expected_close: dt.date | None
    chance: float
    in_the_end: float
    chance_by_stage: float
    speaks_for: tuple[Reason, ...] = ()
    speaks_against: tuple[Reason, ...] = ()
    days_to_win: int | None = None
    """After how many days from now it is won, if it is: the middle of the possible courses; None where unknown."""
    judgement: str | None = None
    """What its owner expects (as it stands today): commit, likely, open or nothing."""


@dataclass(frozen=True)
class OwnerForecast:
    """The part of one owner (None: nobody's deals), as in Forecast."""

    owner_id: int | None
    owner: str | None
    won: int
    expected: int
    low: int
    middle: int
    high: int
    from_open: int
    from_new: int
    by_stages: int = 0


@dataclass(frozen=True)
class Forecast:
    """What a period is likely to bring, in minor units of the company's currency, as known at an instant.

    `won` is in already. `expected` (the mean) is won + from_open + from_new; `low`, `middle` and `high` are what one of
    ten, five of ten and nine of ten possible courses stay below. `by_stages` is what plain stage weights say: won plus
    every open deal expected in the period by its probability. `others` are open amounts in other currencies, which are
    not added. `basis` is "stages" where history is too thin, and `thin` says why.
    """

    period: Period
    at: dt.datetime
    won: int
    expected: int
    low: int
    middle: int
    high: int
    from_open: int
    from_new: int
    by_stages: int
    by_owner: Sequence[OwnerForecast]
    deals: Sequence[DealChance]
    """Open deals, those that bring most to the period first."""
    basis: Basis
    thin: Reason | None = None
    others: Mapping[str, int] = field(default_factory=dict)
    learnt_from: tuple[int, int] = (0, 0)
    """How many won and lost deals the model was learnt from."""
    percentiles: Sequence[int] = ()
    """What the result comes to in a hundred courses that stand for all possible ones, the lowest first."""

    def reach(self, target: int) -> float:
        """How likely the period comes to at least this, 0 to 1 by hundredths."""
        return sum(one >= target for one in self.percentiles) / (len(self.percentiles) or 1)


@dataclass(frozen=True)
class Scenario:
    """What is supposed: `slipped` deals come so many days later, others are `lost` or `won` inside the period.

    `rates`: what a major unit of another currency is worth in major units of the company's. `leaving`: users who go;
    their open deals are handed over, and they bring no new business.
    """

    slipped: Mapping[int, int] = field(default_factory=dict)
    lost: frozenset[int] = frozenset()
    won: frozenset[int] = frozenset()
    rates: Mapping[str, float] = field(default_factory=dict)
    leaving: frozenset[int] = frozenset()

    def __hash__(self) -> int:
        pairs = (frozenset(self.slipped.items()), frozenset(self.rates.items()))
        return hash((*pairs, self.lost, self.won, self.leaving))

    @property
    def supposes(self) -> bool:
        """Whether anything at all is supposed."""
        return bool(self.slipped or self.lost or self.won or self.rates or self.leaving)
