"""Numbers that are formed right and belong to nobody: national ids, telephones, postal codes, addresses of mail.

Telephones lie in ranges that no network gives out: 0912 000 …, 021 1…, 555.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from ._words import Place, Words

_MOBILE_PREFIXES = ("0912", "0913", "0917", "0919", "0935", "0936", "0921", "0901", "0990", "0914")
_LEGAL_WEIGHTS = (29, 27, 23, 19, 17, 29, 27, 23, 19, 17)


class Numbers:
    """Hands out numbers and addresses, each once."""

    def __init__(self, words: Words, rng: random.Random) -> None:
        self._persian = words.language == "fa"
        self._rng = rng
        self._given: set[str] = set()

    def _once(self, make: Callable[[], str]) -> str:
        while (made := make()) in self._given:
            pass
        self._given.add(made)
        return made

    def _digits(self, count: int) -> str:
        return "".join(self._rng.choices("0123456789", k=count))

    def mobile(self, area: str) -> str:
        """A mobile telephone as people of the country write it."""
        if not self._persian:
            return self._once(lambda: f"({area}) 555-{self._digits(4)}")
        return self._once(lambda: f"{self._rng.choice(_MOBILE_PREFIXES)} 000 {self._digits(4)}")

    def landline(self, area: str) -> str:
        if not self._persian:
            return self.mobile(area)
        return self._once(lambda: f"{area}-1{self._digits(7)}")

    def postal_code(self, place: Place) -> str:
        """A postal code of the place: ten digits in Iran, five in America."""
        if not self._persian:
            return place.postal + self._digits(2)
        rest = "".join(self._rng.choices("13456789", k=3))
        return place.postal + rest + self._digits(5)

    def national_id(self) -> str | None:
        """An Iranian person's national id, with its check digit; None elsewhere."""
        return self._once(self._person) if self._persian else None

    def _person(self) -> str:
        digits = f"{self._rng.randint(1, 599):03}" + self._digits(6)
        rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
        return digits + str(rest if rest < 2 else 11 - rest)

    def legal_id(self) -> str:
        """A company's national id in Iran, with its check digit; a tax number elsewhere."""
        return self._once(self._legal if self._persian else lambda: f"{self._digits(2)}-{self._digits(7)}")

    def _legal(self) -> str:
        digits = self._rng.choice(("10", "14")) + self._digits(8)
        shift = int(digits[9]) + 2
        total = sum((int(d) + shift) * weight for d, weight in zip(digits, _LEGAL_WEIGHTS, strict=True))
        return digits + str(total % 11 % 10)

    def registration(self) -> str | None:
        return self._once(lambda: str(self._rng.randint(10_000, 620_000))) if self._persian else None

    def mail(self, name: str, domain: str) -> str:
        """An address at a domain; a number is put behind a name that is taken."""
        address = f"{name}@{domain}"
        while address in self._given:
            address = f"{name}{self._rng.randint(2, 99)}@{domain}"
        self._given.add(address)
        return address
