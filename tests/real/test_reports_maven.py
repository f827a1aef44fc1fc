"""The figures of a real opportunity list, as its README states them, in both calendars and on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from crm_core.reports import ask, run, to_json
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office

QUARTERS = {
    "2017-Q1": (531, 1_134_672, 116),
    "2017-Q2": (1254, 3_086_111, 778),
    "2017-Q3": (1257, 2_982_255, 790),
    "2017-Q4": (1196, 2_802_496, 789),
}
MONTHS = {
    "2017-03": (531, 1_134_672),
    "2017-04": (285, 721_932),
    "2017-05": (438, 1_025_713),
    "2017-06": (531, 1_338_466),
    "2017-07": (308, 696_932),
    "2017-08": (446, 1_050_059),
    "2017-09": (503, 1_235_264),
    "2017-10": (279, 731_980),
    "2017-11": (406, 938_943),
    "2017-12": (511, 1_131_573),
}
JALALI_MONTHS = {
    "1395-12": (347, 753_398),
    "1396-01": (367, 879_720),
    "1396-02": (392, 922_465),
    "1396-03": (514, 1_204_815),
    "1396-04": (364, 921_191),
    "1396-05": (441, 1_004_751),
    "1396-06": (483, 1_168_385),
    "1396-07": (322, 822_562),
    "1396-08": (383, 936_993),
    "1396-09": (451, 988_971),
    "1396-10": (174, 402_283),
}
SEASONS = {"1395-Q4": 753_398, "1396-Q1": 3_007_000, "1396-Q2": 3_094_327, "1396-Q3": 2_748_526, "1396-Q4": 402_283}
PRODUCTS = {
    "GTXPro": 3_510_578,
    "GTX Plus Pro": 2_629_651,
    "MG Advanced": 2_216_387,
    "GTX Plus Basic": 705_275,
    "GTX Basic": 499_263,
    "GTK 500": 400_612,
    "MG Special": 43_768,
}
AGENTS = {
    "Darcel Schlecht": (349, 1_153_214),
    "Vicki Laflamme": (221, 478_396),
    "Kary Hendrixson": (209, 454_298),
    "Cassey Cress": (163, 450_489),
    "Donn Cantrell": (158, 445_860),
}
ACCOUNTS = {"Kan-code": 341_455, "Konex": 269_245, "Condax": 206_410, "Cheers": 198_020, "Hottechi": 194_957}
OFFICES = {"West": 3_568_647, "Central": 3_346_293, "East": 3_090_594}


@pytest.fixture
def office(opportunities: Office) -> Office:
    return opportunities


def _report(office: Office, measures: str, **asked: Any) -> dict[str, Any]:
    with office.read(SYSTEM) as w:
        return to_json(run(w, ask(w, measures.split(), **asked)))


def _by(answer: dict[str, Any], name: str, *measures: str) -> dict[str, Any]:
    found = {row[name]: tuple(row[measure] for measure in measures) for row in answer["rows"]}
    return {key: values[0] for key, values in found.items()} if len(measures) == 1 else found


def test_totals(office: Office) -> None:
    answer = _report(
        office, "won_count won_amount lost_count lost_amount created_count open_count win_rate average_deal cycle_days"
    )
    totals = answer["totals"]
    assert round(totals.pop("win_rate"), 4) == 0.6315
    assert round(totals.pop("cycle_days"), 2) == 51.78
    assert totals == {
        "won_count": 4238,
        "won_amount": 10_005_534,
        "lost_count": 2473,
        "lost_amount": 0,
        "created_count": 8800,
        "open_count": 2089,
        "average_deal": 2360.91,
    }


def test_by_quarter_and_month(office: Office) -> None:
    measures = ("won_count", "won_amount", "lost_count")
    assert _by(_report(office, " ".join(measures), by="quarter"), "period", *measures) == QUARTERS
    assert _by(_report(office, "won_count won_amount", by="month"), "period", "won_count", "won_amount") == MONTHS
    engaged = _by(_report(office, "created_count", by="quarter", last="2017-12-30"), "period", "created_count")
    assert engaged == {"2016-Q4": 358, "2017-Q1": 1619, "2017-Q2": 2388, "2017-Q3": 2770, "2017-Q4": 1165}


def test_by_day_and_in_any_range(office: Office) -> None:
    days = _by(_report(office, "won_count won_amount", by="day"), "period", "won_count", "won_amount")
    assert days["2017-03-01"] == (20, 49_351)
    assert days["2017-12-31"] == (19, 41_764)
    assert max(days.items(), key=lambda item: item[1][1]) == ("2017-06-28", (21, 82_280))
    ranged = _report(office, "won_count won_amount", first="2017-06-15", last="2017-07-15")
    assert ranged["totals"] == {"won_count": 424, "won_amount": 1_057_770}
    assert (ranged["from"], ranged["to"]) == ("2017-06-15", "2017-07-15")


def test_by_jalali_month_season_and_year(office: Office) -> None:
    asked = {"calendar": "jalali"}
    months = _report(office, "won_count won_amount", by="month", **asked)
    assert _by(months, "period", "won_count", "won_amount") == JALALI_MONTHS
    assert _by(_report(office, "won_amount", by="quarter", **asked), "period", "won_amount") == SEASONS
    years = _report(office, "won_count won_amount", by="year", **asked)
    assert _by(years, "period", "won_count", "won_amount") == {"1395": (347, 753_398), "1396": (3891, 9_252_136)}


def test_by_agent_account_office_and_product(office: Office) -> None:
    agents = _report(office, "won_amount won_count", breakdown=["owner"], top=5)
    assert list(_by(agents, "owner", "won_count", "won_amount").items())[:5] == list(AGENTS.items())
    accounts = _report(office, "won_amount", breakdown=["customer"], top=5)
    assert list(_by(accounts, "customer", "won_amount").items())[:5] == list(ACCOUNTS.items())
    assert _by(_report(office, "won_amount", breakdown=["unit"]), "unit", "won_amount") == OFFICES
    products = _report(office, "won_amount won_count", breakdown=["product"])
    assert _by(products, "product", "won_amount") == PRODUCTS
    assert _by(products, "product", "won_count")["GTXPro"] == 729
    by_both = _report(office, "won_amount", by="quarter", breakdown=["product"])
    assert sum(row["won_amount"] for row in by_both["rows"]) == by_both["totals"]["won_amount"] == 10_005_534


def test_win_rate_by_agent(office: Office) -> None:
    rates = _by(_report(office, "win_rate", breakdown=["owner"]), "owner", "win_rate")
    ranked = sorted((rate, name) for name, rate in rates.items() if rate is not None)
    assert (ranked[0][1], round(ranked[0][0], 4)) == ("Lajuana Vencill", 0.5498)
    assert (ranked[-1][1], round(ranked[-1][0], 4)) == ("Hayden Neloms", 0.7039)
