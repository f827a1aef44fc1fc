"""Deals that need care as a list, each with why and one click from its form."""

from __future__ import annotations

import _session
from _session import t, tn
from _ui import entries
from crm_core.deals.care import REASONS, CareDeal, CareList, Reason


def section(found: CareList) -> entries.Section:
    """The most pressing ones under a heading that says how many; whose they are, where they can be others'."""
    number, who = _session.locale().number, _session.actor()
    with_owner = who.sees_all or bool(who.seen_units)
    listed = [_entry(one, with_owner) for one in found.deals]
    if found.count > len(found.deals):
        rest = tn("{n} more", "{n} more", found.count - len(found.deals))
        listed.append(entries.Entry(key="more", links=(entries.Link(rest, key="more:care"),)))
    return entries.Section(tuple(listed), t("Need care"), number(found.count), "")


def said(found: CareList) -> str:
    """How many for which reason."""
    counted: dict[Reason, str] = {
        "past_close": tn("{n} past its close", "{n} past their close", found.by_reason["past_close"]),
        "no_next_step": tn("{n} without next step", "{n} without next step", found.by_reason["no_next_step"]),
        "long_in_stage": tn("{n} long in its stage", "{n} long in their stage", found.by_reason["long_in_stage"]),
        "pushed_often": tn("{n} pushed again and again", "{n} pushed again and again", found.by_reason["pushed_often"]),
        "went_back": tn("{n} went back a stage", "{n} went back a stage", found.by_reason["went_back"]),
    }
    return " · ".join(text for reason, text in counted.items() if found.by_reason[reason])


def _entry(one: CareDeal, with_owner: bool) -> entries.Entry:
    locale = _session.locale()
    who = [one.owner or t("Nobody")] if with_owner else []
    return entries.Entry(
        key=f"deal:{one.id}",
        title=one.title,
        detail=(*who, one.stage, *_reasons(one)),
        end=locale.money(one.amount, one.currency, short=True),
        hint=locale.money(one.amount, one.currency),
        mark="deal",
        tone="risk",
        opens=True,
    )


def _reasons(one: CareDeal) -> list[str]:
    """Why it needs care, with the days where they are known."""
    return [_why(reason, one) for reason in one.reasons]


def _why(reason: Reason, one: CareDeal) -> str:
    today = _session.today()
    if reason == "past_close" and one.expected_close is not None:
        return tn("{n} day past its close", "{n} days past its close", (today - one.expected_close).days)
    if reason == "long_in_stage":
        return tn("{n} working day in its stage", "{n} working days in its stage", round(one.stage_days))
    if reason == "pushed_often":
        times = tn("Pushed {n} time", "Pushed {n} times", one.slips.pushes)
        return t("{times}, by {days} in all", times=times, days=tn("{n} day", "{n} days", one.slips.days))
    if reason == "went_back" and one.slips.back_on is not None:
        return tn("Went back a stage {n} day ago", "Went back a stage {n} days ago", (today - one.slips.back_on).days)
    return t(REASONS[reason])
