"""Lists go in as they were shown, as a whole or not at all, and come out again row for row."""

from __future__ import annotations

import datetime as dt
import io
import secrets
import socket
import subprocess
import threading

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.deals.pipelines import save_stage, stages
from crm_core.lists import _writing, preview, running
from crm_core.lists._process import this_process
from crm_core.lists._unfilled import UNFILLED
from crm_core.lists.apply import Cancelled, PlanMoved, Watch, undo_run
from crm_core.lists.importing import carry_out
from crm_core.lists.plan import Plan
from crm_core.lists.problems import problems_to_excel, troubled_of_run
from crm_core.lists.runs import history, run_of, run_of_file, without_unit
from crm_core.models import Contact, ContactPoint, Customer, Deal, DealLine, ImportRun, Product, Stage, Tag, User
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, counts, everything, opened, planned, rows
from tests.provision.company import People

CUSTOMERS = """
Code,Name,City,E-mail,Mobile,Tags
C1,Alborz Steel,Karaj,info@alborz.example,09123456789,"gold, steel"
C2,Kavir Tile,Yazd,,,
C3,Zagros Foods,Shiraz,hello@zagros.example,,
"""
DEALS = """
Opportunity id,Name,Account,Sales agent,Product,Stage,Created,Close date,Amount
D1,Rolling mill,Alborz Steel,Parisa,GTX Pro,Won,2026-01-05,2026-02-10,1200
D2,Tiles,Kavir Tile,Omid,GTXPro,Lost,2026-01-07,2026-02-20,0
D3,Roof,,Parisa,GTX Pro,Prospecting,2026-02-01,2026-12-01,500
"""
PRODUCTS = "Product,Code,Price\nGTX Pro,P1,4821\nMG Special,P2,55\n"


def undo(office: Office, run: int) -> list[tuple[str, str, str]]:
    """Take a run back; what stays, with the reason."""
    with office.work(SYSTEM) as w:
        return [(one.entity, one.label, one.reason) for one in undo_run(w, run).conflicts]


# What goes in


def test_deals_that_lack_what_their_stage_asks_for_are_taken_and_noted(office: Office, people: People) -> None:
    with office.work(people.mina) as w:
        qualified = next(one for one in stages(w, 1) if one.name == "Qualified")
        save_stage(w, 1, {"required": ["source", "amount"]}, qualified.id)
    text = "Title,Stage,Amount,Source\nRoof,Qualified,500,Website\nTiles,Qualified,700,\nMill,Lead,,\n"
    found = planned(office, people.mina, text, kind="deals")
    assert [one.params for one in found.plan.notes if one.message == UNFILLED] == [{"names": "Qualified (1)"}]
    assert counts(bring_in(office, people.mina, text, kind="deals")) == {"created": 3}


def test_customers_go_in_with_their_tags(office: Office, people: People) -> None:
    done = bring_in(office, people.mina, CUSTOMERS)
    assert (done.kind, done.rows, counts(done), done.problems) == ("customers", 3, {"created": 3}, 0)
    assert rows(office, Customer, "external_id", "name", "city", "email", "mobile") == [
        ("C1", "Alborz Steel", "Karaj", "info@alborz.example", "+989123456789"),
        ("C2", "Kavir Tile", "Yazd", None, None),
        ("C3", "Zagros Foods", "Shiraz", "hello@zagros.example", None),
    ]
    assert [names for (names,) in rows(office, Tag, "name")] == ["gold", "steel"]


def test_the_same_list_again_changes_nothing(office: Office, people: People) -> None:
    for text in (CUSTOMERS, PRODUCTS, DEALS):
        bring_in(office, people.mina, text)
    before = everything(office)
    for text, many in ((CUSTOMERS, 3), (PRODUCTS, 2), (DEALS, 3)):
        again = bring_in(office, people.mina, text)
        assert counts(again) == {"unchanged": many}
        assert again.change_set_id is None
    assert everything(office) == before


def test_filled_cells_overwrite_and_empty_ones_clear_nothing(office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS)
    again = bring_in(
        office, people.mina, "Code,Name,City,E-mail,Tags\nC1,Alborz Steel,Qazvin,,new\nC2,Kavir Tile,Yazd,,\n"
    )
    assert counts(again) == {"updated": 1, "unchanged": 1}
    assert rows(office, Customer, "name", "city", "email")[0] == ("Alborz Steel", "Qazvin", "info@alborz.example")
    assert [names for (names,) in rows(office, Tag, "name")] == ["gold", "steel", "new"]


def test_records_that_are_there_can_be_left_or_added_again(office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS)
    other = "Code,Name,City\nC1,Alborz Steel,Qazvin\nC9,Mahan Travel,Kerman\n"
    left = bring_in(office, people.mina, other, on_match="skip")
    assert counts(left) == {"created": 1, "skipped": 1}
    assert rows(office, Customer, "city")[0] == ("Karaj",)
    twice = bring_in(office, people.mina, other, on_match="create")
    assert counts(twice) == {"created": 2}
    assert [name for (name,) in rows(office, Customer, "name")].count("Alborz Steel") == 2


def test_rows_of_one_record_become_one(office: Office, people: People) -> None:
    text = "Name,City,Mobile,Tags\nكاوه يزدي,,09121112233,a\nکاوه یزدی,Yazd,0912 111 2233,b\nکاوه یزدی,Yazd,+989121112233,\n"
    done = bring_in(office, people.mina, text, kind="customers")
    assert counts(done) == {"created": 1, "updated": 1, "unchanged": 1}
    assert [city for (city,) in rows(office, Customer, "city")] == ["Yazd"]
    assert [names for (names,) in rows(office, Tag, "name")] == ["a", "b"]
    assert counts(bring_in(office, people.mina, text, kind="customers")) == {"unchanged": 3}


def test_rows_of_one_record_that_is_there_are_joined_before_they_are_compared(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Code,Name,City\nC1,Alborz,Karaj\n")
    twice = "Code,Name,City\nC1,Alborz,Qom\nC1,Alborz,Karaj\n"
    assert counts(bring_in(office, people.mina, twice)) == {"unchanged": 2}


def test_different_numbers_of_another_system_are_never_one_record(office: Office, people: People) -> None:
    text = "Code,Name,E-mail\nC1,Alborz,a@b.example\nC2,Alborz,a@b.example\n"
    assert counts(bring_in(office, people.mina, text)) == {"created": 2}


def test_contacts_belong_to_their_customer(office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS)
    text = "First name,Last name,Company,E-mail,E-mail 2\nNima,Rad,Alborz Steel,nima@alborz.example,n@r.example\nLale,Amin,Arya,,\n"
    done = bring_in(office, people.mina, text, kind="contacts")
    assert (counts(done), {k: len(v) for k, v in done.made.items()}) == ({"created": 2}, {"customer": 1})
    arya = next(number for number, name in rows(office, Customer, "id", "name") if name == "Arya")
    assert rows(office, Contact, "name", "customer_id") == [("Nima Rad", 1), ("Lale Amin", arya)]
    assert rows(office, ContactPoint, "entity", "kind", "value") == [("contact", "email", "n@r.example")]


# Deals and what they name


def test_deals_make_what_they_name(office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS)
    bring_in(office, people.mina, PRODUCTS)
    done = bring_in(office, people.mina, DEALS)
    assert (counts(done), {k: len(v) for k, v in done.made.items()}) == (
        {"created": 3}, {"user": 1, "product": 1, "stage": 1},
    )  # fmt: skip
    (parisa,) = [
        row for row in rows(office, User, "id", "name", "active", "role", "password_hash") if row[1] == "Parisa"
    ]
    assert parisa[2:] == (False, "rep", None)
    assert rows(office, Stage, "name", "kind")[-1] == ("Prospecting", "open")
    assert rows(office, Product, "name")[-1] == ("GTXPro",)
    deals = rows(office, Deal, "title", "customer_id", "outcome", "opened_on", "closed_on", "expected_close", "amount")
    assert deals == [
        ("Rolling mill", 1, "won", dt.date(2026, 1, 5), dt.date(2026, 2, 10), None, 120_000),
        ("Tiles", 2, "lost", dt.date(2026, 1, 7), dt.date(2026, 2, 20), None, 0),
        ("Roof", None, "open", dt.date(2026, 2, 1), None, dt.date(2026, 12, 1), 50_000),
    ]
    assert [amount for (amount,) in rows(office, DealLine, "amount")] == [120_000, 0, 50_000]


def test_a_near_miss_is_one_product_when_a_person_says_so(office: Office, people: People) -> None:
    bring_in(office, people.mina, PRODUCTS)
    plan = planned(office, people.mina, DEALS).plan
    (near,) = plan.links["product"].near.items()
    assert (near[0], near[1].name, near[1].id) == ("GTXPro", "GTX Pro", 1)
    done = bring_in(office, people.mina, DEALS, same_products={"GTXPro": 1})
    assert "product" not in done.made
    assert [number for (number,) in rows(office, DealLine, "product_id")] == [1, 1, 1]


def test_two_spellings_in_one_list_can_be_one_product(office: Office, people: People) -> None:
    plan = planned(office, people.mina, DEALS).plan
    (near,) = plan.links["product"].near.items()
    assert (near[0], near[1].name, near[1].id) == ("GTXPro", "GTX Pro", None)
    bring_in(office, people.mina, DEALS, same_products={"GTXPro": "GTX Pro"})
    assert rows(office, Product, "name") == [("GTX Pro",)]


def test_new_sales_people_can_be_put_into_a_unit_at_once(office: Office, people: People, units: dict[str, int]) -> None:
    done = bring_in(office, people.mina, DEALS, unit_id=units["South"])
    assert [unit for (unit,) in rows(office, Deal, "unit_id")] == [units["South"]] * 3
    with office.read(people.mina) as w:
        assert without_unit(w, done.made["user"]) == []


def test_a_new_close_date_of_an_open_deal_is_its_expected_one(office: Office, people: People) -> None:
    bring_in(office, people.mina, DEALS)
    later = "Opportunity id,Close date,Stage\nD3,2027-01-15,Prospecting\n"
    assert counts(bring_in(office, people.mina, later, kind="deals")) == {"updated": 1}
    assert rows(office, Deal, "closed_on", "expected_close")[2] == (None, dt.date(2027, 1, 15))


def test_a_deals_line_follows_its_amount(office: Office, people: People) -> None:
    bring_in(office, people.mina, DEALS)
    bring_in(office, people.mina, "Opportunity id,Amount,Stage\nD1,999,Won\n", kind="deals")
    assert (rows(office, Deal, "amount")[0], rows(office, DealLine, "amount")[0]) == ((99_900,), (99_900,))


def test_a_deal_moves_to_a_stage_that_is_new_with_the_list(office: Office, people: People) -> None:
    bring_in(office, people.mina, DEALS)
    done = bring_in(office, people.mina, "Opportunity id,Stage,Product\nD3,Closed Won,Service\n", kind="deals")
    assert counts(done) == {"updated": 1}
    assert rows(office, Deal, "outcome", "closed_on", "amount")[2] == ("won", dt.date(2026, 11, 21), 50_000)
    assert rows(office, Stage, "name", "kind")[-1] == ("Closed Won", "won")
    assert {row[0]: row[1] for row in rows(office, DealLine, "deal_id", "amount")}[3] == 50_000


# What is in trouble


def test_cells_in_trouble_stay_empty_and_are_told_with_their_row(office: Office, people: People) -> None:
    text = "Name,Kind,E-mail,Customer since\nAlborz,company,info,2026-02-30\n,person,a@b.example,\nMahan,ship,m@b.example,2025-01-02\n"
    done = bring_in(office, people.mina, text, kind="customers")
    assert (counts(done), done.problems) == ({"created": 2, "failed": 1}, 4)
    with office.read(people.mina) as w:
        troubled = troubled_of_run(w, done.run)
        told = [(row.row, [(column, str(said)) for column, said in row.reasons]) for row in troubled.rows]
        sheet = load_workbook(io.BytesIO(problems_to_excel([troubled], w.locale))).active
    assert told == [
        (2, [("E-mail", "“info” is not a valid e-mail address."), ("Customer since", "“2026-02-30” is not a date.")]),
        (3, [(None, "The row has no name.")]),
        (4, [("Kind", "“ship” is not one of the choices.")]),
    ]
    assert sheet is not None
    assert [cell.value for cell in sheet[4]][:-1] == [
        4,
        "Kind: “ship” is not one of the choices.",
        "Mahan",
        "ship",
        "m@b.example",
        "2025-01-02",
    ]
    assert sheet["D4"].fill.fgColor.rgb != sheet["C4"].fill.fgColor.rgb


def test_the_counts_add_up_to_the_rows(office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS)
    text = "Code,Name,City\nC1,Alborz Steel,Qom\nC2,Kavir Tile,Yazd\nC8,New one,Yazd\n,,Rasht\nC8,New one,Yazd\n"
    done = bring_in(office, people.mina, text)
    assert counts(done) == {"updated": 1, "unchanged": 2, "created": 1, "failed": 1}
    assert sum(done.counts.values()) == done.rows == 5


def test_the_preview_says_old_and_new_and_what_is_made(office: Office, people: People) -> None:
    bring_in(office, people.mina, DEALS)
    plan = planned(
        office, people.mina, DEALS.replace("1200", "1300").replace("D2,Tiles,Kavir Tile", "D9,Tiles,Rasht Tea")
    ).plan
    with office.read(people.mina) as w:
        (changed,) = preview.page(w, plan, "updated").rows
        (added,) = preview.page(w, plan, "created").rows
    assert (changed.row, changed.label, changed.cells) == (2, "Rolling mill", [("Amount", "$1,200", "$1,300")])
    assert added.row == 3
    assert {("Customer", "", "Rasht Tea (new)"), ("Products", "", "GTXPro")} <= set(added.cells)
    assert "New customers that the list names (1): Rasht Tea" in [str(note) for note in plan.notes]


def test_an_unfit_list_is_refused_in_words(office: Office, people: People) -> None:
    with pytest.raises(Invalid, match="Choose which column holds the Title"):
        planned(office, people.mina, "Day,Due\nMonday,2026-01-01\n", kind="tasks")
    with pytest.raises(Invalid, match="not clear what this list holds"):
        planned(office, people.mina, "a,b\n1,2\n")
    with pytest.raises(Invalid, match="no field “colour” to set"):
        planned(office, people.mina, CUSTOMERS, set_values={"colour": "red"})
    assert rows(office, ImportRun, "id") == []


# Who may


def test_a_rep_brings_in_own_records_only(office: Office, people: People) -> None:
    bring_in(office, people.kian, "Code,Name,City\nC1,Alborz Steel,Karaj\n")
    bring_in(office, people.mina, "Code,Name\nC2,Nobody's\n", kind="customers")
    text = "Code,Name,City,Owner\nC1,Alborz Steel,Qom,\nC2,Nobody's,Qom,\nC3,Mine,Qom,\nC4,Reza's,Qom,Reza\nC5,New person's,Qom,Parisa\n"
    done = bring_in(office, people.sara, text)
    assert counts(done) == {"failed": 3, "updated": 1, "created": 1}
    assert rows(office, Customer, "name", "city", "owner_id") == [
        ("Alborz Steel", "Karaj", people.kian.user_id),
        ("Nobody's", "Qom", None),
        ("Mine", "Qom", people.sara.user_id),
    ]
    with office.read(people.sara) as w:
        reasons = [str(row.reasons[0][1]) for row in troubled_of_run(w, done.run).rows]
    assert reasons == [
        "This record is already there and belongs to Kian. Ask them or your team lead.",
        "You may not bring in records for this person or unit.",
        "You may not bring in records for this person or unit.",
    ]


def test_rows_that_belong_to_a_refused_one_are_refused_too(office: Office, people: People) -> None:
    done = bring_in(office, people.sara, "Code,Name,City,Owner\nC1,Alborz,Qom,Kian\nC1,Alborz,Qom,Kian\n")
    assert counts(done) == {"failed": 2}


def test_a_lead_brings_in_for_the_unit_and_makes_no_stages(office: Office, people: People) -> None:
    text = "Id,Name,Sales agent,Stage,Amount\nD1,One,Sara,Lead,5\nD2,Two,Kian,Lead,5\nD3,Three,Sara,Somewhere,5\n"
    done = bring_in(office, people.nader, text, kind="deals")
    assert (counts(done), done.problems) == ({"created": 2, "failed": 1}, 2)
    assert "Somewhere" not in [name for (name,) in rows(office, Stage, "name")]


def test_a_viewer_imports_nothing(office: Office, people: People) -> None:
    with pytest.raises(Refused):
        planned(office, people.vida, CUSTOMERS)


def test_runs_are_seen_by_who_made_them_their_lead_and_managers(office: Office, people: People) -> None:
    run = bring_in(office, people.sara, CUSTOMERS).run

    def seen(who: str) -> list[tuple[int, bool]]:
        with office.read(getattr(people, who)) as w:
            return [(one.id, one.undoable) for one in history(w)]

    assert [seen(who) for who in ("sara", "nader", "babak", "mina")] == [[(run, True)]] * 4
    assert [seen(who) for who in ("reza", "shirin", "vida")] == [[], [], []]
    with office.read(people.reza) as w, pytest.raises(NotFound):
        run_of(w, run)
    with office.work(people.shirin) as w, pytest.raises(NotFound):
        undo_run(w, run)


# All or nothing, once


def test_undo_leaves_the_database_row_for_row_as_it_was(office: Office, people: People) -> None:
    bring_in(office, people.mina, CUSTOMERS)
    bring_in(office, people.mina, PRODUCTS)
    before = everything(office)
    more = "Code,Name,City,Tags\nC1,Alborz Steel,Qom,new\nC7,Damavand,Tehran,gold\n"
    runs = [bring_in(office, people.mina, text).run for text in (DEALS, more)]
    assert everything(office) != before
    assert [undo(office, run) for run in reversed(runs)] == [[], []]
    assert everything(office) == before
    with office.read(people.mina) as w:
        assert {run.id: (run.outcome, run.undoable) for run in history(w) if run.id in runs} == dict.fromkeys(
            runs, ("undone", False)
        )


def test_undo_lists_what_was_changed_or_used_since(office: Office, people: People) -> None:
    run = bring_in(office, people.mina, CUSTOMERS).run
    bring_in(office, people.mina, "Code,Name,City\nC2,Kavir Tile,Meybod\n")
    bring_in(office, people.mina, "Id,Name,Account,Stage,Amount\nD1,One,Zagros Foods,Lead,5\n", kind="deals")
    assert sorted(undo(office, run)) == [
        ("customer", "Kavir Tile", "changed since"),
        ("customer", "Zagros Foods", "used by later records"),
    ]
    assert [name for (name,) in rows(office, Customer, "name")] == ["Kavir Tile", "Zagros Foods"]


def test_a_failure_in_the_middle_leaves_nothing_but_a_failed_run(
    office: Office, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(office)
    prepared = planned(office, people.mina, DEALS)

    class FullDisk(Watch):
        def at(self, step: str, done: int, total: int) -> None:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        carry_out(office, people.mina, prepared, token="once", watch=FullDisk())
    assert everything(office) == before
    with office.read(people.mina) as w:
        (run,) = history(w)
    assert (run.outcome, run.undoable, str(run.error)) == (
        "failed", False, "It did not work, and it is our fault (OSError). Nothing was changed.",
    )  # fmt: skip
    assert counts(carry_out(office, people.mina, prepared, token="once")) == {"created": 3}


def test_a_cancelled_import_leaves_nothing_and_can_be_begun_again(office: Office, people: People) -> None:
    before = everything(office)
    prepared = planned(office, people.mina, DEALS)

    class SecondThoughts(Watch):
        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled, match="Nothing was changed"):
        carry_out(office, people.mina, prepared, token="once", watch=SecondThoughts())
    assert everything(office) == before
    with office.read(people.mina) as w:
        (run,) = history(w)
    assert (run.outcome, run.undoable, run.change_set_id) == ("cancelled", False, None)
    assert counts(carry_out(office, people.mina, prepared, token="once")) == {"created": 3}


def test_the_run_of_a_process_that_died_is_broken_at_once_and_does_not_stand_in_the_way(
    office: Office, people: People
) -> None:
    prepared = planned(office, people.mina, DEALS)
    with subprocess.Popen(["true"]) as other:
        dead = f"{other.pid} 1.00 {socket.gethostname()}"
    for process, outcome in ((this_process(), "running"), (dead, "broken")):
        with office.work(SYSTEM) as w:
            kept = w.scalar(select(ImportRun))
            if kept is None:
                kept = ImportRun(started_at=w.clock.now(), kind="deals", file_name="d.csv", file_hash="", token="once")
                w.session.add(kept)
            kept.process = process
        with office.read(SYSTEM) as w:
            assert [run.outcome for run in history(w)] == [outcome]
        if outcome == "running":
            with pytest.raises(Invalid, match="being imported already"):
                carry_out(office, people.mina, prepared, token="once")
    assert counts(carry_out(office, people.mina, prepared, token="once")) == {"created": 3}


def test_a_list_that_was_confirmed_twice_goes_in_once(office: Office, people: People) -> None:
    prepared = planned(office, people.mina, CUSTOMERS)
    first = carry_out(office, people.mina, prepared, token="once")
    second = carry_out(office, people.mina, prepared, token="once")
    assert first == second
    assert len(rows(office, Customer, "id")) == 3


def test_a_plan_is_made_anew_when_the_data_moved(office: Office, people: People) -> None:
    prepared = planned(office, people.mina, CUSTOMERS)
    bring_in(office, people.mina, "Code,Name,City\nC1,Alborz Steel,Qom\n")
    with pytest.raises(PlanMoved):
        carry_out(office, people.mina, prepared, as_seen=True)
    assert counts(carry_out(office, people.mina, prepared)) == {"created": 2, "updated": 1}


def test_a_plan_holds_while_only_other_things_move(office: Office, people: People) -> None:
    prepared = planned(office, people.mina, CUSTOMERS)
    bring_in(office, people.mina, PRODUCTS)
    assert counts(carry_out(office, people.mina, prepared, as_seen=True)) == {"created": 3}


def test_an_import_goes_on_behind_the_screen_and_is_begun_once(
    office: Office, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = planned(office, people.mina, CUSTOMERS)
    go, create = threading.Event(), _writing.create_records

    def wait(*given: object) -> list[int]:
        go.wait(30)
        return create(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("crm_core.lists._writing.create_records", wait)
    token = secrets.token_urlsafe(16)
    first = running.start(office, people.mina, prepared, token)
    assert running.start(office, people.mina, prepared, token) is first
    assert (first.over, first.receipt) == (False, None)
    go.set()
    first.wait(30)
    assert first.over
    assert first.receipt is not None, first.error
    assert counts(first.receipt) == {"created": 3}
    assert first.share == pytest.approx(0.9)


def test_the_same_file_is_known_again_while_it_is_in(office: Office, people: People) -> None:
    run = bring_in(office, people.mina, CUSTOMERS).run
    digest = opened(CUSTOMERS).digest

    def known() -> int | None:
        with office.read(people.mina) as w:
            found = run_of_file(w, digest)
        return found.id if found else None

    assert known() == run
    undo(office, run)
    assert known() is None


def test_a_run_that_died_with_its_process_is_told_so(office: Office, people: People) -> None:
    run = bring_in(office, people.mina, CUSTOMERS).run
    with office.work(SYSTEM) as w:
        row = w.scalar(select(ImportRun).where(ImportRun.id == run))
        row.status, row.started_at = "running", row.started_at - dt.timedelta(hours=2)
    with office.read(people.mina) as w:
        assert run_of(w, run).outcome == "broken"


def test_the_same_deeds_are_told_from_others(office: Office, people: People) -> None:
    def plan(text: str) -> Plan:
        return planned(office, people.mina, text).plan

    assert plan(CUSTOMERS).does_the_same(plan(CUSTOMERS))
    assert not plan(CUSTOMERS).does_the_same(plan(CUSTOMERS.replace("Yazd", "Qom")))
    assert not plan(CUSTOMERS).does_the_same(plan(PRODUCTS))
