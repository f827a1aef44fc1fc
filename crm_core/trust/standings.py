"""What customers keep of their deals, tasks and interactions: the standings, written with every change of those.

Open deals, their amount and what was won follow the deals (amounts only in the company's currency), the next task the
open tasks, the last contact the interactions; nothing of what lies in the bin counts, and None says that there is
nothing. A customer's version and history do not know of it. They are of everybody's records, and read only by who sees
all of those: the others' figures are worked out over what they see (`fields.computed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Table, case, func, or_, select, update

from ..base.among import among
from ..base.database import table_of
from ..base.many import chunks
from ..models import Customer, Deal, Interaction, Task, Tracked

if TYPE_CHECKING:
    from .unit_of_work import Work

Row = Mapping[str, Any]
Said = tuple[dict[str, ColumnElement[Any]], list[ColumnElement[bool]]]


@dataclass(frozen=True)
class Standing:
    """What of a kind of record counts: the columns that decide it, and what customers keep of which rows."""

    watched: frozenset[str]
    said: Callable[[Table, str], Said]

    def moved_by(self, changed: Iterable[str]) -> bool:
        """Whether a change of these columns may move it."""
        return not self.watched.isdisjoint(changed)


def _of_deals(deal: Table, currency: str) -> Said:
    is_open, own = deal.c.outcome == "open", deal.c.currency == currency
    kept: dict[str, ColumnElement[Any]] = {
        "open_deals": func.nullif(func.count(case((is_open, deal.c.id))), 0),
        "open_amount": func.sum(case((is_open & own, deal.c.amount))),
        "won_amount": func.sum(case(((deal.c.outcome == "won") & own, deal.c.amount))),
    }
    return kept, [deal.c.outcome.in_(("open", "won"))]


def _of_tasks(task: Table, _currency: str) -> Said:
    return {"next_task_on": func.min(task.c.due_on)}, [task.c.done_on.is_(None)]


def _of_interactions(done: Table, _currency: str) -> Said:
    return {"last_contact_on": func.max(done.c.happened_on)}, []


_ALWAYS = frozenset({"customer_id", "deleted_at"})
STANDINGS: Mapping[type[Tracked], Standing] = {
    Deal: Standing(_ALWAYS | {"outcome", "amount", "currency"}, _of_deals),
    Task: Standing(_ALWAYS | {"due_on", "done_on"}, _of_tasks),
    Interaction: Standing(_ALWAYS | {"happened_on"}, _of_interactions),
}


STANDINGS_KEPT = frozenset({"open_deals", "open_amount", "won_amount", "next_task_on", "last_contact_on"})
"""The columns of customers that hold them: they change without the history telling it of the customer."""


class Moved:
    """The customers whose standings a deed moves, gathered record by record."""

    def __init__(self) -> None:
        self._ids: dict[type[Tracked], set[int]] = {}

    def add(self, model: type[Tracked], *rows: Row, changed: Iterable[str] | None = None) -> None:
        """A record as it was and as it is (or either). `changed`: the columns that differ, where that is known."""
        standing = STANDINGS.get(model)
        if standing is None or (changed is not None and not standing.moved_by(changed)):
            return
        self._ids.setdefault(model, set()).update(
            number for row in rows if (number := row.get("customer_id")) is not None
        )

    def refresh(self, w: Work) -> None:
        """Work their standings out."""
        for model, numbers in self._ids.items():
            follow(w, model, numbers)


def follow(w: Work, model: type[Tracked], customer_ids: Iterable[int | None]) -> None:
    """Work out what these customers keep of a kind of record; within `put_off` when that ends."""
    if model not in STANDINGS:
        return
    numbers = {number for number in customer_ids if number is not None}
    if w.standings_due is not None:
        w.standings_due.setdefault(model, set()).update(numbers)
        return
    for some in chunks(sorted(numbers)):
        _lock(w, some)
        _write(w, model, among(table_of(Customer).c.id, some), w.company.currency)
    if numbers:
        w.touch("customer")


@contextmanager
def put_off(w: Work) -> Iterator[None]:
    """Around many writes: standings are worked out once, at the end."""
    if w.standings_due is not None:
        yield
        return
    w.standings_due = {}
    try:
        yield
    finally:
        due, w.standings_due = w.standings_due, None
    for model, numbers in due.items():
        follow(w, model, numbers)


def refresh_all(w: Work, *models: type[Tracked], currency: str | None = None) -> int:
    """Work out every customer's standings of these kinds (all when none is named); returns how many had wrong ones.

    `currency`: the company's, where it is just being changed.
    """
    changed: set[int] = set()
    every = w.session.execute(select(table_of(Customer).c.id).order_by(table_of(Customer).c.id)).scalars()
    for some in chunks(every):
        _lock(w, some)
        for model in models or STANDINGS:
            inside = among(table_of(Customer).c.id, some)
            changed |= _write(w, model, inside, currency or w.company.currency)
    if changed:
        w.touch("customer")
    return len(changed)


def _lock(w: Work, customer_ids: list[int]) -> None:
    """Let nobody else work the same out meanwhile: who comes second counts what the first one wrote.

    The lock lets references to the customers be, which each who writes a deal holds already.
    """
    table = table_of(Customer)
    wanted = select(table.c.id).where(among(table.c.id, customer_ids)).order_by(table.c.id)
    w.session.connection().execute(wanted.with_for_update(key_share=True))


def _write(w: Work, model: type[Tracked], inside: ColumnElement[bool], currency: str) -> set[int]:
    """One statement for all of these customers; rows that are right stay as they are. Gives those that were not."""
    customer = table_of(Customer)
    # Worked out once: while an import fills its tables, PostgreSQL takes them for empty, and would do it for each row.
    due = _due(model, currency, inside).cte("due").prefix_with("MATERIALIZED")
    differing = [customer.c[name].is_distinct_from(due.c[name]) for name in due.c.keys() if name != "id"]  # noqa: SIM118
    values = {name: due.c[name] for name in due.c.keys() if name != "id"}  # noqa: SIM118  (columns by name)
    statement = update(customer).where(customer.c.id == due.c.id, or_(*differing)).values(values)
    return set(w.session.connection().execute(statement.returning(customer.c.id)).scalars())


def _due(model: type[Tracked], currency: str, inside: ColumnElement[bool] | None = None) -> Select[Any]:
    """What each customer should keep, by `id`."""
    customer, record = table_of(Customer), table_of(model)
    kept, counting = STANDINGS[model].said(record, currency)
    counts = (record.c.customer_id == customer.c.id) & record.c.deleted_at.is_(None)
    for one in counting:
        counts = counts & one
    columns = [expression.label(name) for name, expression in kept.items()]
    statement = select(customer.c.id.label("id"), *columns).select_from(customer.outerjoin(record, counts))
    if inside is not None:
        statement = statement.where(inside)
    return statement.group_by(customer.c.id)


def unlike(w: Work, model: type[Tracked]) -> Select[tuple[int]]:
    """The numbers of the customers who keep something else than the records of this kind bear out."""
    customer = table_of(Customer)
    due = _due(model, w.company.currency).subquery("due")
    differing = [customer.c[name].is_distinct_from(due.c[name]) for name in due.c.keys() if name != "id"]  # noqa: SIM118
    return select(customer.c.id).join(due, due.c.id == customer.c.id).where(or_(*differing))
