"""What a filter is: conditions on fields, joined by all, any and not; and what may stand in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.periods import COMING, NAMES

from . import choices
from ._field import LINKS, Field, Kind
from .catalogue import CATALOGUE, of_customer

MAX_VALUES = 500
MAX_TEXT = 500
MAX_DAYS = 36_525

ME = "me"
"""As the value of a person: whoever asks. As the value of a unit: that person's own unit."""

Value = str | int | float | bool | dt.date | None | tuple[str | int | float | dt.date, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with a value. Make it with `condition`, which checks it.

    Amounts are in minor units, days are dates, a link is an id, a label or "me", several values are a tuple.
    """

    field: str
    op: str
    value: Value = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the items holds; of no items, this is everything."""

    items: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the items holds."""

    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The item does not hold."""

    item: Filter


Filter = Condition | AllOf | AnyOf | Not
EVERYTHING = AllOf()

Shape = Literal["none", "one", "many", "range", "days", "period", "coming", "text"]

OPS: Mapping[str, Shape] = MappingProxyType(
    {
        "is": "one",
        "is_not": "one",
        "one_of": "many",
        "none_of": "many",
        "contains": "text",
        "lacks": "text",
        "starts": "text",
        "at_least": "one",
        "at_most": "one",
        "more_than": "one",
        "less_than": "one",
        "before": "one",
        "after": "one",
        "between": "range",
        "during": "period",
        "within_last": "days",
        "within_next": "days",
        "not_within": "days",
        "anniversary": "coming",
        "past": "none",
        "under": "one",
        "has_tag": "text",
        "lacks_tag": "text",
        "has_any": "many",
        "has_all": "many",
        "empty": "none",
        "not_empty": "none",
    }
)
"""Every comparison and the shape of its value.

`between` has both ends in it, `before` and `after` leave the day out, `at_least` and `at_most` have it in;
`within_last` and `within_next` count days from today, today being one, and
`not_within` is no day since then, or none at all; `anniversary` is a day that comes round in a period of `COMING`,
whatever its year; `past` is any day before today; `under` is a unit with all below.
"""

_TEXT_OPS = ("contains", "lacks", "is", "is_not", "starts", "one_of", "none_of", "empty", "not_empty")
_CHOICE_OPS = ("one_of", "none_of", "is", "is_not", "contains", "empty", "not_empty")
_NUMBER_OPS = (
    "at_least", "at_most", "between", "is", "is_not", "more_than", "less_than", "empty", "not_empty",
)  # fmt: skip
_DATE_OPS = (
    "during", "between", "at_least", "at_most", "before", "after", "is", "is_not", "within_last",
    "within_next", "not_within", "past", "empty", "not_empty",
)  # fmt: skip
_TAG_OPS = ("has_tag", "lacks_tag", "has_any", "has_all", "empty", "not_empty")

OPS_OF: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("text", "long_text", "phone", "email", "url"), _TEXT_OPS),
        **dict.fromkeys(("money", "number", "percent"), _NUMBER_OPS),
        **dict.fromkeys(("date", "datetime"), _DATE_OPS),
        **dict.fromkeys(LINKS, _CHOICE_OPS),
        "unit": ("under", *_CHOICE_OPS),
        "choice": _CHOICE_OPS,
        "yes_no": ("is", "empty", "not_empty"),
        "tags": _TAG_OPS,
    }
)
"""The comparisons that a kind of field knows, the likeliest first."""

ROUND: Mapping[str, str] = MappingProxyType({"birthday": "birthday_key"})
"""Days that come round every year: the field, and the column of month × 100 + day in the company's calendar."""

SEARCH = Field("search", N_("Search"), "text", "search_key", editable=False, importable=False)
"""Stands in filters for quick search: `contains` looks for the words by the index."""
SEARCHABLE = frozenset({"customer", "contact", "deal", "product"})


def filter_field(entity: str, key: str) -> Field:
    """The field that a filter names, of the record or of its customer. Raises Invalid when neither has it."""
    if key == SEARCH.key and entity in SEARCHABLE:
        return SEARCH
    found = CATALOGUE.get("customer" if of_customer(entity, key) else entity, {}).get(key)
    if found is None:
        raise Invalid(N_("There is no field “{value}” to filter by."), value=key)
    return found


def ops_of(field: Field) -> tuple[str, ...]:
    """The comparisons that may be used with a field."""
    if field is SEARCH:
        return ("contains",)
    return ("anniversary", *OPS_OF[field.kind]) if field.key in ROUND else OPS_OF[field.kind]


def condition(entity: str, key: str, op: str, value: Any = None) -> Condition:
    """A condition that is known to fit the field. Raises Invalid with one sentence."""
    field = filter_field(entity, key)
    if op not in ops_of(field):
        raise Invalid(N_("{name} cannot be filtered in this way."), field=key, value=op, name=field.label)
    return Condition(key, op, _SHAPES[OPS[op]](field, value))


def conditions(filter: Filter) -> Iterator[Condition]:  # noqa: A002  the word of the trade
    """Every condition in a filter."""
    if isinstance(filter, Condition):
        yield filter
    elif isinstance(filter, Not):
        yield from conditions(filter.item)
    else:
        for item in filter.items:
            yield from conditions(item)


def all_of(*items: Filter) -> Filter:
    """The items joined, without needless layers."""
    wanted = [item for item in items if item != EVERYTHING]
    flat = [part for item in wanted for part in (item.items if isinstance(item, AllOf) else (item,))]
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


# Values


def _bad(field: Field, value: Any) -> Invalid:
    return Invalid(
        N_("“{value}” does not fit the filter on {name}."),
        field=field.key,
        value=str(value)[:80],
        name=field.label,
    )


def _one(field: Field, value: Any) -> Any:
    """A single value of the field's kind, from JSON or Python."""
    if field.kind in LINKS:
        return value if _is_id(value) else _words(field, value)
    read = _SCALARS.get(field.kind) or _words
    return read(field, value)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _words(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT or "\x00" in value:
        raise _bad(field, value)
    return value.strip()


def _whole(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise _bad(field, value)
    return value


def _any_number(field: Field, value: Any) -> int | float:
    if isinstance(value, float) and value == value and abs(value) < 1e18:
        return value
    return _whole(field, value)


def _day(field: Field, value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _bad(field, value) from None


def _yes_no(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _bad(field, value)
    return value


def _choice(field: Field, value: Any) -> str:
    chosen = _words(field, value)
    name = field.choices or ""
    if choices.is_fixed(name) and chosen not in {option.value for option in choices.FIXED[name]}:
        raise _bad(field, value)
    return chosen


_SCALARS: Mapping[Kind, Callable[[Field, Any], Any]] = MappingProxyType(
    {
        "money": _whole,
        "percent": _whole,
        "number": _any_number,
        "date": _day,
        "datetime": _day,
        "yes_no": _yes_no,
        "choice": _choice,
    }
)


def _many(field: Field, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple) or not 0 < len(value) <= MAX_VALUES:
        raise _bad(field, value)
    return tuple(dict.fromkeys(_one(field, item) for item in value))


def _range(field: Field, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _bad(field, value)
    low, high = (_one(field, end) for end in value)
    if low > high:
        raise _bad(field, f"{low} – {high}")
    return low, high


def _days(field: Field, value: Any) -> int:
    if not 1 <= _whole(field, value) <= MAX_DAYS:
        raise _bad(field, value)
    return int(value)


def _period(field: Field, value: Any) -> str:
    if value not in NAMES:
        raise _bad(field, value)
    return str(value)


def _coming(field: Field, value: Any) -> str:
    if value not in COMING:
        raise _bad(field, value)
    return str(value)


def _none(field: Field, value: Any) -> None:
    if value is not None:
        raise _bad(field, value)


_SHAPES: Mapping[Shape, Callable[[Field, Any], Any]] = MappingProxyType(
    {
        "none": _none,
        "one": _one,
        "many": _many,
        "range": _range,
        "days": _days,
        "period": _period,
        "coming": _coming,
        "text": _words,
    }
)
