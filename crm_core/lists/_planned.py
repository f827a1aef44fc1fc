"""What a plan consists of: the options it was made with, what becomes of each row, and what must be made first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ._saying import Saying
from .links import Links, New
from .table import ListProblem

OnMatch = Literal["update", "skip", "create"]
Status = Literal["created", "updated", "unchanged", "skipped", "failed"]
STATUSES: tuple[Status, ...] = ("created", "updated", "unchanged", "skipped", "failed")


@dataclass(frozen=True)
class Options:
    """What a person decided: what to do with records that are there, values for all rows, names that are one.

    `same_products`: a product's name in the list → the id of the product it means, or another name of the list.
    `unit_id`: where new sales people are put; their deals and customers go with them.
    """

    on_match: OnMatch = "update"
    set_values: Mapping[str, str] = field(default_factory=dict)
    same_products: Mapping[str, int | str] = field(default_factory=dict)
    unit_id: int | None = None


@dataclass(slots=True)
class RowPlan:
    """What becomes of one row. `values` are columns (links may be `New`); `before` has the old values of an update.

    `place` is where the row stands in the list, `row` its number in Excel. A row that is the same record as one
    above it has that row's place in `into`; what it says is then part of that row. `derived`: the keys of a new
    record, as far as they are known.
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
    extras: dict[str, list[Any]] = field(default_factory=dict)
    into: int | None = None
    derived: dict[str, Any] | None = None
    reason: Saying | None = None

    @property
    def is_new(self) -> bool:
        """Whether the row makes a record."""
        return self.status == "created"

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
    """The whole plan of a list, and the versions of the data that it rests on."""

    kind: str
    entity: str
    options: Options
    columns: dict[str, str | None]
    rows: list[RowPlan]
    problems: list[ListProblem]
    notes: list[Saying]
    links: dict[str, Links]
    versions: dict[str, int]

    @property
    def total(self) -> int:
        return len(self.rows)

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
