"""Where a list lies on its sheet, what kind it is, and which column is which field."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest

from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.base.messages import languages
from crm_core.fields import header_key
from crm_core.lists._kinds import headers_of
from crm_core.lists.parse import ParseRules
from crm_core.lists.read import Cell, Sheet
from crm_core.lists.recognise import KINDS, RecognisedList, recognise
from crm_core.lists.table import ParsedList, parse_list

AMERICA = ParseRules()
IRAN = ParseRules("IRR", "IR", zone=ZoneInfo("Asia/Tehran"), jalali=True, persian=True)

DEALS: list[list[Cell]] = [
    ["Deal", "Account", "Stage", "Amount", "Close date"],
    ["Roof", "Acme", "Won", 100, "2024-01-02"],
    ["Wall", "Beta", "Lost", 0, "2024-02-03"],
    ["Door", "Acme", "Proposal", 250, ""],
]


def sheet(rows: list[list[Cell]], *, text: bool = False, name: str = "") -> Sheet:
    """A sheet as `read` makes it: blank rows are left out and rows keep their numbers."""
    kept = [(number, row) for number, row in enumerate(rows, 1) if any(cell != "" for cell in row)]
    width = max(len(row) for _, row in kept)
    made = Sheet(name, hidden=False)
    made.numbers.extend(number for number, _ in kept)
    padded = [[*row, *[""] * (width - len(row))] for _, row in kept]
    made.columns = [list(column) for column in zip(*padded, strict=True)]
    if text:
        made.widths = made.numbers[:0]
        made.widths.extend(len(row) for _, row in kept)
    return made


def found(
    rows: list[list[Cell]], rules: ParseRules = AMERICA, *, text: bool = False, **chosen: object
) -> RecognisedList:
    return recognise(sheet(rows, text=text), rules, **chosen)  # type: ignore[arg-type]


def fields(found: RecognisedList) -> dict[str, str | None]:
    return {column.header: column.field for column in found.columns}


def table(rows: list[list[Cell]], rules: ParseRules = AMERICA, **chosen: object) -> ParsedList:
    return parse_list(found(rows, rules, **chosen), rules)


# -- where the list lies -------------------------------------------------------------------------------------------


def test_title_lines_above_the_header_are_left_out_and_said() -> None:
    it = found([["Deals of the north"], ["as of January"], [], *DEALS])
    assert (it.header_row, it.rows) == (4, [5, 6, 7])
    assert [str(note) for note in it.notes] == ["Rows above the header that were left out: 2."]


def test_a_header_that_nobody_knows_is_still_the_first_full_row() -> None:
    it = found([["note", "", ""], ["Alpha", "Beta", "Gamma"], ["x", 1, 2], ["y", 3, 4]])
    assert it.header_row == 2


@pytest.mark.parametrize(
    "first", [["1", "null", "0"], [44.99, "2009 Pinot Noir", 91], ["Ali", "ali@example.com", "x"], ["05", "06", "07"]]
)
def test_values_are_no_header(first: list[Cell]) -> None:
    it = found([first, ["2", "0", "0"], ["3", "1", ""]])
    assert it.header_row is None
    assert [column.header for column in it.columns] == ["A", "B", "C"]
    assert len(it.rows) == 3


def test_a_person_may_say_where_the_header_is() -> None:
    rows: list[list[Cell]] = [["a", "b"], ["c", "d"], ["e", "f"]]
    assert found(rows, header_row=2).rows == [3]
    assert found(rows, header_row=0).rows == [1, 2, 3]


def test_blank_columns_go_and_names_are_made_distinct() -> None:
    it = found([["", "name", "", "name", "", "city"], ["", "Ali", "", "Ali K.", "x", "Bonn"]])
    assert [(column.letter, column.header, column.named) for column in it.columns] == [
        ("B", "name", True),
        ("D", "name (2)", True),
        ("E", "E", False),
        ("F", "city", True),
    ]


def test_a_header_that_begins_with_a_hash() -> None:
    it = found([["# Name", "City", "Phone"], ["# Name is required", "", ""], ["Ali", "Bonn", "415-555-1001"]])
    assert fields(it) == {"Name": "name", "City": "city", "Phone": "phone"}
    assert it.rows == [3]


def test_a_header_printed_on_every_page_comes_once() -> None:
    assert found([*DEALS, DEALS[0], ["Gate", "Acme", "Won", 5, ""]]).rows == [2, 3, 4, 6]


@pytest.mark.parametrize(
    "total",
    [
        ["Total", "", "", 350, ""],
        ["", "", "جمع کل", "350", ""],
        ["", "", "", 350, ""],
        ["Grand Total:", "", "", "", ""],
    ],
)
def test_a_row_of_totals_is_left_out_and_said(total: list[Cell]) -> None:
    it = found([*DEALS, total])
    assert it.rows == [2, 3, 4]
    assert "Row 5 holds totals and was left out." in map(str, it.notes)


@pytest.mark.parametrize(
    "row",
    [
        ["Total", "TotalEnergies", "Won", 350, "2024-01-02"],
        ["", "", "", 351, ""],
        ["Gate", "", "", 350, ""],
    ],
)
def test_a_row_that_only_resembles_totals_stays(row: list[Cell]) -> None:
    assert found([*DEALS, row]).rows == [2, 3, 4, 5]


def test_a_company_called_total_stays_in_a_short_list() -> None:
    assert len(found([["Company", "Revenue"], ["Acme", 10], ["Beta", 20], ["Total", 500]]).rows) == 3


def test_rows_with_too_many_fields_are_kept_apart_with_the_reason() -> None:
    it = found(
        [["name", "address", "city"], ["Ali", "Road 1", "Bonn"], ["Sara", "Street 2", " back", "Ulm"]], text=True
    )
    assert it.rows == [2]
    assert [(row.row, row.cells, str(row.reason)) for row in it.damaged] == [
        (3, ["Sara", "Street 2", " back", "Ulm"], "Too many fields: this row has 4, the list has 3 columns.")
    ]


# -- which kind ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("account, sector, year_established, revenue, employees, office_location, subsidiary_of", "customers"),
        ("opportunity_id, sales_agent, product, account, deal_stage, engage_date, close_date, close_value", "deals"),
        ("product, series, sales_price", "products"),
        ("sales_agent, manager, regional_office", "users"),
        ("id, first_name, last_name, email, company, title", "contacts"),
        ("نام شرکت, کد اقتصادی, شهر, تلفن, کارشناس فروش", "customers"),
        ("عنوان معامله, نام مشتری, مرحله فروش, مبلغ, تاریخ بسته شدن", "deals"),
        ("نام کالا, کد کالا, گروه کالا, قیمت فروش", "products"),
        ("نام, نام خانوادگی, سمت, شرکت, موبایل", "contacts"),
        ("nam moshtari, shahr, mobile, karshenas", "customers"),
        ("Subject, Due date, Priority, Assigned to", "tasks"),
        ("Order ID, Order date, Product, Quantity, Unit price, Discount", "orders"),
        ("Opportunity ID, Stage, Created date, Probability", "deal_history"),
    ],
)
def test_kinds_by_their_headers(header: str, kind: str) -> None:
    it = found([list(header.split(", "))])
    assert it.kind == kind
    assert it.kinds[0].kind == kind


def test_a_list_that_says_nothing_has_no_kind() -> None:
    assert found([["col1", "col2", "col3"], ["1x1", "1x2", "1x3"]]).kind is None


def test_the_reason_names_the_telling_headers() -> None:
    assert str(found(DEALS).kinds[0].reason) == "5 columns fit, above all: Stage, Amount, Close date."


def test_deals_that_repeat_their_id_are_a_history() -> None:
    rows: list[list[Cell]] = [["Opportunity ID", "Stage", "Date", "Amount"]]
    rows += [[f"O-{n // 3}", stage, "2024-01-02", 5] for n, stage in enumerate(["New", "Offer", "Won"] * 4)]
    assert found(rows).kind == "deal_history"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Invalid, match="no kind of list called “cars”"):
        found(DEALS, kind="cars")


# -- which column --------------------------------------------------------------------------------------------------


def test_the_real_headers_of_an_opportunity_list() -> None:
    header = "opportunity_id, sales_agent, product, account, deal_stage, engage_date, close_date, close_value"
    assert fields(found([list(header.split(", "))])) == {
        "opportunity_id": "external_id",
        "sales_agent": "owner",
        "product": "product",
        "account": "customer",
        "deal_stage": "stage",
        "engage_date": "opened_on",
        "close_date": "closed_on",
        "close_value": "amount",
    }


@pytest.mark.parametrize("language", ["en", *languages()])
@pytest.mark.parametrize("kind", KINDS)
def test_the_label_of_every_field_is_known_as_its_header_in_every_language(kind: str, language: str) -> None:
    declared = KINDS[kind].fields.values()
    labels = {one.key: Locale(language).t(one.label) for one in declared}  # type: ignore[arg-type]
    known = headers_of(kind)
    assert [key for key, label in labels.items() if key not in known.get(header_key(label), ())] == []

    whole = {key: label for key, label in labels.items() if KINDS[kind].fields[key].part_of is None}
    read = {column.header: column.field for column in found([list(whole.values())], kind=kind).columns}
    assert read == {label: key for key, label in whole.items()}


def test_a_misspelt_header_is_like_a_known_one() -> None:
    it = found([["Compny name", "City", "Adress"], ["Acme", "Bonn", "Road 1"]])
    assert fields(it) == {"Compny name": "name", "City": "city", "Adress": "address"}
    assert it.columns[0].confidence < 0.8
    assert str(it.columns[0].why) == "its header is like “companyname”"


def test_content_decides_what_a_title_is() -> None:
    head: list[Cell] = ["First name", "Last name", "Title", "Company"]
    honorific = found([head, ["Ali", "A", "Dr.", "Acme"], ["Sara", "B", "Ms", "Beta"]])
    post = found([head, ["Ali", "A", "Buyer", "Acme"], ["Sara", "B", "Head of IT", "Beta"]])
    assert fields(honorific)["Title"] == "title"
    assert fields(post)["Title"] == "job_title"


def test_columns_without_a_header_are_known_by_their_content() -> None:
    rows: list[list[Cell]] = [[f"Person {n}", f"p{n}@example.com", f"0912000000{n}"] for n in range(5)]
    it = found(rows, IRAN, kind="contacts")
    assert fields(it) == {"A": None, "B": "email", "C": "mobile"}


def test_samples_are_the_first_different_cells() -> None:
    assert found(DEALS).columns[1].samples == ("Acme", "Beta")


def test_a_persons_mapping_holds_and_takes_the_field_from_the_other_column() -> None:
    it = found(DEALS, mapping={"deal": None, "Account": "title", "E": "expected_close"})
    assert fields(it) == {
        "Deal": None,
        "Account": "title",
        "Stage": "stage",
        "Amount": "amount",
        "Close date": "expected_close",
    }


def test_a_mapping_of_a_header_that_is_not_there_is_refused() -> None:
    with pytest.raises(Invalid, match="no column “Owner”. It has: Deal, Account, Stage, Amount, Close date."):
        found(DEALS, mapping={"Owner": "owner"})
    with pytest.raises(Invalid, match="Deals have no field “colour”."):
        found(DEALS, mapping={"Deal": "colour"})


# -- columns that belong together ----------------------------------------------------------------------------------


def test_names_in_parts_make_one_name() -> None:
    it = table([["نام", "نام خانوادگی", "موبایل", "شرکت"], ["سارا", "احمدی", "09121234567", "آسیا"]], IRAN)
    assert it.values["name"] == ["سارا احمدی"]
    assert it.values["customer"] == ["آسیا"]


def test_a_name_alone_is_the_whole_name() -> None:
    assert fields(found([["نام", "شهر", "کد مشتری"], ["آسیا", "قم", "12"]], IRAN))["نام"] == "name"


def test_a_birthday_in_parts_makes_one_date() -> None:
    rows: list[list[Cell]] = [
        ["First Name", "Last Name", "Birth Year", "Birth Month", "Birth Day"],
        ["Ali", "A", 1970, 11, 15],
        ["Sara", "B", 1362, 13, 1],
        ["Omid", "C", "", 5, 6],
    ]
    it = table(rows, kind="contacts")
    assert [str(day) for day in it.values["birthday"]] == ["1970-11-15", "None", "None"]
    assert [(p.row, p.column, p.value) for p in it.problems] == [(3, "Birth Day", "1362-13-1")]


def test_further_phones_and_mails_go_beside_the_first() -> None:
    rows: list[list[Cell]] = [
        ["Name", "Work phone", "Home phone", "Email", "Other email"],
        ["Ali", "", "415-555-1001", "ali@example.com", "a@example.org"],
        ["Sara", "415-555-1002", "415-555-1003", "", "s@example.org"],
    ]
    it = table(rows, kind="contacts")
    assert it.values["phone"] == ["+14155551001", "+14155551002"]
    assert it.values["email"] == ["ali@example.com", "s@example.org"]
    assert it.extras == {"phone": {1: ["+14155551003"]}, "email": {0: ["a@example.org"]}}


def test_what_has_no_field_of_its_own_becomes_a_line_of_the_note() -> None:
    rows: list[list[Cell]] = [
        ["account", "notes", "year_established", "subsidiary_of"],
        ["Acme", "good payer", 1996, ""],
        ["Beta", "", 1999, "Acme"],
    ]
    assert table(rows, kind="customers").values["note"] == [
        "good payer\nyear_established: 1996",
        "year_established: 1999\nsubsidiary_of: Acme",
    ]


def test_problems_name_the_row_and_the_column_as_excel_shows_them() -> None:
    it = table([["Deals"], [], *DEALS[:2], ["Gate", "Acme", "Won", "much", "soon"]])
    assert [(p.row, p.column, p.value, str(p.reason)) for p in it.problems] == [
        (5, "Amount", "much", "“much” is not an amount."),
        (5, "Close date", "soon", "“soon” is not a date."),
    ]


# -- by what is in it ----------------------------------------------------------------------------------------------


def test_names_that_are_known_here_tell_a_column() -> None:
    rows: list[list[Cell]] = [["Deal", "Amount", "Kv", "Zq"]]
    rows += [[f"Deal {n}", n * 100, ("Sara", "Omid")[n % 2], ("Offer", "Contract")[n % 2]] for n in range(6)]
    names = {"user": {"Sara", "Omid"}, "stage": {"Offer", "Contract"}}

    def lookup(kind: str, texts: Sequence[str]) -> float:
        return sum(text in names.get(kind, ()) for text in texts) / len(texts)

    it = found(rows, kind="deals", lookup=lookup)
    assert fields(it) == {"Deal": "title", "Amount": "amount", "Kv": "owner", "Zq": "stage"}
    assert str(it.columns[2].why) == "by the names in it, which are known here"
    assert fields(found(rows, kind="deals"))["Kv"] is None


def test_a_list_without_a_header_is_told_by_its_cells() -> None:
    rows: list[list[Cell]] = [
        ["شرکت الف", "09123456789", "تهران", "1402/01/05"], ["شرکت ب", "09123456780", "شیراز", "1402/02/06"],
        ["شرکت ج", "09123456781", "تبریز", "1402/03/07"],
    ]  # fmt: skip
    it = found(rows, IRAN, kind="customers", header_row=0)
    assert fields(it) == {"A": None, "B": "mobile", "C": "city", "D": "customer_since"}


def test_a_unit_behind_a_header_is_no_part_of_its_name() -> None:
    rows: list[list[Cell]] = [["نام مشتری", "مبلغ خرید به ریال"], ["الف", 1], ["ب", 2]]
    assert fields(found(rows, IRAN, kind="customers"))["مبلغ خرید به ریال"] == "purchases_to_date"


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("customers", "Cust. No", "external_id"), ("customers", "Acct Mgr", "owner"), ("customers", "Mob", "mobile"),
        ("customers", "nam o nam khanevadegi", "name"), ("customers", "شماره تماس", "phone"), ("contacts", "Secondary Email", "email"),
        ("deals", "Opp Name", "title"), ("deals", "Deal Val", "amount"), ("deals", "تاریخ عقد قرارداد", "closed_on"),
        ("deals", "Est. Close", "expected_close"), ("orders", "Order No", "number"), ("tasks", "مهلت", "due_on"),
        ("interactions", "تاریخ تماس", "happened_on"), ("users", "کد پرسنلی", "external_id"), ("deal_history", "مرحله جدید", "stage"),
    ],
)  # fmt: skip
def test_headers_are_known_in_both_languages_in_latin_letters_and_abbreviated(
    kind: str, header: str, field: str
) -> None:
    assert fields(found([[header, "zz"], ["", "x"], ["", "y"]], kind=kind))[header] == field
