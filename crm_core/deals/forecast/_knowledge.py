"""What the company knew at a day: its deals' lives and the model learnt from them, kept by the process.

The model is learnt anew each day from what was known when the day began, and when won or lost deals of the past are
added or taken away (a list with history, an undo). Until then an edit costs no learning.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import func, select

from ...base.database import label_of
from ...models import DealState
from ._lives import Array, Lives, company_lives, day_number
from ._model import STEP_DAYS, WINDOW_DAYS, Model, decided, learnt
from ._moments import examples, usual_amount

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

_MOST = 6
"""So many days are kept of each database: today, and some that people looked back to."""


@dataclass(frozen=True)
class Knowledge:
    """The lives of the company's deals, and what was learnt from those until an instant (days since 1970)."""

    until: float
    lives: Lives
    model: Model | None
    decided: tuple[int, int]
    """How many won and lost deals there were to learn from."""
    usual_amount: float


_kept: WeakKeyDictionary[Any, OrderedDict[Any, Knowledge]] = WeakKeyDictionary()
_lock = threading.Lock()
_learning = threading.Lock()
"""Held while something is learnt: whoever asks meanwhile waits for it instead of learning the same beside it."""


def knowledge(w: Work, at: dt.datetime) -> Knowledge:
    """What was known when the company's day of this instant began."""
    until = w.clock.start_of_day(w.clock.day_of(at))
    key = (until, w.company.currency, decided_before(w, until))
    kept = _of(w.session.get_bind())
    found = _again(kept, key)
    if found is None:
        with _learning:
            found = _again(kept, key) or _keep(kept, key, _known(w, day_number(until)))
    return found


def _of(database: Any) -> OrderedDict[Any, Knowledge]:
    with _lock:
        return _kept.setdefault(database, OrderedDict())


def _again(kept: OrderedDict[Any, Knowledge], key: Any) -> Knowledge | None:
    with _lock:
        if key in kept:
            kept.move_to_end(key)
        return kept.get(key)


def _keep(kept: OrderedDict[Any, Knowledge], key: Any, found: Knowledge) -> Knowledge:
    with _lock:
        kept[key] = found
        while len(kept) > _MOST:
            kept.popitem(last=False)
    return found


def decided_before(w: Work, until: dt.datetime) -> int:
    """How many wins and losses the model may learn from: while they stay, so does it."""
    state = label_of(DealState)
    since = until - dt.timedelta(days=WINDOW_DAYS)
    wanted = (state.c.outcome.in_(["won", "lost"]), state.c.valid_from >= since, state.c.valid_from < until)
    return int(w.scalar(select(func.count()).where(*wanted)))


def _known(w: Work, until: float) -> Knowledge:
    lives = company_lives(w)
    some = examples(lives, moments_before(lives, until))
    counts = decided(lives, until)
    return Knowledge(until, lives, learnt(some, until, counts), counts, usual_amount(lives, until))


def moments_before(lives: Lives, until: float) -> Array:
    """The moments of the window before an instant at which open deals are examples, as far as there were deals."""
    first = float(lives.since.min()) if len(lives.since) else until
    back = np.arange(until - STEP_DAYS, max(until - WINDOW_DAYS, first - STEP_DAYS), -STEP_DAYS)
    return back[::-1]
