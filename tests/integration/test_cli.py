"""The command line: what it answers, how it refuses, and that it never leaves a stack trace or half a change."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from crm_core.cli import _main, main, search
from crm_core.cli._command import Command
from crm_core.fields import records, views
from crm_core.fields.filters import condition
from crm_core.fields.views import Look
from crm_core.lists.problems import problems_to_excel, troubled_of_run
from crm_core.models import Customer, Deal, User
from crm_core.trust import accounts
from crm_core.trust.access import SYSTEM
from crm_core.trust.set_up import change_settings
from crm_core.trust.unit_of_work import Office
from tests.integration.conftest import SarasCase
from tests.provision.company import PASSWORD, People, email

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        assert self.code in (0, 1), self.err
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def refusal(self) -> str:
        """The one line of a refusal."""
        assert (self.code, self.out) == (2, ""), self.out
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err
        return self.err.strip()


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def command(*arguments: object, stdin: str = "") -> Said:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = main([str(one) for one in arguments])
        return Said(code, *capsys.readouterr())

    return command


@pytest.fixture
def daftar(office: Office, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the English company."""
    monkeypatch.setenv("CRM_DATABASE_URL", office.settings.database_url)
    return run


def _process(url: str, *arguments: str, stdin: str = "", folder: Path) -> Said:
    """A command as cron starts it: a process of its own, somewhere else."""
    done = subprocess.run(
        [sys.executable, "-m", "crm_core", *arguments],
        input=stdin,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CRM_DATABASE_URL": url},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


# A database to work in


def test_from_nothing_to_the_first_customer(database_url: str, tmp_path: Path) -> None:
    def daftar(*arguments: str, stdin: str = "") -> Said:
        return _process(database_url, *arguments, stdin=stdin, folder=tmp_path)

    begun = daftar("init", "--admin", "mina@daftar.example", "--password-stdin", "--json", stdin=f"{PASSWORD}\n")
    assert (begun.code, begun.data["admin"], begun.err) == (0, "mina@daftar.example", "")
    (tmp_path / "list.csv").write_text("Customer name,City\nفولاد البرز,کرج\n", encoding="utf-8")
    assert daftar("--json", "import", "list.csv", "--as", "mina@daftar.example").data["created"] == 1
    assert "فولاد البرز" in daftar("search", "فولاد").out
    assert daftar("search", "فولاد", "--as", "nobody@daftar.example").refusal


def test_init_again_keeps_everything(daftar: Run, office: Office) -> None:
    assert daftar("init", "--json").data["changed"] is False
    refused = daftar("init", "--admin", "other@daftar.example", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert "has its admin already" in refused.refusal
    assert accounts.sign_in(office, email("Mina"), PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (["--admin", "mina", "--password-stdin"], f"{PASSWORD}\n", "is not an e-mail address"),
        (["--admin", "mina@daftar.example"], "", "--password-stdin"),
        (["--admin", "mina@daftar.example", "--password-stdin"], "", "No password"),
        (["--admin", "mina@daftar.example", "--password-stdin"], "short\n", "password"),
        (["--password-stdin"], f"{PASSWORD}\n", "Whose password"),
    ],
)
def test_a_first_admin_that_cannot_be_is_refused_before_anything_is_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], stdin: str, words: str
) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert words in run("init", *arguments, stdin=stdin).refusal
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("command", [["search", "x"], ["pipeline"], ["doctor"], ["users", "list"], ["backup", "b"]])
def test_without_a_database_nothing_is_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    said = run(*command)
    assert "init" in said.refusal
    assert not list(tmp_path.iterdir())


# Refusals


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frobnicate"],
        ["search"],
        ["undo", "the last"],
        ["undo", "77"],
        ["export", "songs", "--out", "x.xlsx"],
        ["export", "customers", "--out", "x.pdf"],
        ["export", "customers", "--out", "/nowhere/x.csv"],
        ["export", "customers", "--out", "x.csv", "--where", "colour=red"],
        ["export", "customers", "--out", "x.csv", "--where", "city"],
        ["pipeline", "--as-of", "yesterday"],
        ["pipeline", "--as-of", "2030-01-01"],
        ["pipeline", "--as-of", "1403-13-01"],
        ["changes"],
        ["changes", "--since", "2026-02-30"],
        ["changes", "--since", "2026-01-02", "--until", "2026-01-01"],
        ["report", "happiness"],
        ["report", "won_amount", "--by", "minute"],
        ["report", "won_amount", "--breakdown", "colour"],
        ["report", "won_amount", "--calendar", "mayan"],
        ["report", "won_amount", "--from", "soon"],
        ["report", "won_amount", "--out", "x.docx"],
        ["import", "missing.csv"],
        ["import", "missing.csv", "--on-match", "guess"],
        ["users"],
        ["users", "role", "sara@daftar.example", "king"],
        ["users", "role", "nobody@daftar.example", "rep"],
        ["users", "disable", "mina@daftar.example"],
        ["users", "add", "sara@daftar.example"],
        ["users", "add", "new@daftar.example", "--unit", "Mars"],
        ["restore", "missing.db"],
        ["search", "x", "--as", "nobody@daftar.example"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_cannot_be_is_refused_in_one_line(daftar: Run, office: Office, arguments: list[str]) -> None:
    with office.read(SYSTEM) as w:
        before = dict(w.versions)
    assert daftar(*arguments, "--json").refusal
    with office.read(SYSTEM) as w:
        assert dict(w.versions) == before


def test_a_refusal_speaks_the_persons_language(
    persian_company_url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", persian_company_url)
    assert "مدیر" in run("users", "list", "--as", email("Sara")).refusal
    assert run("users", "list", "--as", "nobody@daftar.example").refusal.isascii() is False
    # A path in a sentence can be copied: nothing invisible stands around it.
    assert "\u2068" not in run("restore", "/nowhere/copy.db").refusal


def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_CURRENCY", "gold")
    assert "CRM_CURRENCY" in run("search", "x").refusal


def test_a_fault_of_ours_is_one_line_and_its_cause_is_written_down(
    daftar: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("an internal thing")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(_main, "COMMANDS", (Command("search", "", search.COMMANDS[0].arguments, broken),))
    assert "KeyError" in daftar("search", "x").refusal
    log = next(path for path in tmp_path.iterdir() if path.name.startswith("daftar-error-"))
    assert "an internal thing" in log.read_text()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_fault_in_the_middle_of_an_import_writes_nothing(
    daftar: Run, office: Office, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("tempfile.tempdir", str(lists))
    monkeypatch.setattr("crm_core.lists.apply._write_problems", broken)
    assert "RuntimeError" in daftar("import", lists / "customers.csv").refusal
    assert _count(office, Customer) == 0


# Access


def test_everybody_gets_what_they_see(daftar: Run, saras_case: SarasCase) -> None:
    def deals(person: str) -> tuple[int, int]:
        totals = daftar("pipeline", "--json", "--as", email(person)).data["totals"]
        found = daftar("search", "rolling mill", "--json", "--as", email(person)).data["results"]
        return totals["count"], len(found)

    for person in ("Mina", "Babak", "Leila", "Nader", "Sara", "Vida"):
        assert deals(person) == (1, 1), person
    for person in ("Reza", "Omid", "Shirin", "Kian"):
        assert deals(person) == (0, 0), person


def test_only_an_admin_keeps_people_and_copies(daftar: Run, tmp_path: Path) -> None:
    for command in (["users", "list"], ["users", "add", "new@daftar.example"], ["backup", str(tmp_path / "b")]):
        assert "admin" in daftar(*command, "--as", email("Babak")).refusal
    assert not (tmp_path / "b").exists()


def test_who_may_not_export_writes_no_file(daftar: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert daftar("export", "customers", "--out", out, "--as", email("Vida")).refusal
    assert daftar("report", "won_amount", "--out", out, "--as", email("Vida")).refusal
    assert not out.exists()


# Answers


def test_search_says_what_it_found(daftar: Run, saras_case: SarasCase) -> None:
    found = daftar("search", "ALBORZ", "--json").data["results"]
    assert found == [{"kind": "customer", "id": saras_case.customer, "label": "Alborz Steel", "detail": "Karaj"}]
    assert daftar("search", "09123456789", "--json").data["results"] == found
    assert "Alborz Steel" in daftar("search", "alborz").out


def test_people_come_get_roles_and_go(daftar: Run, office: Office) -> None:
    added = daftar("users", "add", "new@daftar.example", "--name", "New", "--unit", "North", "--json").data
    assert (added["role"], added["unit"], added["can_sign_in"]) == ("rep", "North", False)
    accounts.use_link(office, added["link"].removeprefix("/link/"), PASSWORD)
    assert daftar("users", "role", "NEW@daftar.example", "lead", "--json").data["role"] == "lead"
    people = {one["name"]: one for one in daftar("users", "list", "--json").data["users"]}
    assert (people["New"]["role"], people["New"]["can_sign_in"], people["Mina"]["role"]) == ("lead", True, "admin")
    assert daftar("users", "disable", "new@daftar.example", "--json").data["active"] is False
    assert daftar("search", "x", "--as", "new@daftar.example").refusal


def test_a_person_may_be_given_a_password_at_once(daftar: Run, office: Office) -> None:
    added = daftar("users", "add", "new@daftar.example", "--password-stdin", "--json", stdin=f"{PASSWORD}\n").data
    assert (added["link"], added["name"]) == (None, "new")
    assert accounts.sign_in(office, "new@daftar.example", PASSWORD)


def test_export_writes_what_a_view_shows(daftar: Run, office: Office, people: People, tmp_path: Path) -> None:
    """Sara's own view, by its name; nobody else can ask for it."""
    for name, city in (("Alborz", "Karaj"), ("Binalud", "Mashhad"), ("Damavand", "Karaj")):
        with office.work(people.sara) as w:
            records.create(w, "customer", {"name": name, "kind": "company", "city": city})
    look = Look(condition("customer", "city", "is", "Karaj"), ("name", "city"), "name", descending=True)
    with office.work(people.sara) as w:
        views.add(w, "customer", "In Karaj", look)
    with office.work(people.mina) as w:
        change_settings(w, {"rep_may_export": True})
    out = tmp_path / "out.csv"
    daftar("export", "customers", "--view", "in karaj", "--out", out, "--as", email("Sara"))
    lines = out.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines] == [["Name", "City"], ["Damavand", "Karaj"], ["Alborz", "Karaj"]]
    refused = daftar("export", "customers", "--view", "In Karaj", "--out", out, "--as", email("Babak"))
    assert refused.refusal == "This view does not exist, or it is not shared with you."


def test_export_writes_the_records_that_fit(daftar: Run, saras_case: SarasCase, tmp_path: Path) -> None:
    out = tmp_path / "deals.csv"
    answer = daftar("export", "deals", "--where", "owner=Sara", "--where", "amount>=120", "--out", out, "--json")
    assert answer.data == {"kind": "deals", "rows": 1, "out": str(out)}
    assert "Rolling mill" in out.read_text(encoding="utf-8-sig")
    assert daftar("export", "deals", "--where", "amount>120", "--out", out, "--json").data["rows"] == 0


def test_the_pipeline_is_that_of_the_day(daftar: Run, saras_case: SarasCase) -> None:
    now = daftar("pipeline", "--json").data
    assert now["totals"] == {"count": 1, "amount": 120, "weighted": 12}
    assert [(one["stage"], one["kind"], one["count"]) for one in now["stages"]] == [
        ("Lead", "open", 1),
        ("Qualified", "open", 0),
        ("Proposal", "open", 0),
        ("Negotiation", "open", 0),
        ("Won", "won", 0),
        ("Lost", "lost", 0),
    ]
    before = daftar("pipeline", "--as-of", "1404-08-30", "--json").data
    assert (before["as_of"], before["totals"]["count"]) == ("2025-11-21", 0)


def test_backup_restore_and_doctor(daftar: Run, office: Office, saras_case: SarasCase, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert daftar("backup", copy, "--json").data["bytes"] == copy.stat().st_size
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(Customer, saras_case.customer).name = "Renamed"
    assert daftar("restore", copy, "--json").data["former"]
    with office.read(SYSTEM) as w:
        assert w.scalars(select(Customer.name)) == ["Alborz Steel"]
    well = daftar("doctor", "--json")
    assert (well.code, well.data["ok"], well.data["problems"]) == (0, True, [])


def test_the_doctor_says_what_is_not_well(daftar: Run, office: Office, saras_case: SarasCase) -> None:
    with office.database.engine.begin() as connection:
        deals, customers = Deal.__table__, Customer.__table__
        connection.execute(deals.update().values(outcome="won"))  # type: ignore[attr-defined]
        connection.execute(customers.update().values(name_key="wrong", last_contact_on=None))  # type: ignore[attr-defined]
    said = daftar("doctor", "--json")
    assert said.code == 1
    assert {one["check"] for one in said.data["problems"]} == {
        "deals",
        "states",
        "keys",
        "last_contact",
        "customer_deals",
    }
    assert f"({saras_case.deal})" in daftar("doctor").out


# Lists

CUSTOMERS = "Customer name,City,E-mail\nAlborz Steel,Karaj,info@alborz.example\nKavir Tile,Yazd,not an address\n"
DEALS = """Opportunity,Account,Sales agent,Stage,Engage date,Close date,Close value
Rolling mill,Alborz Steel,Parisa,Won,2026-01-05,2026-02-10,"1,200.50"
Tiles,Kavir Tile,Parisa,Lost,2026-01-07,2026-02-20,0
Roof,Kavir Tile,Omid,Prospecting,2026-02-01,,
"""


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    return tmp_path


def _count(office: Office, model: Any) -> int:
    with office.read(SYSTEM) as w:
        return int(w.scalar(select(func.count()).select_from(model)))


def test_a_list_goes_in_is_reported_and_goes_out_again(daftar: Run, office: Office, lists: Path) -> None:
    users = _count(office, User)
    first = daftar("import", lists / "customers.csv", "--json")
    assert first.code == 1
    assert {name: first.data[name] for name in ("kind", "rows", "created", "updated", "failed")} == {
        "kind": "customers", "rows": 2, "created": 2, "updated": 0, "failed": 0,
    }  # fmt: skip
    problem = first.data["problems"][0]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "E-mail", "not an address")
    second = daftar("import", lists / "deals.csv", "--kind", "deals", "--json").data
    assert (second["created"], second["problems"]) == (3, [])
    assert second["columns"]["Close value"] == "amount"
    assert _count(office, User) == users + 1  # Parisa, inactive

    report = daftar("report", "won_amount", "won_count", "lost_count", "--by", "month", "--json").data
    assert report["totals"] == {"won_amount": 1200.5, "won_count": 1, "lost_count": 1}
    assert report["rows"] == [
        {
            "period": "2026-02", "start": "2026-02-01", "end": "2026-03-01",
            "won_amount": 1200.5, "won_count": 1, "lost_count": 1,
        }
    ]  # fmt: skip
    moved = daftar("changes", "--since", "2026-01-31", "--until", "2026-02-28", "--json").data
    assert (moved["opening"], moved["closing"]) == ({"count": 2, "amount": 1200.5}, {"count": 1, "amount": 0})
    assert {one["kind"]: (one["count"], one["amount"]) for one in moved["movements"]} == {
        "created": (1, 0), "won": (-1, -1200.5), "lost": (-1, 0),
    }  # fmt: skip
    won = next(one for one in moved["deals"] if one["kind"] == "won")
    assert (won["title"], won["before"], won["after"], won["amount"]) == ("Rolling mill", 1200.5, 1200.5, -1200.5)

    undone = daftar("undo", second["run"], "--json")
    assert (undone.code, undone.data["conflicts"]) == (0, [])
    assert undone.data["undone"] == 5  # three deals, the stage and the person that only this list named
    assert (_count(office, Deal), _count(office, User)) == (0, users)
    assert daftar("undo", second["run"]).refusal


def test_undo_leaves_what_people_changed_since(daftar: Run, office: Office, lists: Path) -> None:
    done = daftar("import", lists / "customers.csv", "--json").data
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.scalar(select(Customer).where(Customer.name == "Kavir Tile")).city = "Meybod"
    undone = daftar("undo", done["run"], "--json")
    assert (undone.code, undone.data["undone"]) == (1, 1)
    conflict = undone.data["conflicts"][0]
    assert (conflict["entity"], conflict["label"], conflict["reason"]) == ("customer", "Kavir Tile", "changed since")


def test_a_dry_run_writes_nothing(daftar: Run, office: Office, lists: Path) -> None:
    planned = daftar("import", lists / "customers.csv", "--dry-run", "--json").data
    assert (planned["run"], planned["created"]) == (None, 2)
    assert _count(office, Customer) == 0


def test_the_same_list_again_changes_nothing(daftar: Run, lists: Path) -> None:
    daftar("import", lists / "customers.csv")
    again = daftar("import", lists / "customers.csv", "--json").data
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_columns_and_values_may_be_given(daftar: Run, office: Office, lists: Path) -> None:
    said = daftar(
        "import", lists / "customers.csv", "--map", "City=province", "--map", "E-mail=", "--set", "tier=Gold", "--json"
    )
    assert (said.code, said.data["columns"]["City"], said.data["columns"]["E-mail"]) == (0, "province", None)
    with office.read(SYSTEM) as w:
        found = w.rows(select(Customer.province, Customer.city, Customer.tier).order_by(Customer.name))
    assert [tuple(row) for row in found] == [("Karaj", None, "Gold"), ("Yazd", None, "Gold")]


def test_a_header_that_is_not_there_cannot_be_mapped(daftar: Run, office: Office, lists: Path) -> None:
    assert "Colour" in daftar("import", lists / "customers.csv", "--map", "Colour=city").refusal
    assert _count(office, Customer) == 0


def test_several_files_are_read_before_the_first_is_written(daftar: Run, office: Office, lists: Path) -> None:
    (lists / "broken.xlsx").write_bytes(b"not a workbook")
    assert daftar("import", lists / "customers.csv", lists / "broken.xlsx").refusal
    assert _count(office, Customer) == 0
    both = daftar("import", lists / "customers.csv", lists / "deals.csv", "--json").data
    assert ([one["kind"] for one in both["files"]], both["created"]) == (["customers", "deals"], 5)


def test_a_list_refused_after_another_went_in_is_listed(daftar: Run, office: Office, lists: Path) -> None:
    (lists / "poem.csv").write_text("Roses,are\nred,violets\n", encoding="utf-8")
    said = daftar("import", lists / "customers.csv", lists / "poem.csv", "--json")
    assert (said.code, said.data["created"], _count(office, Customer)) == (1, 2, 2)
    assert said.data["files"][1]["problems"][0]["value"] == "poem.csv"


def test_rows_in_trouble_come_back_with_the_reason(daftar: Run, office: Office, lists: Path) -> None:
    out = lists / "trouble.xlsx"
    done = daftar("import", lists / "customers.csv", "--problems", out, "--json").data
    sheet = openpyxl.load_workbook(out).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:-1] == ("Row", "What is wrong", "Customer name", "City", "E-mail")
    assert (rows[1][0], *rows[1][2:-1]) == (3, "Kavir Tile", "Yazd", "not an address")
    assert rows[1][1].startswith("E-mail: ")
    assert len(rows) == 2
    with office.read(SYSTEM) as w:  # the same afterwards, from the run
        again = problems_to_excel([troubled_of_run(w, done["run"])], w.locale)
    assert list(openpyxl.load_workbook(io.BytesIO(again)).active.iter_rows(values_only=True)) == rows


def test_a_sheet_of_problems_that_cannot_be_written_stops_the_import(daftar: Run, office: Office, lists: Path) -> None:
    assert daftar("import", lists / "customers.csv", "--problems", "/nowhere/out.xlsx").refusal
    assert daftar("import", lists / "customers.csv", "--problems", lists / "out.pdf").refusal
    assert _count(office, Customer) == 0


def test_a_list_without_rows_is_no_failure(daftar: Run, lists: Path) -> None:
    (lists / "template.csv").write_text("Customer name,City,E-mail\n", encoding="utf-8")
    said = daftar("import", lists / "template.csv", "--json")
    assert (said.code, said.data["rows"], said.data["run"]) == (0, 0, None)
    assert "no rows" in said.data["notes"][0]


def test_a_report_is_written_to_a_file(daftar: Run, lists: Path) -> None:
    daftar("import", lists / "customers.csv", lists / "deals.csv")
    out = lists / "report.csv"
    said = daftar("report", "won_amount", "--breakdown", "owner", "--out", out, "--json").data
    assert said["rows"][0]["owner"] == "Parisa"
    assert "Parisa" in out.read_text(encoding="utf-8-sig")
    assert daftar("report", "won_amount", "--out", lists / "report.xlsx").code == 0


def test_jalali_days_and_periods(daftar: Run, lists: Path) -> None:
    daftar("import", lists / "deals.csv", "--kind", "deals")
    said = daftar(
        "report", "won_count", "--by", "month", "--calendar", "jalali", "--from", "1404-11-01", "--to", "1404-12-29",
        "--json",
    ).data  # fmt: skip
    assert (said["from"], said["to"]) == ("2026-01-21", "2026-03-20")
    assert [(row["period"], row["won_count"]) for row in said["rows"]] == [("1404-11", 1), ("1404-12", 0)]


def test_a_report_crosswise_beside_other_days_and_as_of_a_past_one(daftar: Run, lists: Path) -> None:
    daftar("import", lists / "deals.csv", "--kind", "deals")
    asked = ("report", "won_count", "won_count~running", "--by", "month", "--period", "1404", "--against", "1403")
    said = daftar(*asked, "--calendar", "jalali", "--across", "owner", "--until", "end", "--json").data
    assert (said["compare"], said["compared_with"]) == ("range", {"from": "2024-03-20", "to": "2025-03-20"})
    assert said["pivot"]["down"] == ["period"]
    assert said["pivot"]["lines"][-1]["won_count~running"] == said["totals"]["won_count"] == 1
    table = daftar(*asked, "--calendar", "jalali", "--across", "owner").out
    assert "compared with 1403" in table
    past = daftar("report", "open_count", "--period", "this_month", "--as-of", "2025-01-10", "--json").data
    assert (past["as_of"], past["to"]) == ("2025-01-10", "2025-01-10")
    assert "still to come" in daftar("report", "open_count", "--as-of", "2099-01-01").refusal


def test_a_lost_connection_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert "does not answer" in run("search", "x").refusal


def test_a_template_goes_out_and_comes_back_filled_in(daftar: Run, office: Office, lists: Path) -> None:
    out = lists / "template.xlsx"
    assert daftar("export", "customers", "--template", "--out", out).code == 0
    assert daftar("export", "customers", "--template", "--out", lists / "template.csv").refusal
    assert daftar("export", "notes", "--template", "--out", lists / "notes.xlsx").refusal
    book = openpyxl.load_workbook(out)
    book.worksheets[0]["A3"] = "Zagros Paper"
    book.save(out)
    done = daftar("import", out, "--json").data
    assert (done["kind"], done["created"], done["problems"]) == ("customers", 1, [])
    assert _count(office, Customer) == 1
