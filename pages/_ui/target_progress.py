"""Where everybody stands: done, target, pace, gap, what it takes a day, coverage, earlier periods; with the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import _session
from _session import read, t, tn
from _ui import charts, kpi, page, report_records, report_table
from _ui.report_table import Bar, Cell, Head, Line
from _ui.target_choice import Chosen
from crm_core.base.periods import Period
from crm_core.deals.targets import Progress, seen_standings
from crm_core.reports import deals_to_close, records_of

KEY = "target_table"
Tone = Literal["", "won", "lost", "risk"]
_CHART = "target_chart"
_INDENT = "\u2003"


def found(chosen: Chosen) -> list[Progress]:
    """Where all stand whose targets this person sees."""
    return read(seen_standings, chosen.measure.key, chosen.period, spread=chosen.spread)


def sentence(chosen: Chosen, lines: Sequence[Progress]) -> str:
    """What the screen says at first glance."""
    name = _session.locale().period(chosen.period)
    if not lines:
        return f"{t(chosen.measure.label)} · {name}"
    first, locale = lines[0], _session.locale()
    days = t("{n} of {all} working days", n=_days(first.days), all=_days(first.days_all))
    done, target = (chosen.figure(value, short=True, unit=True) for value in (first.done, first.target))
    share = locale.percent(first.share)
    return t(
        "{name}, {period}: {share} of {target} reached ({done}), {days}",
        name=first.name, period=name, share=share, target=target, done=done, days=days,
    )  # fmt: skip


def show(chosen: Chosen, lines: Sequence[Progress]) -> None:
    """The figures of the first, all of them as a table, and how the first went until now."""
    event = report_table.take(KEY)
    if event.opened:
        _open(chosen, lines, event.opened)
    if not lines:
        page.empty(t("No targets for this period."), _hint(chosen))
        return
    kpi.row(_figures(chosen, lines[0]))
    top = min(one.depth for one in lines)
    report_table.show(KEY, _heads(chosen), [_line(chosen, at, one, top) for at, one in enumerate(lines)])
    _chart(chosen, lines[0])


def _hint(chosen: Chosen) -> str:
    if not chosen.spread and chosen.period.step in ("month", "quarter"):
        return t("Where targets were set for longer periods, “More” spreads them by working days.")
    return t("Choose “Set targets” to enter them.") if _session.can("targets") else ""


def _days(hundredths: int) -> str:
    return _session.locale().number(hundredths / 100, 1)


# Figures of the first


def _figures(chosen: Chosen, one: Progress) -> list[kpi.Figure]:
    locale = _session.locale()
    due = t("{due} was due by today", due=chosen.figure(one.due, short=True, unit=True))
    full = t("{done} of {target}", done=chosen.figure(one.done, unit=True), target=chosen.figure(one.target, unit=True))
    done = kpi.Figure(
        t(chosen.measure.label), chosen.figure(one.done, short=True, unit=True), due, full, share=one.share,
        due=one.due / one.target if one.target and one.due is not None else None, tone=_tone(one),
    )  # fmt: skip
    pace = kpi.Figure(t("Pace"), locale.percent(one.pace), _pace_note(chosen, one), tone=_tone(one))
    gap = one.gap or 0
    label = t("Missing") if gap > 0 else t("More than the target")
    last = one.past[-1] if one.past else None
    return [
        done,
        pace,
        kpi.Figure(
            label, chosen.figure(abs(gap), short=True, unit=True), _reach(one), chosen.figure(abs(gap), unit=True)
        ),
        _needed(chosen, one),
        *([_coverage(chosen, one)] if one.open is not None else []),
        *([_before(chosen, one)] if last and last.share is not None else []),
    ]


def _pace_note(chosen: Chosen, one: Progress) -> str:
    if one.due is None:
        return ""
    ahead = one.done - one.due
    gap = chosen.figure(abs(ahead), short=True, unit=True)
    return t("{gap} ahead of the pace", gap=gap) if ahead >= 0 else t("{gap} behind the pace", gap=gap)


def _needed(chosen: Chosen, one: Progress) -> kpi.Figure:
    left = tn("{n} working day left", "{n} working days left", one.days_left // 100)
    text = chosen.figure(one.per_day, short=True, unit=True) if one.per_day else "–"
    return kpi.Figure(t("Needed a working day"), text, left, chosen.figure(one.per_day, unit=True))


def _coverage(chosen: Chosen, one: Progress) -> kpi.Figure:
    opened = chosen.figure(one.open, short=True, unit=True)
    note = t("{amount} weighted closes in it", amount=opened)
    return kpi.Figure(t("Coverage"), _times(one.coverage), note)


def _before(chosen: Chosen, one: Progress) -> kpi.Figure:
    last = one.past[-1]
    name = _session.locale().period(last.period)
    course = tuple(past.share for past in one.past)
    note = t(
        "{done} of {target}", done=chosen.figure(last.done, short=True), target=chosen.figure(last.target, short=True)
    )
    return kpi.Figure(name, _session.locale().percent(last.share), note, course=course)


def _times(coverage: float | None) -> str:
    return "–" if coverage is None else f"{_session.locale().number(coverage, 1)}×"


def _tone(one: Progress) -> Tone:
    if one.share is not None and one.share >= 1:
        return "won"
    return "risk" if one.pace is not None and one.pace < 1 else ""


def _reach(one: Progress) -> str:
    if one.share is not None and one.share >= 1:
        return t("reached")
    if one.in_reach is None:
        return ""
    if one.is_over:
        return t("not reached")
    return t("still in reach") if one.in_reach else t("out of reach")


# The table


def _heads(chosen: Chosen) -> list[Head]:
    unit = f" ({_session.locale().unit()})" if chosen.money else ""
    heads = [
        Head(t("Name"), words=True),
        Head(t("Reached"), t("Done ÷ target; the dashed line is the target, the thin one what was due by today.")),
        Head(t("Done") + unit, t("Click a figure to see its records.")),
        Head(t("Target")),
        Head(t("Pace"), t("Done ÷ what was due for the working days until today is over.")),
        Head(t("Gap"), t("Target − done.")),
        Head(t("Needed a working day"), t("Gap ÷ working days that are left, today counted.")),
    ]
    if chosen.measure.key in ("won_amount", "won_count"):
        heads.append(Head(t("Coverage"), t("Weighted open pipeline that is to close in the period ÷ gap.")))
    reach = t("In reach: if all deals that are to close in it are won, or at the best pace of the last periods.")
    return [
        *heads,
        Head(t("In reach"), reach),
        Head(t("Earlier"), t("How much of the target was reached in the periods before.")),
    ]


def _line(chosen: Chosen, at: int, one: Progress, top: int) -> Line:
    """One of the table; `top` is the depth of the highest that is shown."""
    locale, tone = _session.locale(), _tone(one)
    due = one.due / one.target if one.target and one.due is not None else None
    gap = one.gap or 0
    cells = [
        Cell(locale.percent(one.share), tone="won" if tone == "won" else "", bar=Bar(one.share, due)),
        Cell(chosen.figure(one.done, whole=True), opens=f"{at}:done" if one.done else ""),
        Cell(chosen.figure(one.target, whole=True), soft=True),
        Cell(locale.percent(one.pace), tone=tone),
        Cell(
            chosen.figure(gap, whole=True) if gap > 0 else f"+{chosen.figure(-gap, whole=True)}",
            tone="" if gap > 0 else "won",
        ),
        Cell(chosen.figure(one.per_day, whole=True) if one.per_day else "–"),
    ]
    if chosen.measure.key in ("won_amount", "won_count"):
        cells.append(Cell(_times(one.coverage), opens=f"{at}:open" if one.open else "", hint=chosen.figure(one.open)))
    reach = _reach(one)
    said: Tone = "" if one.in_reach else "lost" if one.is_over else "risk"
    cells.append(Cell(reach, tone=said if reach else ""))
    earlier = [f"{locale.period(past.period)}: {locale.percent(past.share)}" for past in one.past]
    cells.append(Cell("", bar=Bar(course=tuple(past.share for past in one.past)), hint="\n".join(earlier)))
    return Line((_INDENT * (one.depth - top) + one.name,), tuple(cells), one.name)


def _gap(chosen: Chosen, gap: int) -> str:
    """What is missing; what is more than the target bears a plus."""
    return chosen.figure(gap, whole=True) if gap > 0 else f"+{chosen.figure(-gap, whole=True)}"


# Earlier periods, and the records


def _chart(chosen: Chosen, one: Progress) -> None:
    locale = _session.locale()
    course: list[tuple[Period, int | None, int]] = [(past.period, past.target, past.done) for past in one.past]
    course.append((one.period, one.target, one.done))
    points = [
        charts.Point(
            locale.period(period), done, chosen.figure(done, short=True), now=period == one.period, base=target,
            base_shown=chosen.figure(target, short=True), hint="" if not target else locale.percent(done / target),
        )
        for period, target, done in course
    ]  # fmt: skip
    clicked = charts.chart(
        points,
        title=t("{measure} of {name} beside the target", measure=t(chosen.measure.label), name=one.name),
        say=lambda value: chosen.figure(value, short=True),
        base="target",
        base_name=t("Target"),
        key=_CHART,
    )
    if clicked and _session.first_time(_CHART, clicked):
        period = next((period for period, *_ in course if locale.period(period) == clicked[0]), None)
        if period is not None:
            _show_records(chosen, replace(one, period=period, done=next(d for p, _, d in course if p == period)))


def _open(chosen: Chosen, lines: Sequence[Progress], key: str) -> None:
    place, _, what = key.partition(":")
    if not place.isdigit() or int(place) >= len(lines):
        return
    one = lines[int(place)]
    if what == "done":
        _show_records(chosen, one)
    else:
        title = (
            f"{one.name} · {t('Open deals that are to close in {period}', period=_session.locale().period(one.period))}"
        )
        amount = chosen.figure(one.open, unit=True)
        report_records.show_these(
            title, t("weighted {amount}", amount=amount), read(deals_to_close, one.holder, one.period)
        )


def _show_records(chosen: Chosen, one: Progress) -> None:
    title = " · ".join([t(chosen.measure.label), one.name, _session.locale().period(one.period)])
    records = read(records_of, chosen.measure.key, one.holder, one.period)
    report_records.show_these(title, chosen.figure(one.done, unit=True), records)
