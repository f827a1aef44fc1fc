"""Answers that take long: worked out behind the screens, one at a time; the last one is shown meanwhile.

For figures beside others at which nobody should have to wait. A screen that is about such an answer asks for it itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
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
