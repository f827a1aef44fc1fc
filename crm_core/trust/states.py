"""The states of deals through time, written with every change of a deal (see docs/architecture.md, time travel).

A state holds the tracked values over [valid_from, valid_to). States of one deal never overlap; a deal in the bin has
none over that time. One deed begins at most one state of a deal. They are read whole here, whoever is at work: who
hands a deal over ends a state that was theirs and begins one that is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.among import among
from ..base.database import table_of
from ..base.intervals import fork_day
from ..base.many import allot_ids, chunks, delete_many, insert_many, update_many
from ..models import ENDLESS, TRACKED_DEAL_VALUES, Deal, DealState, Stage

if TYPE_CHECKING:
    from .unit_of_work import Work

Values = Mapping[str, Any]
CERTAIN = {"won": 100, "lost": 0}
"""The probability in force of deals that are decided, in percent."""


class StageBook:
    """The stages by number, read once: their probabilities and the first open stage of each pipeline."""

    def __init__(self, w: Work) -> None:
        stage = table_of(Stage)
        statement = select(stage.c.id, stage.c.pipeline_id, stage.c.kind, stage.c.probability, stage.c.deleted_at)
        rows = w.rows(statement.order_by(stage.c.position, stage.c.id))
        self.probability = {row.id: row.probability for row in rows}
        self.first_open: dict[int, int] = {}
        for row in rows:
            if row.kind == "open" and row.deleted_at is None:
                self.first_open.setdefault(row.pipeline_id, row.id)

    def in_force(self, deal: Values) -> int:
        """The probability of a deal that counts: of a decided one its outcome's, else its own, else its stage's."""
        if deal["outcome"] in CERTAIN:
            return CERTAIN[deal["outcome"]]
        own: int | None = deal.get("probability")
        return int(self.probability[deal["stage_id"]]) if own is None else own


def _state(
    deal: Values, start: dt.datetime, end: dt.datetime, change_set: int | None, book: StageBook
) -> dict[str, Any]:
    return {
        "deal_id": deal["id"],
        **_over(start, end),
        "change_set_id": change_set,
        "probability": book.in_force(deal),
        **{name: deal.get(name) for name in TRACKED_DEAL_VALUES},
    }


def _over(start: dt.datetime, end: dt.datetime) -> dict[str, Any]:
    """The columns that say when a state holds."""
    return {"valid_from": start, "valid_to": end, "fork_day": fork_day(start, end)}


def _until(state: Values, end: dt.datetime) -> dict[str, Any]:
    """An update that lets a state end (no earlier than it began)."""
    return {"id": state["id"], **_over(state["valid_from"], max(end, state["valid_from"]))}


def first_states(w: Work, deal: Values, change_set: int | None, book: StageBook) -> list[dict[str, Any]]:
    """The states of a deal that is new to us: open from its opening day, then its outcome from its closing day."""
    now, today = w.clock.now(), w.clock.today()
    opened = w.clock.start_of_day(deal["opened_on"]) if deal["opened_on"] < today else now
    if deal["outcome"] == "open":
        return [_state(deal, opened, ENDLESS, change_set, book)]
    closed = max(min(w.clock.start_of_day(deal["closed_on"]), now), opened)
    states = [_state(deal, closed, ENDLESS, change_set, book)]
    first = book.first_open.get(deal["pipeline_id"])
    if closed > opened and first is not None:
        before = {**deal, "outcome": "open", "stage_id": first, "probability": None}
        states.insert(0, _state(before, opened, closed, change_set, book))
    return states


def write_states(w: Work, states: Sequence[dict[str, Any]]) -> None:
    """Store states as they are (their fork_day need not be given)."""
    if states:
        ids = allot_ids(w.session, DealState, len(states))
        insert_many(
            w.session,
            DealState,
            [
                {**one, "id": number, "fork_day": fork_day(one["valid_from"], one["valid_to"])}
                for number, one in zip(ids, states, strict=True)
            ],
        )


def states_of(w: Work, deal_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The states of each deal in their order, as the history keeps them: all values that are told, days as text."""
    found: dict[int, list[dict[str, Any]]] = {}
    for state in _read(w, deal_ids):
        deal_id = state.pop("deal_id")
        told = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in state.items()}
        found.setdefault(deal_id, []).append(told)
    return found


def put_states(w: Work, states: Mapping[int, Sequence[Values]]) -> None:
    """Replace the states of deals by these (as `states_of` gives them). Writes no history of its own."""
    delete_many(w.session, DealState, "deal_id", list(states))
    rows = [
        {
            **one,
            "deal_id": deal_id,
            **_over(dt.datetime.fromisoformat(one["valid_from"]), dt.datetime.fromisoformat(one["valid_to"])),
            "expected_close": dt.date.fromisoformat(one["expected_close"]) if one["expected_close"] else None,
        }
        for deal_id, some in states.items()
        for one in some
    ]
    insert_many(w.session, DealState, rows)
    w.touch("deal")


def begin_states(w: Work, deals: Iterable[Values]) -> None:
    """Write the first states of new deals."""
    book = StageBook(w)
    number = w.change_set.id if w.change_set else None
    write_states(w, [state for deal in deals for state in first_states(w, deal, number, book)])


def follow_states(w: Work, deals: Sequence[Values]) -> None:
    """Make the states agree with these deals as they now are, in the bin or out of it.

    Where a tracked value differs, the current state ends and a new one begins; within one deed it is changed in
    place. Without a current state (the deal came out of the bin) one begins.
    """
    now, book, change_set = w.clock.now(), StageBook(w), w.change_set
    last = _current(w, [deal["id"] for deal in deals])
    changed: list[dict[str, Any]] = []
    begun: list[dict[str, Any]] = []
    for deal in deals:
        old = last.get(deal["id"])
        if deal["deleted_at"] is not None:
            if old is not None:
                changed.append(_until(old, deal["deleted_at"]))
            continue
        new = _state(deal, now, ENDLESS, change_set.id if change_set else None, book)
        if old is None:
            begun.append(new)
            continue
        moved = {name: new[name] for name in FOLLOWED if old[name] != new[name]}
        if not moved:
            continue
        if change_set and old["change_set_id"] == change_set.id and old["valid_from"] >= change_set.at:
            changed.append({"id": old["id"], **moved})
        else:
            start = max(now, old["valid_from"])
            changed.append(_until(old, start))
            begun.append({**new, "valid_from": start})
    update_many(w.session, DealState, changed)
    write_states(w, begun)


def follow_stages(w: Work, stage_ids: Iterable[int]) -> None:
    """Let the open deals of these stages follow a new probability of theirs."""
    deal = table_of(Deal)
    for some in chunks(stage_ids):
        statement = select(deal).where(
            deal.c.outcome == "open",
            deal.c.stage_id.in_(some),
            deal.c.probability.is_(None),
            deal.c.deleted_at.is_(None),
        )
        follow_states(w, [row._mapping for row in w.rows(statement)])


FOLLOWED = (*TRACKED_DEAL_VALUES, "probability")
_READ = ("id", "deal_id", "valid_from", "valid_to", "change_set_id", *FOLLOWED)


def _current(w: Work, deal_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {state["deal_id"]: state for state in _read(w, deal_ids, current=True)}


def _read(w: Work, deal_ids: Sequence[int], *, current: bool = False) -> list[dict[str, Any]]:
    """The states of these deals in the order in which they held."""
    state = table_of(DealState)
    found: list[dict[str, Any]] = []
    for some in chunks(deal_ids):
        statement = select(*(state.c[name] for name in _READ)).where(among(state.c.deal_id, some))
        if current:
            statement = statement.where(state.c.valid_to == ENDLESS)
        order = statement.order_by(state.c.deal_id, state.c.valid_from, state.c.id)
        found += [dict(row._mapping) for row in w.rows(order)]
    return found


def later_states(w: Work, deal_ids: Sequence[int], change_set: int) -> set[int]:
    """The deals that have a state begun after this change set's: those cannot be taken back alone."""
    mine: set[int] = set()
    later: set[int] = set()
    for state in _read(w, deal_ids):
        if state["change_set_id"] == change_set:
            mine.add(state["deal_id"])
        elif state["deal_id"] in mine:
            later.add(state["deal_id"])
    return later


def take_back_states(w: Work, deals: Sequence[Values], change_set: int, reopened: Mapping[int, dt.datetime]) -> None:
    """Remove a change set's states of these deals (as they now are) and let the states before go on instead.

    `reopened`: deals that are back from the bin, with the instant at which they had gone there.
    """
    gone: list[int] = []
    ends: dict[int, tuple[Values, dt.datetime]] = {}
    last: dict[int, dict[str, Any]] = {}
    for state in _read(w, [deal["id"] for deal in deals]):
        before = last.get(state["deal_id"])
        if state["change_set_id"] != change_set:
            last[state["deal_id"]] = state
            continue
        gone.append(state["id"])
        if before is not None and ends.get(before["id"], (before, before["valid_to"]))[1] == state["valid_from"]:
            ends[before["id"]] = (before, state["valid_to"])
    for deal_id, at in reopened.items():
        state_before = last.get(deal_id)
        if state_before is not None and state_before["valid_to"] == at:
            ends[state_before["id"]] = (state_before, ENDLESS)
    delete_many(w.session, DealState, "id", gone)
    update_many(w.session, DealState, [_until(state, end) for state, end in ends.values()])
    follow_states(w, deals)
