"""Sentences in English with {placeholders}, and their Persian from the catalogues in crm_core/locale."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent.parent / "locale"


class Message(str):
    """An English text that is translated where it is shown, also as a value inside another message."""


class Filled(Message):
    """A message that brings the values of its placeholders; messages among them are translated too."""

    params: Mapping[str, object]

    def __new__(cls, text: str, **params: object) -> Self:
        made = super().__new__(cls, text)
        made.params = params
        return made


def N_(text: str) -> Message:
    """Marks a text for the catalogue; it is translated later."""
    return Message(text)


class Catalogue(NamedTuple):
    """Translations of one language: single messages, and plural forms by their singular."""

    single: Mapping[str, str]
    plural: Mapping[str, tuple[str, ...]]


@cache
def catalogue(language: str) -> Catalogue:
    """All areas' files of a language merged, read once per process; fuzzy and empty entries are left out."""
    single: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            entries = read_po(file, locale=language)
        for entry in entries:
            if not entry.id or entry.fuzzy:
                continue
            if isinstance(entry.id, tuple):
                if entry.string and all(entry.string):
                    plural[entry.id[0]] = tuple(entry.string)
            elif isinstance(entry.id, str) and isinstance(entry.string, str) and entry.string:
                single[entry.id] = entry.string
    return Catalogue(single, plural)


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are catalogues of, besides the English of the sentences themselves."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))


def in_every_language(text: str) -> tuple[str, ...]:
    """A text as it is marked, and its translation into each language."""
    return (text, *(catalogue(language).single.get(text, text) for language in languages()))
