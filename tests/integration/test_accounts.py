"""Signing in and out, lock-out, sessions, links, the first admin and the last one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm_core.base.clock import FixedClock
from crm_core.base.config import Settings
from crm_core.base.errors import Invalid, Refused
from crm_core.models import OneTimeLink, User, UserSession
from crm_core.trust import accounts, set_up
from crm_core.trust import people as staff
from crm_core.trust.unit_of_work import Office
from tests.provision.company import NOW, PASSWORD, email

if TYPE_CHECKING:
    from tests.provision.company import People


def at(office: Office, **later: float) -> Office:
    """The same company, later."""
    clock = FixedClock(ZoneInfo("Asia/Tehran"), NOW + dt.timedelta(**later))
    return Office(Settings(database_url=office.settings.database_url), clock)


def test_sign_in_by_email_in_any_case_and_out_again(office: Office) -> None:
    signed = accounts.sign_in(office, " SARA@Daftar.Example ", PASSWORD, "127.0.0.1", "Firefox")
    actor = accounts.session_actor(office, signed.token)
    assert actor is not None
    assert (actor.name, actor.role) == ("Sara", "rep")
    accounts.sign_out(office, signed.token)
    assert accounts.session_actor(office, signed.token) is None


def test_a_wrong_password_and_an_unknown_person_are_told_the_same(office: Office) -> None:
    said = set()
    for address, password in ((email("Sara"), "wrong"), ("nobody@daftar.example", PASSWORD), ("", "")):
        with pytest.raises(Refused) as raised:
            accounts.sign_in(office, address, password)
        said.add(str(raised.value))
    assert said == {"E-mail or password is wrong."}


def test_failures_make_it_wait_longer_and_success_forgets_them(office: Office) -> None:
    for _attempt in range(3):
        with pytest.raises(Refused, match="wrong"):
            accounts.sign_in(office, email("Sara"), "wrong")
    with pytest.raises(Refused, match="Try again in [23] seconds"):
        accounts.sign_in(office, email("Sara"), PASSWORD)
    with pytest.raises(Refused, match="wrong"):
        accounts.sign_in(at(office, seconds=4), email("Sara"), "wrong")
    with pytest.raises(Refused, match="Too many"):
        accounts.sign_in(at(office, seconds=6), email("Sara"), PASSWORD)
    accounts.sign_in(at(office, seconds=30), email("Sara"), PASSWORD)
    with office.read(accounts.SYSTEM) as w:
        sara = w.scalar(select(User).where(User.name == "Sara"))
        assert (sara.failed_attempts, sara.locked_until) == (0, None)


def test_sessions_end_by_age_and_idleness(office: Office) -> None:
    token = accounts.sign_in(office, email("Sara"), PASSWORD).token
    assert accounts.session_actor(at(office, days=6), token) is not None
    assert accounts.session_actor(at(office, days=12), token) is not None, "being seen keeps it alive"
    assert accounts.session_actor(at(office, days=20), token) is None
    assert accounts.session_actor(at(office, days=31), token) is None


def test_only_the_hash_of_a_token_is_stored(office: Office) -> None:
    token = accounts.sign_in(office, email("Sara"), PASSWORD).token
    with office.read(accounts.SYSTEM) as w:
        stored = w.scalars(select(UserSession.token_hash))
        assert token not in stored
        hashes = w.scalars(select(User.password_hash).where(User.password_hash.is_not(None)))
        assert all(one.startswith("$argon2id$") for one in hashes)


def test_a_disabled_person_is_out_at_once(office: Office, people: People) -> None:
    token = accounts.sign_in(office, email("Sara"), PASSWORD).token
    with office.work(people.mina) as w:
        assert people.sara.user_id is not None
        staff.save_user(w, {"active": False}, people.sara.user_id)
    assert accounts.session_actor(office, token) is None
    with pytest.raises(Refused):
        accounts.sign_in(office, email("Sara"), PASSWORD)


def test_changing_the_password_ends_the_other_sessions(office: Office, people: People) -> None:
    here = accounts.sign_in(office, email("Sara"), PASSWORD).token
    elsewhere = accounts.sign_in(office, email("Sara"), PASSWORD).token
    with pytest.raises(Refused, match="present password"):
        accounts.change_password(office, people.sara, "not it", "a new long password", here)
    with pytest.raises(Invalid, match="10 to 200"):
        accounts.change_password(office, people.sara, PASSWORD, "short", here)
    accounts.change_password(office, people.sara, PASSWORD, "a new long password", here)
    assert accounts.session_actor(office, here) is not None
    assert accounts.session_actor(office, elsewhere) is None
    accounts.sign_in(office, email("Sara"), "a new long password")


def test_a_link_wakes_a_seller_up_once(office: Office, people: People) -> None:
    with office.work(people.mina) as w:
        seller = staff.save_user(w, {"name": "Darcel", "active": False, "role": "rep"})
        with pytest.raises(Invalid, match="e-mail"):
            accounts.make_link(w, seller)
        staff.save_user(w, {"email": "darcel@daftar.example"}, seller)
        old = accounts.make_link(w, seller)
        token = accounts.make_link(w, seller)
    assert accounts.link_user(office, old) is None, "a newer link ends the older"
    assert accounts.link_user(office, token) == "Darcel"
    accounts.use_link(office, token, "my very own password")
    actor = accounts.session_actor(
        office, accounts.sign_in(office, "darcel@daftar.example", "my very own password").token
    )
    assert actor is not None
    assert actor.name == "Darcel"
    with pytest.raises(Refused, match="too old"):
        accounts.use_link(office, token, "my very own password")


def test_a_link_grows_old(office: Office, people: People) -> None:
    with office.work(people.mina) as w:
        assert people.sara.user_id is not None
        token = accounts.make_link(w, people.sara.user_id)
    with pytest.raises(Refused):
        accounts.use_link(at(office, days=4), token, "my very own password")
    with office.read(people.sara) as w:
        assert len(w.scalars(select(OneTimeLink))) == 1
    with office.read(people.babak) as w:
        assert w.scalars(select(OneTimeLink)) == []


def test_set_up_works_once(office: Office) -> None:
    with pytest.raises(Refused, match="already"):
        set_up.set_up(office, set_up.SetUp({"name": "Again"}, "Eve", "eve@x.com", "long enough pw"))


def test_the_last_admin_stays(office: Office, people: People) -> None:
    assert people.mina.user_id is not None
    for values in ({"active": False}, {"role": "rep"}):
        with office.work(people.mina) as w, pytest.raises(Refused, match="last admin"):
            staff.save_user(w, values, people.mina.user_id)


def test_only_an_admin_manages_people(office: Office, people: People) -> None:
    for person in (people.babak, people.leila, people.sara, people.vida):
        with office.work(person) as w, pytest.raises(Refused):
            staff.save_user(w, {"name": "Friend", "role": "admin"})
        with office.work(person) as w, pytest.raises(Refused):
            accounts.make_link(w, people.mina.user_id or 0)
        with office.work(person) as w, pytest.raises(Refused):
            set_up.change_settings(w, {"name": "Mine"})


def test_a_unit_cannot_stand_below_itself_and_goes_only_when_empty(
    office: Office, people: People, units: dict[str, int]
) -> None:
    with office.work(people.mina) as w:
        with pytest.raises(Invalid, match="below itself"):
            staff.save_unit(w, "Tehran", units["North"], units["Tehran"])
        with pytest.raises(Invalid, match="Move the people"):
            staff.delete_unit(w, units["North"])
        empty = staff.save_unit(w, "Tabriz", units["Company"])
        staff.delete_unit(w, empty)
        assert "Tabriz" not in [node.name for node in staff.unit_tree(w)]


def test_settings_are_checked_and_recorded(office: Office, people: People) -> None:
    with office.work(people.mina) as w:
        with pytest.raises(Invalid, match="time zone"):
            set_up.change_settings(w, {"time_zone": "Mars/Base"})
        set_up.change_settings(w, {"name": "Daftar North", "week_start": 6})
    assert (office.company.name, office.company.week_start) == ("Daftar North", 6)
    with office.read(people.mina) as w:
        from crm_core.trust.history import newest
        from crm_core.trust.undo import undo

        deed = newest(w, limit=1)[0]
        assert deed.records == {"setting": 1}
    with office.work(people.mina) as w:
        undo(w, deed.id)
    assert office.company.week_start == 0
