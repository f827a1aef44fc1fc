"""Commission: which rules pay whom, what they pay and why, who sees and keeps them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from crm_core.base.errors import Invalid, Refused
from crm_core.deals.targets.commission import Earned, Tier, earned, remove_rule, rules, save_rule
from crm_core.reports.target_files import commission_file
from crm_core.trust.access import Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import deal
from tests.integration.reports_ground import put as put_deals
from tests.integration.targets_ground import aim, period, user
from tests.provision.company import People

TIERS = (Tier(5_000, 200), Tier(10_000, 500))


def _rule(office: Office, actor: Actor, name: str, **values: Any) -> int:
    usual: dict[str, Any] = {"measure": "won_amount", "step": "month", "tiers": TIERS, "whole": False}
    with office.work(actor) as w:
        return save_rule(w, {"name": name, **usual, **values})


def _earned(office: Office, actor: Actor, code: str = "2026-11") -> dict[str, tuple[str, int]]:
    with office.read(actor) as w:
        return {one.name: (one.rule.name, one.total) for one in earned(w, period(w, code))}


@pytest.fixture
def sold(office: Office, people: People) -> None:
    put_deals(
        office,
        [
            deal(1300, "2026-01-01", "2026-11-05", of=people.sara),
            deal(600, "2026-01-01", "2026-11-05", of=people.reza),
            deal(100, "2026-01-01", "2026-11-05", of=people.kian),
        ],
    )
    aim(office, people.babak, "2026-11", *((user(one), 1000) for one in (people.sara, people.reza, people.kian)))


@pytest.mark.usefixtures("sold")
def test_what_each_person_earned_and_why(office: Office, people: People, units: dict[str, int]) -> None:
    _rule(office, people.babak, "Usual")
    assert _earned(office, people.babak) == {
        "Kian": ("Usual", 0), "Leila": ("Usual", 0), "Nader": ("Usual", 0), "Omid": ("Usual", 0),
        "Reza": ("Usual", 2_00), "Sara": ("Usual", 25_00), "Shirin": ("Usual", 0),
    }  # fmt: skip
    with office.read(people.babak) as w:
        sara = next(one for one in earned(w, period(w, "2026-11")) if one.name == "Sara")
    assert (sara.target, sara.done, sara.share) == (1000_00, 1300_00, 1.3)
    assert [(line.start, line.end, line.part, line.tier.rate, line.pays) for line in sara.lines] == [
        (500_00, 1000_00, 500_00, 200, 10_00),
        (1000_00, None, 300_00, 500, 15_00),
    ]


@pytest.mark.usefixtures("sold")
def test_the_nearest_rules_hold(office: Office, people: People, units: dict[str, int]) -> None:
    _rule(office, people.babak, "Usual")
    _rule(office, people.babak, "Tehran", unit_id=units["Tehran"], whole=True)
    _rule(office, people.babak, "Sara alone", user_id=people.sara.user_id, tiers=(Tier(0, 1000),))
    _rule(office, people.babak, "Bonus of Sara", user_id=people.sara.user_id, tiers=(Tier(12_000, 100),), whole=True)
    _rule(office, people.babak, "Of quarters", step="quarter")
    found = _earned(office, people.babak)
    assert found["Kian"] == ("Usual", 0)
    assert found["Reza"] == ("Tehran", 12_00)
    with office.read(people.babak) as w:
        of_sara = [(one.rule.name, one.total) for one in earned(w, period(w, "2026-11")) if one.name == "Sara"]
    assert of_sara == [("Bonus of Sara", 13_00), ("Sara alone", 130_00)]


@pytest.mark.usefixtures("sold")
def test_who_sees_what_was_earned(office: Office, people: People, units: dict[str, int]) -> None:
    _rule(office, people.babak, "Usual")
    _rule(office, people.babak, "Of Kian", user_id=people.kian.user_id)
    assert list(_earned(office, people.sara)) == ["Sara"]
    assert _earned(office, people.sara)["Sara"] == ("Usual", 25_00)
    assert list(_earned(office, people.nader)) == ["Nader", "Reza", "Sara"]
    assert list(_earned(office, people.shirin)) == ["Kian", "Shirin"]
    for person, names in ((people.sara, ["Usual"]), (people.kian, ["Of Kian", "Usual"]), (people.nader, ["Usual"])):
        with office.read(person) as w:
            assert [one.name for one in rules(w)] == names
    for person in (people.leila, people.sara, people.vida):
        with pytest.raises(Refused):
            _rule(office, person, "Mine")


def test_rules_are_changed_removed_and_brought_back(office: Office, people: People) -> None:
    with office.work(people.babak) as w, w.changing("create") as made:
        number = save_rule(
            w, {"name": "Usual", "measure": "won_amount", "step": "month", "tiers": TIERS, "whole": True}
        )
    with office.work(people.babak) as w, w.changing("delete") as gone:
        remove_rule(w, number)
        assert rules(w) == []
    with office.work(people.babak) as w:
        undo(w, gone.id)
        assert [one.name for one in rules(w)] == ["Usual"]
    with office.work(people.babak) as w:
        undo(w, made.id)
        assert rules(w) == []
    for wrong in ({"tiers": ()}, {"tiers": (Tier(0, 1), Tier(0, 2))}, {"measure": "won_count"}, {"name": " "}):
        with pytest.raises(Invalid):
            _rule(office, people.babak, **{"name": "Usual", **wrong})


@pytest.mark.usefixtures("sold")
def test_the_file_adds_up(office: Office, people: People) -> None:
    _rule(office, people.babak, "Usual")
    with office.read(people.babak) as w:
        found: list[Earned] = earned(w, period(w, "2026-11"))
        content = commission_file(w, found)
    lines = [list(row) for row in load_workbook(io.BytesIO(content)).active.values]
    assert sum(line[-1] for line in lines[1:]) == sum(one.total for one in found) / 100 == 27
    with office.read(people.sara) as w, pytest.raises(Refused):
        commission_file(w, earned(w, period(w, "2026-11")))
