"""Reports that are mailed on a schedule: each person gets their own figures, once, whatever breaks meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import smtplib
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import select

from crm_core.base.clock import FixedClock
from crm_core.base.database import DatabaseBusy
from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.base.i18n import Locale
from crm_core.cli import main
from crm_core.jobs.due import run_due
from crm_core.messages import outbox, smtp
from crm_core.messages.outbox import said_error
from crm_core.models import OutgoingMessage, Schedule, User
from crm_core.reports import dashboards, due, letters, saved, schedules
from crm_core.reports.contents import contents_of
from crm_core.reports.rhythm import Rhythm
from crm_core.reports.schedules import Plan
from crm_core.trust.access import SYSTEM
from crm_core.trust.set_up import change_settings
from crm_core.trust.undo import undo
from crm_core.work.notifications import latest
from tests.integration.mail_ground import BASE, SENDER, Server, numbers_in, part, serving, set_up_mail
from tests.integration.reports_ground import deal, put
from tests.provision.company import NOW, email, open_office

if TYPE_CHECKING:
    from crm_core.trust.access import Actor
    from crm_core.trust.unit_of_work import Office
    from tests.provision.company import People

EACH_MORNING = Rhythm("daily", 8 * 60)
TOMORROW = dt.datetime(2026, 11, 22, 4, 30, tzinfo=dt.UTC)  # eight o'clock in Tehran
LAST_MONTH = {"measures": "won_amount", "by": "total", "period": "last_month", "breakdown": "owner"}
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def company(office: Office, people: People, server: Server) -> Office:
    """Reps may export; Sara won 100, Reza 200, Omid 400 and Kian 800 dollars in October; mails go to `server`."""
    with office.work(SYSTEM) as w:
        change_settings(w, {"rep_may_export": True})
    won = ((people.sara, 100), (people.reza, 200), (people.omid, 400), (people.kian, 800))
    put(office, [deal(amount, "2026-09-01", "2026-10-15", of=who) for who, amount in won])
    set_up_mail(office, server.port)
    return office


def at(office: Office, instant: dt.datetime) -> None:
    cast("FixedClock", office._clock).instant = instant


def plan(*who: Actor, **values: Any) -> Plan:
    people = tuple(one.user_id or 0 for one in who)
    return replace(Plan("Last month", EACH_MORNING, "xlsx", params=LAST_MONTH, people=people), **values)


def scheduled(office: Office, owner: Actor, wanted: Plan) -> int:
    with office.work(owner) as w:
        return schedules.add(w, wanted).id


def messages(office: Office) -> list[OutgoingMessage]:
    with office.read(SYSTEM) as w:
        return list(w.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id)))


def states(office: Office) -> list[str]:
    return [one.status for one in messages(office)]


def reasons(office: Office) -> dict[str, str]:
    return {one.address: said_error(one.error, Locale()) for one in messages(office)}


# Who gets what


def test_each_person_gets_the_figures_of_their_own_rights(company: Office, people: People, server: Server) -> None:
    scheduled(company, people.babak, plan(people.babak, people.nader, people.sara))
    assert run_due(company).sent == 0
    at(company, TOMORROW)
    assert run_due(company).sent == 3
    totals = {name: numbers_in(server.to(email(name))[0]) for name in ("Babak", "Nader", "Sara")}
    assert {100, 200, 400, 800, 1500} <= totals["Babak"]
    assert {100, 200, 300} <= totals["Nader"]
    assert not {400, 800, 1500} & totals["Nader"]
    assert 100 in totals["Sara"]
    assert not {200, 300, 400, 800, 1500} & totals["Sara"]
    mail = server.to(email("Sara"))[0]
    assert mail["Subject"] == "Last month – October 2026"
    assert mail["From"].addresses[0].addr_spec == SENDER
    assert "$100" in part(mail, "plain")
    assert "because Babak scheduled it" in part(mail, "plain")
    assert f"{BASE}/reports?" in part(mail, "html")


def test_a_pdf_and_a_dashboard_go_out_too(company: Office, people: People, server: Server) -> None:
    what = f"{schedules.DASHBOARD}standard_dashboard:rep"
    wanted = plan(people.babak, what=what, params={}, form="pdf", name="My own")
    scheduled(company, people.babak, wanted)
    at(company, TOMORROW)
    assert run_due(company).sent == 1
    attached = next(iter(server.to(email("Babak"))[0].iter_attachments()))
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content().startswith(b"%PDF")
    with company.read(people.babak) as w:
        tiles = dashboards.dashboard_of(w, "standard_dashboard:rep").tiles
        assert [shows for _, _, shows in contents_of(w, w, wanted).reports] == [one.shows for one in tiles]


def test_a_private_saved_report_is_sent_to_others_with_their_own_figures(
    company: Office, people: People, server: Server
) -> None:
    with company.work(people.babak) as w:
        key = saved.add(w, "How October went", LAST_MONTH).key
    scheduled(company, people.babak, plan(people.sara, what=key, params={}, name="How October went"))
    at(company, TOMORROW)
    assert run_due(company).sent == 1
    mail = server.to(email("Sara"))[0]
    assert mail["Subject"] == "How October went – October 2026"
    assert 1500 not in numbers_in(mail)


def test_people_read_in_their_own_language_calendar_and_digits(company: Office, people: People, server: Server) -> None:
    with company.work(SYSTEM) as w, w.changing("edit"):
        sara = w.get(User, people.sara.user_id or 0)
        sara.language, sara.calendar, sara.digits = "fa", "jalali", "persian"
    scheduled(company, people.babak, plan(people.sara, people.nader, params={**LAST_MONTH, "period": "this_year"}))
    at(company, TOMORROW)
    run_due(company)
    persian, english = server.to(email("Sara"))[0], server.to(email("Nader"))[0]
    assert persian["Subject"] == "Last month – ۱۴۰۵"  # its name is what Babak called it
    assert '<html lang="fa" dir="rtl">' in part(persian, "html")
    assert "۱۰۰" in part(persian, "plain")
    assert persian["Content-Language"] == "fa"
    assert '<html lang="en" dir="ltr">' in part(english, "html")
    for mail in (persian, english):
        assert "<img" not in part(mail, "html")
        assert "url(" not in part(mail, "html")


def test_the_month_of_a_monthly_schedule_is_that_of_its_calendar(
    company: Office, people: People, server: Server
) -> None:
    first_of_month = Rhythm("monthly", 8 * 60, month_day=1, calendar="jalali")
    scheduled(company, people.babak, plan(people.babak, rhythm=first_of_month))
    first_of_azar = dt.datetime(2026, 11, 22, 4, 30, tzinfo=dt.UTC)
    at(company, first_of_azar)
    assert run_due(company).sent == 1
    assert server.to(email("Babak"))[0]["Subject"] == "Last month – Aban 1405"


def test_whoever_is_inactive_or_may_not_export_gets_nothing_and_the_log_says_why(
    company: Office, people: People, server: Server
) -> None:
    scheduled(company, people.babak, plan(people.vida, people.kian, people.reza, people.nader))
    with company.work(SYSTEM) as w, w.changing("edit"):
        w.get(User, people.kian.user_id or 0).active = False
        w.get(User, people.reza.user_id or 0).email = None
    at(company, TOMORROW)
    assert run_due(company).sent == 1
    assert server.addresses == [email("Nader")]
    assert reasons(company) == {
        email("Vida"): "This person may not export reports.",
        email("Kian"): "This person is not active any more.",
        "": "This person has no e-mail address.",
        email("Nader"): "",
    }


def test_an_address_outside_gets_what_the_owner_sees_while_the_owner_may(
    company: Office, people: People, server: Server
) -> None:
    outside = plan(people.babak, addresses=("Bank@Partner.example", "babak@daftar.example"))
    with company.work(people.leila) as w, pytest.raises(Refused, match="Only managers and admins"):
        schedules.add(w, outside)
    scheduled(company, people.babak, outside)
    at(company, TOMORROW)
    assert run_due(company).sent == 2  # Babak once, though his address is named as well
    mail = server.to("Bank@Partner.example")[0]
    assert 1500 in numbers_in(mail)
    assert "It shows what Babak sees." in part(mail, "plain")
    assert BASE not in part(mail, "html")
    with company.work(SYSTEM) as w, w.changing("edit"):
        w.get(User, people.babak.user_id or 0).role = "rep"
    at(company, TOMORROW + DAY)
    assert run_due(company).sent == 1
    assert len(server.to("Bank@Partner.example")) == 1
    assert "may not send reports to addresses outside" in reasons(company)["Bank@Partner.example"]


def test_only_those_who_may_export_schedule_and_each_sees_their_own(company: Office, people: People) -> None:
    with company.work(people.vida) as w, pytest.raises(Refused):
        schedules.add(w, plan(people.vida))
    mine = scheduled(company, company.actor_for(email("Sara")), plan(people.sara))
    with company.read(people.nader) as w:
        assert [one.id for one in schedules.listed(w)] == [mine]  # the lead of her unit
    omid = company.actor_for(email("Omid"))
    with company.read(omid) as w:
        assert schedules.listed(w) == []
    with company.work(omid) as w, pytest.raises(NotFound):
        schedules.set_active(w, mine, False)


# Once, and not lost


def test_nothing_goes_twice(company: Office, people: People, server: Server) -> None:
    scheduled(company, people.babak, plan(people.babak, people.sara))
    at(company, TOMORROW)
    assert run_due(company).sent == 2
    assert run_due(company).sent == 0
    assert len(server.taken) == 2
    at(company, TOMORROW + DAY)
    assert run_due(company).sent == 2


def test_two_runners_at_once_send_each_mail_once(
    company: Office, people: People, server: Server, company_url: str
) -> None:
    everybody = [people.babak, people.nader, people.sara, people.reza, people.omid, people.shirin]
    scheduled(company, people.babak, plan(*everybody))
    scheduled(company, people.mina, plan(*everybody, name="Another"))
    other = open_office(company_url)
    for one in (company, other):
        at(one, TOMORROW)
    counts: list[int] = []

    def run(one: Office) -> None:  # past the lease, so that the rows alone keep them apart
        due.make_due(one)
        counts.append(outbox.send_due(one, letters.write, letters.tell_owner).sent)

    both = [threading.Thread(target=run, args=(one,)) for one in (company, other)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    other.close()
    assert sum(counts) == 12
    assert len(server.taken) == 12
    assert len({mail["Message-ID"] for _to, mail in server.taken}) == 12


def test_a_job_is_held_by_one_and_given_back(company: Office, people: People, company_url: str) -> None:
    from crm_core.jobs.due import Job

    other, ran = open_office(company_url), []

    def work(*_given: Any) -> None:
        ran.append(1)
        assert run_due(other, jobs=(job,)).jobs == []  # while it is done, nobody else does it

    job = Job("something", dt.timedelta(hours=1), work)
    assert run_due(company, jobs=(job,)).jobs == ["something"]
    assert run_due(company, jobs=(job,)).jobs == []
    at(company, NOW + dt.timedelta(hours=2))
    assert run_due(company, jobs=(job,)).jobs == ["something"]
    assert len(ran) == 2
    other.close()


class Killed(BaseException):
    """The process ends here."""


def test_a_crash_before_the_server_has_the_mail_loses_nothing(
    company: Office, people: People, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(company, people.babak, plan(people.babak))
    at(company, TOMORROW)
    due.make_due(company)

    def dies(*_given: Any) -> Any:
        raise Killed

    with pytest.raises(Killed):
        outbox.send_due(company, dies, letters.tell_owner)
    first = messages(company)[0]
    assert (first.status, first.tries) == ("sending", 1)
    assert run_due(company).sent == 0  # it may still be at work
    at(company, TOMORROW + 16 * MINUTE)
    assert run_due(company).sent == 1
    assert [mail["Message-ID"] for mail in server.to(email("Babak"))] == [first.message_id]


def test_a_crash_when_the_server_had_it_all_sends_nothing_twice_by_itself(
    company: Office, people: People, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(company, people.babak, plan(people.babak))
    at(company, TOMORROW)
    due.make_due(company)
    deliver = outbox.deliver

    def dies(*given: Any, **named: Any) -> str:
        deliver(*given, **named)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "deliver", dies)
        with pytest.raises(Killed):
            outbox.send_due(company, letters.write, letters.tell_owner)
    assert states(company) == ["handed"]
    at(company, TOMORROW + 16 * MINUTE)
    assert run_due(company).sent == 0
    assert states(company) == ["unsure"]
    assert len(server.taken) == 1
    with company.work(people.babak) as w:
        assert [one.kind for one in latest(w)] == ["undelivered"]
        outbox.send_again(w, w.scalar(select(OutgoingMessage)))
    assert run_due(company).sent == 1
    assert len({mail["Message-ID"] for mail in server.to(email("Babak"))}) == 1


def test_what_was_sent_and_could_not_be_noted_is_not_sent_again(
    company: Office, people: People, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(company, people.babak, plan(people.babak))
    at(company, TOMORROW)
    claim = outbox.claim

    def busy(w: Any, model: Any, where: Any, values: Any) -> bool:
        if values.get("status") == "sent":
            raise DatabaseBusy("Somebody is storing very much just now.")
        return claim(w, model, where, values)

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "claim", busy)
        run_due(company)
    assert states(company) == ["handed"]
    at(company, TOMORROW + DAY - MINUTE)
    run_due(company)
    assert states(company) == ["unsure"]
    assert len(server.taken) == 1


def test_a_database_that_is_busy_is_waited_for(
    company: Office, people: People, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(company, people.babak, plan(people.babak))
    at(company, TOMORROW)
    due.make_due(company)

    def busy(*_given: Any) -> Any:
        raise DatabaseBusy("Somebody is storing very much just now.")

    assert outbox.send_due(company, busy, letters.tell_owner).later == 1
    at(company, TOMORROW + MINUTE)
    assert run_due(company).sent == 1


def test_the_connection_breaks_before_the_server_says_anything(
    company: Office, people: People, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_smtp: smtplib.SMTP) -> Any:
        raise smtplib.SMTPServerDisconnected("gone")

    scheduled(company, people.babak, plan(people.babak))
    at(company, TOMORROW)
    end = smtp._end

    def ends(connection: smtplib.SMTP, *given: Any) -> str:
        monkeypatch.setattr(smtplib.SMTP, "getreply", breaks)
        return end(connection, *given)

    monkeypatch.setattr(smtp, "_end", ends)
    assert run_due(company).failed == 1
    assert states(company) == ["unsure"]


def test_missed_times_are_made_up_for_once(company: Office, people: People, server: Server) -> None:
    number = scheduled(company, people.babak, plan(people.babak, params={**LAST_MONTH, "period": "yesterday"}))
    at(company, TOMORROW + 3 * DAY + dt.timedelta(hours=5))
    assert run_due(company).sent == 1
    assert [one.due_at for one in messages(company)] == [TOMORROW + 3 * DAY]
    assert server.to(email("Babak"))[0]["Subject"] == "Last month – 2026-11-24"
    with company.read(SYSTEM) as w:
        assert w.get(Schedule, number).next_at == TOMORROW + 4 * DAY


def test_what_is_due_late_speaks_of_the_day_it_was_due(company: Office, people: People, server: Server) -> None:
    scheduled(company, people.babak, plan(people.babak, params={**LAST_MONTH, "period": "today"}))
    server.answers[email("Babak")] = "450 later"
    at(company, TOMORROW)
    run_due(company)
    server.answers.clear()
    at(company, TOMORROW + DAY - dt.timedelta(hours=1))
    assert run_due(company).sent == 1
    assert server.to(email("Babak"))[0]["Subject"] == "Last month – 2026-11-22"


# When it does not go


def test_what_is_deferred_waits_longer_each_time_and_is_given_up(
    company: Office, people: People, server: Server
) -> None:
    scheduled(company, people.babak, plan(people.sara, people.nader))
    server.answers[email("Sara")] = "451 try again later"
    now = TOMORROW
    at(company, now)
    assert run_due(company).sent == 1
    waits = []
    for _ in range(4):
        waiting = messages(company)[0]
        assert waiting.status == "waiting"
        assert waiting.next_try_at is not None
        waits.append((waiting.next_try_at - now) / MINUTE)
        now = waiting.next_try_at
        at(company, now - MINUTE / 2)
        assert "mails" not in run_due(company).jobs
        at(company, now)
        ran = run_due(company)
    assert waits == [1, 5, 30, 120]
    assert (ran.failed, states(company)) == (1, ["failed", "sent"])
    assert "451 try again later" in reasons(company)[email("Sara")]
    with company.read(people.babak) as w:
        told = latest(w)
        assert [(one.kind, one.text, one.records[0][1]) for one in told] == [
            ("undelivered", email("Sara"), "Last month")
        ]
    server.answers.clear()
    with company.work(people.babak) as w:
        outbox.send_again(w, w.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id))[0])
    assert run_due(company).sent == 1


def test_what_is_refused_for_good_is_not_tried_again(company: Office, people: People, server: Server) -> None:
    scheduled(company, people.babak, plan(people.sara))
    server.answers[email("Sara")] = "550 no such user"
    at(company, TOMORROW)
    assert run_due(company).failed == 1
    assert reasons(company) == {email("Sara"): "The server does not take mails to this address: 550 no such user"}
    at(company, TOMORROW + 10 * MINUTE)
    assert "mails" not in run_due(company).jobs


def test_without_a_server_messages_wait_a_day_at_most(company: Office, people: People, server: Server) -> None:
    set_up_mail(company, 25, host="", sender="")
    scheduled(company, people.babak, plan(people.babak))
    at(company, TOMORROW)
    assert run_due(company).waiting == 1
    assert reasons(company) == {email("Babak"): "No mail server is set up yet (Settings → Mail)."}
    set_up_mail(company, server.port)
    at(company, TOMORROW + 20 * MINUTE)
    assert run_due(company).sent == 1


def test_a_report_that_is_gone_is_told_of(company: Office, people: People) -> None:
    with company.work(people.babak) as w:
        key = saved.add(w, "How October went", LAST_MONTH).key
    scheduled(company, people.babak, plan(people.sara, what=key, params={}))
    with company.work(people.babak) as w:
        saved.delete(w, key)
    at(company, TOMORROW)
    assert run_due(company).failed == 1
    assert "does not exist" in reasons(company)[email("Sara")]


# Changing, pausing, deleting, taking back


def test_pausing_and_going_on_sends_nothing_of_the_meantime(company: Office, people: People, server: Server) -> None:
    number = scheduled(company, people.babak, plan(people.babak))
    with company.work(people.babak) as w:
        pausing = schedules.set_active(w, number, False)
    at(company, TOMORROW + 2 * DAY)
    assert run_due(company).sent == 0
    with company.work(people.babak) as w:
        undo(w, pausing.change_set_id)  # as good as going on
    assert run_due(company).sent == 0
    with company.read(SYSTEM) as w:
        assert w.get(Schedule, number).next_at == TOMORROW + 3 * DAY


def test_an_undone_edit_goes_at_the_old_time_again(company: Office, people: People) -> None:
    number = scheduled(company, people.babak, plan(people.babak))
    with company.work(people.babak) as w:
        later = plan(people.babak, rhythm=Rhythm("daily", 18 * 60))
        change = schedules.change(w, number, later, version=w.get(Schedule, number).version)
    with company.work(people.babak) as w:
        undo(w, change.change_set_id)
    run_due(company)
    with company.read(SYSTEM) as w:
        assert w.get(Schedule, number).next_at == TOMORROW


def test_a_deleted_schedule_sends_nothing_not_even_what_waits(company: Office, people: People, server: Server) -> None:
    number = scheduled(company, people.babak, plan(people.babak))
    with company.work(people.babak) as w:
        due.send_now(w, number)
        schedules.delete(w, number)
    assert run_due(company).sent == 0
    assert states(company) == ["skipped"]
    with company.work(people.babak) as w:
        with pytest.raises(NotFound):
            due.send_now(w, number)
        assert schedules.listed(w) == []


def test_now_means_now_and_leaves_the_next_time_alone(company: Office, people: People, server: Server) -> None:
    number = scheduled(company, people.babak, plan(people.babak))
    with company.work(people.babak) as w:
        due.send_now(w, number)
        due.send_now(w, number)  # a second click
    assert run_due(company).sent == 1
    at(company, TOMORROW)
    assert run_due(company).sent == 1
    assert len(server.taken) == 2


def test_what_cannot_be_is_refused_in_words(company: Office, people: People) -> None:
    wrong: list[tuple[Plan, str]] = [
        (plan(), "Choose at least one person"),
        (plan(people.sara, name=" "), "Give it a name"),
        (plan(people.sara, addresses=("a b@c",)), "is not an e-mail address"),
        (plan(people.sara, params={"measures": "nonsense"}), "nonsense"),
        (plan(people.sara, people=(999,)), "does not exist"),
        (plan(people.sara, form=cast("Any", "exe")), "is not one of"),
    ]
    for one, reason in wrong:
        with company.work(people.babak) as w, pytest.raises(Invalid, match=reason):
            schedules.add(w, one)
    with company.read(SYSTEM) as w:
        assert w.scalars(select(Schedule)) == []


def test_a_name_cannot_slip_headers_into_a_mail(company: Office, people: People, server: Server) -> None:
    name = "Sales\r\nBcc: everybody@else.example\r\n\r\n<b>bold</b>"
    with company.work(SYSTEM) as w, w.changing("edit"):
        number = schedules.add(w, plan(people.babak)).id
        w.get(Schedule, number).name = name  # past the check
    at(company, TOMORROW)
    assert run_due(company).sent == 1
    mail = server.to(email("Babak"))[0]
    assert mail["Bcc"] is None
    assert str(mail["Subject"]).startswith("Sales Bcc: everybody@else.example <b>bold</b>")
    assert "&lt;b&gt;bold" in part(mail, "html")
    assert server.addresses == [email("Babak")]


def test_the_command_does_what_is_due_and_says_so(
    company: Office, people: People, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scheduled(company, people.babak, plan(people.babak, people.sara))
    server.answers[email("Sara")] = "550 no such user"
    with company.work(SYSTEM) as w, w.changing("edit"):
        w.scalar(select(Schedule)).next_at = NOW  # the command has a true clock
    monkeypatch.setenv("CRM_DATABASE_URL", company.settings.database_url)
    assert main(["jobs", "--once", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["sent"], said["failed"], said["waiting"], said["broken"]) == (1, 1, 0, [])
    assert "mails" in said["ran"]
    assert dt.datetime.fromisoformat(said["next"]).astimezone(dt.UTC).strftime("%H:%M") == "04:30"
    assert main(["jobs"]) == 0
    assert "0 sent, 0 failed, 0 waiting." in capsys.readouterr().out
    assert main(["jobs", "--as", email("Sara")]) == 2
