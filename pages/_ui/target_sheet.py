"""The grid in which targets are entered: a line for each holder, a column for each period, the sums beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import _session
from _session import read, t, tn
from _ui import deeds, grid, messages, page
from _ui.target_choice import Chosen
from crm_core.base.errors import DaftarError
from crm_core.deals.targets import Cell, Check, Holder, Line, Sheet, names_of, put, sheet

KEY = "targets"
_IDS = "targets:ids"
_FURTHER = "targets:further"
_INDENT = "\u2003"
_MOST_SAID = 3


def shown(chosen: Chosen) -> Sheet:
    """The sheet of the year, with the holders that were added here and have no target yet."""
    further = tuple(_session.kept(_FURTHER, {}).get(chosen.measure.key, ()))
    return read(sheet, chosen.measure.key, chosen.year, chosen.period.step, further=further)


def add(chosen: Chosen, holder: Holder) -> None:
    """Show one more holder, so that targets can be entered for it."""
    known = dict(_session.kept(_FURTHER, {}))
    known[chosen.measure.key] = tuple(dict.fromkeys((*known.get(chosen.measure.key, ()), holder)))
    _session.keep(_FURTHER, known)


def sentence(chosen: Chosen) -> str:
    """What the sheet is about."""
    unit = f" ({_session.locale().unit()})" if chosen.money else ""
    year = _session.locale().period(chosen.year)
    message = {
        "month": t("{measure} by month, {year}", measure=t(chosen.measure.label), year=year),
        "quarter": t("{measure} by quarter, {year}", measure=t(chosen.measure.label), year=year),
    }.get(chosen.period.step, t("{measure}, {year}", measure=t(chosen.measure.label), year=year))
    return message + unit


def take(chosen: Chosen) -> None:
    """Store what was typed, pasted, filled, cleared or taken back in the grid."""
    event = grid.take(KEY)
    deeds.carry_out(
        "target",
        event,
        KEY,
        {
            grid.CellEdit: lambda held, edit: _store(chosen, held[2], (edit,), edit.n),
            grid.CellBlock: lambda held, block: _store(chosen, held[2], block.cells, block.n, beyond=len(block.rows)),
            grid.Step: deeds.step,
        },
    )


def show(chosen: Chosen, one: Sheet) -> None:
    """The grid, and below it what does not agree."""
    if not one.lines:
        page.empty(t("No units yet."), t("Add units and people first; then each can have targets."))
        return
    grid.show(KEY, _columns(chosen, one), [_row(chosen, line) for line in one.lines], height=720)
    said = _said(chosen, one)
    for sentence in said[:_MOST_SAID]:
        st.caption(sentence)
    if len(said) > _MOST_SAID:
        st.caption(tn("… and {n} more.", "… and {n} more.", len(said) - _MOST_SAID))


# What was entered


def _ids() -> dict[Holder, int]:
    """Numbers of lines, the same as long as the tab is open: the browser knows lines by them."""
    known: dict[Holder, int] = _session.kept(_IDS, {})
    _session.keep(_IDS, known)
    return known


def _store(chosen: Chosen, ledger: grid.Ledger, edits: Sequence[grid.CellEdit], n: int, beyond: int = 0) -> None:
    """Store cells together; what cannot be read stays in its cell, and the others are stored."""
    holders = {number: holder for holder, number in _ids().items()}
    periods = shown(chosen).periods
    cells: list[Cell] = []
    refused: list[tuple[grid.CellEdit, str]] = []
    for edit in edits:
        try:
            at = int(edit.field.removeprefix("p"))
            cells.append(Cell(holders[edit.id], periods[at], _value(chosen, edit.new), _value(chosen, edit.old)))
        except (KeyError, IndexError, ValueError):
            continue
        except DaftarError as wrong:
            refused.append((edit, wrong.say(_session.locale())))
    change_set, changed, refusal = _put(chosen, cells)
    ledger.did(n, change_set)
    for edit in edits:
        ledger.take(edit.id, edit.field)
        grid.accept(KEY, edit)
    for edit, reason in refused:
        grid.refuse(KEY, edit, reason)
    if refusal:
        for edit in edits:
            grid.refuse(KEY, edit, refusal)
    _tell(chosen, cells, changed, change_set, refusal or next((reason for _, reason in refused), ""), beyond)


def _put(chosen: Chosen, cells: Sequence[Cell]) -> tuple[int | None, int, str]:
    """The change set, how many targets changed, and why nothing was stored."""
    if not cells:
        return None, 0, ""
    try:
        with _session.work() as w, w.changing("edit", about="targets") as made:
            changed = put(w, chosen.measure.key, cells)
            number = made.id
    except DaftarError as wrong:
        return None, 0, wrong.say(_session.locale())
    return (number if changed else None), changed, ""


def _tell(
    chosen: Chosen, cells: Sequence[Cell], changed: int, change_set: int | None, refusal: str, beyond: int
) -> None:
    said = []
    if changed == 1:
        holder = cells[0].holder
        said.append(t("Target of {name} saved.", name=read(names_of, chosen.measure.key, (holder,))[holder]))
    elif changed:
        said.append(tn("{n} target saved.", "{n} targets saved.", changed))
    if beyond:
        said.append(
            tn("{n} row has no line here and was left out.", "{n} rows have no line here and were left out.", beyond)
        )
    if refusal:
        messages.refuse(" ".join([*said, refusal]))
    elif change_set is not None:
        messages.did(" ".join(said), undo=change_set)
    elif said:
        messages.refuse(" ".join(said))


def _value(chosen: Chosen, text: str | None) -> int | None:
    return chosen.parse(text) if text and text.strip() and text.strip() != "–" else None


# What is shown


def period_names(chosen: Chosen, one: Sheet) -> list[str]:
    """What the columns are called: months by their bare name, as the year is said above."""
    locale = _session.locale()
    months = chosen.period.step == "month" and chosen.year.calendar == locale.calendar
    return [locale.month_name(at + 1) if months else locale.period(one.periods[at]) for at in range(len(one.periods))]


def _columns(chosen: Chosen, one: Sheet) -> list[grid.Column]:
    locale = _session.locale()
    columns = [grid.Column("name", t("Name"), sortable=False, width=230)]
    if len(one.periods) > 1:
        columns.append(grid.Column("whole", locale.period(one.year), "number", sortable=False, width=140))
    columns.append(grid.Column("check", t("Sum of the parts"), sortable=False, width=210))
    width = 118 if len(one.periods) > 1 else 180
    columns += [
        grid.Column(f"p{at}", name, "number", True, False, width=width, editor="number")
        for at, name in enumerate(period_names(chosen, one))
    ]
    return columns


def _row(chosen: Chosen, line: Line) -> dict[str, Any]:
    known = _ids()
    row: dict[str, Any] = {
        "id": known.setdefault(line.holder, len(known) + 1),
        "version": 0,
        "name": _INDENT * line.depth + line.name,
        "whole": chosen.figure(line.whole) if line.whole is not None else None,
        "check": _check(chosen, line),
        "locked": None if line.may_set else True,
        "hints": {"name": line.name},
    }
    for at, (value, other) in enumerate(zip(line.values, line.sums, strict=True)):
        row[f"p{at}"] = None if value is None else chosen.figure(value)
        check = line.checks[at]
        if value is None and other is not None:
            row["hints"][f"p{at}"] = t(
                "Not set; what was set below or for shorter periods: {sum}", sum=chosen.figure(other)
            )
        elif check is not None and check.missing:
            row["hints"][f"p{at}"] = _differs(chosen, check)
    return row


def _check(chosen: Chosen, line: Line) -> str | None:
    """How the parts stand to the whole: of the year, else of the first period where they differ."""
    whole = line.checks[-1]
    if whole is None:
        return None
    if not whole.missing:
        differs = any(one is not None and one.missing for one in line.checks)
        return t("agrees for the year, not for each period") if differs else t("agrees")
    return _differs(chosen, whole)


def _differs(chosen: Chosen, check: Check) -> str:
    amount = chosen.figure(abs(check.missing), short=True, unit=True)
    share = _session.locale().percent(check.parts / check.target) if check.target else "–"
    if check.missing > 0:
        return t("{share}, {amount} missing", share=share, amount=amount)
    return t("{share}, {amount} too much", share=share, amount=amount)


def _said(chosen: Chosen, one: Sheet) -> list[str]:
    """A sentence for each line whose parts do not sum to its target over the year."""
    return [
        t("Units and people below {name}: {said}.", name=line.name, said=_differs(chosen, whole))
        for line in one.lines
        if (whole := line.checks[-1]) is not None and whole.missing
    ]
