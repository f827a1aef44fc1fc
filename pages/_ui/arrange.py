"""The tiles of a dashboard being arranged, by mouse, touch or keyboard: order, width, what is shown. One component."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

import _session
from _session import t
from crm_core.base.i18n import N_
from crm_core.reports.dashboards import PARTS, WIDTHS, Part, Tile, Width

WIDTH_LABELS: Mapping[Width, str] = {"third": N_("Third"), "half": N_("Half"), "whole": N_("Whole width")}
PART_LABELS: Mapping[Part, str] = {"figures": N_("Figures"), "chart": N_("Chart"), "table": N_("Table")}
_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_ARRANGE = st.components.v2.component(
    "daftar_arrange",
    html='<div class="place"></div>',
    css=(_ASSETS / "arrange.css").read_text(encoding="utf-8"),
    js="".join((_ASSETS / name).read_text(encoding="utf-8") for name in ("sortable.js", "arrange.js")),
)


@dataclass(frozen=True)
class Piece:
    """A tile with the number that tells it from another one of the same report."""

    id: str
    tile: Tile


def show(key: str, pieces: Sequence[Piece], names: Mapping[str, str], changed: Callable[[], None]) -> None:
    """Draw the tiles; `names` are those of the reports by their keys, without those that are gone."""
    _ARRANGE(
        key=key,
        data={
            "tiles": [_drawn(one, names) for one in pieces],
            "seen": _session.kept(f"{key}:seen", 0),
            "widths": {width: t(label) for width, label in WIDTH_LABELS.items()},
            "parts": {part: t(label) for part, label in PART_LABELS.items()},
            "rtl": _session.locale().rtl,
            "words": {
                "tiles": t("Reports on this dashboard"),
                "move": t("Move with the mouse or the arrow keys"),
                "remove": t("Take away"),
                "width": t("Width"),
                "shows": t("What is shown"),
                "moved": t("Now at place {n} of {all}", n="#", all="#"),
            },
        },
        on_arranged_change=changed,
    )


def _drawn(one: Piece, names: Mapping[str, str]) -> dict[str, Any]:
    name = names.get(one.tile.report)
    return {
        "id": one.id,
        "report": one.tile.report,
        "name": name or t("A report that is gone"),
        "gone": name is None,
        "width": one.tile.width,
        "shows": list(one.tile.shows),
    }


def arranged(key: str) -> list[Piece]:
    """How they were arranged just now."""
    told = (_session.component_value(key) or {}).get("arranged") or {}
    _session.keep(f"{key}:seen", told.get("n", 0))
    return [Piece(str(one["id"]), _tile(one)) for one in told.get("tiles", ())]


def _tile(one: Mapping[str, Any]) -> Tile:
    width = next((width for width in WIDTHS if width == one["width"]), WIDTHS[1])
    return Tile(str(one["report"]), width, tuple(part for part in PARTS if part in one["shows"]))
