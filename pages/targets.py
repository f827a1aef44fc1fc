"""Targets: who is to reach what in each month of a year, in one grid that is filled in like a sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import streamlit as st

import _session
from _session import read, t
from _ui import grid, messages, page, url
from crm_core.base.errors import DaftarError
from crm_core.base.periods import Period, code
from crm_core.deals.targets import MEASURES, TargetLine, months_of_year, set_target, target_lines

KEY = "targets"


@dataclass(frozen=True)
class Shown:
    """What the grid shows: the measure, the months as columns, the holders as rows."""

    measure: str
    months: list[Period]
    lines: list[TargetLine]


def year_day() -> dt.date:
    """A day of the year in the address; this year's when there is none."""
    shift = url.get("year", "0")
    steps = int(shift) if shift.lstrip("-").isdigit() and len(shift) < 4 else 0
    return _session.today() + dt.timedelta(days=365 * steps + steps // 4)


def figure(shown: Shown, value: int | None) -> str | None:
    if value is None:
        return None
    locale = _session.locale()
    return locale.money(value, unit=False) if shown.measure == "won_amount" else locale.number(value)


def store(shown: Shown, edit: grid.CellEdit) -> None:
    """Set one target from what was typed; empty takes it away."""
    locale, line = _session.locale(), shown.lines[edit.id]
    month = shown.months[int(edit.field.removeprefix("m"))]
    try:
        value: Any = None
        if edit.new and edit.new.strip():
            amount = shown.measure == "won_amount"
            value = locale.parse_money(edit.new) if amount else int(locale.parse_number(edit.new))
        with _session.work() as w, w.changing("edit", about="targets") as change_set:
            set_target(w, line.scope, line.holder_id, shown.measure, month, value)
            changed = w.noted > 0
    except DaftarError as refusal:
        grid.refuse(KEY, edit, refusal.say(locale))
        messages.refuse(refusal.say(locale))
    else:
        grid.accept(KEY, edit)
        if changed:
            messages.did(t("Target of {name} saved.", name=line.name), undo=change_set.id)


def main() -> None:
    locale, day = _session.locale(), year_day()
    asked = url.get("measure", "won_amount")
    head = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        labels = {key: t(label) for key, label in MEASURES.items()}
        measure = st.selectbox(
            t("Measure"),
            list(labels),
            list(labels).index(asked) if asked in labels else 0,
            format_func=labels.__getitem__,
            key="targets_measure",
            label_visibility="collapsed",
            width=220,
        )
        url.put(measure=measure if measure != "won_amount" else None)
        months = read(months_of_year, day)
        shift = int(url.get("year", "0") or 0) if url.get("year", "0").lstrip("-").isdigit() else 0
        year = locale.digits_of(code(months[0])[:4])
        back, on = (t("Previous year"), t("Next year"))
        st.button(back, key="targets_back", on_click=url.put, kwargs={"year": str(shift - 1)}, type="tertiary")
        st.markdown(f"**{year}**", width="content")
        st.button(on, key="targets_on", on_click=url.put, kwargs={"year": str(shift + 1)}, type="tertiary")
    shown = Shown(measure, months, read(target_lines, measure, day))
    event = grid.take(KEY)
    for edit in event.edits:
        store(shown, edit)
    if event.edits:
        shown = Shown(measure, months, read(target_lines, measure, day))
    unit = f" ({locale.unit()})" if measure == "won_amount" else ""
    with head, page.head(t("Targets"), t("{measure} by month, {year}", measure=labels[measure], year=year) + unit):
        pass
    names = [locale.month_name(n) for n in range(1, 13)] if months[0].calendar == locale.calendar else []
    columns = [grid.Column("name", t("Name"), sortable=False, width=220)] + [
        grid.Column(f"m{n}", names[n] if names else locale.period(month), "number", True, False, (), 120)
        for n, month in enumerate(months)
    ]
    rows = [
        {"id": at, "version": 0, "name": "\u2003" * line.depth + line.name}
        | {f"m{n}": figure(shown, value) for n, value in enumerate(line.values)}
        for at, line in enumerate(shown.lines)
    ]
    if not rows:
        page.empty(t("No units yet."), t("Add units and people first; then each can have targets."))
        return
    grid.show(KEY, columns, rows)


main()
