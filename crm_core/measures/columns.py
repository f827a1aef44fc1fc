"""Sums over many deals, from a copy of their columns in memory.

A process that answers many questions keeps such a copy beside its open database (`keep`). Columns are read when a
question first needs them, behind the screens, in slices; until then the database answers. A copy stands at a version
of what is written (models.Written): before it answers it takes in what the history says was changed since, and where
that cannot be told it is read anew. A question is only answered from the very version that its own work sees.

What is worked out are the expressions of the statement itself, those of access and filters included: nothing is
declared twice, and what the copy does not know is left to the database.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import select

from ..base.database import label_of
from ..base.many import chunks
from ..base.periods import Period
from ..models import WRITTEN, Change, Customer, Deal, DealState, Written
from ..trust.access import SYSTEM
from ._columns_answer import Answer, Found, Gathered, Tables, sums_of, values_of
from ._columns_frame import Missing, Unknown
from ._columns_read import NotAColumn, column_for, highest, sizes, some, table_for, whole
from ._columns_store import Array, Column, Kept, Rows, Table, needed_with, owner_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work
    from .reading import Reading

MANY = 50_000
"""From so many deals on a copy is worth its memory: below, the database answers in a few milliseconds."""
MOST = 50_000_000
FEW = 5_000
"""Up to so many changed records are taken in while somebody waits; of more, all is read anew behind the screens."""
PATIENCE = 0.3
"""Seconds that a question waits for another one before it asks the database."""
_NAME = "columns"
_log = logging.getLogger(__name__)


def keep(office: Office, many: int = MANY) -> Copy:
    """Answer from columns in memory from now on, where there are so many deals; the copy that is kept."""
    copy: Copy = office.kept.setdefault(_NAME, Copy(office, many))
    return copy


def found_in_columns(w: Work, reading: Reading, periods: Sequence[Period]) -> Found | None:
    """What the reading would find in the database, from the copy in memory; None where that cannot tell.

    The answer is the same to the last digit: whoever changes what a
    reading asks of the database need not care, since the copy works out the very expressions of the statement.
    """
    return _asked(w, lambda tables: sums_of(w, reading, periods, tables))


def counted_in_columns(w: Work, reading: Reading, value: Any, periods: Sequence[Period]) -> Gathered | None:
    """The values of an expression in the rows of a reading, by period and group; None where the copy cannot tell."""
    return _asked(w, lambda tables: values_of(w, reading, value, periods, tables))


def _asked(w: Work, ask: Callable[[Tables], Answer]) -> Answer | None:
    copy: Copy | None = w.kept.get(_NAME)
    return None if copy is None or not w.read_only else copy.found(w, ask)


@dataclass
class _Changed:
    """The numbers of the records that changed since a version."""

    deals: Array
    customers: Array
    stages: bool
    """Whether probabilities of stages may have changed, which states of any deal follow."""


@dataclass
class _At:
    """Tables as they were at a version of what is written."""

    version: int
    tables: dict[Kept, Table] = field(default_factory=dict)


class Copy:
    """The columns in memory of one open database."""

    def __init__(self, office: Office, many: int) -> None:
        self._office = office
        self._many = many
        self._lock = threading.Lock()
        self._at: _At | None = None
        self._wanted: set[tuple[Kept, str]] = set()
        self._unknown: set[tuple[Kept, str]] = set()
        self._reader: threading.Thread | None = None

    @property
    def bytes(self) -> int:
        """How much memory the columns take."""
        with self._lock:
            return sizes(list(self._at.tables.values())) if self._at else 0

    def settle(self) -> bool:
        """Wait until the columns that were asked for are there; whether there were any to wait for."""
        reader = self._reader
        if reader is None:
            return False
        reader.join()
        return True

    def worth_it(self, w: Work) -> bool:
        """Whether there are so many deals that a copy pays."""
        return self._many <= highest(w, Deal) <= MOST

    # Questions

    def found(self, w: Work, ask: Callable[[Tables], Answer]) -> Answer | None:
        """What the tables say, or None where the database is to be asked."""
        if not self._lock.acquire(timeout=PATIENCE):
            return None
        try:
            if self._at is None and not self.worth_it(w):
                return None
            if self._at is not None and not self._follow(w, FEW):
                return None
            return ask(self._at.tables if self._at else {})
        except Unknown as unknown:
            _log.debug("not in columns: %s", unknown)
        except Missing as missing:
            self._want(missing.columns)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            _log.exception("columns could not answer; the database does")
        finally:
            self._lock.release()
        return None

    def _follow(self, w: Work, most: int) -> bool:
        """Take in what was written until the version that this work sees; whether the copy is at that version."""
        at, version = self._at, _version(w)
        if at is None or version < at.version:
            return False
        if version > at.version:
            changed = _changed_since(w, at.version, version, most)
            if changed is None:
                self._forget()
                return False
            _take_in(w, at.tables, changed)
            at.version = version
        return True

    def _forget(self) -> None:
        """Let go of everything; what was at hand is read anew."""
        if self._at is not None:
            wanted = {(model, name) for model, table in self._at.tables.items() for name in table.columns}
            self._at = None
            self._want(wanted)

    # Reading

    def _want(self, columns: set[tuple[Kept, str]] | frozenset[tuple[Kept, str]]) -> None:
        """Have columns read behind the screens."""
        self._wanted |= columns - self._unknown
        if self._wanted and (self._reader is None or not self._reader.is_alive()):
            self._reader = threading.Thread(target=self._read_on, name="columns", daemon=True)
            self._reader.start()

    def _read_on(self) -> None:
        while True:
            with self._lock:
                if not self._wanted:
                    self._reader = None
                    return
                model = min((one for one, _ in self._wanted), key=_soonest)
                wanted = {one for one in self._wanted if one[0] is model}
                self._wanted -= wanted
            try:
                self._read(wanted)
            except Exception:
                _log.exception("columns for reports could not be read")
                with self._lock:
                    self._unknown |= wanted

    def _read(self, wanted: set[tuple[Kept, str]]) -> None:
        """Read these columns whole, then bring them and those at hand to one version."""
        with self._office.read(SYSTEM) as w:
            fresh = _At(_version(w))
            for model in {model for model, _ in wanted}:
                fresh.tables[model] = _whole(w, model, {name for one, name in wanted if one is model})
        while not self._joined(fresh):
            pass

    def _joined(self, fresh: _At) -> bool:
        """Put the fresh columns beside those at hand, at the version of now; False to try again."""
        with self._office.read(SYSTEM) as w, self._lock:
            version = _version(w)
            if self._at is not None and self._at.version > version:
                return False
            changed = _changed_since(w, fresh.version, version, highest(w, Deal))
            if changed is None or (self._at is not None and not self._follow(w, highest(w, Deal))):
                self._want(frozenset((model, name) for model, table in fresh.tables.items() for name in table.columns))
                return True
            _take_in(w, fresh.tables, changed)
            if self._at is None:
                self._at = _At(version)
            for table in fresh.tables.values():
                _merge(self._at.tables, table)
            return True


def _soonest(kept: Kept) -> int:
    """Which table is read first: deals, which all questions need; last what takes long to work out."""
    return 2 if not isinstance(kept, type) else 0 if kept in (Deal, Customer) else 1


def _whole(w: Work, model: Kept, names: set[str]) -> Table:
    """A table with these columns, as this work sees it."""
    table = Table(model, _columns(w, model, names))
    if isinstance(model, type):
        table.grow(highest(w, model) + 1)
    parts = list(whole(w, model, table.columns))
    for part in parts:
        table.put(part)
    table.settle(parts)
    return table


def _columns(w: Work, model: Kept, names: set[str]) -> dict[str, Column]:
    found = {}
    told = None if isinstance(model, type) else table_for(w, model).c
    for name in sorted(needed_with(model, names) if told is None else told.keys()):
        try:
            found[name] = column_for(model, name, None if told is None else told[name].type)
        except NotAColumn:
            continue
    return found


def _merge(tables: dict[Kept, Table], fresh: Table) -> None:
    """Put columns beside those of the same table at the same version."""
    table = tables.setdefault(fresh.model, fresh)
    if not isinstance(fresh.model, type):
        tables[fresh.model] = fresh  # its rows have numbers of their own
        return
    table.columns |= fresh.columns
    table.grow(len(fresh))
    table.there[: len(fresh)] = fresh.there
    table.there[len(fresh) :] = False


# What was written


def _version(w: Work) -> int:
    return w.versions.get(WRITTEN, 0)


def _changed_since(w: Work, since: int, until: int, most: int) -> _Changed | None:
    """The records that were changed from one version to another; None where it is not known, or too many are."""
    told = label_of(Written)
    rows = w.rows(select(told.c.version, told.c.change_set_id).where(told.c.version > since, told.c.version <= until))
    sets = {row.change_set_id for row in rows}
    if len({row.version for row in rows}) != until - since or 0 in sets:
        return None
    log = label_of(Change)
    found: dict[str, set[int]] = {"deal": set(), "customer": set(), "stage": set()}
    for part in chunks(sorted(sets)):
        changed = select(log.c.entity, log.c.record_id).where(log.c.change_set_id.in_(part), log.c.entity.in_(found))
        for entity, number in w.rows(changed.distinct().limit(most + 1)):
            found[entity].add(number)
        if sum(map(len, found.values())) > most:
            return None
    numbers = {entity: np.array(sorted(some), np.int64) for entity, some in found.items()}
    return _Changed(numbers["deal"], numbers["customer"], bool(found["stage"]))


def _take_in(w: Work, tables: dict[Kept, Table], changed: _Changed) -> None:
    """Read the changed records again."""
    if changed.stages:
        for kept in [one for one in tables if one is DealState or not isinstance(one, type)]:
            del tables[kept]
    for model, table in list(tables.items()):
        numbers = changed.customers if model is Customer else changed.deals
        if not len(numbers):
            continue
        table.forget(numbers)
        parts: list[Rows] = some(w, model, table.columns, owner_of(model) or "id", numbers)
        for part in parts:
            table.put(part)
        table.settle(parts)
