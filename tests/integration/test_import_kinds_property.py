"""Whatever stands in small lists of tasks, interactions and stages: every row is counted, twice is once, and an undo
leaves the database as it was."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, everything, undone
from tests.provision.company import People

Columns = dict[str, list[str]]

NAMES = ["Sara", "Parisa Azad", "پریسا آزاد", "Omid Nik", "", "-"]
DAYS = ["2026-05-01", "2026-05-01 09:30", "1405/03/01", "2027-03-01", "soon", ""]
STAGES = ["Lead", "Proposal", "Won", "Lost", "Trial run", ""]
LISTS: dict[str, Columns] = {
    "users": {
        "Name": ["Sara Noor", "Parisa Azad", "پریسا آزاد", "Omid Nik", ""],
        "E-mail": ["sara@co.example", "parisa@co.example", "omid@co.example", "", "", ""],
        "Unit": ["North", "South", "شمال", ""],
        "Role": ["lead", "کارشناس فروش", "juggler", ""],
        "Active": ["yes", "خیر", ""],
        "Manager": ["Omid Nik", "Sara Noor", "Nobody", ""],
    },
    "tasks": {
        "Task": ["Call", "Visit", "بازدید", ""],
        "Due": DAYS,
        "Status": ["done", "open", "لغو شده", "waiting", ""],
        "Owner": NAMES,
        "Customer": ["Alborz", "Kavir", ""],
    },
    "interactions": {
        "Kind": ["call", "جلسه", "shout", ""],
        "Date": DAYS,
        "Note": ["said yes", "", "خوب بود"],
        "Customer": ["Alborz", "Kavir", ""],
        "Deal": ["D1", "D9", ""],
    },
    "deal_history": {
        "Opportunity id": ["D1", "D2", "D9", ""],
        "Stage": STAGES,
        "Changed on": DAYS,
        "Amount": ["100", "250", "much", ""],
    },
    "targets": {
        "Name": ["Sara", "Daftar Trading", "Tier: Gold", "Nobody", ""],
        "Period": ["2026-11", "Q4 2026", "آبان ۱۴۰۵", "never", ""],
        "Target": ["100", "-5", "much", ""],
        "Measure": ["Won amount", "won_count", "nothing", ""],
    },
}
DEALS = (
    "Opportunity id,Account,Stage,Amount,Close date\nD1,Alborz,Won,100,2026-06-10\nD2,Alborz,Proposal,200,2026-12-24\n"
)


def tables(columns: Columns) -> st.SearchStrategy[str]:
    row = st.tuples(*(st.sampled_from(cells) for cells in columns.values())).filter(any)

    def written(rows: list[Any]) -> str:
        file = io.StringIO()
        csv.writer(file).writerows([list(columns), *rows])
        return file.getvalue()

    return st.lists(row, min_size=1, max_size=6).map(written)


@pytest.mark.parametrize("kind", LISTS)
def test_whatever_the_list_it_counts_comes_once_and_goes_again(office: Office, people: People, kind: str) -> None:
    bring_in(office, people.mina, DEALS, kind="deals")

    @settings(max_examples=8, suppress_health_check=list(HealthCheck), database=None)
    @given(text=tables(LISTS[kind]))
    def holds(text: str) -> None:
        before = everything(office)
        first = bring_in(office, people.mina, text, kind=kind)
        assert sum(first.counts.values()) == first.rows == len(list(csv.reader(io.StringIO(text)))) - 1
        there = everything(office)
        again = bring_in(office, people.mina, text, kind=kind)
        assert again.counts["created"] == again.counts["updated"] == 0
        assert everything(office) == there
        if first.change_set_id is not None:
            assert undone(office, first.run) == []
        assert everything(office) == before

    holds()
