"""Reports put into words for paper: said in the reader's language, calendar and digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..base.i18n import Locale
from ..measures.catalogue import Measure, Value
from ._definition import definition
from .result import ReportResult
from .shown import Shown


def values_of(reports: Sequence[Shown], locale: Locale, *, title: str, by: str) -> dict[str, Any]:
    """What the template shows."""
    first = reports[0].result
    head = title or first.said
    at = locale.datetime(first.at)
    return {
        "title": head,
        "about": [first.said] if title and len(reports) == 1 else [],
        "foot": f"{head} · {at}",
        "wide": False,
        "parts": [_part(one, locale, head, by, alone=len(reports) == 1) for one in reports],
    }


def _part(one: Shown, locale: Locale, head: str, by: str, *, alone: bool) -> dict[str, Any]:
    result = one.result
    return {
        "title": "" if alone else one.title or result.said,
        "said": "" if alone or not one.title else result.said,
        "cards": [_card(result, wanted, locale) for wanted in result.spec.asked],
        "definition": [list(line) for line in definition(result, locale, by=by)],
    }


def _card(result: ReportResult, one: Measure, locale: Locale) -> dict[str, str]:
    return {"label": locale.t(one.label), "value": figure(one, result.totals.get(one.key), locale), "note": ""}


def figure(one: Measure, value: Value, locale: Locale) -> str:
    if one.kind == "money":
        return locale.money(None if value is None else int(value))
    return locale.percent(value, 1) if one.kind == "ratio" else locale.number(value, 1 if one.kind == "days" else 0)
