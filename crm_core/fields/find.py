"""Finding records of any entity: filter, search, sort, page; the question behind every grid, list and export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, false, func, literal, select

from ..base.among import among
from ..base.database import AnySelect, on_sqlite
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.many import chunks
from ..models import LISTED, SLOT_COLUMNS, SLOT_KEYS, Competitor, Model
from ..trust import parts
from ._field import Field, Kind
from .catalogue import CATALOGUE, field
from .computed import computed, value_of
from .filters import EVERYTHING, SEARCH, Filter, all_of, compile_filter, condition, conditions
from .links import labels_of
from .sorting import order_by

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

COUNTED = 10_000
"""Hits are counted exactly up to here when a page is opened; `count` gives the whole number."""
PAGE_SIZES = (25, 50, 100, 200)
BATCH = 5_000


@dataclass(frozen=True)
class Query:
    """What is asked of an entity. `columns`: field keys (all when empty); `sort`: a field key.

    `top`: only so many, the first in this order, are found at all. `only`: none but these records.
    """

    filter: Filter = EVERYTHING
    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = 100
    columns: tuple[str, ...] = ()
    top: int | None = None
    only: tuple[int, ...] = ()


@dataclass(frozen=True)
class Page:
    """Rows by field key (with `id` and `version`), the labels of what they link to, and how many there are.

    `exact` is False when there are more than `COUNTED`.
    """

    rows: list[dict[str, Any]]
    labels: dict[Kind, dict[int, str]]
    total: int
    exact: bool


def whole_filter(entity: str, query: Query) -> Filter:
    """The filter of a query with its search put in."""
    if not query.search.strip():
        return query.filter
    return all_of(query.filter, condition(entity, SEARCH.key, "contains", query.search.strip()))


def default_sort(entity: str) -> str:
    """The field an entity is sorted by when nothing is said: what it is called."""
    return next(key for key, one in CATALOGUE[entity].items() if one.sortable)


def _asked(entity: str, query: Query) -> list[Field]:
    keys = query.columns or tuple(CATALOGUE[entity])
    return [field(entity, key) for key in keys]


def _ids(w: Work, entity: str, query: Query, *, common: bool = False) -> AnySelect:
    """The numbers of the records that the query finds."""
    wanted = _wanted(w, entity, query)
    # What most records pass is looked for along the order: SQLite would fetch them all by their own index and sort.
    return select(LISTED[entity].id).where(func.coalesce(wanted, false()) if common else wanted)


def _told(w: Work, entity: str, query: Query, ids: Sequence[int]) -> list[dict[str, Any]]:
    """What the query asks of these records, in their order: only of the page, never of all that had to be sorted."""
    model = LISTED[entity]
    columns = [
        value_of(w, entity, one, model).label(one.key) for one in _asked(entity, query) if one.column or one.computed
    ]
    version = getattr(model, "version", literal(0))
    statement = select(model.id.label("id"), version.label("version"), *columns).where(model.id.in_(ids))
    by_id = {row.id: row for row in w.rows(statement)} if ids else {}
    return _completed(w, entity, query, [by_id[number] for number in ids if number in by_id])


def _walks(w: Work, entity: str, query: Query) -> bool:
    """Whether an index has the order of a page, and no words are searched, which have one of their own."""
    return not _searches(entity, query) and _in_index_order(w, entity, query)


def _searches(entity: str, query: Query) -> bool:
    """Whether words are looked for, which have an index of their own."""
    return any(one.field == SEARCH.key for one in conditions(whole_filter(entity, query)))


def _sorted_by(entity: str, query: Query) -> Field:
    """The field that the order is by. Raises Invalid for one that has none."""
    by = field(entity, query.sort or default_sort(entity))
    if not by.sortable:
        raise Invalid(N_("{key} cannot be sorted by."), field=by.key, key=by.key)
    return by


def _in_index_order(w: Work, entity: str, query: Query) -> bool:
    """Whether an index of the table has the order that is asked for."""
    by = _sorted_by(entity, query)
    if computed(w, entity, by) is not None:
        return False
    table, sort = Model.metadata.tables[LISTED[entity].__tablename__], by.sort
    return sort in SLOT_KEYS | SLOT_COLUMNS or any(index.columns[0].name == sort for index in table.indexes)


def _wanted(w: Work, entity: str, query: Query, *, counting: bool = False) -> ColumnElement[bool]:
    """The condition of a query."""
    wanted = compile_filter(w, entity, whole_filter(entity, query), counting=counting)
    return wanted & among(LISTED[entity].id, query.only) if query.only else wanted


def _ordered(w: Work, entity: str, query: Query, statement: AnySelect) -> AnySelect:
    model = LISTED[entity]
    by = order_by(w, entity, _sorted_by(entity, query).key, model)
    if query.descending:
        return statement.order_by(by.desc().nulls_last(), model.id.desc())
    return statement.order_by(by.asc().nulls_last(), model.id)


def find(w: Work, entity: str, query: Query) -> Page:
    """One page of records that the actor sees. Raises Invalid for a page or sorting that cannot be."""
    if query.page < 1 or not 1 <= query.size <= 1000:
        raise Invalid(N_("There is no such page."))
    if query.top is not None and query.top < 1:
        raise Invalid(N_("“{value}” is not a number of records."), value=query.top)
    counted = _count_some(w, entity, query) if on_sqlite(w.session) and _walks(w, entity, query) else None
    common = counted is not None and not counted[1]
    statement = _ids(w, entity, query, common=common)
    offset = (query.page - 1) * query.size
    size = query.size if query.top is None else max(0, min(query.size, query.top - offset))
    rows = _told(w, entity, query, _page(w, entity, query, statement, size, offset) if size else [])
    if len(rows) < query.size and (rows or query.page == 1):
        total, exact = offset + len(rows), True
    else:
        total, exact = counted or _count_some(w, entity, query)
    return Page(rows, labels_of(w, _linked(entity, rows)), total, exact)


def _page(w: Work, entity: str, query: Query, statement: AnySelect, size: int, offset: int) -> Sequence[int]:
    """The numbers of the records of a page in their order."""
    halves = _halves(w, entity, query, statement)
    if halves is None and not on_sqlite(w.session) and _searches(entity, query):
        return w.scalars(_found_first(w, entity, query, statement).limit(size).offset(offset))
    if halves is None:
        return w.scalars(_ordered(w, entity, query, statement).limit(size).offset(offset))
    ids = list(w.scalars(halves.filled.limit(size).offset(offset)))
    if len(ids) == size:
        return ids
    before = offset + len(ids)
    if not ids and offset:
        before = int(w.scalar(select(func.count()).select_from(halves.counted.subquery())))
    return [*ids, *w.scalars(halves.empty.limit(size - len(ids)).offset(max(0, offset - before)))]


def _found_first(w: Work, entity: str, query: Query, statement: AnySelect) -> AnySelect:
    """What is found, put in order afterwards.

    PostgreSQL would walk along the order until the page is full, which is far where what is called alike stands
    together at the end of it.
    """
    by = order_by(w, entity, _sorted_by(entity, query).key, LISTED[entity])
    found = statement.add_columns(by.label("by")).cte("found").prefix_with("MATERIALIZED")
    value, number = found.c.by, found.c.id
    if query.descending:
        return select(number).order_by(value.desc().nulls_last(), number.desc())
    return select(number).order_by(value.asc().nulls_last(), number)


@dataclass(frozen=True)
class _Halves:
    """The rows of a question in two: those with a value to sort by, in order, then those without one.

    `counted`: the former alone, without their columns.
    """

    filled: AnySelect
    empty: AnySelect
    counted: AnySelect


def _halves(w: Work, entity: str, query: Query, statement: AnySelect) -> _Halves | None:
    """The two halves, where they are quicker asked for than the whole; else None.

    A figure that is worked out by groups is joined, so that only the records that have one are sorted. PostgreSQL's
    indexes have what is empty at the other end than a page that is sorted downwards.
    """
    model, by = LISTED[entity], _sorted_by(entity, query)
    last = model.id.desc() if query.descending else model.id
    figure = computed(w, entity, by)
    if figure is not None and figure.grouped is not None:
        grouped = figure.grouped(w)
        value, number = (grouped.selected_columns[name] for name in ("value", "id"))
        ordered = (value.desc(), number.desc()) if query.descending else (value, number)
        # In its order PostgreSQL looks records up until the page is full; SQLite would sort it twice.
        of = (grouped if on_sqlite(w.session) else grouped.order_by(*ordered)).subquery()
        order = (of.c.value.desc(), of.c.id.desc()) if query.descending else (of.c.value, of.c.id)
        counted = select(model.id).join(of, of.c.id == model.id).where(_wanted(w, entity, query, counting=True))
        return _Halves(
            statement.join(of, of.c.id == model.id).order_by(*order),
            statement.where(model.id.not_in(select(grouped.subquery().c.id))).order_by(last),
            counted,
        )
    if on_sqlite(w.session) or not query.descending or not _in_index_order(w, entity, query):
        return None
    column = order_by(w, entity, by.key, model)
    return _Halves(
        statement.where(column.is_not(None)).order_by(column.desc(), last),
        statement.where(column.is_(None)).order_by(last),
        select(model.id).where(_wanted(w, entity, query, counting=True), column.is_not(None)),
    )


def _count_some(w: Work, entity: str, query: Query) -> tuple[int, bool]:
    model = LISTED[entity]
    wanted = select(literal(1)).select_from(model).where(_wanted(w, entity, query, counting=True))
    most = COUNTED + 1 if query.top is None else min(query.top, COUNTED + 1)
    hits: int = w.scalar(select(func.count()).select_from(wanted.limit(most).subquery()))
    return (COUNTED, False) if hits > COUNTED else (hits, True)


def count(w: Work, entity: str, query: Query) -> int:
    """How many records the query finds, exactly."""
    model = LISTED[entity]
    filtered = _wanted(w, entity, query, counting=True)
    found = int(w.scalar(select(func.count()).select_from(model).where(filtered)))
    return found if query.top is None else min(found, query.top)


def ids_found(w: Work, entity: str, query: Query, *, limit: int | None = None) -> list[int]:
    """The ids of all records the query finds, in its order."""
    model = LISTED[entity]
    statement = select(model.id).where(_wanted(w, entity, query))
    most = min((one for one in (limit, query.top) if one is not None), default=None)
    return list(w.scalars(_ordered(w, entity, query, statement).limit(most)))


def every(w: Work, entity: str, query: Query) -> Iterator[Page]:
    """All records the query finds, in its order, in pages of BATCH: what an export writes."""
    ids = ids_found(w, entity, query)
    for place in range(0, len(ids), BATCH):
        rows = _told(w, entity, query, ids[place : place + BATCH])
        yield Page(rows, labels_of(w, _linked(entity, rows)), len(ids), True)


def read(w: Work, entity: str, record_id: int) -> Page:
    """One record as a page of one row; NotFound when it is missing or hidden."""
    w.get(LISTED[entity], record_id)
    rows = _told(w, entity, Query(), [record_id])
    return Page(rows, labels_of(w, _linked(entity, rows)), 1, True)


def _completed(w: Work, entity: str, query: Query, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows with what lies in other tables: tags, the products of deals and orders, the competitors of deals."""
    rows = [dict(row._mapping) for row in found]
    keys = {one.key for one in _asked(entity, query)}
    ids = [row["id"] for row in rows]
    if "tags" in keys and ids:
        tags = parts.tags_of(w, entity, ids)
        for row in rows:
            row["tags"] = tags.get(row["id"], [])
    if entity in parts.LINES and "product" in keys and ids:
        products = _products_of(w, entity, ids)
        for row in rows:
            row["product"] = products.get(row["id"], [])
    if "competitors" in keys and ids:
        rivals = competitors_of(w, ids)
        for row in rows:
            row["competitors"] = rivals.get(row["id"], [])
    return rows


def competitors_of(w: Work, deal_ids: Sequence[int]) -> dict[int, list[str]]:
    """Who competes for each of these deals, in the order in which they were added; deals without are left out."""
    found: dict[int, list[str]] = {}
    for some in chunks(deal_ids):
        named = select(Competitor.deal_id, Competitor.name).where(among(Competitor.deal_id, some))
        for row in w.rows(named.order_by(Competitor.id)):
            found.setdefault(row.deal_id, []).append(row.name)
    return found


def _products_of(w: Work, entity: str, ids: Sequence[int]) -> dict[int, list[int]]:
    """The products in the lines of each record, each once, in the order of the lines."""
    lines = parts.LINES[entity]
    table: Any = lines.model
    owner = getattr(table, lines.owner)
    statement = select(owner.label("owner"), table.product_id).where(owner.in_(ids), table.product_id.is_not(None))
    found: dict[int, dict[int, None]] = {}
    for row in w.rows(statement.order_by(owner, table.position)):
        found.setdefault(row.owner, {})[row.product_id] = None
    return {number: list(products) for number, products in found.items()}


def _linked(entity: str, rows: Sequence[dict[str, Any]]) -> dict[Kind, set[int]]:
    """The ids that rows link to, by kind."""
    found: dict[Kind, set[int]] = {}
    for one in CATALOGUE[entity].values():
        if not one.is_link:
            continue
        ids = found.setdefault(one.kind, set())
        for row in rows:
            value = row.get(one.key)
            if isinstance(value, list):
                ids.update(value)
            elif value is not None:
                ids.add(value)
    return {kind: ids for kind, ids in found.items() if ids}
