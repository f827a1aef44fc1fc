"""An export mended in Excel and sent back: what was changed is written, what others changed is not overwritten."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.base.errors import Invalid
from crm_core.lists.importing import carry_out
from crm_core.models import Contact, Customer, Deal, Interaction, Product, Stage, Task, Unit, User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.bulk import BulkEdit, bulk_create, bulk_delete, bulk_update
from crm_core.trust.unit_of_work import Office
from tests.integration.conftest import SarasCase
from tests.integration.lists_ground import everything, rows
from tests.integration.round_trip_ground import back, cells, counted, mended, put, sent_out, together
from tests.provision.company import People

ENTITIES = ("customer", "contact", "deal", "product", "user", "interaction", "task")


def _edit(office: Office, actor: Actor, model: Any, name: str, **values: Any) -> None:
    """Change a record as another person does it on a screen."""
    with office.work(actor) as w, w.changing("edit"):
        record = w.scalar(select(model).where((model.title if model is Deal else model.name) == name))
        for key, value in values.items():
            setattr(record, key, value)


@pytest.fixture
def alborz(office: Office) -> None:
    """Two customers and what a list may say of them."""
    with office.work(SYSTEM) as w, w.changing("create"):
        bulk_create(
            w,
            Customer,
            [
                {
                    "kind": "company", "name": "Alborz Steel", "city": "Karaj", "phone": "+98 21 8877 6655 x 12",
                    "mobile": "0912 345 6789", "annual_revenue": 123_456, "customer_since": dt.date(2024, 3, 20),
                    "postal_code": "0123456789", "note": "=Wants\n a discount ", "tier": "Gold",
                },
                {"kind": "person", "name": "Mina Rad", "email": "mina@example.org", "source": "A friend"},
            ],
            tags={0: ["vip", "Karaj"]},
        )  # fmt: skip


def _whole_company(office: Office, people: People) -> None:
    """One record of each kind with everything that is hard to write and read again."""
    sara = people.sara
    mine = {"owner_id": sara.user_id, "unit_id": sara.unit_id}
    with office.work(SYSTEM) as w, w.changing("create"):
        customer = bulk_create(
            w,
            Customer,
            [
                {
                    "name": "فولاد «البرز»", "kind": "company", "city": "کرج", "mobile": "۰۹۱۲ ۳۴۵ ۶۷۸۹",
                    "annual_revenue": 12_345, "customer_since": dt.date(1890, 3, 20), "external_id": "007", **mine,
                },
                {"name": "null", "kind": "person", "note": "_x0041_ &amp; <b>\nتمام", "status": "نامعلوم"},
            ],
            tags={0: ["a, b", "vip"]},
        )[0]  # fmt: skip
        about = {"customer_id": customer, **mine}
        contact = bulk_create(w, Contact, [{"name": "Reza", "phone": "داخلی 12", "email": "R@X.org", **about}])[0]
        product = bulk_create(w, Product, [{"name": "Mill", "code": "0012", "price": 999, "active": False}])[0]
        stage = w.scalar(select(Stage).where(Stage.kind == "open").order_by(Stage.position))
        deal = {
            "pipeline_id": stage.pipeline_id, "stage_id": stage.id, "stage_since": w.clock.today(), "currency": "USD",
            "opened_on": dt.date(2026, 5, 7), "contact_id": contact, **about,
        }  # fmt: skip
        deals = bulk_create(
            w,
            Deal,
            [
                {**deal, "title": "One", "amount": 120_01, "probability": 100},
                {**deal, "title": "Two", "amount": 700, "currency": "JPY", "probability": 1},
            ],
            lines={0: [{"product_id": product, "quantity": 2.0, "price": 6_000, "amount": 12_001}]},
        )
        about |= {"deal_id": deals[0]}
        bulk_create(w, Task, [{"title": "Call", "due_on": dt.date(2026, 3, 4), "priority": "high", **about}])
        bulk_create(
            w,
            Interaction,
            [
                {
                    "subject": "Met",
                    "kind": "visit",
                    "happened_at": w.clock.now(),
                    "happened_on": w.clock.today(),
                    **about,
                }
            ],
        )


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_was_not_touched_is_unchanged(office: Office, people: People, entity: str, language: Any) -> None:
    _whole_company(office, people)
    actor = Actor(people.mina.user_id, "Mina", people.mina.role, language=language, calendar="jalali")
    content = sent_out(office, actor, entity)
    before = everything(office)
    for sent_back in (content, mended(content, lambda sheet: None)):
        prepared = back(office, people.mina, sent_back)
        assert prepared.found.marks is not None
        assert prepared.plan.entity == entity
        assert counted(prepared).keys() == {"unchanged"}, [
            row for row in prepared.plan.rows if row.status != "unchanged"
        ]
        assert prepared.plan.problems == []
        assert prepared.plan.questions == []
        carry_out(office, people.mina, prepared)
    assert everything(office) == before


def test_a_changed_cell_is_written_and_nothing_else(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    prepared = back(office, people.mina, mended(content, put("Alborz Steel", "City", "Qazvin")))
    assert counted(prepared) == {"updated": 1, "unchanged": 1}
    row = next(row for row in prepared.plan.rows if row.status == "updated")
    assert (row.before, row.values) == ({"city": "Karaj"}, {"city": "Qazvin"})
    receipt = carry_out(office, people.mina, prepared)
    assert receipt.counts["updated"] == 1
    assert rows(office, Customer, "name", "city") == [("Alborz Steel", "Qazvin"), ("Mina Rad", None)]


def test_a_record_is_known_whatever_was_changed_in_it(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    changes = together(put("Alborz Steel", "E-mail", "new@example.org"), put("Alborz Steel", "Name", "Damavand Foods"))
    carry_out(office, people.mina, back(office, people.mina, mended(content, changes)))
    assert rows(office, Customer, "name", "email") == [
        ("Damavand Foods", "new@example.org"),
        ("Mina Rad", "mina@example.org"),
    ]


def test_what_somebody_else_changed_meanwhile_stays_and_is_told(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    _edit(office, people.nader, Customer, "Alborz Steel", city="Tehran", source="Website")
    changed = mended(content, together(put("Alborz Steel", "City", "Qazvin"), put("Alborz Steel", "Tier", "Silver")))
    prepared = back(office, people.mina, changed)
    row = prepared.plan.rows[0]
    assert row.conflicts == [("City", "Karaj", "Qazvin", "Tehran")]
    assert row.values == {"tier": "Silver"}
    assert [(one.column, one.value) for one in prepared.plan.problems] == [("City", "Qazvin")]
    carry_out(office, people.mina, prepared)
    assert rows(office, Customer, "city", "tier", "source")[0] == ("Tehran", "Silver", "Website")


def test_mine_is_written_where_that_is_wanted(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    _edit(office, people.nader, Customer, "Alborz Steel", city="Tehran")
    changed = mended(content, put("Alborz Steel", "City", "Qazvin"))
    prepared = back(office, people.mina, changed, on_conflict="mine")
    assert prepared.plan.rows[0].conflicts == [("City", "Karaj", "Qazvin", "Tehran")]
    assert prepared.plan.problems == []
    carry_out(office, people.mina, prepared)
    assert rows(office, Customer, "city")[0] == ("Qazvin",)


def test_mine_or_theirs_is_decided_row_by_row(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    _edit(office, people.nader, Customer, "Alborz Steel", city="Tehran")
    _edit(office, people.nader, Customer, "Mina Rad", city="Shiraz")
    both = together(put("Alborz Steel", "City", "Qazvin"), put("Mina Rad", "City", "Rasht"))
    changed = mended(content, both)
    alborz_row, mina_row = (row.row for row in back(office, people.mina, changed).plan.rows)

    mine_once = back(office, people.mina, changed, decisions={alborz_row: "mine"})
    assert counted(mine_once) == {"updated": 1, "unchanged": 1}
    assert [(one.row, one.value) for one in mine_once.plan.problems] == [(mina_row, "Rasht")]

    theirs_once = back(office, people.mina, changed, on_conflict="mine", decisions={mina_row: "theirs"})
    assert [len(row.conflicts) for row in theirs_once.plan.rows] == [1, 1]
    assert theirs_once.plan.problems == []
    carry_out(office, people.mina, theirs_once)
    assert rows(office, Customer, "city") == [("Qazvin",), ("Shiraz",)]


def test_what_both_changed_alike_is_no_conflict(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    _edit(office, people.nader, Customer, "Alborz Steel", city="Qazvin")
    prepared = back(office, people.mina, mended(content, put("Alborz Steel", "City", "Qazvin")))
    assert counted(prepared) == {"unchanged": 2}
    assert prepared.plan.problems == []


def test_an_old_export_does_not_take_later_changes_back(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    _edit(office, people.nader, Customer, "Alborz Steel", city="Tehran")
    _edit(office, people.nader, Customer, "Alborz Steel", city="Rasht", phone=None)
    assert counted(back(office, people.mina, content)) == {"unchanged": 2}


def test_empty_cells_clear_only_where_that_is_wanted(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    emptied = mended(content, together(put("Alborz Steel", "City", None), put("Alborz Steel", "Tags", None)))
    prepared = back(office, people.mina, emptied)
    assert counted(prepared) == {"unchanged": 2}
    assert "Cells that were emptied and left as they are: 2." in [str(note) for note in prepared.plan.notes]
    carry_out(office, people.mina, back(office, people.mina, emptied, clear_emptied=True))
    assert rows(office, Customer, "city")[0] == (None,)
    with office.read(SYSTEM) as w:
        assert cells_of(w, "Alborz Steel")["Tags"].value is None


def cells_of(w: Any, name: str) -> dict[str, Any]:
    import io

    import openpyxl

    from crm_core.lists import export

    sheet = openpyxl.load_workbook(io.BytesIO(export.to_excel(w, "customer"))).active
    return next(found for n in range(2, sheet.max_row + 1) if (found := cells(sheet, n))["Name"].value == name)


def test_tags_are_taken_away_and_added_beside_those_of_others(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    with office.work(people.nader) as w, w.changing("edit"):
        record = w.scalar(select(Customer).where(Customer.name == "Alborz Steel"))
        bulk_update(w, Customer, [BulkEdit(record.id, record.version, {}, {"tags": ["Karaj", "steel", "vip"]})])
    carry_out(office, people.mina, back(office, people.mina, mended(content, put("Alborz Steel", "Tags", "vip, new"))))
    with office.read(SYSTEM) as w:
        assert cells_of(w, "Alborz Steel")["Tags"].value == "new, steel, vip"


def test_deleted_records_are_told(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    with office.work(SYSTEM) as w, w.changing("delete"):
        bulk_delete(w, Customer, list(w.scalars(select(Customer.id))))
    prepared = back(office, people.mina, mended(content, put("Alborz Steel", "City", "Qazvin")))
    assert counted(prepared) == {"failed": 1, "skipped": 1}
    assert {str(row.reason) for row in prepared.plan.rows} == {"The record was deleted since the export."}


def test_merged_records_are_told(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")
    with office.work(SYSTEM) as w, w.changing("merge"):
        first, second = w.scalars(select(Customer).order_by(Customer.id))
        second.merged_into_id, second.deleted_at = first.id, w.clock.now()
    prepared = back(office, people.mina, mended(content, put("Mina Rad", "City", "Qazvin")))
    failed = next(row for row in prepared.plan.rows if row.status == "failed")
    assert str(failed.reason) == "The record was merged into “Alborz Steel” since the export. Change that one."


def test_new_rows_are_planned_as_those_of_any_list(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")

    def add(sheet: Any) -> None:
        width = sheet.max_column
        new: list[Any] = [None] * width
        headers = [cell.value for cell in sheet[1]]
        new[headers.index("Name")], new[headers.index("City")] = "Zagros Paper", "Yazd"
        again = list(new)
        again[headers.index("Name")], again[headers.index("E-mail")] = "Mina Rad", "mina@example.org"
        sheet.append(new)
        sheet.append(again)

    prepared = back(office, people.mina, mended(content, add))
    assert counted(prepared) == {"created": 1, "unchanged": 2, "skipped": 1}
    assert str(prepared.plan.rows[-1].reason) == "The same record as in row 3."
    carry_out(office, people.mina, prepared)
    assert [name for (name,) in rows(office, Customer, "name")] == ["Alborz Steel", "Mina Rad", "Zagros Paper"]


def test_a_copied_row_is_a_new_record_once_it_has_another_name(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")

    def copy(sheet: Any) -> None:
        values = [cell.value for cell in sheet[3]]
        values[0] = "Parisa Rad"
        values[[cell.value for cell in sheet[1]].index("E-mail")] = "parisa@example.org"
        sheet.append(values)

    carry_out(office, people.mina, back(office, people.mina, mended(content, copy)))
    assert [name for (name,) in rows(office, Customer, "name")] == ["Alborz Steel", "Mina Rad", "Parisa Rad"]


def test_another_companys_export_is_refused_in_words(
    office: Office, persian_office: Office, people: People, alborz: None
) -> None:
    content = sent_out(office, people.mina, "customer")
    with pytest.raises(Invalid, match="another Daftar"):
        back(persian_office, SYSTEM, content)


def test_a_mark_that_was_made_up_points_at_nothing(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")

    def forge(sheet: Any) -> None:
        mark = sheet.cell(2, sheet.max_column)
        mark.value = mark.value.replace(":1:", ":2:", 1)

    prepared = back(office, people.mina, mended(content, forge))
    assert (prepared.plan.rows[0].status, prepared.plan.rows[0].id) == ("failed", None)


def test_nobody_changes_what_is_not_theirs_with_an_old_export(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    content = sent_out(office, people.mina, "deal")
    changed = mended(content, put("Rolling mill", "Amount (USD)", 5, by="Title"))
    prepared = back(office, people.shirin, changed)
    assert counted(prepared) == {"failed": 1}
    assert prepared.plan.rows[0].conflicts == []
    assert counted(back(office, people.sara, changed)) == {"updated": 1}


def test_what_excel_makes_of_cells_is_no_change(office: Office, people: People, alborz: None) -> None:
    content = sent_out(office, people.mina, "customer")

    def mangle(sheet: Any) -> None:
        found = cells(sheet)
        found["Postal code"].value = 123456789  # a number without its zero
        found["Customer since"].value = "2024-03-20"  # typed as text
        found["Annual revenue (USD)"].value = "1,234.56"
        found["Mobile"].value = "09123456789"  # without its blanks
        found["Created on"].value = None  # only to be read

    prepared = back(office, people.mina, mended(content, mangle))
    assert counted(prepared) == {"unchanged": 2}
    assert prepared.plan.problems == []


def test_the_true_date_counts_and_the_jalali_one_beside_it_only_repeats(persian_office: Office) -> None:
    with persian_office.work(SYSTEM) as w, w.changing("create"):
        day = dt.date(2025, 3, 20)
        bulk_create(w, Customer, [{"kind": "company", "name": name, "customer_since": day} for name in ("A1", "B1")])
    content = sent_out(persian_office, SYSTEM, "customer")
    both = together(
        put("A1", "مشتری از", dt.date(2025, 3, 21), by="نام"), put("B1", "مشتری از (شمسی)", "۱۴۰۴/۰۱/۰۱", by="نام")
    )
    prepared = back(persian_office, SYSTEM, mended(content, both))
    assert counted(prepared) == {"updated": 1, "unchanged": 1}
    assert [(one.column, one.value) for one in prepared.plan.problems] == [("مشتری از (شمسی)", "۱۴۰۴/۰۱/۰۱")]
    carry_out(persian_office, SYSTEM, prepared)
    assert [day for (day,) in rows(persian_office, Customer, "customer_since")] == [
        dt.date(2025, 3, 21),
        dt.date(2025, 3, 20),
    ]


def test_a_stage_that_was_renamed_meanwhile_is_still_the_same(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    content = sent_out(office, people.mina, "deal")
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.scalar(select(Stage).where(Stage.name == "Lead")).name = "First talk"
        w.get(Customer, saras_case.customer).name = "Alborz Steel Works"
    prepared = back(office, people.mina, content)
    assert counted(prepared) == {"unchanged": 1}
    assert prepared.plan.problems == []


def test_shares_and_amounts_in_other_currencies_are_read_as_they_were_written(office: Office, people: People) -> None:
    _whole_company(office, people)
    content = sent_out(office, people.mina, "deal")
    header = "Amount (in each row’s own currency)"
    changes = together(
        put("Two", "Probability", 1, by="Title"),
        put("Two", header, 800, by="Title"),
        put("One", header, 5.5, by="Title"),
    )
    carry_out(office, people.mina, back(office, people.mina, mended(content, changes)))
    assert rows(office, Deal, "title", "amount", "probability") == [("One", 550, 100), ("Two", 800, 100)]


def test_columns_that_were_added_or_cannot_be_changed_are_told_once(
    office: Office, people: People, alborz: None
) -> None:
    content = sent_out(office, people.mina, "customer", "name", "city", "created_at")

    def add(sheet: Any) -> None:
        sheet.insert_cols(2)
        sheet["B1"], sheet["B2"] = "My own remarks", "call them"

    notes = [str(note) for note in back(office, people.mina, mended(content, add)).plan.notes]
    assert "Columns that were added to the file were left out: My own remarks." in notes
    assert "Columns that cannot be changed in a list were left out: Created on." in notes


def test_an_admin_stays_one_whatever_an_export_of_users_says(office: Office, people: People) -> None:
    content = sent_out(office, people.mina, "user")
    with office.read(SYSTEM) as w:
        admin = w.scalar(select(User).where(User.role == "admin").limit(1)).name
        unit = w.scalar(select(Unit.name).limit(1))
    changed = mended(content, together(put(admin, "Role", "Viewer"), put("Sara", "Unit", unit)))
    prepared = back(office, people.mina, changed)
    carry_out(office, people.mina, prepared)
    with office.read(SYSTEM) as w:
        assert w.scalar(select(User).where(User.name == admin)).role == "admin"
