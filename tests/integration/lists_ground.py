"""Small things that the tests of imports share: lists out of text, bringing them in, and what a database holds."""

from __future__ import annotations

import csv
import hashlib
import io
from array import array
from typing import Any

from sqlalchemy import select

from crm_core.lists.apply import Receipt, undo_run
from crm_core.lists.importing import Choices, OpenedList, PreparedList, carry_out, prepare
from crm_core.lists.plan import Options
from crm_core.lists.read import Sheet, Workbook
from crm_core.models import Model
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office

KEPT_BY_UNDO = {
    "import_runs", "import_problems", "change_sets", "changes", "data_versions", "written", "list_memories",
}  # fmt: skip
"""What an undo leaves: the history of runs and changes, what lists taught, and how often the data was written."""
NO_LIST_WRITES = {"calendar_days"}
"""Large, and made from the company's settings alone."""


def opened(text: str, name: str = "list.csv") -> OpenedList:
    """A list as the reader gives it; cells are texts."""
    rows = list(csv.reader(io.StringIO(text.strip())))
    columns = [list(column) for column in zip(*rows, strict=True)]
    sheet = Sheet("list", hidden=False, numbers=array("I", range(1, len(rows) + 1)), columns=columns)  # type: ignore[arg-type]
    return OpenedList(Workbook(name, "csv", [sheet]), name, hashlib.sha256(text.encode()).hexdigest())


def planned(office: Office, actor: Actor, text: str, *, name: str = "list.csv", **how: Any) -> PreparedList:
    """The plan of a list; `how` are choices and options together."""
    options = {key: how.pop(key) for key in list(how) if key in Options.__dataclass_fields__}
    with office.read(actor) as w:
        return prepare(w, opened(text, name), Choices(options=Options(**options), **how))


def bring_in(office: Office, actor: Actor, text: str, **how: Any) -> Receipt:
    return carry_out(office, actor, planned(office, actor, text, **how))


def undone(office: Office, run: int) -> list[tuple[str, str, str]]:
    """Take a run back as the system; what stays, with the reason."""
    with office.work(SYSTEM) as w:
        return [(one.entity, one.label, one.reason) for one in undo_run(w, run).conflicts]


def counts(receipt: Receipt) -> dict[str, int]:
    """The counts that are not zero."""
    return {name: n for name, n in receipt.counts.items() if n}


def rows(office: Office, model: Any, *names: str) -> list[tuple[Any, ...]]:
    """These columns of all records, in the order in which they were made."""
    with office.read(SYSTEM) as w:
        statement = select(*(getattr(model, name) for name in names)).order_by(model.id)
        return [tuple(row) for row in w.rows(statement)]


def everything(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but the history and the calendar, without their versions."""
    with office.database.engine.connect() as connection:
        found = {}
        for table in Model.metadata.sorted_tables:
            if table.name not in KEPT_BY_UNDO | NO_LIST_WRITES:
                columns = [column for column in table.columns if column.name != "version"]
                order = list(table.primary_key.columns)
                found[table.name] = [tuple(row) for row in connection.execute(select(*columns).order_by(*order))]
        return found
