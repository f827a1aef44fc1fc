"""From a number to its records: the filter that lists what a figure counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields.filters import EVERYTHING, AnyOf, Filter, Not, all_of, condition
from ..measures.breakdowns import Key, breakdown_field
from ..measures.catalogue import Fact, measure
from .spec import ReportSpec


@dataclass(frozen=True)
class Records:
    """Records of an entity that a filter lists; with `as_of` as they were at the end of that day."""

    entity: str
    filter: Filter
    as_of: dt.date | None = None


def records_behind(
    spec: ReportSpec,
    key: str,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    keys: Mapping[str, Key] | None = None,
    today: dt.date | None = None,
) -> Records | None:
    """The records behind a figure: of a row (its days and keys), or of the whole report.

    A stock is listed as of its last day, when that is before `today`. None where no filter lists them: the rest of a
    breakdown in which a record can be in several groups.
    """
    wanted = measure(key)
    start, end = start or spec.start, end or spec.end
    listed: list[Filter] = []
    for fact in wanted.facts:
        of_keys = [_of_key(fact, name, one) for name, one in (keys or {}).items()]
        if None in of_keys:
            return None
        parts = [one for one in of_keys if one is not None]
        listed.append(all_of(spec.filter, _only(fact), _on_days(fact, start, end), *parts))
    last = end - dt.timedelta(days=1)
    as_of = last if wanted.stock and today is not None and last < today else None
    return Records(wanted.entity, listed[0] if len(listed) == 1 else AnyOf(tuple(listed)), as_of)


def _only(fact: Fact) -> Filter:
    return all_of(
        *(
            condition(fact.entity, name, "one_of" if isinstance(value, tuple) else "is", value)
            for name, value in fact.only.items()
        )
    )


def _on_days(fact: Fact, start: dt.date, end: dt.date) -> Filter:
    if fact.stock:
        return EVERYTHING
    days = [start, end - dt.timedelta(days=1)]
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
