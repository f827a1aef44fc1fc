"""Targets, where they stand, and commission as Excel files."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_, Locale
from ..base.money import exponent, to_major
from ..base.workbook import SheetColumn, add_sheet, sheet_name, workbook, write_table
from ..deals.targets import Progress
from ..deals.targets.commission import FULL, Earned
from ..measures import Measure, measure
from ..trust.access import require

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

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
    kinds = dict.fromkeys(range(2, len(heads)), wanted.kind) | {4: "ratio", 6: "ratio", 10: "number"}
    return _written(w, t(wanted.label), heads, rows, kinds)


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
    kinds = dict.fromkeys(range(3, len(heads)), "money") | dict.fromkeys((5, 6, 9), "ratio")
    return _written(w, t(N_("Commission")), heads, rows, kinds)


def _with_unit(label: str, wanted: Measure, locale: Locale) -> str:
    return f"{label} ({locale.unit()})" if wanted.kind == "money" else label


def _major(value: int | None, wanted: Measure, w: Work) -> Any:
    return _money(value, w) if wanted.kind == "money" else value


def _money(value: int | None, w: Work) -> Any:
    if value is None:
        return None
    amount = to_major(value, w.company.currency)
    return amount / 10 if w.company.toman and w.company.currency == "IRR" else amount


def _written(
    w: Work, name: str, labels: Sequence[str], rows: Iterable[Sequence[Any]], kinds: Mapping[int, str]
) -> bytes:
    """One sheet; `kinds` are those of its columns by place, the others hold texts."""
    file = io.BytesIO()
    with workbook(file, at=w.clock.now()) as book:
        columns = [SheetColumn(_WIDE if place < 2 else max(14, len(label) + 2)) for place, label in enumerate(labels)]
        sheet = add_sheet(book, sheet_name(name), columns, rtl=w.locale.rtl)
        sheet.freeze_panes(1, 1)
        heads = [(label, kinds.get(place, "text")) for place, label in enumerate(labels)]
        places = 0 if w.locale.toman else exponent(w.company.currency)
        write_table(book, sheet, heads, rows, places=places, persian=w.locale.digits == "persian")
    return file.getvalue()
