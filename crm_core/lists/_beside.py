"""Columns whose cells mean what another cell of their row says: phones of a country, amounts in a currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_core.base.countries import country_code
from crm_core.fields import Field
from crm_core.lists import _numbers
from crm_core.lists._asking import SHOWN, Cleaned, together
from crm_core.lists._cells import ParsedColumn
from crm_core.lists._reading import ParseRules
from crm_core.lists.parse import parse_column
from crm_core.lists.read import Cell


def countries(texts: Sequence[str | None]) -> list[str | None]:
    """The two letters of the country of each row, None where it names none."""
    known = {text: country_code(text) for text in set(texts) if text}
    return [known.get(text) if text else None for text in texts]


def currencies(texts: Sequence[str | None]) -> list[str | None]:
    """The code of the currency of each row ("IRT" for Toman), None where it names none."""
    known = {text: _numbers.unit_of(text) for text in set(texts) if text}
    return [known.get(text) if text else None for text in texts]


def parsed(
    cells: Sequence[Cell], to: Field, header: str, rules: ParseRules, beside: Sequence[str | None] | None
) -> ParsedColumn:
    """The column, in groups of rows that say the same beside it; as a whole where they all do."""
    groups = set(beside or ())
    if beside is None or not groups - {None, _usual(to, rules)}:
        return parse_column(cells, to, header, rules)
    places: dict[str | None, list[int]] = {}
    for place, word in enumerate(beside):
        places.setdefault(word, []).append(place)
    whole = ParsedColumn([None] * len(cells))
    for word, some in places.items():
        part = parse_column([cells[place] for place in some], to, header, _as_said(to, rules, word))
        _lay_in(whole, part, some)
    whole.problems.sort(key=lambda problem: problem.position)
    whole.questions = together(whole.questions)
    return whole


def _usual(to: Field, rules: ParseRules) -> str:
    return rules.country if to.kind == "phone" else rules.currency


def _as_said(to: Field, rules: ParseRules, word: str | None) -> ParseRules:
    if word is None:
        return rules
    if to.kind == "phone":
        return rules if word == rules.country else replace(rules, country=word, area_code=None)
    return replace(rules, currency="IRR" if word == "IRT" else word, named=word)


def _lay_in(whole: ParsedColumn, part: ParsedColumn, places: Sequence[int]) -> None:
    for at, place in enumerate(places):
        whole.values[place] = part.values[at]
    whole.problems += [replace(problem, position=places[problem.position]) for problem in part.problems]
    whole.notes += [note for note in part.notes if note not in whole.notes]
    whole.extras |= {places[at]: more for at, more in part.extras.items()}
    whole.questions += part.questions
    if part.units is not None:
        whole.units = whole.units or [None] * len(whole.values)
        for at, place in enumerate(places):
            whole.units[place] = part.units[at]
    if part.cleaned is not None:
        whole.cleaned = _more(whole.cleaned, part.cleaned)


def _more(one: Cleaned | None, two: Cleaned) -> Cleaned:
    if one is None:
        return two
    return Cleaned(one.count + two.count, tuple(dict([*one.samples, *two.samples]).items())[:SHOWN])
