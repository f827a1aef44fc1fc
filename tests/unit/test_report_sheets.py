"""Workbooks of reports: which chart Excel is told to draw for each kind, and the figures that it draws."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, LineChart

from crm_core.measures.breakdowns import Key
from crm_core.reports import Level, ReportResult, to_excel
from crm_core.reports.pictures import kinds_for

from .pictures_ground import ENGLISH, PERSIAN, by_person, in_rial, made, many, numbered, over_months

STAGES = tuple((Key(name, (at,)),) for at, name in enumerate(("Lead", "Offer", "Negotiation"), 1))
TWO_FIELDS = [
    (person, source) for person in numbered(("Sara", "Reza")) for source in (Key("Fair", ("F",)), Key("Web", ("W",)))
]


def _drawn(result: ReportResult, kind: str, locale: Any = ENGLISH) -> tuple[Any, list[list[Any]]]:
    """The chart on the sheet of the report (None where there is none), and the sheet of what is drawn."""
    assert kind in kinds_for(result, result.spec.measures[0])
    book = openpyxl.load_workbook(io.BytesIO(to_excel(result, locale, chart=kind)))
    charts = book.worksheets[0]._charts
    return charts[0] if charts else None, [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]


def _by_two_fields() -> ReportResult:
    """Sara 1 and 2, Reza 3 and 4, with their sums."""
    result = made(lambda _, g: (g + 1) * 100, breakdown=["owner", "source"], keys=TWO_FIELDS)
    first, *_, last = result.by_group
    sums = tuple(
        replace(row, keys={"owner": row.keys["owner"]}, values={"won_amount": amount})
        for row, amount in ((first, 300), (last, 700))
    )
    return replace(
        result, by_level=(Level(("owner",), tuple(replace(row, period=result.rows[0].period) for row in sums), sums),)
    )


def _columns(rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: [row[at] for row in rows[2:]] for at, name in enumerate(rows[1]) if name}


def _colour(series: Any) -> str:
    return str(series.graphicalProperties.solidFill.srgbClr)


def test_columns_of_months_stand_beside_those_of_the_year_before() -> None:
    result = made(lambda p, _: (p + 1) * 100_00, by="month", compare="last_year", before=lambda p, _: p * 100_00)
    chart, rows = _drawn(result, "columns")
    assert isinstance(chart, BarChart)
    assert (chart.type, chart.grouping, [_colour(one) for one in chart.series]) == (
        "col", "clustered", ["0F7E86", "B9C2C4"],
    )  # fmt: skip
    assert list(_columns(rows)) == ["Won amount", "Won amount, year before ($)"]
    assert _columns(rows)["Won amount"][:2] == [100, 200]
    assert [point.v for point in chart.series[0].val.numRef.numCache.pt][:2] == [100, 200]


def test_days_are_a_line_and_a_rate_has_percents() -> None:
    line, _ = _drawn(made(lambda p, _: p, measures=("won_count",), by="day", end="2026-04-01"), "line")
    assert isinstance(line, LineChart)
    rate, _ = _drawn(made(lambda p, _: p / 12, measures=("win_rate",), by="month"), "line")
    assert rate.y_axis.numFmt.formatCode == "0%"


def test_bars_begin_on_top_and_in_persian_grow_from_the_right() -> None:
    result = by_person([300_00, 200_00, 100_00])
    chart, rows = _drawn(result, "bars")
    assert (chart.type, chart.x_axis.scaling.orientation, chart.y_axis.scaling.orientation) == (
        "bar", "maxMin", "minMax",
    )  # fmt: skip
    assert [row[0] for row in rows[2:]] == ["Sara", "Reza", "Kian"]
    persian, _ = _drawn(in_rial(result), "bars", PERSIAN)
    assert (persian.x_axis.scaling.orientation, persian.y_axis.scaling.orientation) == ("maxMin", "maxMin")
    assert persian.y_axis.numFmt.formatCode == "[$-3000429]#,##0"


def test_large_amounts_are_shortened_on_the_axis() -> None:
    chart, _ = _drawn(in_rial(over_months(lambda p: (p + 1) * 10**10)), "columns", PERSIAN)
    assert chart.y_axis.numFmt.formatCode == '[$-3000429]#,##0,,," میلیارد"'
    small, _ = _drawn(over_months(lambda p: (p + 1) * 100_000_00), "columns")
    assert small.y_axis.numFmt.formatCode == '#,##0.0,," m"'


def test_groups_over_time_are_stacked_or_shares_of_the_whole() -> None:
    result = made(lambda p, g: p + g + 1, by="month", breakdown=["customer"], keys=many(9), measures=("won_count",))
    chart, rows = _drawn(result, "stacked")
    assert (chart.type, chart.grouping, len(chart.series)) == ("col", "stacked", 8)
    assert rows[1][-1] == "Others"
    assert sum(rows[2][1:]) == sum(range(1, 10))
    assert _drawn(result, "shares")[0].grouping == "percentStacked"


def test_several_small_charts_stand_beside_their_figures() -> None:
    result = made(lambda p, g: p + g + 1, by="month", breakdown=["customer"], keys=many(5), measures=("won_count",))
    book = openpyxl.load_workbook(io.BytesIO(to_excel(result, ENGLISH, chart="multiples")))
    assert (len(book["Report"]._charts), len(book["Chart"]._charts)) == (0, 5)


def test_a_waterfall_stands_on_parts_that_are_not_seen() -> None:
    chart, rows = _drawn(over_months(lambda p: (100_00, -30_00, 50_00)[p % 3]), "waterfall")
    columns = _columns(rows)
    assert (chart.grouping, chart.legend) == ("stacked", None)
    assert chart.series[0].graphicalProperties.noFill
    assert columns["Begins at"][:3] == [0, 70, 70]
    assert columns["Increase"][:3] == [100, None, 50]
    assert columns["Decrease"][:3] == [None, 30, None]
    assert columns["Together"][-1] == 4 * 120


def test_a_pareto_has_the_share_so_far_on_an_axis_of_its_own() -> None:
    chart, rows = _drawn(by_person([5_00, 50_00, 25_00, 5_00, 5_00, 5_00, 5_00]), "pareto")
    assert [row[0] for row in rows[2:4]] == ["Reza", "Kian"]
    assert _columns(rows)["Share so far"][:3] == [0.5, 0.75, 0.8]
    (line,) = chart._charts[1:]
    assert isinstance(line, LineChart)
    assert line.y_axis.axId != chart.y_axis.axId


def test_a_heat_map_colours_cells() -> None:
    result = made(lambda p, _: p, measures=("won_count",), by="day", end="2026-02-01")
    book = openpyxl.load_workbook(io.BytesIO(to_excel(result, ENGLISH, chart="heat")))
    (coloured,) = book["Chart"].conditional_formatting
    assert str(coloured.sqref) == "B3:F9"  # seven weekdays, five weeks
    assert book["Report"]._charts == []


def test_two_fields_are_stacked_by_the_second() -> None:
    _, rows = _drawn(_by_two_fields(), "stacked")
    assert rows[1:] == [[None, "Web", "Fair"], ["Reza", 4, 3], ["Sara", 2, 1]]


def test_a_funnel_is_bars_in_the_order_of_the_stages() -> None:
    result = made(lambda _, g: 30 - g * 10, measures=("stage_reached",), breakdown=["stage"], keys=STAGES)
    chart, rows = _drawn(result, "funnel")
    assert (chart.type, [row[0] for row in rows[2:]]) == ("bar", ["Lead", "Offer", "Negotiation"])


@pytest.mark.parametrize("locale", [ENGLISH, PERSIAN])
def test_every_kind_that_fits_is_drawn(locale: Any) -> None:
    for result in (
        over_months(lambda p: p * 100_00),
        by_person([3_00, 2_00, 1_00]),
        made(lambda p, g: p + g, by="month", breakdown=["customer"], keys=many(4), measures=("won_count",)),
        _by_two_fields(),
    ):
        for kind in kinds_for(result, result.spec.measures[0]):
            assert len(openpyxl.load_workbook(io.BytesIO(to_excel(result, locale, chart=kind))).worksheets) == 3
