"""How often Python looks for objects that hold one another, while very many are made."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (200_000, 20, 20)


class _Busy:
    """How many are making many objects just now, and how often was looked before."""

    lock = threading.Lock()
    many = 0
    usual = gc.get_threshold()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """While a large list is planned: its millions of objects all stay, and looking through them is a fifth of the time.

    It holds for the whole process; what is garbage meanwhile is found afterwards.
    """
    with _Busy.lock:
        if _Busy.many == 0:
            _Busy.usual = gc.get_threshold()
            gc.set_threshold(*_SELDOM)
        _Busy.many += 1
    try:
        yield
    finally:
        with _Busy.lock:
            _Busy.many -= 1
            if _Busy.many == 0:
                gc.set_threshold(*_Busy.usual)
