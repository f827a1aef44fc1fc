"""Lists as other systems and real companies write them: their kind, their columns, and what their cells mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from crm_core.lists.links import stage_kind
from crm_core.lists.recognise import KEEP
from tests.unit.test_list_recognising import AMERICA, IRAN, fields, found, table

Rows = Sequence[str]


def cells(lines: Rows) -> list[list[str]]:
    return [line.split(",") for line in lines]


@pytest.mark.parametrize(
    ("lines", "kind", "wanted"),
    [
        (
            (
                "ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Organization,Deal - Owner,Deal - Won time,Deal - Lost time",
                "1,Widgets,Proposal Made,Open,Acme,Dana,,",
                "2,License,Negotiations,Won,Globex,Raj,2024-04-15,",
                "3,Pilot,Qualified,Lost,Initech,Dana,,2024-03-10",
            ),
            "deals",
            {
                "Deal - Status": "outcome",
                "Deal - Organization": "customer",
                "Deal - Owner": "owner",
                "Deal - Won time": "closed_on",
                "Deal - Lost time": "closed_on",
            },
        ),
        (
            (
                "Record ID,First Name,Last Name,Email,Contact owner,Associated Company",
                "101,John,Doe,john@acme.com,Dana Smith,Acme",
                "102,Jane,Roe,jane@globex.com,Raj Patel,Globex",
            ),
            "contacts",
            {"Contact owner": "owner", "Associated Company": "customer"},
        ),
        (
            (
                "Issue key,Issue id,Summary,Assignee,Priority,Status,Due Date",
                "CRM-1,10001,Send offer,Dana,High,To Do,2024-06-10",
                "CRM-2,10002,Call Globex,Raj,Medium,Done,2024-05-20",
            ),
            "tasks",
            {"Issue key": "external_id", "Summary": "title", "Assignee": "owner", "Due Date": "due_on"},
        ),
        (
            (
                "Account Name,Billing State/Province,Billing Zip/Postal Code",
                "Acme,MA,02110",
                "Globex,TX,78701",
            ),
            "customers",
            {"Billing State/Province": "province", "Billing Zip/Postal Code": "postal_code"},
        ),
        (("shipperID,companyName,phone", "1,Speedy,(503) 555-9831", "2,United,(503) 555-3199"), "customers",
         {"shipperID": "external_id"}),
        (("Primary Email", "a@x.com", "b@y.com", "c@z.com"), "contacts", {"Primary Email": "email"}),
    ],
)  # fmt: skip
def test_lists_of_other_systems(lines: Rows, kind: str, wanted: dict[str, str]) -> None:
    list_ = found(cells(lines))
    assert list_.kind == kind
    assert {header: fields(list_)[header] for header in wanted} == wanted


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Name,Email,Status", "Ann,a@x.com,active", "Bo,b@x.com,active"), "list.csv"),
        (("Name,Title,Email", "Ann,CEO,a@x.com", "Bo,CFO,b@x.com"), "list.csv"),
        (("Name,Department,Email", "Ann,IT,a@x.com", "Bo,Sales,b@x.com"), "people.csv"),
    ],
)
def test_nobody_becomes_a_user_without_a_strong_sign(lines: Rows, name: str) -> None:
    assert found(cells(lines), file_name=name).kind != "users"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("sales_agent,manager,regional_office", "Anna,Dustin,Central", "Bo,Dustin,West"), "sales_teams.csv"),
        (("Name,Email,Role,Team", "Ann,a@x.com,Sales rep,West", "Bo,b@x.com,Lead,East"), "list.csv"),
        (("کد پرسنلی,نام و نام خانوادگی,سمت", "12,رضا محمدی,سرپرست فروش", "13,سارا نوری,کارشناس فروش"), "x.csv"),
    ],
)
def test_lists_of_the_own_team_are_users(lines: Rows, name: str) -> None:
    assert found(cells(lines), file_name=name).kind == "users"


def test_bare_numbers_are_no_names_that_are_known_here() -> None:
    lines = ["orderID,customerID,shipVia", "1,ANNA,1", "2,BO,2", "3,CY,3"]
    list_ = found(cells(lines), kind="orders", lookup=lambda _kind, _texts: 1.0)
    assert fields(list_)["shipVia"] is None
    named = found(cells(["orderID,x", "1,Acme", "2,Beta"]), kind="orders", lookup=lambda _kind, _texts: 1.0)
    assert fields(named)["x"] is not None


def test_sales_without_a_number_are_no_customers() -> None:
    lines = [
        "Date,Salesperson,Customer,Product,Units,Price",
        "1/5/2024,Dana,Acme,Widget,10,5",
        "1/6/2024,Raj,Beta,X,2,9",
    ]
    assert found(cells(lines)).kind is None


def test_who_speaks_for_a_company_stays_in_its_note() -> None:
    lines = ["نام شرکت,نام رابط,سمت رابط,شهر", "بهار,علی رضایی,مدیر خرید,تهران", "آرین,مریم احمدی,مدیرعامل,یزد"]
    list_ = found(cells(lines), IRAN)
    assert (list_.kind, fields(list_)["نام رابط"], fields(list_)["سمت رابط"]) == ("customers", KEEP, KEEP)
    assert table(cells(lines), IRAN).values["note"][0] == "نام رابط: علی رضایی\nسمت رابط: مدیر خرید"
    left_out = found(cells(lines), IRAN, mapping={"نام رابط": None})
    assert fields(left_out)["نام رابط"] is None


def test_amounts_in_a_column_of_discounts_are_amounts() -> None:
    lines = ["Order no,Product,Quantity,Price,Discount", "1,A,1,500000,0", "1,B,2,500000,200000"]
    assert fields(found(cells(lines)))["Discount"] == "discount_amount"
    percents = ["Order no,Product,Quantity,Price,Discount", "1,A,1,5,0", "1,B,2,5,10"]
    assert fields(found(cells(percents)))["Discount"] == "discount"


def test_discontinued_says_the_reverse_of_active() -> None:
    lines = ["ProductName,UnitPrice,Discontinued", "Chai,18,0", "Chang,19,1", "Syrup,10,False", "Tofu,9,discontinued"]
    assert table(cells(lines)).values["active"] == [True, False, True, False]


def test_short_jalali_years_may_stand_last() -> None:
    lines = ["نام مشتری,تاریخ عضویت", "علی,30/08/03", "مریم,15/02/04", "حسن,01/12/03"]
    days = table(cells(lines), IRAN, kind="customers").values["customer_since"]
    assert days == [date(2024, 11, 20), date(2025, 5, 5), date(2025, 2, 19)]
    first = ["نام مشتری,تاریخ عضویت", "علی,03/08/30", "مریم,04/02/15"]
    days = table(cells(first), IRAN, kind="customers").values["customer_since"]
    assert days == [date(2024, 11, 20), date(2025, 5, 5)]


def test_open_dates_follow_those_that_are_decided() -> None:
    lines = ["Customer,Created,Birthday", "Acme,03/04/2021,25/12/1980", "Beta,05/06/2021,13/01/1975"]
    list_ = table(cells(lines), AMERICA, kind="customers")
    assert list_.values["customer_since"] == [date(2021, 4, 3), date(2021, 6, 5)]
    assert "“Created” was read with the day before the month, as the other dates of the list are." in map(
        str, list_.notes
    )


def test_dates_of_zeros_are_no_dates_and_no_problem() -> None:
    list_ = table(cells(["Name,Birthday", "Ann,0/0/00", "Bo,3/14/1980"]), AMERICA, kind="contacts")
    assert (list_.values["birthday"], list_.problems) == ([None, date(1980, 3, 14)], [])


def test_the_mark_of_text_is_no_part_of_a_number() -> None:
    assert table(cells(["Customer ID,Name", "'6001,Ann", "'6002,Bo"])).values["external_id"] == ["6001", "6002"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("6 - Closed Won", "won"), ("Lost (price)", "lost"), ("بسته شده - موفق", "won"), ("برنده شده", "won"),
        ("از دست رفته", "lost"), ("لغو شده", "lost"), ("فروش ناموفق", "lost"),
        ("Lost contact", "open"), ("تماس موفق", "open"), ("Closed", "open"), ("Winter campaign", "open"),
    ],
)  # fmt: skip
def test_what_a_stage_says_of_how_a_deal_ended(name: str, kind: str) -> None:
    assert stage_kind(name) == kind


def test_a_description_names_products_that_have_no_other_name() -> None:
    lines = ["SKU,Description,List Price", "A-1,Blue Mug,12", "A-2,Coaster,7"]
    assert fields(found(cells(lines)))["Description"] == "name"
    named = ["SKU,Name,Description,List Price", "A-1,Mug,Blue Mug,12", "A-2,Set,Coaster,7"]
    assert fields(found(cells(named)))["Description"] == "note"


def test_numbers_that_only_count_the_rows_are_no_numbers_of_another_system() -> None:
    assert fields(found(cells(["No.,Company,City", "1,Acme,Boston", "2,Beta,Austin"])))["No."] is None
    assert fields(found(cells(["No.,Company,City", "17,Acme,Boston", "29,Beta,Austin"])))["No."] == "external_id"
    assert fields(found(cells(["id,Company,City", "1,Acme,Boston", "2,Beta,Austin"])))["id"] == "external_id"


def test_the_full_name_of_a_user_is_the_name() -> None:
    lines = ["Username,Full Name,E-mail,Role", "dana,Dana Smith,dana@co.com,Lead", "raj,Raj Patel,raj@co.com,Rep"]
    assert fields(found(cells(lines)))["Full Name"] == "name"
