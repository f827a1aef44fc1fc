"""A filter said in words, in the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from crm_core.base.i18n import N_, Locale

from ._conditions import ME, OPS, SEARCH, AllOf, AnyOf, Condition, Filter, Not, conditions, filter_field
from ._field import LINKS, Field, Kind
from .values import Labels, format_value

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "is": N_("{field} is {value}"),
        "is_not": N_("{field} is not {value}"),
        "one_of": N_("{field} is {value}"),
        "none_of": N_("{field} is not {value}"),
        "contains": N_("{field} contains “{value}”"),
        "lacks": N_("{field} does not contain “{value}”"),
        "starts": N_("{field} starts with “{value}”"),
        "at_least": N_("{field} is at least {value}"),
        "at_most": N_("{field} is at most {value}"),
        "more_than": N_("{field} is more than {value}"),
        "less_than": N_("{field} is less than {value}"),
        "before": N_("{field} is before {value}"),
        "after": N_("{field} is after {value}"),
        "between": N_("{field} is from {first} to {last}"),
        "during": N_("{field} is {value}"),
        "anniversary": N_("{field} comes round {value}"),
        "past": N_("{field} is past"),
        "under": N_("{field} is {value} or below"),
        "has_tag": N_("tagged {value}"),
        "lacks_tag": N_("not tagged {value}"),
        "has_any": N_("tagged {value}"),
        "has_all": N_("tagged {value}"),
        "empty": N_("{field} is empty"),
        "not_empty": N_("{field} is not empty"),
    }
)
_OF_DATES: Mapping[str, str] = MappingProxyType(
    {"at_least": N_("{field} is on or after {value}"), "at_most": N_("{field} is on or before {value}")}
)
_PERIODS: Mapping[str, str] = MappingProxyType(
    {
        "today": N_("today"),
        "yesterday": N_("yesterday"),
        "this_week": N_("this week"),
        "last_week": N_("last week"),
        "this_month": N_("this month"),
        "last_month": N_("last month"),
        "this_quarter": N_("this quarter"),
        "last_quarter": N_("last quarter"),
        "this_half_year": N_("this half-year"),
        "last_half_year": N_("last half-year"),
        "this_year": N_("this year"),
        "last_year": N_("last year"),
        "this_fiscal_year": N_("this fiscal year"),
        "last_fiscal_year": N_("last fiscal year"),
        "last_7_days": N_("in the last 7 days"),
        "last_30_days": N_("in the last 30 days"),
        "last_90_days": N_("in the last 90 days"),
        "last_12_months": N_("in the last 12 months"),
        "tomorrow": N_("tomorrow"),
        "next_week": N_("next week"),
        "next_month": N_("next month"),
        "next_7_days": N_("in the next 7 days"),
        "next_30_days": N_("in the next 30 days"),
    }
)


def linked(entity: str, filter: Filter) -> dict[Kind, set[int]]:  # noqa: A002
    """The ids that a filter names, by kind: what `links.labels_of` needs for its sentence."""
    found: dict[Kind, set[int]] = {}
    for one in conditions(filter):
        field = filter_field(entity, one.field)
        if field.kind in LINKS:
            values = one.value if isinstance(one.value, tuple) else (one.value,)
            found.setdefault(field.kind, set()).update(value for value in values if isinstance(value, int))
    return found


def sentence(filter: Filter, entity: str, locale: Locale, labels: Labels | None = None) -> str:  # noqa: A002
    """The filter in words: "Owner is Sara Ahmadi and amount is at least $1,000"; empty for everything.

    `labels` names the records that the filter knows by id (see `linked`).
    """
    said = _said(filter, entity, locale, labels or {})
    return said[:1].upper() + said[1:]


def _said(filter: Filter, entity: str, locale: Locale, labels: Labels) -> str:  # noqa: A002
    if isinstance(filter, Condition):
        return _condition(filter_field(entity, filter.field), filter, locale, labels)
    if isinstance(filter, Not):
        return locale.t("not ({filter})", filter=_said(filter.item, entity, locale, labels))
    parts = []
    for item in filter.items:
        said = _said(item, entity, locale, labels)
        joined = isinstance(item, AllOf | AnyOf) and len(item.items) > 1 and len(filter.items) > 1
        parts.append(f"({said})" if joined else said)
    return _joined(parts, locale.t("or") if isinstance(filter, AnyOf) else locale.t("and"))


def _joined(parts: list[str], word: str) -> str:
    return f" {word} ".join(parts)


def _condition(field: Field, condition: Condition, locale: Locale, labels: Labels) -> str:
    op, value = condition.op, condition.value
    if field is SEARCH:
        return locale.t("found by “{value}”", value=value)
    name = locale.t(field.label) if locale.rtl else field.label[:1].lower() + field.label[1:]
    if op == "between" and isinstance(value, tuple):
        first, last = (_value(field, end, locale, labels) for end in value)
        return locale.t(_SAID[op], field=name, first=first, last=last)
    if OPS[op] == "days" and isinstance(value, int):
        return _days(op, name, value, locale)
    message = _OF_DATES.get(op, _SAID[op]) if field.kind in ("date", "datetime") else _SAID[op]
    return locale.t(message, field=name, value=_shown(field, op, value, locale, labels))


def _days(op: str, name: str, days: int, locale: Locale) -> str:
    if op == "not_within":
        return locale.t("{field} was not in the last {n} days", field=name, n=days)
    if days == 1:
        return locale.t("{field} is {value}", field=name, value=locale.t("today"))
    if op == "within_last":
        return locale.t("{field} is in the last {n} days", field=name, n=days)
    return locale.t("{field} is in the next {n} days", field=name, n=days)


def _shown(field: Field, op: str, value: Any, locale: Locale, labels: Labels) -> str:
    if OPS[op] in ("period", "coming"):
        return locale.t(_PERIODS[value])
    if isinstance(value, tuple):
        word = locale.t("and") if op == "has_all" else locale.t("or")
        return _joined([_value(field, one, locale, labels) for one in value], word)
    return "" if value is None else _value(field, value, locale, labels)


def _value(field: Field, value: Any, locale: Locale, labels: Labels) -> str:
    if field.kind in LINKS and isinstance(value, str):
        if value != ME:
            return value
        return locale.t("my unit") if field.kind == "unit" else locale.t("me")
    if field.kind == "datetime":
        return locale.date(value)
    return value if field.kind == "tags" else format_value(field, value, locale, labels)
