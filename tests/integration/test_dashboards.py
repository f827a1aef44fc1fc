"""Dashboards: reports side by side under one choice; standard ones by role, one's own, shared ones, and as files."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.reports import dashboards, saved
from crm_core.reports._applied import fitting
from crm_core.reports.dashboards import Arrangement, Tile
from crm_core.trust import undo
from crm_core.trust.access import Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import deal, put
from tests.provision.company import People

TWO = Arrangement((Tile("standard:by_person", "half", ("table",)), Tile("standard:activity", "third", ("chart",))))


def kept(office: Office, who: Actor, name: str, arrangement: Arrangement = TWO, sharing: str = "private") -> str:
    with office.work(who) as w:
        return dashboards.add(w, name, arrangement, sharing).key


def names(office: Office, who: Actor) -> list[str]:
    with office.read(who) as w:
        return [one.name for one in dashboards.listed(w) if one.sharing != "standard"]


def test_each_opens_the_standard_one_of_their_role_until_they_choose(office: Office, people: People) -> None:
    first = {}
    for who in (people.mina, people.babak, people.leila, people.vida, people.sara):
        with office.read(who) as w:
            first[who.name] = dashboards.first(w).name
    assert first == {
        "Mina": "The company at a glance",
        "Babak": "The company at a glance",
        "Leila": "My team",
        "Vida": "My team",
        "Sara": "My own sales",
    }
    key = kept(office, people.leila, "Ours", sharing="unit")
    with office.work(people.sara) as w:
        dashboards.open_with(w, key)
        assert dashboards.first(w).name == "Ours"
    with office.work(people.leila) as w:
        dashboards.delete(w, key)
    with office.read(people.sara) as w:
        assert dashboards.first(w).name == "My own sales"


def test_every_tile_of_the_standard_ones_answers(office: Office, people: People) -> None:
    with office.read(people.sara) as w:
        for one in dashboards.listed(w):
            for period in ("", "this_month", "last_year", "2026-11-21..2026-11-21"):
                there = dashboards.placed(w, Arrangement(one.tiles, {**one.choices, "period": period}))
                assert all(tile.report is not None for tile in there)
                for tile in there:
                    dashboards.result_on(w, tile)


def test_who_sees_and_changes_them(office: Office, people: People) -> None:
    own = kept(office, people.sara, "Mine")
    unit = kept(office, people.sara, "Of North", sharing="unit")
    kept(office, people.babak, "Of all", sharing="all")
    seen = {one.name: names(office, one) for one in (people.sara, people.nader, people.reza, people.kian)}
    assert seen == {
        "Sara": ["Mine", "Of all", "Of North"],
        "Nader": ["Of all", "Of North"],
        "Reza": ["Of all", "Of North"],
        "Kian": ["Of all"],
    }
    for who, key in ((people.reza, unit), (people.nader, own), (people.kian, unit)):
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            dashboards.change(w, key, Arrangement())
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            dashboards.delete(w, key)
    with office.work(people.sara) as w:
        done = dashboards.change(w, unit, Arrangement(TWO.tiles[1:]))
    with office.work(people.sara) as w:
        assert dashboards.dashboard_of(w, unit).tiles == TWO.tiles[1:]
        undo.undo(w, done.change_set_id or 0)
    with office.work(people.sara) as w:
        dashboards.put(w, unit, "standard:daily")
    with office.work(people.reza) as w:
        assert dashboards.dashboard_of(w, unit).tiles == (*TWO.tiles, Tile("standard:daily"))
        with pytest.raises(Refused):
            dashboards.put(w, unit, "standard:weekly")


def test_a_report_is_no_dashboard_and_bad_ones_are_refused_in_words(office: Office, people: People) -> None:
    with office.work(people.sara) as w:
        report = saved.add(w, "A report", {"measures": "won_amount"}).key
        with pytest.raises(NotFound):
            dashboards.dashboard_of(w, report)
        with pytest.raises(NotFound):
            dashboards.dashboard_of(w, "standard_dashboard:nobody")
    bad = {
        "at most 24 reports": Arrangement((TWO.tiles[0],) * 25),
        "figures, chart or table": Arrangement((Tile("standard:daily", "half", ()),)),
        "whenever": Arrangement((), {"period": "whenever"}),
        "julian": Arrangement((), {"calendar": "julian"}),
    }
    for said, arrangement in bad.items():
        with office.work(people.sara) as w, pytest.raises(Invalid, match=said):
            dashboards.add(w, "Odd", arrangement)


def test_one_period_comparison_and_filter_hold_for_all_tiles(office: Office, people: People) -> None:
    put(
        office,
        [
            deal(10, "2026-10-01", "2026-10-21", of=people.sara),
            deal(20, "2026-10-01", "2026-11-02", of=people.sara, source="Fair"),
            deal(40, "2026-10-01", "2026-11-03", of=people.kian, source="Fair"),
        ],
    )
    tiles = tuple(Tile(key) for key in ("standard:this_year", "standard:by_person", "standard:activity"))
    choices = {
        "period": "last_month",
        "compare": "none",
        "where": '["all",["owner","is","me"],["title","contains","Deal"]]',
    }
    with office.read(people.sara) as w:
        year, person, activity = dashboards.placed(w, Arrangement(tiles, choices))
        results = [dashboards.result_on(w, one) for one in (year, person, activity)]
    assert [one.spec.start for one in results] == [dt.date(2026, 10, 1)] * 3
    assert [one.spec.compare for one in results] == ["none"] * 3
    assert [one.unfit for one in (year, person, activity)] == [(), (), ("Title",)]
    assert [one.spec.by for one in results] == ["week", "total", "week"]
    assert [one.totals.get("won_amount") for one in results[:2]] == [10_00, 10_00]
    with office.read(people.babak) as w:
        here = dashboards.placed(w, Arrangement(tiles[:1], {"period": "this_month", "where": '["source","is","Fair"]'}))
        assert dashboards.result_on(w, here[0]).totals["won_amount"] == 60_00
        assert dashboards.placed(w, Arrangement(tiles))[0].params == saved.named(w, "standard:this_year").params


@pytest.mark.parametrize(
    ("by", "days", "step"),
    [
        ("month", 30, "week"), ("month", 7, "day"), ("month", 1, "month"), ("month", 365, "month"),
        ("day", 365, "week"), ("day", 3650, "quarter"), ("week", 7, "day"), ("total", 30, "total"),
        ("weekday", 30, "weekday"), ("year", 365, "quarter"),
    ],
)  # fmt: skip
def test_steps_make_a_chart_of_the_period(by: str, days: int, step: str) -> None:
    assert fitting(by, dt.timedelta(days)) == step  # type: ignore[arg-type]


def test_a_tile_whose_report_is_gone_stays_and_shows_nothing(office: Office, people: People) -> None:
    with office.work(people.sara) as w:
        report = saved.add(w, "Of Sara", {"measures": "won_amount", "breakdown": "owner"}).key
        dashboard = dashboards.add(w, "Ours", Arrangement((Tile(report), Tile("standard:daily"))), "unit").key
    for who, there in ((people.sara, ["Of Sara", "Daily report"]), (people.reza, ["gone", "Daily report"])):
        with office.read(who) as w:
            found = dashboards.placed(w, dashboards.dashboard_of(w, dashboard))
            assert [one.report.name if one.report else "gone" for one in found] == there
    with office.work(people.sara) as w:
        saved.delete(w, report)
    with office.read(people.sara) as w:
        assert dashboards.placed(w, dashboards.dashboard_of(w, dashboard))[0].report is None


def test_files_hold_what_each_person_sees(office: Office, people: People) -> None:
    put(
        office,
        [deal(120, "2026-11-02", "2026-11-03", of=people.sara), deal(80, "2026-11-02", "2026-11-04", of=people.kian)],
    )
    key = kept(
        office, people.babak, "All of it", Arrangement((Tile("standard:by_person"), Tile("standard:daily"))), "all"
    )
    seen = {}
    for who in (people.babak, people.leila, people.shirin):
        with office.read(who) as w:
            dashboard = dashboards.dashboard_of(w, key)
            sheet = dashboards.file_of_dashboard(w, dashboard, "xlsx")
            assert dashboards.file_of_dashboard(w, dashboard, "pdf").content.startswith(b"%PDF")
        cells = {str(cell.value) for page in load_workbook(BytesIO(sheet.content)) for row in page for cell in row}
        seen[who.name] = sorted(cells & {"Sara", "Kian"})
        assert sheet.name.startswith("All of it")
    assert seen == {"Babak": ["Kian", "Sara"], "Leila": ["Sara"], "Shirin": ["Kian"]}
    with office.read(people.vida) as w, pytest.raises(Refused):
        dashboards.file_of_dashboard(w, dashboards.first(w), "pdf")
    with office.read(people.babak) as w, pytest.raises(Invalid, match="no report on this dashboard"):
        dashboards.file_of_dashboard(w, dashboards.Dashboard(name="Empty"), "pdf")
