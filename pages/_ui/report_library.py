"""The library of reports: those that are ready, in groups, each with what it answers; found by a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

import _session
from _session import read, t
from _ui import page, report_choice, report_save
from crm_core.reports.saved import Named, kept_by_people
from crm_core.reports.standard import GROUPS, STANDARD

KEY = "report_library"
_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_LIBRARY = st.components.v2.component(
    "daftar_report_library",
    html='<div class="place"></div>',
    css=(_ASSETS / "report_library.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "report_library.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Card:
    """A report to open: its key, what it is called, what it answers, whose it is, its icon and its address."""

    key: str
    name: str
    meaning: str
    icon: str
    detail: str = ""
    href: str = ""


@dataclass(frozen=True)
class Shelf:
    """Reports under one heading."""

    title: str
    cards: tuple[Card, ...]


def show() -> None:
    """Draw the screen that reports are chosen on."""
    with page.head(t("Reports"), t("Choose a report, or make one of your own.")):
        st.button(t("New report"), icon=":material/add:", type="primary", key="report_new",
                  on_click=report_choice.start_over)  # fmt: skip
    _draw(shelves())


def shelves() -> list[Shelf]:
    """What there is to choose from: the person's own and shared reports first, then the standard ones."""
    standard = [_standard(group) for group in GROUPS if any(one.group == group for one in STANDARD)]
    return [*_kept(), *standard]


def _kept() -> list[Shelf]:
    """The person's own ones, and those that others share with them."""
    kept = read(kept_by_people)
    mine, shared = [one for one in kept if one[0].mine], [one for one in kept if not one[0].mine]
    titled = ((t("My reports"), mine), (t("Shared with me"), shared))
    return [Shelf(title, tuple(_card(*one) for one in some)) for title, some in titled if some]


def _card(report: Named, said: str) -> Card:
    return Card(report.key, report.name, said, "bookmark", report_save.whose(report), _address(report.key))


def _standard(group: str) -> Shelf:
    cards = (
        Card(one.key, t(one.name), t(one.meaning), one.icon, href=_address(one.key))
        for one in STANDARD
        if one.group == group
    )
    return Shelf(t(group), tuple(cards))


def _address(key: str) -> str:
    return "reports?" + urlencode({"report": key})


def _draw(found: Sequence[Shelf]) -> None:
    _LIBRARY(
        key=KEY,
        data={
            "shelves": [asdict(shelf) for shelf in found],
            "rtl": _session.locale().rtl,
            "words": {
                "search": t("Search reports"),
                "nothing": t("No report has these words. Take fewer of them, or make a new report."),
            },
        },
        on_opened_change=_open,
    )


def _open() -> None:
    """Open the report whose card was clicked."""
    told = (_session.component_value(KEY) or {}).get("opened")
    if told:
        report_choice.open_named(str(told["key"]))
