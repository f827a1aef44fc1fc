"""The hidden column of the files that we hand out, by which we know their rows again when they come back.

Its header names the database, the kind of list and the language: "Daftar 1f09c2aa customers fa". A cell names a
record and its version ("customer:12:3:…"), or a row of an import whose rest it is ("rest:7:120:…"), or says that the
row is an example. Each is signed with the database's own key, so that nobody points a row at a record by hand.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from ._cells import written

if TYPE_CHECKING:
    from ..base.i18n import Language
    from ..trust.company import Company
    from .read import Cell, Sheet

EXAMPLE = "example"
REST = "rest"
_HEADER = re.compile(r"Daftar ([0-9a-f]{8}) ([a-z_]+) (en|fa)")
_CELL = re.compile(r"([a-z_]+):(\d{1,18}):(\d{1,18}):([0-9a-f]{8})")
_LOOKED_AT = 30
"""In so many rows the header is looked for."""


@dataclass(frozen=True)
class Marks:
    """The hidden column of a sheet: the database (its short name), the kind of list and the language it was made for.

    `header` is the position of the header row, `index` of the column; `kind` is `rest` on a sheet of problems.
    """

    database: str
    kind: str
    language: Language
    header: int
    index: int
    cells: Sequence[Cell] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell says: a record of an entity and its version, or for `rest` an import run and its row."""

    what: str
    id: int
    version: int


def header_of(company: Company, kind: str, language: str) -> str:
    """The header of the hidden column of a list of this kind."""
    return f"Daftar {_short(company)} {kind} {language}"


def marker(company: Company) -> Callable[[str, int, int], str]:
    """Writes marks of the company's database."""
    key = company.list_key.encode()

    def write(what: str, record_id: int, version: int) -> str:
        told = f"{what}:{record_id}:{version}"
        return f"{told}:{_signature(key, told)}"

    return write


def find(sheet: Sheet, *, rest: bool = False) -> Marks | None:
    """The hidden column of a sheet (or, with `rest`, the one that a sheet of problems has); None on any other list."""
    for index in reversed(range(sheet.width)):
        column = sheet.columns[index]
        for at, cell in enumerate(column[:_LOOKED_AT]):
            found = _HEADER.fullmatch(cell.strip()) if isinstance(cell, str) else None
            if found is not None and (found[2] == REST) is rest:
                return Marks(found[1], found[2], cast("Language", found[3]), at, index, column)
    return None


def is_ours(company: Company, marks: Marks) -> bool:
    """Whether the file came from this database."""
    return marks.database == _short(company)


def read(cell: Cell) -> Mark | None:
    """What a cell of the hidden column says, whoever wrote it; None where it says nothing of the kind."""
    found = _CELL.fullmatch(written(cell).strip())
    return Mark(found[1], int(found[2]), int(found[3])) if found is not None else None


def is_signed(company: Company, cell: Cell) -> bool:
    """Whether we wrote this mark."""
    told, _colon, signature = written(cell).strip().rpartition(":")
    return hmac.compare_digest(_signature(company.list_key.encode(), told), signature)


def _signature(key: bytes, told: str) -> str:
    return hmac.digest(key, told.encode(), "sha256").hex()[:8]


def _short(company: Company) -> str:
    return hmac.digest(company.list_key.encode(), b"name", "sha256").hex()[:8]
