"""What moved between two moments, against the same computed from the files alone: deals with their true past."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

import crm_core.deals  # noqa: F401  declares the rules of deals
from crm_core.deals.movements import balance, changes
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.real.test_import_maven import bring_in, maven  # noqa: F401

Sums = dict[str, tuple[int, int]]
"""Count and amount, in whole units, of opening, closing and each kind of movement."""

TEHRAN = ZoneInfo("Asia/Tehran")


def _answered(office: Office, since: dt.date, until: dt.date) -> Sums:
    """As the product answers, by the sums and deal by deal; with that it adds up."""
    with office.read(SYSTEM) as w:
        sums, whole = balance(w, since, until), changes(w, since, until)
    assert sums.movements == whole.movements
    found = {one.kind: (one.count, one.amount // 100) for one in sums.movements}
    by_deal: Sums = {}
    for one in whole.deals:
        count, amount = by_deal.get(one.kind, (0, 0))
        by_deal[one.kind] = (count + one.count, amount + one.amount // 100)
    assert by_deal == found
    ends = {"opening": sums.opening, "closing": sums.closing}
    found |= {name: (one.count, one.amount // 100) for name, one in ends.items()}
    for place in (0, 1):
        moved = sum(value[place] for name, value in found.items() if name not in ends)
        assert found["opening"][place] + moved == found["closing"][place]
    return found  # type: ignore[return-value]


def _counted(frame: pd.DataFrame, sign: int = 1) -> tuple[int, int]:
    return sign * len(frame), sign * int(frame["amount"].sum())


def _recomputed(frame: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp) -> Sums:
    """From the moments at which deals came and were decided: `came`, `closed` (NaT: open), `won`, `amount`."""
    there, there_then = frame["came"] <= until, frame["came"] <= since
    decided, decided_then = frame["closed"] <= until, frame["closed"] <= since
    newly = frame[there & decided & ~decided_then]
    found = {
        "opening": _counted(frame[there_then & ~decided_then]),
        "closing": _counted(frame[there & ~decided]),
        "created": _counted(frame[there & ~there_then]),
        "won": _counted(newly[newly["won"]], -1),
        "lost": _counted(newly[~newly["won"]], -1),
    }
    return {name: sums for name, sums in found.items() if sums[0] or name in ("opening", "closing")}


def test_a_real_list_moved_as_it_says(maven: Office, real_data: Path) -> None:  # noqa: F811  the fixture
    rows = pd.read_csv(real_data / "maven" / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    frame = pd.DataFrame(
        {
            "came": rows["engage_date"].fillna(pd.Timestamp("2100-01-01")),  # on the day of the import
            "closed": rows["close_date"],
            "won": rows["deal_stage"] == "Won",
            "amount": rows["close_value"].fillna(0),
        }
    )
    quarters = [("2016-12-31", "2017-03-31"), ("2017-03-31", "2017-06-30")]
    for since, until in [*quarters, ("2017-06-28", "2017-06-29"), ("2016-09-30", "2017-12-31")]:
        first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
        assert _answered(maven, first, last) == _recomputed(frame, pd.Timestamp(since), pd.Timestamp(until))


def test_deals_with_the_history_of_their_stages_moved_when_they_did(
    office: Office, real_data: Path, tmp_path: Path
) -> None:
    folder = real_data / "agency"
    for name in ("accounts", "contacts", "products", "opportunities"):
        bring_in(office, folder / f"{name}.csv")
    history = tmp_path / "opportunity_stage_history.csv"
    text = (folder / history.name).read_text(encoding="utf-8")
    history.write_text(text.replace("incumbent vendor, initial", "incumbent vendor; initial"), encoding="utf-8")
    bring_in(office, history)
    frame = _of_history(history, folder / "opportunities.csv")
    for since, until in (
        ("2024-05-01", "2024-06-30"),
        ("2024-06-30", "2024-12-31"),
        ("2024-12-31", "2025-06-30"),
        ("2025-03-31", "2025-07-31"),
    ):
        first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
        assert _answered(office, first, last) == _recomputed(frame, _end_of(first), _end_of(last)), (since, until)


def _end_of(day: dt.date) -> pd.Timestamp:
    return pd.Timestamp(day + dt.timedelta(days=1), tz=TEHRAN) - pd.Timedelta("1us")


def _of_history(history: Path, deals: Path) -> pd.DataFrame:
    """A deal came with its first row and was decided by the row that closed it."""
    steps = pd.read_csv(history, parse_dates=["CreatedDate"])
    closing = steps[steps["StageName"].str.startswith("Closed")].groupby("OpportunityExtId__c")
    frame = pd.read_csv(deals).set_index("OpportunityExtId__c")
    return (
        pd.DataFrame(
            {
                "came": steps.groupby("OpportunityExtId__c")["CreatedDate"].min(),
                "closed": closing["CreatedDate"].max(),
                "won": closing["StageName"].last() == "Closed Won",
                "amount": frame["Amount"],
            }
        )
        .dropna(subset=["came"])
        .assign(won=lambda rows: rows["won"].fillna(False).astype(bool))
    )
