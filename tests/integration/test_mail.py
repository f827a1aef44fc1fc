"""The mail server's settings: checked, its password sealed and nowhere to be read; what a server says, in one sentence."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from crm_core.base.config import Settings
from crm_core.base.errors import Invalid, Refused
from crm_core.base.i18n import Locale
from crm_core.messages.settings import MailSettings, has_password, mail_server, mail_settings, store_mail
from crm_core.messages.smtp import NotNow
from crm_core.messages.trial import send_trial
from crm_core.models import Change, Setting
from crm_core.trust import backup
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.mail_ground import PASSWORD, USER, free_port, guarded, part, serving, set_up_mail
from tests.provision.company import email

if TYPE_CHECKING:
    from tests.provision.company import People


def test_a_trial_goes_over_an_encrypted_connection_with_user_and_password(
    office: Office, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with guarded(tmp_path, monkeypatch) as server:
        set_up_mail(office, server.port, security="starttls", user=USER, password=PASSWORD)
        said = send_trial(office, people.mina)
        assert "250 taken as 42" in said.say(Locale())
        assert part(server.to(email("Mina"))[0], "plain").startswith("If you read this")
        set_up_mail(office, server.port, security="starttls", user=USER, password="wrong")
        with pytest.raises(NotNow, match="does not accept user and password: 535"):
            send_trial(office, people.mina)
        set_up_mail(office, server.port, security="none", user=USER, password=PASSWORD)
        with pytest.raises(NotNow):
            send_trial(office, people.mina)
        set_up_mail(office, server.port, security="tls", user=USER, password=PASSWORD)
        with pytest.raises(NotNow, match="No secure connection"):
            send_trial(office, people.mina)
    assert PASSWORD not in caplog.text
    monkeypatch.delenv("SSL_CERT_FILE")
    with guarded(tmp_path, monkeypatch) as server:
        monkeypatch.delenv("SSL_CERT_FILE")
        set_up_mail(office, server.port, security="starttls", user=USER, password=PASSWORD)
        with pytest.raises(NotNow, match="certificate"):
            send_trial(office, people.mina)
        assert server.taken == []


def test_who_is_no_admin_neither_sets_mail_up_nor_tries_it(office: Office, people: People) -> None:
    with office.work(people.babak) as w, pytest.raises(Refused):
        store_mail(w, MailSettings(host="mail.example", sender="a@b.example"), base_url="")
    with pytest.raises(Refused):
        send_trial(office, people.babak)


def test_a_server_that_is_not_there_is_told_in_one_sentence(office: Office, people: People) -> None:
    with pytest.raises(Invalid, match="No mail server is set up yet"):
        send_trial(office, people.mina)
    port = free_port()
    set_up_mail(office, port)
    with pytest.raises(NotNow, match=f"There is no connection to 127.0.0.1 at port {port}"):
        send_trial(office, people.mina)
    set_up_mail(office, 25, host="there-is-no-such-host.invalid")
    with pytest.raises(NotNow, match="There is no server named"):
        send_trial(office, people.mina)


def test_the_password_is_to_be_read_nowhere(office: Office, people: People, tmp_path: Path) -> None:
    set_up_mail(office, 587, user=USER, password=PASSWORD)
    assert mail_server(office.company).password == PASSWORD
    assert PASSWORD not in repr(office.company)
    assert PASSWORD not in repr(mail_server(office.company))
    with office.read(SYSTEM) as w:
        kept = json.dumps([[row.key, row.value] for row in w.rows(select(Setting.key, Setting.value))])
        history = json.dumps([[one.before, one.after] for one in w.scalars(select(Change))])
    assert PASSWORD not in kept
    assert PASSWORD not in history
    assert "mail_password" in kept
    assert "mail_password" not in history
    if office.database.is_sqlite:
        backup.back_up(office, people.mina, tmp_path / "copy")
        assert PASSWORD.encode() not in (tmp_path / "copy").read_bytes()


def test_the_password_goes_to_no_other_server_than_it_was_typed_for(office: Office) -> None:
    set_up_mail(office, 587, user=USER, password=PASSWORD)
    set_up_mail(office, 465, user=USER, sender_name="Another name")
    assert has_password(office.company)
    set_up_mail(office, 587, user=USER, host="mail.elsewhere.example")
    assert not has_password(office.company)
    with pytest.raises(Invalid, match="Type it again"):
        mail_server(office.company)


def test_another_secret_does_not_open_the_password(office: Office, company_url: str) -> None:
    set_up_mail(office, 587, user=USER, password=PASSWORD)
    with office.work(SYSTEM) as w:
        w.session.merge(Setting(key="secret", value="x" * 40))
        w.touch("setting")
    assert not has_password(office.company)


def test_the_environment_proposes_what_the_screen_keeps(company_url: str) -> None:
    proposed = Settings(
        database_url=company_url, smtp_host="mail.example", smtp_user="u", smtp_password="from outside",
        smtp_sender="a@b.example", base_url="https://crm.example/",
    )  # fmt: skip
    assert "from outside" not in repr(proposed)
    office = Office(proposed)
    assert mail_settings(office.company).ready
    assert mail_server(office.company).password == "from outside"
    assert office.company.base_url == "https://crm.example"
    set_up_mail(office, 25, host="other.example", user="u")
    assert not has_password(office.company)
    office.close()


def test_what_cannot_be_a_mail_server_is_refused_in_words(office: Office) -> None:
    good = {"host": "mail.example", "sender": "a@b.example"}
    wrong: list[tuple[dict[str, object], str, str]] = [
        ({"host": "mail example"}, "", "not the name of a server"),
        ({"port": 0}, "", "from 1 to 65535"),
        ({"sender": "nobody"}, "", "not an e-mail address to send from"),
        ({"user": "a\r\nb"}, "", "cannot be used"),
        ({"security": "ssl"}, "", "is not one of"),
        ({}, "javascript:alert(1)", "not the address of a site"),
        ({}, "https://a.example/?x=1", "not the address of a site"),
    ]
    for values, address, reason in wrong:
        with office.work(SYSTEM) as w, pytest.raises(Invalid, match=reason):
            store_mail(w, MailSettings(**{**good, **values}), base_url=address)  # type: ignore[arg-type]
    assert mail_settings(office.company) == MailSettings()


def test_a_mail_of_many_long_lines_and_dots_arrives_as_it_was_written() -> None:
    from crm_core.messages.settings import MailServer
    from crm_core.messages.smtp import deliver

    with serving() as server:
        settings = MailSettings("127.0.0.1", server.port, "none", sender="a@b.example")
        mail = b"Subject: x\r\n\r\n.\r\n..two\r\nend"
        deliver(MailServer(settings, ""), "c@d.example", mail)
        assert server.to("c@d.example")[0].get_content() == ".\r\n..two\r\nend\r\n"
