"""What comes out of a file's bytes, whatever its format, its encoding and its damage."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from crm_core.base.errors import ReadError
from crm_core.lists.read import Limits, Sheet, read

HEAD = "name,city,amount\n"
DAY = date(2024, 5, 6)
MOMENT = datetime(2024, 5, 6, 10, 30)  # noqa: DTZ001 (cells of a sheet know no zone)


def only(data: bytes) -> Sheet:
    return read(data).sheets[0]


def rows(sheet: Sheet) -> list[list[object]]:
    return [sheet.row(at) for at in range(sheet.height)]


def xlsx(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def book() -> Workbook:
    made = Workbook()
    sheet = made.active
    sheet.title = "People"
    sheet["B3"], sheet["C3"], sheet["D3"] = "name", "since", "share"
    sheet["B5"], sheet["C5"], sheet["D5"] = "Ali", DAY, 0.5
    sheet["B6"], sheet["C6"], sheet["D6"] = 7, MOMENT, True
    return made


def test_rows_of_a_workbook_keep_the_numbers_that_excel_shows(book: Workbook) -> None:
    sheet = only(xlsx(book))
    assert list(sheet.numbers) == [3, 5, 6]
    assert sheet.first_column == 2
    assert rows(sheet) == [
        ["name", "since", "share"],
        ["Ali", DAY, 0.5],
        [7, MOMENT, True],
    ]


def test_zero_and_no_are_no_blank_row() -> None:
    made = Workbook()
    made.active.append(["count", "paid"])
    made.active.append([0, False])
    assert rows(only(xlsx(made)))[1] == [0, False]


def test_hidden_sheets_have_cells_only_when_asked_for(book: Workbook) -> None:
    secret = book.create_sheet("Secret")
    secret["A1"] = "salary"
    secret.sheet_state = "hidden"
    data = xlsx(book)
    assert [(sheet.name, sheet.hidden, sheet.height) for sheet in read(data).sheets] == [
        ("People", False, 3),
        ("Secret", True, 0),
    ]
    assert [sheet.height for sheet in read(data, sheet="Secret").sheets] == [0, 1]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(book: Workbook) -> None:
    with pytest.raises(ReadError, match=r"no sheet “Leute” in this file. It has: People"):
        read(xlsx(book), sheet="Leute")


def test_hidden_rows_and_columns_are_known(book: Workbook) -> None:
    book.active.row_dimensions[5].hidden = True
    book.active.column_dimensions["C"].hidden = True
    sheet = only(xlsx(book))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ([5], [3])


def test_error_values_stand_where_they_stood() -> None:
    made = Workbook()
    made.active.append(["name", "amount"])
    made.active.append(["Ali", 5])
    made.active.append(["Sara", 6])
    made.active["B3"].value, made.active["B3"].data_type = "#DIV/0!", "e"
    assert rows(only(xlsx(made)))[2] == ["Sara", "#DIV/0!"]


@pytest.mark.parametrize(
    ("encoding", "seen"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1256", "cp1256"),
    ],
)
def test_persian_text_in_any_encoding(encoding: str, seen: str) -> None:
    text = "نام,شهر,مبلغ\nسارا احمدي,شيراز,12000\nعلي رضايي,تهران,5000\n"
    book = read(text.encode(encoding))
    assert book.encoding == seen
    assert rows(book.sheets[0])[1] == ["سارا احمدي", "شيراز", "12000"]


def test_western_text_in_windows_1252() -> None:
    book = read("name;ville\nRenée Müller;Besançon\nJosé;Saint-Étienne\n".encode("cp1252"))
    assert (book.encoding, book.delimiter) == ("cp1252", ";")
    assert rows(book.sheets[0])[1] == ["Renée Müller", "Besançon"]
    assert [str(note) for note in book.notes] == ["Read as Windows-1252 text."]


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
def test_two_arabic_code_pages_are_told_apart(encoding: str) -> None:
    book = read("الاسم,المدينة\nمحمد,القاهرة\nأحمد,بغداد\n".encode(encoding))
    assert book.encoding == encoding
    assert rows(book.sheets[0])[1] == ["محمد", "القاهرة"]


def test_cyrillic_is_left_to_the_detector() -> None:
    text = "имя,город\n" + "Анна Петрова,Санкт-Петербург\nИван Сидоров,Новосибирск\n" * 5
    assert rows(only(text.encode("cp1251")))[1] == ["Анна Петрова", "Санкт-Петербург"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_separators_are_found(mark: str) -> None:
    lines = [["name", "city", "amount"], ["Ali", "Bonn", "1"], ["Sara", "Ulm", "2"]]
    sheet = only("\n".join(mark.join(line) for line in lines).encode())
    assert rows(sheet) == lines


def test_a_comma_inside_cells_does_not_hide_the_semicolon() -> None:
    sheet = only(b"name;amount\nAli;25,5\nSara, of Ulm;3,0\n")
    assert rows(sheet)[1:] == [["Ali", "25,5"], ["Sara, of Ulm", "3,0"]]


def test_excels_own_word_on_the_separator_is_no_row() -> None:
    sheet = only(b"sep=;\nname;city\nAli;Bonn, Ulm\n")
    assert list(sheet.numbers) == [1, 2]
    assert rows(sheet)[0] == ["name", "city"]


def test_lines_that_end_as_on_old_macs() -> None:
    assert list(only(b"name,city\rAli,Bonn\rSara,Ulm\r").numbers) == [1, 2, 3]


def test_a_quoted_line_break_stays_in_its_cell_and_counts_one_row() -> None:
    sheet = only(b'name,address,city\nAli,"Street 1\nBack house",Bonn\n\nSara,Road,Ulm\n')
    assert list(sheet.numbers) == [1, 2, 4]
    assert sheet.row(1) == ["Ali", "Street 1\nBack house", "Bonn"]


def test_short_rows_are_filled_up() -> None:
    assert rows(only(b"a,b,c\n1,2\n3\n"))[1:] == [["1", "2", ""], ["3", "", ""]]


def test_fields_beyond_the_list_are_kept_apart() -> None:
    many = ["name,city"] + ["Ali,Bonn"] * 120 + ["Sara,Street 1, Ulm,extra"]
    sheet = only("\n".join(many).encode())
    assert sheet.width == 2
    assert sheet.damaged[121].surplus == [" Ulm", "extra"]
    assert sheet.row(121) == ["Sara", "Street 1", " Ulm", "extra"]


def test_an_open_quote_costs_its_own_line_only() -> None:
    sheet = only(b'name,city,note\nAli,Bonn,"never closed\nSara,Ulm,fine\nOmid,Jena,"good, too"\n')
    assert [damage.code for damage in sheet.damaged.values()] == ["open_quote"]
    assert list(sheet.damaged) == [1]
    assert rows(sheet)[2:] == [["Sara", "Ulm", "fine"], ["Omid", "Jena", "good, too"]]


def test_an_open_quote_before_megabytes_of_rows() -> None:
    data = b'name,city\n"open,Bonn\n' + b"Sara,Ulm\n" * 200_000
    sheet = only(data)
    assert sheet.height == 200_002
    assert list(sheet.damaged) == [1]


def test_zero_bytes_are_left_out_and_said() -> None:
    book = read(b"name,city\nA\x00li,Bonn\nSara,Ulm\n")
    assert book.sheets[0].row(1) == ["Ali", "Bonn"]
    assert [str(note) for note in book.notes] == ["Control characters, which nobody sees, were left out."]


def test_the_name_of_a_file_may_lie(tmp_path: Path, book: Workbook) -> None:
    text, cells = tmp_path / "list.xlsx", tmp_path / "list.csv"
    text.write_bytes(b"name,city\nAli,Bonn\n")
    cells.write_bytes(xlsx(book))
    assert (read(text).format, read(cells).format) == ("text", "xlsx")


def test_an_html_table_under_the_name_of_excel() -> None:
    page = (
        "<html><meta charset=utf-8><table><tr><th>نام<th>شهر</tr>"
        "<tr><td rowspan=2>سارا</td><td>شیراز&nbsp;</td></tr><tr><td>تهران</td></tr></table>"
    )
    assert rows(only(page.encode())) == [["نام", "شهر"], ["سارا", "شیراز"], ["", "تهران"]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n \r\n\t", "The file is empty."),
        (b"%PDF-1.7\n...", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "This is a picture"),
        (b"BM" + struct.pack("<IHHI", 1000, 0, 0, 54) + b"\xff" * 900, "This is a picture"),
        (b"\x7fELF" + bytes(range(32)) * 40, "This is a program"),
        (bytes(range(256)) * 20, "neither a workbook nor text"),
        (b"PK\x05\x06" + bytes(18), "an archive without a workbook"),
        (b"PK\x03\x04" + bytes(40), "The file is damaged"),
        (b"one line that is no list", "one line of text"),
        (b"<html><body>Session expired</body></html>", "a web page without a table"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n", "contact cards"),
        (
            "EncryptedPackage".encode("utf-16-le").join([b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""]),
            "protected in a way that cannot be opened",
        ),
    ],
)
def test_what_is_no_list_is_refused_in_words(data: bytes, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence):
        read(data)


def test_a_truncated_workbook_is_refused(book: Workbook) -> None:
    data = xlsx(book)
    with pytest.raises(ReadError, match="damaged"):
        read(data[: len(data) // 2])


def test_a_cell_at_the_far_corner_is_refused_and_not_waited_for() -> None:
    made = Workbook()
    made.active["A1"], made.active["XFD1048576"] = "name", "stray"
    with pytest.raises(ReadError, match="more memory than is allowed"):
        read(xlsx(made))


def test_a_cell_far_below_is_only_a_row() -> None:
    made = Workbook()
    made.active["A1"], made.active["C1048576"] = "name", "stray"
    assert list(only(xlsx(made)).numbers) == [1, 1_048_576]


def test_a_zip_bomb_is_not_unpacked(book: Workbook) -> None:
    out = io.BytesIO(xlsx(book))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", bytes(12_345_678))
    bomb = out.getvalue().replace(struct.pack("<I", 12_345_678), struct.pack("<I", (1 << 32) - 2))
    with pytest.raises(ReadError, match="unpacks to more than"):
        read(bomb)


def test_a_bomb_in_the_cells_ends_at_the_limit() -> None:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            member.write(b'<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>')
            for _ in range(200):
                member.write(b"a" * (1 << 20))
    with pytest.raises(ReadError, match=r"damaged|memory|too long"):
        read(out.getvalue(), limits=Limits(memory=256 << 20))


def test_limits_of_size_and_rows() -> None:
    data = HEAD.encode() + b"Ali,Bonn,1\n" * 50
    with pytest.raises(ReadError, match="more than 40 rows"):
        read(data, limits=Limits(rows=40))
    with pytest.raises(ReadError, match="larger than 0 megabytes"):
        read(data, limits=Limits(bytes=100))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    read(HEAD.encode() + b"Ali,Bonn,1\n")
    with pytest.raises(ReadError):
        read(b"")
    assert list(tmp_path.iterdir()) == []
