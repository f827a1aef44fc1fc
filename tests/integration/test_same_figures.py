"""The same measure for the same filter is the same number wherever it is shown: on screens, in reports, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crm_core.base.periods import Period, period_of
from crm_core.deals.asof import deals_open_then, open_total, pipeline_as_of
from crm_core.deals.board import open_now
from crm_core.deals.forecast import forecast
from crm_core.deals.targets import COMPANY, Holder, standings
from crm_core.fields.filters import EVERYTHING, Filter, condition
from crm_core.reports import ask, figures, records_behind, run, to_json
from crm_core.reports.listing import listing
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.accounts import demo_sign_in, session_actor
from crm_core.trust.unit_of_work import Office, Work
from tests.integration.demo_ground import filled, open_demo
from tests.provision import databases

FLOWS = ("won_amount", "won_count", "lost_count", "created_count", "win_rate", "new_customers", "interactions")


@pytest.fixture
def office(database_kind: databases.Kind, tmp_path: Path) -> Iterator[Office]:
    with databases.fresh(database_kind, "demo_fa", filled("fa"), tmp_path) as address:
        opened = open_demo(address)
        yield opened
        opened.close()


def _actors(office: Office) -> list[Actor]:
    return [SYSTEM, *(session_actor(office, demo_sign_in(office, role).token) for role in ("manager", "lead", "rep"))]


def _one(w: Work, measure: str, filter: Filter = EVERYTHING, **asked: str) -> int | float | None:  # noqa: A002
    spec = ask(w, [measure], **asked)  # type: ignore[arg-type]
    return run(w, replace(spec, filter=filter)).totals[measure]


def test_what_is_won_new_and_done_is_the_same_on_every_screen(office: Office) -> None:
    """Today's figures, reports by any step and breakdown, targets, the forecast, and the lists behind them."""
    for actor in _actors(office):
        with office.read(actor) as w:
            month = period_of(w.clock.today(), "month", w.locale.calendar, w.company.calendar_rules)
            glance = figures(w, FLOWS)
            report = run(w, ask(w, FLOWS, period="this_month", calendar=month.calendar))
            assert {key: glance[key].value for key in FLOWS} == report.totals
            assert report.totals["won_count"] or actor.role == "rep"
            for asked in ({"by": "day"}, {"breakdown": ["owner"]}, {"by": "week", "breakdown": ["source"], "top": 2}):
                again = run(w, ask(w, FLOWS, period="this_month", calendar=month.calendar, **asked))  # type: ignore[arg-type]
                assert again.totals == report.totals
                for key in ("won_amount", "won_count", "created_count", "interactions"):
                    assert sum(row.values[key] or 0 for row in again.rows) == report.totals[key]
            _at_targets_and_forecast(w, month, int(report.totals["won_amount"] or 0))
            for key in ("won_amount", "won_count", "lost_count", "created_count", "new_customers", "interactions"):
                behind = listing(w, records_behind(report.spec, key, today=w.clock.today()))
                figure = behind.amount if key == "won_amount" else behind.count
                assert figure == report.totals[key], key


def _at_targets_and_forecast(w: Work, month: Period, won: int) -> None:
    (company,) = standings(w, [COMPANY], "won_amount", month, spread=True)
    assert (company.done, forecast(w, month).won) == (won, won)
    person = w.actor.user_id
    if person is not None:
        mine = condition("deal", "owner", "is", person)
        (own,) = standings(w, [Holder("user", person)], "won_amount", month)
        of_month = {"period": "this_month", "calendar": month.calendar}
        assert own.done == _one(w, "won_amount", mine, **of_month) == forecast(w, month, filter=mine).won


def test_what_is_open_is_the_same_on_every_screen(office: Office) -> None:
    """The board, the pipeline of now and of past days, reports and the lists behind them."""
    for actor in _actors(office):
        with office.read(actor) as w:
            stocks = ["open_amount", "open_count", "weighted_amount"]
            now = run(w, ask(w, stocks, breakdown=["stage"], period="today"))
            board, pipeline = open_now(w), open_total(pipeline_as_of(w, w.clock.today()))
            assert (board.count, board.amount, board.weighted) == (pipeline.count, pipeline.amount, pipeline.weighted)
            assert now.totals == dict(zip(stocks, (board.amount, board.count, board.weighted), strict=True))
            told = to_json(now)["totals"]
            assert told["open_count"] == board.count
            for past in ("2026-06-21", "2025-03-20"):
                then = run(w, ask(w, stocks, period="this_month", as_of=past))
                whole = open_total(pipeline_as_of(w, then.spec.last))
                assert (then.totals["open_count"], then.totals["open_amount"]) == (whole.count, whole.amount)
                numbers, totals = deals_open_then(w, then.spec.last)
                assert (len(numbers), totals.amount) == (whole.count, whole.amount)
