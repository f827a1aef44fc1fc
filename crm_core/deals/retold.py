"""The past of deals as another system tells it: steps through the stages take the place of what was only assumed.

A deal's states are told (by a list of steps), lived (changed here, at the moment it happened) or assumed (made of the
deal's own dates when it came in). Told and lived ones stand side by side in order of time; assumed ones go. The last
of all is the deal as it is now: where the last step says something else, the deal's present values follow it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from ..base.database import label_of
from ..base.many import allot_ids, chunks
from ..models import ENDLESS, TRACKED_DEAL_VALUES, Change, ChangeSet, DealState, ImportRun
from ..trust.bulk import BulkEdit
from ..trust.states import FOLLOWED, StageBook, states_of
from .rules import StageFacts

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

LIST_KIND = "deal_history"
"""The kind of the lists that tell the past of deals."""
Values = Mapping[str, Any]
_MINUTE = len("2026-01-31T23:59")


@dataclass(frozen=True)
class Step:
    """A deal came into a stage at a moment. What a step does not say (None) is as in the step before, or as now."""

    at: dt.datetime
    stage_id: Any
    amount: int | None = None
    probability: int | None = None
    expected_close: dt.date | None = None


@dataclass(frozen=True)
class Past:
    """What is known of a deal's past, by how it came about; `begins`: when the present state was assumed to."""

    told: Sequence[Values]
    lived: Sequence[Values]
    assumed: Sequence[Values] = ()
    begins: dt.datetime | None = None


def pasts_of(w: Work, deal_ids: Sequence[int]) -> dict[int, Past]:
    """The past of each deal, told apart by how its states came about."""
    held, makers, lists = states_of(w, deal_ids), _makers(w, deal_ids), _lists(w)
    return {number: _apart(held.get(number, ()), makers.get(number), lists) for number in deal_ids}


def _apart(states: Sequence[Values], maker: int | None, lists: Mapping[int, dt.datetime]) -> Past:
    told, lived, assumed = [], [], []
    begins = None
    for state in states:
        change_set, start = state["change_set_id"], dt.datetime.fromisoformat(state["valid_from"])
        if change_set in lists and start < lists[change_set]:
            told.append(state)
        elif change_set == maker or change_set in lists:
            assumed.append(state)
            begins = start
        else:
            lived.append(state)
            begins = None
    return Past(told, lived, assumed, begins)


def _makers(w: Work, deal_ids: Sequence[int]) -> dict[int, int]:
    """The change set that made each deal."""
    log = label_of(Change)
    found: dict[int, int] = {}
    for some in chunks(deal_ids):
        made = select(log.c.record_id, log.c.change_set_id).where(
            log.c.entity == "deal", log.c.record_id.in_(some), log.c.action == "create"
        )
        found |= {row.record_id: row.change_set_id for row in w.rows(made)}
    return found


def _lists(w: Work) -> dict[int, dt.datetime]:
    """The change sets of lists of steps, and when each was."""
    run, change_set = label_of(ImportRun), label_of(ChangeSet)
    statement = select(change_set.c.id, change_set.c.at).join(run, run.c.change_set_id == change_set.c.id)
    return {row.id: row.at for row in w.rows(statement.where(run.c.kind == LIST_KIND))}


# Steps that are known already


def matched(steps: Sequence[Step], past: Past) -> list[Values | None]:
    """The state that each step is, None where it is new.

    The same minute (as precise as a sheet is) and stage are the same step; a told state of that very moment whose
    stage no step names is corrected.
    """
    there: dict[tuple[str, Any], list[Values]] = {}
    for state in (*past.told, *past.lived, *past.assumed):
        there.setdefault((state["valid_from"][:_MINUTE], state["stage_id"]), []).append(state)
    found: list[Values | None] = []
    for step in steps:
        same = there.get((step.at.isoformat()[:_MINUTE], step.stage_id))
        found.append(same.pop(0) if same else None)
    known = {state["id"] for state in found if state is not None}
    left: dict[str, list[Values]] = {}
    for state in past.told:
        if state["id"] not in known:
            left.setdefault(state["valid_from"], []).append(state)
    for place, step in enumerate(steps):
        others = left.get(step.at.isoformat())
        if found[place] is None and others:
            found[place] = others.pop(0)
    return found


def news(
    step: Step, state: Values | None, past: Past, stages: Mapping[int, StageFacts]
) -> Literal["created", "updated", "unchanged"]:
    """What a step, which is this state, does: `created`, `updated` or `unchanged`. What was lived here stands."""
    if state is None:
        return "created"
    if state in past.lived or not says_more(step, state, stages):
        return "unchanged"
    return "updated" if state in past.told else "created"


def says_more(step: Step, state: Values, stages: Mapping[int, StageFacts]) -> bool:
    """Whether a step says anything else than the state that it is."""
    told = {"stage_id": step.stage_id, "amount": step.amount}
    told["expected_close"] = step.expected_close.isoformat() if step.expected_close else None
    if step.stage_id in stages and stages[step.stage_id].kind == "open":
        told["probability"] = step.probability
    return any(value is not None and state[name] != value for name, value in told.items())


# The past, told anew


@dataclass(frozen=True)
class _Entry:
    """A state in the making: when it begins, its values, whether it was told; the state it was, if it was one."""

    at: dt.datetime
    values: Values
    told: bool
    was: Values | None = None


@dataclass(frozen=True)
class Retold:
    """A deal's states in their order (without ids where they are new), and what changes in the deal itself."""

    states: list[dict[str, Any]]
    changes: dict[str, Any]
    follows: bool
    """Whether the deal's present values follow the last step, which says something else."""


class Teller:
    """Tells the past of deals anew, one deal after the other."""

    def __init__(self, w: Work, stages: Mapping[int, StageFacts]) -> None:
        self.clock, self.book, self.stages = w.clock, StageBook(w), stages
        self.now = w.clock.now()

    def retold(self, deal: Values, past: Past, steps: Sequence[Step]) -> Retold:
        """The deal's past with these steps; `deal` holds its columns as they are."""
        entries = self._entries(deal, past, steps)
        present = self._present(deal)
        last = entries[-1]
        follows = any(last.values[name] != present[name] for name in FOLLOWED)
        if follows:
            entries.append(_Entry(self._follows_at(deal, past, last.at), present, told=False))
        ends = [one.at for one in entries[1:]] + [ENDLESS]
        states = [_state(one, end) for one, end in zip(entries, ends, strict=True)]
        return Retold(states, self._changes(deal, entries), last.values["stage_id"] != present["stage_id"])

    def _present(self, deal: Values) -> dict[str, Any]:
        return {**{name: deal[name] for name in TRACKED_DEAL_VALUES}, "probability": self.book.in_force(deal)}

    def _entries(self, deal: Values, past: Past, steps: Sequence[Step]) -> list[_Entry]:
        known = matched(steps, past)
        renewed = {state["id"] for state in known if state is not None}
        entries = [_kept(state, told=True) for state in past.told if state["id"] not in renewed]
        before: Step | None = None
        order = sorted(range(len(steps)), key=lambda place: steps[place].at)
        for place in order:
            step, state = steps[place], known[place]
            told = state if state is not None and state in past.told else None
            if told is not None and not says_more(step, told, self.stages):
                entries.append(_kept(told, told=True))
            elif state is None or state not in past.lived:
                entries.append(self._told(deal, step, before, told, last=place == order[-1]))
            before = _carried(step, before)
        lived = [_kept(state, told=False) for state in past.lived]
        first = min((one.at for one in entries), default=None)
        entries += [one for one in lived if first is None or one.at > first]
        return sorted(entries, key=lambda one: (one.at, one.was is None, one.was["id"] if one.was else 0))

    def _told(self, deal: Values, step: Step, before: Step | None, was: Values | None, *, last: bool) -> _Entry:
        whole = _carried(step, before)
        stage = self.stages[step.stage_id]
        usual = self._present(deal)["probability"] if last and stage.id == deal["stage_id"] else None
        own = step.probability if step.probability is not None else usual
        values = {
            **self._present(deal),
            "stage_id": stage.id,
            "pipeline_id": stage.pipeline_id,
            "outcome": stage.kind,
            "amount": deal["amount"] if whole.amount is None else whole.amount,
            "expected_close": whole.expected_close or deal["expected_close"],
        }
        values["probability"] = self.book.in_force({**values, "probability": own})
        return _Entry(_start(was) if was else step.at, values, told=True, was=was)

    def _follows_at(self, deal: Values, past: Past, last: dt.datetime) -> dt.datetime:
        """When the present values began: as was assumed, on the day of closing, or (nobody knows) now."""
        if past.begins is not None and past.begins > last:
            return past.begins
        closed = deal["closed_on"]
        if closed is not None and closed >= self.clock.day_of(last):
            return max(last, min(self.clock.start_of_day(closed), self.now))
        return self.now

    def _changes(self, deal: Values, entries: Sequence[_Entry]) -> dict[str, Any]:
        """The deal's own days, where the steps know better: opened no later than they begin, in its stage since."""
        found: dict[str, Any] = {}
        opened = self.clock.day_of(entries[0].at)
        if opened < deal["opened_on"]:
            found["opened_on"] = opened
        since = entries[-1]
        for one in reversed(entries):
            if one.values["stage_id"] != since.values["stage_id"]:
                break
            since = one
        day = self.clock.day_of(since.at)
        if not since.told:
            return found
        if day != deal["stage_since"]:
            found["stage_since"] = day
        if deal["closed_on"] is not None and day < deal["closed_on"] == self.clock.day_of(deal["created_at"]):
            found["closed_on"] = day  # nobody had said when it was closed
        return found


def _carried(step: Step, before: Step | None) -> Step:
    """A step with the amount and expected close that the one before it said."""
    if before is None:
        return step
    return replace(
        step,
        amount=before.amount if step.amount is None else step.amount,
        expected_close=step.expected_close or before.expected_close,
    )


def _start(state: Values) -> dt.datetime:
    return dt.datetime.fromisoformat(state["valid_from"])


def _kept(state: Values, *, told: bool) -> _Entry:
    values = {name: state[name] for name in FOLLOWED}
    if values["expected_close"]:
        values["expected_close"] = dt.date.fromisoformat(values["expected_close"])
    return _Entry(_start(state), values, told, was=state)


def _state(entry: _Entry, end: dt.datetime) -> dict[str, Any]:
    day = entry.values["expected_close"]
    was = entry.was or {"id": None, "change_set_id": None}
    return {
        "id": was["id"],
        "valid_from": entry.at.isoformat(),
        "valid_to": end.isoformat(),
        "change_set_id": was["change_set_id"],
        **entry.values,
        "expected_close": day.isoformat() if day else None,
    }


def edits_of(w: Work, deals: Iterable[tuple[Values, Retold]]) -> list[BulkEdit]:
    """The edits that bring the past of deals up to what was told; new states are the open change set's."""
    wanted = list(deals)
    new = [state for _deal, told in wanted for state in told.states if state["id"] is None]
    number = w.change_set.id if w.change_set else None
    for state, own in zip(new, allot_ids(w.session, DealState, len(new)), strict=True):
        state["id"], state["change_set_id"] = own, number
    return [BulkEdit(deal["id"], deal["version"], told.changes, {"states": told.states}) for deal, told in wanted]
