"""The table of a report: headings that sort, figures that open their records, a line of totals. One component."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

import _session
from _session import t

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_TABLE = st.components.v2.component(
    "daftar_report_table",
    html='<div class="place"></div>',
    css=(_ASSETS / "report_table.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "report_table.js").read_text(encoding="utf-8"),
)


MOST_OPEN = 60
"""With more lines below others than this the table begins folded."""


@dataclass(frozen=True)
class Head:
    """A column: its heading, more about it on hover; with `sort` it is a button that says so. `words` align as text.

    A `soft` one belongs to the column before it.
    """

    label: str
    hint: str = ""
    sort: str = ""
    words: bool = False
    soft: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar under a figure: `share` of the whole, which may be more than 1; `due` marks how far it should be by now.

    `course` are the shares of earlier periods, in order of time, None where there is none: they stand before it in
    grey.
    """

    share: float | None = None
    due: float | None = None
    course: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A figure as it is read; `opens` names what is behind it. `soft` ones stand back: what they are compared with."""

    text: str
    opens: str = ""
    soft: bool = False
    hint: str = ""
    tone: Literal["", "won", "lost", "risk"] = ""
    bar: Bar | None = None


@dataclass(frozen=True)
class Line:
    """What a line is called, in one or more columns, and its figures.

    `level` is how deep it stands below others; one that `folds` has the deeper ones after it as its parts.
    """

    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    hint: str = ""
    level: int = 0
    folds: bool = False


@dataclass(frozen=True)
class TableEvent:
    """The cell that was opened, or the column that was chosen to sort by; "" for none."""

    opened: str = ""
    sorted: str = ""


def take(key: str) -> TableEvent:
    """What happened in this table since the last run; told once."""
    value = _session.component_value(key) or {}
    found = {}
    for kind in ("opened", "sorted"):
        told = value.get(kind)
        found[kind] = told["key"] if told and _session.first_time(f"{key}:{kind}", told["n"]) else ""
    return TableEvent(**found)


def show(
    key: str,
    heads: Sequence[Head],
    lines: Sequence[Line],
    total: Line | None = None,
    *,
    sort: str = "",
    total_last: bool = False,
) -> None:
    """Draw the table. `sort` is the column that it is ordered by, with "-" before it for descending.

    Where it is wider than the screen the first column stays, and the last one too if it is a total.
    """
    _TABLE(
        key=key,
        data={
            "heads": [asdict(head) for head in heads],
            "lines": [asdict(line) for line in lines],
            "total": asdict(total) if total else None,
            "sort": sort,
            "total_last": total_last,
            "rtl": _session.locale().rtl,
            "folded": sum(line.level > 0 for line in lines) > MOST_OPEN,
            "words": {
                "open": t("Show the records"),
                "unfold": t("Show the parts"),
                "fold": t("Hide the parts"),
                "unfold_all": t("Show all parts"),
                "fold_all": t("Hide all parts"),
            },
        },
        on_opened_change=lambda: None,
        on_sorted_change=lambda: None,
    )
