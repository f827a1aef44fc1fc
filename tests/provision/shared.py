"""Things that all workers of one test run share: made once, by whoever needs them first."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.provision.packages import Missing

VARIABLE = "DAFTAR_TEST_RUN"
"""Names the run's folder to the workers, which are processes of their own."""


PREFIX = "daftar-tests-"

_signs_of_life: list[IO[str]] = []


def open_run() -> None:
    """Make the folder of this run; for the process that starts the workers. It holds a lock there while it lives."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    sign = (folder / "alive").open("w")
    fcntl.flock(sign, fcntl.LOCK_EX)
    _signs_of_life.append(sign)
    os.environ[VARIABLE] = str(folder)


def run_folder() -> Path:
    return Path(os.environ[VARIABLE])


def forsaken_runs() -> Iterator[Path]:
    """Folders of runs that were killed before they could tidy up."""
    for sign in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/alive"):
        try:
            with sign.open() as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # it lives, or is somebody else's
            continue
        yield sign.parent


@contextmanager
def _alone(name: str) -> Iterator[None]:
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def once(name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `make` answers, asked once in a run; what it could not bring is told to every worker alike."""
    note = run_folder() / f"{name}.json"
    with _alone(name):
        if not note.exists():
            note.write_text(json.dumps(_outcome(make)), encoding="utf-8")
    answer = json.loads(note.read_text(encoding="utf-8"))
    if "missing" in answer:
        raise Missing(answer["missing"])
    made: dict[str, Any] = answer["made"]
    return made


def _outcome(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"made": make()}
    except Missing as missing:
        return {"missing": str(missing)}


def already(name: str, folder: Path | None = None) -> dict[str, Any] | None:
    """What `once` made under this name in this run, or in the one of that folder, if it did."""
    note = (folder or run_folder()) / f"{name}.json"
    if not note.exists():
        return None
    found: dict[str, Any] | None = json.loads(note.read_text(encoding="utf-8")).get("made")
    return found
