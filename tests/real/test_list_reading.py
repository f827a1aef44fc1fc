"""The real lists: what README.md beside them says must come out of reading, recognising and parsing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import pytest

from crm_core.base.errors import ReadError
from crm_core.base.text import fold
from crm_core.lists.parse import ParseRules
from crm_core.lists.read import Sheet, Workbook, read
from crm_core.lists.recognise import RecognisedList, recognise
from crm_core.lists.table import ParsedList, parse_list

AMERICA = ParseRules()
IRAN = ParseRules("IRR", "IR", zone=ZoneInfo("Asia/Tehran"), jalali=True, persian=True)


def first(path: Path) -> Sheet:
    sheet = read(path).first()
    assert sheet is not None
    return sheet


def found(path: Path, rules: ParseRules = AMERICA) -> RecognisedList:
    return recognise(first(path), rules, file_name=path.name)


def table(path: Path, rules: ParseRules = AMERICA) -> ParsedList:
    return parse_list(found(path, rules), rules)


def hostile(real_data: Path, number: str) -> Workbook:
    (path,) = (real_data / "hostile").glob(f"n{number}_*")
    began = monotonic()
    try:
        return read(path)
    finally:
        assert monotonic() - began < 15


@pytest.mark.parametrize(
    ("file", "kind", "rows", "damaged"),
    [
        ("maven/accounts.csv", "customers", 85, 0),
        ("maven/products.csv", "products", 7, 0),
        ("maven/sales_teams.csv", "users", 35, 0),
        ("maven/sales_pipeline.csv", "deals", 8800, 0),
        ("agency/accounts.csv", "customers", 8, 0),
        ("agency/contacts.csv", "contacts", 24, 0),
        ("agency/products.csv", "products", 8, 0),
        ("agency/opportunities.csv", "deals", 16, 0),
        ("agency/tasks.csv", "tasks", 30, 0),
        ("agency/quotes.csv", "orders", 12, 0),
        ("agency/quote_line_items.csv", "orders", 18, 0),
        ("agency/opportunity_stage_history.csv", "deal_history", 38, 1),
        ("agency/templates/accounts.csv", "customers", 0, 0),
        ("agency/templates/contacts.csv", "contacts", 0, 0),
        ("agency/templates/opportunities.csv", "deals", 0, 0),
        ("agency/templates/opportunity_stage_history.csv", "deal_history", 0, 0),
        ("agency/templates/tasks.csv", "tasks", 0, 0),
        ("northwind/customers.csv", "customers", 67, 24),
        ("northwind/suppliers.csv", "customers", 20, 9),
        ("northwind/products.csv", "products", 77, 0),
        ("northwind/orders.csv", "orders", 654, 176),
        ("northwind/order-details.csv", "orders", 2155, 0),
        ("contacts/google.csv", "contacts", 1, 0),
        ("contacts/thunderbird.csv", "contacts", 1, 0),
        ("contacts/email.csv", "contacts", 4, 0),
        ("contacts/google.vcf", "contacts", 1, 0),
        ("contacts/thunderbird.vcf", "contacts", 1, 0),
        ("contacts/email.vcf", "contacts", 4, 0),
        ("contacts/crm_500.csv", "contacts", 500, 0),
        ("contacts/people_1000.csv", "contacts", 1000, 0),
        ("persian/contacts_500.csv", "customers", 500, 0),
        ("persian/cities.csv", None, 1659, 0),
        ("persian/cities.xlsx", None, 1659, 0),
        ("persian/given_names.csv", None, 19_881, 0),
    ],
)
def test_each_list_is_recognised_whole(real_data: Path, file: str, kind: str | None, rows: int, damaged: int) -> None:
    it = found(real_data / file)
    assert (it.header_row, it.kind, len(it.rows), len(it.damaged)) == (1, kind, rows, damaged)


def test_the_accounts_of_the_main_case(real_data: Path) -> None:
    it = found(real_data / "maven" / "accounts.csv")
    assert {column.header: column.field for column in it.columns} == {
        "account": "name",
        "sector": "industry",
        "year_established": "founded_year",
        "revenue": "annual_revenue",
        "employees": "size",
        "office_location": "country",
        "subsidiary_of": "parent_company",
    }
    assert len(set(parse_list(it, AMERICA).values["name"])) == 85


def test_the_deals_of_the_main_case(real_data: Path) -> None:
    it = table(real_data / "maven" / "sales_pipeline.csv")
    assert it.problems == []
    values = it.values
    assert len(set(values["external_id"])) == 8800
    assert Counter(values["stage"]) == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}
    won = [amount for amount, stage in zip(values["amount"], values["stage"], strict=True) if stage == "Won"]
    assert sum(won) == 10_005_534_00
    empty = {key: values[key].count(None) for key in ("customer", "opened_on", "closed_on", "amount")}
    assert empty == {"customer": 1425, "opened_on": 500, "closed_on": 2089, "amount": 2089}
    assert values["product"].count("GTXPro") == 1480
    assert len(set(values["owner"])) == 30


def test_the_damaged_row_of_the_stage_history(real_data: Path) -> None:
    (row,) = found(real_data / "agency" / "opportunity_stage_history.csv").damaged
    assert row.row == 35  # the 34th row of data, below the header
    assert str(row.reason) == "Too many fields: this row has 6, the list has 5 columns."


def test_null_is_empty_and_postal_codes_keep_their_zeros(real_data: Path) -> None:
    it = table(real_data / "northwind" / "customers.csv")
    assert "NULL" not in it.values["province"]
    assert it.values["postal_code"][it.values["external_id"].index("ANATR")] == "05021"


def test_people_with_phones_in_many_shapes(real_data: Path) -> None:
    it = table(real_data / "contacts" / "crm_500.csv")
    assert it.problems == []
    assert None not in it.values["email"]
    assert None not in it.values["phone"]
    assert len(set(it.values["customer"])) == 55
    assert it.values["tags"].count(None) == 257
    assert Counter(it.values["status"]) == {"warm": 140, "cold": 126, "in-contract": 124, "hot": 110}
    assert str(min(it.values["first_seen"])) == "2021-01-10"
    assert str(max(it.values["first_seen"])) == "2024-08-14"


def test_four_mails_of_one_contact(real_data: Path) -> None:
    it = table(real_data / "contacts" / "google.csv")
    assert it.values["email"] == ["home@aaa.pl"]
    assert it.extras["email"] == {0: ["work@email.pl", "unknown@email.com", "other@email.com"]}
    assert str(it.values["birthday"][0]) == "1975-12-12"
    assert it.values["customer"] == ["company"]


def test_the_same_contacts_as_cards(real_data: Path) -> None:
    it = table(real_data / "contacts" / "google.vcf")
    assert it.values["name"] == ["Firstname Middle Lastname"]
    assert it.values["email"] == ["home@aaa.pl"]
    assert it.extras["email"] == {0: ["work@email.pl", "unknown@email.com", "other@email.com"]}
    assert str(it.values["birthday"][0]) == "1975-12-12"
    assert it.values["customer"] == ["company"]
    assert {column.header for column in found(real_data / "contacts" / "google.vcf").columns} >= {
        *("Mobile", "Work phone", "Main phone", "Home phone", "Work fax", "Home fax", "Pager")
    }
    for name in ("thunderbird", "email"):
        card, row = (table(real_data / "contacts" / f"{name}.{kind}").values for kind in ("vcf", "csv"))
        for key in card.keys() & {"name", "email", "customer", "city", "birthday", "job_title"}:
            assert card[key] == row.get(key, card[key])


def test_the_protected_workbook_opens_with_its_password(real_data: Path) -> None:
    (path,) = (real_data / "hostile").glob("n15_*")
    assert read(path, password="password").sheets[0].row(0) == ["Password: password"]
    with pytest.raises(ReadError, match="does not open"):
        read(path, password="other")


def test_persian_people(real_data: Path) -> None:
    it = table(real_data / "persian" / "contacts_500.csv", IRAN)
    values = it.values
    mobiles = [number for number in values["mobile"] if number]
    assert (len(mobiles), len(set(mobiles))) == (498, 480)
    assert len([day for day in values["customer_since"] if day]) == 497
    assert sum(amount or 0 for amount in values["purchases_to_date"]) == 21_754_700_000
    assert len(set(values["province"])) == 31
    assert len({fold(name) for name in values["name"]}) == 480
    assert [(p.row, p.value) for p in it.problems] == [
        (11, "1402/12/30"),
        (13, "1402/13/01"),
        (14, "نامشخص"),
        (15, "توافقی"),
        (16, "0912"),
    ]
    assert str(values["customer_since"][10]) == "2025-03-20"


def test_telephone_prefixes_keep_their_zero(real_data: Path) -> None:
    sheet = first(real_data / "persian" / "provinces_tel_prefix.csv")
    assert sheet.height == 32
    assert all(str(cell).startswith("0") for cell in sheet.columns[3][1:])


def test_the_same_list_as_text_and_as_workbook(real_data: Path) -> None:
    for name in ("provinces", "cities"):
        text, cells = first(real_data / "persian" / f"{name}.csv"), first(real_data / "persian" / f"{name}.xlsx")
        assert [[str(cell) for cell in column] for column in cells.columns] == text.columns


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("14", "archive without a workbook"),
        ("15", "protected with a password"),
        ("18", "a picture, not a list"),
        ("38", "one line of text"),
        ("56", "The file is empty"),
    ],
)
def test_what_is_no_list_is_refused(real_data: Path, number: str, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence):
        hostile(real_data, number)


@pytest.mark.parametrize(
    ("number", "sheet", "header_row", "headers", "rows"),
    [
        ("01", "Storage", None, "A, B, C, D", 5),
        ("02", "Sheet1", 1, "Test Column 1, Test Column 2, Test Column 3", 5),
        ("03", "Sheet1", 1, "col1, col2, col3, col4, col5, col6, col7, col8", 2),
        ("05", "Precision", 1, "a, b, d", 6),
        ("12", "test.csv", 1, "column a, column b, column b (2), D, column e", 3),
        ("20", "Sheet1", 1, "col1, col2, col3, col4, col5, col6, col7, col8, col9, col10", 9999),
        ("29", "Sheet1", 9, "Columns, Column A, Column B, Column C", 1),
        ("32", "Feuil1", None, "A", 7),
        ("34", "Visible", None, "A, B", 4),
        ("43", "Sheet1", 1, "a, b, c, D", 4),
        ("48", "", 1, "This, Are, Headers", 2),
        ("54", "", 1, "Name, Copy, URL", 5),
        ("61", "", None, "A, B, C, D", 10),
        ("63", "", None, "A, B, C, D, E", 10),
    ],
)
def test_odd_sheets(real_data: Path, number: str, sheet: str, header_row: int | None, headers: str, rows: int) -> None:
    book = hostile(real_data, number)
    one = book.first()
    assert one is not None
    it = recognise(one, AMERICA)
    assert (one.name, it.header_row, len(it.rows)) == (sheet, header_row, rows)
    assert ", ".join(column.header for column in it.columns) == headers


def test_odd_cells(real_data: Path) -> None:
    assert hostile(real_data, "03").sheets[0].row(2)[2] == "ةةلك"
    assert hostile(real_data, "51").sheets[0].row(0) == ["première", "second", "troisième"]
    assert hostile(real_data, "32").sheets[0].columns[0][0] == "#DIV/0!"
    assert [str(day) for day in hostile(real_data, "12").sheets[0].row(3)] == [f"2012-10-{n}" for n in range(12, 17)]
    continent, country = hostile(real_data, "09").sheets
    assert (continent.height, country.height) == (7, 20)
    assert {str(day) for day in country.columns[0][1:]} == {"2017-03-06"}
    assert [sheet.name for sheet in hostile(real_data, "34").sheets if sheet.hidden] == ["Hidden", "VeryHidden"]


def test_a_list_with_old_line_ends_and_two_titles(real_data: Path) -> None:
    book = hostile(real_data, "59")
    it = recognise(book.sheets[0], AMERICA)
    assert book.sheets[0].height == 136
    assert (it.header_row, it.columns[0].header) == (4, "Year")
