"""The recognised columns of a list as values by field: parsed, and joined where several make up one field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from crm_core.base.days import day_of
from crm_core.fields import Field
from crm_core.lists._asking import Cleaned, Question, together
from crm_core.lists._columns import MANY
from crm_core.lists._kinds import KINDS
from crm_core.lists._saying import Saying
from crm_core.lists.parse import NO_DATE, ParsedColumn, ParseRules, parse_column
from crm_core.lists.recognise import KEEP, KEPT, ListColumn, RecognisedList

__all__ = ["ListProblem", "ParsedList", "parse_list"]


@dataclass(frozen=True, slots=True)
class ListProblem:
    """A cell in trouble: its row as Excel numbers it, the header above it, what it holds, and why."""

    position: int
    row: int
    column: str
    field: str
    value: str
    reason: Saying


@dataclass
class ParsedList:
    """A list as columns of values by field key, all as long as `rows` (numbers as Excel shows them).

    `extras` has further phones, e-mails and the like of a row, by field and position in `rows`. `units` has,
    for a field of money, the currency that each cell names, where any does.
    """

    kind: str
    rows: list[int]
    values: dict[str, list[Any]] = field(default_factory=dict)
    extras: dict[str, dict[int, list[Any]]] = field(default_factory=dict)
    units: dict[str, list[str | None]] = field(default_factory=dict)
    problems: list[ListProblem] = field(default_factory=list)
    notes: list[Saying] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    cleaned: dict[str, Cleaned] = field(default_factory=dict)
    warnings: list[Saying] = field(default_factory=list)


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
    rows = found.rows
    result = ParsedList(found.kind, rows, notes=list(found.notes))
    rules = replace(rules, own_currency="currency" in known)
    parts: list[_Part] = []
    for column in found.columns:
        if column.field is None:
            continue
        to = KEPT if column.field == KEEP else known[column.field]
        part = _Part(column, to, parse_column(found.cells(column), to, column.header, rules))
        parts.append(part)
        _note(result, part)
    for part in parts:
        if part.field.part_of is None:
            _add(result, part)
    _join_parts(result, [part for part in parts if part.field.part_of is not None])
    result.questions = together(result.questions)
    result.problems.sort(key=lambda problem: problem.position)
    return result


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
            said = [None if v is None else f"{part.column.header}: {v}" for v in part.parsed.values]
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
