"""Exports: typed cells, the person's language and calendar, nothing that Excel would run, nobody else's records."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from sqlalchemy import select

from crm_core.base.errors import DaftarError, Invalid, Refused
from crm_core.fields import CATALOGUE
from crm_core.fields.filters import parse_where
from crm_core.fields.find import Query
from crm_core.lists import export
from crm_core.lists.exporting import Exporting
from crm_core.models import Customer, Deal, Stage
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.set_up import change_settings
from crm_core.trust.unit_of_work import Office
from tests.integration.conftest import SarasCase
from tests.provision.company import People


def _add(office: Office, *tags: str, **values: Any) -> None:
    with office.work(SYSTEM) as w, w.changing("create"):
        bulk_create(w, Customer, [{"kind": "company", **values}], tags={0: tags})


def _at(text: str) -> dt.datetime:
    """A time as Excel keeps it, without a zone."""
    return dt.datetime.fromisoformat(text)


def _sheet(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def _cells(sheet: Any, row: int = 2) -> dict[str, Any]:
    headers = [cell.value for cell in sheet[1]]
    return dict(zip(headers, sheet[row], strict=True))


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_cells_are_dates_numbers_and_text(office: Office) -> None:
    _add(office, name="Alborz Steel", customer_since=dt.date(2024, 3, 20), annual_revenue=123_450, postal_code="0123")
    with office.read(SYSTEM) as w:
        sheet = _sheet(export.to_excel(w, "customer"))
    cells = _cells(sheet)
    assert cells["Customer since"].value == _at("2024-03-20")
    assert cells["Customer since"].number_format == "yyyy-mm-dd"
    assert cells["Annual revenue (USD)"].value == 1234.5
    assert cells["Annual revenue (USD)"].number_format == "#,##0.00"
    assert cells["Postal code"].value == "0123"
    assert cells["Created on"].value == _at("2026-11-21 12:00")  # noon in Tehran
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{openpyxl.utils.get_column_letter(sheet.max_column)}2"
    assert not sheet.sheet_view.rightToLeft
    assert sheet.title == "Customers"


def test_all_fields_are_there_or_those_that_were_chosen(office: Office) -> None:
    _add(office, name="Alborz Steel", city="Karaj")
    with office.read(SYSTEM) as w:
        whole = _csv(export.to_csv(w, "customer"))
        chosen = _csv(export.to_csv(w, "customer", Query(columns=("city", "name"))))
    assert len(whole[0]) == len(CATALOGUE["customer"])
    assert chosen == [{"City": "Karaj", "Name": "Alborz Steel"}]


def test_a_persian_sheet_runs_from_the_right_with_both_calendars(persian_office: Office) -> None:
    _add(persian_office, name="فولاد البرز", customer_since=dt.date(2025, 3, 20), annual_revenue=5_000)
    with persian_office.read(SYSTEM) as w:
        sheet = _sheet(export.to_excel(w, "customer"))
    cells = _cells(sheet)
    assert sheet.sheet_view.rightToLeft
    assert cells["نام"].value == "فولاد البرز"
    assert cells["مشتری از"].value == _at("2025-03-20")
    assert cells["مشتری از (شمسی)"].value == "۱۴۰۳/۱۲/۳۰"
    assert cells["درآمد سالانه (تومان)"].value == 500
    assert cells["نوع"].value == "حقوقی"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_what_looks_like_a_formula_stays_text(office: Office, name: str) -> None:
    _add(office, name=name)
    with office.read(SYSTEM) as w:
        cell = _cells(_sheet(export.to_excel(w, "customer")))["Name"]
        row = _csv(export.to_csv(w, "customer"))[0]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)
    assert row["Name"] == f"'{name}"


def test_numbers_and_phones_in_csv_stay_as_they_are(office: Office) -> None:
    _add(office, name="Alborz", mobile="+98 912 345 6789", phone="+1;cmd", annual_revenue=-150)
    with office.read(SYSTEM) as w:
        row = _csv(export.to_csv(w, "customer"))[0]
    assert (row["Mobile"], row["Phone"]) == ("+98 912 345 6789", "'+1;cmd")
    assert row["Annual revenue (USD)"] == "-1.50"


def test_letters_that_no_sheet_may_hold_are_left_out(office: Office) -> None:
    _add(office, name="Al\x02bo\x0brz")
    with office.read(SYSTEM) as w:
        assert _cells(_sheet(export.to_excel(w, "customer")))["Name"].value == "Alborz"


def test_links_and_tags_are_said_by_name(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.read(SYSTEM) as w:
        row = _csv(export.to_csv(w, "deal"))[0]
    assert (row["Title"], row["Customer"], row["Owner"]) == ("Rolling mill", "Alborz Steel", "Sara")
    assert (row["Amount (USD)"], row["Outcome"], row["Expected close"]) == ("120.00", "Open", "")
    _add(office, "vip", "Karaj", name="Tagged")
    with office.read(SYSTEM) as w:
        found = Query(filter=parse_where("customer", "name=Tagged", w.locale, w.company))
        assert _csv(export.to_csv(w, "customer", found))[0]["Tags"] == "Karaj, vip"


def test_deals_in_several_currencies_are_not_put_under_one_unit(office: Office, saras_case: SarasCase) -> None:
    with office.work(SYSTEM) as w, w.changing("create"):
        model = w.scalar(select(Stage).where(Stage.kind == "open"))
        bulk_create(
            w,
            Deal,
            [
                {
                    "title": "Yen", "pipeline_id": model.pipeline_id, "stage_id": model.id, "currency": "JPY",
                    "stage_since": dt.date(2026, 1, 1), "opened_on": dt.date(2026, 1, 1), "amount": 700,
                }
            ],
        )  # fmt: skip
    with office.read(SYSTEM) as w:
        rows = {row["Title"]: row for row in _csv(export.to_csv(w, "deal", Query(columns=("title", "amount"))))}
    header = "Amount (in each row’s own currency)"
    assert Decimal(rows["Yen"][header]) == 700
    assert Decimal(rows["Rolling mill"][header]) == 120


def test_everybody_exports_what_they_see(office: Office, people: People, saras_case: SarasCase) -> None:
    def deals(actor: Any) -> list[str]:
        with office.read(actor) as w:
            return [row["Title"] for row in _csv(export.to_csv(w, "deal"))]

    assert deals(people.nader) == ["Rolling mill"]
    assert deals(people.shirin) == []
    for actor in (people.vida, people.sara):
        with pytest.raises(Refused):
            deals(actor)
    with office.work(people.mina) as w:
        change_settings(w, {"rep_may_export": True})
    assert deals(office.actor(people.sara.user_id or 0)) == ["Rolling mill"]
    assert deals(office.actor(people.kian.user_id or 0)) == []


def test_a_file_is_there_whole_or_not_at_all(office: Office, tmp_path: Path) -> None:
    _add(office, name="Alborz")
    target = tmp_path / "out.csv"
    target.write_text("before")
    with office.read(SYSTEM) as w:
        with pytest.raises(Invalid):
            export.write(w, "customer", Query(sort="tags"), target)
        assert target.read_text() == "before"
        assert export.write(w, "customer", Query(), target) == 1
        with pytest.raises(Invalid):
            export.write(w, "customer", Query(), tmp_path / "out.pdf")
    assert [path.name for path in tmp_path.iterdir() if path.suffix not in {".db", ".db-wal", ".db-shm"}] == ["out.csv"]


def test_more_rows_than_a_sheet_holds_are_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _add(office, name="One")
    _add(office, name="Two")
    monkeypatch.setattr(export, "SHEET_ROWS", 1)
    with office.read(SYSTEM) as w:
        with pytest.raises(Invalid, match="do not fit"):
            export.to_excel(w, "customer")
        assert len(_csv(export.to_csv(w, "customer"))) == 2


def test_the_sheet_reads_the_same_in_other_programs(office: Office) -> None:
    _add(office, name=" Alborz\nSteel <&> ", customer_since=dt.date(1890, 1, 2), annual_revenue=5, note="_x0041_")
    with office.read(SYSTEM) as w:
        content = export.to_excel(w, "customer", Query(columns=("name", "customer_since", "annual_revenue", "note")))
    table = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    sheet = _sheet(content)
    assert table[1][:3] == [" Alborz\nSteel <&> ", "1890-01-02", 0.05]
    assert [cell.value for cell in sheet[2]][:3] == table[1][:3]
    assert sheet.column_dimensions["E"].hidden
    assert sheet.column_dimensions["A"].width > 20
    assert sheet["A2"].number_format == "@"


def test_a_large_export_runs_elsewhere_and_as_the_person(
    office: Office, people: People, saras_case: SarasCase, tmp_path: Path
) -> None:
    before = sorted(path.name for path in Path(tempfile.gettempdir()).glob("export-*"))
    running = Exporting(office, people.nader, "deal", Query(columns=("title",)))
    with running.file() as file:
        assert _cells(_sheet(file.read()))["Title"].value == "Rolling mill"
    assert (running.done, running.total, running.share) == (1, 1, 1.0)
    with running.file() as file:  # as often as it is wanted
        assert len(file.read()) == running.size
    assert sorted(path.name for path in Path(tempfile.gettempdir()).glob("export-*")) == before
    nothing = Exporting(office, people.shirin, "deal", Query()).file()
    assert _sheet(nothing.read()).max_row == 1


def test_an_export_that_cannot_be_says_why_in_one_sentence(office: Office, people: People) -> None:
    with pytest.raises(DaftarError, match="You may not export lists"):
        Exporting(office, people.vida, "customer", Query()).file()
    stopped = Exporting(office, people.mina, "customer", Query())
    stopped.stop()
    with pytest.raises(DaftarError, match="stopped"):
        stopped.file()


def test_a_stopped_export_leaves_nothing_behind(office: Office, tmp_path: Path, monkeypatch: Any) -> None:
    """Rows are put aside while they are written; they are people's, and nobody is left to take them away."""
    with office.work(SYSTEM) as w, w.changing("create"):
        bulk_create(w, Customer, [{"kind": "company", "name": f"Company {n}"} for n in range(12_000)])
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    running = Exporting(office, SYSTEM, "customer", Query())
    while not running.done and not running.over:
        running.wait(0.01)
    written = [path for path in aside.rglob("*") if path.is_file()]
    running.stop()
    running.wait()
    assert written != []
    assert list(aside.iterdir()) == []
