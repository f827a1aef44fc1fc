"""A clean list on its way to planned rows: what the rules of each kind of list look at and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.many import chunks
from ..models import Tracked
from ._cleaning import Clean
from ._kinds import ListKind
from ._planned import Options, RowPlan
from ._rows import Rows
from ._saying import Saying
from .recognise import RecognisedList
from .table import ListProblem, ParsedList

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass
class Listed:
    """A list whose cells are read and whose names are resolved. `assumed`: see `Rows`."""

    w: Work
    kind: ListKind
    found: RecognisedList
    parsed: ParsedList
    ready: Clean
    options: Options
    assumed: dict[str, list[Any]] = field(default_factory=dict)
    _own: set[str] = field(default_factory=set)

    @property
    def places(self) -> range:
        return range(len(self.parsed.rows))

    def has(self, key: str) -> bool:
        """Whether the list says anything of a field."""
        return key in self.ready.values

    def column(self, key: str) -> list[Any]:
        """The values of a field, to be read and changed; made empty where the list has none."""
        if key not in self._own:
            self.ready.values[key] = list(self.peek(key))
            self._own.add(key)
        return self.ready.values[key]

    def peek(self, key: str) -> list[Any]:
        """The values of a field, to be read only."""
        return self.ready.values[key] if self.has(key) else [None] * len(self.places)

    def header(self, key: str) -> str:
        mapped = self.found.mapped(key)
        return mapped[0].header if mapped else key

    def trouble(self, key: str, place: int, value: Any, reason: str, **params: Any) -> None:
        """Note a cell that cannot be used."""
        text = str(value)[:200]
        said = Saying(reason, {"value": text, **params})
        row = self.parsed.rows[place]
        self.ready.problems.append(ListProblem(place, row, self.header(key), key, text, said))

    def note(self, message: str, **params: Any) -> None:
        self.ready.notes.append(Saying(message, params))

    def rows(self) -> list[RowPlan]:
        """The rows as those of any kind are planned."""
        values, parsed = self.ready.values, self.parsed
        entity = self.kind.entity
        given = {key: column for key, column in values.items() if key in self.kind.fields}
        rows = Rows(self.w, entity, self.kind.fields, given, parsed.rows, parsed.extras, self.options, self.assumed)
        rows.kept = parsed.kept
        planned = rows.plan()
        self.ready.notes += rows.notes
        return planned


def looked_up(w: Work, model: type[Tracked], ids: set[Any], column: str) -> Mapping[int, Any]:
    """What these records have in a column; what is no id (a record still to be made) is left out."""
    table = label_of(model)
    found: dict[int, Any] = {}
    for some in chunks(sorted(one for one in ids if isinstance(one, int))):
        found |= {row[0]: row[1] for row in w.rows(select(table.c.id, table.c[column]).where(table.c.id.in_(some)))}
    return found
