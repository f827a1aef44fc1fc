"""The grid: the only place that knows AgGrid. One page of rows from the server; edits, sorts and choices back.

A screen takes what happened first (`take`), lets the core act, reads its page of rows and then draws it (`show`).
Every cell is text as the person reads it and comes back as the person typed it; the core parses.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from st_aggrid import AgGrid, DataReturnMode, JsCode, StAggridTheme

import _data
import _session
from _http import assets
from _session import t
from _ui.date_input import calendar_words
from _ui.grid_events import (
    Arranged,
    CellBlock,
    CellEdit,
    Deed,
    GridEvent,
    Ledger,
    NewRecord,
    Removal,
    Sort,
    Step,
    ledger,
    take,
    told,
)
from _ui.theme import FONT, Palette, palette

__all__ = [
    "Arranged",
    "CellBlock",
    "CellEdit",
    "Column",
    "Deed",
    "GridEvent",
    "Ledger",
    "NewRecord",
    "Removal",
    "Sort",
    "Step",
    "accept",
    "ledger",
    "rearrange",
    "refuse",
    "show",
    "take",
]

Kind = Literal["text", "number", "date", "choice"]
Editor = Literal["text", "number", "phone", "email", "url", "long", "choice", "date"]
Row = Mapping[str, Any]

ROW_HEIGHT = 34
HEADER_HEIGHT = 36
_LEAST_ROWS, _LEAST_WHEN_EMPTY = 9, 7
_STAMP = "grid:stamp"
_SCRIPTS = ("date.js", "grid.js", "grid_rows.js", "grid_keys.js", "grid_editors.js", "grid_menu.js")


def _js(name: str) -> JsCode:
    """A function of the grid's scripts, by name: the same object however often the options are read."""
    return JsCode(f"window.daftar.{name}")


@dataclass(frozen=True)
class Column:
    """A column: its key in the rows, its heading, how it is aligned and edited.

    `choices` are the texts to choose from, one or (`many`) several; `lookup`: what is typed is looked up by the
    server. `opens` puts a button into the cell that opens the record. `kept` is the width the person gave it.
    """

    key: str
    label: str
    kind: Kind = "text"
    editable: bool = False
    sortable: bool = True
    choices: tuple[str, ...] = ()
    width: int = 140
    opens: bool = False
    editor: Editor = "text"
    many: bool = False
    lookup: bool = False
    pinned: bool = False
    kept: int | None = None


@dataclass
class _Refused:
    """A text that was not taken, kept in its cell with the reason until it is mended."""

    text: str | None
    reason: str


def refuse(key: str, edit: CellEdit, reason: str) -> None:
    """Keep a text that the core did not take in its cell, marked, with the reason on hover."""
    kept = dict(_session.kept(f"{key}:refused", {}))
    kept[edit.id, edit.field] = _Refused(edit.new, reason)
    _session.keep(f"{key}:refused", kept)
    ledger(key).leave(edit.id, edit.field)


def accept(key: str, edit: CellEdit) -> None:
    """Forget what was refused in this cell before."""
    kept = dict(_session.kept(f"{key}:refused", {}))
    if kept.pop((edit.id, edit.field), None):
        _session.keep(f"{key}:refused", kept)


def rearrange() -> None:
    """The columns were arranged outside the grid: the browser, which keeps its own order and widths, is to follow."""
    _session.keep(_STAMP, _session.kept(_STAMP, 0) + 1)


def show(
    key: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    sort: Sort | None = None,
    selectable: bool = False,
    creatable: bool | None = None,
    height: int = 640,
) -> None:
    """Draw one page of rows. Each row has `id`, `version`, a text (or None) for each column; `hints` {key: text};
    `locked` where the person may change nothing.

    `creatable`: a last line takes new records; it is there where the first column can be edited, unless told
    otherwise.
    """
    colours = palette()
    creatable = bool(columns[0].editable) if creatable is None else creatable
    shown = [_with_refused(row, columns, _session.kept(f"{key}:refused", {})) for row in rows]
    answer = told(key)
    if shown:
        shown[0] = {**shown[0], "told": answer}
    names = ["id", "version", *(c.key for c in columns), "hints", "refused", "locked", "told"]
    least = _LEAST_ROWS if rows else _LEAST_WHEN_EMPTY
    lines = max(len(rows) + creatable, least if any(column.editable for column in columns) else 3)
    AgGrid(
        pd.DataFrame(shown, columns=names),
        gridOptions=_options(columns, sort, selectable)
        | {"context": _context(columns, creatable) | ({} if shown else {"told": answer})}
        | {"suppressNoRowsOverlay": creatable},
        height=min(height, HEADER_HEIGHT + ROW_HEIGHT * lines + 18),
        key=key,
        theme=_theme(colours),
        custom_css=_variables(colours),
        data_return_mode=DataReturnMode.CUSTOM,
        custom_jscode_for_grid_return=JsCode("function () { return null; }"),
        update_on=[],
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


@functools.cache
def _loader() -> JsCode:
    """The script that fetches the others, called with their addresses."""
    scripts = [f"/assets/{name}?v={assets.version(name)}" for name in _SCRIPTS]
    styles = [f"/assets/{name}?v={assets.version(name)}" for name in ("grid.css", "date.css")]
    files = json.dumps({"scripts": scripts, "styles": styles})
    return JsCode(f"{(assets.FOLDER / 'grid_load.js').read_text(encoding='utf-8').strip()}({files})")


def _context(columns: Sequence[Column], creatable: bool) -> dict[str, Any]:
    """What the scripts know of this grid and this person."""
    return {
        "creatable": creatable,
        "editable": any(column.editable for column in columns),
        "stamp": _session.kept(_STAMP, 0),
        "widths": {column.key: column.kept for column in columns if column.kept},
        "date": calendar_words(_data.office().company.week_start),
        "words": {
            "newRow": t("New line: type here"),
            "locked": t("Not yours to change."),
            "open": t("Open the file"),
            "openRecord": t("Open"),
            "history": t("History of this cell"),
            "copy": t("Copy"),
            "edit": t("Edit"),
            "fill": t("Fill down"),
            "undo": t("Undo"),
            "redo": t("Redo"),
            "remove": t("Delete"),
            "ascending": t("Sort ascending"),
            "descending": t("Sort descending"),
            "unsorted": t("Do not sort"),
            "pin": t("Pin column"),
            "unpin": t("Unpin column"),
            "hide": t("Hide column"),
            "usual": t("The usual columns"),
            "longText": t("Enter stores, Shift+Enter begins a new line."),
        },
    }


def _options(columns: Sequence[Column], sort: Sort | None, selectable: bool) -> dict[str, Any]:
    rtl = _session.locale().rtl
    pinned = "right" if rtl else "left"
    options: dict[str, Any] = {
        "onGridPreDestroyed": _loader(),  # the first one read; it leaves nothing to call
        "columnDefs": [
            _column(column, sort, pinned if at == 0 or column.pinned else None, first=at == 0)
            | ({"flex": 1, "minWidth": column.width} if at == len(columns) - 1 and not column.kept else {})
            for at, column in enumerate(columns)
        ],
        "defaultColDef": {
            "resizable": True,
            "filter": False,
            "suppressHeaderMenuButton": True,
            "enableCellChangeFlash": True,
            "valueFormatter": _js("shown"),
            "valueParser": _js("typed"),
            "tooltipValueGetter": _js("hint"),
            "cellClassRules": {
                "refused": _js("isRefused"),
                "locked": _js("isLocked"),
                "ranged": _js("isRanged"),
                "saved": _js("isSaved"),
                "waiting": _js("isWaiting"),
            },
            "sortingOrder": ["asc", "desc", None],
        },
        "getRowId": _js("rowId"),
        "onGridReady": _js("ready"),
        "focusGridInnerElement": _js("focusFirst"),
        "enableRtl": rtl,
        "rowHeight": ROW_HEIGHT,
        "headerHeight": HEADER_HEIGHT,
        "tooltipShowDelay": 300,
        "stopEditingWhenCellsLoseFocus": True,
        "enterNavigatesVertically": True,
        "enterNavigatesVerticallyAfterEdit": True,
        "suppressCellFocus": False,
        "suppressDragLeaveHidesColumns": True,
        "preventDefaultOnContextMenu": True,
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
        options["selectionColumnDef"] = {"pinned": pinned, "width": 40, "resizable": False, "suppressMovable": True}
    return options


def _column(column: Column, sort: Sort | None, pinned: str | None, *, first: bool) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "field": column.key,
        "headerName": column.label,
        "headerTooltip": column.label,
        "initialWidth": column.kept or column.width,
        "editable": _js("editable") if column.editable else False,
        "sortable": column.sortable,
        "comparator": _js("unsorted"),
        "cellClass": [column.kind, column.editor, "editable" if column.editable else "fixed"],
        "headerClass": [column.kind],
        "cellDataType": "text",
        "suppressMovable": first,
        "context": {"editable": column.editable, "editor": column.editor, "opens": column.opens},
    }
    if sort is not None and sort.key == column.key:
        definition["sort"] = "desc" if sort.descending else "asc"
    if pinned:
        definition["pinned"] = pinned
    if column.opens:
        definition["cellRenderer"] = _js("Opener")
    if column.editable:
        definition |= {"cellEditor": _js(_EDITORS.get(column.editor, "TextEditor"))}
        definition["context"] |= {"values": list(column.choices), "many": column.many, "lookup": column.lookup}
        if column.editor in _EDITORS:
            definition |= {"cellEditorPopup": True, "cellEditorPopupPosition": "over"}
    return definition


_EDITORS: Mapping[Editor, str] = {"choice": "ChoiceEditor", "long": "LongEditor", "date": "DayEditor"}


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


def _variables(colours: Palette) -> dict[str, dict[str, str]]:
    """The colours that grid.css paints with; the rest of the look stands there."""
    return {
        ":root": {
            # As the page around it, or the browser paints a ground of its own behind the frame.
            "color-scheme": "dark" if colours.dark else "light",
            "--daftar-font": FONT,
            "--accent": colours.accent,
            "--ground": colours.ground,
            "--soft": colours.soft_ground,
            "--ink": colours.ink,
            "--line": colours.line,
            "--grey": colours.grey,
            "--won": colours.won,
            "--lost": colours.lost,
            "--risk": colours.risk,
            "--refused": "rgba(240, 128, 122, .18)" if colours.dark else "#fdf0ef",
        },
    }
