"""What deals went through, as columns of numbers: a row a state, those of a deal behind each other.

Instants and days are numbers of days since 1970 (UTC for instants), so that thousands of deals are looked at together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import FromClause, func, select

from ...base.among import among
from ...base.database import AnySelect, label_of
from ...base.many import chunks
from ...models import Deal, DealState

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

Array = npt.NDArray[Any]
MOST_DEALS = 20_000
"""Of a longer history every n-th deal by its number is read, so that no more than these are."""
OPEN, WON, LOST = 0, 1, 2
_OUTCOMES = {"open": OPEN, "won": WON, "lost": LOST}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_DAY = _EPOCH.date().toordinal()


def day_number(at: dt.datetime) -> float:
    """An instant as days since 1970."""
    return (at - _EPOCH).total_seconds() / 86_400


@dataclass(frozen=True)
class Lives:
    """The states of deals, ordered by deal and time; every field but the last is a column of the same length."""

    deal: Array
    """The deal's number."""
    since: Array
    until: Array
    outcome: Array
    stage: Array
    probability: Array
    amount: Array
    """In minor units of the company's currency; nan where there is none or it is in another currency."""
    foreign: Array
    due: Array
    """The day of the expected close; nan where there is none."""
    owner: Array
    """The owner's number, 0 for nobody."""
    source: Array
    """As it is today: it is not kept through time."""
    opened: Array
    entered: Array
    """Since when the deal is in its stage."""
    pushes: Array
    handed: Array
    """How often the close date was pushed out, and the deal handed over, until then."""
    came_from: Array
    """The outcome of the state before; open for the first."""
    ends: Array
    """When the deal is won or lost next; infinite where it is not."""
    ends_won: Array
    ends_amount: Array
    """What the deal is worth when it is won."""
    state_id: Array
    every: int
    """Every how manieth deal was read."""


_READ = ("id", "deal_id", "valid_from", "valid_to", "outcome", "stage_id", "probability", "amount", "currency")
_READ_TOO = ("expected_close", "owner_id")


def _statement(state: FromClause) -> AnySelect:
    deal = label_of(Deal)
    columns = [state.c[name] for name in (*_READ, *_READ_TOO)]
    return (
        select(*columns, deal.c.source)
        .join(deal, deal.c.id == state.c.deal_id)
        .where(state.c.valid_to > state.c.valid_from)
        .order_by(state.c.deal_id, state.c.valid_from, state.c.id)
    )


def company_lives(w: Work) -> Lives:
    """What the company's deals went through, whoever asks: rates are learnt from it, no record of it is shown."""
    state = label_of(DealState)
    highest = w.scalar(select(func.max(state.c.deal_id))) or 0
    every = -(-highest // MOST_DEALS) or 1
    if every == 1:
        return _lives(w, w.rows(_statement(state)), every)
    return lives_of(w, range(every, highest + 1, every), every)


def lives_of(w: Work, deal_ids: Iterable[int], every: int = 1) -> Lives:
    """What these deals went through, also while others saw them."""
    state = label_of(DealState)
    rows = [row for some in chunks(deal_ids) for row in w.rows(_statement(state).where(among(state.c.deal_id, some)))]
    return _lives(w, sorted(rows, key=lambda row: (row.deal_id, row.valid_from, row.id)), every)


def _lives(w: Work, rows: Iterable[Any], every: int) -> Lives:
    columns = list(zip(*rows, strict=True)) or [()] * (len(_READ) + len(_READ_TOO) + 1)
    number, deal, since, until, outcome, stage, probability, amount, currency, due, owner, source = columns
    own = w.company.currency
    read = {
        "deal": np.array(deal, dtype=np.int64),
        "since": np.array([day_number(at) for at in since]),
        "until": np.array([day_number(at) for at in until]),
        "outcome": np.array([_OUTCOMES[one] for one in outcome], dtype=np.int8),
        "stage": np.array(stage, dtype=np.int64),
        "probability": np.array(probability, dtype=float),
        "amount": np.array(
            [np.nan if a is None or c != own else float(a) for a, c in zip(amount, currency, strict=True)], dtype=float
        ),
        "foreign": np.array([one != own for one in currency], dtype=bool),
        "due": np.array([np.nan if day is None else day.toordinal() - _EPOCH_DAY for day in due], dtype=float),
        "owner": np.array([one or 0 for one in owner], dtype=np.int64),
        "source": np.array([one or "" for one in source], dtype=object),
        "state_id": np.array(number, dtype=np.int64),
    }
    return Lives(**read, **_followed(read), every=every)


def _followed(read: dict[str, Array]) -> dict[str, Array]:
    """What a state owes to those before and after it."""
    deal, outcome, since = read["deal"], read["outcome"], read["since"]
    places = np.arange(len(deal))
    first = np.ones(len(deal), dtype=bool)
    first[1:] = deal[1:] != deal[:-1]
    start = np.maximum.accumulate(np.where(first, places, 0)) if len(deal) else places
    stepped = first.copy()
    both_open = np.zeros(len(deal), dtype=bool)
    pushed, handed = both_open.copy(), both_open.copy()
    came_from = np.zeros(len(deal), dtype=np.int8)
    if len(deal):
        stepped[1:] |= (read["stage"][1:] != read["stage"][:-1]) | (outcome[1:] != outcome[:-1])
        both_open[1:] = ~first[1:] & (outcome[1:] == OPEN) & (outcome[:-1] == OPEN)
        pushed[1:] = both_open[1:] & (read["due"][1:] > read["due"][:-1])
        handed[1:] = both_open[1:] & (read["owner"][1:] != read["owner"][:-1])
        came_from[1:] = np.where(first[1:], OPEN, outcome[:-1])
    entered = np.maximum.accumulate(np.where(stepped, places, 0)) if len(deal) else places
    return {
        "opened": since[start],
        "entered": since[entered],
        "pushes": _counted(pushed, start),
        "handed": _counted(handed, start),
        "came_from": came_from,
        **_decided(read),
    }


def _counted(events: Array, start: Array) -> Array:
    """How many events a deal had until each of its states; `start` is the place of its first one."""
    total = np.cumsum(events)
    found: Array = total - total[start] if len(events) else total
    return found.astype(float)


def _decided(read: dict[str, Array]) -> dict[str, Array]:
    """When and how the deal of each state is decided next."""
    deal, outcome, since = read["deal"], read["outcome"], read["since"]
    size = len(deal)
    later = np.where(outcome != OPEN, np.arange(size), size)
    later = np.minimum.accumulate(later[::-1])[::-1] if size else later
    known = later < size
    known[known] = deal[later[known]] == deal[known]
    at = np.where(known, later, 0)
    if not size:
        return {"ends": since, "ends_won": known, "ends_amount": since}
    return {
        "ends": np.where(known, since[at], np.inf),
        "ends_won": known & (outcome[at] == WON),
        "ends_amount": np.where(known, read["amount"][at], np.nan),
    }
