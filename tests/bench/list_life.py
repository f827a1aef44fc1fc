"""What follows an import: the same list again, a list of changes, the ways back, the export; on both databases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import python_calamine
from sqlalchemy import make_url

from crm_core.fields.find import Query
from crm_core.lists import export
from crm_core.lists.apply import undo_run
from crm_core.trust.access import SYSTEM
from crm_core.trust.set_up import prepare
from crm_core.trust.unit_of_work import Office
from tests.bench.lists import HEADERS, bring_in, in_own_process, list_of, read_and_insert, settings_of
from tests.bench.measure import Result, Sizes, best, took
from tests.provision import shared
from tests.provision.databases import Kind, close_run, fresh

KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
CHANGED = "Updated 2026"
"""What the list of changes puts into one column of every row."""


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """Ratios to the import itself, and for PostgreSQL to the floor under it there."""
    path, changed = list_of(folder, sizes.rows), list_of(folder, sizes.rows, industry=CHANGED)
    found: list[Result] = []
    with _run():
        for kind in KINDS:
            with fresh(kind, "bench", _prepared, folder) as address:
                found += _life(kind, address, path, changed, folder, sizes)
    return found


@contextmanager
def _run() -> Iterator[None]:
    """What the tests' databases need around them."""
    shared.open_run()
    try:
        yield
    finally:
        close_run(shared.run_folder())


def _prepared(address: str) -> None:
    office = Office(settings_of(address))
    prepare(office)
    office.database.dispose()


def _life(kind: str, address: str, path: Path, changed: Path, folder: Path, sizes: Sizes) -> list[Result]:
    office = Office(settings_of(address))
    floor = best(lambda: read_and_insert(path, folder) if kind == "sqlite" else _into_server(path, address), 2)
    made, importing_took = _timed(lambda: bring_in(office, path))
    _same, again_took = _timed(lambda: bring_in(office, path))
    updated, update_took = _timed(lambda: bring_in(office, changed))
    assert (made.counts["created"], updated.counts["updated"]) == (sizes.rows, sizes.rows)
    out = folder / f"out-{kind}.xlsx"
    export_took = took(lambda: _export(office, out))
    update_undone, update_undo_took = _timed(lambda: _undo(office, updated.run))
    undone, undo_took = _timed(lambda: _undo(office, made.run))
    assert update_undone == undone == sizes.rows
    office.database.dispose()
    rows = f"{sizes.rows:,} rows x 12"
    of_import = f"{rows}; the import took {importing_took:.1f} s"
    return [
        Result(f"import_{kind}_vs_floor", importing_took / floor, 3, "x", f"{of_import}, the floor {floor:.1f} s"),
        Result(f"again_{kind}_vs_import", again_took / importing_took, None, "x", f"{again_took:.1f} s; {of_import}"),
        Result(
            f"update_{kind}_vs_import", update_took / importing_took, None, "x", f"{update_took:.1f} s; {of_import}"
        ),
        Result(f"undo_{kind}_vs_import", undo_took / importing_took, 1, "x", f"{undo_took:.1f} s; {of_import}"),
        Result(
            f"undo_update_{kind}_vs_update",
            update_undo_took / update_took,
            1,
            "x",
            f"{update_undo_took:.1f} s; the update took {update_took:.1f} s",
        ),
        Result(
            f"export_{kind}_vs_import", export_took / importing_took, None, "x", f"{export_took:.1f} s; {of_import}"
        ),
    ]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _undo(office: Office, run: int) -> int:
    with office.work(SYSTEM) as w:
        return undo_run(w, run).count


def _export(office: Office, out: Path) -> None:
    with office.read(SYSTEM) as w:
        export.write(w, "customer", Query(), out)


def _into_server(path: Path, address: str) -> None:
    """Read with calamine and insert raw into a table of the server with three indexes."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    server = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    columns = ", ".join(f"c{n} text" for n in range(len(HEADERS)))
    with psycopg.connect(server) as raw, raw.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE list ({columns})".encode())
        for n in (0, 1, 2):
            cursor.execute(f"CREATE INDEX list_{n} ON list (c{n})".encode())
        insert = f"INSERT INTO list VALUES ({', '.join(['%s'] * len(HEADERS))})".encode()
        cursor.executemany(insert, [[str(cell) for cell in row] for row in rows[1:]])
        raw.rollback()


def long(folder: Path, sizes: Sizes) -> list[Result]:
    """A very long list, once: its time, and the peak of memory of all processes."""
    path = list_of(folder, sizes.long)
    with _run(), fresh("sqlite", "bench", _prepared, folder) as address:
        at_work = in_own_process(bring_in, address, path)
    detail = f"{sizes.long:,} rows x 12 in {at_work.seconds:.0f} s"
    return [Result("import_1m_peak_mb", at_work.peak_mb, None, "MB", detail)]
