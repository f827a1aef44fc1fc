"""What cleaning asks the company and its records: known amounts, known names, the company's own unit."""

from __future__ import annotations

from crm_core.lists.importing import PreparedList
from crm_core.lists.recognise import KEEP
from crm_core.models import Customer
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, counts, planned, rows
from tests.provision.company import People


def revenues(first: int, times: int, count: int = 25) -> str:
    lines = [f"Company {first + n},{(n + 5) * 1000 * times}" for n in range(count)]
    return "\n".join(["Company,Annual revenue", *lines])


def warned(prepared: PreparedList) -> list[str]:
    return [str(one) for one in prepared.plan.warnings]


def test_amounts_ten_times_as_large_as_those_that_are_known_are_warned_of(persian_office: Office) -> None:
    bring_in(persian_office, SYSTEM, revenues(0, 10), kind="customers", answers={"unit": "IRR"})
    tenth = planned(persian_office, SYSTEM, revenues(100, 1), kind="customers", answers={"unit": "IRR"})
    assert warned(tenth) == [
        "“Annual revenue”: the amounts are about a tenth of those that are here. Are they Toman rather than Rial?"
    ]
    assert warned(planned(persian_office, SYSTEM, revenues(100, 1), kind="customers", answers={"unit": "IRT"})) == []
    tenfold = planned(persian_office, SYSTEM, revenues(100, 10), kind="customers", answers={"unit": "IRT"})
    assert "ten times" in warned(tenfold)[0]
    few = planned(persian_office, SYSTEM, revenues(100, 1, count=10), kind="customers", answers={"unit": "IRR"})
    assert warned(few) == []


def test_the_unit_is_asked_and_the_company_s_habit_stands(persian_office: Office) -> None:
    prepared = planned(persian_office, SYSTEM, revenues(0, 1), kind="customers")
    (asked,) = prepared.plan.questions
    assert (asked.key, asked.decided) == ("unit", False)
    assert asked.default == ("IRT" if persian_office.company.toman else "IRR")


def test_columns_are_told_by_the_people_who_work_here(office: Office, people: People) -> None:
    text = "Company,Gozaresh\nAlborz Steel,Sara\nKavir Tile,Nader\nZagros Foods,Sara"
    names = {people.sara.name, people.nader.name}
    text = text.replace("Sara", people.sara.name).replace("Nader", people.nader.name)
    prepared = planned(office, SYSTEM, text, kind="customers")
    assert prepared.plan.columns == {"Company": "name", "Gozaresh": "owner"}
    bring_in(office, SYSTEM, text, kind="customers")
    owners = {owner for (owner,) in rows(office, Customer, "owner_id")}
    assert owners == {people.sara.user_id, people.nader.user_id}
    assert len(names) == 2


def test_a_column_that_is_left_out_is_named(office: Office) -> None:
    prepared = planned(office, SYSTEM, "Company,Shade\nAlborz Steel,red\nKavir Tile,blue", kind="customers")
    assert "Columns that were left out (1): Shade" in [str(note) for note in prepared.plan.notes]


def test_what_people_wrote_in_a_note_stays_beside_a_kept_column(office: Office) -> None:
    bring_in(office, SYSTEM, "Company,Note\nAlborz Steel,Likes tea", kind="customers")
    for shade in ("red", "blue", "blue"):
        text = f"Company,Shade\nAlborz Steel,{shade}"
        done = bring_in(office, SYSTEM, text, kind="customers", mapping={"Shade": KEEP})
    assert rows(office, Customer, "note") == [("Likes tea\nShade: blue",)]
    assert counts(done) == {"unchanged": 1}
