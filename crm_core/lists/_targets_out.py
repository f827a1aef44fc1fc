"""Targets as an export: a row for each, in words that a list of targets is known by when it comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.money import to_major
from ..base.periods import Period, code
from ..deals.targets import SCOPES, Holder, measures_with_targets, names_of
from ..deals.targets.holders import holder_of
from ..fields.find import Page, Query
from ..models import Target
from ._list_fields import TARGET
from ._outgoing import Column
from ._target_lists import HOLDER_KINDS

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

TARGET_ENTITY = "target"
AMOUNT = "#,##0.##"


@dataclass(frozen=True)
class _Told:
    """A target in words."""

    holder: str
    kind: str
    measure: str
    period: str
    value: Any


def target_columns(w: Work, _query: Query) -> list[Column]:
    """The columns of the export."""
    names = {"holder": 28, "holder_kind": 14, "measure": 18, "period": 14, "value": 18}
    return [_column(w, key, width) for key, width in names.items()]


def _column(w: Work, key: str, width: int) -> Column:
    header, name = w.locale.t(TARGET[key].label), "kind" if key == "holder_kind" else key

    def values(rows: Sequence[Any], _labels: Any) -> list[Any]:
        return [row[name] for row in rows]

    if key == "value":
        return Column(f"{header} ({w.locale.unit()})", "number", values, format=AMOUNT, width=width)
    return Column(header, "text", values, width=width)


def target_count(w: Work, _query: Query) -> int:
    """How many targets the actor sees."""
    return len(w.scalars(select(Target.id)))


def target_pages(w: Work, _query: Query) -> Iterator[Page]:
    """All targets that the actor sees, by their first day."""
    order = (Target.measure, Target.start, Target.end, Target.id)
    targets = [one for one in w.scalars(select(Target).order_by(*order)) if one.measure in measures_with_targets()]
    names: dict[tuple[str, Holder], str] = {}
    for measure in {one.measure for one in targets}:
        holders = {holder_of(one) for one in targets if one.measure == measure}
        names |= {(measure, holder): name for holder, name in names_of(w, measure, list(holders)).items()}
    rows = [_told(w, one, names[one.measure, holder_of(one)]) for one in targets]
    yield Page([{"id": one.id, **vars(row)} for one, row in zip(targets, rows, strict=True)], {}, len(rows), True)


def _told(w: Work, one: Target, name: str) -> _Told:
    rules = w.company.calendar_rules
    period = Period(one.start, one.end, one.step, one.calendar, rules)  # type: ignore[arg-type]
    kind = w.locale.t(HOLDER_KINDS[SCOPES.index(holder_of(one).scope)])
    measure = measures_with_targets()[one.measure]
    return _Told(name, kind, w.locale.t(measure.label), code(period), value_out(w, measure.kind, one.value))


def value_out(w: Work, kind: str, value: int) -> Any:
    """A target as it stands in a sheet: amounts in the unit that the company reads, else the number."""
    if kind != "money":
        return value
    amount = to_major(value, w.company.currency)
    return amount / 10 if w.company.toman and w.company.currency == "IRR" else amount
