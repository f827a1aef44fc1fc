"""The open company, and cached reads: (who may see what, which question, which day, which data) → answer."""

from __future__ import annotations

import datetime as dt
import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

from crm_core.base.config import load_settings
from crm_core.base.i18n import Locale
from crm_core.trust.access import Actor
from crm_core.trust.unit_of_work import Office, Work

P = ParamSpec("P")
T = TypeVar("T")
_MOST_ANSWERS = 2_000


@functools.cache
def office() -> Office:
    """The company's open database. One for the whole process: the gate and the screens share it."""
    return Office(load_settings())


def locale_for(actor: Actor) -> Locale:
    """The language, calendar and digits in which this person is spoken to."""
    return office().company.locale(actor.language, actor.calendar, actor.digits)


class Answers:
    """A bounded memory of answers, the longest unused forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
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


ANSWERS = Answers(_MOST_ANSWERS)


def read(actor: Actor, question: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask the core as this person: `question(w, *args, **kwargs)`, answered once per state of the data.

    The answer is shared by everybody who sees the same rows and is spoken to alike, so it must not be changed
    by who gets it. Versions are read before the data, in the same snapshot.
    """
    with office().read(actor) as w:
        key = (
            f"{question.__module__}.{question.__qualname__}",
            visibility(actor, w.locale),
            frozen((args, kwargs)),
            w.clock.today(),
            frozen(w.versions),
        )
        known, answer = ANSWERS.get(key)
        if not known:
            answer = question(w, *args, **kwargs)
            ANSWERS.put(key, answer)
        return answer  # type: ignore[no-any-return]


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
