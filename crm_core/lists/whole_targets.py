"""The sheet of targets of a year as it is shown: a row for each holder, the periods as columns; it can come back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ..base.i18n import N_
from ..base.workbook import HEADER, SheetColumn, add_sheet, number_pen, sheet_name, text_pen, workbook
from ..deals.targets import SCOPES, Sheet
from ..measures import measure
from ..trust.access import require
from ._target_lists import HOLDER_KINDS
from ._targets_out import AMOUNT, value_out

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_LEFT = (30, 14, 20)


def wide_file(w: Work, shown: Sheet) -> bytes:
    """The sheet as .xlsx; what was not set stays empty. Raises Refused."""
    require(w, "export")
    t, wanted = w.locale.t, measure(shown.measure)
    heads = [t(N_("Name")), t(N_("Kind")), t(N_("Measure")), *(w.locale.period(period) for period in shown.periods)]
    file = io.BytesIO()
    with workbook(file, creator=w.company.name or "Daftar", at=w.clock.now()) as book:
        columns = [SheetColumn(width) for width in (*_LEFT, *(16 for _ in shown.periods))]
        sheet = add_sheet(book, sheet_name(t(N_("Targets"))), columns, rtl=w.locale.rtl)
        sheet.freeze_panes(1, 1)
        lead, text, number = (
            text_pen(book, sheet, **HEADER),
            text_pen(book, sheet),
            number_pen(book, sheet, num_format=AMOUNT),
        )
        for place, head in enumerate(heads):
            lead(0, place, head)
        for at, line in enumerate(shown.lines, 1):
            kind = t(HOLDER_KINDS[SCOPES.index(line.holder.scope)])
            for place, word in enumerate((line.name, kind, t(wanted.label))):
                text(at, place, word)
            for place, value in enumerate(line.values, len(_LEFT)):
                if value is not None:
                    number(at, place, value_out(w, wanted.kind, value))
    return file.getvalue()
