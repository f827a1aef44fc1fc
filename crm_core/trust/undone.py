"""What an undo did, and what it is told by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..base.database import table_of
from ..base.i18n import N_
from ..models import Tracked

if TYPE_CHECKING:
    from .unit_of_work import Work

CHANGED_SINCE = N_("changed since")
USED_SINCE = N_("used by later records")
HAND_OVER = "hand_over"
"""The kind of change set in which records went to another owner, with a word why."""


@dataclass(frozen=True)
class UndoConflict:
    """A record that was left as it is, and why (a message)."""

    entity: str
    record_id: int
    label: str
    reason: str


@dataclass
class Undone:
    """What an undo did: how many records went back, per entity, and which did not."""

    change_set_id: int
    undo_set_id: int
    reverted: dict[str, int] = field(default_factory=dict)
    conflicts: list[UndoConflict] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.reverted.values())


def label_column(model: type[Tracked]) -> Any:
    """The column that names a record to a person; its number where nothing else does."""
    for name in ("name", "title", "number", "subject", "body", "measure", "label", "kind", "what", "held_on"):
        if hasattr(model, name) and name in table_of(model).c:
            return getattr(model, name)
    return model.id


def read_whole(w: Work, statement: Any) -> Sequence[Any]:
    """Read the history itself whole: whoever may undo a change set takes all of it back."""
    with w.as_system():
        return w.session.execute(statement, execution_options={"with_bin": True}).scalars().all()
