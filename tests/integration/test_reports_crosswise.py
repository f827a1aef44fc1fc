"""Reports crosswise and in levels: what lines, columns and levels come to, by each measure's own rule."""

from __future__ import annotations

from typing import Any

import pytest

from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.models import Target
from crm_core.reports import ReportResult, Row, to_json
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import day, deal, products, put, report
from tests.provision.company import People

YEAR = {"first": "2026-01-01", "last": "2026-06-30"}


def _labels(row: Row) -> tuple[str | None, ...]:
    return (*([row.period] if row.period else []), *(key.label for key in row.keys.values()))


def _cells(result: ReportResult, measure: str) -> dict[Any, list[Any]]:
    """A pivot as one reads it: each line with its cells and its total, then the columns' totals and that of all."""
    assert result.pivot is not None
    found: dict[Any, list[Any]] = {
        _labels(line.total): [*(cell.values[measure] for cell in line.cells), line.total.values[measure]]
        for line in result.pivot.lines
    }
    return found | {
        "total": [*(one.values[measure] for one in result.pivot.columns), result.pivot.total.values[measure]]
    }


@pytest.fixture
def sold(office: Office, people: People) -> None:
    """Sara sells a pump and a valve together, Kian pumps; Omid loses one."""
    pump, valve = products(office, "Pump", "Valve")
    put(
        office,
        [
            deal(100, "2026-01-01", "2026-02-01", of=people.sara),
            deal(50, "2026-01-01", "2026-03-05", of=people.kian),
            deal(7, "2026-01-01", "2026-03-10", of=people.kian),
            deal(30, "2026-01-01", "2026-03-11", "lost", of=people.kian),
        ],
        {0: [(pump, 60), (valve, 40)], 1: [(pump, 50)], 2: [(valve, 7)], 3: [(pump, 30)]},
    )


@pytest.mark.usefixtures("sold")
def test_a_deal_of_two_products_counts_once_in_the_total_of_its_line_and_its_level(office: Office) -> None:
    asked = {**YEAR, "breakdown": ["owner", "product"]}
    found = report(office, "won_count won_amount", across="product", **asked)
    assert found.pivot is not None
    assert (found.pivot.down, [_labels(one) for one in found.pivot.columns]) == (("owner",), [("Pump",), ("Valve",)])
    assert _cells(found, "won_count") == {("Kian",): [1, 1, 2], ("Sara",): [1, 1, 1], "total": [2, 2, 3]}
    assert _cells(found, "won_amount") == {
        ("Kian",): [50_00, 7_00, 57_00],
        ("Sara",): [60_00, 40_00, 100_00],
        "total": [110_00, 47_00, 157_00],
    }
    (level,) = report(office, "won_count win_rate", **asked).by_level
    assert level.fields == ("owner",)
    assert [(_labels(row), dict(row.values)) for row in level.by_group] == [
        (("Kian",), {"won_count": 2, "win_rate": 2 / 3}),
        (("Sara",), {"won_count": 1, "win_rate": 1.0}),
    ]


@pytest.mark.usefixtures("sold")
def test_periods_over_the_columns_total_by_the_measure_s_rule(office: Office) -> None:
    found = report(office, "win_rate open_count", by="quarter", breakdown=["owner"], across="period", **YEAR)
    assert _cells(found, "win_rate") == {
        ("Kian",): [2 / 3, None, 2 / 3],
        ("Sara",): [1.0, None, 1.0],
        "total": [3 / 4, None, 3 / 4],
    }
    assert _cells(found, "open_count")["total"] == [0, 0, 0]
    down = report(office, "won_amount", by="quarter", across="owner", **YEAR)
    assert _cells(down, "won_amount") == {
        ("2026-Q1",): [57_00, 100_00, 157_00],
        ("2026-Q2",): [0, 0, 0],
        "total": [57_00, 100_00, 157_00],
    }


@pytest.mark.usefixtures("sold")
def test_programs_read_levels_and_crossings(office: Office) -> None:
    told = to_json(report(office, "won_amount", breakdown=["owner", "product"], across="product", **YEAR))
    assert told["subtotals"] == [
        {"by": ["owner"], "rows": [{"owner": "Kian", "won_amount": 57}, {"owner": "Sara", "won_amount": 100}]}
    ]
    assert told["pivot"]["columns"] == [{"product": "Pump", "won_amount": 110}, {"product": "Valve", "won_amount": 47}]
    assert told["pivot"]["lines"][0] == {
        "owner": "Kian",
        "won_amount": 57,
        "cells": [{"won_amount": 50}, {"won_amount": 7}],
    }


@pytest.mark.usefixtures("sold")
def test_shares_and_running_totals_beside_targets(office: Office) -> None:
    with office.work(SYSTEM) as w, w.changing("edit"):
        month = {"scope": "company", "measure": "won_amount", "step": "month", "calendar": "gregorian"}
        days = [("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-03-01"), ("2026-03-01", "2026-04-01")]
        bulk_create(w, Target, [{**month, "start": day(a), "end": day(b), "value": 80_00} for a, b in days])
    asked = {"first": "2026-01-01", "last": "2026-03-31", "by": "month", "compare": "target"}
    found = report(office, "won_amount~running won_amount~share won_amount", **asked)
    assert [(dict(row.values), row.compare["won_amount~running"]) for row in found.rows] == [
        ({"won_amount~running": 0, "won_amount~share": 0.0, "won_amount": 0}, 80_00),
        ({"won_amount~running": 100_00, "won_amount~share": 100 / 157, "won_amount": 100_00}, 160_00),
        ({"won_amount~running": 157_00, "won_amount~share": 57 / 157, "won_amount": 57_00}, 240_00),
    ]
    assert found.totals == {"won_amount~running": 157_00, "won_amount~share": 1.0, "won_amount": 157_00}


@pytest.mark.parametrize(("by", "breakdown", "across"), [("total", ["owner"], "owner"), ("month", [], "period")])
def test_something_must_be_left_to_go_down(office: Office, by: str, breakdown: list[str], across: str) -> None:
    with pytest.raises(Invalid) as refused:
        report(office, "won_amount", by=by, breakdown=breakdown, across=across, **YEAR)
    assert "something else goes down" in refused.value.say(Locale())
