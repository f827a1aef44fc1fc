"""The one place where errors become sentences."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

import _session
from _session import t
from _ui.browser import go
from crm_core.base.errors import DaftarError

P = ParamSpec("P")
T = TypeVar("T")
_LOG = logging.getLogger("daftar.screens")


@contextmanager
def boundary() -> Iterator[None]:
    """Say a known error in the person's language; log an unknown one under a number and tell that."""
    try:
        yield
    except (RerunException, StopException):
        raise
    except _session.SignedOut:
        go("/sign-in")
    except DaftarError as error:
        st.error(error.say(_session.locale()))
    except Exception:
        number = secrets.token_hex(3).upper()
        _LOG.exception("error %s", number)
        st.error(
            t(
                "This did not work, and it is our fault. Nothing was changed. "
                "If it happens again, tell your administrator the number {number}.",
                number=number,
            )
        )


def part(function: Callable[P, T]) -> Callable[P, T | None]:
    """A piece of a screen that reruns alone (a fragment), with its own error boundary."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T | None:
        answer: T | None = None
        with boundary():
            answer = function(*args, **kwargs)
        return answer

    return st.fragment(guarded)
