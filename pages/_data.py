"""The open company, and cached reads: (who may see what, which question, which day, which data) → answer."""

from __future__ import annotations

import datetime as dt
import functools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from crm_core.base.config import load_settings
from crm_core.base.i18n import Locale
from crm_core.jobs.runner import Runner
from crm_core.measures import columns
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.company import Company
from crm_core.trust.unit_of_work import Office, Work

P = ParamSpec("P")
T = TypeVar("T")
_MOST_ANSWERS = 2_000
_FRESH_SECONDS = 0.25


@functools.cache
def office() -> Office:
    """The company's open database. One for the whole process: the gate and the screens share it."""
    opened = Office(load_settings())
    columns.keep(opened)
    return opened


@functools.cache
def runner_here() -> Runner | None:
    """What does by itself what is due; None where the environment leaves that to cron (CRM_JOBS)."""
    return Runner(office()) if office().settings.jobs else None


def locale_for(actor: Actor) -> Locale:
    """The language, calendar and digits in which this person is spoken to."""
    return office().company.locale(actor.language, actor.calendar, actor.digits)


class Answers:
    """A bounded memory of answers, the longest unused forgotten first, and of the state of the data last seen."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self.seen: State | None = None
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> tuple[bool, Any]:
        with self._lock:
            if key not in self._kept:
                return False, None
            self._kept.move_to_end(key)
            return True, self._kept[key]

    def put(self, key: Hashable, answer: Any) -> None:
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.seen = None


ANSWERS = Answers(_MOST_ANSWERS)


def read(actor: Actor, question: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask the core as this person: `question(w, *args, **kwargs)`, answered once per state of the data.

    The answer is shared by everybody who sees the same rows and is spoken to alike, so it must not be changed
    by who gets it. Versions are read before the data, in the same snapshot.
    """
    asked = (f"{question.__module__}.{question.__qualname__}", frozen((args, kwargs)))
    if (state := _state()) is not None:
        known, answer = ANSWERS.get(state.key(actor, asked))
        if known:
            return answer  # type: ignore[no-any-return]
    commits = office().commits
    with office().read(actor) as w:
        key = _seen(w, commits).key(actor, asked)
        known, answer = ANSWERS.get(key)
        if not known:
            answer = question(w, *args, **kwargs)
            ANSWERS.put(key, answer)
        return answer  # type: ignore[no-any-return]


def known(actor: Actor, question: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What `read` would give without working anything out; None where it would have to."""
    asked = (f"{question.__module__}.{question.__qualname__}", frozen((args, kwargs)))
    if (state := _state()) is None:
        today()
        state = ANSWERS.seen
    found, answer = ANSWERS.get(state.key(actor, asked)) if state is not None else (False, None)
    return answer if found else None


@dataclass(frozen=True)
class State:
    """The state of the data as it was seen a moment ago, with the commits of this process until then."""

    office: Office
    commits: int
    at: float
    company: Company
    today: dt.date
    versions: Hashable

    def key(self, actor: Actor, asked: Hashable) -> Hashable:
        locale = self.company.locale(actor.language, actor.calendar, actor.digits)
        return (asked, visibility(actor, locale), self.today, self.versions)


def _state() -> State | None:
    """The state of the data, if it was seen within the blink of an eye and nobody here wrote since.

    A screen asks a dozen questions; what is remembered for all of them is found without opening the database again.
    """
    seen = ANSWERS.seen
    if seen is None or time.monotonic() - seen.at > _FRESH_SECONDS:
        return None
    return seen if seen.office is office() and seen.commits == seen.office.commits else None


def _seen(w: Work, commits: int) -> State:
    """The state that this work sees, kept for whoever asks next; `commits` as they were before it was opened."""
    versions = frozen(w.versions)
    seen = ANSWERS.seen = State(office(), commits, time.monotonic(), w.company, w.clock.today(), versions)
    return seen


def today() -> dt.date:
    """Today in the company's time zone."""
    if (state := _state()) is not None:
        return state.today
    commits = office().commits
    with office().read(SYSTEM) as w:
        return _seen(w, commits).today


def visibility(actor: Actor, locale: Locale) -> Hashable:
    """What of a person decides an answer: who they are (for "mine"), what they see, their language."""
    return (actor.user_id, actor.role, actor.visibility, locale)


def frozen(value: Any) -> Hashable:
    """The value as a key: lists, dicts and sets by what is in them."""
    if isinstance(value, Mapping):
        return tuple((k, frozen(v)) for k, v in sorted(value.items(), key=lambda item: str(item[0])))
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, *(frozen(v) for v in value))
    if isinstance(value, (set, frozenset)):
        return frozenset(frozen(v) for v in value)
    if isinstance(value, dt.datetime):
        return ("instant", value)
    return value  # type: ignore[no-any-return]
