"""A sheet of problems that was mended and comes back: the rest of the import that it was made of.

It is read as that import read its list: the same kind, columns, answers and values for all rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.errors import NotFound
from ..base.i18n import N_
from ..models import ImportRun
from . import _marks
from ._amounts import TAKEN_AS_RIAL, TAKEN_AS_TOMAN
from ._cells import tidy, written
from ._dates import ORDER_NOTES, TURNED
from ._kinds import KINDS
from ._remembered import Remembered
from ._saying import Saying
from .recognise import KEEP

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from .importing import Choices
    from .read import Sheet, Workbook

REST = N_("The mended rows of “{name}”, read as that list was.")
_GONE = N_("These are rows of an import that does not exist here, or that you may not see.")


@dataclass(frozen=True)
class RestOfRun(Remembered):
    """What was decided for the list of which these rows are the rest; `ours` are the columns of ours beside them."""

    ours: frozenset[int] = frozenset()
    run_id: int = 0
    header_row: int = 1
    set_values: Mapping[str, str] = field(default_factory=dict)
    skip_known: bool = False

    def beneath(self, choices: Choices) -> Choices:
        """As for any list, and the values for all rows; rows that are in already are not made once more."""
        known = super().beneath(choices)
        on_match = "skip" if self.skip_known else known.options.on_match
        options = replace(
            known.options,
            on_match="update" if on_match == "create" else on_match,
            set_values={**self.set_values, **known.options.set_values},
        )
        return replace(known, header_row=self.header_row, options=options)


def rest_of(workbook: Workbook) -> int | None:
    """The import whose troubled rows a workbook holds, by what it says itself; None on any other."""
    return next((run for sheet in workbook.sheets if (run := _run_of(_marks.find(sheet, rest=True))) is not None), None)


def _run_of(marks: _marks.Marks | None) -> int | None:
    found = (_marks.read(cell) for cell in marks.cells) if marks else ()
    return next((mark.id for mark in found if mark is not None), None)


def rest_on(w: Work, sheet: Sheet) -> RestOfRun | None:
    """What was decided for the rows of a sheet of problems; None on any other. Raises NotFound, in words."""
    marks = _marks.find(sheet, rest=True)
    run_id = _run_of(marks)
    if marks is None or run_id is None:
        return None
    signed = all(_marks.is_signed(w.company, cell) for cell in marks.cells if _marks.read(cell))
    run = w.scalar(select(ImportRun).where(ImportRun.id == run_id))
    if run is None or not signed or not _marks.is_ours(w.company, marks):
        raise NotFound(_GONE)
    sheet.hidden_columns = [number for number in sheet.hidden_columns if number != sheet.first_column + marks.index]
    ours = frozenset((0, 1, marks.index))
    names = {index: tidy(written(column[marks.header]), persian=False) for index, column in enumerate(sheet.columns)}
    options = run.options or {}
    return RestOfRun(
        kind=run.kind,
        mapping=_mapping(run, names, ours),
        answers={**_decided(run.notes or ()), **options.get("answers", {})},
        links=options.get("links", {}),
        same_products={},
        note=Saying(REST, {"name": run.file_name}),
        ours=ours,
        run_id=run_id,
        header_row=sheet.numbers[marks.header],
        set_values=options.get("set", {}),
        skip_known=options.get("on_match") == "skip",
    )


def _mapping(run: ImportRun, names: Mapping[int, str], ours: frozenset[int]) -> dict[str, str | None]:
    """The columns as that import had them; ours fill no field."""
    fields = KINDS[run.kind].fields
    there = set(names.values())
    known = {
        header: key
        for header, key in (run.columns or {}).items()
        if header in there and (key is None or key == KEEP or key in fields)
    }
    return {**known, **{names[one]: None for one in ours if names.get(one) and names[one] not in known}}


def _decided(notes: Any) -> dict[str, str]:
    """How the whole list was read, which a few rows of it may not show."""
    said = {note["message"] for note in notes}
    found = {}
    day = {ORDER_NOTES["day_first", None], ORDER_NOTES["open", True]} & said
    month = {ORDER_NOTES["month_first", None], ORDER_NOTES["open", False]} & said
    if bool(day) != bool(month):
        found["day_first"] = "day" if day else "month"
    if TURNED in said:
        found["calendar"] = "jalali"
    if TAKEN_AS_TOMAN in said:
        found["unit"] = "IRT"
    elif TAKEN_AS_RIAL in said:
        found["unit"] = "IRR"
    return found
