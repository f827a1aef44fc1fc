"""The standard reports: each is answered for everybody, with their own rights, on full and on empty books."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from crm_core.reports import MEASURES, Measure, ReportResult, Row, records_behind, run, sentence
from crm_core.reports.listing import listing
from crm_core.reports.opened import asked
from crm_core.reports.standard import GROUPS, STANDARD, Standard, standard
from crm_core.trust.access import Actor
from crm_core.trust.unit_of_work import Office, Work
from tests.provision.company import People

from .reports_ground import deal, put


@pytest.fixture
def deals(office: Office, people: People) -> list[int]:
    return put(
        office,
        [
            deal(120, "2026-10-05", "2026-11-17", of=people.sara, source="Fair"),
            deal(30, "2026-10-20", "2026-11-20", of=people.sara),
            deal(80, "2026-11-01", "2026-11-10", of=people.reza, source="Fair"),
            deal(55, "2026-09-01", "2026-11-21", of=people.kian),
            deal(100, "2025-09-01", "2025-11-07", of=people.sara),
            deal(10, "2026-09-01", "2026-11-05", "lost", of=people.sara, lost_reason="price"),
            deal(400, "2026-08-01", of=people.sara, expected_close=None),
        ],
    )


def _answer(w: Work, one: Standard) -> ReportResult:
    return run(w, asked(w, one.params))


def test_keys_are_unlike_and_every_one_has_a_group_and_measures_that_there_are() -> None:
    assert len({one.key for one in STANDARD}) == len(STANDARD)
    assert {one.group for one in STANDARD} == set(GROUPS)
    for one in STANDARD:
        assert one.key.startswith("standard:")
        assert set(one.params["measures"].split(",")) <= set(MEASURES)
        assert standard(one.key) is one


def test_everybody_has_every_report_of_what_they_see(office: Office, people: People, deals: list[int]) -> None:
    won = {people.mina: 28_500, people.nader: 23_000, people.sara: 15_000, people.vida: 23_000}
    for who, amount in won.items():
        with office.read(who) as w:
            for one in STANDARD:
                result = _answer(w, one)
                assert sentence(result.asked, w.locale, w.company.calendar_rules)
                if one.key in ("standard:by_person", "standard:monthly"):
                    assert result.totals["won_amount"] == amount, (who.name, one.key)


def test_empty_books_have_every_report_too(office: Office, people: People) -> None:
    with office.read(people.babak) as w:
        for one in STANDARD:
            found = any(_answer(w, one).totals.values())
            assert found == (one.key == "standard:changes"), one.key  # the company was set up by somebody


def test_in_the_other_calendar_the_same_reports_are_answered(office: Office, people: People, deals: list[int]) -> None:
    with office.read(people.babak) as w:
        for one in STANDARD:
            result = run(w, asked(w, {**one.params, "calendar": "jalali"}))
            if one.key == "standard:by_person":  # Aban begins on 23 October
                assert result.totals["won_amount"] == 28_500


def _figures(result: ReportResult) -> Iterator[tuple[Measure, Row]]:
    for row in (*result.rows, *result.by_period, *result.by_group):
        for one in result.spec.asked:
            if row.values.get(one.key) and not one.derived:
                yield one, row


def _behind(w: Work, who: Actor, one: Standard) -> int:
    """Check that the records behind every figure of a report are as many, and come to as much, as it says."""
    result, checked = _answer(w, one), 0
    for wanted, row in _figures(result):
        found = records_behind(
            result.spec, wanted.key, start=row.start, end=row.end, keys=row.keys, today=w.clock.today()
        )
        if wanted.over or not wanted.rolls_up:
            continue
        there = listing(w, found)
        said = (who.name, one.key, wanted.key, row)
        if wanted.kind == "count":
            assert (there.times or there.count) == row.values[wanted.key], said
            checked += 1
        elif wanted.kind == "money" and wanted.per == 1:
            assert there.amount == row.values[wanted.key], said
            checked += 1
    return checked


def test_the_records_behind_a_figure_come_to_it(office: Office, people: People, deals: list[int]) -> None:
    for who in (people.babak, people.sara):
        with office.read(who) as w:
            checked = sum(_behind(w, who, one) for one in STANDARD)
        assert checked > 50
