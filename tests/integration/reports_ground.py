"""What the tests of reports share: deals in few words, and a report asked and answered in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm_core.models import Customer, Deal, Product, Stage
from crm_core.reports import ReportResult, ask, run
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def deal(
    amount: int | None, opened: str, closed: str = "", outcome: str = "won", of: Actor | None = None, **values: Any
) -> dict[str, Any]:
    """A deal in whole dollars: won (or lost) on the day `closed`, open without one."""
    return {
        "title": f"Deal of {amount}",
        "amount": None if amount is None else amount * 100,
        "currency": "USD",
        "opened_on": day(opened),
        "stage_since": day(opened),
        "closed_on": day(closed) if closed else None,
        "outcome": outcome if closed else "open",
        "owner_id": of.user_id if of else None,
        "unit_id": of.unit_id if of else None,
        **values,
    }


def put(
    office: Office, deals: Sequence[dict[str, Any]], lines: dict[int, list[tuple[int, int]]] | None = None
) -> list[int]:
    """Store deals, each in the first stage of its outcome; `lines` are (product, dollars) by place."""
    with office.work(SYSTEM) as w, w.changing("create"):
        stages: dict[str, Any] = {}
        for stage in w.rows(select(Stage.id, Stage.kind, Stage.pipeline_id).order_by(Stage.position)):
            stages.setdefault(stage.kind, stage)
        rows = [
            {"stage_id": stages[one["outcome"]].id, "pipeline_id": stages[one["outcome"]].pipeline_id, **one}
            for one in deals
        ]
        made = {
            place: [
                {"product_id": product, "quantity": 1.0, "price": dollars * 100, "amount": dollars * 100}
                for product, dollars in some
            ]
            for place, some in (lines or {}).items()
        }
        return bulk_create(w, Deal, rows, lines=made)


def customers(office: Office, *rows: dict[str, Any]) -> list[int]:
    with office.work(SYSTEM) as w, w.changing("create"):
        return bulk_create(w, Customer, [{"name": f"Customer {place}", **row} for place, row in enumerate(rows)])


def products(office: Office, *names: str) -> list[int]:
    with office.work(SYSTEM) as w, w.changing("create"):
        return bulk_create(w, Product, [{"name": name} for name in names])


def report(office: Office, measures: str, actor: Actor = SYSTEM, **asked: Any) -> ReportResult:
    """The answer to a report asked as on the command line."""
    with office.read(actor) as w:
        return run(w, ask(w, measures.split(), **asked))


def figures(result: ReportResult, measure: str = "") -> dict[Any, Any]:
    """One measure by period, by label, or by period and labels."""
    wanted = measure or result.spec.measures[0]
    found: dict[Any, Any] = {}
    for row in result.rows:
        labels = [key.label for key in row.keys.values()]
        names = ([] if result.spec.by == "total" and labels else [row.period]) + labels
        found[names[0] if len(names) == 1 else tuple(names)] = row.values[wanted]
    return found
