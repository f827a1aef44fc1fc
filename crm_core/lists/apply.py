"""Writing a plan: one transaction, all or nothing, with a run that tells what happened; and its way back."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..base.errors import DaftarError, Invalid, NotFound
from ..base.i18n import N_
from ..base.many import allot_ids, insert_many
from ..models import ImportProblem, ImportRun
from ..trust.access import SYSTEM, Actor
from ..trust.undo import Undone, undo
from ._planned import Plan
from ._process import is_gone, this_process
from ._saying import Saying
from ._standing import data_versions
from ._ways import write_plan
from ._writing import ids_made, make_new

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work

log = logging.getLogger(__name__)

CANCELLED = N_("The import was cancelled. Nothing was changed.")
OUR_FAULT = N_("It did not work, and it is our fault ({error}). Nothing was changed.")

Cells = Mapping[int, Sequence[str | float]]
"""Rows as they stood, by number."""


class Cancelled(DaftarError):
    """A person stopped the import before it was done; nothing of it is there."""


class PlanMoved(DaftarError):
    """The data moved since the plan was looked at, and the list would do something else now."""


@dataclass
class Receipt:
    """What an import did. `made` has the ids of what the list named and was made with it, by entity."""

    run: int
    kind: str
    rows: int
    counts: dict[str, int]
    problems: int
    seconds: float
    made: dict[str, list[int]] = field(default_factory=dict)
    change_set_id: int | None = None


@dataclass(frozen=True)
class Source:
    """Where a list came from, for the history: a file, maybe the rest of another import; and what was answered."""

    file_name: str
    file_hash: str
    sheet: str = ""
    rest_of: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


class Watch:
    """Whoever looks on while a list is written, and may stop it. This one only looks away."""

    def begun(self, run_id: int) -> None:
        """The run has its row in the history."""

    def at(self, step: str, done: int, total: int) -> None:
        """So many rows are written."""

    def cancelled(self) -> bool:
        """Whether it shall stop; asked between batches and last before the commit."""
        return False


def apply(
    office: Office,
    actor: Actor,
    make_plan: Callable[[Work], Plan],
    source: Source,
    *,
    planned: Plan | None = None,
    as_seen: bool = False,
    cells: Callable[[Plan], Cells] | None = None,
    token: str | None = None,
    watch: Watch | None = None,
) -> Receipt:
    """Import a list: all of it or nothing.

    `make_plan` is asked again inside the transaction when the data moved since `planned`; where that comes to other
    deeds, an import that is to be done `as_seen` raises PlanMoved. `cells` gives the rows in trouble as they stood,
    by number, for the sheet of problems. A `token` that was used before gives that run's receipt. Raises Cancelled
    where `watch` says so before all is written.
    """
    started = time.perf_counter()
    run_id, known = _begin(office, actor, source, planned.kind if planned else "", token)
    if known is not None:
        return known
    watch = watch or Watch()
    watch.begun(run_id)
    try:
        with office.work(actor) as w:
            plan = planned if planned is not None and planned.versions == data_versions(w) else make_plan(w)
            if as_seen and planned is not None:
                _require_the_same(planned, plan)
            receipt = _write(w, plan, run_id, cells(plan) if cells else {}, watch, started)
            _go_on(watch)
    except BaseException as error:
        _fail(office, run_id, error)
        raise
    return receipt


def _go_on(watch: Watch) -> None:
    if watch.cancelled():
        raise Cancelled(CANCELLED)


def _require_the_same(planned: Plan, plan: Plan) -> None:
    if plan is not planned and not plan.does_the_same(planned):
        raise PlanMoved(N_("The data changed meanwhile, and this list would do something else now."))


def _begin(office: Office, actor: Actor, source: Source, kind: str, token: str | None) -> tuple[int, Receipt | None]:
    """Commit the run's row first, so that a crash leaves a trace; or find the run this token belongs to."""
    with office.work(SYSTEM) as w:
        if token is not None:
            run = w.scalar(select(ImportRun).where(ImportRun.token == token).with_for_update())
            if run is not None and run.status == "running" and not is_gone(run.process):
                raise Invalid(N_("This list is being imported already."))
            if run is not None and run.status in {"done", "undone"}:
                return run.id, receipt_of(w, run)
            if run is not None:  # it failed, was cancelled, or died: this one takes its place
                run.token = None
                if run.status == "running":
                    run.status = "broken"
                w.session.flush()
        run = ImportRun(
            actor_id=actor.user_id,
            unit_id=actor.unit_id,
            started_at=w.clock.now(),
            kind=kind,
            file_name=source.file_name[:300],
            file_hash=source.file_hash,
            sheet=source.sheet[:120],
            token=token or secrets.token_urlsafe(16),
            process=this_process(),
            rest_of_id=source.rest_of,
            options={"answers": dict(source.answers)},
        )
        w.session.add(run)
        w.touch("import")
        try:
            w.session.flush()
        except IntegrityError as error:  # the same list at the same moment
            raise Invalid(N_("This list is being imported already.")) from error
        return run.id, None


def _fail(office: Office, run_id: int, error: BaseException) -> None:
    """Note why nothing was written: a sentence with what belongs into it, or the name of our own fault."""
    if isinstance(error, DaftarError):
        said = Saying(error.message, _params(Saying(error.message, error.params)))
    else:
        log.error("import run %s failed", run_id, exc_info=error)
        said = Saying(OUR_FAULT, {"error": type(error).__name__})
    with office.work(SYSTEM) as w:
        run = w.session.get(ImportRun, run_id)
        assert run is not None
        run.status = "cancelled" if isinstance(error, Cancelled) else "failed"
        run.finished_at = w.clock.now()
        run.error = json.dumps({"message": said.message, "params": dict(said.params)}, ensure_ascii=False)
        w.touch("import")


def _write(w: Work, plan: Plan, run_id: int, cells: Cells, watch: Watch, started: float) -> Receipt:
    with w.changing("import", run=run_id) as change_set:
        made = make_new(w, plan)
        total = sum(1 for row in plan.rows if row.is_new or row.is_edit)

        def told(done: int) -> None:
            watch.at("write", done, total)
            _go_on(watch)

        write_plan(w, plan, made, told)
        wrote = w.noted > 0
        w.session.flush()
        number = change_set.id
    counts = {str(status): n for status, n in plan.counts.items()}
    problems = _write_problems(w, plan, run_id, cells)
    run = w.session.execute(select(ImportRun).where(ImportRun.id == run_id)).scalar_one()
    run.kind, run.rows, run.status = plan.kind, plan.total, "done"
    run.created, run.updated, run.unchanged = counts["created"], counts["updated"], counts["unchanged"]
    run.skipped, run.failed = counts["skipped"], counts["failed"]
    run.columns = dict(plan.columns)
    run.options = {
        **(run.options or {}),
        "on_match": plan.options.on_match,
        "set": dict(plan.options.set_values),
        "links": {key: dict(texts) for key, texts in plan.options.links.items()},
        "made": ids_made(made),
        "problems": problems,
    }
    run.notes = [{"message": note.message, "params": _params(note)} for note in plan.notes]
    run.change_set_id = number if wrote else None
    run.finished_at, run.seconds = w.clock.now(), round(time.perf_counter() - started, 3)
    w.touch("import")
    return receipt_of(w, run)


def _params(said: Saying) -> dict[str, Any]:
    """What belongs into a sentence, as JSON: numbers stay numbers, so that they are read in anybody's digits."""
    return {name: value if isinstance(value, int | float) else str(value) for name, value in said.params.items()}


# Runs


def _write_problems(w: Work, plan: Plan, run_id: int, cells: Cells) -> int:
    """Keep the cells and rows in trouble with the run, each with its row as it stood."""
    rows: list[dict[str, Any]] = [
        _problem(run_id, one.row, one.column, one.value, one.reason, False, cells.get(one.row)) for one in plan.problems
    ]
    rows += [
        _problem(run_id, row.row, None, row.label, row.reason, True, cells.get(row.row))
        for row in plan.rows
        if row.status == "failed" and row.reason is not None
    ]
    for row, number in zip(rows, allot_ids(w.session, ImportProblem, len(rows)), strict=True):
        row["id"] = number
    insert_many(w.session, ImportProblem, rows)
    return len(rows)


def _problem(
    run_id: int,
    row: int,
    column: str | None,
    value: str,
    reason: Saying,
    failed: bool,
    cells: Sequence[str | float] | None,
) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "row": row,
        "column": column[:300] if column else None,
        "value": value,
        "reason": reason.message,
        "params": _params(reason),
        "failed": failed,
        "cells": list(cells) if cells is not None else None,
    }


def receipt_of(w: Work, run: ImportRun) -> Receipt:
    """The receipt of a run that was done."""
    counts = {
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "skipped": run.skipped,
        "failed": run.failed,
    }
    options = run.options or {}
    problems, made = options.get("problems", 0), options.get("made", {})
    return Receipt(run.id, run.kind, run.rows, counts, problems, run.seconds or 0.0, made, run.change_set_id)


def undo_run(w: Work, run_id: int) -> Undone:
    """Take an import back as a whole; what people changed since is left and listed. NotFound, Refused, Invalid."""
    run = w.scalar(select(ImportRun).where(ImportRun.id == run_id))
    if run is None:
        raise NotFound(N_("This import does not exist, or you may not see it."))
    if run.change_set_id is None:
        raise NotFound(N_("This import changed nothing, so there is nothing to undo."))
    return undo(w, run.change_set_id)
