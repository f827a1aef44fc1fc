"""A deed is done once, though it was clicked twice or the run that stored it was cut short and another began.

Streamlit stops a run at its next look at the session when something else is clicked, and begins another, which hears
of the same click again. What is done here is therefore noted beside the lock of the tab, with no look at the session
between storing and noting; whoever asks for the same again is given what came of it, and tells and closes as the first
one would have done.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import _session
from crm_core.trust.unit_of_work import Work

T = TypeVar("T")

AGAIN = 4.0
"""Seconds in which the same is taken for the same click."""
_KEY = "done_once"
_MAKING = threading.Lock()


@dataclass
class _Done:
    """What this tab did last at each place: with what, when, and what came of it."""

    last: dict[str, tuple[Any, float, Any]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)


def done(place: str, given: Any, act: Callable[[], T], *, back: bool = False) -> T:
    """What `act` gives, which stores something; where it was just done at this place with the same `given`, what came
    of it then. Errors are raised and not remembered. `back`: it takes something back, which then may be done again.

    `act` ends with its commit: what is said of it comes after.
    """
    held = _held()
    with held.lock:
        known = held.last.get(place)
        if known is not None and known[0] == given and time.monotonic() - known[1] < AGAIN:
            return known[2]  # type: ignore[no-any-return]
        came = act()
        now = time.monotonic()
        held.last = {} if back else {name: one for name, one in held.last.items() if now - one[1] < AGAIN}
        held.last[place] = (given, now, came)
        return came


def stored(place: str, given: Any, act: Callable[[Work], T]) -> T:
    """The same with a transaction as this person."""

    def store() -> T:
        with _session.work() as w:
            return act(w)

    return done(place, given, store)


def _held() -> _Done:
    with _MAKING:
        held: _Done | None = _session.kept(_KEY)
        if held is None:
            held = _Done()
            _session.keep(_KEY, held)
        return held
