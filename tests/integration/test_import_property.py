"""Whatever a list holds: its rows are all accounted for, and bringing it in twice is bringing it in once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.lists.apply import undo_run
from crm_core.trust.access import SYSTEM
from crm_core.trust.undo import UndoConflict
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, everything
from tests.provision import company, databases

FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NAMES = (
    "Ali Rad",
    "A. Rad",
    "Hasan Rad",
    "علی احمدی",
    "مهندس علي احمدی",
    "Alborz Steel",
    "Alborz Steel Co. Ltd",
    "",
    "?",
)
PEOPLE = st.fixed_dictionaries(
    {
        "Code": st.sampled_from(("", "", "C1", "C2", "7")),
        "Name": st.sampled_from(NAMES),
        "Mobile": st.sampled_from(("", "", "+12025550143", "+12025550144", "12")),
        "Phone": st.sampled_from(("", "", "+12025550199")),
        "E-mail": st.sampled_from(("", "", "ali@rad.example", "info@rad.example", "no address")),
        "City": st.sampled_from(("", "Karaj", "Qom")),
        "Tags": st.sampled_from(("", "a", "b, a")),
        "Customer since": st.sampled_from(("", "2024-01-05", "someday")),
    }
)
DEALS = st.fixed_dictionaries(
    {
        "Opportunity id": st.sampled_from(("", "D1", "D2", "D3")),
        "Title": st.sampled_from(("", "Roof", "Wall")),
        "Account": st.sampled_from(("", "Alborz", "Kavir")),
        "Owner": st.sampled_from(("", "Parisa", "Omid")),
        "Product": st.sampled_from(("", "GTX", "MG")),
        "Stage": st.sampled_from(("", "Lead", "Won", "Lost", "Somewhere")),
        "Amount": st.sampled_from(("", "5", "1,200", "much")),
        "Close date": st.sampled_from(("", "2026-03-01", "2026-13-01")),
    }
)
LISTS = st.one_of(
    st.tuples(st.just("customers"), st.lists(PEOPLE, min_size=1, max_size=8)),
    st.tuples(st.just("contacts"), st.lists(PEOPLE, min_size=1, max_size=8)),
    st.tuples(st.just("deals"), st.lists(DEALS, min_size=1, max_size=8)),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A company that every example leaves as it found it."""

    def english(address: str) -> None:
        company.found(address, company.ENGLISH)

    with databases.fresh(request.param, "english", english, tmp_path_factory.mktemp("lists")) as address:
        opened = company.open_office(address)
        yield opened
        opened.close()


def as_text(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@FEW
@given(LISTS)
def test_rows_add_up_twice_is_once_and_undo_leaves_nothing(
    office: Office, given: tuple[str, list[dict[str, str]]]
) -> None:
    kind, rows = given
    text = as_text(rows)
    before = everything(office)
    first = bring_in(office, SYSTEM, text, kind=kind, header_row=1)
    after = everything(office)
    second = bring_in(office, SYSTEM, text, kind=kind, header_row=1)
    twice = everything(office)
    conflicts = [one for run in (second, first) if run.change_set_id is not None for one in take_back(office, run.run)]
    assert sum(first.counts.values()) == first.rows == sum(second.counts.values()) == second.rows
    assert second.counts["created"] == second.counts["updated"] == 0
    assert twice == after
    assert conflicts == []
    assert everything(office) == before


def take_back(office: Office, run: int) -> list[UndoConflict]:
    with office.work(SYSTEM) as w:
        return undo_run(w, run).conflicts
