"""What the demo company sells: its products with their prices, and how they come together in a deal."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from crm_core.base.money import to_minor
from crm_core.models import Product
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Work

from ._records import Lines, acting
from ._season import Season
from ._words import Article, Words

_RATES = {"IRR": 300_000, "JPY": 150, "TRY": 40, "AED": 4, "AFN": 70, "IQD": 1_300, "INR": 85}
"""Rough prices of a dollar's worth; other currencies count as dollars."""
_INFLATION = {"IRR": 0.24}
_USUAL_INFLATION = 0.03


@dataclass(frozen=True)
class Kind:
    """Of a product: its price in dollars, how many are bought at most, how often, and whether by persons too."""

    code: str
    price: int
    most: int
    weight: int
    small: bool


KINDS = (
    Kind("SC-030", 320, 8, 15, True),
    Kind("SC-CP", 890, 5, 15, True),
    Kind("SC-300", 640, 4, 11, True),
    Kind("SC-3T", 2_900, 2, 9, False),
    Kind("SC-60T", 41_000, 1, 2, False),
    Kind("PK-LB", 540, 5, 9, True),
    Kind("PK-CW", 12_500, 1, 4, False),
    Kind("PK-MC", 18_400, 1, 4, False),
    Kind("SW-W", 1_450, 4, 9, False),
    Kind("SV-IN", 180, 8, 3, True),
    Kind("SV-YR", 95, 12, 10, True),
    Kind("SV-CAL", 260, 6, 9, True),
)
LARGE = 9_000
_COMPANIONS = {0: (9, 11), 1: (5, 9, 10), 2: (11,), 3: (8, 9, 10), 4: (8, 9, 10), 6: (9, 10), 7: (5, 9, 10), 8: (9,)}


@dataclass(frozen=True)
class Basket:
    """The products of a deal, each with its quantity and its list price on the day in minor units."""

    main: Article
    parts: tuple[tuple[int, int, int], ...]
    is_large: bool

    def lines(self, factor: float | None) -> Lines:
        """The lines at a factor of the list price; without prices when it is None."""
        if factor is None:
            return [{"product_id": p, "quantity": float(n), "price": None, "amount": None} for p, n, _ in self.parts]
        return [
            {"product_id": p, "quantity": float(n), "price": one, "amount": one * n}
            for p, n, price in self.parts
            for one in (_even(price * factor),)
        ]

    def amount(self, factor: float | None) -> int | None:
        return None if factor is None else sum(_even(price * factor) * n for _, n, price in self.parts)


def _even(amount: float) -> int:
    """Three leading digits, as prices are."""
    return max(1, int(float(f"{amount:.3g}")))


class Goods:
    """The catalogue in the database, and baskets from it."""

    def __init__(self, w: Work, words: Words, season: Season, rng: random.Random) -> None:
        self._words, self._season, self._rng = words, season, rng
        self._currency = w.company.currency
        rate = _RATES.get(self._currency, 1)
        self._prices = [_even(to_minor(kind.price * rate, self._currency)) for kind in KINDS]
        rows = [
            {
                "name": article.name,
                "code": kind.code,
                "family": article.family,
                "price": price,
                "unit_of_sale": article.unit_of_sale,
            }
            for article, kind, price in zip(words.articles, KINDS, self._prices, strict=True)
        ]
        with acting(w, SYSTEM, season.clock.start_of_day(season.start)), w.changing("demo"):
            self._ids = bulk_create(w, Product, rows)

    def basket(self, day: dt.date, *, small: bool, size: float) -> Basket:
        """What somebody wants on a day: one to three products; persons want the small ones."""
        fit = [place for place, kind in enumerate(KINDS) if kind.small or not small]
        main = self._rng.choices(fit, [KINDS[place].weight for place in fit])[0]
        others = (other for other in _COMPANIONS.get(main, ()) if other in fit)
        chosen = [main, *(other for other in others if self._rng.random() < 0.28)]
        years = (self._season.today - day).days / 365.25
        level = (1 + _INFLATION.get(self._currency, _USUAL_INFLATION)) ** -years
        parts = tuple((self._ids[p], self._quantity(p, small, size), _even(self._prices[p] * level)) for p in chosen)
        return Basket(self._words.articles[main], parts, KINDS[main].price > LARGE)

    def _quantity(self, place: int, small: bool, size: float) -> int:
        most = max(1, KINDS[place].most // (3 if small else 1))
        return max(1, min(3 * most, round(self._rng.triangular(1, most, 1) * size)))
