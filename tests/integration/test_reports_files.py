"""A report as a workbook and as CSV: typed, formatted, with its chart and its meaning, and safe to open."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from crm_core.models import User
from crm_core.reports import ReportResult, to_csv, to_excel
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import day, deal, put, report
from tests.provision.company import People


def _book(office: Office, result: ReportResult) -> Any:
    with office.read(SYSTEM) as w:
        return load_workbook(io.BytesIO(to_excel(result, w.locale)))


def _values(sheet: Any) -> list[list[Any]]:
    return [[_day(cell.value) for cell in row] for row in sheet.iter_rows()]


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) else value


def _lines(office: Office, result: ReportResult) -> list[list[str]]:
    with office.read(SYSTEM) as w:
        return list(csv.reader(io.StringIO(to_csv(result, w.locale).decode("utf-8-sig"))))


@pytest.fixture
def sold(office: Office) -> None:
    put(
        office,
        [
            deal(100, "2026-09-21", "2026-10-01"),
            deal(51, "2026-10-01", "2026-11-02"),
            deal(3, "2026-10-01", "2026-11-02", "lost"),
        ],
    )


@pytest.mark.usefixtures("sold")
def test_the_table_is_typed_formatted_and_totalled(office: Office) -> None:
    result = report(office, "won_amount win_rate cycle_days", by="month", first="2026-10-01", last="2026-11-30")
    book = _book(office, result)
    sheet = book["Report"]
    assert [sheet[name].value for name in ("A1", "A2")] == [
        "Won amount",
        "Won amount, win rate and days to win by month, 2026-10-01 – 2026-11-30",
    ]
    header, *rows = _values(sheet)[3:]
    assert header == ["Month", "First day", "Last day", "Won amount ($)", "Win rate", "Days to win"]
    assert rows[0] == ["October 2026", dt.date(2026, 10, 1), dt.date(2026, 10, 31), 100, 1, 10]
    assert rows[-1] == ["Total", None, None, 151, 2 / 3, 21]
    assert [sheet.cell(5, column).number_format for column in (2, 4, 5, 6)] == [
        "yyyy-mm-dd",
        "#,##0",
        "0.0%",
        "#,##0.0",
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D5", "A4:F6")
    assert len(sheet._charts) == 1
    assert not sheet.sheet_view.rightToLeft
    assert book.sheetnames == ["Report", "Chart", "Definition"]


@pytest.mark.usefixtures("sold")
def test_a_sheet_states_what_the_figures_mean(office: Office) -> None:
    result = report(office, "won_amount", by="month", first="2026-10-01", last="2026-11-30", compare="previous")
    lines = {row[0]: row[1] for row in _values(_book(office, result)["Definition"])}
    assert lines["Won amount"] == "Amounts of won deals, on the day of closing."
    assert lines["Amounts"] == "$"
    assert lines["Compared with"] == "2026-08-01 – 2026-09-21"
    assert lines["Days"] == "as in the time zone Asia/Tehran"
    assert lines["As of"] == "2026-11-21 12:00"


@pytest.mark.usefixtures("sold")
def test_what_is_compared_stands_beside_with_the_change(office: Office) -> None:
    result = report(
        office, "won_amount win_rate", by="month", first="2026-11-01", last="2026-11-30", compare="previous"
    )
    header, row, _ = _values(_book(office, result)["Report"])[3:]
    assert dict(zip(header, row, strict=True)) == {
        "Month": "November 2026",
        "First day": dt.date(2026, 11, 1),
        "Last day": dt.date(2026, 11, 21),
        "Won amount ($)": 51,
        "Won amount, period before ($)": 100,
        "Won amount, change": -0.49,
        "Win rate": 0.5,
        "Win rate, period before": 1,
        "Win rate, change": -0.5,
    }


def test_a_name_that_looks_like_a_formula_stays_a_name(office: Office) -> None:
    with office.work(SYSTEM) as w, w.changing("create"):
        (seller,) = bulk_create(w, User, [{"name": '=HYPERLINK("http://example.invalid","Sara")\x07', "role": "rep"}])
    put(office, [deal(1, "2026-01-01", "2026-01-02", owner_id=seller), deal(2, "2026-01-01", "2026-01-02")])
    result = report(office, "won_amount", breakdown=["owner"])
    book = _book(office, result)
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert {cell.parent.title for cell in texts} == {"Report", "Chart"}
    assert {(cell.value, cell.data_type, cell.quotePrefix) for cell in texts} == {
        ('=HYPERLINK("http://example.invalid","Sara")', "s", True)
    }
    assert _lines(office, result)[1][0] == '\'=HYPERLINK("http://example.invalid","Sara")'


def test_persian_sheets_run_from_right_to_left_in_toman(persian_office: Office) -> None:
    put(
        persian_office,
        [
            deal(150, "2026-10-01", "2026-10-30", currency="IRR"),
            {**deal(0, "2026-10-01", "2026-11-21", currency="IRR"), "amount": 5},
        ],
    )
    result = report(
        persian_office, "won_amount won_count", by="month", first="1405-08-01", last="1405-08-30", breakdown=["stage"]
    )
    book = _book(persian_office, result)
    assert book.sheetnames == ["گزارش", "تعریف"]
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    header, row, _ = _values(book["گزارش"])[3:]
    assert header == ["ماه", "روز آغاز", "روز پایان", "مرحله", "مبلغ فروش (تومان)", "معامله‌های برنده"]
    assert row == ["آبان ۱۴۰۵", dt.date(2026, 10, 23), dt.date(2026, 11, 21), "برنده", 1500.5, 2]
    assert book["گزارش"]["E5"].number_format == "[$-3000429]#,##0.0"


def test_what_a_chart_draws_stands_on_a_sheet_of_its_own(office: Office) -> None:
    put(office, [deal(20 - place, "2026-01-01", "2026-10-02", source=f"Source {place}") for place in range(12)])
    result = report(office, "won_amount", by="month", first="2026-09-01", last="2026-10-31", breakdown=["source"])
    book = _book(office, result)
    title, header, *rows = _values(book["Chart"])
    assert title[0] == "Report: Won amount ($)"
    assert header == [None, *(f"Source {place}" for place in range(7)), "Others"]
    assert [row[:2] + row[-1:] for row in rows] == [
        ["September 2026", 0, 0],
        ["October 2026", 20, 13 + 12 + 11 + 10 + 9],
    ]
    (chart,) = book["Report"]._charts
    assert (chart.grouping, len(chart.series)) == ("stacked", 8)
    assert chart.series[0].val.numRef.f == "Chart!$B$3:$B$4"


@pytest.mark.usefixtures("sold")
def test_csv_has_plain_numbers_and_days(office: Office) -> None:
    result = report(office, "won_amount win_rate", by="month", first="2026-09-01", last="2026-11-30")
    assert _lines(office, result) == [
        ["Month", "First day", "Last day", "Won amount ($)", "Win rate"],
        ["September 2026", "2026-09-01", "2026-09-30", "0.00", ""],
        ["October 2026", "2026-10-01", "2026-10-31", "100.00", "1.0"],
        ["November 2026", "2026-11-01", "2026-11-30", "51.00", "0.5"],
    ]
    assert result.rows[0].start == day("2026-09-01")


def test_an_empty_report_is_still_a_sheet(office: Office) -> None:
    for asked in ({}, {"breakdown": ["owner"]}, {"breakdown": ["owner"], "by": "month", "compare": "target"}):
        book = _book(office, report(office, "won_amount win_rate open_amount", **asked))
        assert book.sheetnames == ["Report", "Definition"]


def test_crosswise_each_line_and_column_has_its_own_total(office: Office, people: People) -> None:
    put(
        office,
        [
            deal(100, "2026-09-21", "2026-10-01", of=people.sara),
            deal(20, "2026-09-21", "2026-10-02", "lost", of=people.sara),
            deal(300, "2026-10-01", "2026-11-02", of=people.kian),
            deal(50, "2026-10-01", "2026-11-02", of=people.sara),
        ],
    )
    asked = {"by": "month", "first": "2026-10-01", "last": "2026-11-30", "breakdown": ["owner"], "across": "owner"}
    sheet = _book(office, report(office, "won_amount win_rate", **asked))["Report"]
    over, header, *rows = _values(sheet)[3:]
    assert over == [None, None, None, "Kian", None, "Sara", None, "Total", None]
    assert {str(one) for one in sheet.merged_cells.ranges} == {"D4:E4", "F4:G4", "H4:I4"}
    assert header[:5] == ["Month", "First day", "Last day", "Won amount ($)", "Win rate"]
    assert [row[0:1] + row[3:] for row in rows] == [
        ["October 2026", 0, None, 100, 0.5, 100, 0.5],
        ["November 2026", 300, 1, 50, 1, 350, 1],
        ["Total", 300, 1, 150, 2 / 3, 450, 0.75],
    ]


def test_parts_have_sums_that_follow_the_measures_rule(office: Office, people: People) -> None:
    put(
        office,
        [
            deal(100, "2026-09-21", "2026-10-01", of=people.sara, source="Fair"),
            deal(20, "2026-09-21", "2026-10-02", "lost", of=people.sara, source="Web"),
            deal(300, "2026-10-01", "2026-10-03", of=people.kian, source="Web"),
        ],
    )
    result = report(office, "won_amount win_rate", breakdown=["owner", "source"])
    header, *rows = _values(_book(office, result)["Report"])[3:]
    assert header == ["Owner", "Source", "Won amount ($)", "Win rate"]
    assert rows == [
        ["Kian", "Web", 300, 1],
        ["Sara", "Fair", 100, 1],
        ["Sara", "Web", 0, 0],
        ["Sara, together", None, 100, 0.5],
        ["Total", None, 400, 2 / 3],
    ]
