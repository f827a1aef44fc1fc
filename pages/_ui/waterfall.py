"""What moved between two moments as a waterfall, from opening to closing, and the same as a table.

Both are read from top to bottom; each bar and each line opens the deals behind it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

import _session
from _session import t, tn
from _ui import charts, report_table
from _ui.theme import CATEGORIES, FONT, palette
from crm_core.base.i18n import N_, NOTHING
from crm_core.deals.movements import KINDS, Balance, Kind, Sum

By = Literal["amount", "count"]
BY: dict[By, str] = {"amount": N_("Amounts"), "count": N_("Numbers of deals")}
RULE = (
    N_("Every deal is split so that the sum holds, in this order:"),
    N_("A deal that comes (new, restored, reopened, handed in, or into the filter) counts with its amount at the end."),
    N_("A deal that was there before changes its amount first, then its expected close, and then it is won or lost "
       "with the amount it has at the end."),
    N_("A deal that leaves (handed out, removed, or out of the filter) counts with the amount it had before."),
    N_("What was changed and changed back in between is no movement. Amounts in other currencies are not in the sums."),
)  # fmt: skip
"""How deals that moved in several ways are split, in plain words (msgids)."""

_BAR, _AROUND, _END = 28, 34, 86
"""Pixels: of a bar with its place, of the axis below, of the figure at the end of a bar."""
_UP, _DOWN = CATEGORIES[0], CATEGORIES[3]
_CLICKS = "waterfall:clicks"
_INSTANT = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class _Step:
    """A bar: from where to where, and how it is read. `kind` is None for the two ends."""

    label: str
    low: float
    high: float
    end: float
    shown: str
    full: str
    deals: str
    colour: str
    kind: Kind | None = None


def show(found: Balance, *, by: By = "amount", key: str = "waterfall", title: str = "") -> Kind | None:
    """Draw the waterfall; gives the kind of movement whose bar was clicked, if any."""
    steps = list(_steps(found, by))
    clicks = f"{_CLICKS}:{key}"
    with st.container(key=f"{key}_chart", gap=None):
        st.html(charts.heading(title or t("Open pipeline, from the beginning to the end"), _below(found, by)))
        event: Any = st.vega_lite_chart(
            pd.DataFrame(_rows(steps)), _specification(steps, by), theme=None, width="stretch", height="content",
            key=f"{key}_{_session.kept(clicks, 0)}", on_select="rerun",
        )  # fmt: skip
    chosen = (event.get("selection") or {}).get("pick") or []
    kind = chosen[0].get("kind") if chosen else None
    if kind not in KINDS:
        return None
    # What was clicked stays chosen in the browser; a chart with another key can be clicked there again.
    _session.keep(clicks, _session.kept(clicks, 0) + 1)
    return kind


def table(found: Balance, *, key: str = "waterfall_table") -> Kind | None:
    """The same as figures, exact to the last digit; gives the kind of movement that was clicked, if any."""
    opened = report_table.take(key).opened
    heads = [
        report_table.Head(t("Movement"), words=True),
        report_table.Head(t("Deals"), t("How many deals moved so")),
        report_table.Head(t("Open deals"), t("What it did to the number of open deals")),
        report_table.Head(
            t("Amount in {unit}", unit=_session.locale().unit()), t("What it did to the amount of the open deals")
        ),
    ]
    lines = [_end_line(t("At the beginning"), found.opening)]
    lines += [_line(one.kind, one.deals, one.count, one.amount) for one in found.movements]
    report_table.show(key, heads, lines, _end_line(t("At the end"), found.closing))
    return next((kind for kind in KINDS if kind == opened), None)


def rule() -> None:
    """How deals that moved in several ways are split, said in plain words."""
    first, *others = map(t, RULE)
    st.caption("  \n".join([first, *(f"• {one}" for one in others)]))


# Figures


def signed(minor: int, *, short: bool = False, unit: bool = True) -> str:
    """An amount with its sign."""
    locale = _session.locale()
    return locale.with_sign(minor, locale.money(abs(minor), short=short, unit=unit))


def signed_number(number: int) -> str:
    """A number of deals with its sign."""
    locale = _session.locale()
    return locale.with_sign(number, locale.number(abs(number)))


def moment(at: dt.datetime) -> str:
    """An instant as it is read: of the last one of a day the day alone."""
    locale = _session.locale()
    local = (at + _INSTANT).astimezone(locale.zone)
    if local.time() != dt.time():
        return locale.datetime(at)
    return t("the end of {day}", day=locale.date((local - dt.timedelta(days=1)).date()))


def _end_line(label: str, total: Sum) -> report_table.Line:
    locale = _session.locale()
    cells = ("", locale.number(total.count), locale.money(total.amount, unit=False))
    return report_table.Line((label,), tuple(map(report_table.Cell, cells)))


def _line(kind: Kind, deals: int, count: int, amount: int) -> report_table.Line:
    tone: Literal["", "won", "lost"] = "won" if kind == "won" else "lost" if kind == "lost" else ""
    return report_table.Line(
        (t(KINDS[kind]),),
        (
            report_table.Cell(_session.locale().number(deals), opens=kind),
            report_table.Cell(signed_number(count) if count else NOTHING, soft=not count),
            report_table.Cell(
                signed(amount, unit=False) if amount else NOTHING, soft=not amount, tone=tone if amount else ""
            ),
        ),
    )


def _below(found: Balance, by: By) -> str:
    unit = _session.locale().unit() if by == "amount" else t("number of deals")
    return f"{moment(found.since)} – {moment(found.until)} · {unit}"


# Bars


def _steps(found: Balance, by: By) -> Iterator[_Step]:
    paint = palette()
    grey = "#5B6668" if paint.dark else "#AEB9BB"
    level = getattr(found.opening, by)
    yield _end(t("At the beginning"), found.opening, by, grey)
    for one in found.movements:
        effect = getattr(one, by)
        before, level = level, level + effect
        colour = {"won": paint.won, "lost": paint.lost}.get(
            one.kind, _UP if effect > 0 else _DOWN if effect else paint.grey
        )
        shown = _said(effect, by) if effect else _deals(one.deals)
        low, high = sorted((before, level))
        full = signed_number(effect) if by == "count" else signed(effect)
        yield _Step(t(KINDS[one.kind]), low, high, level, shown, full, _deals(one.deals), colour, one.kind)
    yield _end(t("At the end"), found.closing, by, paint.accent)


def _end(label: str, total: Sum, by: By, colour: str) -> _Step:
    value = getattr(total, by)
    locale = _session.locale()
    full = locale.number(value) if by == "count" else locale.money(value)
    shown = full if by == "count" else locale.money(value, short=True, unit=False)
    low, high = sorted((0, value))
    return _Step(label, low, high, value, shown, full, _deals(total.count), colour)


def _said(effect: int, by: By) -> str:
    return signed_number(effect) if by == "count" else signed(effect, short=True, unit=False)


def _deals(number: int) -> str:
    return tn("{n} deal", "{n} deals", number)


def _rows(steps: Sequence[_Step]) -> list[dict[str, Any]]:
    """The drawing surface reads from the left; texts of two directions keep their own order inside it."""
    isolate = _session.locale().isolate
    labels = [isolate(step.label) for step in steps]
    return [
        {
            "label": label, "next": following, "low": step.low, "high": step.high, "end": step.end,
            "shown": isolate(step.shown), "full": isolate(step.full), "deals": isolate(step.deals),
            "colour": step.colour, "kind": step.kind or "",
            "flat": step.low == step.high,
        }
        for step, label, following in zip(steps, labels, [*labels[1:], labels[-1]], strict=True)
    ]  # fmt: skip


# What Vega-Lite draws


def _specification(steps: Sequence[_Step], by: By) -> dict[str, Any]:
    paint, isolate = palette(), _session.locale().isolate
    ticks = charts.round_figures(min(0, *(s.low for s in steps)), max(0, *(s.high for s in steps)), by == "count")
    labels = [isolate(step.label) for step in steps]
    y = {"field": "label", "type": "nominal", "sort": labels, "title": None,
         "axis": {"labelLimit": 150, "ticks": False, "domain": False}}  # fmt: skip
    x = {"field": "low", "type": "quantitative", "title": None, "axis": _axis(ticks, by),
         "scale": {"domain": [ticks[0], ticks[-1]], "nice": False}}  # fmt: skip
    colour = {"field": "colour", "type": "nominal", "scale": None}
    pick = {"name": "pick", "select": {"type": "point", "fields": ["kind"]}}
    end = {**x, "field": "end"}
    tooltip = [
        {"field": "label", "title": "title"},
        {"field": "full", "title": t("Amount") if by == "amount" else t("Open deals")},
        {"field": "deals", "title": t("Deals")},
    ]
    bar = {"type": "bar", "height": {"band": 0.68}, "cornerRadius": 2, "minBandSize": 3}
    layers: list[dict[str, Any]] = [
        # The whole line can be clicked: a bar may be too short to hit, or be none at all.
        {"mark": {"type": "rect", "opacity": 0, "cursor": "pointer"}, "params": [pick],
         "encoding": {"y": y, "tooltip": tooltip}},
        {"mark": {"type": "rule", "color": paint.grey, "opacity": 0.5},
         "encoding": {"x": end, "y": {**y, "bandPosition": 0.5}, "y2": {"field": "next", "bandPosition": 0.5}}},
        {"mark": {**bar, "cursor": "pointer"}, "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "color": colour,
                                                            "tooltip": tooltip}},
        {"mark": {"type": "tick", "thickness": 3, "height": {"band": 0.68}}, "transform": [{"filter": "datum.flat"}],
         "encoding": {"x": end, "y": y, "color": colour}},
        {"mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11, "color": paint.ink},
         "encoding": {"x": {**x, "field": "high"}, "y": y, "text": {"field": "shown"}}},
    ]  # fmt: skip
    return {
        "layer": layers,
        "height": _BAR * len(steps) + _AROUND,
        "background": "transparent",
        "padding": {"left": 2, "top": 4, "bottom": 4, "right": _END},
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": paint.ink, "labelFontSize": 12, "gridColor": paint.line, "domainColor": paint.line,
                     "labelPadding": 6},
        },
    }  # fmt: skip


def _axis(ticks: Sequence[float], by: By) -> dict[str, Any]:
    locale = _session.locale()

    def say(tick: float) -> str:
        return locale.number(tick) if by == "count" else locale.money(round(tick), short=True, unit=False)

    said = " : ".join(f"datum.value == {tick!r} ? {json.dumps(locale.isolate(say(tick)))}" for tick in ticks)
    return {"values": list(ticks), "labelExpr": f"{said} : ''", "ticks": False, "domain": False,
            "labelOverlap": "greedy", "labelSeparation": 10}  # fmt: skip
