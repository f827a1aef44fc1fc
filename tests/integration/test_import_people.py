"""Lists of users: units, roles, managers; nobody is doubled, locked out, or let in by a list."""

from __future__ import annotations

import pytest

from crm_core.base.errors import Refused
from crm_core.models import Customer, Deal, Unit, User
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, counts, everything, planned, rows, undone
from tests.provision.company import People

TEAMS = """
Agent,Manager,Regional office
Parisa Azad,Hamid Rad,West
Omid Nik,Hamid Rad,West
Hamid Rad,,East
Nima Far,Lale Amin,East
"""
STAFF = """
Employee ID,Full name,E-mail,Role,Team,Active
7,Parisa Azad,parisa@daftar.example,Sales manager,North,yes
8,Omid Nik,omid.nik@daftar.example,کارشناس فروش,South,no
9,Nima Far,nima@daftar.example,Astronaut,North,yes
"""


def everybody(office: Office, *names: str) -> dict[str, tuple[object, ...]]:
    """These columns of everybody, by name."""
    return {row[0]: row[1:] for row in rows(office, User, "name", *names)}


def units(office: Office) -> dict[str, str]:
    named = dict(rows(office, Unit, "id", "name"))
    return {name: named.get(unit, "") for name, unit in rows(office, User, "name", "unit_id")}


def test_offices_become_units_and_managers_in_the_list_leads(office: Office, people: People) -> None:
    done = bring_in(office, SYSTEM, TEAMS)
    assert (done.kind, counts(done)) == ("users", {"created": 4})
    found_units = units(office)
    assert [found_units[name] for name in ("Parisa Azad", "Omid Nik", "Hamid Rad", "Nima Far")] == [
        "West", "West", "East", "East",
    ]  # fmt: skip
    found = everybody(office, "role", "active", "password_hash")
    assert found["Hamid Rad"] == ("lead", True, None)
    assert found["Nima Far"] == ("rep", True, None)
    assert "Lale Amin" not in found
    assert counts(bring_in(office, SYSTEM, TEAMS)) == {"unchanged": 4}


def test_managers_who_are_no_users_are_told(office: Office, people: People) -> None:
    notes = [str(note) for note in planned(office, people.mina, TEAMS).plan.notes]
    assert "Managers that the list names and who are no users (1): Lale Amin" in notes
    assert "New people who are named as somebody’s manager became team leads (1): Hamid Rad" in notes
    assert "New units (2): West, East" in notes


def test_roles_are_read_in_both_languages_and_unknown_ones_are_reps(office: Office, people: People) -> None:
    done = bring_in(office, SYSTEM, STAFF)
    assert (counts(done), done.problems) == ({"created": 3}, 0)
    found = everybody(office, "role", "active", "external_id", "email")
    assert found["Parisa Azad"] == ("manager", True, "7", "parisa@daftar.example")
    assert found["Omid Nik"][:2] == ("rep", False)
    assert found["Nima Far"][0] == "rep"
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(User, rows(office, User, "id")[-1][0]).role = "lead"
    assert counts(bring_in(office, SYSTEM, STAFF)) == {"unchanged": 3}
    assert everybody(office, "role")["Nima Far"] == ("lead",)


def test_sellers_of_an_earlier_list_are_joined_and_their_records_follow(office: Office, people: People) -> None:
    deals = "Opportunity id,Account,Sales agent,Stage,Amount\nD1,Alborz,Parisa Azad,Won,10\nD2,,Omid Nik,Lead,20\n"
    bring_in(office, people.mina, deals, kind="deals")
    known = len(rows(office, User, "id"))
    before = everything(office)
    done = bring_in(office, people.mina, TEAMS)
    assert counts(done) == {"created": 2, "updated": 2}
    assert len(rows(office, User, "id")) == known + 2
    west = {name: number for number, name in rows(office, Unit, "id", "name")}["West"]
    assert rows(office, Deal, "unit_id") == [(west,), (west,)]
    assert [active for (active,) in rows(office, User, "active")] == [True] * (known + 2)
    assert undone(office, done.run) == []
    assert everything(office) == before


def test_the_address_of_another_user_is_a_problem(office: Office, people: People) -> None:
    text = "Full name,E-mail,Role,Employee ID\nNew One,new@x.example,rep,1\nOther,new@x.example,rep,2\n"
    plan = planned(office, people.mina, text).plan
    told = [(one.row, str(one.reason)) for one in plan.problems]
    assert told == [(3, "Another user has the address new@x.example.")]
    assert plan.count("failed") == 0


def test_a_list_takes_no_admin_away(office: Office, people: People) -> None:
    text = "Full name,E-mail,Role,Active\nMina,mina@daftar.example,rep,no\n"
    plan = planned(office, people.mina, text).plan
    assert [str(one.reason) for one in plan.problems] == ["Mina is an admin; a list does not take that away."] * 2
    assert counts(bring_in(office, people.mina, text)) == {"unchanged": 1}


def test_only_who_manages_users_brings_them_in(office: Office, people: People) -> None:
    for person in (people.babak, people.leila, people.sara):
        with pytest.raises(Refused, match="Only an admin manages users and teams"):
            planned(office, person, TEAMS)
    assert rows(office, Customer, "id") == []
