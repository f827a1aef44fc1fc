"""Looks whether the database is whole: each check says what it found wrong, and changes nothing.

What customers keep of other records can be worked out anew (`mend`); all else is for somebody who knows why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, and_, case, column, exists, func, literal, or_, select, table

from ..base import copies
from ..base.calendars import calendar_rows
from ..base.database import AnySelect, schema_is_current, table_of
from ..base.i18n import N_, Locale
from ..base.intervals import fork_day
from ..models import (
    ENDLESS,
    ENTITIES,
    SEARCHED,
    TRACKED_DEAL_VALUES,
    CalendarDay,
    Deal,
    DealLine,
    DealState,
    ImportRun,
    Interaction,
    Order,
    OrderLine,
    Stage,
    Tagging,
    Task,
    Tracked,
)
from . import standings, stored
from .access import SYSTEM, Actor, require
from .rederive import work_out
from .states import CERTAIN

if TYPE_CHECKING:
    from .unit_of_work import Office, Work


def _documents(w: Work) -> Iterator[Finding]:
    """Every document has its content in the store, and that is what was brought in."""
    missing, changed = stored.missing_and_changed(w)
    yield from _named(missing, N_("Documents whose content is missing: {n} ({ids}). Restore the last backup."))
    yield from _named(
        changed, N_("Documents whose content is not what was brought in: {n} ({ids}). Restore the last backup.")
    )


Look = Callable[["Work"], Iterator["Finding"]]
SHOWN = 5
"""How many record numbers a finding names."""
STALE_RUN = dt.timedelta(hours=6)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: a message and what belongs into it."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def say(self, locale: Locale) -> str:
        return locale.t(self.message, **self.params)


@dataclass(frozen=True)
class Check:
    """One question to the database: its key (for programs), what it looks at (a message), and what it found."""

    key: str
    about: str
    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        return not self.findings


def examine(office: Office, actor: Actor) -> list[Check]:
    """Run every check. An old schema is the only finding then: the others need the present one. Raises Refused."""
    if not schema_is_current(office.database):
        old = Finding(N_("The database is of another version of Daftar. Run: python -m crm_core init"))
        return [Check("schema", _SCHEMA, (old,))]
    with office.read(actor) as w:
        require(w, "see_audit")
    found = [Check("schema", _SCHEMA, ()), Check("file", N_("file"), tuple(_file(office)))]
    with office.read(SYSTEM) as w:
        found += [Check(key, about, tuple(look(w))) for key, about, look in _CHECKS]
    found.append(Check("search", N_("search index"), tuple(_search(office))))
    return found


def mend(office: Office, actor: Actor) -> int:
    """Work out what every customer keeps of deals, tasks and interactions, and what is derived from every customer and
    contact; how many records were wrong. Stored files that no document needs are taken away. Raises Refused."""
    if not schema_is_current(office.database):
        return 0
    with office.work(actor) as w:
        require(w, "backup")
        with w.as_system():
            standing = standings.refresh_all(w)
        stored.tidy(w)
    return standing + work_out(office, all_of_them=True)


_SCHEMA = N_("schema")


# The file


def _file(office: Office) -> Iterator[Finding]:
    if office.database.path is not None:
        for words in copies.damage(office.database.path):
            yield Finding(N_("The file is damaged: {words}"), {"words": words})


def _search(office: Office) -> Iterator[Finding]:
    tables = [model.__tablename__ for model in SEARCHED]
    if office.database.path is not None:
        stale = copies.stale_search_tables(office.database.path, tables)
    else:
        catalogue = table("pg_indexes", column("indexname"))
        with office.read(SYSTEM) as w:
            there = set(w.scalars(select(catalogue.c.indexname)))
        stale = [name for name in tables if f"ix_{name}_search" not in there]
    for name in stale:
        yield Finding(N_("The search index of {table} does not hold what the table holds."), {"table": name})


# Calendar


def _calendar(w: Work) -> Iterator[Finding]:
    """The table holds every day, in both calendars and by the company's week and fiscal year."""
    rules = w.company.calendar_rules
    due = calendar_rows(rules.week_start, rules.fiscal_start, rules.fiscal_calendar)
    names = [name for name in table_of(CalendarDay).c.keys() if name != "work"]  # noqa: SIM118  (columns by name)
    columns = [getattr(CalendarDay, name) for name in names]
    kept = {row.day: tuple(row) for row in w.rows(select(*columns))}
    wrong = sum(kept.get(row["day"]) != tuple(row[name] for name in names) for row in due)
    if wrong or len(kept) != len(due):
        yield Finding(
            N_("Days of the calendar that are missing or wrong: {n}. Save the working week again in the settings."),
            {"n": max(wrong, abs(len(kept) - len(due)))},
        )


# Deals


def _deals(w: Work) -> Iterator[Finding]:
    deal, stage, line = table_of(Deal), table_of(Stage), table_of(DealLine)
    other_kind = select(deal.c.id).join(stage, stage.c.id == deal.c.stage_id).where(stage.c.kind != deal.c.outcome)
    yield from _some(w, other_kind, N_("Deals whose outcome is not that of their stage: {n} ({ids})"))
    other_pipeline = (
        select(deal.c.id).join(stage, stage.c.id == deal.c.stage_id).where(stage.c.pipeline_id != deal.c.pipeline_id)
    )
    yield from _some(w, other_pipeline, N_("Deals in a stage of another pipeline: {n} ({ids})"))
    closed = (deal.c.outcome == "open") == deal.c.closed_on.is_(None)
    yield from _some(
        w, select(deal.c.id).where(~closed), N_("Deals closed without a day, or open with one: {n} ({ids})")
    )
    lines = select(line.c.deal_id, func.sum(line.c.amount).label("amount")).group_by(line.c.deal_id).subquery()
    unlike = select(deal.c.id).join(lines, lines.c.deal_id == deal.c.id).where(_differ(deal.c.amount, lines.c.amount))
    yield from _some(w, unlike, N_("Deals whose amount is not the sum of their products: {n} ({ids})"))


def _orders(w: Work) -> Iterator[Finding]:
    order, line = table_of(Order), table_of(OrderLine)
    lines = select(line.c.order_id, func.sum(line.c.amount).label("amount")).group_by(line.c.order_id).subquery()
    unlike = select(order.c.id).join(lines, lines.c.order_id == order.c.id)
    yield from _some(
        w,
        unlike.where(_differ(order.c.amount, lines.c.amount)),
        N_("Orders whose amount is not the sum of their lines: {n} ({ids})"),
    )


def _states(w: Work) -> Iterator[Finding]:
    """Each deal out of the bin has one current state with its values; states do not overlap."""
    deal, state, stage = table_of(Deal), table_of(DealState), table_of(Stage)
    current = and_(state.c.deal_id == deal.c.id, state.c.valid_to == ENDLESS)
    counted = select(func.count()).where(current).correlate(deal).scalar_subquery()
    due = case((deal.c.deleted_at.is_(None), 1), else_=0)
    yield from _some(
        w, select(deal.c.id).where(counted != due), N_("Deals without a current state, or with too many: {n} ({ids})")
    )
    in_force = case(
        *((deal.c.outcome == outcome, share) for outcome, share in CERTAIN.items()),
        else_=func.coalesce(deal.c.probability, stage.c.probability),
    )
    differing = [_differ(deal.c[name], state.c[name]) for name in TRACKED_DEAL_VALUES]
    unlike = (
        select(deal.c.id)
        .join(state, current)
        .join(stage, stage.c.id == deal.c.stage_id)
        .where(deal.c.deleted_at.is_(None), or_(*differing, state.c.probability != in_force))
    )
    yield from _some(w, unlike, N_("Deals that are not as their current state says: {n} ({ids})"))
    following = func.lead(state.c.valid_from).over(
        partition_by=state.c.deal_id, order_by=(state.c.valid_from, state.c.id)
    )
    ordered = select(state.c.deal_id, state.c.valid_from, state.c.valid_to, following.label("next")).subquery()
    crossing = or_(ordered.c.valid_to > ordered.c.next, ordered.c.valid_to < ordered.c.valid_from)
    yield from _some(w, select(ordered.c.deal_id).where(crossing), N_("Deals whose states overlap: {n} ({ids})"))
    yield from _filing(w, state)


def _filing(w: Work, state: FromClause) -> Iterator[Finding]:
    statement = select(state.c.deal_id, state.c.valid_from, state.c.valid_to, state.c.fork_day)
    wrong = [row.deal_id for row in _stream(w, statement) if row.fork_day != fork_day(row.valid_from, row.valid_to)]
    yield from _named(wrong, N_("Deals with states that a past day’s pipeline does not find: {n} ({ids})"))


# What is derived


def _keys(w: Work) -> Iterator[Finding]:
    """Search, sort and matching keys are what the records' values give."""
    for entity, model in ENTITIES.items():
        if model.derive.__func__ is Tracked.derive.__func__:  # type: ignore[attr-defined]
            continue
        wrong = []
        for row in _stream(w, select(table_of(model))):
            values = dict(row._mapping)
            due = model.derive(values, w.key_rules)
            if any(values[name] != value for name, value in due.items()):
                wrong.append(row.id)
        yield from _named(
            wrong, N_("Records of {entity} whose keys do not fit their values: {n} ({ids})"), entity=entity
        )


def _standings(model: type[Tracked], message: str) -> Look:
    """What customers keep of these records is what the records come to."""

    def look(w: Work) -> Iterator[Finding]:
        yield from _some(w, standings.unlike(w, model), message)

    return look


def _tags(w: Work) -> Iterator[Finding]:
    tagging = table_of(Tagging)
    for entity, model in ENTITIES.items():
        record = table_of(model)
        orphans = select(tagging.c.record_id).where(
            tagging.c.entity == entity, ~exists(select(literal(1)).where(record.c.id == tagging.c.record_id))
        )
        yield from _some(w, orphans, N_("Tags on records that are gone: {n} ({ids})"))


def _imports(w: Work) -> Iterator[Finding]:
    run = table_of(ImportRun)
    begun = select(run.c.id).where(run.c.status == "running", run.c.started_at < w.clock.now() - STALE_RUN)
    yield from _some(w, begun, N_("Imports that began and never ended; nothing of them was stored: {n} ({ids})"))


_CHECKS: tuple[tuple[str, str, Look], ...] = (
    ("calendar", N_("calendar"), _calendar),
    ("deals", N_("deals"), _deals),
    ("orders", N_("orders"), _orders),
    ("states", N_("history of the pipeline"), _states),
    ("keys", N_("keys of search, order and matching"), _keys),
    (
        "last_contact",
        N_("last contacts"),
        _standings(Interaction, N_("Customers whose last contact no interaction bears out: {n} ({ids})")),
    ),
    (
        "customer_deals",
        N_("deals of customers"),
        _standings(Deal, N_("Customers whose open and won deals are not what is kept of them: {n} ({ids})")),
    ),
    (
        "next_task",
        N_("next tasks of customers"),
        _standings(Task, N_("Customers whose next task is not the first that is open: {n} ({ids})")),
    ),
    ("tags", N_("tags"), _tags),
    ("imports", N_("imports"), _imports),
    ("documents", N_("documents"), _documents),
)


def _differ(one: Any, other: Any) -> Any:
    return one.is_distinct_from(other)


def _some(w: Work, numbers: AnySelect, message: str) -> Iterator[Finding]:
    yield from _named(sorted(set(w.scalars(numbers))), message)


def _named(numbers: Sequence[int], message: str, **params: Any) -> Iterator[Finding]:
    if numbers:
        shown = ", ".join(map(str, numbers[:SHOWN])) + (" …" if len(numbers) > SHOWN else "")
        yield Finding(message, {"n": len(numbers), "ids": shown, **params})


def _stream(w: Work, statement: AnySelect) -> Iterator[Any]:
    """Rows as they come, never all at once."""
    yield from w.session.execute(statement, execution_options={"yield_per": 5_000})
