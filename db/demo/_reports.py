"""Reports that the demo's people keep, share and pin to Today, and the dashboards they made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crm_core.models import User
from crm_core.reports import dashboards, pins, saved
from crm_core.reports.dashboards import Arrangement, Tile
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office, Work

from ._words import Language


@dataclass(frozen=True)
class _Kept:
    """A report that somebody of a role keeps, by a name in each language; pinned to their Today where it says so."""

    name: Mapping[Language, str]
    sharing: str
    params: Mapping[str, str]
    pinned: bool = True


_MINE = '["owner","is","me"]'
_KEPT: Mapping[str, tuple[_Kept, ...]] = {
    "manager": (
        _Kept(
            {"en": "Where our sales come from", "fa": "فروش از کدام منبع و رده می‌آید"},
            "all",
            {
                "measures": "won_amount,won_count,win_rate",
                "by": "total",
                "period": "this_year",
                "breakdown": "source,tier",
                "compare": "last_year",
            },
        ),
        _Kept(
            {"en": "Won and lost, quarter by quarter", "fa": "برنده و ازدست‌رفته، فصل به فصل"},
            "private",
            {
                "measures": "win_rate,won_amount,lost_amount,average_deal",
                "by": "quarter",
                "period": "last_12_months",
                "compare": "last_year",
            },
            pinned=False,
        ),
    ),
    "lead": (
        _Kept(
            {"en": "The week in our team", "fa": "هفته تیم ما"},
            "unit",
            {
                "measures": "interactions,created_count,won_amount,tasks_done",
                "by": "total",
                "period": "this_week",
                "breakdown": "owner",
                "compare": "previous",
            },
        ),
    ),
    "rep": (
        _Kept(
            {"en": "My open deals", "fa": "معامله‌های باز من"},
            "private",
            {
                "measures": "open_amount,open_count,weighted_amount",
                "by": "total",
                "period": "today",
                "breakdown": "stage",
                "where": _MINE,
            },
        ),
    ),
}
_PINNED: Mapping[str, tuple[str, ...]] = {
    "manager": ("standard:against_target", "standard:by_person"),
    "lead": ("standard:against_target", "standard:activity"),
    "rep": ("standard:monthly", "standard:win_rate"),
}
_MONDAY: Mapping[Language, str] = {"en": "Monday morning", "fa": "جلسه شنبه"}
_QUARTER: Mapping[Language, str] = {"en": "Our quarter", "fa": "فصل ما"}


def add_reports(office: Office, language: Language) -> None:
    """Let one person of each role keep and pin reports; the manager and the lead share a dashboard each."""
    for role in _KEPT:
        with office.read(SYSTEM) as w:
            who = w.scalar(select(User.id).where(User.role == role, User.active).order_by(User.id).limit(1))
        if who is not None:
            with office.work(office.actor(who)) as w:
                _keep(w, role, language)


def _keep(w: Work, role: str, language: Language) -> None:
    keys = []
    for one in _KEPT[role]:
        sharing = one.sharing if one.sharing in saved.sharings(w) else "private"
        key = saved.add(w, one.name[language], one.params, sharing).key
        keys += [key] if one.pinned else []
    for key in (*keys, *_PINNED[role]):
        pins.pin(w, key)
    if role == "manager":
        dashboards.add(w, _MONDAY[language], _monday(keys[0]), "all")
    if role == "lead" and "unit" in saved.sharings(w):
        dashboards.add(w, _QUARTER[language], _quarter(keys[0]), "unit")


def _monday(report: str) -> Arrangement:
    """What is talked about on the first day of the week."""
    return Arrangement(
        (
            Tile("standard:weekly", "whole", ("figures",)),
            Tile("standard:leaders", "half", ("chart",)),
            Tile("standard:pipeline", "half", ("figures", "chart")),
            Tile(report, "whole", ("chart", "table")),
        )
    )


def _quarter(report: str) -> Arrangement:
    """A team's quarter, every report over the same days."""
    return Arrangement(
        (
            Tile("standard:yearly", "whole", ("figures", "chart")),
            Tile(report, "half", ("table",)),
            Tile("standard:win_rate", "half", ("chart",)),
            Tile("standard:lost_reasons", "third", ("chart",)),
            Tile("standard:by_product", "third", ("chart",)),
            Tile("standard:cycle", "third", ("figures", "chart")),
        ),
        {"period": "this_quarter"},
    )
