"""Business that is not there yet: what was created and won inside past windows of the same length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import aliased

from ...fields.filters import EVERYTHING, Filter
from ...models import DealState
from .._standing import only
from ._lives import WON, Array, Lives
from ._moments import usual_amount

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

WINDOWS = 26
STEP_DAYS = 14.0
"""The windows begin every two weeks of about a year."""
_FEWEST = 4
_MOST_GROWTH = 3.0


def passing(w: Work, filter: Filter) -> Array | None:  # noqa: A002
    """The numbers of the won states that the actor sees and the filter lets through; None where that is all."""
    if filter == EVERYTHING and (w.actor.is_system or w.actor.sees_all):
        return None
    state = aliased(DealState)
    found = w.rows(only(w, select(state.id).where(state.outcome == "won"), filter, state))
    return np.array([row.id for row in found], dtype=np.int64)


def new_business(lives: Lives, at: float, first: float, last: float, owners: Sequence[int], ids: Array | None) -> Array:
    """What past windows brought of deals that did not exist when they began: an array (windows, owners).

    A window begins at an instant before `at`; looked at are the days from `first` to `last` after its beginning, all of
    them over by `at`. Amounts of then are raised as usual amounts have risen since. Fewer than four windows tell
    nothing: the array is empty then.
    """
    begun = float(lives.since.min()) if len(lives.since) else at
    starts = at - last - STEP_DAYS * np.arange(WINDOWS)
    starts = starts[starts >= begun]
    if last <= 0 or last <= first or len(starts) < _FEWEST:
        return np.zeros((0, len(owners)))
    won = (lives.outcome == WON) & (lives.came_from != WON) & (lives.amount > 0) & (lives.since <= at)
    if ids is not None:
        won &= np.isin(lives.state_id, ids)
    since, opened, amount = lives.since[won], lives.opened[won], lives.amount[won]
    column = {owner: place for place, owner in enumerate(owners)}
    place = np.array([column.get(owner, len(owners)) for owner in lives.owner[won].tolist()], dtype=np.int64)
    now = usual_amount(lives, at)
    rows = []
    for start in starts:
        inside = (opened > start) & (since > start + first) & (since <= start + last)
        risen = min(max(now / usual_amount(lives, start), 1 / _MOST_GROWTH), _MOST_GROWTH)
        rows.append(np.bincount(place[inside], amount[inside], len(owners) + 1)[:-1] * risen * lives.every)
    return np.array(rows)
