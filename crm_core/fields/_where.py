"""Conditions as typed on the command line: "owner=Sara Ahmadi", "amount>=1000", "closed_on=2017-06"."""

from __future__ import annotations

import re
from typing import Any

from crm_core.base.dates import parse_date
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_, Locale
from crm_core.base.money import to_minor
from crm_core.base.periods import NAMES, parse_code
from crm_core.base.text import fold
from crm_core.trust.company import Company

from ._conditions import ME, ROUND, Condition, condition, filter_field
from ._field import LINKS, Field
from .catalogue import by_header, header_key
from .values import parse_value

_PARTS = re.compile(r"\s*([^=<>!~]+?)\s*(!=|>=|<=|!~|=|>|<|~)\s*(.*?)\s*", re.DOTALL)
_TEXT_OPS = {"=": "is", "!=": "is_not", "~": "contains", "!~": "lacks"}
_ORDER_OPS = {
    "=": "is",
    "!=": "is_not",
    ">=": "at_least",
    "<=": "at_most",
    ">": "more_than",
    "<": "less_than",
}
_DATE_OPS = {**_ORDER_OPS, ">": "after", "<": "before"}
_DAYS = re.compile(r"(last|next)_(\d{1,5})_days")
_DAYS_OPS = {"last": {"=": "within_last", "!=": "not_within"}, "next": {"=": "within_next"}}
_TAG_OPS = {"=": "has_tag", "!=": "lacks_tag"}


def parse_where(entity: str, text: str, locale: Locale, company: Company) -> Condition:
    """The condition that "field=value" states; = != >= <= > < ~ (contains) !~.

    Nothing after the sign means empty, "A|B" either of them; a unit has those below it; a date may be a
    period's code or name, "last_60_days" after != meaning not since then, and "birthday~this_month" a day that comes
    round in it; amounts are in major units of the company's currency. Raises Invalid.
    """
    found = _PARTS.fullmatch(text)
    if not found:
        raise Invalid(N_("“{value}” is not a condition; write it like field=value."), value=text)
    field = _field(entity, found[1])
    sign, written = found[2], found[3]
    if not written:
        return condition(entity, field.key, _op({"=": "empty", "!=": "not_empty"}, sign, text))
    if field.kind in ("date", "datetime"):
        return _of_dates(entity, field, sign, written, locale, company)
    many = [part.strip() for part in written.split("|") if part.strip()]
    if len(many) > 1 and sign in ("=", "!=") and field.kind not in ("yes_no", "money", "number", "percent"):
        values = [_value(field, part, locale, company) for part in many]
        return condition(entity, field.key, _many_op(field, sign), values)
    op = _op(_signs(field), sign, text)
    value = written if op in ("contains", "lacks") else _value(field, written, locale, company)
    return condition(entity, field.key, op, value)


def _field(entity: str, name: str) -> Field:
    """The field by its key, else by a header that means it."""
    try:
        return filter_field(entity, name.strip())
    except Invalid:
        for key in by_header(entity).get(header_key(name), ()):
            return filter_field(entity, key)
        raise


def _signs(field: Field) -> dict[str, str]:
    if field.kind in ("money", "number", "percent"):
        return _ORDER_OPS
    if field.kind == "yes_no":
        return {"=": "is"}
    if field.kind == "unit":
        return {**_TEXT_OPS, "=": "under"}
    return _TAG_OPS if field.kind == "tags" else _TEXT_OPS


def _op(known: dict[str, str], sign: str, text: str) -> str:
    if sign not in known:
        raise Invalid(N_("“{value}” compares in a way that this field does not know."), value=text)
    return known[sign]


def _many_op(field: Field, sign: str) -> str:
    if field.kind == "tags":
        return _op({"=": "has_any"}, sign, field.key)
    return "one_of" if sign == "=" else "none_of"


def _value(field: Field, written: str, locale: Locale, company: Company) -> Any:
    if field.kind in LINKS:
        return ME if fold(written) in ("me", "mine", "من") and field.kind in ("user", "unit") else written
    if field.kind == "money":
        return to_minor(locale.parse_number(written), company.currency)
    if field.kind in ("percent", "yes_no", "choice"):
        return parse_value(field, written, locale, company)
    return float(locale.parse_number(written)) if field.kind == "number" else written


def _of_dates(entity: str, field: Field, sign: str, written: str, locale: Locale, company: Company) -> Condition:
    if sign == "~" and field.key in ROUND:
        return condition(entity, field.key, "anniversary", written)
    if sign == "=" and written in NAMES:
        return condition(entity, field.key, "during", written)
    if found := _DAYS.fullmatch(written):
        op = _op(_DAYS_OPS[found[1]], sign, written)
        return condition(entity, field.key, op, int(found[2]))
    if parse_date(written) is None and sign == "=":
        period = parse_code(written, locale.calendar, company.calendar_rules)
        return condition(entity, field.key, "between", [period.start, period.last_day])
    return condition(entity, field.key, _op(_DATE_OPS, sign, written), locale.parse_date(written))
