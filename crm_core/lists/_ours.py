"""Lists that we handed out ourselves, come back: exports that were mended, templates that were filled in.

They are told by their hidden column (see `_marks`): kind, header and columns are known at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.messages import catalogue
from ..fields import CATALOGUE
from . import _marks
from ._cells import tidy
from ._kinds import KINDS
from ._marks import EXAMPLE, Marks
from ._outgoing import Column, headers
from ._saying import Saying
from .recognise import GIVEN, ListColumn, RecognisedList

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from .importing import Choices
    from .read import Cell, Sheet

EXAMPLE_WORD = N_("Example:")
"""What the first text of an example row begins with."""
RECORD = "record"
"""What the hidden column is recognised as."""
FOREIGN = N_("This list was exported from another Daftar: its records are not known here.")
ONLY_READ = N_("Columns that cannot be changed in a list were left out: {columns}.")
STRANGE = N_("Columns that were added to the file were left out: {columns}.")

NO_RECORDS = frozenset({"orders", "deal_history", "targets"})
"""Kinds of lists whose rows are no records: their templates come back, but no export does."""

Recognise = Callable[["Choices"], RecognisedList]
"""Recognises the sheet with these choices."""


def marks_of(w: Work, sheet: Sheet, kind: str | None) -> Marks | None:
    """The marks of a sheet that we handed out and that may come back as this kind.

    Raises Invalid for one whose records are another database's.
    """
    marks = _marks.find(sheet)
    if marks is None or marks.kind not in KINDS or kind not in (None, marks.kind):
        return None
    if not _marks.is_ours(w.company, marks) and any(_marks.read(cell) for cell in marks.cells):
        raise Invalid(FOREIGN)
    return marks


def adopt(w: Work, sheet: Sheet, marks: Marks, recognise: Recognise, choices: Choices) -> RecognisedList:
    """The list as we know it: each column is what its header says, but for what a person decided."""
    hidden = sheet.first_column + marks.index
    sheet.hidden_columns = [number for number in sheet.hidden_columns if number != hidden]
    found = recognise(replace(choices, kind=marks.kind, header_row=sheet.numbers[marks.header]))
    found.marks = marks
    found.columns = _columns(w, found, choices.mapping)
    examples = {at for at, cell in enumerate(marks.cells) if cell == EXAMPLE and _is_example(sheet.row(at))}
    if examples:
        found.layout.positions = [at for at in found.layout.positions if at not in examples]
        found.__dict__.pop("rows", None)
    return found


def _is_example(cells: Sequence[Cell]) -> bool:
    """Whether nobody wrote a row of their own over the example."""
    words = (EXAMPLE_WORD, catalogue("fa").single.get(EXAMPLE_WORD, EXAMPLE_WORD))
    return any(isinstance(cell, str) and cell.startswith(words) for cell in cells)


def headers_of_columns(w: Work, found: RecognisedList) -> dict[int, Column]:
    """The columns of an export that the columns of a list are, by their index."""
    assert found.marks is not None
    kind = KINDS[found.marks.kind]
    fields = kind.fields if kind.entity not in CATALOGUE else None
    known = headers(w, kind.entity, found.marks.language, fields)
    by_name = {tidy(header, persian=False): column for header, column in known.items()}
    return {column.index: by_name[column.header] for column in found.columns if column.header in by_name}


def _columns(w: Work, found: RecognisedList, mapping: Mapping[str, str | None]) -> list[ListColumn]:
    known = headers_of_columns(w, found)
    taken = {one.key for one in known.values()}
    chosen = {column.index for column in found.columns if column.header in mapping}
    columns = [column if column.index in chosen else _known(found, column, known, taken) for column in found.columns]
    strange = [one.header for one in columns if one.field is None and one.index not in {*known, *chosen}]
    if strange:
        found.notes.append(Saying(STRANGE, {"columns": ", ".join(strange)}))
    read_only = [
        one.header for one in columns if one.index in known and not known[one.index].said and one.field is None
    ]
    if read_only:
        found.notes.append(Saying(ONLY_READ, {"columns": ", ".join(read_only)}))
    return columns


def _known(found: RecognisedList, column: ListColumn, known: Mapping[int, Column], taken: set[str]) -> ListColumn:
    """A column as the one of an export that it is; what was added to the file keeps a field that is nobody else's."""
    one = known.get(column.index)
    if found.marks is not None and column.index == found.marks.index:
        key: str | None = RECORD
    elif one is not None:
        key = one.key if is_taken(found, one) else None
    elif column.field not in taken:
        return column
    else:
        key = None
    return replace(column, field=key, confidence=1.0 if key else 0.0, why=Saying(GIVEN) if key else None)


def is_taken(found: RecognisedList, column: Column) -> bool:
    """Whether what is written into a column of an export may come back: no computed fields, no days said again."""
    kind = KINDS[found.kind or ""]
    declared = CATALOGUE.get(kind.entity, kind.fields)[column.key]
    # What is named beside a record, as tags and competitors are, is added to what is there.
    editable = declared.editable or declared.kind == "tags" or kind.key in NO_RECORDS
    return not column.said and editable and declared.importable and column.key in kind.fields
