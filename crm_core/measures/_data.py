"""What is counted of the data itself: imports, changes by people, how good the records are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, case, func, select

from ..base.database import label_of
from ..base.i18n import N_
from ..models import Change, ChangeSet, ImportRun, QualityDay, User
from ..trust.merged import MERGE
from .fact import COUNT, Fact, Part
from .figure import Measure
from .ground import Ground

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


def _total(name: str) -> Part:
    return Part(lambda ground: func.sum(ground.own(name)))


def _deeds(_w: Work) -> FromClause:
    """The change sets, with who made each and that person's unit."""
    deed, user = label_of(ChangeSet), label_of(User)
    told = (
        deed.c.id.label("record"),
        deed.c.at,
        deed.c.actor_id,
        deed.c.kind.label("deed"),
        user.c.unit_id.label("unit_id"),
    )
    return select(*told).select_from(deed.outerjoin(user, user.c.id == deed.c.actor_id)).subquery("deeds")


def _merges(ground: Ground) -> ColumnElement[Any]:
    return case((ground.own("deed") == MERGE, ground.of.change_set_id))


FACTS = (
    Fact(
        "imports",
        "import_run",
        ImportRun,
        {**COUNT, **{name: _total(name) for name in ("rows", "created", "updated", "failed")}},
        instant="started_at",
        clock="started_at",
        only={"status": "done"},
    ),
    Fact(
        "changes",
        "change",
        Change,
        {
            **COUNT,
            "deeds": Part(lambda ground: ground.of.change_set_id, "distinct"),
            "merges": Part(_merges, "distinct"),
        },
        instant="at",
        clock="at",
        rows=_deeds,
        by="change_set_id",
    ),
    Fact(
        "quality",
        "quality_day",
        QualityDay,
        {
            "count": _total("records"),
            **{
                name: _total(name) for name in ("score", "completeness", "stale", "faulty", "incomplete", "unreachable")
            },
        },
        "day",
        holds="kept",
    ),
)

MEASURES = (
    Measure(
        "imports",
        N_("Imports"),
        "count",
        N_("Lists that were imported, on the day of the import; those that were undone are left out."),
        ("imports.count",),
        good="",
    ),
    Measure(
        "imported_rows",
        N_("Imported rows"),
        "count",
        N_("Rows of imported lists, on the day of the import."),
        ("imports.rows",),
        good="",
    ),
    Measure(
        "imported_created",
        N_("Rows that made records"),
        "count",
        N_("Rows of imported lists that made a new record, on the day of the import."),
        ("imports.created",),
        good="",
    ),
    Measure(
        "imported_updated",
        N_("Rows that changed records"),
        "count",
        N_("Rows of imported lists that changed a record, on the day of the import."),
        ("imports.updated",),
        good="",
    ),
    Measure(
        "imported_failed",
        N_("Rows in trouble"),
        "count",
        N_("Rows of imported lists that could not be used, on the day of the import."),
        ("imports.failed",),
        good="down",
    ),
    Measure(
        "import_trouble_rate",
        N_("Share in trouble"),
        "ratio",
        N_("Rows of imported lists that could not be used, divided by all their rows."),
        ("imports.failed",),
        over=("imports.rows",),
        good="down",
    ),
    Measure(
        "changes",
        N_("Changes"),
        "count",
        N_("Records that were entered, changed or removed, once for each time; by those whose changes you see."),
        ("changes.count",),
        good="",
    ),
    Measure(
        "deeds",
        N_("Actions"),
        "count",
        N_("What people did in one go: an edit, a bulk edit, an import, a merge, however many records it changed."),
        ("changes.deeds",),
        good="",
    ),
    Measure(
        "merges",
        N_("Merges of duplicates"),
        "count",
        N_("How often duplicates were made one record."),
        ("changes.merges",),
        good="",
    ),
    Measure(
        "quality_score",
        N_("Data quality"),
        "ratio",
        N_("Mean score of customers and contacts, completeness times freshness, as last kept in the period."),
        ("quality.score",),
        over=("quality.count",),
        per=100,
    ),
    Measure(
        "completeness",
        N_("Completeness"),
        "ratio",
        N_("Mean completeness of customers and contacts, as last kept in the period."),
        ("quality.completeness",),
        over=("quality.count",),
        per=100,
    ),
    Measure(
        "stale_records",
        N_("Stale records"),
        "count",
        N_("Customers and contacts whose data grew old, as last kept in the period."),
        ("quality.stale",),
        good="down",
    ),
    Measure(
        "faulty_records",
        N_("Faulty records"),
        "count",
        N_("Customers and contacts with a value that cannot be right, as last kept in the period."),
        ("quality.faulty",),
        good="down",
    ),
    Measure(
        "unreachable_records",
        N_("Unreachable records"),
        "count",
        N_("Customers and contacts without an e-mail or number that can be right, as last kept in the period."),
        ("quality.unreachable",),
        good="down",
    ),
)
