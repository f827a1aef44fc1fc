"""What reports should say, computed plainly with pandas from all records: nothing of the query builder is used."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

Figures = dict[str, Any]
Labels = tuple[str | None, ...]
Cells = dict[tuple[int | None, Labels], Figures]

STOCKS = ("open_count", "open_amount")
NOTHING: Mapping[str, Any] = MappingProxyType(
    {
        "won_amount": 0,
        "won_count": 0,
        "lost_count": 0,
        "created_amount": 0,
        "created_count": 0,
        "open_count": 0,
        "open_amount": 0,
        "win_rate": None,
        "average_deal": None,
        "median_deal": None,
        "cycle_days": None,
        "won_customers": 0,
    }
)
"""The figures of no records at all."""
MEASURES = tuple(NOTHING)
Place = Callable[[dt.date], int]


def half_up(number: float) -> int:
    return int(number + 0.5)


@dataclass(frozen=True)
class Plain:
    """Every deal: outcome, opened_on, closed_on, amount, `who` (its customer), and what it may be broken down by."""

    deals: pd.DataFrame

    def cells(self, fields: Sequence[str], edges: Sequence[dt.date], place: Place | None = None) -> Cells:
        """The figures by stretch between two edges (or by `place` of the day) and by these fields."""
        of_day = place or (lambda day: bisect_right(edges, day) - 1)

        def on(day: str, outcome: str = "") -> pd.DataFrame:
            inside = [one is not None and edges[0] <= one < edges[-1] for one in self.deals[day]]
            found = self.deals[inside]
            found = found[found["outcome"] == outcome] if outcome else found
            return found.assign(place=[of_day(one) for one in found[day]])

        ends = pd.DataFrame({"place": range(len(edges) - 1), "end": [day.toordinal() for day in edges[1:]]})
        days = {"from_": _ordinals(self.deals["opened_on"]), "until": _ordinals(self.deals["closed_on"])}
        pairs = self.deals.assign(**days).merge(ends, how="cross")
        held = (pairs["from_"] < pairs["end"]) & (pairs["until"] >= pairs["end"])
        frames = {"won": on("closed_on", "won"), "lost": on("closed_on", "lost"), "created": on("opened_on")}
        parts = {kind: self._parts(frame, fields) for kind, frame in {**frames, "still": pairs[held]}.items()}
        return {
            key: _figures({kind: one.get(key, {}) for kind, one in parts.items()})
            for key in set().union(*parts.values())
        }

    def _parts(self, frame: pd.DataFrame, fields: Sequence[str]) -> dict[Any, dict[str, Any]]:
        """Number, amounts, days and customers of the records, by place and fields."""
        labels = list(zip(frame["place"], *(frame[name] for name in fields), strict=True))
        numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        groups = frame.groupby([numbers[label] for label in labels])
        columns = {
            "count": groups.size(),
            "amount": groups["amount"].sum(),
            "median": groups["amount"].median(),
            "days": groups["days"].sum(),
            "customers": groups["who"].nunique(),
        }
        found = pd.DataFrame(columns).to_dict("records")
        return {(int(place), tuple(rest)): found[number] for (place, *rest), number in numbers.items()}

    def whole(self, fields: Sequence[str], edges: Sequence[dt.date]) -> Cells:
        """The figures over all of the days, under the place None; a stock is that of their end."""
        return {(None, labels): one for (_, labels), one in self.cells(fields, [edges[0], edges[-1]]).items()}

    def where(self, holds: Callable[[Any], bool]) -> Plain:
        """Only the deals for which this holds."""
        kept = [holds(row) for row in self.deals.itertuples()]
        return Plain(self.deals[kept].reset_index(drop=True))


def _ordinals(days: pd.Series) -> list[int]:
    """Days as numbers; none lies after all others."""
    return [dt.date.max.toordinal() if day is None else day.toordinal() for day in days]


def _figures(of: Mapping[str, Mapping[str, Any]]) -> Figures:
    """The figures from number, amounts, days and customers of what was won, lost, created and still open."""
    won, created, still = of["won"], of["created"], of["still"]
    count, lost, amount = won.get("count", 0), of["lost"].get("count", 0), int(won.get("amount", 0))
    return {
        "won_amount": amount,
        "won_count": count,
        "lost_count": lost,
        "created_amount": int(created.get("amount", 0)),
        "created_count": created.get("count", 0),
        "open_count": still.get("count", 0),
        "open_amount": int(still.get("amount", 0)),
        "win_rate": count / (count + lost) if count + lost else None,
        "average_deal": half_up(amount / count) if count else None,
        "median_deal": None if pd.isna(won.get("median")) else half_up(won["median"]),
        "cycle_days": won["days"] / count if count else None,
        "won_customers": won.get("customers", 0),
    }
