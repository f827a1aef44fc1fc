"""The charts of a report's workbook: drawn by Excel itself, from a sheet that holds what each of them draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from ..base.colours import LIGHT, OTHERS, told_apart
from ..base.figures import shortened
from ..base.i18n import N_, Locale
from ..base.sheets import cell_text
from ..base.workbook import HEADER, SheetColumn, add_sheet, number_format, pens_of, sheet_name, text_pen
from ._drawn import Drawing, Series

Place = tuple[Worksheet, int, int]
"""A sheet with the row and the column, counted from 0, at which a chart begins."""

HEAT = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#5FB3B8"}
_FEW = 12
"""So many marks have their figures written on them."""
_SIZE = {"width": 860, "height": 400}
_SMALL = {"width": 420, "height": 220}
_ROW_HEIGHT = 20
_LETTERS = {"name": "Arial", "size": 9, "color": LIGHT.grey}
_ALONG = {"columns", "line", "stacked", "waterfall", "pareto", "multiples", "shares"}
"""Kinds whose names stand along the bottom; the others have bars from the side."""


@dataclass(frozen=True)
class _Waiting:
    """A drawing with the place for its chart: None for beside its figures."""

    drawing: Drawing
    place: Place | None
    heading: str
    row: int


class ChartSheet:
    """The sheet of figures that charts draw. Charts are told of one by one; `write` makes the sheet at the end."""

    def __init__(self, book: Workbook, locale: Locale) -> None:
        self.book, self.locale = book, locale
        self.name = sheet_name(locale.t(N_("Chart")))
        self._waiting: list[_Waiting] = []
        self._next = 0

    def add(self, drawing: Drawing, place: Place | None, heading: str) -> None:
        """Draw it, at this place or beside its figures."""
        waiting = _Waiting(drawing, place, heading, self._next)
        self._waiting.append(waiting)
        needed = len(drawing.names) + 3
        charts = -(-len(drawing.series) // 2) * (_SMALL["height"] // _ROW_HEIGHT + 1)
        beside = charts if drawing.kind == "multiples" else 0 if place else _SIZE["height"] // _ROW_HEIGHT + 2
        self._next += max(needed, beside)

    def write(self) -> None:
        """Make the sheet with the figures, and put the charts in their places; nothing where nothing is drawn."""
        if not self._waiting:
            return
        most = max(len(one.drawing.series) for one in self._waiting)
        columns = [SheetColumn(24), *([SheetColumn(16)] * most)]
        sheet = add_sheet(self.book, self.name, columns, rtl=self.locale.rtl)
        for one in self._waiting:
            self._figures(sheet, one)
            if one.drawing.kind != "heat":
                self._put(sheet, one)

    def _figures(self, sheet: Worksheet, one: _Waiting) -> None:
        """The title, the names of the series, a line for each mark."""
        drawing = one.drawing
        text_pen(self.book, sheet, bold=True)(one.row, 0, f"{one.heading}: {drawing.title}")
        head = text_pen(self.book, sheet, **HEADER, text_wrap=True)
        for column, series in enumerate(drawing.series, 1):
            head(one.row + 1, column, series.name)
        kinds = ["text", *("ratio" if series.role == "share" else drawing.number for series in drawing.series)]
        places = 2 if any(_broken(series) for series in drawing.series) else 0
        pens = pens_of(self.book, sheet, kinds, places=places, persian=self._persian)
        for at, name in enumerate(drawing.names):
            pens["text"](one.row + 2 + at, 0, name)
            for column, series in enumerate(drawing.series, 1):
                if (value := series.values[at]) is not None:
                    pens[kinds[column]](one.row + 2 + at, column, value)
        if drawing.kind == "heat":
            last = one.row + 1 + len(drawing.names)
            sheet.conditional_format(one.row + 2, 1, last, len(drawing.series), HEAT)

    def _put(self, sheet: Worksheet, one: _Waiting) -> None:
        """Beside its figures, or where it was asked for; small ones two in a line."""
        drawing, beside = one.drawing, len(one.drawing.series) + 2
        if drawing.kind == "multiples":
            for at, series in enumerate(drawing.series):
                chart = self._chart(one, [series], title=series.name, small=True)
                place = (one.row + at // 2 * (_SMALL["height"] // _ROW_HEIGHT + 1), beside)
                sheet.insert_chart(*place, chart, {"x_offset": at % 2 * (_SMALL["width"] + 10)})
            return
        chart = self._chart(one, drawing.series, title=drawing.title)
        if one.place is None:
            sheet.insert_chart(one.row, beside, chart)
        else:
            other, row, column = one.place
            other.insert_chart(row, column, chart)

    # One chart

    def _chart(self, one: _Waiting, some: Sequence[Series], *, title: str, small: bool = False) -> Chart:
        drawing = one.drawing
        chart: Chart = self.book.add_chart(_type(drawing))
        colours = told_apart({series.name: series.record for series in some if series.role == "group"})
        second: Chart | None = None
        for series in some:
            options = self._series(one, series, colours.get(series.name))
            if series.role in ("share", "target") and drawing.kind != "bars":
                second = second or self.book.add_chart({"type": "line"})
                second.add_series({**options, "y2_axis": series.role == "share"})
            else:
                chart.add_series(options)
        if second is not None:
            chart.combine(second)
            second.set_y2_axis({"num_format": self._format("ratio"), "min": 0, "max": 1, "num_font": _LETTERS,
                                "line": {"none": True}})  # fmt: skip
        self._dress(chart, drawing, some, title, small=small)
        return chart

    def _series(self, one: _Waiting, series: Series, colour: str | None) -> dict[str, Any]:
        drawing, first = one.drawing, one.row + 2
        last, column = first + len(drawing.names) - 1, drawing.series.index(series) + 1
        options: dict[str, Any] = {
            "name": [self.name, one.row + 1, column],
            "categories": [self.name, first, 0, last, 0],
            "values": [self.name, first, column, last, column],
            "categories_data": [cell_text(name) for name in drawing.names],
            "values_data": ["" if value is None else _plain(value) for value in series.values],
            "name_data": [cell_text(series.name)],
            **_look(drawing, series, colour),
        }
        if drawing.kind in ("bars", "funnel", "columns") and len(drawing.names) <= _FEW and series.role == "now":
            options["data_labels"] = {"value": True, "num_format": self._short(drawing), "font": _LETTERS}
        return options

    def _dress(self, chart: Chart, drawing: Drawing, some: Sequence[Series], title: str, *, small: bool) -> None:
        rtl, bars = self.locale.rtl, drawing.kind not in _ALONG
        letters = {**_LETTERS, "size": 8} if small else _LETTERS
        heading = {**_LETTERS, "size": 9 if small else 12, "bold": True, "color": LIGHT.ink}
        chart.set_title({"name": cell_text(title), "name_font": heading, "overlay": False})
        chart.set_size(_SMALL if small else _SIZE)
        chart.set_chartarea({"border": {"none": True}})
        # The first bar on top; where one reads from the right, time runs and bars grow from there too.
        names: dict[str, Any] = {"num_font": letters, "line": {"color": LIGHT.line}, "label_position": "low"}
        if bars or rtl:
            names["reverse"] = True
        if bars:
            names["crossing"] = "max"
        figures: dict[str, Any] = {
            "num_font": letters, "num_format": self._short(drawing), "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": LIGHT.line, "width": 0.75}},
        }  # fmt: skip
        if bars and rtl:
            figures["reverse"] = True
        chart.set_x_axis(figures if bars else names)  # of bars the axis along the bottom is that of the figures
        chart.set_y_axis(names if bars else figures)
        unseen = [at for at, series in enumerate(some) if series.role == "base"]
        if len(some) < 2 or drawing.kind == "waterfall":
            chart.set_legend({"none": True})
        else:
            chart.set_legend({"position": "bottom", "font": letters, "delete_series": unseen})
        chart.show_blanks_as("gap")

    # How figures are written

    @property
    def _persian(self) -> bool:
        return self.locale.digits == "persian"

    def _format(self, kind: str) -> str:
        return number_format(kind, persian=self._persian).replace("0.0%", "0%")

    def _short(self, drawing: Drawing) -> str:
        """A format that shortens large figures as everywhere: 4.1 bn, ۴٫۱ میلیارد."""
        if drawing.number == "ratio" or drawing.kind == "shares":
            return self._format("ratio")
        values = [abs(value) for one in drawing.series if one.role != "share" for value in _numbers(one)]
        greatest = max(values, default=Decimal(0))
        _, message = shortened(greatest)
        word = self.locale.t(message).format(number="").strip()
        plain = self._format("count")
        thirds = next((at for at, least in ((3, 10**9), (2, 10**6), (1, 10**4)) if greatest >= least), 0)
        if not word or not thirds:
            return plain
        digits = ".0" if greatest / 1000**thirds < 10 else ""
        return f'{plain}{digits}{"," * thirds}" {word}"'


def _type(drawing: Drawing) -> dict[str, str]:
    if drawing.kind in ("line", "multiples"):
        return {"type": "line"}
    if drawing.kind in ("bars", "funnel"):
        return {"type": "bar"}
    if drawing.kind == "shares":
        return {"type": "column", "subtype": "percent_stacked"}
    stacked = drawing.kind == "waterfall" or any(one.role in ("group", "rest") for one in drawing.series)
    return {"type": "column", "subtype": "stacked"} if stacked else {"type": "column"}


def _look(drawing: Drawing, series: Series, colour: str | None) -> dict[str, Any]:
    """Grey for the past, the accent for now, dashed for a target; groups in their own colours."""
    painted = colour or {
        "before": LIGHT.past, "rest": OTHERS, "up": LIGHT.won, "down": LIGHT.lost, "whole": LIGHT.grey,
        "target": LIGHT.ink, "share": LIGHT.risk,
    }.get(series.role, LIGHT.accent)  # fmt: skip
    if series.role == "base":
        return {"fill": {"none": True}, "border": {"none": True}}
    if series.role == "target" and drawing.kind != "bars":
        return {"line": {"color": painted, "width": 1.5, "dash_type": "dash"}}
    if drawing.kind in ("line", "multiples") or series.role == "share":
        return {"line": {"color": painted, "width": 2}}
    gap = {"waterfall": 30, "funnel": 20, "bars": 40}.get(drawing.kind, 60)
    return {"fill": {"color": painted}, "border": {"none": True}, "gap": gap}


def _numbers(series: Series) -> list[Decimal]:
    return [Decimal(str(value)) for value in series.values if isinstance(value, int | float | Decimal)]


def _broken(series: Series) -> bool:
    return series.role != "share" and any(value != value.to_integral_value() for value in _numbers(series))


def _plain(value: Any) -> float | int:
    return int(value) if value == int(value) else float(value)
