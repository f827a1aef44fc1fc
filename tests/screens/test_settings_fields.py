"""The part of the settings where an admin makes fields, and the screens that have them at once."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from _ui import grid
from crm_core.fields import custom
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.custom_ground import add, make
from tests.provision.company import People

from .conftest import SHELL, SignIn
from .test_admin import opened, texts


def _fields(sign_in: SignIn, people: People) -> AppTest:
    test = opened(sign_in, people.mina, "settings.py")
    return test.segmented_control(key="settings_part").set_value("fields").run()


def _lines(office: Office, about: str = "customer") -> list[custom.FieldLine]:
    with office.read(SYSTEM) as w:
        return custom.listed(w, about)


def _button(test: AppTest, start: str) -> Any:
    return next(one for one in test.button if (one.key or "").startswith(start))


def _keep_open(test: AppTest, button: Any) -> None:
    """AppTest runs the whole script, so the dialog is opened again in the same run."""
    button.click()
    test.run()


def _make_of_kind(test: AppTest, label: str, kind: str, choices: str = "") -> None:
    opening = test.button(key="own_field_new")
    _keep_open(test, opening)
    test.text_input(key="own_field_label").set_value(label)
    test.selectbox(key="own_field_kind").set_value(kind)
    _keep_open(test, test.button(key="own_field_new"))
    if choices:
        test.text_area(key="own_field_choices").set_value(choices)
    test.button(key="own_field_add").click()
    _keep_open(test, test.button(key="own_field_new"))


def test_an_admin_makes_a_field_and_sees_it_in_the_list(sign_in: SignIn, people: People, office: Office) -> None:
    add(office, people.mina, name="Alborz Steel")
    test = _fields(sign_in, people)
    assert "No fields of your own here yet." in texts(test)
    _make_of_kind(test, "Sales area", "choice", "North\nSouth\n\nNorth")
    assert not test.exception
    assert not test.error
    assert [(one.label, one.choices, one.in_grid) for one in _lines(office)] == [
        ("Sales area", ("North", "South"), True)
    ]
    assert "North, South · shown in the list" in texts(test).replace("\\", "")
    columns: list[str] = []

    def show(_key: str, given: Any, *_rest: Any, **_more: Any) -> None:
        columns.extend(one.label for one in given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid, "show", show)
        assert not test.switch_page(str(SHELL.parent / "customers.py")).run().exception
    assert "Sales area" in columns


def test_what_is_wrong_is_said_in_the_dialog(sign_in: SignIn, people: People, office: Office) -> None:
    test = _fields(sign_in, people)
    _make_of_kind(test, "City", "text")
    assert [one.value for one in test.error] == ["There is already a field called City."]
    assert _lines(office) == []


def test_fields_are_ordered_renamed_retired_and_brought_back(sign_in: SignIn, people: People, office: Office) -> None:
    make(office, people.mina, "One")
    make(office, people.mina, "Two", "date")
    test = _fields(sign_in, people)
    _button(test, "own_field_arrow_downward_").click().run()
    assert [one.label for one in _lines(office)] == ["Two", "One"]
    _keep_open(test, _button(test, "own_field_edit_"))
    next(one for one in test.text_input if (one.key or "").endswith("_label")).set_value("Second")
    next(one for one in test.button if (one.key or "").endswith("_save")).click()
    _keep_open(test, _button(test, "own_field_edit_"))
    assert [one.label for one in _lines(office)] == ["Second", "One"]
    _keep_open(test, _button(test, "own_field_edit_"))
    next(one for one in test.button if (one.key or "").endswith("_retire")).click()
    _keep_open(test, _button(test, "own_field_edit_"))
    assert [(one.label, one.retired) for one in _lines(office)] == [("One", False), ("Second", True)]
    assert "Retired" in [one.value for one in test.subheader]
    _button(test, "own_field_back_").click().run()
    assert not any(one.retired for one in _lines(office))
    assert not test.exception


def test_other_records_have_their_own(sign_in: SignIn, people: People, office: Office) -> None:
    make(office, people.mina, "Lead time", "number", "product")
    test = _fields(sign_in, people)
    assert "Lead time" not in texts(test)
    test.segmented_control(key="switch_of").set_value("product").run()
    assert "Lead time" in texts(test)


def test_the_form_of_a_new_customer_asks_for_it(sign_in: SignIn, people: People, office: Office) -> None:
    make(office, people.mina, "Sales area", "choice", choices=["North", "South"])
    make(office, people.mina, "Pays on time", "yes_no")
    make(office, people.mina, "Adviser", "link", target="user")
    test = opened(sign_in, people.mina, "customers.py")
    next(one for one in test.button if one.label == "New customer").click().run()
    labels = {one.label: one for one in test.selectbox}
    assert {"Sales area", "Pays on time", "Adviser"} <= labels.keys()
    assert labels["Sales area"].options == ["–", "North", "South"]
    assert labels["Pays on time"].value is None
    assert "Reza" in labels["Adviser"].options
