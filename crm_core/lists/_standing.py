"""What the system holds while a list is planned and written, seen as the system sees it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, select

from ..base.database import label_of
from ..base.many import chunks
from ..models import Tracked, User
from ..trust.own_fields import used_columns

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

BESIDE = frozenset({"import", "change"})
"""Areas of the data that say nothing about whether a plan still fits."""


class Owned:
    """Column values seen as a record, for `may`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.owner_id = values.get("owner_id")
        self.unit_id = values.get("unit_id")


def data_versions(w: Work) -> dict[str, int]:
    """The versions of the data that a plan depends on."""
    return {area: version for area, version in w.versions.items() if area not in BESIDE}


def stored(
    w: Work, model: type[Tracked], ids: Sequence[int], names: Collection[str] | None = None
) -> dict[int, dict[str, Any]]:
    """Records by id as they are; `names`: the columns that are wanted, besides the id (None: all in use)."""
    table = label_of(model)
    found: dict[int, dict[str, Any]] = {}
    wanted = used_columns(w.company, model) if names is None else ["id", *(name for name in names if name in table.c)]
    columns = [table.c.id, *(table.c[name] for name in wanted if name != "id")]
    wanted = [column.key for column in columns]
    for some in chunks(dict.fromkeys(ids)):
        for row in w.rows(select(*columns).where(table.c.id.in_(some))):
            found[row[0]] = dict(zip(wanted, row, strict=True))
    return found


def user_names(w: Work) -> dict[int | None, str]:
    user = label_of(User)
    return {row.id: row.name for row in w.rows(select(user.c.id, user.c.name))}


def units_by_user(w: Work) -> dict[int | None, int | None]:
    """The unit of each person."""
    user = label_of(User)
    return {row.id: row.unit_id for row in w.rows(select(user.c.id, user.c.unit_id))}


def survivors(w: Work, table: FromClause, ids: Sequence[int]) -> dict[int, int]:
    """For records that others were merged into: what is left of them in the end, where that is still there."""
    steps: dict[int, int | None] = {}
    asked = set(ids)
    while asked:
        news: dict[int, int | None] = {}
        for some in chunks(sorted(asked)):
            statement = select(table.c.id, table.c.merged_into_id, table.c.deleted_at).where(table.c.id.in_(some))
            for row in w.rows(statement):
                news[row.id] = row.id if row.deleted_at is None else row.merged_into_id
        steps |= news
        asked = {step for step in news.values() if step is not None} - steps.keys()
    return {number: end for number in ids if (end := _end(steps, number)) is not None}


def _end(steps: Mapping[int, int | None], number: int) -> int | None:
    """Where a chain of merges ends; None where it leads to nothing."""
    seen: set[int] = set()
    while number not in seen:
        seen.add(number)
        step = steps.get(number)
        if step is None or step == number:
            return step
        number = step
    return None
