"""Targets, where they stand, and commission as Excel files."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_, Locale
from ..base.money import to_major
from ..base.workbook import HEADER, SheetColumn, add_sheet, number_pen, sheet_name, text_pen, workbook
from ..deals.targets import Progress
from ..deals.targets.commission import FULL, Earned
from ..measures import Measure, measure
from ..trust.access import require

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_SHARE = "0.0%"
_AMOUNT = "#,##0.##"
_WIDE = 26


def progress_file(w: Work, lines: Sequence[Progress]) -> bytes:
    """Where holders stand: a row each. Raises Refused."""
    require(w, "export")
    t = w.locale.t
    wanted = measure(lines[0].measure)
    heads = [
        t(N_("Name")), t(N_("Period")), _with_unit(t(N_("Done")), wanted, w.locale),
        _with_unit(t(N_("Target")), wanted, w.locale), t(N_("Reached")), t(N_("Due by today")), t(N_("Pace")),
        t(N_("Gap")), t(N_("Needed a working day")), t(N_("Weighted pipeline")), t(N_("Coverage")), t(N_("In reach")),
    ]  # fmt: skip
    rows = (
        [
            one.name, w.locale.period(one.period), _major(one.done, wanted, w), _major(one.target, wanted, w),
            one.share, _major(one.due, wanted, w), one.pace, _major(one.gap, wanted, w), _major(one.per_day, wanted, w),
            _major(one.open, wanted, w), one.coverage,
            None if one.in_reach is None else t(N_("yes")) if one.in_reach else t(N_("no")),
        ]
        for one in lines
    )  # fmt: skip
    return _written(w, t(wanted.label), heads, rows, shares=frozenset({4, 6}))


def commission_file(w: Work, found: Sequence[Earned]) -> bytes:
    """What was earned, a row for each line of the arithmetic, so that the sheet adds up. Raises Refused."""
    require(w, "export")
    t = w.locale.t
    heads = [
        t(N_("Person")), t(N_("Rule")), t(N_("Period")), _with_unit(t(N_("Target")), measure("won_amount"), w.locale),
        t(N_("Done")), t(N_("Reached")), t(N_("From share of the target")), t(N_("Above")), t(N_("Of it")),
        t(N_("Rate")), t(N_("Pays")),
    ]  # fmt: skip
    rows = (
        [
            one.name, one.rule.name, w.locale.period(one.period), _money(one.target, w), _money(one.done, w), one.share,
            line.tier.reached / FULL if line else None, _money(line.start, w) if line else None,
            _money(line.part, w) if line else None, line.tier.rate / FULL if line else None,
            _money(line.pays if line else 0, w),
        ]
        for one in found
        for line in (one.lines or (None,))
    )  # fmt: skip
    return _written(w, t(N_("Commission")), heads, rows, shares=frozenset({5, 6, 9}))


def _with_unit(label: str, wanted: Measure, locale: Locale) -> str:
    return f"{label} ({locale.unit()})" if wanted.kind == "money" else label


def _major(value: int | None, wanted: Measure, w: Work) -> Any:
    return _money(value, w) if wanted.kind == "money" else value


def _money(value: int | None, w: Work) -> Any:
    if value is None:
        return None
    amount = to_major(value, w.company.currency)
    return amount / 10 if w.company.toman and w.company.currency == "IRR" else amount


def _written(w: Work, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], shares: frozenset[int]) -> bytes:
    file = io.BytesIO()
    with workbook(file, at=w.clock.now()) as book:
        columns = [SheetColumn(_WIDE if place < 2 else max(14, len(head) + 2)) for place, head in enumerate(heads)]
        sheet = add_sheet(book, sheet_name(name), columns, rtl=w.locale.rtl)
        sheet.freeze_panes(1, 1)
        head, text = text_pen(book, sheet, **HEADER), text_pen(book, sheet)
        number, share = number_pen(book, sheet, num_format=_AMOUNT), number_pen(book, sheet, num_format=_SHARE)
        for place, label in enumerate(heads):
            head(0, place, label)
        for at, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if value is not None:
                    pen = text if isinstance(value, str) else share if place in shares else number
                    pen(at, place, value)
    return file.getvalue()
