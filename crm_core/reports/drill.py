"""From a number to its records: the filter that lists what a figure counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields.filters import EVERYTHING, AnyOf, Filter, Not, all_of, condition
from ..measures.breakdowns import Key, breakdown_field
from ..measures.catalogue import Fact, measure
from ..measures.records import Slot, needs_counting
from .spec import ReportSpec


@dataclass(frozen=True)
class Behind:
    """Records known only by counting them as the figure of a measure does, in [start, end) under these keys.

    `slot`: of these only what falls on a day of the week or into an hour.
    """

    measure: str
    start: dt.date
    end: dt.date
    keys: tuple[tuple[str, Key], ...]
    filter: Filter
    slot: Slot | None = None


@dataclass(frozen=True)
class Records:
    """Records of an entity that a filter lists; with `as_of` as they were at the end of that day.

    Where no filter can name them, `behind` says what does, and `filter` is what was asked of the whole report
    (`listing` finds them).
    """

    entity: str
    filter: Filter
    as_of: dt.date | None = None
    behind: Behind | None = None


def records_behind(
    spec: ReportSpec,
    key: str,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    keys: Mapping[str, Key] | None = None,
    today: dt.date | None = None,
    slot: int | None = None,
) -> Records:
    """The records behind a figure: of a row (its days, keys and slot), or of the whole report.

    A stock is listed as of its last day, when that is before `today`. Of a figure made from several kinds of records
    those of the first kind are listed, of a rate those of the whole, of a running total those from its beginning.
    """
    wanted = measure(key)
    start, end = spec.start if wanted.derived == "running" else start or spec.start, end or spec.end
    under = {} if keys is None else keys
    listed = [_listed(spec, fact, start, end, under) for fact in wanted.facts if fact.entity == wanted.entity]
    if needs_counting(wanted) or None in listed or slot is not None:
        within = None if slot is None else Slot(spec.by, slot)
        behind = Behind(wanted.key, start, end, tuple(under.items()), spec.filter, within)
        return Records(wanted.entity, spec.filter, behind=behind)
    filters = [one for one in listed if one is not None]
    last = end - dt.timedelta(days=1)
    as_of = last if wanted.stock and today is not None and last < today else None
    return Records(wanted.entity, filters[0] if len(filters) == 1 else AnyOf(tuple(filters)), as_of)


def _listed(spec: ReportSpec, fact: Fact, start: dt.date, end: dt.date, keys: Mapping[str, Key]) -> Filter | None:
    """The filter that lists the records of a fact; None where there is none."""
    of_keys = [_of_key(fact, name, one) for name, one in keys.items()]
    known = [one for one in of_keys if one is not None]
    if len(known) < len(of_keys) or fact.rows is not None or fact.holds in ("span", "kept"):
        return None
    return all_of(spec.filter, _only(fact), _on_days(fact, start, end), *known)


def _only(fact: Fact) -> Filter:
    return all_of(*(_has(fact, name, value) for name, value in fact.only.items()))


def _has(fact: Fact, name: str, value: str | tuple[str, ...] | None) -> Filter:
    if value is None:
        return condition(fact.entity, name, "empty")
    return condition(fact.entity, name, "one_of" if isinstance(value, tuple) else "is", value)


def _on_days(fact: Fact, start: dt.date, end: dt.date) -> Filter:
    if fact.stock:
        return EVERYTHING
    days = [start, end - dt.timedelta(days=1)]
    if not fact.day:
        return condition(fact.entity, fact.instant, "between", days)
    on_day = condition(fact.entity, fact.day, "between", days)
    if not fact.instant:
        return on_day
    without = condition(fact.entity, fact.day, "empty")
    return AnyOf((on_day, all_of(without, condition(fact.entity, fact.instant, "between", days))))


def _of_key(fact: Fact, name: str, key: Key) -> Filter | None:
    field = breakdown_field(fact, name)
    if field is None:
        return None
    if field.kind == "tags":
        return _of_tag(fact, name, key)
    known = [value for value in key.values if value not in (None, "")]
    if field.kind == "yes_no":
        return _of_yes_or_no(fact, name, key, known)
    if not key.rest:
        return condition(fact.entity, name, "one_of", known) if known else condition(fact.entity, name, "empty")
    if field.in_lines:
        return None
    rest = condition(fact.entity, name, "none_of", known) if known else EVERYTHING
    nothing_too = len(known) == len(key.values)
    return rest if nothing_too else all_of(rest, condition(fact.entity, name, "not_empty"))


def _of_yes_or_no(fact: Fact, name: str, key: Key, known: Sequence[bool]) -> Filter:
    said = [condition(fact.entity, name, "is", bool(value)) for value in known]
    if key.rest:
        filled = [] if len(known) == len(key.values) else [condition(fact.entity, name, "not_empty")]
        return all_of(*(Not(one) for one in said), *filled)
    return said[0] if said else condition(fact.entity, name, "empty")


def _of_tag(fact: Fact, name: str, key: Key) -> Filter | None:
    if key.rest:
        return None
    return (
        condition(fact.entity, name, "empty")
        if key.label is None
        else condition(fact.entity, name, "has_tag", key.label)
    )
