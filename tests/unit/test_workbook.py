"""Workbooks as Excel and other programs read them, whatever people put into the cells."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from crm_core.base.workbook import (
    Pen,
    SheetColumn,
    add_sheet,
    day_pen,
    number_pen,
    sheet_name,
    text_pen,
    workbook,
)

MakePen = Callable[..., Pen]


def _at(text: str) -> dt.datetime:
    """A time as Excel keeps it, without a zone."""
    return dt.datetime.fromisoformat(text)


def _written(make: MakePen, *values: Any, **look: Any) -> bytes:
    file = io.BytesIO()
    with workbook(file, at=dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)) as book:
        sheet = add_sheet(book, "List", [SheetColumn(20)], rtl=False)
        pen = make(book, sheet, **look)
        for row, value in enumerate(values):
            pen(row, 0, value)
    return file.getvalue()


def _read(content: bytes) -> list[Any]:
    """The first column as two programs read it; they agree."""
    one = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]
    other = [row[0] for row in python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()]
    assert one == other
    return one


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (" Alborz & <Steel> ", " Alborz & <Steel> "),
        ("first\r\nsecond\rthird", "first\nsecond\nthird"),
        ("a\x00b\x0bc\ufffed\ud800e", "abcde"),
        ("<r><t>bold</t></r>", " <r><t>bold</t></r>"),
        ("<r><broken></r>", " <r><broken></r>"),
        ("http://example.com", "http://example.com"),
        ("{=1+1}", "{=1+1}"),
        ("007", "007"),
        ("فولاد البرز 🏭", "فولاد البرز 🏭"),
    ],
)
def test_a_text_is_the_same_text_in_the_sheet(text: str, read: str) -> None:
    assert _read(_written(text_pen, text)) == [read]


def test_a_text_that_speaks_excels_own_escapes_is_no_escape() -> None:
    content = _written(text_pen, "_x0041_")
    assert python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python() == [["_x0041_"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\x02=1"])
def test_nothing_is_computed_now_or_after_an_edit(text: str) -> None:
    cell = openpyxl.load_workbook(io.BytesIO(_written(text_pen, text, num_format="@"))).active["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text.lstrip("\x02"), "s", True)
    assert cell.number_format == "@"


@pytest.mark.parametrize("letter", ["a", "🏭"])
def test_a_text_is_cut_where_a_cell_ends(letter: str) -> None:
    (read,) = _read(_written(text_pen, letter * 40_000))
    assert read == letter * (32_767 // (len(letter.encode("utf-16-le")) // 2))


def test_numbers_and_days() -> None:
    assert _read(_written(number_pen, 7, -0.5, Decimal("1234567.89"), num_format="#,##0.00")) == [7, -0.5, 1234567.89]
    days = dt.date(1900, 3, 1), dt.date(1900, 2, 28), _at("2026-03-20 12:30"), _at("1890-01-02 03:04")
    column = openpyxl.load_workbook(io.BytesIO(_written(day_pen, *days, num_format="yyyy-mm-dd"))).active["A"]
    told = [cell.value for cell in column]
    assert told == [_at("1900-03-01"), "1900-02-28", _at("2026-03-20 12:30"), "1890-01-02T03:04:00"]
    assert column[0].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a/b:c*?[d]\\'e'", "a b c   d   e"),
        ("two\nlines", "two lines"),
        ("x" * 40, "x" * 31),
        ("🏭" * 20, "🏭" * 15),
        ("'?*", "1"),
        ("", "1"),
    ],
)
def test_a_sheet_gets_a_name_that_excel_takes(name: str, shown: str) -> None:
    assert sheet_name(name) == shown
    assert sheet_name(name, after=" 12").endswith(" 12")
    with workbook(io.BytesIO()) as book:
        add_sheet(book, sheet_name(name), [], rtl=True)
        add_sheet(book, sheet_name(name, after=" 12"), [], rtl=True)


def test_what_was_put_aside_is_gone_also_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    _written(text_pen, "Alborz")
    file = io.BytesIO()
    with pytest.raises(ZeroDivisionError), workbook(file) as book:
        add_sheet(book, "List", [], rtl=False)
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    assert file.getvalue() == b""


def test_it_says_who_made_it_and_when() -> None:
    told = openpyxl.load_workbook(io.BytesIO(_written(text_pen, "Alborz"))).properties
    assert (told.creator, told.created) == ("Daftar", _at("2026-11-21 08:30"))
