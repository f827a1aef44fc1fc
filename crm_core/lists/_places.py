"""Provinces and cities of Iran in one spelling, a city within the province that stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_core.base import geography
from crm_core.base.countries import country_code
from crm_core.base.i18n import N_
from crm_core.lists._saying import Saying

ELSEWHERE = N_("Cities that do not lie in the province beside them ({count}): {names}")
_NAMED = 5
Column = list[Any]


def resolved(
    provinces: Column | None, cities: Column | None, countries: Column | None, *, persian: bool
) -> tuple[Column | None, Column | None, list[Saying]]:
    """Both columns in one spelling, and which capitals of provinces stand beside another one.

    The script is the one that the column mostly uses, Persian in a Persian company. Rows of another country and
    places that are not known stay as they are.
    """
    if provinces is None and cities is None:
        return None, None, []
    columns = (provinces, cities, countries)
    if provinces is None and countries is None and cities is not None:
        rows: list[tuple[Any, Any, Any]] = [(None, city, None) for city in dict.fromkeys(cities)]
        in_persian = _mostly_persian([city for _, city, _ in rows], persian)
        known = {row[1]: _one(row, in_persian, {})[1] for row in rows}
        return None, [known[city] for city in cities], []
    many = max(len(column) for column in columns if column is not None)
    rows = list(zip(*(column or [None] * many for column in columns), strict=True))
    distinct = dict.fromkeys(rows)
    in_persian = _mostly_persian([one for province, city, _ in distinct for one in (province, city)], persian)
    odd: dict[str, None] = {}
    meant = {row: _one(row, in_persian, odd) for row in distinct}
    notes = [Saying(ELSEWHERE, {"count": len(odd), "names": ", ".join(list(odd)[:_NAMED])})] if odd else []
    return (
        [meant[row][0] for row in rows] if provinces is not None else None,
        [meant[row][1] for row in rows] if cities is not None else None,
        notes,
    )


def _mostly_persian(texts: Sequence[str | None], persian: bool) -> bool:
    said = [text for text in texts if text]
    latin = sum(1 for text in said if text.isascii())
    return 2 * latin < len(said) or (persian and 2 * latin == len(said))


def _one(row: tuple[Any, Any, Any], persian: bool, odd: dict[str, None]) -> tuple[Any, Any]:
    province, city, country = row
    if country and country_code(country) not in ("IR", None):
        return province, city
    known = geography.province(province) if province else None
    place = geography.city(city, known) if city and (known or not province) else None
    if city and known and place is None and (capital := geography.capital(city)):
        odd[f"{city} ({province})"] = None
        place = capital
    return known.written(persian=persian) if known else province, place.written(persian=persian) if place else city
