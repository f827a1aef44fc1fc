"""A column at a time: cells in, values of the field's kind out, and the cells that are in trouble.

Equal cells are parsed once. A cell in trouble becomes None and a problem; empty cells are no problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from crm_core.base.i18n import N_
from crm_core.fields import Field
from crm_core.lists import _amounts, _dates, _reach, _texts
from crm_core.lists._asking import SHOWN, Cleaned
from crm_core.lists._cells import NOTHING_SAID, CellProblem, ParsedColumn, is_empty, is_error, written
from crm_core.lists._dates import NO_DATE
from crm_core.lists._reading import Changes, ParseRules, Reader, Reading
from crm_core.lists._saying import Saying
from crm_core.lists.read import Cell

__all__ = ["NO_DATE", "CellProblem", "ParseRules", "ParsedColumn", "parse_column"]

_LONGEST_NOTHING = 8
"""No word for "nothing" is longer."""
ERROR_VALUE = N_("“{value}” is an error value of the sheet.")


def parse_column(cells: Sequence[Cell], to: Field, header: str, rules: ParseRules) -> ParsedColumn:
    """The values of a column for the field `to`; `header` may name a unit: "Amount (Toman)"."""
    distinct = dict.fromkeys(cells)
    short = [cell for cell in distinct if cell.__class__ is str and (len(cell) <= _LONGEST_NOTHING or cell[0] == "#")]
    void = {cell for cell in short if is_empty(cell) or is_error(cell)}
    usable = [cell for cell in distinct if cell not in void] if void else list(distinct)
    read = READERS.get(to.kind, _texts.texts)(usable, to, header, rules)
    return _spread(cells, distinct, read)


def _spread(cells: Sequence[Cell], distinct: dict[Cell, None], read: Reading) -> ParsedColumn:
    """Lay the values of the distinct cells out over the rows."""
    known = {**distinct, **read.values}
    column = ParsedColumn([known[cell] for cell in cells], notes=list(read.notes))
    bad = {cell: reason for cell, value in known.items() if value is None and (reason := _trouble(cell, read))}
    if bad:
        column.problems = [CellProblem(at, written(cell), bad[cell]) for at, cell in enumerate(cells) if cell in bad]
    if read.more:
        column.extras = {at: read.more[cell] for at, cell in enumerate(cells) if cell in read.more}
    if read.units:
        column.units = [read.units.get(cell) for cell in cells]
    column.questions = list(read.questions)
    if read.changed is not None:
        column.cleaned = _cleaned(cells, distinct, read.changed)
    return column


def _cleaned(cells: Sequence[Cell], distinct: dict[Cell, None], changes: Changes) -> Cleaned | None:
    """How many cells were changed, with samples; the count looks at the rows only where cells repeat."""
    changed = set(changes.cells)
    if not changed:
        return None
    count = len(changed)
    if len(distinct) < len(cells):
        times = Counter(cells)
        count = sum(times[cell] for cell in changed)
    shown: dict[str, str] = {}
    for cell in changes.cells:
        before, after = written(cell).strip(), changes.say(cell)
        if before != after:
            shown.setdefault(before, after)
        if len(shown) == SHOWN:
            break
    return Cleaned(count, tuple(shown.items())) if shown else None  # the person writes them just as the list does


def _trouble(cell: Cell, read: Reading) -> Saying | None:
    """Why a cell has no value; None where it is empty or says that there is nothing."""
    if is_error(cell):
        return Saying(ERROR_VALUE, {"value": written(cell)})
    text = written(cell).strip()
    reason = read.reasons.get(cell) or read.reason
    if not reason or cell not in read.values or not text or text in NOTHING_SAID:
        return None
    return Saying(reason, {"value": text})


READERS: Mapping[str, Reader] = {
    "money": _amounts.money,
    "number": _amounts.numbers,
    "percent": _amounts.percents,
    "date": _dates.dates,
    "datetime": _dates.dates,
    "phone": _reach.phones,
    "email": _reach.emails,
    "url": _reach.urls,
    "yes_no": _texts.yes_no,
    "tags": _texts.tags,
}
"""By kind of field; all others are text, and links are found by their text later."""
