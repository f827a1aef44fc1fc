"""The lists of contacts, products, tasks and deals: what each shows, opens and makes, and who gets to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from _ui import grid
from crm_core.fields import records
from crm_core.trust.unit_of_work import Office
from crm_core.work import rules  # noqa: F401  declares the rules of tasks
from tests.provision.company import People

from .conftest import SHELL, SignIn


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the grid was given in the last run, by its key."""
    seen: dict[str, Any] = {}
    monkeypatch.setattr(grid, "show", lambda key, columns, rows, **how: seen.update({key: (columns, rows, how)}))
    return seen


@pytest.fixture
def happen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """happen(opened=…) is what the grid tells at the next run, once."""
    waiting: list[grid.GridEvent] = []
    monkeypatch.setattr(grid, "take", lambda key: waiting.pop() if waiting else grid.GridEvent())
    return lambda **what: waiting.append(grid.GridEvent(**what))


@pytest.fixture
def alborz(office: Office, people: People) -> int:
    with office.work(people.sara) as w:
        return records.create(w, "customer", {"name": "Alborz Trading", "kind": "company"})


def screen(test: AppTest, name: str, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / f"{name}.py"))
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception, test.exception
    return test


def names(shown: dict[str, Any], key: str, field: str = "name") -> list[str]:
    return [row[field] for row in shown[key][1]]


def said(test: AppTest) -> str:
    return test.main.caption[0].value


def test_contacts_lead_to_their_customer_and_those_of_none_to_their_form(
    sign_in: SignIn, people: People, office: Office, alborz: int, shown: dict[str, Any], happen: Callable[..., None]
) -> None:
    with office.work(people.sara) as w:
        parisa = records.create(w, "contact", {"name": "Parisa Karimi", "customer": alborz})
        nima = records.create(w, "contact", {"name": "Nima Rad", "mobile": "0912 111 2233"})
    test = screen(sign_in(people.sara), "contacts")
    assert said(test) == "2 contacts"
    assert names(shown, "contacts") == ["Nima Rad", "Parisa Karimi"]
    happen(opened=nima)
    test.run()
    assert test.text_input(key="form_contact_name").value == "Nima Rad"
    happen(opened=parisa)
    test.run()
    assert str(alborz) in test.query_params["id"]


def test_products_are_looked_after_by_managers_and_admins(
    sign_in: SignIn, people: People, office: Office, shown: dict[str, Any], happen: Callable[..., None]
) -> None:
    with office.work(people.babak) as w:
        scale = records.create(w, "product", {"name": "Floor scale", "price": 120_00, "active": True})
    happen(opened=scale)
    test = screen(sign_in(people.babak), "products")
    assert names(shown, "products") == ["Floor scale"]
    assert test.text_input(key="form_product_name").value == "Floor scale"
    shown.clear()
    closed = screen(sign_in(people.sara), "products")
    assert shown == {}
    assert "Only managers and admins change products." in [error.value for error in closed.error]


def test_tasks_are_a_list_or_a_table(
    sign_in: SignIn, people: People, office: Office, shown: dict[str, Any], happen: Callable[..., None]
) -> None:
    with office.work(people.sara) as w:
        call = records.create(w, "task", {"title": "Call back", "kind": "task"})
    with office.work(people.kian) as w:
        records.create(w, "task", {"title": "His own", "kind": "task"})
    happen(opened=call)
    test = screen(sign_in(people.sara), "tasks", **{"as": "grid"})
    assert (said(test), names(shown, "tasks_grid", "title")) == ("1 task", ["Call back"])
    assert test.text_input(key="form_task_title").value == "Call back"


def test_how_many_rows_a_page_has_is_kept_with_the_person(
    sign_in: SignIn, people: People, office: Office, shown: dict[str, Any], happen: Callable[..., None]
) -> None:
    with office.work(people.sara) as w:
        for at in range(30):
            records.create(w, "contact", {"name": f"Person {at:02}"})
    test = screen(sign_in(people.sara), "contacts")
    assert len(names(shown, "contacts")) == 30
    test.selectbox(key="page_size").select(25).run()
    assert len(names(shown, "contacts")) == 25
    screen(sign_in(people.sara), "contacts")
    assert len(names(shown, "contacts")) == 25
    screen(sign_in(people.reza), "contacts")
    assert len(names(shown, "contacts")) == 30


def test_a_viewer_selects_and_makes_nothing(
    sign_in: SignIn, people: People, alborz: int, shown: dict[str, Any], happen: Callable[..., None]
) -> None:
    test = screen(sign_in(people.vida), "customers")
    assert not shown["customers"][2]["selectable"]
    assert not [button for button in test.main.button if button.key == "new_customer"]
