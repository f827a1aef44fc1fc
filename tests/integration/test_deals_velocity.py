"""Speed: hand-made histories, and what the funnel says of them by cohort and by period, to whom."""

from __future__ import annotations

from typing import Any

import pytest

from crm_core.base.periods import Period
from crm_core.deals.move import move, reopen
from crm_core.deals.velocity import Days, Funnel, Question, StageFlow, velocity
from crm_core.deals.velocity_deals import What, deals_behind
from crm_core.fields.filters import condition
from crm_core.fields.records import Edit, create, delete, edit
from crm_core.models import Deal
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office, Work
from tests.integration.deals_ground import DAY, TODAY, on_day, stages_of
from tests.provision.company import People

FIRST_WEEK = Period(TODAY, TODAY + 7 * DAY)
HISTORIES: dict[str, tuple[str, tuple[tuple[float, str], ...]]] = {
    # opened by whom; then on which day it went where
    "Straight": ("sara", ((0, "Lead"), (2, "Qualified"), (6, "Proposal"), (12, "Negotiation"), (20, "Won"))),
    "Jumped": ("sara", ((0, "Lead"), (4, "Negotiation"), (14, "Won"))),
    "Back": ("kian", ((1, "Lead"), (5, "Proposal"), (8, "Lead"), (10, "Proposal"), (16, "Lost"))),
    "Resting": ("kian", ((3, "Lead"), (4, "Qualified"))),
    "Lost at once": ("omid", ((5, "Lead"), (9, "Lost"))),
}
STAGES = ("Lead", "Qualified", "Proposal", "Negotiation")


@pytest.fixture
def stages(office: Office) -> dict[str, int]:
    return stages_of(office)


@pytest.fixture
def deals(office: Office, people: People, stages: dict[str, int]) -> dict[str, int]:
    """The histories above, told day by day; 24 days have passed since."""
    moves = sorted((day, title, stage) for title, (_, steps) in HISTORIES.items() for day, stage in steps)
    found: dict[str, int] = {}
    for day, title, stage in moves:
        on_day(office, day)
        if title not in found:
            found[title] = _made(office, getattr(people, HISTORIES[title][0]), title)
        else:
            _move(office, found[title], stages[stage])
    on_day(office, 24)
    return found


def _made(office: Office, actor: Actor, title: str, **values: Any) -> int:
    with office.work(actor) as w:
        return create(w, "deal", {"title": title, "amount": 100, "source": title[:1]} | values)


def _move(office: Office, deal_id: int, stage: int) -> None:
    with office.work(SYSTEM) as w:
        move(w, deal_id, stage)


def _cohort(**more: Any) -> Question:
    return Question(1, FIRST_WEEK, **more)


def _flow(funnel: Funnel, name: str) -> StageFlow:
    return next(one for one in funnel.stages if one.stage.name == name)


def _counts(one: StageFlow) -> tuple[int, ...]:
    """Before, reached, went on, dropped, still there, skipped, came back."""
    assert one.before + one.reached == one.went_on + one.dropped + one.still
    return (one.before, one.reached, one.went_on, one.dropped, one.still, one.skipped, one.came_back)


def _behind(w: Work, question: Question, what: What, stage: int | None = None) -> set[str]:
    found = deals_behind(w, question, what, stage)
    assert found.count == len(found.deals)
    return {one.title for one in found.deals}


def test_a_cohort_followed_to_now(office: Office, people: People, deals: dict[str, int]) -> None:
    with office.read(people.babak) as w:
        found = velocity(w, _cohort()).funnel
    assert (found.deals, found.won, found.lost, found.still, found.win_rate) == (5, 2, 2, 1, 0.5)
    assert [one.stage.name for one in found.stages] == list(STAGES)
    assert [_counts(one) for one in found.stages] == [
        (0, 5, 4, 1, 0, 0, 1),
        (0, 4, 3, 0, 1, 2, 0),
        (0, 3, 2, 1, 0, 1, 0),
        (0, 2, 2, 0, 0, 0, 0),
    ]
    assert [one.conversion for one in found.stages] == [0.8, 0.75, 2 / 3, 1.0]
    # Lead: Straight 2, Jumped 4, Back 4 + 2, Resting 1, Lost at once 4.
    lead = _flow(found, "Lead")
    assert lead.days == Days(5, (2 + 4 + 6 + 1 + 4) / 5, 4.0, 6.0)
    assert (lead.won, lead.lost) == (Days(2, 3.0, 3.0, 4.0), Days(2, 5.0, 5.0, 6.0))
    assert _flow(found, "Qualified").days == Days(1, 4.0, 4.0, 4.0)  # whoever is still there has no length yet
    assert _flow(found, "Proposal").days == Days(2, (6 + 3 + 6) / 2, 7.5, 9.0)
    assert _flow(found, "Negotiation").days == Days(2, 9.0, 9.0, 10.0)
    assert found.cycle == Days(2, 17.0, 17.0, 20.0)
    assert found.lost_cycle == Days(2, (15 + 4) / 2, 9.5, 15.0)


def test_a_cohort_followed_to_a_day(office: Office, people: People, deals: dict[str, int]) -> None:
    with office.read(people.babak) as w:
        found = velocity(w, _cohort(until=TODAY + 9 * DAY)).funnel  # to its end: half a day after the moves of that day
    assert (found.deals, found.won, found.lost, found.still) == (5, 0, 1, 4)
    assert [_counts(one) for one in found.stages] == [
        (0, 5, 4, 1, 0, 0, 1),
        (0, 4, 3, 0, 1, 2, 0),
        (0, 3, 1, 0, 2, 1, 0),
        (0, 1, 0, 0, 1, 0, 0),
    ]
    assert _flow(found, "Negotiation").days.count == 0


def test_what_moved_in_a_period(office: Office, people: People, deals: dict[str, int]) -> None:
    """Days 9 to 15: Straight goes on to Negotiation, Jumped is won, Back comes back to Proposal, one is lost."""
    question = Question(1, Period(TODAY + 9 * DAY, TODAY + 16 * DAY), "period")
    with office.read(people.babak) as w:
        found = velocity(w, question).funnel
    assert (found.deals, found.won, found.lost, found.still) == (5, 1, 1, 3)
    assert [_counts(one) for one in found.stages] == [
        (1, 0, 0, 1, 0, 0, 0),
        (1, 0, 0, 0, 1, 0, 0),
        (2, 0, 1, 0, 1, 0, 0),
        (1, 1, 1, 0, 1, 0, 0),
    ]
    assert [one.conversion for one in found.stages] == [0.0, None, 1.0, 1.0]
    assert _flow(found, "Proposal").days == Days(1, 6.0, 6.0, 6.0)
    assert _flow(found, "Negotiation").won == Days(1, 10.0, 10.0, 10.0)


def test_compared_with_the_period_before_for_as_long(office: Office, people: People, deals: dict[str, int]) -> None:
    second = Question(1, Period(TODAY + 7 * DAY, TODAY + 14 * DAY))
    with office.read(people.babak) as w:
        found = velocity(w, second)
        assert (found.funnel.deals, found.before.deals) == (0, 5)
        # Seventeen days after its start the second week knows nothing yet; the first had no more to get on.
        assert found.earlier.until == TODAY + 17 * DAY
        assert (found.before.won, found.before.lost, found.before.still) == (1, 2, 2)
        week = Question(1, Period(TODAY + 14 * DAY, TODAY + 21 * DAY), "period")
        assert velocity(w, week).earlier.period == Period(TODAY + 7 * DAY, TODAY + 14 * DAY)


def test_broken_down(office: Office, people: People, deals: dict[str, int]) -> None:
    with office.read(people.babak) as w:
        owners = velocity(w, _cohort(), "owner").groups
        units = velocity(w, _cohort(), "unit").groups
        sources = velocity(w, _cohort(), "source").groups
        assert [(one.name, one.funnel.deals, one.funnel.won, one.funnel.lost) for one in owners] == [
            ("Kian", 2, 0, 1), ("Sara", 2, 2, 0), ("Omid", 1, 0, 1),
        ]  # fmt: skip
        assert [one.funnel.cycle.median for one in owners] == [None, 17.0, None]
        assert {one.name for one in units} == {"North", "South", "Shiraz"}
        assert {one.key for one in sources} == {"S", "J", "B", "R", "L"}
        of_kian = velocity(w, _cohort(filter=condition("deal", "owner", "is", "Kian"))).funnel
        assert of_kian == owners[0].funnel


def test_every_figure_has_its_deals(
    office: Office, people: People, deals: dict[str, int], stages: dict[str, int]
) -> None:
    question = _cohort()
    with office.read(people.babak) as w:
        funnel = velocity(w, question).funnel
        for one in funnel.stages:
            told = {"reached": one.reached, "went_on": one.went_on, "dropped": one.dropped, "still": one.still}
            more = {"skipped": one.skipped, "came_back": one.came_back}
            for what, count in (told | more).items():
                assert deals_behind(w, question, what, one.stage.id).count == count  # type: ignore[arg-type]
        assert _behind(w, question, "skipped", stages["Qualified"]) == {"Jumped", "Back"}
        assert _behind(w, question, "came_back", stages["Lead"]) == {"Back"}
        assert _behind(w, question, "won") == {"Straight", "Jumped"}
        assert _behind(w, question, "still_open") == {"Resting"}
        first = deals_behind(w, question, "reached", stages["Lead"], size=1)
        assert (first.count, first.deals[0].title, first.deals[0].days) == (5, "Back", 6.0)
        assert (first.deals[0].stage, first.deals[0].outcome, first.deals[0].owner) == ("Lost", "lost", "Kian")
        assert len(deals_behind(w, question, "reached", stages["Lead"], size=2, page=3).deals) == 1


def test_everybody_sees_the_ways_of_their_deals(office: Office, people: People, deals: dict[str, int]) -> None:
    seen = {"sara": 2, "reza": 0, "nader": 2, "leila": 3, "kian": 2, "shirin": 2, "mina": 5}
    for name, count in seen.items():
        with office.read(getattr(people, name)) as w:
            assert velocity(w, _cohort()).funnel.deals == count
            assert deals_behind(w, _cohort(), "all").count == count


def test_a_deal_that_was_handed_over_brings_its_past(office: Office, people: People, deals: dict[str, int]) -> None:
    with office.work(SYSTEM) as w:
        edit(w, "deal", Edit(deals["Resting"], w.get(Deal, deals["Resting"]).version, {"owner": people.sara.user_id}))
    on_day(office, 25)
    with office.read(people.sara) as w:
        assert _flow(velocity(w, _cohort()).funnel, "Lead").days.count == 3
        then = velocity(w, _cohort(until=TODAY + 23 * DAY)).funnel  # it was not hers on that day
        assert then.deals == 2
    with office.read(people.kian) as w:
        assert velocity(w, _cohort()).funnel.deals == 1


def test_the_bin_and_what_is_reopened(office: Office, people: People, deals: dict[str, int]) -> None:
    with office.work(SYSTEM) as w:
        delete(w, "deal", [deals["Jumped"]])
        reopen(w, deals["Lost at once"])
    on_day(office, 25)
    period = Question(1, Period(TODAY + 24 * DAY, TODAY + 26 * DAY), "period")
    with office.read(people.babak) as w:
        found = velocity(w, _cohort()).funnel
        assert (found.deals, found.won, found.lost, found.still) == (4, 1, 1, 2)
        assert _counts(_flow(velocity(w, period).funnel, "Lead")) == (1, 0, 0, 0, 1, 0, 0)


def test_a_deal_that_came_closed_and_an_empty_company(office: Office, people: People, stages: dict[str, int]) -> None:
    with office.read(people.babak) as w:
        empty = velocity(w, _cohort())
        assert (empty.funnel.deals, empty.funnel.win_rate, len(empty.funnel.stages)) == (0, None, 4)
        assert velocity(w, Question(1, Period(TODAY + 400 * DAY, TODAY + 500 * DAY), "period")).funnel.deals == 0
        assert velocity(w, Question(99, FIRST_WEEK)).funnel.stages == []
    on_day(office, 1)
    with office.work(people.sara) as w:
        sold = create(w, "deal", {"title": "Sold", "stage": stages["Won"], "opened_on": TODAY + DAY})
        gone = create(w, "deal", {"title": "Gone", "stage": stages["Lost"], "opened_on": TODAY + DAY})
    with office.read(people.babak) as w:
        found = velocity(w, _cohort()).funnel
    assert [_counts(one)[1:5] for one in found.stages] == [(2, 1, 1, 0), (1, 1, 0, 0), (1, 1, 0, 0), (1, 1, 0, 0)]
    assert found.stages[0].skipped == 2
    assert found.cycle == Days()
    assert sold != gone
