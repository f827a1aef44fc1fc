"""The reports that a person pinned to Today: each a figure with a small drawing, which opens the report.

Nobody waits for them: what is not worked out yet is drawn when it is there.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

import _session
from _session import read, t
from _ui import behind, naming, report_choice
from _ui import report_words as words
from crm_core.base.errors import DaftarError
from crm_core.measures import Value
from crm_core.reports import Measure, ReportResult, measure, pins, say_span
from crm_core.reports.pins import Pin
from crm_core.reports.saved import Named, result_of
from crm_core.reports.saying import in_calendar_of, ranked, value_of

KEY = "pins"
PATIENCE = 0.05
"""Seconds that Today waits for figures that are pinned to it."""
_BARS = 4
_FEWEST = 3
"""So many figures make a course."""
_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_PINS = st.components.v2.component(
    "daftar_pins",
    html='<div class="place"></div>',
    css=(_ASSETS / "pins.css").read_text(encoding="utf-8"),
    js="".join((_ASSETS / name).read_text(encoding="utf-8") for name in ("sortable.js", "pins.js")),
)


def take() -> None:
    """Do what was done to a pin: opened, taken off, put elsewhere."""
    value = _session.component_value(KEY) or {}
    told = {kind: value.get(kind) for kind in ("opened", "off", "arranged")}
    new = {kind: one for kind, one in told.items() if one and _session.first_time(f"{KEY}:{kind}", one["n"])}
    if "off" in new:
        key = new["off"]["key"]
        naming.store("unpin", (key, new["off"]["n"]), partial(pins.unpin, key=key), t("Taken off Today."))
    if "arranged" in new:
        keys = new["arranged"]["keys"]
        naming.store(
            "arrange_pins", (keys, new["arranged"]["n"]), partial(pins.arrange, keys=keys), t("Order changed.")
        )
    if "opened" in new:
        st.switch_page("reports.py", query_params={report_choice.NAME: new["opened"]["key"]})


def show() -> None:
    """Draw them; nothing where none is pinned."""
    found = read(pins.pins)
    if not found:
        return
    asked = [dict(one.report.params) for one in found if one.report is not None]
    answers = behind.soon(result_of, asked, within=PATIENCE)
    come = iter(answers)
    _PINS(
        key=KEY,
        data={
            "pins": [_card(one, next(come)) if one.report is not None else _gone(one) for one in found],
            "rtl": _session.locale().rtl,
            "words": {
                "pins": t("Pinned reports"),
                "move": t("Move with the mouse or the arrow keys"),
                "off": t("Take off Today"),
                "moved": t("Now at place {n} of {all}", n="#", all="#"),
            },
        },
        on_opened_change=lambda: None,
        on_off_change=lambda: None,
        on_arranged_change=lambda: None,
    )
    behind.draw_again(result_of, [one for one, answer in zip(asked, answers, strict=True) if answer is None])


_EMPTY: dict[str, Any] = {"value": "", "label": "", "full": "", "note": "", "tone": "", "course": [], "bars": []}


def _gone(pin: Pin) -> dict[str, Any]:
    return {
        **_EMPTY, "key": pin.key, "name": t("A report that is gone"), "gone": True, "waits": False, "href": "",
        "note": t("It was deleted, or is no longer shared with you."),
    }  # fmt: skip


def _card(pin: Pin, answer: ReportResult | BaseException | None) -> dict[str, Any]:
    report: Named = pin.report  # type: ignore[assignment]
    href = "reports?" + urlencode({report_choice.NAME: pin.key})
    card = {**_EMPTY, "key": pin.key, "name": report.name, "gone": False, "waits": answer is None, "href": href}
    if isinstance(answer, ReportResult):
        return card | _figure(answer, report)
    if isinstance(answer, DaftarError):
        return card | {"note": answer.say(_session.locale())}
    return card | {"note": t("This report could not be worked out.") if answer is not None else ""}


def _figure(result: ReportResult, report: Named) -> dict[str, Any]:
    one = shown_of(result, report.params.get("show", ""))
    value = result.totals.get(one.key)
    return {
        "value": words.figure(one, value, short=True, unit=True),
        "label": t(one.label),
        "full": words.figure(one, value, unit=True),
        "note": _note(result, one),
        "course": _course(result, one),
        "bars": _bars(result, one) if len(result.by_group) > 1 and len(result.by_period) < _FEWEST else [],
    }


def shown_of(result: ReportResult, key: str) -> Measure:
    """The measure that is drawn: the one of this key, else the first."""
    asked = result.spec.measures
    return measure(key if key in asked else asked[0])


def _note(result: ReportResult, one: Measure) -> str:
    """What it is compared with; else the days it is of."""
    other, base = result.compare_totals.get(one.key), words.compared_with(result)
    value = result.totals.get(one.key)
    if result.spec.compare == "target" and other:
        target = words.figure(one, other, short=True, unit=True)
        return t("{share} of the target {target}", share=words.reached(value, other), target=target)
    change = words.change(one, value, other) if base else words.NOTHING
    if change != words.NOTHING:
        return t("{change} on {base}", change=change, base=base)
    return say_span(result.span, in_calendar_of(result, _session.locale()))


def _course(result: ReportResult, one: Measure) -> list[float | None]:
    figures = [value_of(result, row, one) for row in result.by_period]
    known = [figure for figure in figures if figure is not None]
    if len(known) < _FEWEST or not any(known):
        return []
    return [None if figure is None else float(figure) for figure in figures]


def _bars(result: ReportResult, one: Measure) -> list[dict[str, Any]]:
    """The first groups in the order of the table."""
    places = ranked(result, "", one)[:_BARS]
    rows = [(result.by_group[at], value_of(result, result.by_group[at], one)) for at in places]
    most = max([abs(value) for _, value in rows if value] or [0])
    return [
        {
            "label": " · ".join(words.names_of(row)),
            "value": words.figure(one, value, short=True),
            "share": _share(value, most),
        }
        for row, value in rows
    ]


def _share(value: Value, most: Any) -> float:
    return float(max(value or 0, 0) / most) if most else 0.0
