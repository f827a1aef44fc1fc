"""What lists write in many ways comes out in one, decided by the whole column; what was changed is counted and shown."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from crm_core.base.calendars import jalali
from crm_core.lists.parse import ParseRules
from crm_core.lists.read import Cell
from crm_core.lists.recognise import KEEP
from crm_core.lists.table import ParsedList
from tests.unit.test_list_recognising import table

TODAY = date(2026, 11, 21)  # 30 Aban 1405
IRAN = ParseRules("IRR", "IR", "21", ZoneInfo("Asia/Tehran"), jalali=True, persian=True, today=TODAY)
AMERICA = ParseRules(today=TODAY)


def customers(header: str, cells: list[Cell], rules: ParseRules = IRAN, **chosen: object) -> ParsedList:
    """A list of customers with one more column."""
    rows: list[list[Cell]] = [["نام مشتری", header], *([f"مشتری {n}", cell] for n, cell in enumerate(cells))]
    return table(rows, rules, kind="customers", **chosen)


def people(rows: list[list[Cell]], rules: ParseRules = IRAN, kind: str = "contacts") -> ParsedList:
    return table(rows, rules, kind=kind)


def notes(parsed: ParsedList) -> list[str]:
    return [str(note) for note in parsed.notes]


def days(parsed: ParsedList, key: str = "customer_since") -> list[tuple[int, int, int] | None]:
    return [jalali(day) if day else None for day in parsed.values[key]]


# -- dates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", [14050830, "14050830", "05/08/30", "۰۵/۰۸/۳۰", "1405.8.30", "۱۴۰۵/۸/۳۰", "۳۰ آبان ۱۴۰۵", "050830", "30/08/1405",
             "1405-08-30", "شنبه ۳۰ آبان ماه ۱۴۰۵"],
)  # fmt: skip
def test_thirty_aban_is_written_in_many_ways(cell: Cell) -> None:
    assert days(customers("تاریخ عضویت", [cell])) == [(1405, 8, 30)]


def test_an_order_that_nothing_decides_is_asked_with_samples() -> None:
    rows: list[list[Cell]] = [
        ["Name", "Customer since", "Birthday"],
        ["A", "03/04/2026", "05/06/1980"],
        ["B", "07/08/2025", ""],
    ]
    parsed = table(rows, AMERICA, kind="customers")
    (asked,) = parsed.questions
    assert (asked.key, asked.headers, asked.default, asked.decided) == (
        "day_first",
        ("Customer since", "Birthday"),
        "month",
        False,
    )
    assert [value for value, _ in asked.choices] == ["day", "month"]
    assert dict(asked.samples)["03/04/2026"] == ("2026-04-03", "2026-03-04")
    assert parsed.values["customer_since"][0] == date(2026, 3, 4)


def test_a_column_that_decides_its_order_is_not_asked_about() -> None:
    parsed = customers("Customer since", ["03/04/2026", "13/04/2026"], AMERICA)
    assert parsed.questions == []
    assert parsed.values["customer_since"] == [date(2026, 4, 3), date(2026, 4, 13)]


def test_dates_that_are_the_same_either_way_are_not_asked_about() -> None:
    assert customers("Customer since", ["03/03/2026", "04/04/2026"], AMERICA).questions == []


def test_a_person_answers_the_order() -> None:
    rules = ParseRules(today=TODAY, day_first=True)
    parsed = customers("Customer since", ["03/04/2026"], rules)
    assert parsed.values["customer_since"] == [date(2026, 4, 3)]
    assert [(one.default, one.decided) for one in parsed.questions] == [("day", True)]


def typed(day: tuple[int, int, int], way: str) -> Cell:
    """What a spreadsheet makes of a Jalali day that somebody types with two digits of the year: 05/08/30."""
    year, month, number = day[0] % 100, day[1], day[2]
    try:
        if way == "year first":
            return date(2000 + year, month, number)
        if way == "day first":
            return date((2000 if number < 30 else 1900) + number, month, year)
        return date((2000 if number < 30 else 1900) + number, year, month)
    except ValueError:
        return f"{year:02}/{month:02}/{number:02}"


TYPED = [
    (1403, 1, 9),
    (1404, 12, 28),
    (1405, 8, 30),
    (1405, 2, 27),
    (1404, 6, 14),
    (1403, 11, 3),
    (1405, 4, 29),
    (1404, 9, 22),
]


@pytest.mark.parametrize("way", ["year first", "day first", "month first"])
def test_jalali_dates_that_a_sheet_turned_are_turned_back_and_asked_about(way: str) -> None:
    parsed = customers("تاریخ عضویت", [typed(day, way) for day in TYPED])
    assert days(parsed) == TYPED
    (asked,) = parsed.questions
    assert (asked.key, asked.default) == ("calendar", "jalali")
    assert any("took for Gregorian" in note for note in notes(parsed))
    assert parsed.cleaned["تاریخ عضویت"].count == len(TYPED)


def test_a_day_that_no_program_could_turn_proves_it() -> None:
    cells = [typed(day, "year first") for day in [*TYPED, (1405, 2, 31), (1399, 12, 29)]]
    assert cells[-2] == "05/02/31"
    parsed = customers("تاریخ عضویت", cells)
    assert days(parsed) == [*TYPED, (1405, 2, 31), (1399, 12, 29)]
    assert parsed.questions == []


def test_true_dates_of_these_years_stay() -> None:
    cells: list[Cell] = [date(2019, 3, 2), date(2022, 11, 30), date(2026, 1, 7), date(2024, 6, 1)]
    parsed = customers("تاریخ عضویت", cells)
    assert parsed.values["customer_since"] == [date(2019, 3, 2), date(2022, 11, 30), date(2026, 1, 7), date(2024, 6, 1)]
    assert parsed.questions == [] == parsed.warnings


def test_firsts_of_months_over_many_years_stay() -> None:
    cells: list[Cell] = [date(year, 3, 1) for year in range(2010, 2031)]
    assert customers("تاریخ عضویت", cells).values["customer_since"] == cells


def test_a_person_says_that_dates_are_gregorian_after_all() -> None:
    rules = ParseRules("IRR", "IR", jalali=True, persian=True, today=TODAY, turned=False)
    parsed = customers("تاریخ عضویت", [typed(day, "year first") for day in TYPED], rules)
    assert parsed.values["customer_since"][0] == date(2003, 1, 9)
    assert [(one.default, one.decided) for one in parsed.questions] == [("gregorian", True)]


def test_birthdays_of_young_people_are_not_taken_for_jalali_dates() -> None:
    cells: list[Cell] = [date(2003, 1, 9), date(2005, 8, 30), date(2004, 12, 28), date(2001, 2, 3)]
    assert customers("تاریخ تولد", cells).values["birthday"] == cells


def test_days_of_the_year_1399_are_jalali() -> None:
    assert days(customers("تاریخ عضویت", [date(1399, 12, 29), "1399-12-29"])) == [(1399, 12, 29)] * 2


def test_a_column_of_years_is_the_first_day_of_each() -> None:
    parsed = customers("تاریخ عضویت", [1402, "۱۴۰۱", 2019])
    assert days(parsed)[:2] == [(1402, 1, 1), (1401, 1, 1)]
    assert parsed.values["customer_since"][2] == date(2019, 1, 1)
    assert any("holds years" in note for note in notes(parsed))


# -- amounts -----------------------------------------------------------------------------------------------------


def test_amounts_without_a_unit_are_asked_about_once_with_samples() -> None:
    rows: list[list[Cell]] = [["نام", "مبلغ خرید", "درآمد سالانه"], ["الف", 1200000, "5,000,000"], ["ب", 300000, ""]]
    parsed = table(rows, IRAN, kind="customers")
    (asked,) = parsed.questions
    assert (asked.key, asked.headers, asked.default) == ("unit", ("مبلغ خرید", "درآمد سالانه"), "IRR")
    assert [value for value, _ in asked.choices] == ["IRR", "IRT"]
    assert parsed.values["purchases_to_date"] == [1_200_000, 300_000]
    tomans = table(rows, ParseRules("IRR", "IR", jalali=True, persian=True, unit="IRT"), kind="customers")
    assert tomans.values["purchases_to_date"] == [12_000_000, 3_000_000]
    assert [(one.default, one.decided) for one in tomans.questions] == [("IRT", True)]


@pytest.mark.parametrize(
    ("header", "cell", "rial"),
    [
        ("مبلغ خرید (ریال)", "1,200", 1_200), ("مبلغ خرید (تومان)", "1,200", 12_000), ("مبلغ خرید (میلیون ریال)", 3, 3_000_000),
        ("مبلغ خرید (میلیون تومان)", "2.5", 25_000_000), ("مبلغ خرید (هزار تومان)", "۱۲", 120_000),
        ("مبلغ خرید", "۱۲٬۰۰۰ تومان", 120_000), ("مبلغ خرید", "12 میلیون تومان", 120_000_000), ("مبلغ خرید", "IRR 500", 500),
        ("مبلغ خرید", "۲.۵ میلیارد ریال", 2_500_000_000), ("مبلغ خرید", "1200ت", 12_000), ("مبلغ خرید به ریال", "40", 40),
    ],
)  # fmt: skip
def test_units_stand_in_headers_and_cells(header: str, cell: Cell, rial: int) -> None:
    parsed = customers(header, [cell])
    assert parsed.values["purchases_to_date"] == [rial]
    assert parsed.questions == []


def test_amounts_are_read_in_the_currency_of_their_row() -> None:
    rows: list[list[Cell]] = [
        ["Deal", "Stage", "Amount", "Currency"],
        ["A", "Won", "1,200.50", "USD"], ["B", "Won", 300, "ریال"], ["C", "Won", 300, "تومان"], ["D", "Won", "12", "€"],
    ]  # fmt: skip
    parsed = table(rows, IRAN, kind="deals")
    assert parsed.values["amount"] == [120_050, 300, 3_000, 1_200]
    assert parsed.values["currency"] == ["USD", "IRR", "IRR", "EUR"]
    assert parsed.questions == []


def test_a_sign_beside_an_amount_is_the_currency_of_its_deal() -> None:
    rows: list[list[Cell]] = [
        ["Deal", "Stage", "Amount"],
        ["A", "Won", "$1,200.50"],
        ["B", "Won", "€ 99"],
        ["C", "Won", "$7"],
    ]
    parsed = table(rows, AMERICA, kind="deals")
    assert (parsed.values["amount"], parsed.values["currency"]) == ([120_050, 9_900, 700], ["USD", "EUR", "USD"])


# -- phones and e-mails ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "first", "more"),
    [
        ("021-88776655-8", "+982188776655", ["+982188776658"]),
        ("88776655~60", "+982188776655", ["+982188776660"]),
        ("88776655 داخلی 12", "+982188776655 x12", []),
        ("88776655 x12", "+982188776655 x12", []),
        ("۰۲۱-۸۸۷۷۶۶۵۵ داخلی ۱۲", "+982188776655 x12", []),
        ("021 8877 6655 ext. 204", "+982188776655 x204", []),
        ("88776655 - 88776656", "+982188776655", ["+982188776656"]),
        ("021-88776655 و 0912 345 6789", "+982188776655", ["+989123456789"]),
        ("02188776655/02188776656", "+982188776655", ["+982188776656"]),
    ],
)
def test_phones_of_an_iranian_company(cell: Cell, first: str, more: list[str]) -> None:
    parsed = customers("تلفن", [cell])
    assert parsed.problems == []
    assert parsed.values["phone"] == [first]
    assert parsed.extras.get("phone", {}).get(0, []) == more


def test_phones_are_judged_by_the_country_of_their_row() -> None:
    rows: list[list[Cell]] = [
        ["نام", "تلفن", "کشور"],
        ["الف", "030-0074321", "Germany"], ["ب", "021-88776655", "ایران"], ["ج", "4155550132", "USA"], ["د", "88776655", ""],
        ["ه", "04 321 4567", "امارات"],
    ]  # fmt: skip
    parsed = table(rows, IRAN, kind="customers")
    assert parsed.values["phone"] == ["+49300074321", "+982188776655", "+14155550132", "+982188776655", "+97143214567"]


@pytest.mark.parametrize(
    ("cell", "first", "more"),
    [
        ("Ali Rezaei <Ali@Example.com>", "ali@example.com", []), ("mailto:ali@example.com", "ali@example.com", []),
        ("ali@example.com.", "ali@example.com", []), ("ali@example.com; sara@example.com", "ali@example.com", ["sara@example.com"]),
        ("ali (at) example.com", "ali@example.com", []), ("ali @ example.com", "ali@example.com", []),
        ("ali@@example..com", "ali@example.com", []), ("ali@example,com", "ali@example.com", []),
    ],
)  # fmt: skip
def test_emails_are_mended(cell: Cell, first: str, more: list[str]) -> None:
    parsed = customers("ایمیل", [cell])
    assert parsed.values["email"] == [first]
    assert parsed.extras.get("email", {}).get(0, []) == more


# -- people ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "title", "name"),
    [
        ("جناب آقای علی رضایی", "آقای", "علی رضایی"), ("سرکار خانم مریم احمدی", "خانم", "مریم احمدی"),
        ("مهندس سید علی موسوی", "مهندس", "سید علی موسوی"), ("جناب آقاي دكتر مير حسيني", "آقای دکتر", "میر حسینی"),
        ("Dr. Sara Ahmadi", "Dr", "Sara Ahmadi"), ("Mr.John Smith", "Mr", "John Smith"), ("سید رضا میری", None, "سید رضا میری"),
        ("دکتر", None, "دکتر"), ("دکتری علی", None, "دکتری علی"), ("Drew Barry", None, "Drew Barry"),
    ],
)  # fmt: skip
def test_forms_of_address_move_into_the_title(cell: str, title: str | None, name: str) -> None:
    parsed = people([["نام و نام خانوادگی", "موبایل"], [cell, "09123456789"]])
    assert (parsed.values.get("title", [None])[0], parsed.values["name"][0]) == (title, name)


def test_companies_keep_what_looks_like_a_form_of_address() -> None:
    rows: list[list[Cell]] = [
        ["نام مشتری", "شهر"],
        ["دکتر لنز", "تهران"],
        ["کلینیک دکتر احمدی", "تهران"],
        ["مهندس علی کریمی", "قم"],
    ]
    parsed = people(rows, kind="customers")
    assert parsed.values["name"] == ["دکتر لنز", "کلینیک دکتر احمدی", "علی کریمی"]


def test_names_are_joined_and_turned() -> None:
    parts = people([["نام", "نام خانوادگی"], ["دکتر علی", "رضایی"], ["مریم", "احمدی"]])
    assert (parts.values["name"], parts.values["title"]) == (["علی رضایی", "مریم احمدی"], ["دکتر", None])
    assert people([["Full name", "Email"], ["Smith, John", "j@a.com"], ["Doe, Jane", "d@a.com"]]).values["name"] == [
        "John Smith", "Jane Doe",
    ]  # fmt: skip


def test_identity_numbers_get_their_zeros_back_and_are_checked() -> None:
    parsed = customers("کد ملی", [84575948, "۰۰۸۴۵۷۵۹۴۸", "0084575949", "14003778990", "10100000001", "A1234567"])
    assert parsed.values["national_id"][:3] == ["0084575948", "0084575948", None]
    assert next(problem.value for problem in parsed.problems) == "0084575949"
    assert parsed.values["national_id"][-1] == "A1234567"
    assert parsed.cleaned["کد ملی"].samples[0] == ("84575948", "0084575948")


def test_postal_codes_have_ten_digits() -> None:
    parsed = customers("کد پستی", ["13456-78912", "۱۳۴۵۶۷۸۹۱۲", 1345678912, "123", "SW1A 1AA"])
    assert parsed.values["postal_code"] == ["1345678912"] * 3 + [None, "SW1A 1AA"]
    assert [problem.value for problem in parsed.problems] == ["123"]


def test_places_come_in_one_spelling_a_city_within_its_province() -> None:
    rows: list[list[Cell]] = [
        ["نام", "استان", "شهر"],
        ["الف", "آذربايجان شرقي", "تبريز"], ["ب", "استان چهار محال بختیاری", "شهر كرد"], ["ج", "خراسان‌رضوی", "نیشابوور"],
        ["د", "گیلان", "بندرانزلی"], ["ه", "تهران", "شیراز"], ["و", "Tehran", "ری"], ["ز", "", "خانه سبز"],
    ]  # fmt: skip
    parsed = table(rows, IRAN, kind="customers")
    assert parsed.values["province"] == [
        "آذربایجان شرقی", "چهارمحال و بختیاری", "خراسان رضوی", "گیلان", "تهران", "تهران", None,
    ]  # fmt: skip
    assert parsed.values["city"] == ["تبریز", "شهرکرد", "نیشابور", "بندر انزلی", "شیراز", "ری", "خانه سبز"]
    assert any("شیراز (تهران)" in note for note in notes(parsed))


# -- what is kept, and what is shown -----------------------------------------------------------------------------


def test_a_kept_column_is_a_line_of_the_note() -> None:
    rows: list[list[Cell]] = [["نام", "رنگ", "توضیحات"], ["الف", "سرخ", "مشتری خوب"], ["ب", "", ""], ["ج", 7, ""]]
    parsed = table(rows, IRAN, kind="customers", mapping={"رنگ": KEEP})
    assert parsed.values["note"] == ["مشتری خوب\nرنگ: سرخ", None, "رنگ: 7"]


def test_what_was_changed_is_counted_with_samples() -> None:
    parsed = customers("موبایل", ["0912 345 6789", "0912 345 6789", "+989121111111", "۰۹۳۵۱۲۳۴۵۶۷", ""])
    cleaned = parsed.cleaned["موبایل"]
    assert cleaned.count == 3
    assert cleaned.samples == (("0912 345 6789", "+989123456789"), ("۰۹۳۵۱۲۳۴۵۶۷", "+989351234567"))


def test_spaces_alone_are_no_change() -> None:
    parsed = customers("شهر", ["  تهران ", "Karaj  city"], AMERICA)
    assert "شهر" not in parsed.cleaned


def test_nothing_is_changed_in_a_clean_list() -> None:
    rows: list[list[Cell]] = [
        ["Name", "Customer since", "E-mail", "Annual revenue"],
        ["Acme", "2024-05-06", "a@b.com", 12],
    ]
    assert table(rows, AMERICA, kind="customers").cleaned == {}
