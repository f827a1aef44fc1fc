"""Vega-Lite drawn as SVG without a browser, with the letters of our packages; nothing is fetched.

The drawing machine holds Python's lock while it works, and seconds long when it begins: in the server's process every
screen would stand still. So it works in a process of its own, which is begun when it is first needed and ends by
itself when nobody asks for a while.
"""

from __future__ import annotations

import atexit
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .paper import FONTS

log = logging.getLogger(__name__)

VEGA_LITE = "6.1"
_PROJECT = Path(__file__).resolve().parents[2]


class _Drawing:
    """The process, and its turn: one question after the other."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, spec: Mapping[str, Any]) -> str:
        """The SVG. A process that ended meanwhile is begun anew, once."""
        asked = json.dumps(spec).encode() + b"\n"
        with self._turn:
            told = self._ask(asked) or self._ask(asked)
        if told is None:
            raise RuntimeError("the process that draws pictures gives no answer")
        if "wrong" in told:
            raise ValueError(told["wrong"])
        return str(told["svg"])

    def _ask(self, asked: bytes) -> dict[str, Any] | None:
        """The answer; None where the process is gone."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(asked)
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError as error:
            log.info("the process that draws pictures is gone: %s", error)
            line = b""
        if line:
            return dict(json.loads(line))
        self.end()
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._process = subprocess.Popen(  # noqa: S603 (our own module, with our own folders)
                [sys.executable, "-m", "crm_core.base._vectors", VEGA_LITE, *map(str, FONTS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_PROJECT,
            )
        return self._process

    def end(self) -> None:
        """End the process, if it runs."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for line in (process.stdin, process.stdout):
            if line is not None:
                try:
                    line.close()
                except OSError as error:
                    log.info("the process that draws pictures took nothing any more: %s", error)


_DRAWING = _Drawing()
atexit.register(_DRAWING.end)


def svg(spec: Mapping[str, Any]) -> str:
    """The SVG of a Vega-Lite specification with its data. Raises ValueError for one that cannot be drawn."""
    return _DRAWING.draw(spec)
