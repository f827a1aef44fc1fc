"""Which process writes a run: so that one that died is known at once, wherever the history is looked at."""

from __future__ import annotations

import os
import socket
from functools import cache

import psutil


@cache
def _began(number: int) -> float:
    return float(psutil.Process(number).create_time())


def this_process() -> str:
    """The machine, the number of this process, and when it began (numbers are given again)."""
    number = os.getpid()
    return f"{number} {_began(number):.2f} {socket.gethostname()}"[:120]


def is_gone(process: str | None) -> bool:
    """Whether that process surely ended; of another machine's nothing is known."""
    if not process:
        return False
    number, began, machine = process.split(" ", 2)
    if machine != socket.gethostname()[: len(machine)] or not machine:
        return False
    try:
        there = psutil.Process(int(number))
        return abs(there.create_time() - float(began)) > 1 or there.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False
