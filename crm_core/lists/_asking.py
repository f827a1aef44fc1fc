"""What a list leaves open and a person is asked once, and what its cells became on the way in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crm_core.lists._saying import Saying

SHOWN = 5
"""So many samples show what a choice or a change means."""


@dataclass(frozen=True)
class Question:
    """What the columns `headers` leave open. It is asked once for all of them, under `key`.

    `choices`: the values that answer it, each with its label (msgid). `samples`: cells as they are written, each
    with what it becomes under every choice, in their order. `default` is the choice in force; `decided` says that
    a person made it, otherwise it is the company's habit.
    """

    key: str
    headers: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    samples: tuple[tuple[str, tuple[str, ...]], ...]
    default: str
    reason: Saying
    decided: bool = False


@dataclass(frozen=True)
class Cleaned:
    """How many cells of a column mean something else than they say, or say it otherwise: before → after."""

    count: int
    samples: tuple[tuple[str, str], ...]


def together(questions: Iterable[Question]) -> list[Question]:
    """The questions of all columns, each key asked once."""
    found: dict[str, Question] = {}
    for one in questions:
        known = found.get(one.key)
        found[one.key] = one if known is None else _joined(known, one)
    return list(found.values())


def _joined(one: Question, two: Question) -> Question:
    samples = dict([*one.samples[: SHOWN - 2], *two.samples, *one.samples[SHOWN - 2 :]])
    return Question(
        one.key,
        tuple(dict.fromkeys((*one.headers, *two.headers))),
        one.choices,
        tuple(samples.items())[:SHOWN],
        one.default,
        one.reason,
        one.decided,
    )
