"""Reports put into words for paper: said in the reader's language, calendar and digits."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..base.figures import NOTHING
from ..base.i18n import N_, Locale
from ..measures.catalogue import Measure, measure
from ._definition import definition
from ._paper_table import PaperTable, laid_out
from .pictures import PAPER, Look, picture, svg
from .result import ReportResult
from .saying import compared_with, say_change, say_figure, say_reached
from .shown import Shown

log = logging.getLogger(__name__)

_LINES_ALONE, _LINES_TOGETHER = 1_000, 60
"""So many lines of a table are set: nobody turns more pages. Of a report among others only the beginning."""
_ACROSS = 1_000
"""Pixels: the width of a chart on a page that lies across (see `pictures.PAPER`)."""
_CARDS = 4
_COLUMN = {False: (499, 470), True: (745, 330)}
"""Points: how wide the column of an upright page and of one that lies across is, and how high a chart may be there."""
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


def values_of(reports: Sequence[Shown], locale: Locale, *, title: str, by: str) -> dict[str, Any]:
    """What the template shows. The pages lie across where a table does not fit an upright one."""
    first, alone = reports[0].result, len(reports) == 1
    head = title or locale.t(first.spec.asked[0].label)
    most = _LINES_ALONE if alone else _LINES_TOGETHER
    tables = [laid_out(one, locale, most) for one in reports]
    wide = any(table.is_wide and "table" in one.parts for one, table in zip(reports, tables, strict=True))
    return {
        "title": head,
        "about": [first.said] if alone else [],
        "foot": f"{head} · {locale.datetime(first.at)}",
        "wide": wide,
        "means": locale.t(N_("What the figures mean")),
        "parts": [_part(one, table, locale, wide, by, alone=alone) for one, table in zip(reports, tables, strict=True)],
    }


def _part(one: Shown, table: PaperTable, locale: Locale, wide: bool, by: str, *, alone: bool) -> dict[str, Any]:
    result = one.result
    title = one.title or locale.t(measure(one.drawn).label)
    return {
        "title": "" if alone else title,
        "said": "" if alone else result.said,
        "cards": _cards(result, locale) if "figures" in one.parts else [],
        "chart": _chart(one, locale, wide) if "chart" in one.parts else None,
        "tables": table.blocks(wide) if "table" in one.parts else [],
        "left_out": _left_out(table, locale) if "table" in one.parts else "",
        "definition": [list(line) for line in definition(result, locale, by=by)],
    }


def _cards(result: ReportResult, locale: Locale) -> list[list[Mapping[str, str]]]:
    """The figures of the whole period at a glance, in lines of not more than four."""
    cards = [_card(result, one, locale) for one in result.spec.asked]
    lines = -(-len(cards) // _CARDS)
    each = -(-len(cards) // lines)
    return [cards[at : at + each] for at in range(0, len(cards), each)]


def _card(result: ReportResult, one: Measure, locale: Locale) -> Mapping[str, str]:
    value, other = result.totals.get(one.key), result.compare_totals.get(one.key)
    compare, note = result.spec.compare, ""
    if compare == "target" and value is not None and other:
        target = say_figure(one, other, locale, short=True, unit=True)
        note = locale.t(N_("{share} of {target}"), share=say_reached(value, other, locale), target=target)
    elif compare not in ("none", "target") and value is not None and other is not None:
        change, base = say_change(one, value, other, locale), compared_with(result, locale)
        note = locale.t(N_("{change} on {base}"), change=change, base=base) if change != NOTHING else ""
    return {"label": locale.t(one.label), "value": say_figure(one, value, locale, short=True, unit=True), "note": note}


def _chart(one: Shown, locale: Locale, wide: bool) -> Mapping[str, Any] | None:
    """The chart as vectors, with its title, so high that it stands on one page; None where there is nothing to draw."""
    found = picture(one.result, one.drawn, one.chart, locale, Look(paper=True), sort=one.sort)
    if found is None:
        return None
    try:
        drawn = svg(found, _ACROSS if wide else PAPER)
    except (ValueError, RuntimeError):  # figures without their picture are better than no figures
        log.exception("a chart could not be drawn")
        return None
    size = _SIZE.search(drawn)
    high = float(size[2]) / float(size[1]) if size else 0.5
    column, most = _COLUMN[wide]
    return {"svg": drawn, "title": found.title, "below": found.below, "height": min(column * high, most)}


def _left_out(table: PaperTable, locale: Locale) -> str:
    """What is said where a table is longer than what is set of it."""
    if table.there <= table.set_here:
        return ""
    message = N_("The first {n} of {all} lines; all of them are in the Excel file.")
    return locale.t(message, n=table.set_here, all=table.there)
