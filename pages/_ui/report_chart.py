"""The chart that fits a report: over time, by group, or both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import _session
from _session import t
from _ui import charts
from _ui import report_words as words
from _ui.theme import CATEGORIES
from crm_core.measures import Value
from crm_core.reports import STEP_LABELS, Key, Measure, ReportResult
from crm_core.reports.saying import address, ranked, value_of
from crm_core.reports.wording import listed

MOST_BARS = 25
MOST_SERIES = 7
MOST_COLUMNS = 31
_CLICKS = "report_chart:clicks"
GREY = "#9AA3A5"
_HUES = len(CATEGORIES) - 1


@dataclass
class _Drawing:
    """Points being gathered, and which figure each mark stands for."""

    one: Measure
    points: list[charts.Point] = field(default_factory=list)
    leads: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(
        self, label: str, value: Value, where: str = "", *, series: str = "", hint: str = "", now: bool = True,
        short: str = "", base: Value = None,
    ) -> None:  # fmt: skip
        told = words.figure(self.one, base, unit=True) if base is not None else ""
        shown = words.figure(self.one, value, short=True)
        self.points.append(charts.Point(label, value, shown, series, hint, now, short, base, told))
        if value and where:
            self.leads[label, series] = where


def show(result: ReportResult, one: Measure, sort: str) -> str:
    """Draw the chart of this measure; gives the address of the figure that was clicked, "" for none."""
    groups, periods = len(result.by_group), len(result.by_period)
    if result.spec.by != "total" and periods > 1:
        found = _over_time(result, one) if groups < 2 else _both(result, one, sort)
    elif groups > 1:
        found = _groups(result, one, sort)
    else:
        return ""
    return found


def _draw(
    result: ReportResult, drawing: _Drawing, shape: charts.Shape, *, below: str = "", horizontal: bool = False,
    colours: dict[str, str] | None = None, compares: bool = False,
) -> str:  # fmt: skip
    one, spec = drawing.one, result.spec
    if not any(point.value for point in drawing.points):
        return ""
    base = ("target" if spec.compare == "target" else "before") if compares else ""
    name = words.compared_with(result) if compares else ""
    clicked = charts.chart(
        drawing.points,
        title=_title(result, one),
        below=" · ".join(filter(None, (_base_said(name, base) if base else "", below))),
        say=lambda figure: words.figure(one, figure, short=True),
        shape=shape,
        horizontal=horizontal,
        colours=colours,
        base=base,  # type: ignore[arg-type]
        base_name=name,
        whole=one.kind == "count",
        key=f"report_chart_{_session.kept(_CLICKS, 0)}",
    )
    if clicked is None:
        return ""
    # What was clicked stays chosen in the browser; a chart with another key can be clicked there again.
    _session.keep(_CLICKS, _session.kept(_CLICKS, 0) + 1)
    return drawing.leads.get(clicked, "")


def _base_said(name: str, base: str) -> str:
    return t("Dashed: {name}", name=name) if base == "target" else t("Grey: {name}", name=name)


def _title(result: ReportResult, one: Measure) -> str:
    spec = result.spec
    named = [t(STEP_LABELS[spec.by])] if spec.by != "total" else []
    locale = _session.locale()
    labels = (t(column.label) for column in result.columns if column.key in spec.breakdown)
    named += [label if locale.rtl else label[:1].lower() + label[1:] for label in labels]
    return t("{measures} by {fields}", measures=words.label(one), fields=listed(named, locale))


# Over time


def _over_time(result: ReportResult, one: Measure) -> str:
    today = words.today_of(result)
    drawing = _Drawing(one)
    running = [row.start <= today < row.end for row in result.by_period]
    compares = any(row.compare.get(one.key) is not None for row in result.by_period)
    for at, (name, row) in enumerate(zip(words.period_names(result), result.by_period, strict=True)):
        drawing.add(
            name.name, value_of(result, row, one), address(one, at, None), hint=name.days, short=name.short,
            now=running[at] or not any(running), base=row.compare.get(one.key),
        )  # fmt: skip
    many = len(result.by_period) > MOST_COLUMNS or not (one.adds_up or one.stock)
    return _draw(result, drawing, "line" if many else "columns", compares=compares)


# By group


def _groups(result: ReportResult, one: Measure, sort: str) -> str:
    if len(result.spec.breakdown) > 1 and _parts_of_whole(one):
        return _stacked_bars(result, one, sort)
    order = ranked(result, sort, one)
    drawing = _Drawing(one)
    compares = any(result.by_group[at].compare.get(one.key) is not None for at in order)
    for at in order[:MOST_BARS]:
        row = result.by_group[at]
        name = " · ".join(words.names_of(row))
        drawing.add(name, value_of(result, row, one), address(one, None, at), base=row.compare.get(one.key))
    below = _of_all(len(order)) if len(order) > MOST_BARS else ""
    return _draw(result, drawing, "columns", horizontal=True, compares=compares, below=below)


def _of_all(many: int) -> str:
    return t("The first {n} of {all}", n=MOST_BARS, all=many)


def _stacked_bars(result: ReportResult, one: Measure, sort: str) -> str:
    """The first field down, the others as parts of each bar."""
    drawing = _Drawing(one)
    figures = {(bar, part): (at, value) for bar, part, at, value in _bar_parts(result, one, sort)}
    bars, parts = _summed(figures, 0), _summed(figures, 1)
    kept = sorted(parts, key=lambda part: -parts[part])[:MOST_SERIES]
    for bar in sorted(bars, key=lambda bar: -bars[bar])[:MOST_BARS]:
        here = {part: found for (name, part), found in figures.items() if name == bar}
        for part in (part for part in kept if part in here):
            drawing.add(bar, here[part][1], address(one, None, here[part][0]), series=part)
        others = sum(value for part, (_, value) in here.items() if part not in kept)
        if others:
            drawing.add(bar, others, series=t("Others"))
    below = _of_all(len(bars)) if len(bars) > MOST_BARS else ""
    colours = {name: CATEGORIES[at] for at, name in enumerate(kept)} | {t("Others"): GREY}
    return _draw(result, drawing, "stacked", horizontal=True, colours=colours, below=below)


def _bar_parts(result: ReportResult, one: Measure, sort: str) -> Iterator[tuple[str, str, int, float]]:
    for at in ranked(result, sort, one):
        row = result.by_group[at]
        first, *others = words.names_of(row)
        yield first, " · ".join(others), at, value_of(result, row, one) or 0


def _summed(figures: Mapping[tuple[str, str], tuple[int, float]], place: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for names, (_, value) in figures.items():
        found[names[place]] = found.get(names[place], 0) + value
    return found


def _parts_of_whole(one: Measure) -> bool:
    return not one.over


# Groups over time


def _both(result: ReportResult, one: Measure, sort: str) -> str:
    """The largest groups over time: stacked where they are parts of a whole, else as lines."""
    stacked = _parts_of_whole(one)
    drawing, order = _Drawing(one), ranked(result, "", one)
    kept, rest = order[:MOST_SERIES], order[MOST_SERIES:]
    many = len(result.by_group)
    for p, (name, period) in enumerate(zip(words.period_names(result), result.by_period, strict=True)):
        for at in kept:
            row = result.rows[p * many + at]
            said = " · ".join(words.names_of(row))
            drawing.add(
                name.name,
                value_of(result, row, one),
                address(one, p, at),
                series=said,
                hint=name.days,
                short=name.short,
            )
        if rest and stacked:
            over = sum(result.rows[p * many + at].values.get(one.key) or 0 for at in rest)
            told = None if period.start > words.today_of(result) else over
            drawing.add(name.name, told, series=t("Others"), hint=name.days, short=name.short)
    rows = [result.by_group[at] for at in kept]
    colours = _colours([next(iter(row.keys.values())) for row in rows], [" · ".join(words.names_of(r)) for r in rows])
    shape: charts.Shape = "stacked" if stacked and len(result.by_period) <= MOST_COLUMNS * 2 else "line"
    below = "" if stacked or not rest else t("The first {n} of {all}", n=MOST_SERIES, all=many)
    return _draw(result, drawing, shape, colours=colours, below=below)


def _colours(keys: Sequence[Key], names: Sequence[str]) -> dict[str, str]:
    """A colour each, by the record where it can be: the same person has the same one in other reports."""
    found: dict[str, int] = {}
    for key, name in zip(keys, names, strict=True):
        place = key.values[0] if isinstance(key.values[0], int) else sum(map(ord, name))
        while place % _HUES in found.values():
            place += 1
        found[name] = place % _HUES
    return {name: CATEGORIES[place] for name, place in found.items()} | {t("Others"): GREY}
