"""The screen of data quality, its rule in the settings, the badge on a file and the line on Today."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import entries
from crm_core.customers import quality_figures
from crm_core.models import Customer, QualityDay
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

from .conftest import SHELL, SignIn

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def no_day_is_begun() -> None:
    quality_figures._BEGUN.clear()


@pytest.fixture
def book(office: Office, people: People) -> list[int]:
    """Two of Sara's: one without an e-mail, one with a wrong one; one of Omid's that is a year old."""

    def of(who: Any, name: str, **more: Any) -> dict[str, Any]:
        known = {"kind": "person", "city": "Karaj"}
        known |= {"birthday": dt.date(1985, 3, 21), "source": "Website", "tier": "Silver", "email": "a@b.org"}
        return {"name": name, **known, "owner_id": who.user_id, "unit_id": who.unit_id, **more}

    rows = [
        of(people.sara, "Lacking", email=None, mobile="09123456781", national_id="0013542419"),
        of(people.sara, "Wrong", email="nobody", mobile="09123456782", national_id="0499370899"),
        of(people.omid, "Old", mobile="09123456783", national_id="0790419904"),
    ]
    with office.work(SYSTEM) as w, w.changing("create"):
        ids = bulk_create(w, Customer, rows)
        w.get(Customer, ids[2]).created_at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    return ids


def shown(test: AppTest, screen: str = "quality", **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / f"{screen}.py"))
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def texts(test: AppTest) -> str:
    html = [one.proto.body for one in test.main.get("html")]
    return " ".join([*html, *(one.value for one in test.main.caption), *(one.value for one in test.main.markdown)])


def message(test: AppTest) -> str:
    return str(test.session_state["_said"]["text"])


def listed(monkeypatch: pytest.MonkeyPatch) -> list[entries.Entry]:
    """What the work list shows, as it is drawn."""
    drawn: list[entries.Entry] = []

    def keep(_key: str, sections: Any, **_more: Any) -> None:
        drawn[:] = [entry for section in sections for entry in section.entries]

    monkeypatch.setattr(entries, "show", keep)
    return drawn


def test_a_manager_sees_everybody_and_opens_records_by_their_numbers(
    sign_in: SignIn, people: People, book: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = listed(monkeypatch)
    test = shown(sign_in(people.babak))
    assert "3 customers, average score 75%" in texts(test)  # 11 of 13 known, nine tenths of it: 77, 77; the old one 70
    assert "Stale: for 365 days nobody confirmed the record" in texts(test)
    assert "customers?where=" in texts(test)
    assert [one.title for one in drawn] == ["Lacking", "Wrong", "Old"]
    assert drawn[0].body == "Missing: E-mail."
    assert "nobody” is not an e-mail address." in drawn[1].body.replace("\u2069", "").replace("\u2068", "")
    assert drawn[2].below == "never confirmed, stale"


def test_a_rep_sees_their_own_and_confirms_one(
    sign_in: SignIn, people: People, book: list[int], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = listed(monkeypatch)
    asked: list[str] = [f"confirm:{book[0]}"]

    def take(key: str) -> entries.EntryEvent:
        return entries.EntryEvent(opened=asked.pop() if key == "quality_list" and asked else "")

    monkeypatch.setattr(entries, "take", take)
    test = shown(sign_in(people.sara))
    assert [one.title for one in drawn] == ["Lacking", "Wrong"]
    assert drawn[0].below == "confirmed today"
    assert [link.text for link in drawn[0].after] == ["Mend"]
    assert message(test) == "1 record confirmed today."
    with office.read(SYSTEM) as w:
        assert w.scalar(select(Customer.confirmed_on).where(Customer.id == book[0])) == TODAY


def test_chosen_ones_are_confirmed_together(
    sign_in: SignIn, people: People, book: list[int], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = listed(monkeypatch)
    test = shown(sign_in(people.sara))
    test.button(key="quality_choose").click()
    test.run()
    assert [one.ticked for one in drawn] == [True, True]
    test.button(key="quality_confirm_chosen").click()
    test.run()
    assert message(test) == "2 records confirmed today."


def test_the_next_one_is_mended_in_a_form_of_what_is_missing(
    sign_in: SignIn, people: People, book: list[int], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = listed(monkeypatch)
    test = shown(sign_in(people.sara))
    test.button(key="quality_next").click()
    test.run()
    assert [one.key for one in test.text_input if (one.key or "").startswith("form_")] == ["form_customer_email"]
    test.text_input(key="form_customer_email").set_value("info@lacking.example")
    test.button(key="quality_next").click()  # what opens the dialog is pressed too: here every run is of all
    test.button(key="form_customer_save").click()
    test.run()
    assert [one.title for one in drawn] == ["Wrong"]
    assert "2 customers, average score 84%" in texts(test)  # 90 and 77


def test_a_viewer_of_another_unit_has_nothing_to_mend(sign_in: SignIn, people: People, book: list[int]) -> None:
    test = shown(sign_in(people.kian))
    assert "No records to judge yet." in texts(test)


def test_the_day_is_kept_when_somebody_looks(sign_in: SignIn, people: People, book: list[int], office: Office) -> None:
    shown(sign_in(people.babak))
    with office.read(SYSTEM) as w:
        assert sum(w.scalars(select(QualityDay.records))) == 3


def test_today_leads_to_what_grew_old(sign_in: SignIn, people: People, book: list[int]) -> None:
    test = shown(sign_in(people.omid), "today")
    assert test.button(key="quality_remind").label == "1 of your customers was not confirmed for a year."
    assert [one.key for one in shown(sign_in(people.sara), "today").button if one.key == "quality_remind"] == []


def test_an_admin_changes_the_rule_and_sees_first_what_it_does(
    sign_in: SignIn, people: People, book: list[int], office: Office
) -> None:
    test = shown(sign_in(people.mina), "settings", part="quality")
    test.segmented_control(key="quality_sort").set_value("person")
    test.run()
    assert "the newest 3 records of this sort are 90% complete on average, as now." in texts(test)
    test.multiselect(key="quality_3_customer_person_").set_value(["email"])
    test.multiselect(key="quality_2_customer_person_").set_value([])
    test.multiselect(key="quality_1_customer_person_").set_value([])
    test.run()
    assert "would be 33% complete on average; now it is 90%." in texts(test)
    test.button(key="quality_save").click()
    test.run()
    assert message(test) == "Settings saved."
    with office.read(SYSTEM) as w:
        kept = w.rows(select(Customer.name, Customer.completeness).order_by(Customer.id))
    assert [tuple(row) for row in kept] == [("Lacking", 0), ("Wrong", 0), ("Old", 100)]


def test_a_field_in_two_lists_is_refused_in_words(
    sign_in: SignIn, people: People, book: list[int], office: Office
) -> None:
    test = shown(sign_in(people.mina), "settings", part="quality")
    test.multiselect(key="quality_3_customer_company_").set_value(["email"])
    test.multiselect(key="quality_2_customer_company_").set_value(["email"])
    test.run()
    test.button(key="quality_save").click()
    test.run()
    assert "“E-mail” stands in two lists. Leave it in one." in [one.value for one in test.error]
    assert office.company.quality == {}


def test_the_file_tells_the_score_and_confirms(
    sign_in: SignIn, people: People, book: list[int], office: Office
) -> None:
    test = shown(sign_in(people.sara), "customer", id=str(book[1]))
    assert "nobody” is not an e-mail address." in texts(test).replace("\u2069", "").replace("\u2068", "")
    test.button(key="quality_confirm").click()
    test.run()
    assert message(test) == "1 record confirmed today."
    assert test.button(key="quality_confirm").disabled
