"""A report under the choices of its dashboard: another period, calendar, comparison, narrowed further where it fits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..base.errors import Invalid
from ..base.periods import Step
from ..fields.filters import EVERYTHING, AllOf, Filter, all_of, conditions, filter_field, from_url, to_url
from .opened import PERIOD, asked

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

FILTERED = "deal"
"""What the filter of a dashboard is over; figures of other records are narrowed by what they have alike."""

_STEPS: tuple[tuple[Step, int], ...] = (("day", 1), ("week", 7), ("month", 30), ("quarter", 91), ("year", 365))
"""The steps of a chart, and about how many days each has."""
_FEWEST, _MOST = 3, 62


def applied(w: Work, params: Mapping[str, str], choices: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The parameters under these choices, and the names of the fields by which the report cannot be narrowed.

    Raises Invalid for a choice that cannot be read.
    """
    found = dict(params)
    if choices.get("calendar"):
        found["calendar"] = choices["calendar"]
    if choices.get("period"):
        found = {name: text for name, text in found.items() if name not in PERIOD} | {"period": choices["period"]}
        spec = asked(w, found)
        found["by"] = fitting(spec.by, spec.end - spec.start)
    if choices.get("compare"):
        found = _compared(w, found, choices["compare"])
    unfit: dict[str, None] = {}
    for item in _items(choices.get("where", "")):
        narrowed = _narrowed(w, found, item)
        if narrowed is None:
            unfit |= {w.locale.t(filter_field(FILTERED, one.field).label): None for one in conditions(item)}
        else:
            found = narrowed
    return found, tuple(unfit)


def _compared(w: Work, params: Mapping[str, str], compare: str) -> dict[str, str]:
    """The parameters with this comparison; a report that cannot be compared so keeps its own."""
    found = {name: text for name, text in params.items() if name != "against"} | {"compare": compare}
    try:
        asked(w, found)
    except Invalid:
        return dict(params)
    return found


def fitting(by: Step, span: dt.timedelta) -> Step:
    """The step itself where it makes a chart of this many days; else the nearest that does."""
    lengths = dict(_STEPS)
    if by not in lengths:
        return by
    if span.days // lengths[by] < 2:
        finer = [step for step, days in _STEPS if days < lengths[by] and span.days // days >= _FEWEST]
        return finer[-1] if finer else by
    if span.days // lengths[by] > _MOST:
        return next(step for step, days in _STEPS if span.days // days <= _MOST or step == "year")
    return by


def _items(where: str) -> Iterator[Filter]:
    """The conditions that all hold, one by one."""
    whole = from_url(FILTERED, where)
    if whole != EVERYTHING:
        yield from whole.items if isinstance(whole, AllOf) else (whole,)


def _narrowed(w: Work, params: Mapping[str, str], item: Filter) -> dict[str, str] | None:
    """The parameters with this condition as well; None where the report cannot be filtered by it."""
    try:
        spec = asked(w, params)
        entity = spec.asked[0].entity
        where = to_url(all_of(spec.filter, from_url(entity, to_url(item))))
        found = {**params, "where": where}
        asked(w, found)
    except Invalid:
        return None
    return found
