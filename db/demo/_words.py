"""What the demo company is called, sells, says and where: one set of words for each language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Language = Literal["en", "fa"]


@dataclass(frozen=True)
class Place:
    """A city with its province, the area code of its telephones, how its postal codes begin, and who serves it."""

    province: str
    city: str
    area: str
    postal: str
    unit: int
    weight: int


@dataclass(frozen=True)
class Staff:
    """A person of the demo company; `unit` is a place in `Words.units`, None for the whole company."""

    name: str
    mail: str
    role: str
    unit: int | None


@dataclass(frozen=True)
class Article:
    """A product: its name, and what deals about it are called."""

    name: str
    family: str
    unit_of_sale: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """All that is said in one language. Names are written `name:latin` where an e-mail is made of them."""

    language: Language
    company: str
    domain: str
    country: str
    units: tuple[tuple[str, int | None], ...]
    staff: tuple[Staff, ...]
    places: tuple[Place, ...]
    streets: tuple[str, ...]
    address: str
    men: str
    women: str
    families: str
    roots: str
    firms: tuple[tuple[str, ...], ...]
    website: str
    jobs: tuple[str, ...]
    departments: tuple[str, ...]
    articles: tuple[Article, ...]
    deal_title: str
    next_steps: tuple[tuple[str, ...], ...]
    task_titles: dict[str, tuple[str, ...]]
    subjects: dict[str, tuple[str, ...]]
    deal_notes: tuple[str, ...]
    customer_notes: tuple[str, ...]
    call_notes: tuple[str, ...]
    customer_tags: tuple[str, ...]
    deal_tags: tuple[str, ...]

    @cached_property
    def given(self) -> tuple[tuple[tuple[str, str], bool], ...]:
        """First names with their Latin spelling, and whether they are women's."""
        both = ((self.men, False), (self.women, True))
        return tuple((pair, woman) for names, woman in both for pair in pairs(names))


def pairs(names: str) -> tuple[tuple[str, str], ...]:
    """`name:latin` parted by commas, as (name, latin); without a colon the name itself is the spelling."""
    parted = (name.strip().partition(":") for name in names.split(",") if name.strip())
    return tuple((name, latin or name.lower()) for name, _, latin in parted)


def words_of(language: Language) -> Words:
    """The words of one language."""
    if language == "fa":
        from ._words_fa import FA

        return FA
    from ._words_en import EN

    return EN
