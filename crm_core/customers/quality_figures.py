"""How owners stand, and how that went day by day: sums over records, kept once a day."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, case, func, select, true

from ..fields.links import labels_of
from ..models import ENTITIES, QualityDay
from ..trust.access import SEEN, SYSTEM
from ..trust.quality import JUDGED, freshness, more_than, put_days, unreachable

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work

NOBODY = 0
"""Stands for records without an owner, where None means those of everybody."""
COUNTED_LIVE = 50_000
"""Of more records than these the figures are those kept today: counting a million takes seconds."""
COMPARED_DAYS = 30


@dataclass(frozen=True)
class Figures:
    """Sums over some records; `completeness` and `score` in percent points."""

    records: int = 0
    completeness: int = 0
    score: int = 0
    incomplete: int = 0
    stale: int = 0
    faulty: int = 0
    unreachable: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    @property
    def average(self) -> int | None:
        """The mean score in whole percent; None of no records."""
        return (2 * self.score + self.records) // (2 * self.records) if self.records else None


_NAMES = tuple(one.name for one in fields(Figures))


@dataclass(frozen=True)
class Line:
    """How the records of one owner (NOBODY: of none) stand."""

    owner: int
    name: str
    figures: Figures


@dataclass(frozen=True)
class Standing:
    """How records stand, owner by owner, the worst score first. `kept` is the day the figures are of, None for now."""

    lines: tuple[Line, ...]
    kept: dt.date | None = None

    @property
    def total(self) -> Figures:
        return sum((line.figures for line in self.lines), Figures())


def _answered_for(w: Work, model: Any) -> ColumnElement[bool]:
    """The records whose quality the actor answers for: those whose kept figures the actor sees."""
    return true() if w.actor.sees_all else SEEN[QualityDay](w.actor, model)


def _sums(w: Work, entity: str) -> list[Any]:
    model: Any = ENTITIES[entity]
    fresh = freshness(w.company, w.clock)

    def column(name: str) -> ColumnElement[Any]:
        return getattr(model, name)  # type: ignore[no-any-return]

    def how_many(holds: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)

    return [
        func.count().label("records"),
        func.coalesce(func.sum(model.completeness), 0).label("completeness"),
        func.coalesce(func.sum(fresh.score(entity, column)), 0).label("score"),
        how_many(model.completeness < 100).label("incomplete"),
        how_many(fresh.stale(entity, column)).label("stale"),
        how_many(model.faults > 0).label("faulty"),
        how_many(unreachable(column)).label("unreachable"),
    ]


def _figures(row: Any) -> Figures:
    return Figures(*(int(getattr(row, name)) for name in _NAMES))


def figures_of(w: Work, entity: str, owner: int | None) -> Figures:
    """The figures of one owner's records (NOBODY: of those without one; None: of everybody's), as they are now."""
    model: Any = ENTITIES[entity]
    statement = select(*_sums(w, entity)).where(_answered_for(w, model))
    if owner is not None:
        statement = statement.where(model.owner_id.is_(None) if owner == NOBODY else model.owner_id == owner)
    return _figures(w.rows(statement)[0])


def is_large(w: Work, entity: str) -> bool:
    """Whether there are too many records to count them at every look."""
    return more_than(w, entity, COUNTED_LIVE)


def standing(w: Work, entity: str) -> Standing:
    """How the records that the actor answers for stand, owner by owner; of very many, as they were kept last."""
    if is_large(w, entity):
        day = w.scalar(select(func.max(QualityDay.day)).where(QualityDay.entity == entity))
        if day is not None:
            wanted = (QualityDay.entity == entity, QualityDay.day == day)
            return Standing(_lines(w, w.rows(_by_owner(QualityDay, _sums_of_days()).where(*wanted))), day)
    model = ENTITIES[entity]
    return Standing(_lines(w, w.rows(_by_owner(model, _sums(w, entity)).where(_answered_for(w, model)))))


def _by_owner(model: Any, sums: Sequence[Any]) -> Any:
    return select(model.owner_id, *sums).group_by(model.owner_id)


def _sums_of_days() -> list[Any]:
    return [func.sum(getattr(QualityDay, name)).label(name) for name in _NAMES]


def _lines(w: Work, rows: Iterable[Any]) -> tuple[Line, ...]:
    found = [(row.owner_id, _figures(row)) for row in rows]
    names = labels_of(w, {"user": {owner for owner, _ in found if owner is not None}})["user"]
    lines = [Line(owner or NOBODY, names.get(owner, "") if owner else "", figures) for owner, figures in found]
    return tuple(sorted(lines, key=lambda line: (line.owner == NOBODY, line.figures.average, line.name)))


# Day by day


def trend(w: Work, entity: str, *, since: dt.date, owner: int | None = None) -> list[tuple[dt.date, Figures]]:
    """The figures of each kept day from `since` on, as far as the actor sees them; of one owner where one is named."""
    statement = select(QualityDay.day, *_sums_of_days()).where(QualityDay.entity == entity, QualityDay.day >= since)
    if owner is not None:
        mine = QualityDay.owner_id.is_(None) if owner == NOBODY else QualityDay.owner_id == owner
        statement = statement.where(mine)
    rows = w.rows(statement.group_by(QualityDay.day).order_by(QualityDay.day))
    return [(row.day, _figures(row)) for row in rows]


def before(w: Work, entity: str) -> tuple[dt.date, Figures] | None:
    """The day at which figures are compared, some thirty days ago, with its figures; None where none was kept."""
    today = w.clock.today()
    days = trend(w, entity, since=today - dt.timedelta(days=2 * COMPARED_DAYS))
    old = [one for one in days if one[0] <= today - dt.timedelta(days=COMPARED_DAYS)]
    return old[-1] if old else None


def is_kept(w: Work) -> bool:
    """Whether today's figures are kept."""
    day = QualityDay.day == w.clock.today()
    with w.as_system():
        return w.scalar(select(QualityDay.id).where(day).limit(1)) is not None


def keep_day(w: Work) -> int:
    """Keep the figures of today, in the place of those kept today before. Returns how many owners' they are."""
    rows = measured(w)
    put_days(w, rows)
    return len(rows)


def keep_today(office: Office) -> bool:
    """`keep_day`, once a day; the counting, which may take seconds, hinders nobody who writes."""
    with office.read(SYSTEM) as w:
        if is_kept(w):
            return False
        rows = measured(w)
    with office.work(SYSTEM) as w:
        if is_kept(w):
            return False
        put_days(w, rows)
    return True


_BEGUN: WeakKeyDictionary[Office, dt.date] = WeakKeyDictionary()


def begin_day(office: Office, today: dt.date) -> None:
    """See to it that today's figures are kept: at once, or behind the screens where there is much to count."""
    if _BEGUN.get(office) == today:
        return
    _BEGUN[office] = today
    with office.read(SYSTEM) as w:
        large = any(is_large(w, entity) for entity in JUDGED)
    if large:
        threading.Thread(target=keep_today, args=(office,), name="quality of the day", daemon=True).start()
    else:
        keep_today(office)


def measured(w: Work) -> list[dict[str, Any]]:
    """Today's figures of all records, by owner and unit."""
    found: list[dict[str, Any]] = []
    today = w.clock.today()
    with w.as_system():
        for entity in JUDGED:
            model: Any = ENTITIES[entity]
            whose = (model.owner_id, model.unit_id)
            rows = w.rows(select(*whose, *_sums(w, entity)).group_by(*whose))
            found += [{"day": today, "entity": entity, **row._mapping} for row in rows]
    return found


def stale_of_mine(w: Work) -> int:
    """How many customers of the actor's are stale; of very many, as they were kept last."""
    who = w.actor.user_id
    if who is None:
        return 0
    if is_large(w, "customer"):
        kept = trend(w, "customer", since=w.clock.today() - dt.timedelta(days=7), owner=who)
        return kept[-1][1].stale if kept else 0
    return figures_of(w, "customer", who).stale
