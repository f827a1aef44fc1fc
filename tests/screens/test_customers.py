"""The screen of customers: what it shows, what an edit, a selection and the address do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import grid
from crm_core.fields import find, records
from crm_core.models import Customer
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

from .conftest import SHELL, SignIn

Happen = Callable[..., None]


@pytest.fixture
def alborz(office: Office, people: People) -> int:
    """Sara's customer; beside it Kian's in Shiraz, and one of nobody."""
    with office.work(people.kian) as w:
        records.create(w, "customer", {"name": "Zagros Foods", "kind": "company", "city": "Shiraz", "tier": "Gold"})
    with office.work(SYSTEM) as w:
        records.create(w, "customer", {"name": "Mahan", "kind": "person", "city": "Kerman"})
    with office.work(people.sara) as w:
        values = {"name": "Alborz Trading", "kind": "company", "city": "Tehran", "email": "info@alborz.example"}
        return records.create(w, "customer", values)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the grid was given in the last run: columns, rows, and how."""
    seen: dict[str, Any] = {}

    def note(key: str, columns: Any, rows: Any, **how: Any) -> None:
        seen.update(columns=columns, rows=rows, **how)

    monkeypatch.setattr(grid, "show", note)
    return seen


@pytest.fixture
def happen(monkeypatch: pytest.MonkeyPatch) -> Happen:
    """happen(edits=…) is what the grid tells at the next run, once."""
    waiting: list[grid.GridEvent] = []
    monkeypatch.setattr(grid, "take", lambda key: waiting.pop() if waiting else grid.GridEvent())
    return lambda **what: waiting.append(grid.GridEvent(**what))


def customers(test: AppTest, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / "customers.py"))
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def said(test: AppTest) -> str:
    return test.main.caption[0].value


def message(test: AppTest) -> str:
    return test.session_state["_said"]["text"]


def test_a_rep_sees_all_customers_in_order_of_name(
    sign_in: SignIn, people: People, alborz: int, shown: dict[str, Any]
) -> None:
    test = customers(sign_in(people.sara))
    assert said(test) == "3 customers"
    assert [row["name"] for row in shown["rows"]] == ["Alborz Trading", "Mahan", "Zagros Foods"]


def test_the_address_filters_sorts_and_chooses_columns(
    sign_in: SignIn, people: People, alborz: int, shown: dict[str, Any]
) -> None:
    test = customers(sign_in(people.sara), city="Tehran", columns="city,owner", sort="-city")
    assert said(test) == "1 customer: City is Tehran"
    assert [column.key for column in shown["columns"]] == ["name", "city", "owner"]
    assert shown["sort"] == grid.Sort("city", descending=True)
    assert shown["rows"][0]["owner"] == "Sara"


def test_mine_are_the_ones_i_own(sign_in: SignIn, people: People, alborz: int, shown: dict[str, Any]) -> None:
    test = customers(sign_in(people.kian), owner="me")
    assert said(test) == "1 customer: Owner is me"
    assert [row["name"] for row in shown["rows"]] == ["Zagros Foods"]


def test_a_page_beyond_the_last_shows_the_last(
    sign_in: SignIn, people: People, alborz: int, shown: dict[str, Any]
) -> None:
    test = customers(sign_in(people.sara), page="7")
    assert len(shown["rows"]) == 3
    assert "page" not in test.query_params


def test_an_edit_is_stored_at_once_with_undo(
    sign_in: SignIn, people: People, office: Office, alborz: int, happen: Happen, shown: dict[str, Any]
) -> None:
    happen(edits=(grid.CellEdit(alborz, 1, "owner", "Sara", "Reza"),))
    test = customers(sign_in(people.sara))
    assert message(test) == "Owner saved."
    assert test.session_state["_said"]["undo"]
    assert shown["rows"][0]["owner"] == "Reza"


def test_what_is_no_email_stays_in_its_cell_with_the_reason(
    sign_in: SignIn, people: People, office: Office, alborz: int, happen: Happen
) -> None:
    happen(edits=(grid.CellEdit(alborz, 1, "email", "info@alborz.example", "info at alborz"),))
    test = customers(sign_in(people.sara))
    assert message(test) == "E-mail: “info at alborz” is not an e-mail address."
    assert test.session_state["_kept"]["customers:refused"][alborz, "email"].text == "info at alborz"
    with office.read(SYSTEM) as w:
        assert w.get(Customer, alborz).email == "info@alborz.example"


def test_two_who_change_one_field_are_asked(
    sign_in: SignIn, people: People, office: Office, alborz: int, happen: Happen
) -> None:
    with office.work(people.mina) as w:
        records.edit(w, "customer", records.Edit(alborz, 1, {"city": "Karaj"}))
    happen(edits=(grid.CellEdit(alborz, 1, "city", "Tehran", "Rey"),))
    test = customers(sign_in(people.sara))
    assert [text.value for text in test.text] == ["Tehran", "Rey", "Karaj"]
    with office.read(SYSTEM) as w:
        assert w.get(Customer, alborz).city == "Karaj"


def test_a_rep_deletes_only_what_is_theirs(
    sign_in: SignIn, people: People, office: Office, alborz: int, happen: Happen
) -> None:
    with office.read(SYSTEM) as w:
        everybody = tuple(find.ids_found(w, "customer", find.Query()))
    happen(selected=everybody)
    test = customers(sign_in(people.sara))
    happen(selected=everybody)
    test.button(key="selection_delete").click().run()
    assert message(test) == "Deleted: 2 records. 1 record is not yours to change."
    with office.read(SYSTEM) as w:
        assert [row["name"] for row in find.find(w, "customer", find.Query()).rows] == ["Zagros Foods"]


def test_a_field_for_all_is_asked_for_the_selected_or_for_all_found(
    sign_in: SignIn, people: People, alborz: int, happen: Happen
) -> None:
    happen(selected=(alborz,))
    test = customers(sign_in(people.mina))
    happen(selected=(alborz,))
    test.button(key="selection_set").click().run()
    assert test.selectbox(key="selection_field").value == "status"
    assert test.button(key="selection_all_found").label == "All 3 found"
    happen(selected=(alborz,))
    test.button(key="selection_all_found").click().run()
    assert "**All 3** found" in [text.value for text in test.main.markdown]


def test_a_viewer_only_looks(sign_in: SignIn, people: People, alborz: int, shown: dict[str, Any]) -> None:
    test = customers(sign_in(people.vida))
    assert [button.key for button in test.main.button] == ["filters_customer_more", "page_back", "page_on"]
    assert not any(column.editable for column in shown["columns"])
    assert not shown["selectable"]


def test_a_new_customer_begins_as_an_organisation(sign_in: SignIn, people: People) -> None:
    test = customers(sign_in(people.sara))
    test.button(key="new_customer").click().run()
    assert test.selectbox(key="form_customer_kind").value == "company"
    assert test.text_input(key="form_customer_name").value == ""


def test_an_empty_list_says_what_to_do(sign_in: SignIn, people: People) -> None:
    test = customers(sign_in(people.sara))
    assert said(test) == "0 customers"
    assert "**No customers here.**" in [text.value for text in test.main.markdown]
