"""Answers that take long: worked out behind the screens, while the screen is there already.

For figures beside others at which nobody should have to wait: `lately` gives the last answer meanwhile, `soon` several
answers as they come. A screen that is about one such answer asks for it itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import streamlit as st

import _data
import _session
from _ui.boundary import DIALOG, boundary
from crm_core.base.errors import DaftarError
from crm_core.trust.access import Actor
from crm_core.trust.unit_of_work import Office, Work

P = ParamSpec("P")
T = TypeVar("T")
_LOG = logging.getLogger("daftar.screens")
_REST = 20.0
"""Seconds after an answer in which it is not worked out again, whatever is written meanwhile."""
_OLD = 600.0
"""Seconds after which it is worked out again in any case: another server may have written."""
_EVERY = 1.5
_MOST = 500


@dataclass
class _Kept:
    """An answer, when it came and at which state of the data it was asked; `work` is who works it out now."""

    answer: Any = None
    known: bool = False
    at: float = 0.0
    commits: int = -1
    work: Future[None] | None = None

    @property
    def runs(self) -> bool:
        return self.work is not None and not self.work.done()


@dataclass(frozen=True)
class Lately(Generic[T]):
    """An answer as it was worked out last; None where it never was, and is being worked out."""

    answer: T | None
    waits: bool


_KEPT: OrderedDict[Hashable, _Kept] = OrderedDict()
_LOCK = threading.Lock()
_POOL = ThreadPoolExecutor(1, thread_name_prefix="behind")


def lately(question: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> Lately[T]:
    """What `question` gave this person last; asked again behind the screen where something was written since."""
    actor, office = _session.actor(), _data.office()
    asked = (f"{question.__module__}.{question.__qualname__}", _data.frozen((args, kwargs)))
    key = (id(office), _data.visibility(actor, _session.locale()), _session.today(), asked)
    with _LOCK:
        kept = _KEPT.setdefault(key, _Kept())
        _KEPT.move_to_end(key)
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
        age = time.monotonic() - kept.at
        stale = kept.commits != office.commits or age > _OLD
        if not kept.runs and stale and (not kept.known or age > _REST):
            kept.work = _POOL.submit(_answer, kept, office, actor, lambda: _data.read(actor, question, *args, **kwargs))
        return Lately(kept.answer if kept.known else None, waits=not kept.known and kept.runs)


def _answer(kept: _Kept, office: Office, actor: Actor, ask: Callable[[], Any]) -> None:
    commits = office.commits
    try:
        kept.answer = ask()
        kept.known = True
    except DaftarError:
        _LOG.info("nothing to tell %s", actor.name, exc_info=True)
    except Exception:
        _LOG.exception("what was worked out behind the screens failed")
    kept.at, kept.commits = time.monotonic(), commits


def follow(question: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> None:
    """Draw the screen anew once the answer that it waits for is there; while a dialog is open, not before it closes."""

    @st.fragment(run_every=_EVERY)
    def look() -> None:
        with boundary():
            if not lately(question, *args, **kwargs).waits and not _session.kept(DIALOG):
                st.rerun()

    look()


# Several answers, as they come


_SOON: dict[tuple[Hashable, ...], Future[None]] = {}
_SIDE_BY_SIDE = ThreadPoolExecutor(2, thread_name_prefix="soon")
_LOOK = 0.5
"""Seconds after which is looked whether more answers are there."""


def soon(question: Callable[[Work, Any], T], asked: Sequence[Any], *, within: float) -> list[T | BaseException | None]:
    """What `question(w, one)` gives for each of these, of the data as it is now; None for what is not there yet.

    Those that are to come are worked out behind the screen, for which is waited `within` seconds. Of what went wrong
    the error is given: the caller raises it where it is to be read.
    """
    who = _session.actor()
    found: list[T | BaseException | None] = [_data.known(who, question, one) for one in asked]
    begun = {at: _begun(who, question, asked[at]) for at, answer in enumerate(found) if answer is None}
    wait(begun.values(), timeout=within)
    for at, work in begun.items():
        failed = work.exception() if work.done() else None
        found[at] = failed or _data.known(who, question, asked[at])
    return found


def _begun(who: Actor, question: Callable[[Work, Any], Any], one: Any) -> Future[None]:
    """The work on an answer, which goes on if somebody began it already; a failed one rests until the data changes."""
    office = _data.office()
    key = (id(office), office.commits, _data.visibility(who, _session.locale()), question, _data.frozen(one))
    with _LOCK:
        for done in [
            known for known, work in _SOON.items() if work.done() and (known[:2] != key[:2] or _went_well(work))
        ]:
            del _SOON[done]
        if key not in _SOON:
            _SOON[key] = _SIDE_BY_SIDE.submit(_read, who, question, one)
        return _SOON[key]


def _went_well(work: Future[None]) -> bool:
    return work.exception() is None


def _read(who: Actor, question: Callable[[Work, Any], Any], one: Any) -> None:
    _data.read(who, question, one)


def draw_again(question: Callable[[Work, Any], T], waited_for: Sequence[Any]) -> None:
    """Draw the screen anew once one of these answers is there; while a dialog is open, not before it closes."""

    @st.fragment(run_every=_LOOK)
    def look() -> None:
        with boundary():
            came = any(one is not None for one in soon(question, waited_for, within=0))
            if came and not _session.kept(DIALOG):
                st.rerun()

    if waited_for:
        look()
