"""The states of deals as an export: since when each deal was in which stage, for what it was worth then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select

from ..base.i18n import N_
from ..fields import CATALOGUE, Field, Kind
from ..fields.filters import compile_filter
from ..fields.find import Page, Query, whole_filter
from ..fields.links import labels_of
from ..models import Deal, DealState
from ._list_fields import HISTORY
from ._outgoing import Column, columns_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

HISTORY_ENTITY = "deal_state"
BATCH = 5_000
_OWN = CATALOGUE["deal"]
_FIELDS: tuple[Field, ...] = (
    Field("deal_number", N_("Deal number")),
    replace(HISTORY["deal_title"], column="deal_id"),
    replace(HISTORY["stage"], column="stage_id"),
    HISTORY["changed_at"],
    HISTORY["amount"],
    _OWN["currency"],
    HISTORY["probability"],
    HISTORY["expected_close"],
    replace(_OWN["owner"], column="owner_id"),
    replace(_OWN["unit"], column="unit_id"),
)
"""What is told of each state; a list of these columns can be brought in again."""


def history_columns(w: Work, query: Query) -> list[Column]:
    """The columns of the export."""
    kept = select(DealState.currency).where(_wanted(w, query)).distinct()
    return columns_of(w.locale, _FIELDS, set(w.scalars(kept)) or {w.company.currency})


def history_count(w: Work, query: Query) -> int:
    """How many states the deals that the query finds have."""
    return len(_ids(w, query))


def history_pages(w: Work, query: Query) -> Iterator[Page]:
    """All states of the deals that the query finds, deal by deal, in the order in which they held."""
    ids = _ids(w, query)
    for place in range(0, len(ids), BATCH):
        some = ids[place : place + BATCH]
        columns = [getattr(DealState, one.column).label(one.key) for one in _FIELDS if one.column]
        statement = select(DealState.id, *columns, Deal.external_id.label("deal_number")).join(
            Deal, Deal.id == DealState.deal_id
        )
        rows = {row.id: dict(row._mapping) for row in w.rows(statement.where(DealState.id.in_(some)))}
        found = [rows[number] for number in some if number in rows]
        yield Page(found, labels_of(w, _linked(found)), len(ids), True)


def _linked(rows: Sequence[Mapping[str, Any]]) -> dict[Kind, set[int]]:
    ids: dict[Kind, set[int]] = {}
    for one in _FIELDS:
        if one.is_link:
            ids.setdefault(one.kind, set()).update(row[one.key] for row in rows if row[one.key] is not None)
    return ids


def _wanted(w: Work, query: Query) -> ColumnElement[bool]:
    deals = select(Deal.id).where(compile_filter(w, "deal", whole_filter("deal", query)))
    return DealState.deal_id.in_(deals)


def _ids(w: Work, query: Query) -> Sequence[int]:
    order = (DealState.deal_id, DealState.valid_from, DealState.id)
    return w.scalars(select(DealState.id).where(_wanted(w, query)).order_by(*order))
