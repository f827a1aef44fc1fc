"""The runs of imports: who brought in which list when, what came of it, and whether it can be taken back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import NotFound
from ..base.i18n import N_
from ..models import ChangeSet, ImportRun, User
from ..trust.undo import may_undo
from ._planned import STATUSES
from ._process import is_gone
from ._saying import Saying

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Outcome = Literal["running", "broken", "done", "failed", "cancelled", "undone"]

FORSAKEN = dt.timedelta(hours=1)
"""A run of another machine that has not ended after so long died with its process; nothing of it was written."""


@dataclass(frozen=True)
class Run:
    """One import. `who` is None for the system; `error` says why a failed one wrote nothing, as a `broken` one (its
    process died) and a `cancelled` one did. `rest_of`: the run whose troubled rows, mended, this one brought in;
    `rests`: those that brought in the mended rows of this one.

    `made` has the ids of what the list named and was made with it, by entity; `undoable`: by this actor, now.
    """

    id: int
    who: str | None
    started_at: dt.datetime
    seconds: float | None
    kind: str
    file_name: str
    sheet: str | None
    outcome: Outcome
    rows: int
    counts: Mapping[str, int]
    problems: int
    notes: Sequence[Saying] = ()
    made: Mapping[str, Sequence[int]] = field(default_factory=dict)
    error: Saying | None = None
    change_set_id: int | None = None
    undoable: bool = False
    rest_of: int | None = None
    rests: Sequence[int] = ()


def history(w: Work, limit: int = 20) -> list[Run]:
    """The newest imports that the actor sees: own ones, a lead the unit's, managers all."""
    return _told(w, w.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)))


def run_of(w: Work, run_id: int) -> Run:
    """One import. Raises NotFound, in words, whether it is missing or hidden."""
    found = _told(w, w.scalars(select(ImportRun).where(ImportRun.id == run_id)))
    if not found:
        raise NotFound(N_("This import does not exist, or you may not see it."))
    return found[0]


def run_of_file(w: Work, digest: str, sheet: str | None = None) -> Run | None:
    """The newest import of a file with this fingerprint (of one `sheet` of it) that still holds and the actor sees."""
    same = select(ImportRun).where(ImportRun.file_hash == digest, ImportRun.status == "done")
    if sheet is not None:
        same = same.where(ImportRun.sheet == sheet[:120])
    found = _told(w, w.scalars(same.order_by(ImportRun.id.desc()).limit(1)))
    return found[0] if found else None


def without_unit(w: Work, people: Sequence[int]) -> list[int]:
    """Those of these people who belong to no unit."""
    return list(w.scalars(select(User.id).where(User.id.in_(people), User.unit_id.is_(None)).order_by(User.id)))


def _told(w: Work, runs: Sequence[ImportRun]) -> list[Run]:
    user = label_of(User)
    people = {run.actor_id for run in runs} - {None}
    names: dict[int | None, str] = {
        row.id: row.name for row in w.rows(select(user.c.id, user.c.name).where(user.c.id.in_(people)))
    }
    undoable = _undoable(w, {run.change_set_id for run in runs if run.change_set_id is not None})
    told = [_run(run, names.get(run.actor_id), w.clock.now(), run.change_set_id in undoable) for run in runs]
    rests = _rests(w, [run.id for run in runs])
    return [replace(one, rests=rests.get(one.id, ())) for one in told]


def _rests(w: Work, run_ids: Sequence[int]) -> dict[int, list[int]]:
    """The imports that brought in mended rows of these, as far as the actor sees them."""
    found: dict[int, list[int]] = {}
    statement = select(ImportRun.id, ImportRun.rest_of_id).where(ImportRun.rest_of_id.in_(run_ids))
    for row in w.rows(statement.where(ImportRun.status == "done").order_by(ImportRun.id)):
        found.setdefault(row.rest_of_id, []).append(row.id)
    return found


def _undoable(w: Work, change_sets: Collection[int]) -> set[int]:
    found = w.scalars(select(ChangeSet).where(ChangeSet.id.in_(change_sets), ChangeSet.undone_at.is_(None)))
    return {one.id for one in found if may_undo(w, one)}


def _run(run: ImportRun, who: str | None, now: dt.datetime, undoable: bool) -> Run:
    outcome: Any = run.status
    if outcome == "running" and (is_gone(run.process) or now - run.started_at > FORSAKEN):
        outcome = "broken"
    options = run.options or {}
    return Run(
        run.id,
        who,
        run.started_at,
        run.seconds,
        run.kind,
        run.file_name,
        run.sheet,
        outcome,
        run.rows,
        {status: getattr(run, status) for status in STATUSES},
        options.get("problems", 0),
        [Saying(note["message"], note["params"]) for note in run.notes or ()],
        options.get("made", {}),
        _error(run.error),
        run.change_set_id,
        undoable and outcome == "done",
        run.rest_of_id,
    )


def _error(kept: str | None) -> Saying | None:
    if kept is None:
        return None
    said = json.loads(kept)
    return Saying(said["message"], said["params"])
