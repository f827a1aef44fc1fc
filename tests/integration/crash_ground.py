"""An import in a process of its own, to be killed."""

from __future__ import annotations

from typing import Any

from crm_core.base.config import Settings
from crm_core.lists.importing import Choices, OpenedList, carry_out, prepare
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office

ROWS = 300
LIST = "Opportunity id,Name,Account,Sales agent,Product,Stage,Created,Close date,Amount,Tags\n" + "\n".join(
    f"D{n},Deal {n},Customer {n % 90},Agent {n % 7},Product {n % 5},Won,2026-01-05,2026-02-{n % 28 + 1:02d},{n}00,new"
    for n in range(ROWS)
)


def bring_in(settings: Settings, opened: OpenedList, token: str, pipe: Any) -> None:
    """Plan and write the list; says when it begins and when it is done."""
    office = Office(settings)
    with office.read(SYSTEM) as w:  # the first use of a database takes the longest, and writes nothing
        w.company  # noqa: B018
    pipe.send("begins")
    with office.read(SYSTEM) as w:
        prepared = prepare(w, opened, Choices(kind="deals"))
    carry_out(office, SYSTEM, prepared, token=token)
    pipe.send("done")
