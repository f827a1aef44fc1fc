"""The screen of duplicates: which groups stand there, what merging, telling apart and putting off do."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import entries
from crm_core.customers.merge import merge
from crm_core.fields import records
from crm_core.models import Customer
from crm_core.trust.access import SYSTEM
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

from .conftest import SHELL, SignIn


@pytest.fixture
def twins(office: Office, people: People) -> tuple[int, int]:
    """Two Alborz Steel of Sara's with one mobile; the second has an e-mail, another name, a contact."""
    with office.work(people.sara) as w:
        same = {"mobile": "0912 111 2233", "kind": "company"}
        one = records.create(w, "customer", {**same, "name": "Alborz Steel", "city": "Karaj", "tier": "Gold"})
        two = records.create(w, "customer", {**same, "name": "Alborz Steel Co.", "city": "Tehran"})
        records.create(w, "contact", {"name": "Mehdi Karimi", "customer": two})
    return one, two


def duplicates(test: AppTest, **query: str) -> AppTest:
    return shown(test, "duplicates", **query)


def shown(test: AppTest, screen: str, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / f"{screen}.py"))
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def said(test: AppTest) -> str:
    return " ".join(one.value for one in test.main.caption)


def names(office: Office) -> list[str]:
    with office.read(SYSTEM) as w:
        return list(w.scalars(select(Customer.name).order_by(Customer.id)))


def message(test: AppTest) -> str:
    return str(test.session_state["_said"]["text"])


def test_nothing_to_merge_is_said(sign_in: SignIn, people: People) -> None:
    test = duplicates(sign_in(people.mina))
    assert "No duplicates found." in [one.value.strip("*") for one in test.main.markdown]


def test_the_one_with_more_on_it_is_proposed_to_stay(
    sign_in: SignIn, people: People, twins: tuple[int, int], office: Office
) -> None:
    test = duplicates(sign_in(people.sara))
    assert test.main.caption[0].value == "1 group that may be one record"
    stays, name, city = test.radio
    assert [stays.label, name.label, city.label] == ["Stays", "Name", "City"]
    assert stays.value == twins[1]
    assert "Nothing hangs on the others." in said(test)
    name.set_value(twins[0])
    test.button(key="twins_merge").click()
    test.run()
    assert names(office) == ["Alborz Steel"]
    assert message(test) == "2 records are one now."
    with office.read(SYSTEM) as w:
        kept = w.get(Customer, twins[1])
        assert (kept.city, kept.tier) == ("Tehran", "Gold")
        change_set = test.session_state["_said"]["undo"]
    with office.work(people.sara) as w:
        assert undo(w, change_set).conflicts == []
    assert names(office) == ["Alborz Steel", "Alborz Steel Co."]


def test_another_may_stay_and_what_moves_is_said(
    sign_in: SignIn, people: People, twins: tuple[int, int], office: Office
) -> None:
    test = duplicates(sign_in(people.sara))
    test.radio[0].set_value(twins[0])
    test.run()
    assert "1 contact move along." in said(test)
    test.button(key="twins_merge").click()
    test.run()
    assert names(office) == ["Alborz Steel"]
    assert message(test) == "2 records are one now. 1 contact moved."


def test_what_is_called_different_goes_and_can_come_again(
    sign_in: SignIn, people: People, twins: tuple[int, int]
) -> None:
    test = duplicates(sign_in(people.sara))
    test.button(key="twins_differ").click()
    test.run()
    assert [one.value.strip("*") for one in test.main.markdown] == ["No duplicates found."]
    test = duplicates(sign_in(people.sara), why="apart")
    test.button(key="twins_again").click()
    test.run()
    assert duplicates(sign_in(people.sara)).main.caption[0].value == "1 group that may be one record"


def test_one_that_is_put_off_lets_the_next_come_first(
    sign_in: SignIn, people: People, twins: tuple[int, int], office: Office
) -> None:
    with office.work(people.sara) as w:
        other = [records.create(w, "customer", {"name": "Zagros", "city": "Qom"}) for _ in range(2)]
    test = duplicates(sign_in(people.sara))
    assert test.radio[0].value == twins[1]
    test.button(key="twins_later").click()
    test.run()
    assert test.radio[0].value == other[0]


def test_what_is_not_ones_own_is_looked_at_and_left(
    sign_in: SignIn, people: People, twins: tuple[int, int], office: Office
) -> None:
    with office.work(people.reza) as w:
        records.create(w, "customer", {"name": "Alborz Steel", "mobile": "0912 111 2233"})
    test = duplicates(sign_in(people.sara))
    assert test.button(key="twins_merge").disabled
    assert "Some of these are not yours to merge. Ask your team lead." in [one.value for one in test.main.caption]


def test_the_address_names_records_to_compare(sign_in: SignIn, people: People, twins: tuple[int, int]) -> None:
    test = duplicates(sign_in(people.sara), ids=f"{twins[0]}-{twins[1]}")
    assert [one.label for one in test.radio] == ["Stays", "Name", "City"]


def test_a_viewer_has_no_such_screen(sign_in: SignIn, people: People, twins: tuple[int, int]) -> None:
    test = duplicates(sign_in(people.vida))
    assert test.error[0].value == "You may not merge these records. Ask your team lead."


def test_a_link_to_a_merged_customer_leads_to_the_survivor(
    sign_in: SignIn, people: People, twins: tuple[int, int], office: Office
) -> None:
    with office.work(people.sara) as w:
        merge(w, "customer", twins[0], [twins[1]])
    test = shown(sign_in(people.sara), "customer", id=str(twins[1]))
    assert test.query_params["id"] in (str(twins[0]), [str(twins[0])])
    assert message(test) == "The record you opened was merged into this one."


def test_the_customers_file_says_whom_it_looks_like(sign_in: SignIn, people: People, twins: tuple[int, int]) -> None:
    test = shown(sign_in(people.sara), "customer", id=str(twins[0]))
    assert test.button(key="twins_compare").label == "Compare"


def save(test: AppTest) -> None:
    """Press Save in the dialog; what opens it is pressed too, for here every run is of the whole screen."""
    test.button(key="new_customer").click()
    test.button(key="form_customer_save").click()
    test.run()


def test_a_form_warns_before_it_makes_a_twin(
    sign_in: SignIn, people: People, twins: tuple[int, int], office: Office
) -> None:
    test = shown(sign_in(people.sara), "customers")
    test.button(key="new_customer").click()
    test.run()
    test.text_input(key="form_customer_name").set_value("Alborz Steel")
    test.text_input(key="form_customer_mobile").set_value("09121112233")
    save(test)
    assert len(names(office)) == 2
    assert test.button(key="form_customer_save").label == "Save anyway"
    save(test)
    assert len(names(office)) == 3


def test_the_customers_file_undoes_a_merge(
    sign_in: SignIn, people: People, twins: tuple[int, int], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.work(people.sara) as w:
        done = merge(w, "customer", twins[0], [twins[1]])
    places: dict[str, str] = {}
    monkeypatch.setattr(entries, "show", lambda key, sections, **_: places.update(dict.fromkeys(_links(sections), key)))
    test = shown(sign_in(people.sara), "customer", id=str(twins[0]))
    undo = f"undo:{done.change_set_id}"
    assert [link for link in places if link.startswith("undo:")] == [undo]
    waiting = [entries.EntryEvent(opened=undo)]
    monkeypatch.setattr(
        entries, "take", lambda key: waiting.pop() if waiting and key == places[undo] else entries.EntryEvent()
    )
    test.run()
    assert names(office) == ["Alborz Steel", "Alborz Steel Co."]
    assert message(test) == "Undone."


def _links(sections: list[entries.Section]) -> list[str]:
    return [link.key for section in sections for one in section.entries for link in one.after]
