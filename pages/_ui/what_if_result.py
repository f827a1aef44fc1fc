"""What then would be, beside today: the figures, this period and the next ones, and by person."""

from __future__ import annotations

from collections.abc import Sequence

import _session
from _session import t, tn
from _ui import forecast_figures, kpi, report_table
from _ui.forecast_figures import about
from _ui.report_table import Cell, Head, Line
from crm_core.base.i18n import NOTHING
from crm_core.base.money import to_minor
from crm_core.deals.forecast import Scenario
from crm_core.deals.outlook import Outlook, Part

Both = tuple[Outlook, Outlook]
"""A period as it is foreseen today, and as it would be."""


def said(supposed: Scenario, names: dict[int, str]) -> str:
    """What is supposed, in words."""
    parts = []
    if supposed.slipped:
        days = sorted(set(supposed.slipped.values()))
        slips = tn("{n} deal slips", "{n} deals slip", len(supposed.slipped))
        by = tn("{n} day", "{n} days", days[-1])
        parts.append(t("{deals} by {days}", deals=slips, days=by) if len(days) == 1 else slips)
    if supposed.lost:
        parts.append(tn("{n} deal falls through", "{n} deals fall through", len(supposed.lost)))
    if supposed.won:
        parts.append(tn("{n} deal is won", "{n} deals are won", len(supposed.won)))
    parts += [t("{name} leaves", name=names.get(number, "?")) for number in sorted(supposed.leaving)]
    for code, rate in sorted(supposed.rates.items()):
        locale = _session.locale()
        worth = locale.money(to_minor(rate, locale.currency))
        parts.append(t("1 {currency} is worth {amount}", currency=code, amount=worth))
    return "; ".join(parts)


def figures(today: Outlook, then: Outlook) -> None:
    """Expected, its range and the reach of the target: then, and how far from today."""
    money = _session.locale().money
    before, after = today.foreseen, then.foreseen
    rows = [
        _figure(t("Expected"), after.expected, before.expected),
        _figure(t("At least, nine times of ten"), after.low, before.low),
        _figure(t("At most, nine times of ten"), after.high, before.high),
    ]
    if today.target and today.reach is not None and then.reach is not None:
        chance = forecast_figures.chance
        note = t("{chance} today, target {amount}", chance=chance(today.reach), amount=money(today.target, short=True))
        tone: kpi.Tone = "risk" if then.reach < forecast_figures.EVEN else ""
        rows.append(kpi.Figure(t("Reaching the target"), chance(then.reach), note, tone=tone))
    else:
        rows.append(kpi.Figure(t("Reaching the target"), money(None), t("No target is set")))
    kpi.row(rows)


def _figure(label: str, then: int, today: int) -> kpi.Figure:
    money = _session.locale().money
    if then == today:
        return kpi.Figure(label, money(then, short=True), t("as today"), money(then))
    note = t("{change} against today", change=_signed(then - today, short=True))
    full = t("{then} instead of {today}", then=money(then), today=money(today))
    return kpi.Figure(label, money(then, short=True), note, full)


def _signed(amount: int, *, short: bool = False) -> str:
    """A difference with its sign; "–" for none."""
    if not amount:
        return NOTHING
    locale = _session.locale()
    return locale.with_sign(amount, locale.money(abs(amount), short=True) if short else about(abs(amount)))


def periods(both: Sequence[Both]) -> None:
    """This period and the next ones: what slips out of one comes into another."""
    chance, locale = forecast_figures.chance, _session.locale()
    heads = [
        Head(t("Period"), words=True), Head(t("Expected today")), Head(t("Then")), Head(t("Difference")),
        Head(t("Target")), Head(t("Chance today")), Head(t("Chance then")),
    ]  # fmt: skip
    lines = []
    for today, then in both:
        reach = [chance(one.reach) if one.reach is not None else locale.number(None) for one in (today, then)]
        figures_of = today.foreseen.expected, then.foreseen.expected
        cells = [
            *_compared(*figures_of),
            Cell(_money(today.target), soft=True),
            Cell(reach[0], soft=True),
            Cell(reach[1]),
        ]
        lines.append(Line((locale.period(today.period),), tuple(cells)))
    report_table.show("what_if_periods", heads, lines)


def _compared(today: int, then: int) -> list[Cell]:
    return [Cell(about(today), soft=True), Cell(about(then)), Cell(_signed(then - today))]


def _money(amount: int | None) -> str:
    return _session.locale().money(amount, unit=False)


def people(today: Outlook, then: Outlook) -> None:
    """Whose part changes, the greatest change first; nothing where nobody's does."""
    before, after = _by_owner(today), _by_owner(then)
    both = {
        owner: (before[owner].expected if owner in before else 0, after[owner].expected if owner in after else 0)
        for owner in {**before, **after}
    }
    changed = sorted(
        (owner for owner, (one, other) in both.items() if one != other), key=lambda owner: _change(both[owner])
    )
    if not changed:
        return
    heads = [
        Head(t("Owner"), words=True), Head(t("Expected today")), Head(t("Then")), Head(t("Difference")),
        Head(t("Target")), Head(t("Gap then"), t("Expected less target")),
    ]  # fmt: skip
    lines = []
    for owner in changed:
        one = before.get(owner) or after[owner]
        gap = _signed(both[owner][1] - one.target) if one.target is not None else _money(None)
        cells = [*_compared(*both[owner]), Cell(_money(one.target), soft=True), Cell(gap)]
        lines.append(Line((one.name or t("Nobody"),), tuple(cells)))
    report_table.show("what_if_persons", heads, lines)


def _change(both: tuple[int, int]) -> int:
    return -abs(both[1] - both[0])


def _by_owner(found: Outlook) -> dict[int | None, Part]:
    return {one.owner_id: one for one in found.parts}
