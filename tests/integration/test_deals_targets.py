"""Targets as they are set in the grid: whose, by whom, changed and taken away."""

from __future__ import annotations

import pytest

from crm_core.base.errors import Invalid, Refused
from crm_core.deals.targets import TargetLine, months_of_year, set_target, target_lines
from crm_core.models import User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import TODAY
from tests.provision.company import People


def _set(office: Office, actor: Actor, scope: str, holder: int | None, value: int | None, month: int = 10) -> None:
    with office.work(actor) as w:
        period = months_of_year(w, TODAY)[month]
        set_target(w, scope, holder, "won_amount", period, value)  # type: ignore[arg-type]


def _lines(office: Office, actor: Actor) -> dict[str, TargetLine]:
    with office.read(actor) as w:
        return {one.name: one for one in target_lines(w, "won_amount", TODAY)}


def test_a_target_is_set_changed_and_taken_away(office: Office, people: People) -> None:
    for value in (500, 700, None, 900):
        _set(office, people.babak, "user", people.sara.user_id, value)
        assert _lines(office, people.babak)["Sara"].values[9:] == (None, value, None)


def test_the_grid_is_the_tree(office: Office, people: People, units: dict[str, int]) -> None:
    found = _lines(office, people.babak)
    assert [(one.name, one.depth) for one in found.values()] == [
        ("Daftar Trading", 0),
        ("Company", 1),
        ("Shiraz", 2),
        ("Kian", 3),
        ("Shirin", 3),
        ("Tehran", 2),
        ("Leila", 3),
        ("North", 3),
        ("Nader", 4),
        ("Reza", 4),
        ("Sara", 4),
        ("South", 3),
        ("Omid", 4),
    ]


def test_a_lead_sets_those_of_the_unit_and_below(office: Office, people: People, units: dict[str, int]) -> None:
    _set(office, people.leila, "unit", units["North"], 100)
    _set(office, people.leila, "user", people.omid.user_id, 30)
    found = _lines(office, people.leila)
    assert list(found) == ["Tehran", "Leila", "North", "Nader", "Reza", "Sara", "South", "Omid"]
    assert (found["North"].values[10], found["Omid"].values[10]) == (100, 30)
    assert all(one.may_set for one in found.values())


@pytest.mark.parametrize("scope", ["company", "unit", "user"])
def test_nobody_sets_targets_of_others(office: Office, people: People, units: dict[str, int], scope: str) -> None:
    holder = {"company": None, "unit": units["South"], "user": people.omid.user_id}[scope]
    for actor in (people.shirin, people.nader, people.sara, people.vida):
        with pytest.raises(Refused):
            _set(office, actor, scope, holder, 1)


def test_who_left_keeps_the_targets_they_had(office: Office, people: People) -> None:
    _set(office, people.babak, "user", people.kian.user_id, 40)
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(User, people.kian.user_id or 0).active = False
        w.get(User, people.shirin.user_id or 0).active = False
    found = _lines(office, people.babak)
    assert found["Kian"].values[10] == 40
    assert "Shirin" not in found


def test_a_target_is_not_negative(office: Office, people: People) -> None:
    with pytest.raises(Invalid):
        _set(office, people.babak, "company", None, -1)


def test_the_year_is_that_of_the_companys_calendar(persian_office: Office) -> None:
    with persian_office.read(SYSTEM) as w:
        months = months_of_year(w, TODAY)
    assert (len(months), str(months[0].start), str(months[11].end)) == (12, "2026-03-21", "2027-03-21")
