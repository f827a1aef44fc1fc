"""What people decided for a list is remembered for the next one with the same header."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm_core.lists.memory import fingerprint
from crm_core.lists.recognise import KEEP
from crm_core.models import Customer, ListMemory
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, planned, rows
from tests.provision.company import People

FIRST = "Name,Ref,Shade,City\nAlborz Steel,7,red,Karaj\nKavir Tile,8,blue,Yazd"
NEXT = "City,Shade,Name,Ref\nShiraz,green,Zagros Foods,9"


def columns(office: Office, actor: Actor, text: str, **how: object) -> dict[str, str | None]:
    return dict(planned(office, actor, text, **how).plan.columns)


@pytest.fixture
def corrected(office: Office, people: People) -> None:
    bring_in(office, people.sara, FIRST, kind="customers", mapping={"Ref": "economic_code", "Shade": KEEP})


@pytest.mark.usefixtures("corrected")
def test_the_next_list_with_that_header_is_read_as_the_last_was_corrected(office: Office, people: People) -> None:
    prepared = planned(office, people.sara, NEXT)
    assert prepared.plan.columns == {"City": "city", "Shade": KEEP, "Name": "name", "Ref": "economic_code"}
    assert prepared.plan.kind == "customers"
    assert "Columns as you chose them last time." in [str(note) for note in prepared.plan.notes]
    bring_in(office, people.sara, NEXT)
    assert rows(office, Customer, "name", "economic_code", "note")[-1] == ("Zagros Foods", "9", "Shade: green")


@pytest.mark.usefixtures("corrected")
def test_others_profit_and_are_told_whose_choice_it_was(office: Office, people: People) -> None:
    prepared = planned(office, people.nader, NEXT)
    assert prepared.plan.columns["Ref"] == "economic_code"
    said = [
        note.say(prepared.choices and office.company.locale("en", "gregorian", "latin")) for note in prepared.plan.notes
    ]
    assert any("chose them last time" in one and people.sara.name in one for one in said)


@pytest.mark.usefixtures("corrected")
def test_what_is_decided_this_time_goes_first(office: Office, people: People) -> None:
    assert columns(office, people.sara, NEXT, mapping={"Shade": "economic_code"})["Ref"] is None
    assert columns(office, people.sara, NEXT, mapping={"Ref": None}) == {
        "City": "city", "Shade": KEEP, "Name": "name", "Ref": None,
    }  # fmt: skip


@pytest.mark.usefixtures("corrected")
def test_another_header_is_another_list(office: Office, people: People) -> None:
    assert columns(office, people.sara, "Name,Ref,City\nPars Glass,4,Qom")["Ref"] != "economic_code"


def test_nothing_is_remembered_that_nobody_decided(office: Office, people: People) -> None:
    bring_in(office, people.sara, FIRST, name="customers.csv")
    bring_in(office, SYSTEM, NEXT, kind="customers", mapping={"Ref": "economic_code"})
    assert rows(office, ListMemory, "id") == []


@pytest.mark.usefixtures("corrected")
def test_a_field_that_is_gone_is_forgotten(office: Office, people: People) -> None:
    with office.work(SYSTEM) as w:
        memory = w.scalar(select(ListMemory))
        memory.decisions = {**memory.decisions, "mapping": {"ref": "faxes", "shade": KEEP}}
    assert columns(office, people.sara, NEXT)["Shade"] == KEEP


@pytest.mark.usefixtures("corrected")
def test_the_order_of_columns_is_no_part_of_the_fingerprint(office: Office, people: People) -> None:
    one, two = (planned(office, people.sara, text).found for text in (FIRST, NEXT))
    assert fingerprint(one) == fingerprint(two) is not None


def test_answers_are_remembered(office: Office, people: People) -> None:
    first = "Name,Customer since\nAlborz Steel,03/04/2026\nKavir Tile,05/06/2026"
    bring_in(office, people.sara, first, kind="customers", answers={"day_first": "day"})
    assert [str(day) for (day,) in rows(office, Customer, "customer_since")] == ["2026-04-03", "2026-06-05"]
    again = planned(office, people.sara, "Name,Customer since\nZagros Foods,07/08/2026")
    assert [(question.default, question.decided) for question in again.plan.questions] == [("day", True)]
    assert str(again.plan.rows[0].values["customer_since"]) == "2026-08-07"
