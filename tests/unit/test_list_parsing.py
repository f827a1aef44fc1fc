"""Cells of a column become values of their field, decided by the whole column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.calendars import jalali
from crm_core.fields import CATALOGUE, Field
from crm_core.lists.parse import ParsedColumn, ParseRules, parse_column
from crm_core.lists.read import Cell

IRAN = ParseRules("IRR", "IR", zone=ZoneInfo("Asia/Tehran"), jalali=True, persian=True)
GERMANY = ParseRules("EUR", "DE")
AMERICA = ParseRules()
CUSTOMER = CATALOGUE["customer"]
DEAL = CATALOGUE["deal"]


def parsed(cells: Sequence[Cell], field: Field, rules: ParseRules = AMERICA, header: str = "Column") -> ParsedColumn:
    return parse_column(cells, field, header, rules)


def dates(cells: Sequence[Cell], rules: ParseRules = AMERICA) -> list[date | None]:
    return parsed(cells, CUSTOMER["customer_since"], rules).values


def money(cells: Sequence[Cell], rules: ParseRules = AMERICA, header: str = "Amount") -> list[int | None]:
    return parsed(cells, DEAL["amount"], rules, header).values


def reasons(column: ParsedColumn) -> list[tuple[int, str]]:
    return [(problem.position, str(problem.reason)) for problem in column.problems]


# -- empty cells and errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["", " ", "null", "NULL", "N/A", "-", "–", "\u200c", "   \u00a0   "])
def test_words_for_nothing_are_empty_and_no_problem(cell: str) -> None:
    for key in ("name", "customer_since", "mobile", "email", "annual_revenue"):
        column = parsed([cell], CUSTOMER[key])
        assert (column.values, column.problems) == ([None], [])


@pytest.mark.parametrize("key", ["name", "customer_since", "annual_revenue", "mobile"])
def test_error_values_are_problems_in_every_field(key: str) -> None:
    column = parsed(["#N/A"], CUSTOMER[key])
    assert column.values == [None]
    assert reasons(column) == [(0, "“#N/A” is an error value of the sheet.")]


def test_has_none_is_no_problem_where_a_phone_should_stand() -> None:
    assert parsed(["ندارد"], CUSTOMER["mobile"], IRAN).problems == []


# -- text --------------------------------------------------------------------------------------------------------


def test_text_is_trimmed_and_doubled_spaces_go() -> None:
    assert parsed(["  Ali   Karimi\u00a0", "\u200fSara\u200e"], CUSTOMER["name"]).values == ["Ali Karimi", "Sara"]


def test_persian_letters_are_unified_where_the_column_is_persian() -> None:
    assert parsed(["علي كريمي", "گلی"], CUSTOMER["name"]).values == ["علی کریمی", "گلی"]


def test_arabic_stays_arabic() -> None:
    assert parsed(["ةةلك", "علي"], CUSTOMER["name"]).values == ["ةةلك", "علي"]


def test_numbers_in_text_fields_are_written_as_people_write_them() -> None:
    cells: list[Cell] = [98122, 1000001001101, 2.5, date(2024, 5, 6), "05021"]
    assert parsed(cells, CUSTOMER["postal_code"]).values == [
        "98122", "1000001001101", "2.5", "2024-05-06", "05021",
    ]  # fmt: skip


def test_long_text_keeps_its_lines() -> None:
    assert parsed(["one \r\ntwo  three "], CUSTOMER["note"]).values == ["one \ntwo  three"]


def test_a_national_id_gets_back_the_zeros_that_a_sheet_has_eaten() -> None:
    assert parsed([13542419, "A-77"], CUSTOMER["national_id"], IRAN).values == ["0013542419", "A-77"]


def test_tags_are_split_and_each_comes_once() -> None:
    assert parsed(["vip, loyal;VIP", "مهم، قدیمی"], CUSTOMER["tags"]).values == [("VIP", "loyal"), ("مهم", "قدیمی")]


# -- dates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "1403/03/07", "1403-3-7", "۱۴۰۳/۰۳/۰۷", "14030307", 14030307, "۷ خرداد ۱۴۰۳", "2024-05-27", 20240527,
        date(2024, 5, 27), date(1403, 3, 7), 45439, 45439.5, "27 May 2024", "May 27th 2024", "27.05.2024",
        "2024-05-27T08:30:00+00:00", "2024-05-27 00:00:00.000",
    ],
)  # fmt: skip
def test_one_day_in_many_writings(cell: Cell) -> None:
    assert dates([cell]) == [date(2024, 5, 27)]


def test_one_day_past_twelve_decides_for_the_column() -> None:
    assert dates(["03/04/2024", "25/12/2024"]) == [date(2024, 4, 3), date(2024, 12, 25)]
    assert dates(["03/04/2024", "12/25/2024"]) == [date(2024, 3, 4), date(2024, 12, 25)]


def test_where_nothing_decides_the_country_does_and_it_is_said() -> None:
    assert dates(["03/04/2024"], AMERICA) == [date(2024, 3, 4)]
    column = parsed(["03/04/2024"], CUSTOMER["customer_since"], GERMANY, "Since")
    assert column.values == [date(2024, 4, 3)]
    assert [str(note) for note in column.notes] == [
        "“Since” was read with the day before the month; nothing in it decides."
    ]


def test_short_years_are_jalali_in_a_jalali_company() -> None:
    assert dates(["05/08/30", "99/12/01"], IRAN) == [date(2026, 11, 21), date(2021, 2, 19)]


def test_short_years_beside_jalali_ones_are_jalali() -> None:
    assert dates(["1404/01/01", "05/08/30"]) == [date(2025, 3, 21), date(2026, 11, 21)]


def test_days_that_a_calendar_lacks_are_problems() -> None:
    column = parsed(["1402/12/30", "1403/12/30", "1402/13/01", "نامشخص"], CUSTOMER["customer_since"], IRAN)
    assert column.values == [None, date(2025, 3, 20), None, None]
    assert [problem.position for problem in column.problems] == [0, 2, 3]
    assert str(column.problems[2].reason) == "“نامشخص” is not a date."


def test_an_instant_falls_on_the_day_of_the_companys_zone() -> None:
    assert dates(["2024-08-13T22:04:34.666+00:00"], IRAN) == [date(2024, 8, 14)]


def test_moments_are_kept_in_utc() -> None:
    field = CATALOGUE["interaction"]["happened_at"]
    cells: list[Cell] = ["2024-01-01T10:00:00Z", "1402/10/11 13:30", datetime(2024, 1, 1, 13, 30)]  # noqa: DTZ001
    assert parsed(cells, field, IRAN).values == [datetime(2024, 1, 1, 10, tzinfo=UTC)] * 3


@given(st.dates(date(1921, 3, 21), date(2121, 3, 20)))
def test_a_day_written_in_either_calendar_comes_back(day: date) -> None:
    year, month, number = jalali(day)
    cells = [day.isoformat(), f"{year}/{month:02}/{number:02}", f"{year}-{month}-{number}", day]
    assert dates(cells, IRAN) == [day] * 4


# -- numbers and money -------------------------------------------------------------------------------------------


def test_money_is_kept_in_minor_units() -> None:
    assert money([1054, "1,054.50", 10.25, "$ 12", "(7.50)"]) == [105400, 105450, 1025, 1200, -750]


def test_a_comma_before_the_decimals_is_decided_by_the_column() -> None:
    assert money(["1.234", "25,5", "1.000.000,75"], GERMANY) == [123400, 2550, 100000075]
    assert money(["1,234", "25.5", "1,000,000.75"], GERMANY) == [123400, 2550, 100000075]


def test_points_between_thousands_without_any_decimals() -> None:
    assert money(["1.234.567", "12.500"], GERMANY) == [123456700, 1250000]


def test_amounts_of_iran_in_every_writing() -> None:
    cells = ["84,900,000", "۸۷٬۰۰۰٬۰۰۰", 4700000, "32600000 ریال", "۱۲ میلیون ریال", "٥٠٠٠"]
    assert money(cells, IRAN) == [84_900_000, 87_000_000, 4_700_000, 32_600_000, 12_000_000, 5_000]


def test_toman_is_ten_rial_wherever_it_is_named() -> None:
    assert money(["5000 تومان", "20 ریال"], IRAN) == [50_000, 20]
    assert money([5000, "6000"], IRAN, "مبلغ (تومان)") == [50_000, 60_000]
    assert money([5, 6], IRAN, "مبلغ (میلیون تومان)") == [50_000_000, 60_000_000]


def test_one_cell_that_names_the_unit_speaks_for_the_column() -> None:
    column = parsed(["5000 تومان", 7000], DEAL["amount"], IRAN, "مبلغ")
    assert column.values == [50_000, 70_000]
    assert [str(note) for note in column.notes] == ["“مبلغ” was taken as Toman: one is ten Rial."]


def test_amounts_without_a_unit_are_rial_and_that_is_said() -> None:
    column = parsed([5000], DEAL["amount"], IRAN, "مبلغ")
    assert column.values == [5000]
    assert [str(note) for note in column.notes] == ["“مبلغ” names no unit; it was taken as Rial."]


def test_another_currency_keeps_its_number_and_is_told() -> None:
    column = parsed(["€ 100", "250"], DEAL["amount"], AMERICA, "Value")
    assert (column.values, column.units) == ([10000, 25000], ["EUR", "EUR"])
    assert [str(note) for note in column.notes] == ["“Value” has amounts in EUR; their numbers were taken as USD."]


def test_what_is_no_amount_is_a_problem() -> None:
    column = parsed(["توافقی", "1,2,3", True], DEAL["amount"], IRAN)
    assert column.values == [None, None, None]
    assert [problem.value for problem in column.problems] == ["توافقی", "1,2,3", "True"]


def test_shares_and_percents_are_the_same() -> None:
    field = DEAL["probability"]
    assert parsed([0.1, 0.75, 1], field).values == [10, 75, 100]
    assert parsed([10, 75, 100], field).values == [10, 75, 100]
    assert parsed(["10%", "۷۵٪"], field).values == [10, 75]
    assert parsed([140], field).values == [None]


# -- phones, e-mails and the rest --------------------------------------------------------------------------------


def test_every_shape_of_an_iranian_mobile() -> None:
    cells: list[Cell] = ["09120000000", "+989120000000", "00989120000000", "۰۹۱۲۰۰۰۰۰۰۰", "0912 000 0000", 9120000000]
    assert parsed(cells, CUSTOMER["mobile"], IRAN).values == ["+989120000000"] * 6
    assert reasons(parsed(["0912"], CUSTOMER["mobile"], IRAN)) == [(0, "“0912” is not a valid phone number.")]


def test_a_landline_is_no_problem_in_a_mobile_column() -> None:
    assert parsed(["02188776655"], CUSTOMER["mobile"], IRAN).problems == []


def test_several_numbers_of_a_cell_are_kept() -> None:
    column = parsed(["021-88776655-8", "09121234567 / 02188776655 داخلی 12"], CUSTOMER["phone"], IRAN)
    assert column.values == ["+982188776655", "+989121234567"]
    assert column.extras == {0: ["+982188776658"], 1: ["+982188776655 x12"]}


def test_e_mails_are_lower_case_and_several_are_kept() -> None:
    column = parsed(["Ali@Example.COM; sara@example.com", "not an address"], CUSTOMER["email"])
    assert column.values == ["ali@example.com", None]
    assert column.extras == {0: ["sara@example.com"]}
    assert reasons(column) == [(1, "“not an address” is not a valid e-mail address.")]


def test_yes_and_no_in_both_languages() -> None:
    field = CATALOGUE["product"]["active"]
    assert parsed(["Yes", "true", True, "بله", "فعال", "1"], field).values == [True] * 6
    assert parsed(["No", "false", "خیر", "غیرفعال", "0"], field).values == [False] * 5
    assert reasons(parsed(["perhaps"], field)) == [(0, "“perhaps” says neither yes nor no.")]


ODD_CELLS = st.sampled_from(
    ["%", "-", "(", "²", "1e999", "9" * 400, "99999999999/1/1", "0001-01-01T00:00:00+14:00", "12:99", "میلیون", 10**40]
)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), ODD_CELLS
        )
    )
)
def test_no_cell_breaks_a_column(cells: list[Cell]) -> None:
    kinds = {field.kind: field for fields in CATALOGUE.values() for field in fields.values()}
    for field in kinds.values():
        column = parsed(cells, field, IRAN)
        assert len(column.values) == len(cells)
        assert all(column.values[problem.position] is None for problem in column.problems)
