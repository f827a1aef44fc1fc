"""Lists of targets: a row for each or the months as columns, in both languages; back out, in again, and undone."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from crm_core.deals.targets import sheet, year_of
from crm_core.lists import export
from crm_core.lists.templates import template
from crm_core.lists.whole_targets import wide_file
from crm_core.models import Target
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, counts, everything, planned, rows, undone
from tests.provision.company import People

LONG = """
Name,Period,Target,Measure
Sara,November 2026,500,Won amount
North,2026-Q4,"1,500",Won amount
Daftar Trading,2027,9000,won_amount
Tier: Gold,Dec 2026,70,Won amount
Sara,2026-11,3,Won deals
Nobody,2026-11,5,Won amount
Sara,some day,5,Won amount
Sara,2026-12,-5,Won amount
Sara,2026-12,1.5,Won deals
"""
WIDE = """
نام,فروردین ۱۴۰۵,آبان ۱۴۰۵,آذر ۱۴۰۵,جمع
Sara,100,200,,300
North,,400,500,900
"""


def _kept(office: Office) -> list[tuple[object, ...]]:
    return rows(office, Target, "scope", "measure", "step", "start", "value")


def test_a_row_for_each_target(office: Office, people: People, units: dict[str, int]) -> None:
    before = everything(office)
    done = bring_in(office, people.babak, LONG, name="targets 2026.csv")
    assert (done.kind, counts(done)) == ("targets", {"created": 5, "failed": 4})
    assert [(scope, measure, step, str(start), value) for scope, measure, step, start, value in _kept(office)] == [
        ("user", "won_amount", "month", "2026-11-01", 500_00),
        ("unit", "won_amount", "quarter", "2026-10-01", 1500_00),
        ("company", "won_amount", "year", "2027-01-01", 9000_00),
        ("segment", "won_amount", "month", "2026-12-01", 70_00),
        ("user", "won_count", "month", "2026-11-01", 3),
    ]
    again = bring_in(office, people.babak, LONG.replace("500,Won", "600,Won"), name="targets 2026.csv")
    assert counts(again) == {"updated": 1, "unchanged": 4, "failed": 4}
    assert undone(office, again.run) == []
    assert undone(office, done.run) == []
    assert everything(office) == before


def test_the_months_as_columns(office: Office, people: People, units: dict[str, int]) -> None:
    done = bring_in(office, people.babak, WIDE, name="هدف فروش ۱۴۰۵.csv")
    assert (done.kind, counts(done)) == ("targets", {"created": 4})
    assert [(scope, str(start), value) for scope, _, _, start, value in _kept(office)] == [
        ("user", "2026-03-21", 100_00),
        ("user", "2026-10-23", 200_00),
        ("unit", "2026-10-23", 400_00),
        ("unit", "2026-11-22", 500_00),
    ]
    assert counts(bring_in(office, people.babak, WIDE, kind="targets")) == {"unchanged": 4}


def test_a_lead_brings_in_those_of_the_unit_alone(office: Office, people: People, units: dict[str, int]) -> None:
    text = "Name,Period,Target\nSara,2026-11,100\nOmid,2026-11,100\nSouth,2026-11,100\nDaftar Trading,2026-11,100\n"
    plan = planned(office, people.nader, text, kind="targets").plan
    assert [(row.status, str(row.reason or "")) for row in plan.rows] == [
        ("created", ""),
        *[("failed", "You may not set these targets. Ask your manager.")] * 3,
    ]


def test_what_goes_out_comes_back_unchanged(office: Office, people: People, units: dict[str, int]) -> None:
    bring_in(office, people.babak, LONG, kind="targets")
    with office.read(people.babak) as w:
        whole = export.to_csv(w, "target").decode("utf-8-sig")
        wide = wide_file(w, sheet(w, "won_amount", year_of(w, w.clock.today())))
        empty = template(w, "targets")
    assert counts(bring_in(office, people.babak, whole, name="targets.csv")) == {"unchanged": 5}
    lines = [[str(cell or "") for cell in row] for row in load_workbook(io.BytesIO(wide)).active.values]
    text = "\n".join(",".join(line) for line in lines)
    assert lines[0][:4] == ["Name", "Kind", "Measure", "January 2026"]
    assert counts(bring_in(office, people.babak, text, kind="targets")) == {"unchanged": 2}
    assert load_workbook(io.BytesIO(empty)).active["A1"].value == "Target of"
    with office.read(SYSTEM) as w:
        assert export.to_csv(w, "target").count(b"\n") == 6
