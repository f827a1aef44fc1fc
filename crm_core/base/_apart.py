"""The process in which one long job is done (see `apart`): its job comes pickled on standard input."""

from __future__ import annotations

import base64
import json
import os
import pickle
import sys
import threading
import time
from typing import Any

from .apart import Watch
from .errors import DaftarError

_OFTEN = 0.2
"""Seconds between two words of how far it is."""


class _Told(Watch):
    """Tells the other process how far it is, and hears from it whether to stop: its end of the line is closed."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._last = 0.0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while os.read(sys.stdin.fileno(), 64):  # not through the buffer: its lock must be free when the process ends
            pass
        self._stop.set()

    def at(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done >= total or now - self._last > _OFTEN:
            self._last = now
            _say({"done": done, "total": total})

    def cancelled(self) -> bool:
        return self._stop.is_set()


def main() -> None:
    try:
        job = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our own process)
    except (EOFError, pickle.UnpicklingError):
        sys.exit("no job came, or not all of it")
    if hasattr(os, "nice"):
        os.nice(5)  # screens go first: the server's processors are theirs
    try:
        result = job.carry_out(_Told())
    except DaftarError as refusal:
        params = {
            name: value if isinstance(value, int | float) else str(value) for name, value in refusal.params.items()
        }
        _say({"refused": refusal.message, "params": params})
        sys.exit(1)
    _say({"result": base64.b64encode(pickle.dumps(result)).decode()})


def _say(told: dict[str, Any]) -> None:
    sys.stderr.write(json.dumps(told) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
