"""Records linked by the numbers of their old system, with the history of their stages and tasks, as the README says."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.cli import main
from crm_core.lists.apply import Receipt
from crm_core.models import ENDLESS, Deal, DealState, Interaction, Stage, Task, Unit, User
from crm_core.trust.access import SYSTEM
from crm_core.trust.doctor import examine
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import counts, everything, rows, undone
from tests.real.test_import_maven import bring_in

FILES = ("accounts", "contacts", "products", "opportunities")


@pytest.fixture
def agency(office: Office, real_data: Path) -> Office:
    """The company with the agency's records, its stages not told yet."""
    for name in FILES:
        bring_in(office, real_data / "agency" / f"{name}.csv")
    return office


def told(office: Office, real_data: Path, folder: Path | None = None) -> Receipt:
    """Bring the history in: as it stands, or (into a folder) with its damaged row mended."""
    path = real_data / "agency" / "opportunity_stage_history.csv"
    if folder is not None:
        text = path.read_text(encoding="utf-8").replace("incumbent vendor, initial", "incumbent vendor; initial")
        path = folder / path.name
        path.write_text(text, encoding="utf-8")
    return bring_in(office, path)


def stays(office: Office) -> list[tuple[int, str, dt.datetime, dt.datetime]]:
    """Each stay of a deal in a stage: deal, stage, from, until; what only changed a value is one stay."""
    with office.read(SYSTEM) as w:
        columns = (DealState.deal_id, Stage.name, DealState.valid_from, DealState.valid_to)
        statement = select(*columns).join(Stage, Stage.id == DealState.stage_id)
        found: list[tuple[int, str, dt.datetime, dt.datetime]] = []
        for row in w.rows(statement.order_by(DealState.deal_id, DealState.valid_from, DealState.id)):
            if found and found[-1][:2] == (row[0], row[1]):
                found[-1] = (*found[-1][:3], row[3])
            else:
                found.append(tuple(row))
        return found


def test_the_damaged_row_comes_back_and_the_others_go_in(agency: Office, real_data: Path) -> None:
    before = everything(agency)
    done = told(agency, real_data)
    assert (done.kind, done.rows, counts(done)) == ("deal_history", 39, {"created": 38, "failed": 1})
    there = everything(agency)
    assert counts(told(agency, real_data)) == {"unchanged": 38, "failed": 1}
    assert everything(agency) == there
    assert undone(agency, done.run) == []
    assert everything(agency) == before


def test_the_mended_row_completes_what_is_there(agency: Office, real_data: Path, tmp_path: Path) -> None:
    told(agency, real_data)
    assert counts(told(agency, real_data, tmp_path)) == {"created": 1, "unchanged": 38}
    assert len(stays(agency)) == 39


def test_transitions_and_stays_are_those_of_the_list(agency: Office, real_data: Path, tmp_path: Path) -> None:
    told(agency, real_data, tmp_path)
    some = stays(agency)
    pairs = Counter((one[1], two[1]) for one, two in pairwise(some) if one[0] == two[0])
    assert pairs[("Qualification", "Proposal/Price Quote")] == 7
    assert pairs[("Proposal/Price Quote", "Closed Won")] == 6
    assert pairs[("Proposal/Price Quote", "Closed Lost")] == 2
    assert pairs[("Prospecting", "Qualification")] == 2
    assert sorted(pairs.values()) == [1] * 6 + [2, 2, 6, 7]
    means: dict[str, list[float]] = {}
    for _deal, stage, start, end in some:
        if end != ENDLESS:
            means.setdefault(stage, []).append((end - start).total_seconds() / 86_400)
    assert {stage: (round(sum(days) / len(days), 2), len(days)) for stage, days in means.items()} == {
        "Prospecting": (63.77, 5), "Qualification": (47.47, 9),
        "Proposal/Price Quote": (35.39, 8), "Needs Analysis": (39.85, 1),
    }  # fmt: skip
    won = {one[0] for one in some if one[1] == "Closed Won"}
    first, last = ({one[0]: one[2] for one in order if one[0] in won} for order in (list(reversed(some)), some))
    assert round(sum((last[deal] - first[deal]).total_seconds() for deal in won) / 86_400 / len(won), 2) == 89.32
    assert [one for check in examine(agency, SYSTEM) for one in check.findings] == []


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], office: Office) -> Any:
    """What a command answers with, as a program reads it."""

    def said(*arguments: str) -> Any:
        assert main([*arguments, "--json"]) in (0, 1)
        return json.loads(capsys.readouterr().out)

    monkeypatch.setenv("CRM_DATABASE_URL", office.settings.database_url)
    return said


def test_the_pipeline_of_past_days_on_the_command_line(
    agency: Office, real_data: Path, tmp_path: Path, answer: Any
) -> None:
    told(agency, real_data, tmp_path)

    def as_of(day: str) -> dict[str, tuple[int, float]]:
        stages = answer("pipeline", "--as-of", day)["stages"]
        return {one["stage"]: (one["count"], one["amount"]) for one in stages if one["count"]}

    assert as_of("2024-12-31") == {
        "Closed Won": (4, 1_140_000), "Proposal/Price Quote": (1, 90_000), "Qualification": (1, 350_000),
    }  # fmt: skip
    assert as_of("2025-06-30") == {
        "Closed Won": (6, 1_500_000), "Closed Lost": (2, 440_000), "Negotiation/Review": (1, 260_000),
        "Prospecting": (1, 240_000), "Qualification": (1, 330_000),
    }  # fmt: skip


def test_the_tasks_belong_to_deals_customers_and_contacts(agency: Office, real_data: Path) -> None:
    done = bring_in(agency, real_data / "agency" / "tasks.csv")
    assert (done.kind, counts(done), done.problems) == ("tasks", {"created": 30}, 8)  # eight are about cases
    tasks = rows(agency, Task, "deal_id", "customer_id", "contact_id", "done_on", "external_id")
    assert sum(1 for deal, *_ in tasks if deal) == 16
    assert all(customer and contact for _, customer, contact, *_ in tasks)
    assert sum(1 for *_, done_on, _ in tasks if done_on) == 12
    assert counts(bring_in(agency, real_data / "agency" / "tasks.csv")) == {"unchanged": 30}
    assert rows(agency, Interaction, "id") == []


@pytest.mark.parametrize("first", ["teams", "pipeline"])
def test_the_teams_join_the_agents_of_the_pipeline(office: Office, real_data: Path, first: str) -> None:
    folder = real_data / "maven"
    files = ["sales_teams.csv", "sales_pipeline.csv"]
    for name in files if first == "teams" else reversed(files):
        done = bring_in(office, folder / name)
        if name == "sales_teams.csv":
            assert done.kind == "users"
            assert counts(done) == ({"created": 35} if first == "teams" else {"created": 5, "updated": 30})
    units = dict(rows(office, Unit, "id", "name"))
    by_unit: Counter[str] = Counter()
    for outcome, unit, amount in rows(office, Deal, "outcome", "unit_id", "amount"):
        if outcome == "won":
            by_unit[units[unit]] += amount // 100
    assert by_unit == {"West": 3_568_647, "Central": 3_346_293, "East": 3_090_594}
    sellers = [one for one in rows(office, User, "unit_id", "role", "active", "password_hash") if one[3] is None]
    assert Counter(units[unit] for unit, *_ in sellers) == {"Central": 11, "East": 12, "West": 12}
    assert {(role, active) for _, role, active, _ in sellers} == {("rep", True)}
    assert counts(bring_in(office, folder / "sales_teams.csv")) == {"unchanged": 35}


def test_the_staff_of_a_shop_are_users(office: Office, real_data: Path) -> None:
    done = bring_in(office, real_data / "northwind" / "employees.csv")
    assert (done.kind, counts(done)) == ("users", {"created": 9})
    roles = {name: role for name, role, number in rows(office, User, "name", "role", "external_id") if number}
    assert roles["Andrew Fuller"] == "manager"
    assert roles["Nancy Davolio"] == "rep"
    assert counts(bring_in(office, real_data / "northwind" / "employees.csv")) == {"unchanged": 9}
