"""A list as columns of values, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crm_core.lists._asking import Cleaned, Question
from crm_core.lists._saying import Saying


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
    for a field of money, the currency that each cell names, where any does. `questions` are asked of a person
    once, `warnings` are said before anything is written. `cleaned`: by header, what was changed in its cells.
    `kept`: the headers whose cells are lines of the note.
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
    kept: tuple[str, ...] = ()
