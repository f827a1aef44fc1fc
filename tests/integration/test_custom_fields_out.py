"""Fields that an admin makes go out and come in with lists, and figures are broken down by them."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm_core.cli import main
from crm_core.fields import custom, records
from crm_core.fields.find import Query, find
from crm_core.lists import export
from crm_core.lists.importing import Choices, carry_out, open_list, prepare
from crm_core.lists.templates import template
from crm_core.models import Customer
from crm_core.reports import records_behind
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office
from tests.integration.custom_ground import add, make, make_all, shown
from tests.integration.lists_ground import bring_in, counts, everything, planned, rows, undone
from tests.integration.reports_ground import deal, figures, put, report
from tests.integration.round_trip_ground import back, cells, counted, mended, sent_out, together
from tests.integration.round_trip_ground import put as put_cell
from tests.provision.company import People

LIST = """
Customer name,Nickname,No of Machines,Machines,Credit limit,Contract ends,Region,Pays on time,Group head,Adviser,Main product,Shop page
Alborz Steel,The forge,,12.5,"1,500",2026-12-01,north,yes,Alborz Holding,Reza,Mill,alborz.example
Damavand Tools,پولاد,,x,900,2027-01-15,Far East,no,,,,
"""
KEYS = ("nickname", "machines", "credit_limit", "contract_ends", "region", "pays_on_time", "shop_page")


# Lists


def test_a_list_fills_fields_by_their_labels(office: Office, people: People) -> None:
    make_all(office, people.mina)
    head, mill = add(office, people.mina, name="Alborz Holding"), add(office, people.mina, "product", name="Mill")
    prepared = planned(office, people.mina, LIST, kind="customers")
    known = {column.header: column.field for column in prepared.found.columns}
    assert known == {
        "Customer name": "name", "Nickname": "nickname", "No of Machines": None, "Machines": "machines",
        "Credit limit": "credit_limit", "Contract ends": "contract_ends", "Region": "region",
        "Pays on time": "pays_on_time", "Group head": "group_head", "Adviser": "adviser",
        "Main product": "main_product", "Shop page": "shop_page",
    }  # fmt: skip
    receipt = carry_out(office, people.mina, prepared)
    assert counts(receipt) == {"created": 2}
    assert receipt.problems == 1, "x is no number of machines"
    forge, tools = (number for (number,) in rows(office, Customer, "id")[1:])
    assert shown(office, people.mina, forge, *KEYS, "group_head", "adviser", "main_product") == (
        "The forge", 12.5, 150_000, dt.date(2026, 12, 1), "North", True, "alborz.example", head,
        people.reza.user_id, mill,
    )  # fmt: skip
    kept = shown(office, people.mina, tools, *KEYS)
    assert kept == ("پولاد", None, 90_000, dt.date(2027, 1, 15), "Far East", False, None), "other words are kept"


def test_the_same_list_again_changes_nothing_and_its_undo_leaves_nothing(office: Office, people: People) -> None:
    make_all(office, people.mina)
    add(office, people.mina, name="Alborz Holding")
    add(office, people.mina, "product", name="Mill")
    before = everything(office)
    first = bring_in(office, people.mina, LIST, kind="customers")
    again = bring_in(office, people.mina, LIST, kind="customers")
    assert counts(again) == {"unchanged": 2}
    changed = LIST.replace("The forge", "The smithy").replace("2027-01-15", "2027-02-15")
    third = bring_in(office, people.mina, changed, kind="customers")
    assert counts(third) == {"updated": 2}
    for run in (third.run, first.run):
        assert undone(office, run) == []
    assert everything(office) == before


def test_an_export_comes_back_mended(office: Office, people: People) -> None:
    make_all(office, people.mina)
    head = add(office, people.mina, name="Head")
    number = add(
        office, people.mina, name="A", nickname="007", machines="2", credit_limit="10", contract_ends="2026-12-01",
        region="North", pays_on_time="yes", group_head=head, adviser="Reza", shop_page="a.example",
    )  # fmt: skip
    content = sent_out(office, people.mina, "customer")
    assert counted(back(office, people.mina, content)) == {"unchanged": 2}
    mend = together(
        put_cell("A", "Nickname", "The forge"),
        put_cell("A", "Machines", 3.5),
        put_cell("A", "Contract ends", dt.date(2027, 3, 1)),
        put_cell("A", "Region", None),
        put_cell("A", "Pays on time", "no"),
        put_cell("Head", "Group head", "A"),
    )
    prepared = back(office, people.mina, mended(content, mend), clear_emptied=True)
    assert counted(prepared) == {"updated": 2}
    carry_out(office, people.mina, prepared)
    assert shown(office, people.mina, number, *KEYS) == (
        "The forge", 3.5, 1_000, dt.date(2027, 3, 1), None, False, "a.example",
    )  # fmt: skip
    assert shown(office, people.mina, head, "group_head") == (number,)


def test_an_export_with_a_field_that_was_retired_since_still_comes_back(office: Office, people: People) -> None:
    made = make_all(office, people.mina)
    number = add(office, people.mina, name="A", nickname="Zed", region="North")
    content = sent_out(office, people.mina, "customer")
    with office.work(people.mina) as w:
        custom.retire(w, made["nickname"])
        custom.change(w, made["region"], {"label": "Area"})
    mend = together(put_cell("A", "City", "Karaj"), put_cell("A", "Region", "South"))
    prepared = back(office, people.mina, mended(content, mend))
    assert counted(prepared) == {"updated": 1}
    carry_out(office, people.mina, prepared)
    assert shown(office, people.mina, number, "city", "region") == ("Karaj", "South"), "it knows the label of then"


def test_what_was_decided_for_a_list_forgets_a_retired_field(office: Office, people: People) -> None:
    made = make(office, people.mina, "Nickname")
    text = "Customer name,Called\nA,Zed\n"
    bring_in(office, people.mina, text, kind="customers", mapping={"Called": "nickname"})
    assert rows(office, Customer, "x_text_1") == [("Zed",)]
    with office.work(people.mina) as w:
        custom.retire(w, made)
    assert counts(bring_in(office, people.mina, text)) == {"unchanged": 1}


def test_a_list_with_the_label_of_before_is_still_understood(office: Office, people: People) -> None:
    made = make(office, people.mina, "Nickname")
    with office.work(people.mina) as w:
        custom.change(w, made, {"label": "Called"})
        other = custom.make(w, "customer", "Alias", "text")
        custom.change(w, other, {"label": "Pen name"})
    bring_in(office, people.mina, "Customer name,Nickname,Pen name\nA,Zed,Quill\n", kind="customers")
    bring_in(office, people.mina, "Customer name,Called,Alias\nB,Zet,Nib\n", kind="customers")
    assert rows(office, Customer, "x_text_1", "x_text_2") == [("Zed", "Quill"), ("Zet", "Nib")]


def test_a_template_asks_for_the_fields_of_the_company(office: Office, people: People) -> None:
    make_all(office, people.mina)
    with office.read(people.mina) as w:
        book = openpyxl.load_workbook(io.BytesIO(template(w, "customers")))
    sheet = book.worksheets[0]
    headers = {cell.value: cell.column for cell in sheet[1]}
    told = {"Name": "A", "Region": "North", "Pays on time": "yes", "Machines": 4, "Adviser": "Reza"}
    for header, value in told.items():
        sheet.cell(3, headers[header]).value = value
    file = io.BytesIO()
    book.save(file)
    with office.read(people.mina) as w:
        prepared = prepare(w, open_list(file.getvalue(), "filled.xlsx"), Choices())
    assert prepared.plan.problems == []
    carry_out(office, people.mina, prepared)
    with office.read(people.mina) as w:
        number = find(w, "customer", Query()).rows[0]["id"]
    assert shown(office, people.mina, number, "region", "pays_on_time", "machines", "adviser") == (
        "North", True, 4.0, people.reza.user_id,
    )  # fmt: skip


def test_an_export_has_them(office: Office, people: People) -> None:
    make_all(office, people.mina)
    add(office, people.mina, name="A", region="North")
    with office.read(people.leila) as w:
        sheet = openpyxl.load_workbook(io.BytesIO(export.to_excel(w, "customer", Query()))).active
    assert cells(sheet)["Region"].value == "North"


# Figures


def _won(office: Office, people: People) -> None:
    make_all(office, people.mina)
    make(office, people.mina, "Delivery", "choice", "deal", choices=["Truck", "Train"])
    with office.work(SYSTEM) as w, w.changing("create"):
        values = ({"x_text_2": "North", "x_flag_1": True}, {"x_text_2": "north", "x_flag_1": False}, {})
        ids = bulk_create(w, Customer, [{"name": f"C{place}", **row} for place, row in enumerate(values)])
    first, second, third = ids
    with office.work(people.mina) as w:
        records.edit_many(w, "customer", [second], {"group_head": first})
    days = ("2026-05-01", "2026-05-10")
    put(
        office,
        [
            deal(100, *days, of=people.sara, customer_id=first, x_text_1="Truck"),
            deal(20, *days, of=people.sara, customer_id=second, x_text_1="Train"),
            deal(3, *days, of=people.kian, customer_id=third),
        ],
    )


def test_figures_are_broken_down_by_choice_yes_or_no_and_link(office: Office, people: People) -> None:
    _won(office, people)

    def by(key: str, measure: str = "won_amount", **how: Any) -> dict[Any, Any]:
        return figures(report(office, measure, by="total", breakdown=[key], **how))

    days = {"first": "2026-05-01", "last": "2026-05-31"}
    assert by("region", **days) == {"North": 120_00, None: 3_00}
    assert by("pays_on_time", **days) == {"no": 20_00, "yes": 100_00, None: 3_00}
    assert by("group_head", **days) == {"C0": 20_00, None: 103_00}
    assert by("delivery", **days) == {"Train": 20_00, "Truck": 100_00, None: 3_00}
    assert by("region", actor=people.sara, **days) == {"North": 120_00}
    assert by("delivery", top=1, **days) == {"Truck": 100_00, "Others": 23_00}


def test_each_figure_lists_its_records(office: Office, people: People) -> None:
    _won(office, people)
    for key in ("region", "pays_on_time", "group_head", "delivery"):
        for top in (None, 1):
            result = report(
                office, "won_amount", by="total", breakdown=[key], first="2026-05-01", last="2026-05-31", top=top
            )
            for row in result.rows:
                behind = records_behind(result.spec, "won_amount", keys=row.keys)
                assert behind is not None
                with office.read(SYSTEM) as w:
                    page = find(w, "deal", Query(filter=behind.filter))
                assert sum(one["amount"] for one in page.rows) == row.values["won_amount"], (key, top, row.keys)


# The command line

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def daftar(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("CRM_DATABASE_URL", office.settings.database_url)

    def run(*arguments: object) -> dict[str, Any]:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        assert main([str(one) for one in (*arguments, "--json")]) in (0, 1), capsys.readouterr().err
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return run


def test_the_command_line_knows_them(office: Office, people: People, daftar: Run, tmp_path: Path) -> None:
    _won(office, people)
    told = daftar(
        "report", "won_amount", "--by", "total", "--from", "2026-05-01", "--to", "2026-05-31",
        "--breakdown", "region", "--where", "pays_on_time=yes",
    )  # fmt: skip
    assert [(row["region"], row["won_amount"]) for row in told["rows"]] == [("North", 100)]
    file = tmp_path / "list.csv"
    file.write_text("Customer name,Called\nNew one,Zed\n", encoding="utf-8")
    done = daftar("import", file, "--kind", "customers", "--map", "Called=nickname", "--set", "region=South")
    assert (done["created"], done["columns"]) == (1, {"Customer name": "name", "Called": "nickname"})
    out = tmp_path / "out.csv"
    daftar("export", "customers", "--where", "region=south", "--out", out)
    text = out.read_text(encoding="utf-8-sig")
    assert "New one" in text
    assert "Zed" in text
    assert len(text.splitlines()) == 2
