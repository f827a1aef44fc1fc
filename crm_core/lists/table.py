"""The recognised columns of a list as values by field: parsed, and joined where several make up one field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm_core.base.days import day_of
from crm_core.base.i18n import N_
from crm_core.fields import Field
from crm_core.lists import _beside
from crm_core.lists._asking import together
from crm_core.lists._columns import EITHER, MANY
from crm_core.lists._dates import list_order
from crm_core.lists._finish import finish
from crm_core.lists._kept import kept_line
from crm_core.lists._kinds import KINDS
from crm_core.lists._parsed import ListProblem, ParsedList
from crm_core.lists._saying import Saying
from crm_core.lists.parse import NO_DATE, ParsedColumn, ParseRules, parse_column
from crm_core.lists.recognise import KEEP, KEPT, ListColumn, RecognisedList

__all__ = ["ListProblem", "ParsedList", "parse_list"]

LEFT_OUT = N_("Columns that were left out ({count}): {names}")
_NAMED = 8
_DATES = frozenset({"date", "datetime"})


@dataclass
class _Part:
    """A parsed column with what it was made from."""

    column: ListColumn
    field: Field
    parsed: ParsedColumn


def parse_list(found: RecognisedList, rules: ParseRules) -> ParsedList:
    """Parse the columns that have a field. `found.kind` must be known."""
    if found.kind is None:
        raise ValueError("a list is parsed when its kind is known")
    known = KINDS[found.kind].fields
    rules = replace(rules, own_currency="currency" in known)
    result = ParsedList(found.kind, found.rows, notes=list(found.notes))
    if rules.day_first is None:
        dates = [
            column
            for column in found.columns
            if column.field and column.field in known and known[column.field].kind in _DATES
        ]
        order = list_order(map(found.cells, dates), rules) if len(dates) > 1 else None
        rules = replace(rules, list_order=order)
    parts = _parts(found, known, rules)
    for part in parts:
        _note(result, part)
        if part.field.part_of is None:
            _add(result, part)
    _join_parts(result, [part for part in parts if part.field.part_of is not None])
    finish(result, found, rules)
    result.notes += _left_out(found)
    result.questions = together(result.questions)
    result.problems.sort(key=lambda problem: problem.position)
    return result


def _left_out(found: RecognisedList) -> list[Saying]:
    """Which columns with anything in them have no field."""
    names = [column.header for column in found.columns if column.field is None and column.samples]
    if not names:
        return []
    listed = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    return [Saying(LEFT_OUT, {"count": len(names), "names": listed})]


def _parts(found: RecognisedList, known: Mapping[str, Field], rules: ParseRules) -> list[_Part]:
    """The columns parsed, phones and amounts with what stands beside them in view."""
    texts = {key: found.cells(found.mapped(key)[0]) for key in ("country", "currency") if found.mapped(key)}
    said = {key: parse_column(cells, known[key], key, rules).values for key, cells in texts.items()}
    beside = {
        "phone": _beside.countries(said["country"]) if "country" in said else None,
        "money": _beside.currencies(said["currency"]) if "currency" in said else None,
    }
    parts = []
    for column in found.columns:
        if column.field is not None:
            to = KEPT if column.field == KEEP else known[column.field]
            cells = found.cells(column)
            parts.append(_Part(column, to, _beside.parsed(cells, to, column.header, rules, beside.get(to.kind))))
    return parts


def _note(result: ParsedList, part: _Part) -> None:
    """What the parsing of a column says beside its values."""
    column, parsed = part.column, part.parsed
    result.notes += parsed.notes
    result.questions += parsed.questions
    if parsed.cleaned is not None:
        result.cleaned[column.header] = parsed.cleaned
    result.problems += [
        ListProblem(p.position, result.rows[p.position], column.header, part.field.key, p.value, p.reason)
        for p in parsed.problems
    ]


def _add(result: ParsedList, part: _Part) -> None:
    key = part.field.key
    for at, more in part.parsed.extras.items():
        result.extras.setdefault(key, {}).setdefault(at, []).extend(more)
    if part.parsed.units is not None:
        result.units[key] = part.parsed.units
    if key not in result.values:
        result.values[key] = part.parsed.values
    elif part.field.kind == "long_text":
        result.values[key] = _lines(result.values[key], part.parsed.values)
    elif part.field.kind == "tags":
        pairs = zip(result.values[key], part.parsed.values, strict=True)
        result.values[key] = [tuple(dict.fromkeys((one or ()) + (two or ()))) or None for one, two in pairs]
    elif key in EITHER:
        pairs = zip(result.values[key], part.parsed.values, strict=True)
        result.values[key] = [two if one is None else one for one, two in pairs]
    elif key in MANY:
        _add_further(result, key, part.parsed.values)


def _add_further(result: ParsedList, key: str, values: Sequence[Any]) -> None:
    """A further column of phones or e-mails: it fills the gaps of the first, the rest goes beside it."""
    first = list(result.values[key])
    for at, value in enumerate(values):
        if value is None or value == first[at]:
            continue
        if first[at] is None:
            first[at] = value
        else:
            result.extras.setdefault(key, {}).setdefault(at, []).append(value)
    result.values[key] = first


def _lines(upper: Sequence[str | None], lower: Sequence[str | None]) -> list[str | None]:
    return [
        f"{one}\n{two}" if one and two and one != two else one or two for one, two in zip(upper, lower, strict=True)
    ]


def _join_parts(result: ParsedList, parts: Sequence[_Part]) -> None:
    by_key = {part.field.key: part for part in parts}
    names = [by_key[key].parsed.values for key in ("first_name", "middle_name", "last_name") if key in by_key]
    if names:
        joined = [" ".join(filter(None, words)) or None for words in zip(*names, strict=True)]
        whole = result.values.get("name")
        result.values["name"] = [one or two for one, two in zip(whole, joined, strict=True)] if whole else joined
    if {"birth_year", "birth_month", "birth_day"} <= by_key.keys():
        _join_birthday(result, by_key)
    for part in parts:
        if part.field.part_of == "address":
            result.values["address"] = _joined(result.values.get("address"), part.parsed.values, ", ")
        elif part.field.part_of == "note":
            said = [None if v is None else kept_line(part.column.header, v) for v in part.parsed.values]
            result.kept += (part.column.header,)
            result.values["note"] = _joined(result.values.get("note"), said, "\n")


def _joined(first: Sequence[str | None] | None, second: Sequence[Any], mark: str) -> list[str | None]:
    if first is None:
        return [None if value is None else str(value) for value in second]
    return [
        f"{one}{mark}{two}" if one and two is not None else (one if two is None else str(two))
        for one, two in zip(first, second, strict=True)
    ]


def _join_birthday(result: ParsedList, parts: Mapping[str, _Part]) -> None:
    """One date of year, month and day; a year before 1700 is Jalali. Parts that are missing make no date."""
    years, months, days = (parts[key].parsed.values for key in ("birth_year", "birth_month", "birth_day"))
    header = parts["birth_day"].column.header
    joined: list[date | None] = []
    for at, (year, month, day) in enumerate(zip(years, months, days, strict=True)):
        if year is None or month is None or day is None:
            joined.append(None)
            continue
        found = day_of(int(year), int(month), int(day), "jalali" if year < 1700 else "gregorian")
        joined.append(found)
        if found is None:
            value = f"{year}-{month}-{day}"
            reason = Saying(NO_DATE, {"value": value})
            result.problems.append(ListProblem(at, result.rows[at], header, "birthday", value, reason))
    result.values["birthday"] = joined
