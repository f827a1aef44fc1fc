"""The process that writes one export: its request comes pickled on standard input, the file goes to standard output.

On standard error it says how far it is, a JSON object a line, or why there is no file. It ends when nobody listens.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from typing import Any

from ..base.errors import DaftarError
from ..trust.access import SYSTEM
from ..trust.unit_of_work import Office
from .export import write_to
from .exporting import Request


def main() -> None:
    request: Request = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our own process)
    _give_way()
    office = Office(request.settings)
    try:
        actor = SYSTEM if request.user_id is None else office.actor(request.user_id)
        with office.read(actor) as w, os.fdopen(sys.stdout.fileno(), "w+b", closefd=False) as file:
            write_to(w, request.entity, request.query, file, _progress)
    except DaftarError as refusal:
        params = {
            name: value if isinstance(value, int | float) else str(value) for name, value in refusal.params.items()
        }
        _say({"refused": refusal.message, "params": params})
        sys.exit(1)
    finally:
        office.close()


def _give_way() -> None:
    """Screens go first: the server's processors are theirs."""
    if hasattr(os, "nice"):
        os.nice(5)


def _progress(done: int, total: int) -> None:
    _say({"done": done, "total": total})


def _say(told: dict[str, Any]) -> None:
    sys.stderr.write(json.dumps(told) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
