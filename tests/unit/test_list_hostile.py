"""Broken and hostile files: one clear sentence or the sound part, in bounded time, and nothing left behind."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from crm_core.base.errors import ReadError
from crm_core.lists.parse import ParseRules
from crm_core.lists.read import Limits, Sheet, read, read_pasted
from crm_core.lists.recognise import recognise

_NAMES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="People">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def xlsx(sheet: str, before: str = "") -> bytes:
    """A workbook of one sheet, from the XML of its cells."""
    with zipfile.ZipFile(io.BytesIO(saved(Workbook()))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = f"{before}<worksheet {_NAMES}>{sheet}</worksheet>"
    return packed(parts)


def ods(rows: str) -> bytes:
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{_MANIFEST}"><manifest:file-entry manifest:full-path="/"/></manifest:manifest>'
    return packed({"mimetype": mime, "META-INF/manifest.xml": manifest, "content.xml": _ODS.replace("{rows}", rows)})


def cell(text: str, **named: str) -> str:
    more = "".join(f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"' for name, value in named.items())
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(sheet: Sheet) -> list[list[object]]:
    return [sheet.row(at) for at in range(sheet.height)]


@pytest.fixture(autouse=True)
def _in_time_and_nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    began = sum(os.times()[:4])
    yield
    assert (
        sum(os.times()[:4]) - began < 30
    )  # of the processor, the reader's too: what else the machine does is not ours
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_claims_all_cells_holds_what_it_holds() -> None:
    data = xlsx(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Ali</t></is></c></row></sheetData>'
    )
    assert rows(read(data).sheets[0]) == [["name"], ["Ali"]]


def test_row_numbers_beyond_any_sheet_are_refused() -> None:
    data = xlsx('<sheetData><row r="4294967290"><c r="XFD4294967290"><v>1</v></c></row></sheetData>')
    with pytest.raises(ReadError):
        read(data)


@pytest.mark.parametrize("level", [9, 12])
def test_entities_of_xml_do_not_grow(level: int) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, level))
    before = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{bomb}]>'
    data = xlsx(f'<sheetData><row r="1"><c r="A1" t="str"><v>&e{level - 1};</v></c></row></sheetData>', before)
    try:
        held = rows(read(data).sheets[0])
    except ReadError:
        return
    assert sum(len(str(cell)) for row in held for cell in row) < 100


def test_repeated_cells_of_an_open_document_do_not_grow() -> None:
    head = f"<table:table-row>{cell('name')}{cell('city')}</table:table-row>"
    ali = f"<table:table-row>{cell('Ali')}{cell('Bonn')}</table:table-row>"
    rest = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert rows(read(ods(head + ali + rest)).sheets[0]) == [["name", "city"], ["Ali", "Bonn"]]
    bomb = f'<table:table-row table:number-rows-repeated="1048576">{cell("x", table_number_columns_repeated="16384")}</table:table-row>'
    with pytest.raises(ReadError):
        read(ods(bomb))


def test_errors_and_hidden_parts_of_an_open_document() -> None:
    data = ods(
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{cell('name')}{cell('amount')}</table:table-row>"
        f'<table:table-row table:visibility="filter">{cell("Ali")}'
        f"{cell('#DIV/0!', calcext_value_type='error')}</table:table-row>"
    )
    sheet = read(data).sheets[0]
    assert rows(sheet)[1] == ["Ali", "#DIV/0!"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ([2], [2])


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    made = Workbook()
    made.active["A1"] = 100
    made.active["A1"].number_format = "yyyy-mm-dd"
    made.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 (an epoch of sheets)
    assert str(rows(read(saved(made)).sheets[0])[0][0]) == "1904-04-10"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files_of_each_format(share: float) -> None:
    made = Workbook()
    for number in range(200):
        made.active.append([f"name {number}", number])
    row = f"<table:table-row>{cell('Ali')}{cell('Bonn')}</table:table-row>"
    for whole in (saved(made), ods(row * 50)):
        with pytest.raises(ReadError, match="damaged"):
            read(whole[: int(len(whole) * share)])


def test_an_ole_container_whose_sectors_run_in_a_circle() -> None:
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[24:34] = b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
    head[44:48] = (1).to_bytes(4, "little")
    head[48:52] = (1).to_bytes(4, "little")
    head[56:60] = (4096).to_bytes(4, "little")
    head[60:64] = head[68:72] = b"\xfe\xff\xff\xff"
    head[76:80] = (0).to_bytes(4, "little")
    head[80:512] = b"\xff" * 432
    circle = b"\xfd\xff\xff\xff" + (2).to_bytes(4, "little") + (1).to_bytes(4, "little") + b"\xff" * 500
    for name in ("Workbook", "EncryptionInfo"):
        entry = name.encode("utf-16-le").ljust(64, b"\0") + b"\x12\0\x02\x01" + b"\xff" * 12 + bytes(36)
        entry += (1).to_bytes(4, "little") + (1 << 30).to_bytes(8, "little")
        with pytest.raises(ReadError):
            read(bytes(head) + circle + entry * 4 + bytes(512), password="x")


def test_an_open_quote_over_megabytes_costs_one_row() -> None:
    sheet = read(b'name,city\n"open,Bonn\n' + b"Sara,Ulm\n" * 500_000).sheets[0]
    assert (sheet.height, list(sheet.damaged)) == (500_002, [1])


def test_many_open_quotes() -> None:
    lines = b"".join(b'"open %d,Bonn\n' % n if n % 2 else b"Sara,Ulm\n" for n in range(20_000))
    assert read(b"name,city\n" + lines).sheets[0].height == 20_001


def test_control_characters_are_left_out_in_every_format() -> None:
    made = "n\x01ame\tcity\nA\x00li\x7f\tBo\x1bnn\n" + "Sara\tUlm\n" * 20
    book = read(made.encode())
    assert rows(book.sheets[0])[:2] == [["name", "city"], ["Ali", "Bonn"]]
    assert [str(note) for note in book.notes] == ["Control characters, which nobody sees, were left out."]
    assert rows(read_pasted(made).sheets[0])[:2] == [["name", "city"], ["Ali", "Bonn"]]


def test_a_very_wide_row_and_a_very_long_cell() -> None:
    wide = ",".join(f"c{n}" for n in range(200)) + "\n" + ",".join("1" * 200) + "\n"
    assert read(wide.encode()).sheets[0].width == 200
    made = Workbook()
    made.active.append(["name", "note"])
    made.active.append(["Ali", "x" * 32_767])
    assert len(str(read(saved(made)).sheets[0].row(1)[1])) == 32_767


def test_only_a_header_is_a_list_without_rows() -> None:
    found = recognise(read(b"name,e-mail,mobile\n").sheets[0], ParseRules())
    assert (len(found.rows), [column.header for column in found.columns]) == (0, ["name", "e-mail", "mobile"])


def test_two_equal_headers_are_told_apart() -> None:
    found = recognise(read(b"name,phone,phone\nAli,1,2\nSara,3,4\n").sheets[0], ParseRules())
    assert [column.header for column in found.columns] == ["name", "phone", "phone (2)"]


def test_formulas_of_text_files_are_text() -> None:
    sheet = read(b"name,note\nAli,=1+1\nSara,\"=cmd|' /C calc'!A0\"\n").sheets[0]
    assert [row[1] for row in rows(sheet)[1:]] == ["=1+1", "=cmd|' /C calc'!A0"]


def test_a_stray_format_far_below_does_not_count_as_rows() -> None:
    made = Workbook()
    made.active["A1"], made.active["A2"], made.active["A900000"] = "name", "Ali", "Sara"
    assert read(saved(made), limits=Limits(rows=100)).sheets[0].height == 3


def test_broken_bytes_never_end_worse_than_in_a_sentence() -> None:
    made = Workbook()
    made.active.append(["name", "since"])
    made.active.append(["Ali", 5])
    card = b"BEGIN:VCARD\nVERSION:3.0\nFN:Ali\nTEL;TYPE=CELL:0912\nEND:VCARD\n"
    page = b"<table><tr><th>name<th>city<tr><td>Ali<td>Bonn</table>"
    chance = random.Random(7)
    for whole in (saved(made), ods(f"<table:table-row>{cell('a')}</table:table-row>"), card, page):
        for _ in range(4):
            broken = bytearray(whole)
            for _ in range(max(len(whole) // 100, 2)):
                broken[chance.randrange(len(whole))] = chance.randrange(256)
            assert said(bytes(broken)).endswith((".", "sheets"))


def said(data: bytes) -> str:
    try:
        return f"{len(read(data).sheets)} sheets"
    except ReadError as refused:
        return str(refused)
