"""Reports as PDFs, as files of every form, and made in a process of their own: what is in them, and for whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from crm_core.base import paper
from crm_core.base.errors import Invalid, Refused
from crm_core.reports import Shown, file_of, file_with, run
from crm_core.reports import exporting as behind
from crm_core.reports._on_paper import values_of
from crm_core.reports.opened import asked
from crm_core.reports.pdf import TEMPLATE
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import customers, deal, put
from tests.provision import databases
from tests.provision.company import People

MONTHS = {"measures": "won_amount,win_rate", "by": "month", "period": "this_year", "compare": "last_year"}


@pytest.fixture
def database_kind() -> databases.Kind:
    """What is laid out was asked before, on both databases."""
    return "sqlite"


def _laid_out(office: Office, *reports: dict[str, str], title: str = "") -> dict[str, Any]:
    with office.read(SYSTEM) as w:
        shown = [Shown(run(w, asked(w, params)), f"Report {at}") for at, params in enumerate(reports, 1)]
        return values_of(shown, w.locale, title=title, by="Mina")


def _pages(office: Office, params: dict[str, str]) -> Sequence[bytes]:
    with office.read(SYSTEM) as w:
        return paper.pictures(TEMPLATE, _laid_out(office, params), w.locale, ppi=20)


def _lies_across(page: bytes) -> bool:
    width, height = (int.from_bytes(page[at : at + 4]) for at in (16, 20))  # as a PNG begins
    return width > height


@pytest.fixture
def sold(office: Office, people: People) -> None:
    """Won in October: Sara 1,200, Kian 800; the year before Sara 1,000."""
    put(
        office,
        [
            deal(1200, "2026-09-01", "2026-10-05", of=people.sara),
            deal(800, "2026-09-01", "2026-10-06", of=people.kian),
            deal(1000, "2025-09-01", "2025-10-06", of=people.sara),
            deal(5, "2026-09-01", "2026-10-06", "lost", of=people.sara),
        ],
    )


@pytest.mark.usefixtures("sold")
def test_figures_chart_table_and_meaning_stand_on_paper(office: Office) -> None:
    made = _laid_out(office, MONTHS)
    (part,) = made["parts"]
    assert made["about"] == [
        "Won amount and win rate by month, 2026 to date, compared with the same days of the year before"
    ]
    cards = [(card["label"], card["value"], card["note"]) for line in part["cards"] for card in line]
    assert cards[0] == ("Won amount", "$2,000", "+100% on 2025, same days")
    assert cards[1][2] == "-33.3 pts on 2025, same days"
    assert part["chart"]["svg"].startswith("<svg")
    (table,) = part["tables"]
    assert table["over"] == [["", 1], ["Won amount ($)", 3], ["Win rate", 3]]
    assert table["heads"] == ["Month", "", "The year before", "Change", "", "The year before", "Change"]
    october = next(line["cells"] for line in table["lines"] if line["cells"][0] == "October 2026")
    assert october == ["October 2026", "2,000", "1,000", "+100%", "66.7%", "100%", "-33.3 pts"]
    assert table["lines"][-1] == {"sum": "all", "cells": ["Total", *october[1:]]}
    assert ["Seen by", "Mina, with the rights of that moment"] in part["definition"]


@pytest.mark.usefixtures("sold")
def test_wide_tables_lie_across_and_very_wide_ones_are_parted(office: Office) -> None:
    assert not _lies_across(_pages(office, MONTHS)[0])
    crosswise = {
        "measures": "won_amount",
        "by": "month",
        "period": "this_year",
        "breakdown": "owner",
        "across": "period",
    }
    assert _lies_across(_pages(office, crosswise)[0])
    days = {**crosswise, "by": "day", "period": "last_90_days"}
    blocks = _laid_out(office, days)["parts"][0]["tables"]
    assert len(blocks) > 1
    assert {block["heads"][0] for block in blocks} == {"Owner"}
    assert sum(len(block["heads"]) - 1 for block in blocks) == 90 + 1


def test_a_long_table_says_how_much_of_it_is_on_paper(office: Office) -> None:
    ids = customers(office, *({} for _ in range(1100)))
    put(office, [deal(10, "2026-01-01", "2026-02-01", customer_id=one) for one in ids])
    asked_for = {"measures": "won_amount", "by": "total", "period": "this_year", "breakdown": "customer"}
    (part,) = _laid_out(office, asked_for)["parts"]
    assert part["left_out"] == "The first 1,000 of 1,100 lines; all of them are in the Excel file."
    assert len(part["tables"][0]["lines"]) == 1000 + 1
    several = _laid_out(office, asked_for, MONTHS, title="Two")
    assert [len(one["tables"][0]["lines"]) for one in several["parts"]] == [60 + 1, 12]


def test_persian_paper_speaks_persian(persian_office: Office) -> None:
    put(persian_office, [deal(15_000, "2026-10-01", "2026-10-30", currency="IRR")])
    (part,) = _laid_out(persian_office, {**MONTHS, "calendar": "jalali"})["parts"]
    assert part["cards"][0][0]["value"] == "۱۵۰ هزار تومان"
    (table,) = part["tables"]
    assert ("آبان ۱۴۰۵", "۱۵۰٬۰۰۰") in {tuple(line["cells"][:2]) for line in table["lines"]}
    with persian_office.read(SYSTEM) as w:
        pdf = file_of(w, MONTHS, "pdf", title="گزارش ماه")
    assert (pdf.name, pdf.mime, pdf.content[:5]) == ("گزارش ماه.pdf", "application/pdf", b"%PDF-")


@pytest.mark.usefixtures("sold")
def test_several_reports_are_one_workbook(office: Office) -> None:
    people = {"measures": "won_amount", "by": "total", "period": "this_year", "breakdown": "owner"}
    with office.read(SYSTEM) as w:
        some = [Shown(run(w, asked(w, params)), name) for name, params in (("Months", MONTHS), ("People", people))]
        made = file_with(w, some, "xlsx", title="Board: 2026")
        with pytest.raises(Invalid, match="holds one report"):
            file_with(w, some, "csv", title="Board")
        with pytest.raises(Invalid, match="not one of"):
            file_with(w, some, "docx", title="Board")
    assert made.name == "Board 2026.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == ["Months 1", "People 2", "Chart", "Definition"]
    assert [cell.value for cell in book["Definition"]["A"] if cell.font.size == 14] == ["Months", "People"]
    assert [len(sheet._charts) for sheet in book] == [1, 1, 0, 0]


@pytest.mark.usefixtures("sold")
def test_a_long_file_is_made_elsewhere_with_the_rights_of_who_asked(
    office: Office, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "HERE", 0)
    by_owner = {"measures": "won_amount", "by": "total", "from": "2025-01-01", "to": "2026-11-21", "breakdown": "owner"}

    def lines(who: Actor) -> list[list[str]]:
        made = behind.made(office, who, by_owner, "csv")
        assert not isinstance(made, bytes)
        with made as file:
            return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))[1:]

    assert lines(people.leila) == [["Sara", "2200.00"]]
    assert lines(people.mina) == [["Kian", "800.00"], ["Sara", "2200.00"]]
    with pytest.raises(Refused):
        behind.made(office, people.vida, by_owner, "csv")
