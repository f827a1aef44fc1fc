"""Importing a list of 12 columns, everything included, against the floor under it."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import psutil
import python_calamine

from crm_core.base.config import Settings
from crm_core.lists import importing
from crm_core.lists.apply import Receipt
from crm_core.trust.access import SYSTEM
from crm_core.trust.set_up import prepare
from crm_core.trust.unit_of_work import Office
from tests.bench.company import CITIES, FIRST, SECOND, SOURCES, STATUSES
from tests.bench.measure import Result, Sizes, best, took

HEADERS = (
    *("Customer No", "Name", "E-mail", "Mobile", "Phone", "City"),
    *("Address", "Industry", "Source", "Status", "Customer since", "Annual revenue"),
)


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """The three promises about imports."""
    path = list_of(folder, sizes.rows)
    floor = best(lambda: read_and_insert(path, folder), 2)
    with_openpyxl = took(lambda: _openpyxl(path))
    seconds, peak = _imported(path, folder)
    detail = f"{sizes.rows:,} rows x 12: import {seconds:.1f} s, floor {floor:.1f} s, openpyxl {with_openpyxl:.1f} s"
    return [
        Result("import_100k_vs_floor", seconds / floor, 3, "x", detail),
        Result("import_100k_vs_openpyxl", seconds / with_openpyxl, 1, "x", detail),
        Result("import_100k_peak_mb", peak, 600, "MB", f"{sizes.rows:,} rows, all processes of the import together"),
    ]


def list_of(folder: Path, rows: int, *, industry: str | None = None) -> Path:
    """A list of so many rows, made when it is not there yet; `industry` is said in every row where it is given."""
    path = folder / f"list-{rows}{'-changed' if industry else ''}.xlsx"
    if not path.exists():
        _write(path, rows, industry)
    return path


def _rows(count: int) -> list[list[Any]]:
    dice = random.Random(3)
    return [
        [
            *(f"X{n}", f"{dice.choice(FIRST)} {dice.choice(SECOND)} {n}", f"mail{n}@example.org", f"0913{n:07d}"),
            *(f"021-8{n:07d}", dice.choice(CITIES), f"{n} Valiasr Street", dice.choice(SECOND)),
            *(dice.choice(SOURCES), dice.choice(STATUSES), f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}", n * 10),
        ]
        for n in range(count)
    ]


def _write(path: Path, count: int, industry: str | None) -> None:
    """A workbook with plain inline cells; written by hand because writing is not what is measured."""
    lines = []
    rows = _rows(count)
    for row in rows if industry else ():
        row[HEADERS.index("Industry")] = industry
    for number, row in enumerate([list(HEADERS), *rows], start=1):
        cells = "".join(
            f"<c><v>{value}</v></c>"
            if isinstance(value, int)
            else f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            for value in row
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        '<sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)


def read_and_insert(path: Path, folder: Path) -> None:
    """Read with calamine and insert raw into a table with three indexes."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    target = folder / "floor.db"
    target.unlink(missing_ok=True)
    with sqlite3.connect(target) as raw:
        raw.execute("PRAGMA synchronous=NORMAL")
        columns = ", ".join(f"c{n}" for n in range(len(HEADERS)))
        raw.execute(f"CREATE TABLE list ({columns})")
        for n in (0, 1, 2):
            raw.execute(f"CREATE INDEX list_{n} ON list (c{n})")
        raw.executemany(f"INSERT INTO list VALUES ({', '.join('?' * len(HEADERS))})", rows[1:])


def _openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))


def _imported(path: Path, folder: Path) -> tuple[float, float]:
    """Seconds of the whole import and the peak of memory of its processes, in a process of its own."""
    address = f"sqlite:///{folder / 'import.db'}"
    for name in ("import.db", "import.db-wal", "import.db-shm"):
        (folder / name).unlink(missing_ok=True)
    prepare(Office(settings_of(address)))
    at_work = in_own_process(bring_in, address, path)
    return at_work.seconds, at_work.peak_mb


def settings_of(address: str) -> Settings:
    """The company that lists are brought into."""
    return Settings(database_url=address, country="IR", area_code="21")


def bring_in(office: Office, path: Path) -> Receipt:
    """The whole way of a list of customers: read, recognise, parse, match, plan, write."""
    opened = importing.open_list(path)
    with office.read(SYSTEM) as w:
        prepared = importing.prepare(w, opened, importing.Choices(kind="customers"))
    return importing.carry_out(office, SYSTEM, prepared)


@dataclass(frozen=True)
class AtWork:
    """What a piece of work took: seconds, and the most memory that its processes held together."""

    seconds: float
    peak_mb: float


def in_own_process(work: Callable[[Office, Path], Any], address: str, path: Path) -> AtWork:
    """Do the work in a process of its own, which opens the company before the clock starts."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    worker = context.Process(target=_do, args=(work, address, path, there))
    worker.start()
    there.close()
    here.recv()
    watch = _Watch(worker.pid or 0)
    watch.start()
    here.send("go")
    seconds: float = here.recv()
    watch.stop()
    worker.join()
    return AtWork(seconds, watch.peak / (1 << 20))


def _do(work: Callable[[Office, Path], Any], address: str, path: Path, pipe: Any) -> None:
    office = Office(settings_of(address))
    with office.read(SYSTEM) as w:
        assert w.company.currency
    pipe.send("ready")
    pipe.recv()
    pipe.send(took(lambda: work(office, path)))


class _Watch(threading.Thread):
    """Looks every 50 ms at what a process and its children hold in memory together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process, self.peak, self._over = psutil.Process(pid), 0, threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.05):
            try:
                family = [self.process, *self.process.children(recursive=True)]
                self.peak = max(self.peak, sum(one.memory_info().rss for one in family))
            except psutil.Error:
                continue

    def stop(self) -> None:
        self._over.set()
        self.join()
