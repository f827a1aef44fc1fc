"""Commission: what each person earned in a period and why, and the rules it follows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

import _session
from _session import read, t
from _ui import page, report_table, target_files, target_rules
from _ui.boundary import dialog
from _ui.markdown import plain
from _ui.report_table import Cell, Head, Line
from _ui.target_choice import Chosen
from crm_core.deals.targets.commission import FULL, Earned, Paid, earned
from crm_core.measures import measure

KEY = "commission_table"


def draw(head: st.delta_generator.DeltaGenerator, chosen: Chosen) -> None:
    """What was earned in a period: the head with its actions, and the table."""
    event = report_table.take(KEY)
    found = read(earned, chosen.period)
    with head, page.head(t("Targets"), _sentence(chosen, found)):
        target_rules.button()
        if found:
            target_files.commission(chosen, found)
    if not found:
        page.empty(t("No rule of commission holds for this period."), t("Rules are kept by managers and admins."))
        return
    if event.opened.isdigit() and int(event.opened) < len(found):
        one = found[int(event.opened)]
        dialog(t("How it is worked out"), partial(_why, one))
    unit = f" ({_session.locale().unit()})"
    heads = [
        Head(t("Person"), words=True),
        Head(t("Rule"), words=True),
        Head(t("Target") + unit),
        Head(t("Done")),
        Head(t("Reached"), t("Done ÷ target.")),
        Head(t("Earned"), t("Click a figure to see how it is worked out.")),
    ]
    total = sum(one.total for one in found)
    last = Line((t("Sum"), ""), (Cell(""), Cell(""), Cell(""), Cell(_money(total))))
    report_table.show(KEY, heads, _lines(found), last if len(found) > 1 else None)
    st.caption(t("Each line is rounded to the smallest unit of the currency, half up; the total is their sum."))


def _sentence(chosen: Chosen, found: Sequence[Earned]) -> str:
    name = _session.locale().period(chosen.period)
    if not found:
        return t("Commission, {period}", period=name)
    total = _session.locale().money(sum(one.total for one in found), short=True)
    return t("Commission, {period}: {total}", period=name, total=total)


def _money(value: int | None) -> str:
    return _session.locale().money(value, unit=False)


def _alike(values: Sequence[int | None]) -> list[str]:
    """The amounts of a column, all with decimals where one has some."""
    money = _session.locale().money
    exact = any(money(one, unit=False) == money(one, unit=False, exact=True) for one in values if one is not None)
    return [money(one, unit=False, exact=exact) for one in values]


def _lines(found: Sequence[Earned]) -> list[Line]:
    targets, done = _alike([one.target for one in found]), _alike([one.done for one in found])
    totals = _alike([one.total for one in found])
    return [
        Line(
            (one.name, one.rule.name),
            (
                Cell(targets[at], soft=True),
                Cell(done[at]),
                Cell(_session.locale().percent(one.share, 1)),
                Cell(totals[at], opens=str(at)),
            ),
        )
        for at, one in enumerate(found)
    ]


def _why(one: Earned) -> None:
    """The arithmetic of one person and rule, line by line."""
    locale = _session.locale()
    st.markdown(f"**{plain(one.name)}** · {plain(one.rule.name)} · {plain(locale.period(one.period))}")
    done, target = locale.money(one.done), locale.money(one.target)
    label = t(measure(one.rule.measure).label)
    if one.target:
        share = locale.percent(one.share, 1)
        st.caption(t("{measure}: {done} of {target}, {share}", measure=label, done=done, target=target, share=share))
    else:
        st.caption(
            t("{measure}: {done}; there is no target, so only a tier from 0% on pays.", measure=label, done=done)
        )
    heads = [Head(t("Tier"), words=True), Head(t("Of it")), Head(t("Rate")), Head(t("Pays"))]
    total = Line((t("Sum"),), (Cell(""), Cell(""), Cell(locale.money(one.total))))
    report_table.show("commission_why", heads, [_paid(line, whole=one.rule.whole) for line in one.lines], total)


def _paid(line: Paid, *, whole: bool) -> Line:
    locale = _session.locale()
    reached = locale.percent(line.tier.reached / FULL, 2)
    if whole:
        name = t("all, from {share} on", share=reached)
    elif line.end is None:
        name = t("from {share}: above {start}", share=reached, start=_money(line.start))
    else:
        name = t("from {share}: {start} to {end}", share=reached, start=_money(line.start), end=_money(line.end))
    return Line(
        (name,), (Cell(_money(line.part)), Cell(locale.percent(line.tier.rate / FULL, 2)), Cell(_money(line.pays)))
    )
