"""A forecast beside targets, judgement and submitted figures: by whom it is seen, for which filter, and as a file."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import load_workbook

import crm_core.deals  # noqa: F401  declares the rules of deals
from crm_core.base.errors import NotFound
from crm_core.base.periods import period_of
from crm_core.deals.chance import chance_of
from crm_core.deals.forecast import Scenario
from crm_core.deals.outlook import Outlook, afterwards, outlook
from crm_core.deals.outlook_file import to_excel
from crm_core.deals.submissions import submit
from crm_core.deals.targets import COMPANY, Cell, Holder, put
from crm_core.fields import records
from crm_core.fields.filters import EVERYTHING, AnyOf, Filter, condition
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, stages_of
from tests.provision.company import People

MONTH = period_of(TODAY, "month", "gregorian")
Made = dict[str, int]


@pytest.fixture
def made(office: Office, people: People, units: dict[str, int]) -> Made:
    """Won: Sara 900. Open, at half a chance: Sara 1,000 and, in December, 400; Omid 200; Kian 600 and 500 EUR."""
    stages = stages_of(office)
    plans: list[tuple[Actor, str, int, dict[str, Any]]] = [
        (
            people.sara,
            "Won",
            900,
            {"opened_on": TODAY - 40 * DAY, "closed_on": TODAY - 5 * DAY, "stage": stages["Won"]},
        ),
        (people.sara, "Soon", 1_000, {"expected_close": TODAY + 3 * DAY, "judgement": "commit"}),
        (people.sara, "Later", 400, {"expected_close": MONTH.end + 10 * DAY}),
        (people.omid, "South", 200, {"expected_close": TODAY, "judgement": "likely"}),
        (people.kian, "Far away", 600, {"expected_close": TODAY + 2 * DAY}),
        (people.kian, "Foreign", 500, {"expected_close": TODAY + 2 * DAY, "currency": "EUR"}),
    ]
    found = {}
    for who, title, amount, values in plans:
        with office.work(who) as w:
            deal = {"title": title, "amount": amount * 100, "stage": stages["Proposal"], **values}
            found[title] = records.create(w, "deal", deal)
    holders = {COMPANY: 2_000, Holder("unit", units["Tehran"]): 1_500, Holder("user", people.sara.user_id): 600}
    with office.work(people.babak) as w:
        put(w, "won_amount", [Cell(holder, MONTH, value * 100) for holder, value in holders.items()])
    with office.work(people.sara) as w:
        submit(w, MONTH, 1_300_00, commit=900_00)
    return found


def _outlook(office: Office, who: Actor, filter: Filter = EVERYTHING, **more: Any) -> Outlook:  # noqa: A002
    with office.read(who) as w:
        return outlook(w, more.pop("period", MONTH), filter, **more)


def _told(found: Outlook) -> tuple[int, int, int | None, int]:
    """Won, expected, target and submitted, in whole units."""
    return (
        found.won // 100,
        found.foreseen.expected // 100,
        found.target // 100 if found.target is not None else None,
        found.submitted.amount // 100,
    )


def test_everybody_sees_the_own_part_beside_the_own_target(office: Office, people: People, made: Made) -> None:
    seen = {name: _told(_outlook(office, getattr(people, name)))
            for name in ("babak", "leila", "nader", "sara", "reza", "shirin")}  # fmt: skip
    assert seen == {
        "babak": (900, 1_800, 2_000, 1_300),
        "leila": (900, 1_500, 1_500, 1_300),
        "nader": (900, 1_400, 600, 1_300),  # North has no target of its own: what its people have
        "sara": (900, 1_400, 600, 1_300),
        "reza": (0, 0, None, 0),
        "shirin": (0, 300, None, 0),
    }
    assert _outlook(office, people.babak).foreseen.others == {"EUR": 500_00}


def test_a_filter_by_people_keeps_their_targets_and_another_one_has_none(
    office: Office, people: People, units: dict[str, int], made: Made
) -> None:
    def by(field: str, op: str, value: Any) -> Filter:
        return condition("deal", field, op, value)

    north, south = (by("unit", "under", units[name]) for name in ("North", "South"))
    asked = {
        "sara": by("owner", "one_of", (people.sara.user_id,)),
        "tehran": by("unit", "under", units["Tehran"]),
        "both": AnyOf((north, south)),
        "amount": by("amount", "at_least", 300_00),
    }
    told = {name: _told(_outlook(office, people.babak, one)) for name, one in asked.items()}
    assert told == {
        "sara": (900, 1_400, 600, 1_300),
        "tehran": (900, 1_500, 1_500, 1_300),
        "both": (900, 1_500, 600, 1_300),
        "amount": (900, 1_700, None, 0),
    }
    assert not _outlook(office, people.babak, asked["amount"]).takes_figures


def test_the_parts_add_up(office: Office, people: People, made: Made) -> None:
    found = _outlook(office, people.babak)
    parts = {one.name: one for one in found.parts}
    assert sum(one.won for one in found.parts) == found.won
    assert sum(one.expected for one in found.parts) == found.foreseen.expected
    assert sum(one.by_stages for one in found.parts) == found.foreseen.by_stages
    assert (parts["Sara"].judged.commit.amount, parts["Omid"].judged.likely.amount) == (1_000_00, 200_00)
    assert (parts["Sara"].target, parts["Kian"].target) == (600_00, None)
    assert found.by_day == [(TODAY - 5 * DAY, 900_00)]
    assert found.reach == found.foreseen.reach(2_000_00)
    assert 0.1 < (found.reach or 0) < 0.9


def test_what_is_supposed_moves_the_parts_and_the_months(office: Office, people: People, made: Made) -> None:
    supposed = Scenario(
        slipped={made["Soon"]: 14}, lost=frozenset({made["South"]}), won=frozenset({made["Far away"]}),
        rates={"EUR": 1.2},
    )  # fmt: skip
    then = _outlook(office, people.babak, supposed=supposed)
    assert {one.name: one.expected // 100 for one in then.parts} == {"Sara": 900, "Kian": 900, "Omid": 0}
    following = _outlook(office, people.babak, period=MONTH.next(), supposed=afterwards(supposed))
    assert following.foreseen.expected == 700_00
    assert _outlook(office, people.babak).foreseen.expected == 1_800_00


def test_a_period_that_is_over_says_what_was_foreseen_at_its_start(office: Office, people: People, made: Made) -> None:
    with office.work(SYSTEM) as w:
        w.clock.instant += dt.timedelta(days=30)  # type: ignore[attr-defined]
        found = outlook(w, MONTH)
    assert (found.is_over, found.won, found.foreseen.won) == (True, 900_00, 0)
    assert found.judged.commit.count == 0
    assert found.submitted.amount == 1_300_00


def test_a_deal_tells_its_chance_to_those_who_see_it(office: Office, people: People, made: Made) -> None:
    with office.read(people.sara) as w:
        soon, later = chance_of(w, made["Soon"]), chance_of(w, made["Later"])
        assert chance_of(w, made["Won"]) is None
        with pytest.raises(NotFound):
            chance_of(w, made["Far away"])
    assert soon is not None
    assert later is not None
    assert (soon.deal.chance, soon.period, soon.learnt) == (0.5, MONTH, False)
    assert later.period == MONTH.next()


def test_the_forecast_is_a_workbook_in_the_persons_language(office: Office, people: People, made: Made) -> None:
    with office.read(people.babak) as w:
        file = to_excel(w, outlook(w, MONTH))
    book = load_workbook(io.BytesIO(file))
    rows = list(book["By person"].iter_rows(values_only=True))
    assert rows[0][:3] == ("Owner", "Won ($)", "Expected ($)")
    assert rows[1][:3] == ("Sara", 900, 1_400)
    assert rows[-1][:3] == ("Together", 900, 1_800)
    assert [row[0] for row in book["By deal"].iter_rows(min_row=2, values_only=True)][:2] == ["Soon", "Far away"]
