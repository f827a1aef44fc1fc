"""A filter as JSON and as one line for a link; both are read back with every condition checked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_

from ._conditions import EVERYTHING, AllOf, AnyOf, Condition, Filter, Not, Value, condition

MAX_DEPTH = 8
MAX_CONDITIONS = 100
MAX_URL = 8_000


def to_json(filter: Filter) -> dict[str, Any]:  # noqa: A002
    """The filter as JSON: {"field", "op", "value"}, {"all": […]}, {"any": […]}, {"not": …}; days are ISO."""
    if isinstance(filter, AllOf):
        return {"all": [to_json(item) for item in filter.items]}
    if isinstance(filter, AnyOf):
        return {"any": [to_json(item) for item in filter.items]}
    if isinstance(filter, Not):
        return {"not": to_json(filter.item)}
    found: dict[str, Any] = {"field": filter.field, "op": filter.op}
    return found if filter.value is None else {**found, "value": _plain(filter.value)}


def _plain(value: Value) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def from_json(entity: str, data: Any) -> Filter:
    """The filter that the JSON describes. Raises Invalid, in one sentence, for anything else."""
    return _read(entity, data, 1, [0])


_UNREADABLE = N_("This filter cannot be read.")
_TOO_LARGE = N_("This filter is too large.")


def _read(entity: str, data: Any, depth: int, count: list[int]) -> Filter:
    count[0] += 1
    if depth > MAX_DEPTH or count[0] > MAX_CONDITIONS:
        raise Invalid(_TOO_LARGE)
    if not isinstance(data, Mapping):
        raise Invalid(_UNREADABLE)
    if set(data) in ({"field", "op"}, {"field", "op", "value"}):
        return _read_condition(entity, data)
    if len(data) != 1:
        raise Invalid(_UNREADABLE)
    word, inner = next(iter(data.items()))
    if word == "not":
        return Not(_read(entity, inner, depth + 1, count))
    if word not in ("all", "any") or not isinstance(inner, list) or (word == "any" and not inner):
        raise Invalid(_UNREADABLE)
    items = tuple(_read(entity, item, depth + 1, count) for item in inner)
    return AllOf(items) if word == "all" else AnyOf(items)


def _read_condition(entity: str, data: Mapping[Any, Any]) -> Condition:
    key, op = data["field"], data["op"]
    if not isinstance(key, str) or not isinstance(op, str):
        raise Invalid(_UNREADABLE)
    return condition(entity, key, op, data.get("value"))


def to_url(filter: Filter) -> str:  # noqa: A002
    """The filter in one line for a link, such as `["all",["owner","is","me"]]`; empty for everything.

    The caller quotes it as any parameter.
    """
    if filter == EVERYTHING:
        return ""
    return json.dumps(_brief(filter), ensure_ascii=False, separators=(",", ":"))


def _brief(filter: Filter) -> list[Any]:  # noqa: A002
    if isinstance(filter, Not):
        return ["not", _brief(filter.item)]
    if isinstance(filter, AllOf | AnyOf):
        return ["all" if isinstance(filter, AllOf) else "any", *(_brief(item) for item in filter.items)]
    value = [] if filter.value is None else [_plain(filter.value)]
    return [filter.field, filter.op, *value]


def from_url(entity: str, text: str) -> Filter:
    """The filter that a link carries. Raises Invalid when a person has mangled it."""
    return from_json(entity, spelt_out(text)) if text else EVERYTHING


def spelt_out(text: str) -> dict[str, Any]:
    """What a link says of a filter, as it is kept elsewhere and not yet checked. Raises Invalid."""
    if len(text) > MAX_URL:
        raise Invalid(_TOO_LARGE)
    try:
        brief = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(_UNREADABLE) from None
    return _long(brief, 1)


def _long(brief: Any, depth: int) -> dict[str, Any]:
    if depth > MAX_DEPTH:
        raise Invalid(_TOO_LARGE)
    if not isinstance(brief, list) or not brief or not isinstance(brief[0], str):
        raise Invalid(_UNREADABLE)
    word, rest = brief[0], brief[1:]
    if word in ("all", "any"):
        return {word: [_long(item, depth + 1) for item in rest]}
    if word == "not" and len(rest) == 1:
        return {"not": _long(rest[0], depth + 1)}
    if len(rest) not in (1, 2):
        raise Invalid(_UNREADABLE)
    return dict(zip(("field", "op", "value"), brief, strict=False))
