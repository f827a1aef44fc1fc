"""Where holders of targets stand: due, pace, gap, a working day's need, coverage, reach; in either calendar."""

from __future__ import annotations

import pytest

from crm_core.base.errors import Refused
from crm_core.deals.targets import COMPANY, Cell, Holder, put, seen_standings, standing, standings, targets_of
from crm_core.fields.find import Query, count
from crm_core.reports import deals_to_close, records_of
from crm_core.trust.access import Actor
from crm_core.trust.set_up import change_settings
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import customers, day, deal
from tests.integration.reports_ground import put as put_deals
from tests.integration.targets_ground import aim, period, unit, user
from tests.provision.company import People


@pytest.fixture
def sold(office: Office, people: People) -> None:
    """Sara won 300 in November and 100 in October, Kian 20; open until the end of November: 400 (half of it likely)."""
    put_deals(
        office,
        [
            deal(300, "2026-01-01", "2026-11-05", of=people.sara),
            deal(100, "2026-01-01", "2026-10-05", of=people.sara),
            deal(20, "2026-01-01", "2026-11-06", of=people.kian),
            deal(400, "2026-01-01", of=people.sara, expected_close=day("2026-11-28"), probability=50),
            deal(900, "2026-01-01", of=people.sara, expected_close=day("2026-12-28"), probability=50),
        ],
    )


@pytest.mark.usefixtures("sold")
def test_where_a_person_stands(office: Office, people: People) -> None:
    """Today is Saturday, 21 November 2026: 15 of the month's 21 working days are over, six are left."""
    aim(office, people.babak, "2026-11", (user(people.sara), 630))
    aim(office, people.babak, "2026-10", (user(people.sara), 200))
    with office.read(people.sara) as w:
        one = standing(w, "won_amount", period(w, "2026-11"), user(people.sara))
    assert (one.name, one.target, one.done, one.due) == ("Sara", 630_00, 300_00, 450_00)
    assert (one.days, one.days_left, one.days_all) == (1500, 600, 2100)
    assert (one.pace, one.gap, one.per_day) == (pytest.approx(2 / 3), 330_00, 55_00)
    assert (one.open, one.coverage, one.in_reach) == (200_00, pytest.approx(200 / 330), True)
    assert [(past.target, past.done) for past in one.past[-2:]] == [(None, 0), (200_00, 100_00)]
    assert one.past[-1].share == 0.5


@pytest.mark.usefixtures("sold")
def test_what_is_out_of_reach_and_what_is_more_than_the_target(office: Office, people: People) -> None:
    aim(office, people.babak, "2026-11", (user(people.sara), 5000), (user(people.kian), 10))
    aim(office, people.babak, "2026-10", (user(people.sara), 200))
    with office.read(people.babak) as w:
        sara, kian = standings(w, [user(people.sara), user(people.kian)], "won_amount", period(w, "2026-11"))
        over = standing(w, "won_amount", period(w, "2026-10"), user(people.sara))
    assert sara.in_reach is False
    assert (kian.share, kian.gap, kian.per_day, kian.coverage, kian.in_reach) == (2.0, -10_00, 0, None, True)
    assert (over.is_over, over.in_reach, over.per_day, over.due) == (True, False, None, 200_00)


@pytest.mark.usefixtures("sold")
def test_a_month_of_a_quarters_target_is_its_working_days_only_when_asked(office: Office, people: People) -> None:
    aim(office, people.babak, "2026-Q4", (COMPANY, 660))
    with office.read(people.babak) as w:
        november = period(w, "2026-11")
        assert standing(w, "won_amount", november).target is None
        assert standing(w, "won_amount", november, spread=True).target == 210_00  # 21 of 66 working days
        book = targets_of(w, ["won_amount"], day("2026-10-01"), day("2027-01-01"))
        months = [period(w, f"2026-{month}") for month in (10, 11, 12)]
        parts = [book.value("won_amount", one.start, one.end, spread=True) or 0 for one in months]
        assert sum(parts) == 660_00
        assert standing(w, "won_amount", period(w, "2026-Q4")).target == 660_00


@pytest.mark.usefixtures("sold")
def test_holidays_are_no_working_days(office: Office, people: People) -> None:
    with office.work(people.mina) as w:
        change_settings(w, {"holidays": ["2026-11-23", "2026-11-24"]})
    aim(office, people.babak, "2026-11", (COMPANY, 1900))
    with office.read(people.babak) as w:
        one = standing(w, "won_amount", period(w, "2026-11"))
    assert (one.days, one.days_left, one.due) == (1500, 400, 1500_00)


@pytest.mark.usefixtures("sold")
def test_everybody_sees_where_their_own_stand(office: Office, people: People, units: dict[str, int]) -> None:
    aim(office, people.babak, "2026-11", (COMPANY, 900), (unit(units, "Tehran"), 600), (unit(units, "North"), 500))
    aim(office, people.babak, "2026-11", (user(people.sara), 300), (user(people.omid), 80), (user(people.kian), 70))

    def seen(actor: Actor) -> dict[str, int]:
        with office.read(actor) as w:
            return {one.name: one.done // 100 for one in seen_standings(w, "won_amount", period(w, "2026-11"))}

    assert seen(people.babak) == {
        "Daftar Trading": 320, "Company": 320, "Shiraz": 20, "Kian": 20, "Tehran": 300, "North": 300, "Sara": 300,
        "South": 0, "Omid": 0,
    }  # fmt: skip
    assert seen(people.nader) == {"North": 300, "Sara": 300}
    assert seen(people.sara) == {"Sara": 300}
    assert seen(people.shirin) == {"Shiraz": 20, "Kian": 20}
    assert seen(people.reza) == {}


def test_segments_and_customers_and_the_records_behind_them(
    office: Office, people: People, units: dict[str, int]
) -> None:
    gold, other, silver = customers(
        office, {"tier": "Gold", "city": "Tehran"}, {"tier": "Gold", "city": "tehran"}, {"tier": "Silver"}
    )
    put_deals(
        office,
        [
            deal(100, "2026-01-01", "2026-11-05", of=people.sara, customer_id=gold),
            deal(40, "2026-01-01", "2026-11-05", of=people.kian, customer_id=other),
            deal(7, "2026-01-01", "2026-11-05", of=people.sara, customer_id=silver),
            deal(60, "2026-01-01", of=people.sara, customer_id=gold, expected_close=day("2026-11-29"), probability=50),
        ],
    )
    segment, city = Holder("segment", None, "tier", "Gold"), Holder("segment", None, "city", "Tehran")
    within = Holder("segment", None, "tier", "Gold", units["North"])
    single = Holder("customer", gold)
    holders = [segment, city, within, single]
    aim(office, people.babak, "2026-11", *((one, 200) for one in holders))
    aim(office, people.babak, "2026-11", (segment, 3), measure="won_count")
    with office.read(people.babak) as w:
        november = period(w, "2026-11")
        found = standings(w, holders, "won_amount", november)
        assert [(one.name, one.done, one.open) for one in found] == [
            ("Tier: Gold", 140_00, 30_00),
            ("City: Tehran", 140_00, 30_00),
            ("Tier: Gold · North", 100_00, 30_00),
            ("Customer 0", 100_00, 30_00),
        ]
        counted = standing(w, "won_count", november, segment)
        assert (counted.done, counted.gap, counted.per_day) == (2, 1, 1)
        for one, records in zip(holders, (2, 2, 1, 1), strict=True):
            behind = records_of(w, "won_amount", one, november)
            assert behind is not None
            assert count(w, "deal", Query(behind.filter)) == records
            assert count(w, "deal", Query(deals_to_close(w, one, november).filter)) == 1
    with office.read(people.nader) as w:
        names = [one.name for one in seen_standings(w, "won_amount", period(w, "2026-11"))]
    assert names == ["Tier: Gold · North"]


def test_jalali_months_of_a_gregorian_company_and_a_fiscal_year(office: Office, people: People) -> None:
    with office.work(people.mina) as w:
        change_settings(w, {"fiscal_month": 7, "fiscal_day": 1})
    with office.work(people.babak) as w:
        azar = period(w, "1405-09")
        put(w, "won_amount", [Cell(COMPANY, azar, 300_00), Cell(COMPANY, period(w, "FY2027"), 9000_00)])
    with office.read(people.babak) as w:
        assert (str(azar.start), str(azar.end)) == ("2026-11-22", "2026-12-22")
        one = standing(w, "won_amount", azar)
        assert (one.target, one.due, one.days) == (300_00, 0, 0)
        fiscal = standing(w, "won_amount", period(w, "FY2027"))
        assert (str(fiscal.period.start), fiscal.target) == ("2026-07-01", 9000_00)
        assert fiscal.due is not None
        assert 0 < fiscal.due < 9000_00


def test_other_measures_have_targets_too(office: Office, people: People) -> None:
    aim(office, people.babak, "2026-11", (COMPANY, 4), measure="new_customers")
    customers(office, {"customer_since": day("2026-11-02")}, {"customer_since": day("2026-11-03")})
    with office.read(people.babak) as w:
        one = standing(w, "new_customers", period(w, "2026-11"))
    assert (one.target, one.done, one.gap, one.open, one.coverage, one.per_day) == (4, 2, 2, None, None, 1)


def test_a_viewer_sets_nothing(office: Office, people: People) -> None:
    with pytest.raises(Refused):
        aim(office, people.vida, "2026-11", (user(people.vida), 1))
