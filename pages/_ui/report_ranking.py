"""A leader board: who leads by a figure, by how much, and who moved up or down. One component; a figure opens its
records."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

import _session
from _session import t, tn
from _ui import report_words as words
from _ui.report_tree import tree
from crm_core.reports import Measure, ReportResult, Row
from crm_core.reports.saying import value_of

KIND = "ranking"
"""The kind of chart that it is in the address."""
KEY = "report_ranking"
MOST = 30
_PODIUM = 3
_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_BOARD = st.components.v2.component(
    "daftar_ranking",
    html='<div class="place"></div>',
    css=(_ASSETS / "ranking.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "ranking.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Ranked:
    """One line of the board: its rank, how many ranks it moved up (None: it was on no rank before), its figure, its
    part of the first one's, what else is known of it."""

    rank: str
    name: str
    figure: str
    part: float
    moved: int | None
    moved_said: str
    more: tuple[str, ...]
    opens: str


def fits(result: ReportResult) -> bool:
    """Whether there is something to rank: the groups of one field."""
    return result.spec.by == "total" and len(result.spec.breakdown) == 1 and len(result.by_group) > 1


def show(result: ReportResult, one: Measure) -> str:
    """Draw the board; gives the address of the figure that was clicked, "" for none."""
    told = (_session.component_value(KEY) or {}).get("opened")
    clicked = str(told["key"]) if told and _session.first_time(KEY, told["n"]) else ""
    lines = ranked(result, one)
    _BOARD(
        key=KEY,
        data={
            "title": t("{measure}: who leads", measure=words.label(one)),
            "below": _below(result, len(lines)),
            "none": _none_yet(result, len(lines)),
            "lines": [asdict(line) for line in lines[:MOST]],
            "podium": _PODIUM,
            "rtl": _session.locale().rtl,
            "words": {"open": t("Show the records")},
        },
        on_opened_change=lambda: None,
    )
    return clicked


def _below(result: ReportResult, many: int) -> str:
    parts = []
    if result.compared is not None:
        parts.append(t("Ranks moved since {name}", name=words.compared_with(result)))
    if many > MOST:
        parts.append(t("The first {n} of {all}", n=MOST, all=many))
    return " · ".join(parts)


def _none_yet(result: ReportResult, many: int) -> str:
    """How many have nothing yet."""
    left = sum(_counts(row) for row in result.by_group) - many
    return tn("{n} has none yet", "{n} have none yet", left) if left else ""


def ranked(result: ReportResult, one: Measure) -> list[Ranked]:
    """The groups from the greatest figure, equal ones on one rank; those without any are left out."""
    nodes = [node for node in tree(result, f"-{one.key}", one) if _counts(node.row)]
    values = [(node, value) for node in nodes if (value := value_of(result, node.row, one))]
    before = _ranks_before(result, one)
    most = max((float(value) for _, value in values), default=0.0)
    found: list[Ranked] = []
    rank, last = 0, None
    for at, (node, value) in enumerate(values, start=1):
        rank, last = (rank if value == last else at), value
        was = before.get(next(iter(node.row.keys.values())).values)
        found.append(
            Ranked(
                _session.locale().number(rank),
                words.names_of(node.row)[0],
                words.figure(one, value, short=True, unit=True),
                max(float(value), 0.0) / most if most > 0 else 0.0,
                None if was is None else was - rank,
                _moved(was, rank) if result.compared is not None else "",
                _more(result, node.row, one),
                node.place.address(one),
            )
        )
    return found


def _counts(row: Row) -> bool:
    """Nobody's and the rest take no rank."""
    return all(key.label is not None and not key.rest for key in row.keys.values())


def _ranks_before(result: ReportResult, one: Measure) -> dict[tuple[object, ...], int]:
    """The rank of each group in the period compared with."""
    known = [
        (value, next(iter(row.keys.values())).values)
        for row in result.by_group
        if _counts(row) and (value := row.compare.get(one.key))
    ]
    return {key: 1 + sum(other > value for other, _ in known) for value, key in known}


def _moved(was: int | None, rank: int) -> str:
    if was is None:
        return t("new")
    if was == rank:
        return t("as before")
    number = _session.locale().number(abs(was - rank))
    return t("up {n}", n=number) if was > rank else t("down {n}", n=number)


def _more(result: ReportResult, row: Row, one: Measure) -> tuple[str, ...]:
    """The other figures of the report."""
    return tuple(
        f"{t(other.label)} {words.figure(other, value_of(result, row, other), short=True)}"
        for other in result.spec.asked
        if other is not one
    )
