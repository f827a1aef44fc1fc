"""Who is here, in which language, what a tab remembers: the only file that names session_state keys."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

import _data
from crm_core.base.i18n import Locale
from crm_core.trust import accounts
from crm_core.trust.access import Action, Actor, may
from crm_core.trust.unit_of_work import Work

P = ParamSpec("P")
T = TypeVar("T")

_COOKIE = "daftar_session"
_FORM_COOKIE = "daftar_form"
_WHO = "_who"
_SAID = "_said"
_HANDLED = "_handled"
_KEPT = "_kept"
_TRUST_SECONDS = 3.0


class SignedOut(Exception):
    """The session ended meanwhile; the shell sends the browser to the sign-in page."""


def actor() -> Actor:
    """The person at this browser. Raises SignedOut when the session ended or was ended."""
    who = st.session_state.get(_WHO)
    if who is None or time.monotonic() - who[2] > _TRUST_SECONDS:
        who = _look_up(who)
    return who[0]


def locale() -> Locale:
    """How this person is spoken to."""
    actor()
    return st.session_state[_WHO][1]  # type: ignore[no-any-return]


def begin() -> Actor:
    """Called by the shell at every run of the script: look the person up anew."""
    st.session_state[_WHO] = _look_up(st.session_state.get(_WHO))
    return actor()


def _look_up(before: tuple[Actor, Locale, float] | None) -> tuple[Actor, Locale, float]:
    if before is not None and time.monotonic() - before[2] < _TRUST_SECONDS:
        return before
    person = accounts.session_actor(_data.office(), token())
    if person is None:
        raise SignedOut
    if before is not None and before[0].user_id != person.user_id:
        # Another person at the same tab: nothing of the one before may remain.
        st.session_state.clear()
    who = (person, _data.locale_for(person), time.monotonic())
    st.session_state[_WHO] = who
    return who


def token() -> str:
    """The session token the browser sent when it connected."""
    return st.context.cookies.get(_COOKIE, "")


def form_cookie() -> str:
    """The cookie that our own HTML forms are bound to."""
    return st.context.cookies.get(_FORM_COOKIE, "")


# What screens use all the time


def t(message: str, **params: Any) -> str:
    """The message in the person's language."""
    return locale().t(message, **params)


def tn(singular: str, plural: str, n: int, **params: Any) -> str:
    """The message for this number of things."""
    return locale().tn(singular, plural, n, **params)


def today() -> dt.date:
    """Today in the company's time zone."""
    return _data.today()


def can(action: Action, record: Any = None) -> bool:
    """May this person do this? For what to show; the core asks again when it is done."""
    return may(actor(), action, record)


def read(question: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """`question(w, …)` as this person, remembered while the data stays as it is."""
    return _data.read(actor(), question, *args, **kwargs)


@contextmanager
def work() -> Iterator[Work]:
    """A transaction as this person; commits when the block ends well."""
    with _data.office().work(actor()) as w:
        yield w


# What a tab remembers


def first_time(place: str, event: Any) -> bool:
    """Is this event of a component new? Reruns replay the last one."""
    handled = st.session_state.setdefault(_HANDLED, {})
    if event is None or handled.get(place) == event:
        return False
    handled[place] = event
    return True


def say(message: dict[str, Any]) -> None:
    """Leave a message for the message bar of the next run."""
    st.session_state[_SAID] = message


def said() -> dict[str, Any] | None:
    return st.session_state.get(_SAID)


def unsay() -> None:
    st.session_state.pop(_SAID, None)


def keep(name: str, value: Any) -> None:
    """Remember something while the tab is open (never what a link should carry: that is the URL's)."""
    st.session_state.setdefault(_KEPT, {})[name] = value


def kept(name: str, default: Any = None) -> Any:
    return st.session_state.get(_KEPT, {}).get(name, default)


def forget(name: str) -> None:
    st.session_state.get(_KEPT, {}).pop(name, None)


def component_value(key: str) -> Any:
    """What a component with this key sent last, known before it is drawn again."""
    return st.session_state.get(key)


def drop_widget(*keys: str) -> None:
    """Forget what widgets with these keys hold, so that they begin anew."""
    for key in keys:
        st.session_state.pop(key, None)


def hold_widget(key: str, value: Any) -> None:
    """Let the widget with this key, which is drawn next, show this value whatever it held before.

    Set at every run: what lies in a closed popover learns of it only from the last one.
    """
    st.session_state[key] = value
