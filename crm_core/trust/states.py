"""The states of deals through time, written with every change of a deal (see DESIGN: time travel).

A state holds the tracked values over [valid_from, valid_to). States of one deal never overlap; a deal in the bin has
none over that time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import allot_ids, chunks, delete_many, insert_many, update_many
from ..models import ENDLESS, TRACKED_DEAL_VALUES, DealState, Stage

if TYPE_CHECKING:
    from .unit_of_work import Work

Values = Mapping[str, Any]


class StageBook:
    """The stages by number, read once: their probabilities and the first open stage of each pipeline."""

    def __init__(self, w: Work) -> None:
        statement = select(Stage.id, Stage.pipeline_id, Stage.kind, Stage.probability).order_by(
            Stage.position, Stage.id
        )
        rows = w.session.execute(statement, execution_options={"with_bin": True}).all()
        self.probability = {row.id: row.probability for row in rows}
        self.first_open: dict[int, int] = {}
        for row in rows:
            if row.kind == "open":
                self.first_open.setdefault(row.pipeline_id, row.id)


def _state(
    deal: Values, start: dt.datetime, end: dt.datetime, change_set: int | None, book: StageBook
) -> dict[str, Any]:
    own = deal.get("probability") if deal["outcome"] == "open" else None
    return {
        "deal_id": deal["id"],
        "valid_from": start,
        "valid_to": end,
        "change_set_id": change_set,
        "probability": book.probability[deal["stage_id"]] if own is None else own,
        **{name: deal.get(name) for name in TRACKED_DEAL_VALUES},
    }


def first_states(w: Work, deal: Values, change_set: int | None, book: StageBook) -> list[dict[str, Any]]:
    """The states of a deal that is new to us: open from its opening day, then its outcome from its closing day."""
    now = w.clock.now()
    opened = min(w.clock.start_of_day(deal["opened_on"]), now) if deal["opened_on"] < w.clock.today() else now
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
    """Store states as they are."""
    if states:
        ids = allot_ids(w.session, DealState, len(states))
        insert_many(w.session, DealState, [{"id": number, **one} for number, one in zip(ids, states, strict=True)])


def begin_states(w: Work, deals: Iterable[Values]) -> None:
    """Write the first states of new deals."""
    book = StageBook(w)
    number = w.change_set.id if w.change_set else None
    write_states(w, [state for deal in deals for state in first_states(w, deal, number, book)])


def end_states(w: Work, deal_ids: Sequence[int], at: dt.datetime) -> None:
    """End the current states of deals that go to the bin."""
    current = _current_values(w, deal_ids).values()
    update_many(w.session, DealState, [{"id": state["id"], "valid_to": at} for state in current])


def follow_states(w: Work, deals: Sequence[Values]) -> None:
    """After a change: end the current state and begin a new one where a tracked value differs (or none is there)."""
    now = w.clock.now()
    number = w.change_set.id if w.change_set else None
    book = StageBook(w)
    last = _current_values(w, [deal["id"] for deal in deals])
    ended, begun = [], []
    for deal in deals:
        new = _state(deal, now, ENDLESS, number, book)
        old = last.get(deal["id"])
        if old is None:
            begun.append(new)
        elif any(old[name] != new[name] for name in (*TRACKED_DEAL_VALUES, "probability")):
            ended.append({"id": old["id"], "valid_to": max(now, old["valid_from"])})
            begun.append({**new, "valid_from": max(now, old["valid_from"])})
    update_many(w.session, DealState, ended)
    write_states(w, begun)


_READ = ("id", "deal_id", "valid_from", "valid_to", "change_set_id", "probability", *TRACKED_DEAL_VALUES)


def _current_values(w: Work, deal_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {state["deal_id"]: state for state in _read(w, deal_ids) if state["valid_to"] == ENDLESS}


def _read(w: Work, deal_ids: Sequence[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for some in chunks(deal_ids):
        statement = select(*(getattr(DealState, name) for name in _READ)).where(DealState.deal_id.in_(some))
        found += [dict(row._mapping) for row in w.rows(statement.order_by(DealState.deal_id, DealState.valid_from))]
    return found


def later_states(w: Work, deal_ids: Sequence[int], change_set: int) -> set[int]:
    """The deals that have a state begun after this change set's: those cannot be taken back alone."""
    mine: dict[int, int] = {}
    later: set[int] = set()
    for state in _read(w, deal_ids):
        if state["change_set_id"] == change_set:
            mine[state["deal_id"]] = state["id"]
        elif state["deal_id"] in mine and state["id"] > mine[state["deal_id"]]:
            later.add(state["deal_id"])
    return later


def take_back_states(w: Work, deal_ids: Sequence[int], change_set: int) -> None:
    """Remove a change set's states of these deals and let the states before go on in their place."""
    previous: dict[int, dict[str, Any]] = {}
    gone: list[int] = []
    longer: dict[int, dt.datetime] = {}
    for state in _read(w, deal_ids):
        before = previous.get(state["deal_id"])
        if state["change_set_id"] != change_set:
            previous[state["deal_id"]] = state
            continue
        gone.append(state["id"])
        if before is not None and longer.get(before["id"], before["valid_to"]) == state["valid_from"]:
            longer[before["id"]] = state["valid_to"]
    delete_many(w.session, DealState, "id", gone)
    update_many(w.session, DealState, [{"id": number, "valid_to": end} for number, end in longer.items()])


def reopen_states(w: Work, deal_ids: Mapping[int, dt.datetime]) -> None:
    """Let the states go on that ended when these deals went to the bin at these instants."""
    last: dict[int, dict[str, Any]] = {}
    for state in _read(w, list(deal_ids)):
        last[state["deal_id"]] = state
    rows = [
        {"id": state["id"], "valid_to": ENDLESS}
        for deal_id, state in last.items()
        if state["valid_to"] == deal_ids[deal_id]
    ]
    update_many(w.session, DealState, rows)
