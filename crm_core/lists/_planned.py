"""What a plan consists of: the options it was made with, what becomes of each row, and what must be made first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from ..base.text import fold
from ._asking import Cleaned, Question
from ._saying import Saying
from .links import Links, New
from .table import ListProblem

OnMatch = Literal["update", "skip", "create"]
Status = Literal["created", "updated", "unchanged", "skipped", "failed"]
STATUSES: tuple[Status, ...] = ("created", "updated", "unchanged", "skipped", "failed")
Fill = Literal["overwrite", "blanks", "keep"]
"""What a filled cell does to a value that is there: replaces it, only fills an empty one, or leaves it as it is."""
Decision = int | Literal["same", "new", "skip", "mine", "theirs"]
"""Which record a row is: one by its id, the best of its candidates, none of them; or the row is left out. Of a row that
somebody else changed too since its export: whose cells stay."""
LinkDecision = int | Literal["new", "none"]
"""What a name means that was not found: a record by its id, one to be made, nothing."""


@dataclass(frozen=True)
class Options:
    """What a person decided: what to do with records that are there, values for all rows, names that are one.

    `fill` holds for all fields but those in `per_field` (by field key). `decisions` are by the row's number in Excel,
    `decide_all` by the kind of candidate; a row's own decision goes first. `links`: field key → text of the list →
    what it means; the text "*" stands for all that were not found.
    `same_products`: a product's name in the list → the id of the product it means, or another name of the list.
    `unit_id`: where new sales people are put; their deals and customers go with them.
    `on_conflict`: whose value stays where a list that was exported and changed here meets later changes there, in the
    rows about which nothing was decided.
    `clear_emptied`: cells that were filled in such an export and are empty now empty the field.
    """

    on_match: OnMatch = "update"
    fill: Literal["overwrite", "blanks"] = "overwrite"
    per_field: Mapping[str, Fill] = field(default_factory=dict)
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    decide_all: Mapping[str, Literal["same", "new", "skip"]] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, LinkDecision]] = field(default_factory=dict)
    set_values: Mapping[str, str] = field(default_factory=dict)
    same_products: Mapping[str, int | str] = field(default_factory=dict)
    unit_id: int | None = None
    on_conflict: Literal["theirs", "mine"] = "theirs"
    clear_emptied: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record (`id`) or a row above (`other_row`, `other_place`) that a row looks like without being it for sure.

    `kind` is the sort of likeness, for deciding all of a kind; `score` 0 to 100. A record that the person may not see
    is only told to exist: it has no label, and `hidden` is set.
    """

    row: int
    place: int
    label: str
    id: int | None
    other_row: int | None
    other_place: int | None
    other_label: str
    score: int
    why: Saying
    kind: str
    hidden: bool = False


@dataclass(frozen=True)
class Missing:
    """The names under a header that no record bears, each with the number of its rows; a name may be decided already.

    `field` is the field's key, `kind` the entity it links to; `can_make`: such records can be made with the list.
    """

    field: str
    kind: str
    header: str
    names: list[tuple[str, int]]
    can_make: bool


@dataclass(slots=True)
class RowPlan:
    """What becomes of one row. `values` are columns (links may be `New`); `before` has the old values of an update.

    `place` is where the row stands in the list, `row` its number in Excel. A row that is the same record as one
    above it has that row's place in `into`; what it says is then part of that row. `derived`: the keys of new
    records by column and where this one's are, while they hold. `parts` are what lies in tables of its own (tags,
    lines, further phones). `assumed` are columns that the list does not say: they never replace a value that is there.
    `conflicts`: cells that somebody else changed too: label of the field, before, mine, theirs. `doubts`: what the row
    looks like. A row whose record was merged into another (`softly`) only fills what is empty there: `blanks`.
    """

    place: int
    row: int
    status: Status
    label: str
    id: int | None = None
    version: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    into: int | None = None
    derived: tuple[Mapping[str, Sequence[Any]], int] | None = None
    reason: Saying | None = None
    conflicts: list[tuple[str, Any, Any, Any]] = field(default_factory=list)
    assumed: frozenset[str] = frozenset()
    doubts: Sequence[Candidate] = ()
    softly: bool = False
    blanks: dict[str, Any] | None = None

    @property
    def is_new(self) -> bool:
        """Whether the row makes a record."""
        return self.status == "created" and self.into is None

    @property
    def is_edit(self) -> bool:
        """Whether the row stands for the change of a record that is there."""
        return self.status == "updated" and self.into is None

    @property
    def deed(self) -> tuple[Any, ...]:
        """What the row does, to tell whether another plan does the same."""
        return self.status, self.id, self.into, self.values, self.before, self.parts


@dataclass
class Plan:
    """The whole plan of a list, and the versions of the data that it rests on.

    `candidates` are the likenesses that a person may decide; a row without a decision becomes a record of its own.
    `missing`: names that no record bears. `questions` are what the list leaves open, `cleaned` what was changed in its
    cells (by header), `warnings` what looks wrong.
    """

    kind: str
    entity: str
    options: Options
    columns: dict[str, str | None]
    rows: list[RowPlan]
    problems: list[ListProblem]
    notes: list[Saying]
    links: dict[str, Links]
    versions: dict[str, int]
    candidates: list[Candidate] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    cleaned: Mapping[str, Cleaned] = field(default_factory=dict)
    warnings: list[Saying] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.rows)

    @cached_property
    def troubled(self) -> dict[int, list[ListProblem]]:
        """The problems of each row, by its place."""
        found: dict[int, list[ListProblem]] = {}
        for problem in self.problems:
            found.setdefault(problem.position, []).append(problem)
        return found

    @cached_property
    def doubtful(self) -> dict[int, list[Candidate]]:
        """The candidates of each row, by its place, the likest first."""
        found: dict[int, list[Candidate]] = {}
        for one in self.candidates:
            found.setdefault(one.place, []).append(one)
        return found

    @cached_property
    def _filed(self) -> dict[str, list[int]]:
        """The places of the rows of each status, and of those in trouble or doubt."""
        found: dict[str, list[int]] = {status: [] for status in STATUSES}
        for row in self.rows:
            found[row.status].append(row.place)
        found["problems"] = sorted(self.troubled.keys() | set(found["failed"]))
        found["candidates"] = sorted(self.doubtful)
        return found

    @cached_property
    def _words(self) -> list[str]:
        """What each row is searched by: folded, a space before each word."""
        return [" " + fold(" ".join([str(row.row), row.label, *_texts(row)])) for row in self.rows]

    def places(self, which: str | None = None, search: str = "") -> list[int]:
        """The rows of a status ("problems": in trouble, "candidates": in doubt; None: all) that hold all words."""
        found = [row.place for row in self.rows] if which is None else self._filed[which]
        words = [f" {word}" for word in fold(search).split()]
        if words:
            found = [place for place in found if all(word in self._words[place] for word in words)]
        return found

    def count(self, status: Status) -> int:
        return sum(1 for row in self.rows if row.status == status)

    @property
    def counts(self) -> dict[Status, int]:
        found: dict[Status, int] = dict.fromkeys(STATUSES, 0)
        for row in self.rows:
            found[row.status] += 1
        return found

    def does_the_same(self, other: Plan) -> bool:
        """Whether both plans come to the same deeds, row by row."""
        if len(self.rows) != len(other.rows):
            return False
        return all(one.deed == two.deed for one, two in zip(self.rows, other.rows, strict=True))


def _texts(row: RowPlan) -> Iterator[str]:
    return (value for value in (*row.values.values(), *row.before.values()) if isinstance(value, str))


def new_records(rows: list[RowPlan], links: Mapping[str, Links]) -> dict[str, dict[str, New]]:
    """The records that rows to be written name and that are not there yet, by entity and key."""
    wanted: dict[str, dict[str, New]] = {}
    if not any(isinstance(link, New) for one in links.values() for link in one.meaning.values()):
        return wanted
    for row in rows:
        if row.is_new or row.is_edit:
            for new in _named(row):
                wanted.setdefault(new.entity, {}).setdefault(new.key, new)
    return wanted


def _named(row: RowPlan) -> Iterator[New]:
    for value in row.values.values():
        if isinstance(value, New):
            yield value
    for line in row.parts.get("lines", ()):
        if isinstance(line["product_id"], New):
            yield line["product_id"]
