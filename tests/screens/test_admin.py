"""Users and teams, settings, targets: what an admin sees, and that nobody else gets there."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from crm_core.deals.pipelines import pipelines, stages
from crm_core.models import Setting, Stage, User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

from .conftest import SHELL, SignIn


def texts(test: AppTest) -> str:
    """All headings, captions and texts of the screen."""
    parts = [*test.title, *test.caption, *test.markdown]
    return "\n".join(str(one.value) for one in parts)


def opened(sign_in: SignIn, who: Actor, page: str) -> AppTest:
    test = sign_in(who).run()
    return test.switch_page(str(SHELL.parent / page)).run()


def test_the_people_and_units_of_the_company(sign_in: SignIn, people: People) -> None:
    test = opened(sign_in, people.mina, "users.py")
    assert not test.exception
    assert "10 people in 5 units" in texts(test)


def test_units_stand_below_each_other(sign_in: SignIn, people: People) -> None:
    test = opened(sign_in, people.mina, "users.py")
    test.segmented_control(key="users_view").set_value("units").run()
    shown = texts(test)
    assert shown.index("Tehran") < shown.index("North") < shown.index("South")
    assert not test.exception


def test_sessions_of_everybody_are_listed(sign_in: SignIn, people: People) -> None:
    test = opened(sign_in, people.mina, "users.py")
    test.segmented_control(key="users_view").set_value("sessions").run()
    assert "this browser" in texts(test)


def test_the_company_is_renamed(sign_in: SignIn, people: People, office: Office) -> None:
    test = opened(sign_in, people.mina, "settings.py")
    test.text_input[0].set_value("Daftar Trading East")
    next(one for one in test.button if one.label == "Save").click().run()
    assert not test.exception
    assert office.company.name == "Daftar Trading East"


def test_a_wrong_holiday_is_said_and_nothing_stored(sign_in: SignIn, people: People, office: Office) -> None:
    test = opened(sign_in, people.mina, "settings.py")
    test.segmented_control(key="settings_part").set_value("week").run()
    test.text_area[0].set_value("2026-12-25\nsome day")
    next(one for one in test.button if one.label == "Save").click().run()
    assert any("some day" in str(one.value) for one in test.error)
    with office.read(SYSTEM) as w:
        assert w.scalar(select(Setting.value).where(Setting.key == "holidays")) is None


@pytest.mark.parametrize("part", ["stages", "fields", "lists", "access"])
def test_every_part_of_the_settings_opens(sign_in: SignIn, people: People, part: str) -> None:
    test = opened(sign_in, people.mina, "settings.py")
    test.segmented_control(key="settings_part").set_value(part).run()
    assert not test.exception
    assert not test.error


def test_a_pipeline_is_added_its_stage_asks_for_a_field_and_it_is_removed(
    sign_in: SignIn, people: People, office: Office
) -> None:
    test = opened(sign_in, people.mina, "settings.py")
    test.segmented_control(key="settings_part").set_value("stages").run()
    test.button(key="pipeline_new").click().run()
    test.text_input(key="pipeline_name").set_value("Tenders")
    test.selectbox(key="pipeline_like").select("As in Sales")
    test.button(key="pipeline_save").click()
    test.button(key="pipeline_new").click().run()  # AppTest runs the whole script, so the dialog is opened again
    with office.read(SYSTEM) as w:
        (tenders,) = [number for number, name in pipelines(w).items() if name == "Tenders"]
        lead, qualified, *_rest = stages(w, tenders)
    test.selectbox(key="stages_pipeline").set_value(tenders).run()
    test.button(key=f"stage_{lead.id}_arrow_downward").click().run()
    test.button(key=f"stage_edit_{qualified.id}").click().run()
    test.multiselect(key="stage_required").set_value(["amount"])
    test.number_input(key="stage_days").set_value(7)
    test.button(key="stage_save").click()
    test.button(key=f"stage_edit_{qualified.id}").click().run()
    with office.read(SYSTEM) as w:
        first = stages(w, tenders)[0]
    assert (first.name, first.required, first.stuck_days) == ("Qualified", ("amount",), 7)
    assert "asks for Amount" in texts(test)
    test.button(key="pipeline_edit").click().run()
    test.button(key="pipeline_remove").click()
    test.button(key="pipeline_edit").click().run()
    assert test.session_state["_said"]["text"] == "Tenders removed."
    with office.read(SYSTEM) as w:
        assert list(pipelines(w).values()) == ["Sales"]


def test_a_list_of_choices_is_kept_in_its_order(sign_in: SignIn, people: People, office: Office) -> None:
    test = opened(sign_in, people.mina, "settings.py")
    test.segmented_control(key="settings_part").set_value("lists").run()
    test.text_area[0].set_value("Fair\nReferral\nFair\n")
    next(one for one in test.button if one.label == "Save").click().run()
    assert office.company.choices["sources"] == ["Fair", "Referral"]


def test_a_lead_sees_the_targets_of_the_unit_alone(sign_in: SignIn, people: People) -> None:
    test = sign_in(people.nader).run()
    test.query_params["show"] = "set"
    test = test.switch_page(str(SHELL.parent / "targets.py")).run()
    assert not test.exception
    assert "Won amount by month, 2026" in texts(test)


@pytest.mark.parametrize("name", ["babak", "leila", "sara", "vida"])
@pytest.mark.parametrize("page", ["users.py", "settings.py"])
def test_nobody_else_opens_the_admins_screens(sign_in: SignIn, people: People, name: str, page: str) -> None:
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        opened(sign_in, getattr(people, name), page)


def test_people_in_the_database_are_not_touched_by_looking(sign_in: SignIn, people: People, office: Office) -> None:
    with office.read(SYSTEM) as w:
        before = w.rows(select(User.id, User.version)), w.rows(select(Stage.id, Stage.version))
    opened(sign_in, people.mina, "users.py")
    with office.read(SYSTEM) as w:
        assert (w.rows(select(User.id, User.version)), w.rows(select(Stage.id, Stage.version))) == before
