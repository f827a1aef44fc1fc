"""How this month stands: against its target, the same days before, what is open, what is new, what needs care."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import _session
from _session import t, tn
from _ui import care, kpi
from crm_core.base.days import ymd
from crm_core.base.periods import Period
from crm_core.deals.care import CareList
from crm_core.deals.totals import Totals
from crm_core.reports import Figures, ReportSpec, figures, run
from crm_core.reports.result import Values
from crm_core.trust.unit_of_work import Work

_NEW = ("created_count", "won_count", "won_amount", "lost_count")


def month(w: Work) -> Figures:
    """What was won in the running month of the person's calendar."""
    return figures(w, ("won_amount",))


def since_yesterday(w: Work) -> Values:
    """What came, was won and was lost yesterday and today."""
    day = dt.timedelta(days=1)
    today = w.clock.today()
    return run(w, ReportSpec(_NEW, "total", today - day, today + day)).totals


def row(won: Figures, open_now: Totals, new: Values, pressing: CareList, *further: kpi.Figure) -> None:
    """The answers to: will we reach the target, what is new, what is at risk. `further` figures follow the first."""
    figure = won.figures[0]
    kpi.row(
        [
            _won(won),
            *further,
            _before(won, figure.value, figure.previous, figure.last_year),
            _open(open_now),
            _new(new),
            _care(pressing),
        ]
    )


def _won(won: Figures) -> kpi.Figure:
    """Won so far, and how that stands against the target and what of it is due by today."""
    one, money = won.figures[0], _session.locale().money
    so_far = int(one.value or 0)
    label = t("Won in {month}", month=_month(won.whole))
    if not one.target or one.due is None:
        return kpi.Figure(label, money(so_far, short=True), t("No target is set"), money(so_far))
    ahead = so_far >= one.due
    gap = money(abs(so_far - one.due), short=True)
    share = _session.locale().percent(so_far / one.target)
    target = money(one.target, short=True)
    pace = t("{gap} ahead of the pace", gap=gap) if ahead else t("{gap} behind the pace", gap=gap)
    return kpi.Figure(
        label,
        money(so_far, short=True),
        t("{share} of {target}, {pace}", share=share, target=target, pace=pace),
        t("{won} of {target}; {due} was due by today", won=money(so_far), target=money(one.target), due=money(one.due)),
        share=so_far / one.target,
        due=one.due / one.target,
        tone="" if ahead else "risk",
    )


def _before(won: Figures, now: float | None, month: float | None, year: float | None) -> kpi.Figure:
    """The same days of the month before and of a year before, and how far this month is from each."""
    locale = _session.locale()
    label = t("Same days of {month}", month=_month(won.previous))
    note = _from(now, month) or t("nothing won then")
    if year:
        last = t("last year {amount}, {change}", amount=locale.money(int(year), short=True), change=_from(now, year))
        note = f"{note} · {last}"
    full = f"{_on(won.previous, month)}\n{_on(won.last_year, year)}"
    return kpi.Figure(label, locale.money(int(month or 0), short=True), note, full)


def _on(then: Period, value: float | None) -> str:
    """An amount and the days it is of."""
    locale = _session.locale()
    return f"{locale.money(int(value or 0))} · {locale.period(replace(then, step='total'))}"


def _from(now: float | None, then: float | None) -> str:
    """How far this month is from an earlier amount; nothing where there was none."""
    if not then:
        return ""
    return t("{change} now", change=_session.locale().percent((now or 0) / int(then) - 1, signed=True))


def _month(period: Period) -> str:
    return _session.locale().month_name(ymd(period.start, period.calendar)[1])


def _open(total: Totals) -> kpi.Figure:
    money = _session.locale().money
    deals = tn("{n} open deal", "{n} open deals", total.count)
    note = t("{deals}, weighted {weighted}", deals=deals, weighted=money(total.weighted, short=True))
    return kpi.Figure(t("Open pipeline"), money(total.amount, short=True), note, money(total.amount))


def _new(new: Values) -> kpi.Figure:
    locale = _session.locale()
    count = {name: int(new[name] or 0) for name in _NEW}
    won = tn("{n} won", "{n} won", count["won_count"])
    if count["won_amount"]:
        won = f"{won} ({locale.money(count['won_amount'], short=True)})"
    lost = tn("{n} lost", "{n} lost", count["lost_count"])
    came = tn("{n} new deal", "{n} new deals", count["created_count"])
    return kpi.Figure(t("Since yesterday"), came, f"{won} · {lost}")


def _care(pressing: CareList) -> kpi.Figure:
    said = tn("{n} deal", "{n} deals", pressing.count)
    return kpi.Figure(t("Need care"), said, care.said(pressing), tone="risk" if pressing.count else "")
