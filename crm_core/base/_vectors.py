"""The process that draws pictures (see `vectors`): a specification a line on standard input, an SVG a line back.

It ends when whoever began it is gone, and when nobody asks for a while: the drawing machine takes much memory.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

IDLE = 120.0
"""Seconds without a question after which it ends."""


def main() -> None:
    import vl_convert

    for folder in sys.argv[2:]:
        vl_convert.register_font_directory(folder)
    while line := _next_line():
        _answer(vl_convert, json.loads(line), sys.argv[1])


def _next_line() -> bytes:
    """The next question; nothing when nobody can ask any more. Too long without one ends the process."""
    waiting = threading.Timer(IDLE, os._exit, (0,))  # files that wait for their end work on every system
    waiting.daemon = True
    waiting.start()
    line = sys.stdin.buffer.readline()
    waiting.cancel()
    return line


def _answer(converter: Any, spec: Any, version: str) -> None:
    try:
        told = {"svg": converter.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[])}
    except ValueError as error:  # what is wrong with the specification
        told = {"wrong": str(error)}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
