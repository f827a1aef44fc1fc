"""Filters that are built and views on the screen of customers: the address, the chips, the chooser, the dialogs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.deals
import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import grid
from crm_core.fields import records, views
from crm_core.fields.filters import all_of, condition
from crm_core.fields.views import Look
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

from .conftest import SHELL, SignIn

TEHRAN = condition("customer", "city", "is", "Tehran")
NAMES = {"Alborz": "Tehran", "Damavand": "Tehran", "Zagros": "Shiraz"}
DEEP = ["all", ["city", "is", "Tehran"], ["any", ["name", "starts", "Alb"], ["not", ["owner", "is", "me"]]]]


@pytest.fixture
def rows(office: Office, people: People, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that the grid showed in the last run; Damavand is Sara's, the others are Kian's."""
    for name, city in NAMES.items():
        with office.work(people.sara if name == "Damavand" else people.kian) as w:
            records.create(w, "customer", {"name": name, "kind": "company", "city": city})
    shown: list[str] = []

    def note(key: str, columns: Any, found: Any, **how: Any) -> None:
        shown[:] = [row["name"] for row in found]

    monkeypatch.setattr(grid, "show", note)
    monkeypatch.setattr(grid, "take", lambda key: grid.GridEvent())
    return shown


def customers(test: AppTest, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / "customers.py"))
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def captions(test: AppTest) -> list[str]:
    return [found.value for found in test.main.caption]


def chips(test: AppTest) -> list[str]:
    return [found.label for found in test.main.button if "_chip_" in str(found.key)]


def where(test: AppTest) -> Any:
    return json.loads(one(test, "where")) if "where" in test.query_params else None


def one(test: AppTest, name: str) -> str:
    """A word of the address; AppTest gives it as a text, or as a list once a screen wrote it."""
    found: Any = test.query_params[name]
    return found if isinstance(found, str) else found[0]


def saved(office: Office, people: People, who: str = "sara", sharing: str = "private", look: Look | None = None) -> str:
    with office.work(getattr(people, who)) as w:
        return views.add(w, "customer", "In Tehran", look or Look(TEHRAN), sharing).key


def test_a_link_of_any_depth_is_said_and_kept(sign_in: SignIn, people: People, rows: list[str]) -> None:
    test = customers(sign_in(people.sara), where=json.dumps(DEEP))
    assert rows == ["Alborz"]
    assert captions(test)[0] == "1 customer: City is Tehran and (name starts with “Alb” or not (owner is me))"
    assert chips(test) == ["City is Tehran", "Name starts with “Alb” or not (owner is me)"]


def test_a_condition_goes_by_its_chip_and_all_by_clear(sign_in: SignIn, people: People, rows: list[str]) -> None:
    test = customers(sign_in(people.sara), where=json.dumps(DEEP))
    test.button(key="filters_customer_chip_1").click().run()
    assert where(test) == ["city", "is", "Tehran"]
    assert rows == ["Alborz", "Damavand"]
    test.button(key="filters_customer_clear").click().run()
    assert where(test) is None
    assert rows == ["Alborz", "Damavand", "Zagros"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[[", "This filter cannot be read."),
        ('["shoe_size","is",44]', "There is no field “shoe_size” to filter by."),
        ('["city","anniversary","this_month"]', "City cannot be filtered in this way."),
        ('["all",' * 12 + '["city","empty"]' + "]" * 12, "This filter is too large."),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    sign_in: SignIn, people: People, rows: list[str], text: str, said: str
) -> None:
    test = customers(sign_in(people.sara), where=text)
    assert f":red[{said}]" in captions(test)
    assert not test.exception
    assert len(rows) == 3


def test_a_standard_view_finds_mine(sign_in: SignIn, people: People, rows: list[str]) -> None:
    test = customers(sign_in(people.sara), view="standard:mine")
    assert rows == ["Damavand"]
    assert chips(test) == ["Owner is me"]


def test_what_differs_from_a_view_is_in_the_address_and_can_be_stored(
    sign_in: SignIn, people: People, office: Office, rows: list[str]
) -> None:
    both = all_of(TEHRAN, condition("customer", "owner", "is", "me"))
    key = saved(office, people, look=Look(both))
    test = customers(sign_in(people.sara), view=key)
    assert rows == ["Damavand"]
    assert "view_customer_save" not in [found.key for found in test.button]
    test.button(key="filters_customer_chip_1").click().run()
    assert (where(test), rows) == (["city", "is", "Tehran"], ["Alborz", "Damavand"])
    test.button(key="view_customer_save").click().run()
    assert where(test) is None
    with office.read(people.sara) as w:
        assert views.view_of(w, "customer", key).filter == TEHRAN


def test_a_view_without_all_its_conditions_shows_everything(
    sign_in: SignIn, people: People, office: Office, rows: list[str]
) -> None:
    test = customers(sign_in(people.sara), view=saved(office, people))
    test.button(key="filters_customer_chip_0").click().run()
    assert (where(test), len(rows)) == (["all"], 3)


def test_a_view_that_is_not_theirs_shows_nothing_of_itself(
    sign_in: SignIn, people: People, office: Office, rows: list[str]
) -> None:
    test = customers(sign_in(people.kian), view=saved(office, people))
    assert "This view does not exist, or it is not shared with you." in captions(test)
    assert len(rows) == 3


def test_a_list_opens_with_the_view_that_the_person_chose(
    sign_in: SignIn, people: People, office: Office, rows: list[str]
) -> None:
    with office.work(people.sara) as w:
        views.open_with(w, "customer", "standard:mine")
    test = customers(sign_in(people.sara))
    assert (one(test, "view"), rows) == ("standard:mine", ["Damavand"])
    customers(sign_in(people.sara), city="Tehran")
    assert rows == ["Alborz", "Damavand"]


def test_the_view_orders_the_rows_until_the_person_does(
    sign_in: SignIn, people: People, office: Office, rows: list[str]
) -> None:
    key = saved(office, people, look=Look(TEHRAN, sort="name", descending=True, top=1))
    test = customers(sign_in(people.sara), view=key)
    assert rows == ["Damavand"]
    test.query_params["sort"] = "name"
    test.run()
    assert rows == ["Alborz"]


def test_several_units_are_any_of_them(sign_in: SignIn, people: People, rows: list[str]) -> None:
    test = sign_in(people.mina)
    units = [str(people.sara.unit_id), str(people.kian.unit_id)]
    test.switch_page(str(SHELL.parent / "customers.py"))
    test.query_params["unit"] = units
    test.run()
    assert captions(test)[0] == "3 customers: Unit is North or below or unit is Shiraz or below"


def test_the_view_of_somebody_else_is_copied_not_changed(
    sign_in: SignIn, people: People, office: Office, rows: list[str]
) -> None:
    test = customers(sign_in(people.sara), view=saved(office, people, "babak", "all"), owner="me")
    keys = [button.key for button in test.button]
    assert ("view_customer_save" in keys, "view_customer_save_as" in keys) == (False, True)
    assert rows == ["Damavand"]
