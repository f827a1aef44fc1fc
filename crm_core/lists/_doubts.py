"""Which new rows look like a record that is there, or like a row above, without being it for sure.

Rows and records are compared where they share a telephone, a mobile or an e-mail, and where their names begin or end
alike: inside such blocks, never all with all. A block that is too big says little of
any two in it; it is passed over, and how many rows were in one is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rapidfuzz import fuzz, process

from ..customers import signs
from ..customers.likeness import ALIKE, is_role_address, likeness, names_fit, sound
from .match import Keys, Known, ListKeys, differ, is_personal

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "email": signs.REASONS["email"],
        "mobile": signs.REASONS["mobile"],
        "phone": signs.REASONS["phone"],
        "name": signs.REASONS["name"],
        "alike": signs.REASONS["alike"],
    }
)
"""What makes a row look like a record, and what it is called."""

CROWD = 20
"""A number that more share says nothing of any two of them."""
FEW = 5
"""So many may share a personal address or mobile under different names before it is nobody's own."""
BLOCK = 400
"""So many names are compared with each other at most."""
NAMESAKES = 60
"""So many records of one name are looked at for a row."""
BEST = 3
"""So many likenesses of a row are kept."""
_SHARED = (("email_key",), ("mobile_key", "phone_key"))
"""What a record may share with another: the address, a telephone number of either field."""
_STRANGERS = 50
"""How sure a shared address or mobile makes where the names do not fit."""
_FIGURES = re.compile(r"\d+")
_LENGTHS = (5, 9, 13)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A record or a row above that a row looks like: how much, from 0 to 100, and why (a key of KINDS)."""

    known: Known
    score: int
    kind: str


class Doubts:
    """Finds the doubts about the `new` rows of a list, in their order, among themselves and `there`."""

    def __init__(self, rows: ListKeys, new: Sequence[int], there: Iterable[Known]) -> None:
        self.rows, self.new = rows, new
        self.there = [known for known in there if not known.merged]
        self.found: dict[int, dict[int, Doubt]] = {}
        self.passed_over: set[int] = set()

    def by_place(self) -> dict[int, list[Doubt]]:
        """The doubts about each row that has any, by its place, the likest first."""
        self._by_number()
        self._by_name()
        best = {}
        for place, some in self.found.items():
            best[place] = sorted(some.values(), key=lambda one: (-one.score, one.known.id is None))[:BEST]
        return best

    def _compare(self, row: Known, other: Known, sharing: int) -> None:
        """Note what speaks for a row and a record, or a row above, being one."""
        if row is other or row.place is None or (other.id is None and (other.place or 0) >= row.place):
            return
        doubt = _doubt(row.keys, other.keys, sharing)
        if doubt is not None:
            some = self.found.setdefault(row.place, {})
            score, kind = doubt
            known = some.get(id(other))
            if known is None or known.score < score:
                some[id(other)] = Doubt(other, score, kind)

    # The same number or address

    def _by_number(self) -> None:
        for names in _SHARED:
            shared: dict[Any, Known | list[Known]] = {}
            for row in map(self.rows.known, self.rows.sharing(self.new, names, (one.keys for one in self.there))):
                for name in names:
                    if (value := row.keys.get(name)) is not None:
                        _file(shared, value, row)
            for known in self.there:
                for name in names:
                    if (value := known.keys.get(name)) in shared:
                        _file(shared, value, known)
            for some in shared.values():
                if isinstance(some, list):
                    self._among(some)

    def _among(self, some: Sequence[Known]) -> None:
        """Compare those that share a number."""
        if len(some) > CROWD:
            self.passed_over.update(one.place for one in some if one.place is not None)
            return
        for row in some:
            for other in some:
                self._compare(row, other, len(some))

    # The same name, or one that is alike

    def _by_name(self) -> None:
        column = self.rows.column("bare_key")
        new: dict[str, list[int]] = {}
        for at in self.new:
            if name := column[at]:
                new.setdefault(name, []).append(at)
        there: dict[str, list[Known]] = {}
        for known in self.there:
            there.setdefault(known.keys.get("bare_key") or "", []).append(known)
        there.pop("", None)
        for name, rows in new.items():
            if len(rows) > 1 or name in there:
                self._compare_all(rows, there.get(name, ()), rows)
        for one, two in self._near(new, there):
            for name, other in ((one, two), (two, one)):
                if name in new:
                    self._compare_all(new[name], there.get(other, ()), new.get(other, ()))

    def _compare_all(self, rows: Sequence[int], there: Sequence[Known], above: Sequence[int]) -> None:
        if len(there) + len(above) > NAMESAKES:
            self.passed_over.update(self.rows.places[at] for at in rows)
        others = [*there, *map(self.rows.known, above[:NAMESAKES])][:NAMESAKES]
        for row in map(self.rows.known, rows):
            for other in others:
                self._compare(row, other, 0)

    def _near(self, new: Mapping[str, Any], there: Mapping[str, Any]) -> set[tuple[str, str]]:
        """Pairs of different names that are alike, one of them new: by spelling, or by sound in two scripts."""
        names = list(dict.fromkeys((*new, *there)))
        spelt = {name: _compact(name) for name in names}
        sounds: dict[str, str] = {}
        if len({name.isascii() for name in names}) > 1:
            sounds = {name: sound(name).replace(" ", "") for name in names}
        found: set[tuple[str, str]] = set()
        for texts in (spelt, sounds):
            for block in _blocks(texts, self._too_many(new)):
                found |= _close(block, texts, new)
        return {(one, two) for one, two in found if likeness(one, two) >= ALIKE}

    def _too_many(self, new: Mapping[str, Sequence[int]]) -> Callable[[Iterable[str]], None]:
        def pass_over(names: Iterable[str]) -> None:
            self.passed_over.update(self.rows.places[at] for name in names for at in new.get(name, ()))

        return pass_over


def _compact(name: str) -> str:
    return "".join(sorted(name.split())) if " " in name else name


def _file(shared: dict[Any, Known | list[Known]], value: Any, one: Known) -> None:
    """Put a record to those that share a value; alone it needs no list."""
    there = shared.setdefault(value, one)
    if there is one:
        return
    if isinstance(there, Known):
        shared[value] = [there, one]
    elif there[-1] is not one:
        there.append(one)


def _doubt(row: Keys, other: Keys, sharing: int) -> tuple[int, str] | None:
    """How much two records look like one, and why; `sharing`: so many share their number or address (0: names alone).

    Different numbers of another system, or of an identity, are two; people with different mobiles or addresses whom
    only their names hold together are two as well.
    """
    if differ(row, other, "external_id") or differ(row, other, "national_id"):
        return None
    pair = signs.sign(_signs(row), _signs(other))
    if pair is not None:
        return pair.score, pair.kind
    return _shared(row, other, sharing) if sharing else None


def _shared(row: Keys, other: Keys, sharing: int) -> tuple[int, str] | None:
    """A number or address in common that `signs` does not count: across fields, or under another name."""
    numbers = _phones(row) & _phones(other)
    mine = any(is_personal(number) for number in numbers)
    if numbers and names_fit(row.get("name_key"), other.get("name_key")):
        return (_STRANGERS + 30, "mobile") if mine else (_STRANGERS + 20, "phone")
    if sharing > FEW:
        return None
    if mine and row.get("mobile_key") == other.get("mobile_key"):
        return _STRANGERS, "mobile"
    email = row.get("email_key")
    own = email is not None and email == other.get("email_key") and not is_role_address(email)
    return (_STRANGERS, "email") if own else None


def _phones(keys: Keys) -> set[str]:
    return {number for name in ("mobile_key", "phone_key") if (number := keys.get(name)) is not None}


def _signs(keys: Keys) -> signs.Keys:
    place = keys.get("city_key") if "kind" in keys else keys.get("customer_id")
    return signs.Keys(
        0,
        keys.get("name_key") or "",
        place,
        "kind" not in keys or keys["kind"] == "person",
        keys.get("national_id"),
        keys.get("external_id"),
        keys.get("email_key"),
        keys.get("mobile_key"),
        keys.get("phone_key"),
    )


# Blocks of names


def _blocks(texts: Mapping[str, str], pass_over: Callable[[Iterable[str]], None]) -> Iterator[list[str]]:
    """Names with the same figures that begin (or end) with the same letters; by more letters where too many do."""
    by_figures: dict[tuple[str, ...], list[str]] = {}
    for name, text in texts.items():
        figures = () if text.isalpha() else tuple(_FIGURES.findall(text))
        by_figures.setdefault(figures, []).append(name)
    for names in by_figures.values():
        for ends in (False, True) if len(names) > 1 else ():
            yield from _split(names, texts, ends, 0, pass_over)


def _split(
    names: Iterable[str],
    texts: Mapping[str, str],
    ends: bool,
    step: int,
    pass_over: Callable[[Iterable[str]], None],
) -> Iterator[list[str]]:
    length = _LENGTHS[step]
    split: dict[str, list[str]] = {}
    for name in names:
        if text := texts[name]:
            split.setdefault(text[-length:] if ends else text[:length], []).append(name)
    for block in split.values():
        if 1 < len(block) <= BLOCK:
            yield block
        elif len(block) > BLOCK and step + 1 < len(_LENGTHS):
            yield from _split(block, texts, ends, step + 1, pass_over)
        elif len(block) > BLOCK:
            pass_over(block)


def _close(block: Sequence[str], texts: Mapping[str, str], new: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The pairs of a block whose texts are close and one of which is new."""
    fresh = [name for name in block if name in new]
    if not fresh:
        return set()
    if len(block) == 2:
        one, two = block
        return {(one, two)} if fuzz.ratio(texts[one], texts[two]) >= ALIKE else set()
    near = process.cdist([texts[name] for name in fresh], [texts[name] for name in block], score_cutoff=ALIKE)
    return {
        (min(fresh[a], block[b]), max(fresh[a], block[b]))
        for a, b in zip(*near.nonzero(), strict=True)
        if fresh[a] != block[b]
    }
