"""Periods as people write them above columns and in cells."""

from __future__ import annotations

import pytest

from crm_core.base.days import CalendarRules
from crm_core.base.i18n import Locale
from crm_core.base.periods import code, parse_code
from crm_core.lists._periods import is_period, period_said

RULES = CalendarRules(0, (7, 1), "gregorian")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("November 2026", "2026-11"),
        ("Nov 2026", "2026-11"),
        ("Sept 2026", "2026-09"),
        ("2026-11", "2026-11"),
        ("11/2026", "2026-11"),
        ("2026-11-01", "2026-11"),
        ("Q4 2026", "2026-Q4"),
        ("2026-Q4", "2026-Q4"),
        ("2026", "2026"),
        ("FY2027", "FY2027"),
        ("Fiscal year 2027", "FY2027"),
        ("آبان ۱۴۰۵", "1405-08"),
        ("Aban 1405", "1405-08"),
        ("۱۴۰۵/۰۸", "1405-08"),
        ("پاییز ۱۴۰۵", "1405-Q3"),
        ("۱۴۰۵", "1405"),
        ("سال مالی ۱۴۰۵", "FY1405"),
        ("مبلغ", None),
        ("Total", None),
        ("May the best win 2026", None),
        ("آبان 2026", None),
    ],
)
def test_what_people_write(text: str, said: str | None) -> None:
    found = period_said(text, "gregorian", RULES)
    assert (None if found is None else code(found)) == said


def test_a_month_takes_its_year_from_beside_it() -> None:
    assert period_said("November", "gregorian", RULES) is None
    found = period_said("November", "gregorian", RULES, 2026)
    assert found is not None
    assert code(found) == "2026-11"
    assert is_period("Farvardin", "jalali")
    assert not is_period("Farvardin")


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("name", ["2026-02", "2026-Q1", "2026", "1405-12", "1405-Q4", "1405", "FY2027"])
def test_what_we_write_is_read_back(language: str, name: str) -> None:
    locale = Locale(language=language, digits="persian" if language == "fa" else "latin")  # type: ignore[arg-type]
    period = parse_code(name, "gregorian", RULES)
    assert period_said(locale.period(period), period.calendar, RULES) == period
