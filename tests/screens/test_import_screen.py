"""The import screen: from the file to the receipt and back, corrected on the way, and safe to run twice."""

from __future__ import annotations

import io
import re

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from crm_core.models import Customer, Deal, ImportRun, Product, User
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, rows
from tests.integration.round_trip_ground import mended, put, sent_out, together
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
    """Press a button; an import that it begins is followed to its end."""
    test.button(key=key).click().run()
    while test.title and test.title[0].value == "The list is being imported":
        test.run()
    return test


def choose(test: AppTest, label: str, value: object) -> AppTest:
    """In the list with this label."""
    return next(one for one in test.selectbox if one.label == label).set_value(value).run()


def figures(test: AppTest) -> str:
    """The figures of a receipt as they are read, one after the other."""
    found = next(one.value for one in test.get("html") if "kpis" in one.value)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def sorts(test: AppTest) -> list[str]:
    """The sorts of rows that can be chosen, with their counts."""
    return [re.sub(r":\w+\[(.*?)\]", r"\1", one).replace("*", "") for one in rows_bar(test).options]


def rows_bar(test: AppTest) -> ButtonGroup[str]:
    return next(one for one in test.get("button_group") if one.label == "Rows")  # type: ignore[no-any-return]


def tables(test: AppTest) -> str:
    """What stands in tables and lines, without its tags."""
    told = (re.sub(r"<[^>]+>", " ", one.value) for one in test.get("html") if "<style>" not in one.value)
    return "\n".join(" ".join(one.split()) for one in told)


def captions(test: AppTest) -> str:
    return "\n".join(one.value for one in test.caption)


def test_a_list_goes_in_and_out_again(screen: AppTest, office: Office) -> None:
    assert "200 MB" in screen.file_uploader[0].label
    test = upload(screen, CUSTOMERS.replace("nothing", ""), "customers.csv")
    assert not test.exception
    assert sorts(test) == ["New 2"]
    assert "customers.csv · Customers · 2 rows" in captions(test)
    assert rows(office, Customer, "id") == []

    test = click(test, "import_begin")
    assert test.title[0].value == "The list is in"
    assert figures(test) == "New 2 Updated 0 Unchanged 0 Cannot be used 0"
    assert [name for (name,) in rows(office, Customer, "name")] == ["Alborz Steel", "Kavir Tile"]
    assert test.query_params["run"] == "1"

    test = click(test, "import_undo")
    assert test.title[0].value == "The import was taken back"
    assert rows(office, Customer, "id") == []


def test_a_cell_in_trouble_is_mended_in_place(screen: AppTest, office: Office) -> None:
    test = upload(screen, CUSTOMERS)
    assert sorts(test)[-1] == "Cells in trouble 1"
    assert "“nothing” is not a valid e-mail address." in tables(test)
    box = next(one for one in test.text_input if one.label == "E-mail · row 3")
    assert box.value == "nothing"
    box.set_value("office@kavir.example")
    test = click(test, "import_mend_check")
    assert sorts(test) == ["New 2"]
    click(test, "import_begin")
    assert rows(office, Customer, "email")[1] == ("office@kavir.example",)


def links(test: AppTest, label: str) -> list[str]:
    """Where the links to files with this label lead."""
    text = "".join(one.value for one in test.get("html"))
    return re.findall(rf'href="(/download/[^"]+)"[^>]*>{label}</a>', text)


def test_what_stays_in_trouble_is_there_to_download(screen: AppTest) -> None:
    test = click(upload(screen, CUSTOMERS), "import_begin")
    (address,) = links(test, "1 problem")
    test = click(test, "import_another")
    assert links(test, "1 problem") == [address]


def test_nothing_goes_in_twice(screen: AppTest, office: Office) -> None:
    text = CUSTOMERS.replace("nothing", "")
    test = click(upload(screen, text), "import_begin").run().run()
    assert len(rows(office, ImportRun, "id")) == 1
    test = click(test, "import_another")
    assert not test.button(key="import_undo_1").disabled
    test = upload(test, text)
    assert "imported before" in captions(test)
    assert "**All 2 rows are already here, nothing to do.**" in [one.value for one in test.markdown]
    assert test.button(key="import_begin").disabled


def test_a_column_can_be_left_out_taken_for_another_field_or_kept_as_a_note(screen: AppTest, office: Office) -> None:
    test = upload(screen, CUSTOMERS)
    test = unfolded(test)
    test = unfolded(choose(test, "E-mail", ""))
    test = unfolded(choose(test, "Code", "+note"))
    test = choose(test, "City", "province")
    click(test, "import_begin")
    assert rows(office, Customer, "province", "city", "email", "note")[0] == ("Karaj", None, None, "Code: C1")


def unfolded(test: AppTest) -> AppTest:
    """With the columns in sight that need no look."""
    test.session_state["import_fold_clear"] = True
    return test.run()


def test_a_list_that_says_nothing_asks_what_it_is(screen: AppTest, office: Office) -> None:
    test = upload(screen, "one,two\nAlborz,5\nKavir,6\n")
    assert "not clear what this list holds" in test.warning[0].value
    assert test.button(key="import_begin").disabled
    test = choose(test, "The list holds", "products")
    assert "Choose which column holds" in test.warning[0].value
    test = click(choose(test, "one", "name"), "import_begin")
    assert [name for (name,) in rows(office, Product, "name")] == ["Alborz", "Kavir"]


def test_records_that_are_there_are_updated_filled_in_or_left(screen: AppTest, office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS.replace("nothing", ""))
    moved = CUSTOMERS.replace("Karaj", "Qom").replace("nothing", "office@kavir.example")
    test = upload(screen, moved)
    assert sorts(test) == ["Updated 2"]
    assert "Karaj Qom" in tables(test)
    test = choose(test, "Records already there", "blanks")
    assert sorts(test) == ["All rows 2", "Updated 1", "Unchanged 1"]
    test = choose(test, "Records already there", "skip")
    assert sorts(test) == ["Left as they are 2"]


def test_rows_are_found_by_what_they_hold(screen: AppTest) -> None:
    test = upload(screen, CUSTOMERS.replace("nothing", ""))
    test = next(one for one in test.text_input if one.label == "Search").set_value("kavir").run()
    assert "Kavir Tile" in tables(test)
    assert "Alborz Steel" not in tables(test)
    test = next(one for one in test.text_input if one.label == "Search").set_value("zarrin").run()
    assert "No row with “zarrin”." in captions(test)


def test_near_products_are_asked_about_and_new_people_get_their_unit(
    screen: AppTest, office: Office, units: dict[str, int]
) -> None:
    test = upload(screen, DEALS)
    assert "New sales people" in tables(test)
    near = next(one for one in test.get("button_group") if one.label == "GTXPro")
    test = near.set_value(True).run()
    test = click(test, "import_begin")
    assert rows(office, Product, "name") == [("GTX Pro",)]
    test.selectbox(key="import_people_unit").set_value(units["South"]).run()
    test = click(test, "import_people_put")
    assert rows(office, User, "name", "unit_id")[-1] == ("Parisa", units["South"])
    assert [unit for (unit,) in rows(office, Deal, "unit_id")] == [None, None]  # won deals stay where they were won
    assert "import_people_put" not in [one.key for one in test.button]


def test_what_a_list_leaves_open_is_asked_with_samples(screen: AppTest, office: Office) -> None:
    test = upload(screen, "Name,City,Customer since\nAlborz Steel,Karaj,03/04/2025\nKavir Tile,Yazd,05/06/2025\n")
    days = next(one for one in test.get("button_group") if one.label == "Customer since")
    assert "03/04/2025 2025-04-03 2025-03-04" in tables(test)
    days.set_value("month")
    click(test.run(), "import_begin")
    assert [day.isoformat() for (day,) in rows(office, Customer, "customer_since")] == ["2025-03-04", "2025-05-06"]


def test_rows_that_look_like_a_record_are_decided(screen: AppTest, office: Office, people: People) -> None:
    bring_in(office, people.mina, "Name,City\nCaspian Shipping Inc,Rasht\n")
    test = upload(screen, "Name,City\nCaspian Shiping,Rasht\n")
    assert "Caspian Shipping Inc" in tables(test)
    test = (
        next(one for one in test.get("button_group") if one.label.endswith("Caspian Shiping")).set_value("same").run()
    )
    assert sorts(test) == ["Updated 1"]
    click(test, "import_begin")
    assert len(rows(office, Customer, "id")) == 1


def test_whose_cells_stay_is_decided_row_by_row(screen: AppTest, office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS.replace("nothing", ""))
    content = sent_out(office, people.mina, "customer")
    bring_in(office, people.nader, CUSTOMERS.replace("nothing", "").replace("Karaj", "Tehran").replace("Yazd", "Taft"))
    both = together(put("Alborz Steel", "City", "Qazvin"), put("Kavir Tile", "City", "Meybod"))
    screen.file_uploader[0].set_value(("export.xlsx", mended(content, both), "application/octet-stream"))
    test = screen.run()
    assert "City Karaj Qazvin Tehran" in tables(test)
    assert sorts(test) == ["Unchanged 2"]
    test = answer(test, "2 Alborz Steel", "mine")
    assert sorts(test) == ["All rows 2", "Updated 1", "Unchanged 1"]
    test = answer(test, "2 cells were changed by somebody else since the export", "mine")
    assert sorts(test) == ["Updated 2"]
    test = answer(test, "3 Kavir Tile", "theirs")
    click(test, "import_begin")
    assert rows(office, Customer, "city") == [("Qazvin",), ("Taft",)]


def answer(test: AppTest, label: str, value: object) -> AppTest:
    """In the row of answers with this label."""
    return next(one for one in test.get("button_group") if one.label == label).set_value(value).run()  # type: ignore[no-any-return]


def test_a_name_is_pointed_at_a_customer_who_is_searched_for(screen: AppTest, office: Office, people: People) -> None:
    bring_in(office, people.mina, "Name,City\nAlborz Steel Works of Karaj,Karaj\n")
    test = upload(screen, DEALS)
    test.session_state["import_each_customer"] = True
    test.run()
    search = next(one.key for one in test.button if one.key and one.key.startswith("import_find_"))
    test.button(key=search).click().run()
    assert next(one.value for one in test.text_input if one.label == "Search" and one.value) == "Alborz Steel"
    test = next(one for one in test.button if one.key and one.key.startswith("import_hit_")).click().run()
    click(test, "import_begin")
    assert [name for (name,) in rows(office, Customer, "name")] == ["Alborz Steel Works of Karaj"]
    assert rows(office, Deal, "customer_id")[0] == rows(office, Customer, "id")[0]


def test_a_value_for_all_rows_is_given_refused_and_taken_away(screen: AppTest, office: Office) -> None:
    test = choose(upload(screen, CUSTOMERS.replace("nothing", "")), "Field", "province")
    next(one for one in test.text_input if one.label == "Province").set_value("Tehran")
    test = click(test, "import_set_go")
    assert test.button(key="import_unset_province").label == "Province: Tehran"
    test = choose(choose(test, "Field", "status"), "Status", "Active")
    test = click(test, "import_set_go")
    assert test.button(key="import_unset_status").label == "Status: Active"

    test = choose(test, "Field", "customer_since")
    test = click(test, "import_unset_province")
    click(test, "import_begin")
    assert rows(office, Customer, "province", "status") == [(None, "Active"), (None, "Active")]


def test_a_value_that_the_field_does_not_take_is_refused_at_once(screen: AppTest) -> None:
    test = choose(upload(screen, CUSTOMERS.replace("nothing", "")), "Field", "annual_revenue")
    next(one for one in test.text_input if one.label.startswith("Annual revenue")).set_value("plenty")
    test = click(test, "import_set_go")
    assert "plenty" in captions(test)
    assert not [one.key for one in test.button if one.key and one.key.startswith("import_unset_")]


def test_cells_are_pasted(screen: AppTest, office: Office) -> None:
    screen.text_area[0].set_value("Name\tCity\nAlborz Steel\tKaraj\n")
    test = click(screen, "import_paste_go")
    assert "Pasted cells · Customers · 1 row" in captions(test)
    click(test, "import_begin")
    assert rows(office, Customer, "name", "city") == [("Alborz Steel", "Karaj")]


def test_several_sheets_are_worked_through(screen: AppTest, office: Office) -> None:
    book = Workbook()
    for name, city in (("North", "Rasht"), ("South", "Ahvaz"), ("Old", "Ray")):
        sheet = book.create_sheet(name)
        sheet.append(["Name", "City"])
        sheet.append([f"{name} Steel", city])
    del book["Sheet"]
    book["Old"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    screen.file_uploader[0].set_value(("book.xlsx", file.getvalue(), "application/octet-stream"))
    test = screen.run()
    assert [(one.label.split("  ")[0], one.value) for one in test.checkbox] == [
        ("North", True), ("South", True), ("Old", False),
    ]  # fmt: skip
    test = click(test, "import_sheets_go")
    assert "sheet 1 of 2: North" in captions(test)
    test = click(click(test, "import_begin"), "import_next")
    assert "sheet 2 of 2: South" in captions(test)
    click(test, "import_begin")
    assert rows(office, Customer, "name") == [("North Steel",), ("South Steel",)]


def test_a_protected_workbook_asks_for_its_password(screen: AppTest) -> None:
    file = io.BytesIO()
    plain = io.BytesIO()
    book = Workbook()
    for row in (["Name", "City"], ["Alborz Steel", "Karaj"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(plain)
    plain.seek(0)
    OOXMLFile(plain).encrypt("green lantern", file)
    screen.file_uploader[0].set_value(("locked.xlsx", file.getvalue(), "application/octet-stream"))
    test = screen.run()
    test.text_input[0].set_value("red lantern")
    test = click_labelled(test, "Open")
    assert "does not open the file" in captions(test)
    test.text_input[0].set_value("green lantern")
    test = click_labelled(test, "Open")
    assert "locked.xlsx · Customers · 1 row" in captions(test)


def click_labelled(test: AppTest, label: str) -> AppTest:
    return next(one for one in test.button if one.label == label).click().run()


def test_limits_are_said_and_set(screen: AppTest, office: Office, people: People, sign_in: SignIn) -> None:
    test = sign_in(people.mina)
    test.run().switch_page(str(SHELL.parent / "settings.py"))
    test.query_params["part"] = "lists"
    test.run()
    next(one for one in test.number_input if one.label == "Rows at most").set_value(5_000)
    test = click(test, "settings_list_limits_save")
    assert "5,000 rows" in opened(sign_in(people.mina)).file_uploader[0].label


def test_what_is_no_list_is_refused_in_words(screen: AppTest) -> None:
    test = upload(screen, "")
    assert "The file is empty." in test.error[0].value
    assert test.file_uploader


def test_the_receipt_of_another_is_not_shown(sign_in: SignIn, office: Office, people: People) -> None:
    bring_in(office, people.kian, CUSTOMERS)
    test = opened(sign_in(people.sara), run="1")
    assert "does not exist, or you may not see it" in test.error[0].value


def test_an_undo_lists_what_stays(screen: AppTest, office: Office, people: People) -> None:
    test = click(upload(screen, CUSTOMERS.replace("nothing", "")), "import_begin")
    bring_in(office, people.mina, "Code,Name,City\nC2,Kavir Tile,Meybod\n")
    test = click(test, "import_undo")
    assert "Kavir Tile" in tables(test)
    assert "changed since" in tables(test)
