"""Working out anew what is derived from records (keys, completeness, faults), when the rules behind it changed.

Records keep their versions and the history says nothing of it: nobody changed them. It is done in parts, each a
transaction of its own, so that people work on meanwhile; what somebody writes in between follows the new rules
already. A setting remembers by which rules all records were worked out.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ..base.among import among
from ..base.database import put, table_of
from ..base.many import update_many
from ..models import Contact, Customer, KeyRules, Setting, Tracked
from .access import SYSTEM
from .own_fields import used_columns

if TYPE_CHECKING:
    from .unit_of_work import Office, Work

BATCH = 5_000
FEW = 5_000
"""Up to so many records are worked out at once; more take a while, and go on by themselves."""
RULED: tuple[type[Tracked], ...] = (Customer, Contact)
_SETTING = "derived_by"

Told = Callable[[int, int], None]
"""Hears how many of how many records are done."""


def fingerprint(rules: KeyRules) -> str:
    """The rules in short: the same for two only if they derive the same (but for the passing of days)."""
    said = repr((rules.country, rules.area_code, rules.calendar, rules.quality.wanted))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _last(w: Work) -> str | None:
    return w.scalar(select(Setting.value).where(Setting.key == _SETTING))  # type: ignore[no-any-return]


def is_due(w: Work) -> bool:
    """Whether records wait for being worked out: the rules changed, or some were never judged."""
    return _last(w) != fingerprint(w.company.key_rules) or _unjudged(w)


def _unjudged(w: Work) -> bool:
    """Whether a record has no completeness yet."""
    return any(
        w.scalar(select(table_of(model).c.id).where(table_of(model).c.completeness.is_(None)).limit(1)) is not None
        for model in RULED
    )


def work_out(office: Office, *, all_of_them: bool = False, told: Told | None = None) -> int:
    """Work out what waits: all records when the rules changed (or it is asked for), else those never judged.

    Returns how many records were not as the rules say.
    """
    changed = 0
    with office.read(SYSTEM) as w:
        now = fingerprint(w.company.key_rules)
        before = _last(w)
        every = all_of_them or before not in (None, now)
        total = sum(int(w.scalar(select(func.count()).select_from(table_of(model)))) for model in RULED) if every else 0
    done = 0
    for model in RULED:
        last = 0
        while last is not None:
            with office.work(SYSTEM) as w:
                rows = _some(w, model, last, every=every)
                changed += _store(w, model, rows)
            done += len(rows)
            if told is not None:
                told(done, total)
            last = rows[-1]["id"] if len(rows) == BATCH else None  # type: ignore[assignment]
    if before != now:
        with office.work(SYSTEM) as w:
            put(w.session, Setting, [{"key": _SETTING, "value": now}], key=("key",))
    return changed


def _some(w: Work, model: type[Tracked], after: int, *, every: bool) -> list[dict[str, Any]]:
    """The next records with all columns that are in use, in the order of their numbers, those in the bin included."""
    table = table_of(model)
    numbers = select(table.c.id).where(table.c.id > after).order_by(table.c.id).limit(BATCH)
    if not every:
        numbers = numbers.where(table.c.completeness.is_(None))
    columns = [table.c[name] for name in used_columns(w.company, model)]
    statement = select(*columns).where(among(table.c.id, w.scalars(numbers))).order_by(table.c.id).with_for_update()
    return [dict(row._mapping) for row in w.rows(statement)]


def _store(w: Work, model: type[Tracked], rows: Sequence[dict[str, Any]]) -> int:
    """Write the derived columns that are not as they should be."""
    if not rows:
        return 0
    derived = model.derive_many(rows, w.key_rules)
    writes = []
    for at, row in enumerate(rows):
        moved = {name: column[at] for name, column in derived.items() if row.get(name) != column[at]}
        if moved:
            writes.append({"id": row["id"], **moved})
    update_many(w.session, model, writes)
    if writes:
        w.touch(model.entity)
    return len(writes)


class Rederiving:
    """One working out in a thread of its own. `over` tells its end; `share` how far it is, 0 to 1."""

    def __init__(self, office: Office) -> None:
        self.done, self.total = 0, 0
        self.error: BaseException | None = None
        self._office = office
        self._thread = threading.Thread(target=self._run, name="rederive", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            work_out(self._office, told=self._at)
        except BaseException as error:
            self.error = error

    def _at(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    @property
    def share(self) -> float:
        return min(self.done / self.total, 1.0) if self.total else 0.0

    def wait(self, seconds: float | None = None) -> None:
        self._thread.join(seconds)


_AT_WORK: list[Rederiving] = []
_LOCK = threading.Lock()


def follow_rules(office: Office) -> Rederiving | None:
    """Work out what waits: at once where there are few records, else behind the screens. Gives what is at work."""
    with _LOCK:
        if _AT_WORK and not _AT_WORK[0].over:
            return _AT_WORK[0]
        _AT_WORK.clear()
        with office.read(SYSTEM) as w:
            if not is_due(w):
                return None
            many = sum(
                w.scalar(select(func.count()).select_from(select(table_of(model).c.id).limit(FEW + 1).subquery()))
                for model in RULED
            )
        if many <= FEW:
            work_out(office)
            return None
        _AT_WORK.append(Rederiving(office))
        return _AT_WORK[0]
