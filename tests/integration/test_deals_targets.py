"""Targets as they are set: whose, by whom, for how long; the sheet they stand in and whether its sums agree."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from crm_core.base.errors import Invalid, Refused
from crm_core.deals.targets import (
    COMPANY,
    Cell,
    Holder,
    Line,
    copied,
    down,
    over_periods,
    put,
    sheet,
    targets_of,
    year_of,
)
from crm_core.models import Target, User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import TODAY
from tests.integration.reports_ground import customers, deal
from tests.integration.reports_ground import put as put_deals
from tests.integration.targets_ground import aim, period, unit, user
from tests.provision.company import People


def _lines(office: Office, actor: Actor, step: str = "month", measure: str = "won_amount") -> dict[str, Line]:
    with office.read(actor) as w:
        return {one.name: one for one in sheet(w, measure, year_of(w, TODAY), step).lines}  # type: ignore[arg-type]


def test_a_target_is_set_changed_taken_away_and_brought_back(office: Office, people: People) -> None:
    for value in (500, 700, None, 900):
        aim(office, people.babak, "2026-11", (user(people.sara), value))
        stands = _lines(office, people.babak)["Sara"].values
        assert stands == (*(None,) * 10, None if value is None else value * 100, None)
    with office.work(people.babak) as w, w.changing("edit") as made:
        put(w, "won_amount", [Cell(user(people.sara), period(w, "2026-11"), 1), Cell(COMPANY, period(w, "2026-11"), 2)])
    with office.work(people.babak) as w:
        assert undo(w, made.id).conflicts == []
        assert [(one.scope, one.value) for one in w.scalars(select(Target))] == [("user", 900_00)]


def test_what_somebody_else_set_meanwhile_is_not_overwritten(office: Office, people: People) -> None:
    aim(office, people.babak, "2026-11", (user(people.sara), 500))
    with office.work(people.nader) as w, pytest.raises(Invalid, match="meanwhile"):
        put(w, "won_amount", [Cell(user(people.sara), period(w, "2026-11"), 1, seen=None)])


def test_the_sheet_is_the_tree(office: Office, people: People, units: dict[str, int]) -> None:
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


def test_who_sets_and_sees_whose_targets(office: Office, people: People, units: dict[str, int]) -> None:
    """Leila leads Tehran, above North (Nader, Sara, Reza) and South (Omid); Shirin leads Shiraz; Vida only looks on."""
    north, south = unit(units, "North"), unit(units, "South")
    gold = Holder("segment", None, "tier", "Gold")
    aim(office, people.babak, "2026-11", (COMPANY, 900), (south, 70), (user(people.omid), 60), (gold, 50))
    aim(
        office, people.leila, "2026-11", (north, 100), (user(people.sara), 30), (gold._replace(unit=units["Tehran"]), 5)
    )
    found = _lines(office, people.leila)
    assert list(found) == ["Tehran", "Leila", "North", "Nader", "Reza", "Sara", "South", "Omid", "Tier: Gold · Tehran"]
    assert all(one.may_set for one in found.values())
    assert list(_lines(office, people.nader)) == ["North", "Nader", "Reza", "Sara"]
    assert list(_lines(office, people.sara)) == ["Sara"]
    assert list(_lines(office, people.shirin)) == ["Shiraz", "Kian", "Shirin"]
    assert _lines(office, people.sara)["Sara"].may_set is False
    for actor in (people.shirin, people.nader, people.sara, people.vida):
        for holder in (COMPANY, south, user(people.omid), gold, Holder("customer", 1)):
            with pytest.raises(Refused):
                aim(office, actor, "2026-11", (holder, 1))
    with office.read(people.vida) as w:
        seen = sheet(w, "won_amount", year_of(w, TODAY)).lines
        assert not any(line.may_set for line in seen)


def test_who_left_keeps_the_targets_they_had(office: Office, people: People) -> None:
    aim(office, people.babak, "2026-11", (user(people.kian), 40))
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(User, people.kian.user_id or 0).active = False
        w.get(User, people.shirin.user_id or 0).active = False
    found = _lines(office, people.babak)
    assert found["Kian"].values[10] == 40_00
    assert "Shirin" not in found


def test_what_cannot_be_a_target_is_said(office: Office, people: People) -> None:
    with pytest.raises(Invalid, match="negative"):
        aim(office, people.babak, "2026-11", (COMPANY, -1))
    with pytest.raises(Invalid, match="no targets for"):
        aim(office, people.babak, "2026-11", (COMPANY, 1), measure="win_rate")
    with pytest.raises(Invalid, match="whole months"):
        aim(office, people.babak, "2026-W11", (COMPANY, 1))
    with pytest.raises(Invalid, match="not counted by"):
        aim(office, people.babak, "2026-11", (Holder("segment", None, "nothing", "x"), 1))
    with pytest.raises(Invalid, match="by customer"):
        aim(office, people.babak, "2026-11", (Holder("customer", customers(office, {})[0]), 1), measure="new_customers")
    with office.read(SYSTEM) as w:
        assert not w.scalars(select(Target.id))


def test_the_parts_are_held_against_the_whole(office: Office, people: People, units: dict[str, int]) -> None:
    aim(
        office,
        people.babak,
        "2026-11",
        (unit(units, "North"), 1000),
        (user(people.sara), 500),
        (user(people.reza), 420),
    )
    aim(office, people.babak, "2026-12", (unit(units, "North"), 1000), (user(people.sara), 1080))
    north = _lines(office, people.babak)["North"]
    november, december = north.checks[10], north.checks[11]
    assert november is not None
    assert december is not None
    assert (november.parts, november.target, november.missing) == (920_00, 1000_00, 80_00)
    assert (december.parts, december.missing) == (1080_00, -80_00)
    assert north.checks[0] is None
    assert _lines(office, people.babak)["Tehran"].sums[10] == 1000_00


def test_months_sum_to_a_quarter_unless_it_has_its_own(office: Office, people: People) -> None:
    for code, value in (("2026-10", 100), ("2026-11", 200), ("2026-12", 300)):
        aim(office, people.babak, code, (COMPANY, value))
    with office.read(people.babak) as w:
        quarter = period(w, "2026-Q4")
        assert (
            targets_of(w, ["won_amount"], quarter.start, quarter.end).value("won_amount", quarter.start, quarter.end)
            == 600_00
        )
    aim(office, people.babak, "2026-Q4", (COMPANY, 900))
    line = _lines(office, people.babak, "quarter")["Daftar Trading"]
    assert (line.values, line.whole) == ((None, None, None, 900_00), 900_00)
    aim(office, people.babak, "2026", (COMPANY, 5000))
    assert _lines(office, people.babak, "quarter")["Daftar Trading"].whole == 5000_00


def test_a_year_is_spread_over_its_months(office: Office, people: People, units: dict[str, int]) -> None:
    put_deals(office, [deal(300, "2025-01-02", "2025-03-03", of=people.sara), deal(100, "2025-01-02", "2025-11-03")])
    with office.read(people.babak) as w:
        shown = sheet(w, "won_amount", year_of(w, TODAY))
        whole = 1_000_000_07

        def spread(by: str, hand: tuple[int, ...] = ()) -> list[int]:
            cells = over_periods(w, shown, COMPANY, whole, by, hand)  # type: ignore[arg-type]
            assert sum(one.value or 0 for one in cells) == whole
            return [one.value or 0 for one in cells]

        days = spread("working_days")
        assert days[10] / days[9] == pytest.approx(21 / 22, rel=0.01)  # November and October 2026
        seasonal = spread("last_year")
        assert [at for at, value in enumerate(seasonal, 1) if value > 100] == [3, 11]
        assert seasonal[2] == pytest.approx(3 * seasonal[10], rel=0.001)
        assert max(spread("equal")) - min(spread("equal")) <= 10_007
        assert spread("hand", (1, *(0,) * 11))[0] == whole
        with pytest.raises(Invalid, match="12 weights"):
            over_periods(w, shown, COMPANY, whole, "hand", (1, 2))


def test_a_target_is_given_on_to_those_below(office: Office, people: People, units: dict[str, int]) -> None:
    put_deals(
        office,
        [deal(300, "2025-01-02", "2025-03-03", of=people.sara), deal(100, "2025-01-02", "2025-05-05", of=people.reza)],
    )
    aim(office, people.nader, "2026-11", (unit(units, "North"), 1000))
    with office.read(people.nader) as w:
        shown = sheet(w, "won_amount", year_of(w, TODAY))
        found = {one.holder: one.value for one in down(w, shown, unit(units, "North"), "last_year")}
        assert found == {user(people.nader): 0, user(people.reza): 250_00, user(people.sara): 750_00}
        equal = [one.value for one in down(w, shown, unit(units, "North"), "equal")]
        assert sum(value or 0 for value in equal) == 1000_00
        with pytest.raises(Invalid, match="nobody below"):
            down(w, shown, user(people.sara), "equal")


def test_last_years_targets_are_carried_on(office: Office, people: People) -> None:
    aim(office, people.babak, "2025-10", (COMPANY, 100), (user(people.sara), 33))
    aim(office, people.babak, "2026-10", (user(people.sara), 50))
    with office.read(people.babak) as w:
        shown = sheet(w, "won_amount", year_of(w, TODAY))
        assert [(one.holder, one.period.start, one.value) for one in copied(w, shown, 15)] == [
            (COMPANY, dt.date(2026, 10, 1), 115_00)
        ]
        assert [one.value for one in copied(w, shown, 15, over=True)] == [115_00, 37_95]
    with office.read(people.sara) as w, pytest.raises(Invalid, match="no targets that could"):
        copied(w, sheet(w, "won_amount", year_of(w, TODAY)), 0)


def test_years_of_both_calendars_and_the_fiscal_one(persian_office: Office, people: People) -> None:
    with persian_office.read(SYSTEM) as w:
        own, other = year_of(w, TODAY), year_of(w, TODAY, "gregorian")
        fiscal = year_of(w, TODAY, within="fiscal_year")
        months = sheet(w, "won_amount", own).periods
    assert (str(own.start), str(own.end)) == ("2026-03-21", "2027-03-21")
    assert (str(other.start), str(other.end)) == ("2026-01-01", "2027-01-01")
    assert fiscal.step == "fiscal_year"
    assert (len(months), str(months[8].start)) == (12, "2026-11-22")
