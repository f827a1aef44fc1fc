"""The forecast: rates found again in made-up histories, thin history, the past unmoved by the future, access, what if."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm_core.base.periods import Period, period_of
from crm_core.deals.forecast import Forecast, Scenario, _knowledge, forecast
from crm_core.deals.forecast.honesty import honesty
from crm_core.fields.filters import condition
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY
from tests.integration.forecast_ground import Life, history, tell
from tests.provision.company import People

HALF_A_YEAR = Period(TODAY, TODAY + 180 * DAY)


def _forecast(
    office: Office, period: Period = HALF_A_YEAR, actor: Actor = SYSTEM, scenario: Scenario | None = None
) -> Forecast:
    with office.read(actor) as w:
        return forecast(w, period, without=scenario)


def _company(office: Office, people: People) -> list[int]:
    """Sara wins four of five deals, Reza two of five; each has ten open ones."""
    tell(office, [*history(people.sara, 0.8), *history(people.reza, 0.4)])
    return tell(office, [Life(owner, 10) for owner in (people.sara, people.reza) for _ in range(10)])


def test_with_thin_history_stage_weights_are_used_and_it_is_said(office: Office, people: People) -> None:
    tell(office, [*history(people.sara, 0.8, 190), Life(people.sara, 10, amount=200_00)])
    found = _forecast(office, Period(TODAY, TODAY + 60 * DAY))
    assert found.basis == "stages"
    assert found.thin is not None
    assert (found.thin.values["won"], found.thin.values["lost"]) == (152, 38)
    assert [(one.chance, one.chance_by_stage) for one in found.deals] == [(0.5, 0.5)]
    assert (found.from_open, found.from_new, found.expected, found.by_stages) == (100_00, 0, 100_00, 100_00)
    assert _forecast(office, Period(TODAY + 60 * DAY, TODAY + 90 * DAY)).from_open == 0


def test_the_rates_of_a_history_are_found_again(office: Office, people: People) -> None:
    _company(office, people)
    found = _forecast(office)
    assert (found.basis, found.thin, found.learnt_from) == ("history", None, (144, 96))
    chances = {name: [one for one in found.deals if one.owner == name] for name in ("Sara", "Reza")}
    sara, reza = (sum(one.in_the_end for one in some) / 10 for some in chances.values())
    assert sara == pytest.approx(0.8, abs=0.08)
    assert reza == pytest.approx(0.4, abs=0.08)
    assert all(one.chance <= one.in_the_end + 1e-9 for one in found.deals)
    assert found.from_open == pytest.approx((sara + reza) * 10 * 1_000_00, rel=0.1)
    assert found.expected == found.won + found.from_open + found.from_new
    assert found.low < found.middle < found.high
    assert sum(part.from_open for part in found.by_owner) == pytest.approx(found.from_open, abs=3)
    said = chances["Sara"][0].speaks_for[0]
    assert said.values["name"] == "Sara"
    with office.read(people.babak) as w:
        assert "more of such deals than is usual" in said.say(w.locale)


def test_who_has_few_deals_counts_as_usual(office: Office, people: People) -> None:
    tell(office, [*history(people.sara, 0.8), *history(people.reza, 0.4), *history(people.omid, 1.0, 1)])
    tell(office, [Life(people.omid, 10), Life(people.kian, 10)])
    by_name = {one.owner: one.in_the_end for one in _forecast(office).deals}
    assert by_name["Kian"] == pytest.approx(0.6, abs=0.08)
    assert by_name["Kian"] <= by_name["Omid"] < 0.75


def test_what_comes_later_does_not_change_a_past_forecast(office: Office, people: People) -> None:
    _company(office, people)
    past = TODAY - 100 * DAY
    period = period_of(past, "quarter", "gregorian")

    def looked() -> tuple[Forecast, list[object]]:
        _knowledge._kept.clear()
        with office.read(SYSTEM) as w:
            test = honesty(w, "month")
            return forecast(w, period, at=past), [one for one in test.periods if one.period.end <= past]

    before, tested = looked()
    assert before.basis == "history"
    assert tested
    later = [Life(people.reza, 95, "won", 20 + n, amount=9_000_00) for n in range(60)]
    tell(office, [*later, *(Life(people.sara, 90, "lost", 5) for _ in range(60))])
    assert looked() == (before, tested)


def test_what_several_ask_for_at_once_is_learnt_once(
    office: Office, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    _company(office, people)
    learnt, asked = [], threading.Barrier(3)
    learn = _knowledge._known
    monkeypatch.setattr(_knowledge, "_known", lambda *known: learnt.append(known) or learn(*known))
    _knowledge._kept.clear()

    def look(_n: int) -> float:
        asked.wait(10)
        return _forecast(office).expected

    with ThreadPoolExecutor(3) as several:
        assert len(set(several.map(look, range(3)))) == 1
    assert len(learnt) == 1


def test_a_rep_sees_own_deals_with_chances_that_all_teach(office: Office, people: People) -> None:
    _company(office, people)
    whole, own = _forecast(office, actor=people.babak), _forecast(office, actor=people.sara)
    assert {one.owner for one in own.deals} == {"Sara"}
    assert [part.owner for part in own.by_owner] == ["Sara"]
    assert {one.deal_id: one.chance for one in own.deals}.items() <= {
        one.deal_id: one.chance for one in whole.deals
    }.items()
    lead = _forecast(office, actor=people.leila)
    assert (len(lead.deals), len(_forecast(office, actor=people.shirin).deals)) == (20, 0)
    with office.read(people.babak) as w:
        chosen = forecast(w, HALF_A_YEAR, filter=condition("deal", "owner", "is", people.sara.user_id))
    assert (chosen.won, chosen.from_open, chosen.from_new) == (own.won, own.from_open, own.from_new)
    with office.read(people.babak) as w, office.read(people.sara) as mine:
        all_came = [one.came for one in honesty(w, "quarter").periods]
        came = [one.came for one in honesty(mine, "quarter").periods]
    assert all(0 < part < total for part, total in zip(came, all_came, strict=True))


def test_what_is_supposed_changes_the_forecast(office: Office, people: People) -> None:
    ids = _company(office, people)
    foreign = tell(office, [Life(people.sara, 10, currency="EUR", amount=500_00)])[0]
    usual = _forecast(office)
    assert usual.others == {"EUR": 500_00}
    one = next(deal for deal in usual.deals if deal.deal_id == ids[0])

    def supposed(**what: object) -> Forecast:
        return _forecast(office, scenario=Scenario(**what))  # type: ignore[arg-type]

    lost, won = supposed(lost=frozenset(ids[:1])), supposed(won=frozenset(ids[:1]))
    assert usual.from_open - lost.from_open == pytest.approx(one.chance * one.counts, abs=2)
    assert won.from_open - usual.from_open == pytest.approx((1 - one.chance) * one.counts, abs=2)
    slipped = next(deal for deal in supposed(slipped={ids[0]: 172}).deals if deal.deal_id == ids[0])
    assert slipped.chance < 0.7 * one.chance
    at_rate = supposed(rates={"EUR": 1.2})
    assert at_rate.others == {}
    euros = next(deal for deal in at_rate.deals if deal.deal_id == foreign)
    assert euros.counts == pytest.approx(600_00, rel=0.02)
    assert at_rate.from_open > usual.from_open
    gone = supposed(leaving=frozenset({people.sara.user_id}))
    assert gone.from_new < usual.from_new
    assert gone.from_open < usual.from_open
    left = [deal.in_the_end for deal in gone.deals if deal.owner == "Sara"]
    assert sum(left) / len(left) == pytest.approx(0.6 * 0.8, abs=0.07)


def test_a_period_that_is_over_is_what_came(office: Office, people: People) -> None:
    _company(office, people)
    period = period_of(TODAY, "quarter", "gregorian").previous()
    found = _forecast(office, period)
    assert found.won > 0
    assert (found.expected, found.low, found.high) == (found.won, found.won, found.won)
    assert {one.chance for one in found.deals} == {0.0}
