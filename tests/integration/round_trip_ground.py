"""Lists that go out, are mended in Excel, and come back."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl

from crm_core.fields.find import Query
from crm_core.lists import export
from crm_core.lists.importing import Choices, PreparedList, open_list, prepare
from crm_core.lists.plan import Options
from crm_core.trust.access import Actor
from crm_core.trust.unit_of_work import Office

Mend = Callable[[Any], None]
"""Changes an openpyxl sheet in place."""


def sent_out(office: Office, actor: Actor, entity: str, *columns: str) -> bytes:
    with office.read(actor) as w:
        return export.to_excel(w, entity, Query(columns=columns))


def mended(content: bytes, mend: Mend) -> bytes:
    """The workbook as Excel saves it after these changes."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    mend(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(sheet: Any, row: int = 2) -> dict[str, Any]:
    """The cells of a row by header."""
    return dict(zip((cell.value for cell in sheet[1]), sheet[row], strict=True))


def put(row_key: str, header: str, value: Any, by: str = "Name") -> Mend:
    """Write into the row whose name is this."""

    def mend(sheet: Any) -> None:
        for number in range(2, sheet.max_row + 1):
            found = cells(sheet, number)
            if found[by].value == row_key:
                found[header].value = value
                return
        raise AssertionError(row_key)

    return mend


def together(*mends: Mend) -> Mend:
    def mend(sheet: Any) -> None:
        for one in mends:
            one(sheet)

    return mend


def back(office: Office, actor: Actor, content: bytes, **how: Any) -> PreparedList:
    """The plan of a list that came back; `how` are choices and options together."""
    options = {key: how.pop(key) for key in list(how) if key in Options.__dataclass_fields__}
    opened = open_list(content, "mended.xlsx")
    with office.read(actor) as w:
        return prepare(w, opened, Choices(options=Options(**options), **how))


def counted(prepared: PreparedList) -> Mapping[str, int]:
    return {status: n for status, n in prepared.plan.counts.items() if n}
