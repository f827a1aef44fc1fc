"""The import screen: from the file to the receipt and back, corrected on the way, and safe to run twice."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from crm_core.models import Customer, Deal, ImportRun, Product, User
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, rows
from tests.provision.company import People

from .conftest import SHELL, SignIn

CUSTOMERS = "Code,Name,City,E-mail\nC1,Alborz Steel,Karaj,info@alborz.example\nC2,Kavir Tile,Yazd,nothing\n"
DEALS = (
    "Opportunity id,Name,Account,Sales agent,Product,Stage,Created,Close date,Amount\n"
    "D1,Rolling mill,Alborz Steel,Parisa,GTX Pro,Won,2026-01-05,2026-02-10,1200\n"
    "D2,Tiles,,Parisa,GTXPro,Won,2026-01-07,2026-02-20,300\n"
)


@pytest.fixture
def screen(sign_in: SignIn, people: People) -> AppTest:
    """The screen as the admin sees it."""
    return opened(sign_in(people.mina))


def opened(test: AppTest, **query: str) -> AppTest:
    """The import screen; its address is known once the shell has run."""
    test.run().switch_page(str(SHELL.parent / "import_list.py"))
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def upload(test: AppTest, text: str, name: str = "list.csv") -> AppTest:
    test.file_uploader[0].set_value((name, text.encode(), "text/csv"))
    return test.run()


def click(test: AppTest, key: str) -> AppTest:
    return test.button(key=key).click().run()


def figures(test: AppTest) -> str:
    """The figures as they are read, one after the other."""
    found = next(one.value for one in test.get("html") if "kpis" in one.value)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def captions(test: AppTest) -> str:
    return "\n".join(one.value for one in test.caption)


def test_a_list_goes_in_and_out_again(screen: AppTest, office: Office) -> None:
    assert "200 MB" in screen.file_uploader[0].label
    test = upload(screen, CUSTOMERS, "customers.csv")
    assert not test.exception
    assert figures(test) == "New 2 Updated 0 Unchanged 0 Cannot be used 0"
    assert "customers.csv · Customers · 2 rows" in captions(test)
    assert rows(office, Customer, "id") == []

    test = click(test, "import_begin")
    assert test.title[0].value == "The list is in"
    assert [name for (name,) in rows(office, Customer, "name")] == ["Alborz Steel", "Kavir Tile"]
    assert test.query_params["run"] == "1"

    test = click(test, "import_undo")
    assert test.title[0].value == "The import was taken back"
    assert rows(office, Customer, "id") == []


def test_what_is_in_trouble_is_shown_before_and_to_download_after(screen: AppTest) -> None:
    test = upload(screen, CUSTOMERS)
    told = next(one.value for one in test.get("html") if "class='plain'" in one.value)
    assert "“nothing” is not a valid e-mail address." in told
    test = click(test, "import_begin")
    assert [one.label for one in test.get("download_button")] == ["1 problem"]


def test_nothing_goes_in_twice(screen: AppTest, office: Office) -> None:
    test = upload(screen, CUSTOMERS)
    test = click(test, "import_begin").run().run()
    assert len(rows(office, ImportRun, "id")) == 1
    test = click(test, "import_another")
    assert not test.button(key="import_undo_1").disabled
    test = upload(test, CUSTOMERS)
    assert "imported before" in test.info[0].value
    assert figures(test) == "New 0 Updated 0 Unchanged 2 Cannot be used 0"
    assert test.button(key="import_begin").disabled


def test_a_column_can_be_left_out_and_taken_for_another_field(screen: AppTest, office: Office) -> None:
    test = upload(screen, CUSTOMERS)
    test.segmented_control[0].set_value("columns").run()
    email = next(one for one in test.selectbox if one.label == "E-mail")
    test = email.set_value("").run()
    test.segmented_control[0].set_value("columns").run()
    city = next(one for one in test.selectbox if one.label == "City")
    test = city.set_value("province").run()
    test = click(test, "import_begin")
    assert rows(office, Customer, "province", "city", "email")[0] == ("Karaj", None, None)


def test_a_list_that_says_nothing_asks_what_it_is(screen: AppTest, office: Office) -> None:
    test = upload(screen, "one,two\nAlborz,5\nKavir,6\n")
    assert "not clear what this list holds" in test.warning[0].value
    assert test.button(key="import_begin").disabled
    kind = next(one for one in test.selectbox if one.label == "The list holds")
    test = kind.set_value("products").run()
    assert "Choose which column holds" in test.warning[0].value
    one = next(one for one in test.selectbox if one.label == "one")
    test = click(one.set_value("name").run(), "import_begin")
    assert [name for (name,) in rows(office, Product, "name")] == ["Alborz", "Kavir"]


def test_records_that_are_there_are_updated_or_left(screen: AppTest, office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS)
    test = upload(screen, CUSTOMERS.replace("Karaj", "Qom"))
    assert figures(test) == "New 0 Updated 1 Unchanged 1 Cannot be used 0"
    told = test.segmented_control[0].set_value("changes").run()
    shown = next(one.value for one in told.get("html") if "class='plain'" in one.value)
    assert "<bdi>Karaj</bdi>" in shown
    assert "<bdi>Qom</bdi>" in shown
    match = next(one for one in test.selectbox if one.label == "Records already there")
    test = match.set_value("skip").run()
    assert figures(test) == "New 0 Updated 0 Unchanged 0 Left as they are 2 Cannot be used 0"


def test_near_products_are_asked_about_and_new_people_get_their_unit(
    screen: AppTest, office: Office, units: dict[str, int]
) -> None:
    test = upload(screen, DEALS)
    assert "New sales people" in captions(test)
    near = next(one for one in test.segmented_control if one.label == "GTXPro")
    test = near.set_value(True).run()
    test = click(test, "import_begin")
    assert rows(office, Product, "name") == [("GTX Pro",)]
    test.selectbox(key="import_people_unit").set_value(units["South"]).run()
    test = click(test, "import_people_put")
    assert rows(office, User, "name", "unit_id")[-1] == ("Parisa", units["South"])
    assert [unit for (unit,) in rows(office, Deal, "unit_id")] == [None, None]  # won deals stay where they were won
    assert "import_people_put" not in [one.key for one in test.button]


def test_what_is_no_list_is_refused_in_words(screen: AppTest) -> None:
    test = upload(screen, "")
    assert "The file is empty." in test.error[0].value
    assert test.file_uploader


def test_the_receipt_of_another_is_not_shown(sign_in: SignIn, office: Office, people: People) -> None:
    bring_in(office, people.kian, CUSTOMERS)
    test = opened(sign_in(people.sara), run="1")
    assert "does not exist, or you may not see it" in test.error[0].value


def test_an_undo_lists_what_stays(screen: AppTest, office: Office, people: People) -> None:
    test = click(upload(screen, CUSTOMERS), "import_begin")
    bring_in(office, people.mina, "Code,Name,City\nC2,Kavir Tile,Meybod\n")
    test = click(test, "import_undo")
    told = next(one.value for one in test.get("html") if "class='plain'" in one.value)
    assert "Kavir Tile" in told
    assert "changed since" in told
