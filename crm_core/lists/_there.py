"""The records of the database that a list's rows may be, read by index and as the system sees them.

Records that were merged away are among them: what they were called and how they were reached means the record that
they were merged into.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select

from ..base.database import AnySelect, label_of
from ..base.many import chunks
from ..models import ENTITIES, ContactPoint
from ._namesakes import namesakes
from ._standing import survivors
from .links import New
from .match import COLUMNS, RULES, STORED, Keys, Known, ListKeys, Matcher, complete, signs

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

SOME = 5_000
"""So many values are asked for at once."""
REACHED = ("email_key", "mobile_key", "phone_key")
"""Keys by which people are reached: further ones lie in contact points."""


class There:
    """Reads the records that rows of one entity may be, and keeps them by number."""

    def __init__(self, w: Work, entity: str) -> None:
        self.w, self.entity = w, entity
        self.table = label_of(ENTITIES[entity])
        self.columns = COLUMNS[entity]
        self.matcher = Matcher(entity)
        self.known: dict[int, Known] = {}
        self.further: list[Keys] = []
        self.passed_over = 0
        self._merges = "merged_into_id" in self.table.c
        self.points = label_of(ContactPoint) if entity in ("customer", "contact") else None

    def read(self, rows: ListKeys) -> Matcher:
        """A matcher that knows the records that have a sign of any of these rows; all where those are few."""
        if self._few(len(rows.places)):
            self._learn([None])
            self._learn_points([None])
            return self.matcher
        self._learn(self._asked(rows))
        self._learn_points(self._reached(rows))
        if self.points is not None:
            seen = (at for at in self.comparable(rows) if self.matcher.find(rows.known(at).keys, take=False))
            self._learn_like(rows, set(range(len(rows.places))).difference(seen))
        return self.matcher

    def comparable(self, rows: ListKeys) -> Iterable[int]:
        """The rows that may be the same as another one or as a record that is known: no other row can be."""
        names, ats = signs(self.entity), range(len(rows.places))
        others = chain((known.keys for known in self.known.values()), self.further)
        return rows.sharing(ats, names, others) if names else ats

    def _learn_like(self, rows: ListKeys, ats: Collection[int]) -> None:
        """Learn the records whose names begin as those of rows that nothing else found."""
        names = rows.column("bare_key")
        found = namesakes(self.w, self.table, {name for at in ats if (name := names[at])})
        self._learn(self.table.c.id.in_(some) for some in chunks(sorted(found.ids - self.known.keys())))
        if "customer_id" in self.columns:
            customers = rows.column("customer_id")
            self._learn(
                _holding(self.table.c.customer_id, {one for at in ats if isinstance(one := customers[at], int)})
            )
        self.passed_over = sum(names[at] in found.passed_over for at in ats)

    def _few(self, rows: int) -> bool:
        """Whether it is quicker to read all records than to ask for those that a list of so many rows may name."""
        return int(self.w.scalar(select(func.count()).select_from(self.table))) <= rows

    def _asked(self, rows: ListKeys) -> Iterator[ColumnElement[bool]]:
        wanted = [STORED.get(rule.key, rule.key) for rule in RULES[self.entity]]
        wanted += [name for name in REACHED if name in self.columns]
        for column in dict.fromkeys(wanted):
            values = (one for one in rows.column(column) if not isinstance(one, New))
            yield from _holding(self.table.c[column], values)

    def _learn(self, conditions: Iterable[ColumnElement[bool] | None]) -> None:
        """Learn the records of the conditions (None: all), those that are there before those that were merged."""
        late: list[tuple[int, Known]] = []
        for condition in conditions:
            for number, known in self._read(condition):
                self.known[number] = known
                if known.merged:
                    late.append((number, known))
                else:
                    self.matcher.learn(known)
        alive = survivors(self.w, self.table, [known.id or 0 for _number, known in late])
        for number, known in late:
            if (survivor := alive.get(known.id or 0)) is None:
                del self.known[number]
            else:
                known.id = survivor
                self.matcher.learn(known)

    def _read(self, condition: ColumnElement[bool] | None) -> Iterator[tuple[int, Known]]:
        table = self.table
        merged = [table.c.merged_into_id] if self._merges else []
        statement: AnySelect = select(table.c.id, *merged, *(table.c[name] for name in self.columns))
        there: ColumnElement[bool] = table.c.deleted_at.is_(None)
        if self._merges:
            there = there | table.c.merged_into_id.is_not(None)
        statement = statement.where(there) if condition is None else statement.where(there, condition)
        skip = 1 + len(merged)
        for row in self.w.rows(statement.order_by(table.c.id)):
            number = row[0]
            if number in self.known:
                continue
            keys = complete(self.entity, dict(zip(self.columns, row[skip:], strict=True)))
            into = row[1] if merged else None
            yield number, Known(keys, id=into or number, merged=into is not None)

    # Further phones and e-mails

    def _reached(self, rows: ListKeys) -> Iterator[ColumnElement[bool]]:
        if self.points is not None:
            yield from _holding(self.points.c.key, chain.from_iterable(rows.column(name) for name in REACHED))

    def _learn_points(self, conditions: Iterable[ColumnElement[bool] | None]) -> None:
        table = self.points
        if table is None:
            return
        found: list[tuple[int, str, str]] = []
        for condition in conditions:
            statement = select(table.c.record_id, table.c.kind, table.c.key)
            statement = statement.where(table.c.entity == self.entity, table.c.key.is_not(None))
            if condition is not None:
                statement = statement.where(condition)
            found += [tuple(row) for row in self.w.rows(statement.order_by(table.c.record_id))]
        unknown = {number for number, _kind, _key in found} - self.known.keys()
        self._learn(self.table.c.id.in_(some) for some in chunks(sorted(unknown)))
        for number, kind, key in found:
            known = self.known.get(number)
            if known is not None:
                name = "email_key" if kind == "email" else "mobile_key"
                self.matcher.learn_more(known, name, key)
                self.further.append({name: key})


def _holding(column: Any, values: Iterable[Any]) -> Iterator[ColumnElement[bool]]:
    """Conditions that a column holds one of these values, so many at once."""
    wanted = list({value for value in values if value is not None})
    for place in range(0, len(wanted), SOME):
        yield column.in_(wanted[place : place + SOME])
