"""A process that is killed while it imports leaves all of the list or nothing, and a history that says which."""

from __future__ import annotations

import multiprocessing
import random
import time
from typing import Any

from sqlalchemy import text

from crm_core.lists.apply import undo_run
from crm_core.lists.runs import Run, history
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration import crash_ground
from tests.integration.lists_ground import everything, opened

KILLS = {"sqlite": 100, "postgresql": 100}


def test_killed_at_a_hundred_random_moments_the_database_is_whole_each_time(office: Office) -> None:
    kind = office.database.engine.dialect.name
    dice = random.Random(20_26)
    before = everything(office)
    usual = _killed_after(office, "whole", None)
    _take_back(office, before)
    broken = 0
    for n in range(KILLS[kind]):
        _killed_after(office, f"kill {n}", dice.uniform(0, usual * 1.1))
        run = _run(office)
        if run is not None and run.outcome == "done":
            _take_back(office, before)
        else:
            assert everything(office) == before
            assert run is None or run.outcome == "broken"
            broken += run is not None
    assert _is_sound(office)
    assert broken > KILLS[kind] // 10  # the moments were not all before the beginning or after the end


def _killed_after(office: Office, token: str, seconds: float | None) -> float:
    """Begin the import and kill its process after so long, or let it end; how long it was at work."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crm_core.cli", "tests.integration.crash_ground"])
    here, there = context.Pipe()
    list_in = opened(crash_ground.LIST)
    worker = context.Process(target=crash_ground.bring_in, args=(office.settings, list_in, token, there))
    worker.start()
    there.close()
    assert here.recv() == "begins"
    started = time.perf_counter()
    if seconds is None:
        assert here.recv() == "done"
    else:
        here.poll(seconds)
        worker.kill()
    spent = time.perf_counter() - started
    worker.join()
    return spent


def _run(office: Office) -> Run | None:
    """The newest run, as the history tells it."""
    with office.read(SYSTEM) as w:
        runs = history(w, limit=1)
    return runs[0] if runs and runs[0].outcome != "undone" else None


def _take_back(office: Office, before: dict[str, list[tuple[Any, ...]]]) -> None:
    """All of the list is there; after its undo nothing is."""
    run = _run(office)
    assert run is not None
    assert run.counts["created"] == crash_ground.ROWS
    assert len(everything(office)["deals"]) == len(before["deals"]) + crash_ground.ROWS
    with office.work(SYSTEM) as w:
        assert undo_run(w, run.id).conflicts == []
    assert everything(office) == before


def _is_sound(office: Office) -> bool:
    if office.database.engine.dialect.name != "sqlite":
        return True
    with office.database.engine.connect() as connection:
        checks = [
            connection.execute(text(f"PRAGMA {check}")).all() for check in ("integrity_check", "foreign_key_check")
        ]
    return checks == [[("ok",)], []]
