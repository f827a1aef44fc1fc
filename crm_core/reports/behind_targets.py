"""From where a holder of a target stands to the records behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.periods import Period
from ..deals.targets import Holder
from ..deals.targets.holders import segment_fields, stored
from ..fields.filters import EVERYTHING, Filter, all_of, condition
from ..measures import Key, measure
from ..measures.breakdowns import keys_of, same
from ..measures.query import Question, gather
from .drill import Records, records_behind
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


def records_of(w: Work, measure_key: str, holder: Holder, period: Period) -> Records:
    """The records that a holder's result in a period counts."""
    wanted = measure(measure_key)
    spec = ReportSpec((measure_key,), "total", period.start, period.end, filter=_filter(wanted.entity, holder))
    return records_behind(spec, measure_key, keys=_keys(w, measure_key, holder, period), today=w.clock.today())


def deals_to_close(w: Work, holder: Holder, period: Period) -> Records:
    """The open deals that are to close in a period: what coverage counts."""
    spec = ReportSpec(("open_amount",), "total", period.start, period.end, filter=_filter("deal", holder))
    found = records_behind(spec, "open_amount", keys=_keys(w, "open_amount", holder, period), today=w.clock.today())
    closing = condition("deal", "expected_close", "between", [period.start, period.last_day])
    return Records("deal", all_of(found.filter, closing))


def _filter(entity: str, holder: Holder) -> Filter:
    """What of a holder a filter says; of a segment only the unit."""
    within = condition(entity, "unit", "under", holder.unit) if holder.unit is not None else EVERYTHING
    if holder.scope == "unit":
        return condition(entity, "unit", "under", holder.id)
    if holder.scope in ("user", "customer"):
        field = "owner" if holder.scope == "user" else "customer"
        return all_of(within, condition(entity, field, "is", holder.id))
    return within


def _keys(w: Work, measure_key: str, holder: Holder, period: Period) -> dict[str, Key]:
    """The segment as a group of a report, with all spellings that records have."""
    field = segment_fields(measure_key).get(holder.field or "")
    if field is None:
        return {}
    value = stored(field, holder.value)
    cells = gather(w, Question(measure(measure_key).parts, (field.key,), EVERYTHING), [period])
    alike = {group[0]: 1 for _, group in cells if same(field, group[0]) == same(field, value)}
    return {field.key: keys_of(w, field, alike | {value: 1})[value]}
