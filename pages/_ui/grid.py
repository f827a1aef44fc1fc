"""The grid: the only place that knows AgGrid. One page of rows from the server; edits, sorts and choices back.

A screen takes what happened first (`take`), lets the core act, reads its page of rows and then draws it (`show`).
Every cell is text as the person reads it and comes back as the person typed it; the core parses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from st_aggrid import AgGrid, DataReturnMode, JsCode, StAggridTheme

import _session
from _session import t
from _ui.theme import FONT, Palette, palette

Kind = Literal["text", "number", "date", "choice"]
Row = Mapping[str, Any]

ROW_HEIGHT = 34
HEADER_HEIGHT = 36
_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_FUNCTION = re.compile(r"/\* @(\w+).*?\*/\s*(.*?)(?=\n/\* @|\Z)", re.DOTALL)
_JS = {
    name: JsCode(body.strip()) for name, body in _FUNCTION.findall((_ASSETS / "grid.js").read_text(encoding="utf-8"))
}


@dataclass(frozen=True)
class Column:
    """A column: its key in the rows, its heading, how it is aligned and edited.

    `choices` are the texts to choose from; `opens` puts a button into the cell that opens the record.
    """

    key: str
    label: str
    kind: Kind = "text"
    editable: bool = False
    sortable: bool = True
    choices: tuple[str, ...] = ()
    width: int = 140
    opens: bool = False


@dataclass(frozen=True)
class CellEdit:
    """A cell that somebody changed: the record, its version on the screen, and both texts."""

    id: int
    version: int
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Sort:
    """The column the rows are ordered by."""

    key: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort | None:
        """From the address: "name", or "-name" for descending."""
        return cls(text.removeprefix("-"), text.startswith("-")) if text.strip("-") else None

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key


@dataclass(frozen=True)
class GridEvent:
    """What happened in a grid since it was last asked: each thing is told once, except what is selected now."""

    edits: tuple[CellEdit, ...] = ()
    sort: Sort | None = None
    sorted: bool = False
    opened: int | None = None
    selected: tuple[int, ...] = ()


@dataclass
class _Refused:
    """A text that was not taken, kept in its cell with the reason until it is mended."""

    text: str | None
    reason: str
    at: tuple[int, str] = field(default=(0, ""))


def take(key: str) -> GridEvent:
    """What happened in this grid since the last run. Safe to call twice: a thing is told once."""
    value = _session.component_value(key) or {}
    events = value.get("events", [])
    last = _session.kept(f"{key}:handled", 0)
    new = [event for event in events if event["n"] > last]
    if new:
        _session.keep(f"{key}:handled", new[-1]["n"])
    told = GridEvent(selected=_selected(events))
    edits = []
    for event in new:
        if event["kind"] == "edit":
            edits.append(CellEdit(event["id"], event["version"], event["field"], event["old"], event["new"]))
        elif event["kind"] == "sort":
            sort = Sort(event["field"], event["descending"]) if event["field"] else None
            told = replace(told, sort=sort, sorted=True)
        elif event["kind"] == "open":
            told = replace(told, opened=event["id"])
    return replace(told, edits=tuple(edits))


def _selected(events: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    for event in reversed(events):
        if event["kind"] == "select":
            return tuple(event["ids"])
    return ()


def refuse(key: str, edit: CellEdit, reason: str) -> None:
    """Keep a text that the core did not take in its cell, marked, with the reason on hover."""
    kept = dict(_session.kept(f"{key}:refused", {}))
    kept[edit.id, edit.field] = _Refused(edit.new, reason)
    _session.keep(f"{key}:refused", kept)


def accept(key: str, edit: CellEdit) -> None:
    """Forget what was refused in this cell before."""
    kept = dict(_session.kept(f"{key}:refused", {}))
    if kept.pop((edit.id, edit.field), None):
        _session.keep(f"{key}:refused", kept)


def show(
    key: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    sort: Sort | None = None,
    selectable: bool = False,
    height: int = 640,
) -> None:
    """Draw one page of rows. Each row has `id`, `version`, a text (or None) for each column; `hints` {key: text}."""
    colours = palette()
    shown = [_with_refused(row, columns, _session.kept(f"{key}:refused", {})) for row in rows]
    frame = pd.DataFrame(shown, columns=["id", "version", *(c.key for c in columns), "hints", "refused"])
    AgGrid(
        frame,
        gridOptions=_options(columns, sort, selectable),
        height=min(height, HEADER_HEIGHT + ROW_HEIGHT * max(len(rows), 3) + 18),
        key=key,
        theme=_theme(colours),
        custom_css=_css(colours),
        data_return_mode=DataReturnMode.CUSTOM,
        custom_jscode_for_grid_return=_JS["collect"],
        should_grid_return=_JS["wanted"],
        update_on=["cellValueChanged", ("selectionChanged", 200), "sortChanged", "cellClicked", "cellKeyDown"],
        server_sync_strategy="server_wins",
        use_json_serialization=True,
        allow_unsafe_jscode=True,
        enable_enterprise_modules=False,
        show_toolbar=False,
    )


def _with_refused(row: Row, columns: Sequence[Column], refused: Mapping[tuple[int, str], _Refused]) -> Row:
    here = {c.key: refused[row["id"], c.key] for c in columns if (row["id"], c.key) in refused}
    if not here:
        return row
    return {
        **row,
        **{name: one.text for name, one in here.items()},
        "refused": {name: one.reason for name, one in here.items()},
    }


def _options(columns: Sequence[Column], sort: Sort | None, selectable: bool) -> dict[str, Any]:
    rtl = _session.locale().rtl
    pinned = "right" if rtl else "left"
    options: dict[str, Any] = {
        "columnDefs": [
            _column(column, sort, pinned if at == 0 else None)
            | ({"flex": 1, "minWidth": column.width} if at == len(columns) - 1 else {})
            for at, column in enumerate(columns)
        ],
        "defaultColDef": {
            "resizable": True,
            "filter": False,
            "suppressHeaderMenuButton": True,
            "enableCellChangeFlash": True,
            "valueFormatter": _JS["shown"],
            "valueParser": _JS["typed"],
            "tooltipValueGetter": _JS["hint"],
            "cellClassRules": {"refused": _JS["isRefused"]},
            "sortingOrder": ["asc", "desc", None],
        },
        "getRowId": _JS["rowId"],
        "onGridReady": _JS["ready"],
        "onCellEditingStarted": _JS["edited"],
        "enableRtl": rtl,
        "rowHeight": ROW_HEIGHT,
        "headerHeight": HEADER_HEIGHT,
        "tooltipShowDelay": 300,
        "stopEditingWhenCellsLoseFocus": True,
        "enterNavigatesVerticallyAfterEdit": True,
        "suppressCellFocus": False,
        "suppressDragLeaveHidesColumns": True,
        "suppressMovableColumns": True,
        "animateRows": False,
        "localeText": {"noRowsToShow": t("Nothing here.")},
    }
    if selectable:
        options["rowSelection"] = {
            "mode": "multiRow",
            "checkboxes": True,
            "headerCheckbox": True,
            "enableClickSelection": False,
        }
        options["selectionColumnDef"] = {"pinned": pinned, "width": 40, "resizable": False}
    return options


def _column(column: Column, sort: Sort | None, pinned: str | None) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "field": column.key,
        "headerName": column.label,
        "initialWidth": column.width,
        "editable": column.editable,
        "sortable": column.sortable,
        "comparator": _JS["unsorted"],
        "cellClass": [column.kind, "editable" if column.editable else "fixed"],
        "headerClass": [column.kind],
        "cellDataType": "text",
        **_editor(column),
    }
    if sort is not None and sort.key == column.key:
        definition["sort"] = "desc" if sort.descending else "asc"
    if pinned:
        definition["pinned"] = pinned
    if column.opens:
        definition["cellRenderer"] = _JS["Opener"]
        definition["cellRendererParams"] = {"openLabel": t("Open the file")}
    return definition


def _editor(column: Column) -> dict[str, Any]:
    if not column.editable:
        return {}
    if column.choices:
        return {
            "cellEditor": "agSelectCellEditor",
            "cellEditorParams": {"values": [None, *column.choices], "valueListMaxHeight": 280},
        }
    if column.kind == "date" and _session.locale().calendar == "gregorian" and not _session.locale().rtl:
        return {"cellEditor": "agDateStringCellEditor"}
    return {"cellEditor": "agTextCellEditor"}


def _theme(colours: Palette) -> StAggridTheme:
    theme = StAggridTheme("quartz")
    return theme.withParams(
        accentColor=colours.accent,
        backgroundColor=colours.ground,
        foregroundColor=colours.ink,
        browserColorScheme="dark" if colours.dark else "light",
        borderColor=colours.line,
        fontFamily=FONT,
        headerFontFamily=FONT,
        fontSize=13,
        headerFontSize=13,
        headerFontWeight=500,
        headerBackgroundColor=colours.soft_ground,
        headerTextColor=colours.grey,
        rowHoverColor=colours.soft_ground,
        rowHeight=ROW_HEIGHT,
        headerHeight=HEADER_HEIGHT,
        columnBorder=False,
        headerColumnBorder=False,
        pinnedColumnBorder=True,
        wrapperBorderRadius=6,
        cellHorizontalPadding=12,
        headerColumnResizeHandleColor="transparent",
    ).withParts("iconSetQuartzLight")


def _css(colours: Palette) -> dict[str, dict[str, str]]:
    """What the grid's own theme cannot say; the page in its frame gets our fonts from our server."""
    refused = "rgba(240, 128, 122, .18)" if colours.dark else "#fdf0ef"
    return {
        # Two faces need two keys: CSS does not mind the blank, a dictionary does.
        "@font-face": {
            "font-family": "Inter",
            "src": "url(/assets/fonts/inter.ttf)",
            "font-weight": "100 900",
            "unicode-range": "U+0000-05FF, U+1E00-1FFF, U+2000-200B, U+200E-2027, U+202F-2BFF",
        },
        "@font-face ": {
            "font-family": "'Noto Sans Arabic'",
            "src": "url(/assets/fonts/noto-sans-arabic.ttf)",
            "font-weight": "100 900",
        },
        "body": {"font-family": FONT, "background": "transparent !important"},
        ".ag-cell": {"font-variant-numeric": "tabular-nums", "unicode-bidi": "isolate"},
        ".ag-cell.number, .ag-cell.date": {"direction": "ltr", "text-align": "right"},
        ".ag-ltr .ag-cell.date": {"text-align": "left"},
        ".ag-ltr .ag-header-cell.number .ag-header-cell-label": {"flex-direction": "row-reverse"},
        ".ag-cell.refused": {"background": refused, "box-shadow": f"inset 0 0 0 1px {colours.lost}"},
        ".named": {"display": "flex", "align-items": "center", "gap": "6px", "height": "100%"},
        ".named .name": {
            "flex": "1",
            "overflow": "hidden",
            "text-overflow": "ellipsis",
            "font-weight": "500",
            "unicode-bidi": "plaintext",
            "text-align": "left",
        },
        ".ag-rtl .named .name": {"text-align": "right"},
        ".open": {
            "flex": "none",
            "width": "22px",
            "height": "22px",
            "border": "0",
            "border-radius": "4px",
            "background": "transparent",
            "color": colours.accent,
            "cursor": "pointer",
            "opacity": ".55",
            "font-size": "14px",
            "line-height": "1",
        },
        ".open::before": {"content": "'↗'"},
        ".ag-rtl .open::before": {"content": "'↖'"},
        ".ag-row-hover .open, .ag-cell-focus .open": {
            "opacity": "1",
            "background": f"color-mix(in srgb, {colours.accent} 12%, transparent)",
        },
    }
