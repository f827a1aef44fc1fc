"""Templates: filled in and imported, every column is known and nothing is asked."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from crm_core.base.errors import NotFound, Refused
from crm_core.lists.importing import Choices, PreparedList, carry_out, open_list, prepare
from crm_core.lists.recognise import KINDS
from crm_core.lists.templates import template
from crm_core.models import Customer, Deal
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.conftest import SarasCase
from tests.integration.lists_ground import rows
from tests.provision.company import People


def _made(office: Office, actor: Actor, kind: str) -> Any:
    with office.read(actor) as w:
        return openpyxl.load_workbook(io.BytesIO(template(w, kind)))


def _filled(book: Any, values: dict[str, Any], row: int = 3) -> bytes:
    sheet = book.worksheets[0]
    headers = {cell.value: cell.column for cell in sheet[1]}
    for header, value in values.items():
        sheet.cell(row, headers[header]).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _prepared(office: Office, actor: Actor, content: bytes) -> PreparedList:
    with office.read(actor) as w:
        return prepare(w, open_list(content, "filled.xlsx"), Choices())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("language", "calendar"), [("en", "gregorian"), ("fa", "jalali")])
def test_a_filled_template_is_known_completely(
    office: Office, people: People, saras_case: SarasCase, kind: str, language: Any, calendar: Any
) -> None:
    mina = Actor(people.mina.user_id, "Mina", people.mina.role, language=language, calendar=calendar)
    book = _made(office, mina, kind)
    sheet = book.worksheets[0]
    assert bool(sheet.sheet_view.rightToLeft) == (language == "fa")
    example = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    first = sheet["A1"].value
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(Deal, saras_case.deal).external_id = "D-1"
    own = {
        header: value
        for header, value in example.items()
        if value is not None and value != "example" and header != first
    }
    own[first] = {"orders": "77", "deal_history": "D-1", "targets": "Daftar Trading"}.get(kind, "Zagros Paper")
    prepared = _prepared(office, people.mina, _filled(book, own))
    assert prepared.found.kind == kind
    assert [one.header for one in prepared.found.columns if one.field is None] == []
    assert len({one.field for one in prepared.found.columns}) == len(prepared.found.columns)
    assert prepared.plan.questions == []
    assert prepared.plan.total == 1
    assert prepared.plan.problems == []
    assert prepared.plan.rows[0].status in ("created", "updated")


def test_an_untouched_template_has_no_rows_and_an_example_written_over_is_one(office: Office, people: People) -> None:
    book = _made(office, people.mina, "customers")
    prepared = _prepared(office, people.mina, _filled(book, {"Name": "Zagros Paper", "City": "Yazd"}, row=2))
    assert [row.label for row in prepared.plan.rows] == ["Zagros Paper"]
    carry_out(office, people.mina, prepared)
    assert rows(office, Customer, "name", "city") == [("Zagros Paper", "Yazd")]


def test_choices_are_offered_in_the_cells(office: Office, people: People) -> None:
    book = _made(office, people.mina, "deals")
    sheet = book.worksheets[0]
    rules = {str(rule.sqref).split(":")[0].rstrip("2"): rule for rule in sheet.data_validations.dataValidation}
    stage = next(cell.column_letter for cell in sheet[1] if cell.value == "Stage")
    assert rules[stage].type == "list"
    title, _sign, span = rules[stage].formula1.partition("!")
    offered = [cell.value for (cell,) in book[title.strip("'")][span.replace("$", "")]]
    assert offered[:2] == ["Lead", "Qualified"]
    assert all(rule.prompt is not None for rule in rules.values())


def test_amounts_in_a_template_name_their_unit(persian_office: Office) -> None:
    book = _made(persian_office, SYSTEM, "deals")
    headers = [cell.value for cell in book.worksheets[0][1]]
    assert "مبلغ (تومان)" in headers
    prepared = _prepared(persian_office, SYSTEM, _filled(book, {"عنوان": "آسیاب", "مبلغ (تومان)": 1_500}))
    assert prepared.plan.questions == []
    assert prepared.plan.rows[0].values["amount"] == 15_000


def test_who_may_not_import_gets_no_template(office: Office, people: People) -> None:
    with office.read(people.vida) as w, pytest.raises(Refused):
        template(w, "customers")
    with office.read(people.mina) as w, pytest.raises(NotFound):
        template(w, "ships")
