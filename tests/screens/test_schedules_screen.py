"""Scheduled reports and the mail server on screens: making one, changing it, the log; the app that sends them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from _ui import entries, schedule_list
from crm_core.jobs.due import run_due
from crm_core.jobs.runner import Runner
from crm_core.messages.settings import mail_server, mail_settings
from crm_core.models import Schedule
from crm_core.reports import due, schedules
from crm_core.reports.rhythm import Rhythm
from crm_core.reports.schedules import Plan
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.mail_ground import Server, serving, set_up_mail
from tests.provision.company import NOW, People, email
from tests.screens.conftest import SHELL, SignIn

Shown = dict[str, list[entries.Entry]]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The entries of each list in the last run."""
    seen: Shown = {}
    show = entries.show

    def watched(key: str, sections: Sequence[entries.Section], **options: Any) -> None:
        seen[key] = [entry for section in sections for entry in section.entries]
        show(key, sections, **options)

    monkeypatch.setattr(entries, "show", watched)
    return seen


@pytest.fixture
def click(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What is clicked in a list, by the list's key, in the next run."""
    wanted: dict[str, str] = {}
    take = entries.take

    def taken(key: str) -> entries.EntryEvent:
        return entries.EntryEvent(opened=wanted.pop(key)) if key in wanted else take(key)

    monkeypatch.setattr(entries, "take", taken)
    return wanted


def opened(sign_in: SignIn, who: Actor, page: str, **query: str) -> AppTest:
    return sign_in(who, **query).run().switch_page(str(SHELL.parent / page)).run()


def texts(test: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*test.title, *test.caption, *test.markdown, *test.warning))


def scheduled(office: Office, owner: Actor, **values: Any) -> int:
    given: Mapping[str, Any] = {"what": "standard:by_person", "people": (owner.user_id,), **values}
    with office.work(owner) as w:
        return schedules.add(w, Plan("By person", Rhythm("daily", 8 * 60), "xlsx", **given)).id


def test_a_report_is_scheduled_and_stands_in_the_list(
    sign_in: SignIn, people: People, office: Office, shown: Shown
) -> None:
    test = opened(sign_in, people.babak, "schedules.py")
    assert "Nothing is sent regularly yet." in texts(test)
    assert "No mail server is set up yet" in texts(test)
    test.button(key="schedule_any").click().run()
    assert not test.exception
    test.selectbox(key="schedule_weekday").set_value(2)
    test.multiselect(key="schedule_people").set_value([people.babak.user_id, people.sara.user_id])
    test.button(key="schedule_save").click()
    test.button(key="schedule_any").click().run()  # every run here is of the whole screen: the dialog is opened again
    assert not test.exception
    assert not test.error
    with office.read(SYSTEM) as w:
        one = w.scalar(select(Schedule))
        assert (one.rhythm, one.weekday, one.owner_id) == ("weekly", 2, people.babak.user_id)
        assert one.people == [people.babak.user_id, people.sara.user_id]
    entry = shown[schedule_list._LIST][0]
    assert "every Wednesday at 08:00" in entry.detail
    assert "Babak, Sara" in entry.detail
    assert entry.end == "2026-11-25 08:00"


def test_a_lead_names_no_addresses_and_reads_why_a_colleague_gets_nothing(sign_in: SignIn, people: People) -> None:
    test = opened(sign_in, people.leila, "schedules.py")
    test.button(key="schedule_any").click().run()
    assert not test.exception
    assert "schedule_addresses" not in [one.key for one in test.multiselect]
    colleagues = test.multiselect(key="schedule_people")
    assert "Vida (gets nothing)" in colleagues.options
    colleagues.set_value([people.vida.user_id])
    test.button(key="schedule_any").click().run()  # a run of the whole screen would close the dialog
    assert any("Vida: This person may not export reports." in one.value for one in test.caption)


def test_it_is_paused_sent_now_and_deleted_and_the_log_tells(
    sign_in: SignIn, people: People, office: Office, server: Server, shown: Shown, click: dict[str, str]
) -> None:
    set_up_mail(office, server.port)
    number = scheduled(office, people.babak, addresses=("nobody@else.example",))
    server.answers["nobody@else.example"] = "550 no such user"
    test = opened(sign_in, people.babak, "schedules.py")
    click[schedule_list._LIST] = f"pause:{number}"
    test.run()
    assert shown[schedule_list._LIST][0].end == "rests"
    click[schedule_list._LIST] = f"resume:{number}"
    test.run()
    assert shown[schedule_list._LIST][0].end == "tomorrow 08:00"
    click[schedule_list._LIST] = f"send:{number}"
    test.run()
    assert run_due(office).sent == 1
    test.run()
    assert shown[schedule_list._LIST][0].flag == "1 not sent"
    click[schedule_list._LIST] = f"log:{number}"
    test.run()
    log = {one.detail[-1]: one for one in shown[schedule_list._LOG]}
    assert log[email("Babak")].below == "sent"
    refused = log["nobody@else.example"]
    assert (refused.below, refused.body) == (
        "not sent", "The server does not take mails to this address: 550 no such user",
    )  # fmt: skip
    server.answers.clear()
    click[schedule_list._LOG] = refused.after[0].key
    test.run()
    assert run_due(office).sent == 1
    test.segmented_control(key="switch_view").set_value("list").run()
    click[schedule_list._LIST] = f"delete:{number}"
    test.run()
    assert "Nothing is sent regularly yet." in texts(test)
    assert not test.exception


def test_a_missed_mail_is_told_at_the_bell_and_leads_to_the_log(
    sign_in: SignIn, people: People, office: Office, server: Server, shown: Shown
) -> None:
    set_up_mail(office, server.port)
    number = scheduled(office, people.babak)
    server.answers[email("Babak")] = "550 no such user"
    with office.work(people.babak) as w:
        due.send_now(w, number)
    run_due(office)
    test = opened(sign_in, people.babak, "schedules.py", view="log", id=str(number))
    assert not test.exception
    assert "Mails of “By person”" in texts(test)


def test_the_mail_server_is_set_up_and_tried(sign_in: SignIn, people: People, office: Office, server: Server) -> None:
    test = opened(sign_in, people.mina, "settings.py")
    test.segmented_control(key="settings_part").set_value("mail").run()
    test.text_input(key="settings_mail_host").set_value("127.0.0.1")
    test.number_input(key="settings_mail_port").set_value(server.port)
    test.selectbox(key="settings_mail_security").set_value("none")
    test.text_input(key="settings_mail_sender").set_value("reports@daftar.example")
    test.text_input(key="settings_mail_password").set_value("not to be seen")
    test.button(key="settings_mail_save").click().run()
    assert not test.exception
    assert mail_settings(office.company).port == server.port
    assert mail_server(office.company).password == "not to be seen"
    assert test.text_input(key="settings_mail_password").value == ""
    test.button(key="settings_mail_trial").click().run()
    assert any("250 taken as 42" in one.value for one in test.markdown)
    assert server.addresses == [email("Mina")]
    server.answers["DATA"] = "554 looks like spam"
    test.button(key="settings_mail_trial").click().run()
    assert "554 looks like spam" in str(test.error[0].value)


def test_the_app_sends_in_a_process_of_its_own(office: Office, people: People, server: Server) -> None:
    set_up_mail(office, server.port)
    scheduled(office, people.babak)
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.scalar(select(Schedule)).next_at = NOW  # the process has a true clock
    runner = Runner(office, every=0.05)
    runner.start()
    try:
        for _ in range(300):
            if server.taken:
                break
            threading.Event().wait(0.1)
    finally:
        runner.stop()
    assert server.addresses == [email("Babak")]
