"""Speed: how deals go from stage to stage, how many get through, and how long that takes.

A deal belongs to the pipeline in which it stands at the end; its steps in others are not counted. It has *reached* a
stage when it stood in it or in a later one, in the order of the pipeline as it is now; every deal has reached the
first, a won one all. So a step back takes nothing away, and a stage that was jumped over counts as reached (`skipped`
says how many did that). Of the deals that reached a stage, each either *went on* (reached a later one, or was won),
was *dropped* (lost, and this was the furthest it came), or is *still there* (open, and this is the furthest):

    cohort:  reached = went on + dropped + still there;             conversion = went on / reached
    period:  before + reached = went on + dropped + still there;    conversion = went on / (went on + dropped)

A cohort is the deals created in a period, followed to a day or to now. By period, only what moved in it counts, and
`before` is who had come that far already (or was reopened). Days in a stage are all visits to it together, so that a
deal's days in all stages are the days it was open; they are told of those who stood in it and have left it for good
(went on or dropped), to a tenth of a day below ten days. `came_back` counts deals that came back to a stage from a
later one.

Deals are those that the actor saw at the end, and the filter, the owner and the unit are as they were then; their past
is counted whole, whoever had it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.i18n import N_
from ..models import Unit, User
from ._paths import By, Ground, Mode, Question, added, ground_of, ways
from .totals import StageName

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = ["BY", "By", "Days", "Funnel", "Group", "Mode", "Question", "StageFlow", "Velocity", "velocity"]

BY: Mapping[By, str] = {"owner": N_("Owner"), "unit": N_("Unit"), "source": N_("Source")}
"""What a funnel can be broken down by, in words (msgids)."""


@dataclass(frozen=True)
class Days:
    """Lengths of time in days: of how many deals, their mean, the middle one, and what nine of ten do not exceed."""

    count: int = 0
    mean: float | None = None
    median: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class StageFlow:
    """What deals did at a stage (see above); `won` and `lost`: the days in it of deals that ended so."""

    stage: StageName
    before: int
    reached: int
    went_on: int
    dropped: int
    still: int
    skipped: int
    came_back: int
    conversion: float | None
    days: Days
    won: Days
    lost: Days


@dataclass(frozen=True)
class Funnel:
    """The stages of a pipeline with what deals did there; `cycle`: days open until won, `lost_cycle`: until lost.

    `deals` are those of the cohort, or those that were open in the period.
    """

    deals: int
    won: int
    lost: int
    still: int
    cycle: Days
    lost_cycle: Days
    stages: Sequence[StageFlow]

    @property
    def win_rate(self) -> float | None:
        """Won of those that were decided."""
        decided = self.won + self.lost
        return self.won / decided if decided else None


@dataclass(frozen=True)
class Group:
    """The funnel of an owner, a unit or a source; the key and its name are None where deals have none."""

    key: int | str | None
    name: str | None
    funnel: Funnel


@dataclass(frozen=True)
class Velocity:
    """A funnel, the one of the period before, and the parts it is made of; `until`: the instant it was followed to."""

    question: Question
    until: dt.datetime
    funnel: Funnel
    earlier: Question
    before: Funnel
    groups: Sequence[Group] = ()


def velocity(w: Work, question: Question, by: By | None = None) -> Velocity:
    """The funnel of a pipeline, compared with the period before (a cohort followed for as long), broken down `by`.

    Raises Invalid for a day to come.
    """
    ground = ground_of(w, question)
    found = _funnels(w, question, ground, by)
    earlier = _earlier(w, question, ground)
    return Velocity(
        question=question,
        until=ground.until,
        funnel=found[None],
        earlier=earlier,
        before=_funnels(w, earlier, ground_of(w, earlier))[None],
        groups=_named(w, by, found) if by else (),
    )


def _earlier(w: Work, question: Question, ground: Ground) -> Question:
    """The same question of the period before; its cohort has as many days to get on as this one had."""
    before = question.period.previous()
    if question.mode == "period":
        running = w.clock.today() in question.period
        cut = question.period.to_date(w.clock.today()) if running else question.period
        return replace(question, period=cut.previous())
    age = w.clock.day_of(ground.until) - question.period.start
    until = min(before.start + age, w.clock.today())
    return replace(question, period=before, until=until)


# Adding up


@dataclass
class _Lengths:
    """Lengths of time being gathered: how often each, in tenths of a day, and their exact sum."""

    tenths: Counter[int] = field(default_factory=Counter)
    days: float = 0.0

    def add(self, tenths: int, deals: int, days: float) -> None:
        self.tenths[tenths] += deals
        self.days += days

    def told(self) -> Days:
        count = self.tenths.total()
        if not count:
            return Days()
        ordered = sorted(self.tenths.items())
        middle = (_at(ordered, (count + 1) // 2) + _at(ordered, count // 2 + 1)) / 2
        return Days(count, self.days / count, middle / 10, _at(ordered, -(-count * 9 // 10)) / 10)


def _at(ordered: Sequence[tuple[int, int]], place: int) -> int:
    """The value at this place, counted from 1, of values in order and how often each is there."""
    passed = 0
    for value, times in ordered:
        passed += times
        if passed >= place:
            return value
    return ordered[-1][0]


def _by_outcome() -> dict[str, _Lengths]:
    return {outcome: _Lengths() for outcome in ("open", "won", "lost")}


@dataclass
class _Stage:
    """What deals did at a stage, being counted."""

    reached: int = 0
    went_on: int = 0
    dropped: int = 0
    still: int = 0
    stood: int = 0
    came_back: int = 0
    lengths: Mapping[str, _Lengths] = field(
        default_factory=lambda: {one: _Lengths() for one in ("open", "won", "lost")}
    )


class _Tally:
    """A funnel being counted."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.outcomes: Counter[str] = Counter()
        self.cycles = _by_outcome()
        self.stages = [_Stage() for _ in ground.stages]

    def add(self, row: Any) -> None:
        if row.last:
            self._deal(row)
        if row.rank is not None:
            self._visit(row)

    def _deal(self, row: Any) -> None:
        """Deals that came from `top0` to `top1`."""
        self.outcomes[row.outcome] += row.deals
        if row.total_tenths is not None:
            self.cycles[row.outcome].add(row.total_tenths, row.deals, row.total)
        for rank, one in enumerate(self.stages):
            one.reached += row.deals * (row.top0 < rank <= row.top1)
            one.went_on += row.deals * (row.top0 <= rank < row.top1)
        if row.outcome != "won" and self.stages:
            end = self.stages[row.top1]
            end.dropped += row.deals * (row.outcome == "lost")
            end.still += row.deals * (row.outcome == "open")

    def _visit(self, row: Any) -> None:
        """Deals that stood in a stage."""
        one = self.stages[row.rank]
        one.stood += row.deals * (row.top0 < row.rank)
        one.came_back += row.deals * row.back
        left = row.top0 <= row.rank < row.top1 or (row.outcome == "lost" and row.rank == row.top1)
        if left:
            one.lengths[row.outcome].add(row.tenths, row.deals, row.days)

    def funnel(self, mode: Mode) -> Funnel:
        return Funnel(
            deals=self.outcomes.total(),
            won=self.outcomes["won"],
            lost=self.outcomes["lost"],
            still=self.outcomes["open"],
            cycle=self.cycles["won"].told(),
            lost_cycle=self.cycles["lost"].told(),
            stages=[
                _flow(stage, one, mode)
                for stage, one in zip(self.ground.stages, self.stages, strict=True)
                if not stage.removed or one.stood or one.still
            ],
        )


def _flow(stage: StageName, one: _Stage, mode: Mode) -> StageFlow:
    over = one.reached if mode == "cohort" else one.went_on + one.dropped
    return StageFlow(
        stage=stage,
        before=one.went_on + one.dropped + one.still - one.reached,
        reached=one.reached,
        went_on=one.went_on,
        dropped=one.dropped,
        still=one.still,
        skipped=one.reached - one.stood,
        came_back=one.came_back,
        conversion=one.went_on / over if over else None,
        days=_together(one.lengths.values()).told(),
        won=one.lengths["won"].told(),
        lost=one.lengths["lost"].told(),
    )


def _together(parts: Iterable[_Lengths]) -> _Lengths:
    whole = _Lengths()
    for part in parts:
        whole.tenths += part.tenths
        whole.days += part.days
    return whole


def _funnels(w: Work, question: Question, ground: Ground, by: By | None = None) -> dict[Any, Funnel]:
    """The funnel of each key, and of all under None; where keys are missing, theirs is under ``()``."""
    tallies: dict[Any, _Tally] = {None: _Tally(ground)}
    if ground.stages and (ground.since is None or ground.since < ground.until):
        for row in added(w, ways(w, question, ground, by)):
            tallies[None].add(row)
            if by:
                tallies.setdefault(() if row.key is None else row.key, _Tally(ground)).add(row)
    return {key: one.funnel(question.mode) for key, one in tallies.items()}


def _named(w: Work, by: By, found: Mapping[Any, Funnel]) -> list[Group]:
    """The parts with their names, those with most deals first."""
    names: Mapping[Any, str] = {}
    if by != "source":
        table = label_of(User if by == "owner" else Unit)
        names = {row.id: row.name for row in w.rows(select(table.c.id, table.c.name))}
    groups = [
        Group(None, None, funnel) if key == () else Group(key, names.get(key, str(key)), funnel)
        for key, funnel in found.items()
        if key is not None
    ]
    return sorted(groups, key=lambda one: (one.key is None, -one.funnel.deals, one.name or ""))
