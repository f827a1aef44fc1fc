"""The sheet of problems, mended in Excel and imported again: the rest of the same import."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm_core.base.errors import NotFound
from crm_core.lists.importing import Choices, PreparedList, carry_out, open_list, prepare
from crm_core.lists.problems import problems_to_excel, rest_of, troubled_of_plan, troubled_of_run
from crm_core.lists.runs import run_of
from crm_core.models import Customer
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, counts, planned, rows
from tests.integration.round_trip_ground import mended
from tests.provision.company import People

TEXT = (
    "Who,Kind,Post,Since\n"
    "Alborz Steel,company,info,13/02/2026\n"
    ",person,a@b.example,\n"
    "Mahan Air,company,m@b.example,05/03/2025\n"
    "Kavir Tile,ship,k@b.example,06/03/2025\n"
)
HOW: dict[str, Any] = {"kind": "customers", "mapping": {"Who": "name", "Post": "email", "Since": "customer_since"}}


def _problems(office: Office, actor: Actor, run: int) -> bytes:
    with office.read(actor) as w:
        return problems_to_excel([troubled_of_run(w, run)], w.locale)


def _again(office: Office, actor: Actor, content: bytes) -> PreparedList:
    with office.read(actor) as w:
        return prepare(w, open_list(content, "problems.xlsx"), Choices())


def _mend(sheet: Any) -> None:
    assert [cell.value for cell in sheet[1]][:6] == ["Row", "What is wrong", "Who", "Kind", "Post", "Since"]
    sheet["E2"], sheet["C3"], sheet["F4"] = "info@b.example", "Zagros Paper", "07/03/2025"


def test_mended_rows_are_the_rest_of_their_import(office: Office, people: People) -> None:
    first = bring_in(office, people.mina, TEXT, set_values={"source": "Exhibition"}, **HOW)
    assert counts(first) == {"created": 3, "failed": 1}
    content = mended(_problems(office, people.mina, first.run), _mend)
    opened = open_list(content, "problems.xlsx")
    assert rest_of(opened.workbook) == first.run
    prepared = _again(office, people.mina, content)
    assert (prepared.found.kind, prepared.found.rest_of) == ("customers", first.run)
    second = carry_out(office, people.mina, prepared)
    assert counts(second) == {"created": 1, "updated": 2}
    assert rows(office, Customer, "name", "email", "source") == [
        ("Alborz Steel", "info@b.example", "Exhibition"),
        ("Mahan Air", "m@b.example", "Exhibition"),
        ("Kavir Tile", "k@b.example", "Exhibition"),
        ("Zagros Paper", "a@b.example", "Exhibition"),
    ]
    days = {name: str(day) for name, day in rows(office, Customer, "name", "customer_since")}
    assert days["Kavir Tile"] == "2025-03-07"  # the day first, as the whole list had it
    with office.read(people.mina) as w:
        assert run_of(w, first.run).rests == [second.run]
        assert run_of(w, second.run).rest_of == first.run


def test_a_row_that_is_still_bad_comes_back_again(office: Office, people: People) -> None:
    first = bring_in(office, people.mina, TEXT, **HOW)
    second = carry_out(office, people.mina, _again(office, people.mina, _problems(office, people.mina, first.run)))
    assert counts(second) == {"unchanged": 2, "failed": 1}
    third = openpyxl.load_workbook(io.BytesIO(_problems(office, people.mina, second.run))).active
    assert third.max_row == 4
    assert rest_of(open_list(_problems(office, people.mina, second.run), "p.xlsx").workbook) == second.run


def test_rows_that_are_in_are_not_made_once_more(office: Office, people: People) -> None:
    first = bring_in(office, people.mina, TEXT, on_match="create", **HOW)
    carry_out(
        office, people.mina, _again(office, people.mina, mended(_problems(office, people.mina, first.run), _mend))
    )
    assert len(rows(office, Customer, "name")) == 4


def test_before_it_is_written_a_sheet_of_problems_is_nobodys_rest(office: Office, people: People) -> None:
    prepared = planned(office, people.mina, TEXT, **HOW)
    content = problems_to_excel([troubled_of_plan(prepared)], office.company.locale())
    assert rest_of(open_list(content, "p.xlsx").workbook) is None


def test_another_companys_or_anothers_rest_is_refused(
    office: Office, persian_office: Office, people: People, tmp_path: Path
) -> None:
    content = _problems(office, people.mina, bring_in(office, people.mina, TEXT, **HOW).run)
    with pytest.raises(NotFound):
        _again(persian_office, SYSTEM, content)
    with pytest.raises(NotFound):
        _again(office, people.sara, content)


def test_the_rest_of_an_export_that_came_back_still_knows_its_records(office: Office, people: People) -> None:
    from tests.integration.round_trip_ground import back, put, sent_out

    bring_in(office, people.mina, "Name,City\nAlborz Steel,Karaj\n", kind="customers")
    content = mended(sent_out(office, people.mina, "customer", "name", "email"), put("Alborz Steel", "E-mail", "info"))
    first = carry_out(office, people.mina, back(office, people.mina, content))

    def mend(sheet: Any) -> None:
        headers = [cell.value for cell in sheet[1]]
        sheet.cell(2, headers.index("Name") + 1).value = "Damavand"
        sheet.cell(2, headers.index("E-mail") + 1).value = "info@b.example"

    again = _again(office, people.mina, mended(_problems(office, people.mina, first.run), mend))
    assert counts(carry_out(office, people.mina, again)) == {"updated": 1}
    assert rows(office, Customer, "name", "email") == [("Damavand", "info@b.example")]


def test_numbers_of_the_list_are_numbers_in_the_sheet_and_come_back_as_they_were(
    office: Office, people: People
) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("Name", "Annual revenue", "E-mail", "Mobile", "Source"),
        ("Alborz Steel", 1.234, "info", 9121234567, "007"),
        ("Mahan Air", 2500, "post", 12.5, ""),
    ):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    with office.read(people.mina) as w:
        prepared = prepare(w, open_list(file.getvalue(), "revenue.xlsx"), Choices(kind="customers"))
    first = carry_out(office, people.mina, prepared)
    before = rows(office, Customer, "name", "annual_revenue")
    assert before == [("Alborz Steel", 123), ("Mahan Air", 250_000)]
    content = _problems(office, people.mina, first.run)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[2]][2:-1] == ["Alborz Steel", 1.234, "info", 9121234567, "007"]
    assert [sheet.cell(2, place).number_format for place in (4, 6, 7)] == ["General", "0", "@"]
    assert [cell.value for cell in sheet[3]][2:-1] == ["Mahan Air", 2500, "post", 12.5, None]
    assert sheet["F3"].fill.fgColor.rgb == sheet["E3"].fill.fgColor.rgb == "FFF9E0DC"

    def mend(sheet: Any) -> None:
        sheet["E2"], sheet["E3"], sheet["F3"] = "info@b.example", "post@b.example", None

    second = carry_out(office, people.mina, _again(office, people.mina, mended(content, mend)))
    assert counts(second) == {"updated": 2}
    assert rows(office, Customer, "name", "annual_revenue", "email") == [
        ("Alborz Steel", 123, "info@b.example"),
        ("Mahan Air", 250_000, "post@b.example"),
    ]
