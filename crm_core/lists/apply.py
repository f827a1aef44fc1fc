"""Writing a plan: one transaction, all or nothing, with a run that tells what happened; and its way back."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import allot_ids, insert_many, label_of
from ..base.errors import DaftarError, NotFound
from ..base.i18n import N_
from ..base.text import email_key, phone_key
from ..deals.rules import settler
from ..models import (
    ENTITIES,
    Contact,
    ContactPoint,
    Customer,
    Deal,
    ImportProblem,
    ImportRun,
    Stage,
    Tracked,
)
from ..trust.access import SYSTEM, Actor
from ..trust.bulk import BulkEdit, bulk_create, bulk_update, column_names
from ..trust.undo import Undone, undo
from ._saying import Saying
from ._standing import data_versions, units_by_user
from .links import New
from .plan import Plan, RowPlan

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Told the step, the rows done and all rows."""

MADE_FIRST = ("user", "customer", "product", "stage")
BATCH = 2_000


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
    """Where a list came from, for the history."""

    file_name: str
    file_hash: str
    sheet: str = ""


def _silent(_step: str, _done: int, _all: int) -> None:
    return None


def apply(
    office: Office,
    actor: Actor,
    make_plan: Callable[[Work], Plan],
    source: Source,
    *,
    planned: Plan | None = None,
    cells: Mapping[int, Sequence[str]] | None = None,
    token: str | None = None,
    progress: Progress = _silent,
) -> Receipt:
    """Import a list: all of it or nothing.

    `make_plan` is asked again inside the transaction when the data moved since `planned`. `cells` holds the rows
    as they stood, by number, for the sheet of problems. A `token` that was used before gives that run's receipt.
    """
    started = time.perf_counter()
    run_id, known = _begin(office, actor, source, planned.kind if planned else "", token)
    if known is not None:
        return known
    try:
        with office.work(actor) as w:
            plan = planned if planned is not None and planned.versions == data_versions(w) else make_plan(w)
            receipt = _write(w, plan, run_id, cells or {}, progress, started)
    except Exception as error:
        _fail(office, run_id, error)
        raise
    return receipt


def _begin(office: Office, actor: Actor, source: Source, kind: str, token: str | None) -> tuple[int, Receipt | None]:
    """Commit the run's row first, so that a crash leaves a trace; or find the run this token belongs to."""
    with office.work(SYSTEM) as w:
        if token is not None:
            run = w.scalar(select(ImportRun).where(ImportRun.token == token))
            if run is not None and run.status != "failed":
                return run.id, receipt_of(w, run)
            if run is not None:
                run.token = None
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
        )
        w.session.add(run)
        w.session.flush()
        w.touch("import")
        return run.id, None


def _fail(office: Office, run_id: int, error: Exception) -> None:
    said = str(error) if isinstance(error, DaftarError) else type(error).__name__
    if not isinstance(error, DaftarError):
        log.exception("import run %s failed", run_id)
    with office.work(SYSTEM) as w:
        run = w.session.get(ImportRun, run_id)
        assert run is not None
        run.status, run.error, run.finished_at = "failed", said, w.clock.now()
        w.touch("import")


def _write(
    w: Work, plan: Plan, run_id: int, cells: Mapping[int, Sequence[str]], progress: Progress, started: float
) -> Receipt:
    with w.changing("import", run=run_id) as change_set:
        made = _make_new(w, plan)
        creates = [row for row in plan.rows if row.status == "created"]
        updates = [row for row in plan.rows if row.status == "updated" and row.id is not None]
        total = len(creates) + len(updates)
        new_ids = _create(w, plan, creates, made, lambda done: progress("create", done, total))
        _add_points(w, plan, creates, new_ids)
        _update(w, plan, updates, made, lambda done: progress("update", len(creates) + done, total))
        wrote = w.noted > 0
        w.session.flush()
        number = change_set.id
    counts = {str(status): n for status, n in plan.counts.items()}
    run = w.session.execute(select(ImportRun).where(ImportRun.id == run_id)).scalar_one()
    run.kind, run.rows, run.status = plan.kind, plan.total, "done"
    run.created, run.updated, run.unchanged = counts["created"], counts["updated"], counts["unchanged"]
    run.skipped, run.failed = counts["skipped"], counts["failed"]
    run.columns = dict(plan.columns)
    run.options = {"on_match": plan.options.on_match, "set": dict(plan.options.set_values), "made": _ids(made)}
    run.notes = [{"message": note.message, "params": dict(note.params)} for note in plan.notes]
    run.change_set_id = number if wrote else None
    run.finished_at, run.seconds = w.clock.now(), round(time.perf_counter() - started, 3)
    problems = _write_problems(w, plan, run_id, cells)
    w.touch("import")
    return Receipt(run_id, plan.kind, plan.total, counts, problems, run.seconds, _ids(made), run.change_set_id)


# What the list names and is not there yet

Made = dict[tuple[str, str], int]


def _ids(made: Made) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for (entity, _key), number in made.items():
        found.setdefault(entity, []).append(number)
    return found


def _make_new(w: Work, plan: Plan) -> Made:
    """Make the users, customers, products and stages that rows to be written name."""
    wanted: dict[str, dict[str, New]] = {entity: {} for entity in MADE_FIRST}
    for row in plan.rows:
        if row.status in ("created", "updated"):
            for value in (*row.values.values(), *(line["product_id"] for line in row.parts.get("lines", ()))):
                if isinstance(value, New):
                    wanted[value.entity].setdefault(value.key, value)
    made: Made = {}
    for entity, news in wanted.items():
        rows = [_new_row(w, one) for one in news.values()]
        if entity == "stage":
            _place_stages(w, rows)
        for one, number in zip(news.values(), bulk_create(w, ENTITIES[entity], rows), strict=True):
            made[entity, one.key] = number
    return made


def _new_row(w: Work, one: New) -> dict[str, Any]:
    """The column values of a record that a list names: a sales person cannot sign in until an admin says so."""
    row: dict[str, Any] = {"name": one.name, **dict(one.extra)}
    if one.entity == "user":
        row |= {"active": False, "role": "rep"}
        if email_key(one.name):
            row |= {"email": one.name, "name": one.name.partition("@")[0]}
    if one.entity == "customer" and not w.actor.sees_all:
        row |= {"owner_id": w.actor.user_id, "unit_id": w.actor.unit_id}
    return row


def _place_stages(w: Work, rows: list[dict[str, Any]]) -> None:
    """New stages stand behind those of their kind: open ones before won and lost; half the chance of winning."""
    stage = label_of(Stage)
    last: dict[int, int] = {}
    for known in w.rows(select(stage.c.pipeline_id, stage.c.kind, stage.c.position)):
        if known.kind == "open":
            last[known.pipeline_id] = max(last.get(known.pipeline_id, -1), known.position)
    for row in rows:
        open_stage = row["kind"] == "open"
        row["probability"] = {"won": 100, "lost": 0}.get(row["kind"], 50)
        row["position"] = last.get(row["pipeline_id"], 0) if open_stage else 100


def _linked(values: Mapping[str, Any], made: Made) -> dict[str, Any]:
    return {name: made[value.entity, value.key] if isinstance(value, New) else value for name, value in values.items()}


def _lines(row: RowPlan, made: Made) -> list[dict[str, Any]]:
    return [_linked(line, made) for line in row.parts.get("lines", ())]


# Rows


def _create(w: Work, plan: Plan, rows: Sequence[RowPlan], made: Made, progress: Callable[[int], None]) -> list[int]:
    model = ENTITIES[plan.entity]
    units, columns = units_by_user(w), column_names(model)
    settle = settler(w, strict=False) if model is Deal else None
    ids: list[int] = []
    for place in range(0, len(rows), BATCH):
        some = rows[place : place + BATCH]
        values, lines, tags = [], {}, {}
        for at, row in enumerate(some):
            new = _linked(row.values, made)
            if "owner_id" in new and "unit_id" in columns:
                new.setdefault("unit_id", units.get(new["owner_id"]))
            wanted = _lines(row, made)
            if settle is not None:
                new = settle(None, {**new, **({"lines": wanted} if wanted else {})})
                wanted = new.pop("lines", wanted)
            if wanted:
                lines[at] = wanted
            if row.parts.get("tags"):
                tags[at] = row.parts["tags"]
            values.append(new)
        ids += bulk_create(w, model, values, tags=tags, lines=lines)
        progress(len(ids))
    return ids


def _update(w: Work, plan: Plan, rows: Sequence[RowPlan], made: Made, progress: Callable[[int], None]) -> None:
    """Rows of one record become one edit."""
    model = ENTITIES[plan.entity]
    units, columns = units_by_user(w), column_names(model)
    settle = settler(w, strict=False) if model is Deal else None
    edits: dict[int, BulkEdit] = {}
    for row in rows:
        new = _linked(row.values, made)
        if "owner_id" in new and "unit_id" in columns:
            new.setdefault("unit_id", units.get(new["owner_id"]))
        wanted: dict[str, Any] = {}
        if "tags" in row.parts:
            wanted["tags"] = row.parts["tags"]
        if settle is not None and (row.parts.get("lines") or any(isinstance(v, New) for v in row.values.values())):
            record = _record(w, model, row.id or 0)
            new = settle(record, {**new, **({"lines": _lines(row, made)} if row.parts.get("lines") else {})})
            if "lines" in new:
                wanted["lines"] = new.pop("lines")
        edit = edits.setdefault(row.id or 0, BulkEdit(row.id or 0, row.version or 0, {}))
        edit.values.update(new)
        edit.parts.update(wanted)
    pending = list(edits.values())
    for place in range(0, len(pending), BATCH):
        bulk_update(w, model, pending[place : place + BATCH])
        progress(min(place + BATCH, len(pending)))


def _record(w: Work, model: type[Tracked], record_id: int) -> dict[str, Any]:
    table = label_of(model)
    return dict(w.rows(select(table).where(table.c.id == record_id))[0]._mapping)


def _add_points(w: Work, plan: Plan, rows: Sequence[RowPlan], ids: Sequence[int]) -> None:
    """Keep the further phones, e-mails and addresses of new customers and contacts."""
    if plan.entity not in (Customer.entity, Contact.entity):
        return
    rules = w.company.key_rules
    points: list[dict[str, Any]] = []
    for row, number in zip(rows, ids, strict=True):
        for kind, values in row.extras.items():
            for position, value in enumerate(values):
                key = email_key(value) if kind == "email" else phone_key(value, rules.country, rules.area_code)
                points.append(
                    {
                        "entity": plan.entity,
                        "record_id": number,
                        "kind": kind[:10],
                        "label": None,
                        "value": str(value),
                        "key": key,
                        "position": position,
                    }
                )
    for point, point_id in zip(points, allot_ids(w.session, ContactPoint, len(points)), strict=True):
        point["id"] = point_id
    insert_many(w.session, ContactPoint, points)


def _write_problems(w: Work, plan: Plan, run_id: int, cells: Mapping[int, Sequence[str]]) -> int:
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
    run_id: int, row: int, column: str | None, value: str, reason: Saying, failed: bool, cells: Sequence[str] | None
) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "row": row,
        "column": column[:300] if column else None,
        "value": value,
        "reason": reason.message,
        "params": {name: str(one) for name, one in reason.params.items()},
        "failed": failed,
        "cells": list(cells) if cells is not None else None,
    }


# Runs


def receipt_of(w: Work, run: ImportRun) -> Receipt:
    """The receipt of a run that was done before."""
    problems = label_of(ImportProblem)
    statement = select(problems.c.id).where(problems.c.run_id == run.id)
    counts = {
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "skipped": run.skipped,
        "failed": run.failed,
    }
    made = (run.options or {}).get("made", {})
    count = len(w.rows(statement))
    return Receipt(run.id, run.kind, run.rows, counts, count, run.seconds or 0.0, made, run.change_set_id)


def undo_run(w: Work, run_id: int) -> Undone:
    """Take an import back as a whole; what people changed since is left and listed. NotFound, Refused, Invalid."""
    run = w.scalar(select(ImportRun).where(ImportRun.id == run_id))
    if run is None:
        raise NotFound(N_("This import does not exist, or you may not see it."))
    if run.change_set_id is None:
        raise NotFound(N_("This import changed nothing, so there is nothing to undo."))
    return undo(w, run.change_set_id)
