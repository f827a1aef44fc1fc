"""The one place where errors become sentences."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable
from types import TracebackType
from typing import Literal, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException, get_script_run_ctx

import _session
from _session import t
from _ui.browser import go
from crm_core.base.errors import DaftarError

P = ParamSpec("P")
T = TypeVar("T")
_LOG = logging.getLogger("daftar.screens")
DIALOG = "dialog_open"
"""Kept while a dialog may be open: what draws the screen anew on its own waits, since it would close it."""


class boundary:  # noqa: N801  reads like the function it replaces: `with boundary():`
    """Say a known error in the person's language; log an unknown one under a number and tell that."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, RerunException | StopException):
            return False
        if isinstance(error, _session.SignedOut):
            go("/sign-in")
        if isinstance(error, DaftarError):
            st.error(error.say(_session.locale()))
        elif isinstance(error, Exception):
            _say_our_fault(error)
        return isinstance(error, Exception)


def _say_our_fault(error: Exception) -> None:
    number = secrets.token_hex(3).upper()
    _LOG.error("error %s", number, exc_info=error)
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
        with boundary():
            return function(*args, **kwargs)
        return None

    return st.fragment(guarded)


def dialog(
    title: str, draw: Callable[[], None], *, width: Literal["small", "medium", "large"] = "medium",
    on_dismiss: Callable[[], None] | Literal["ignore", "rerun"] = "ignore",
) -> None:  # fmt: skip
    """Open a dialog; what goes wrong in it becomes a sentence in it. Where two want to open, the first one does."""
    run = get_script_run_ctx()
    if run is not None and run.has_dialog_opened:
        return

    _session.keep(DIALOG, True)

    def guarded() -> None:
        with boundary():
            draw()

    st.dialog(title, width=width, on_dismiss=on_dismiss)(guarded)()
