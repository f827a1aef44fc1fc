"""report: measures by period and by any field, from the same query as the Reports screen."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from crm_core.base.errors import Invalid
from crm_core.base.files import replacing
from crm_core.base.i18n import N_, Locale
from crm_core.base.periods import STEPS
from crm_core.measures import MEASURES, Measure
from crm_core.reports import COMPARISONS, FORMS, Pivot, ReportResult, Row, Shown, ask, file_with, run, to_json
from crm_core.reports.pictures import KINDS
from crm_core.reports.saying import compared_with, period_names, say_figure
from crm_core.reports.spec import one_of
from crm_core.trust.unit_of_work import Work

from ._command import Answer, Command, Desk, add_where
from ._show import table


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("measures", metavar="MEASURE", nargs="+", help=", ".join(MEASURES))
    parser.add_argument("--by", default="total", metavar="|".join(STEPS))
    parser.add_argument("--from", dest="first", default="", metavar="D", help="the first day (default: of the data)")
    parser.add_argument("--to", dest="last", default="", metavar="D", help="the last day (default: of the data)")
    parser.add_argument("--period", default="", metavar="P", help="this_month, last_year, 2017-Q2, 1405, FIRST..LAST")
    parser.add_argument(
        "--until", default="", metavar="today|end", help="to which day a period that still runs is shown"
    )
    parser.add_argument("--as-of", default="", metavar="D", help="as it stood at the end of a past day")
    parser.add_argument("--calendar", default="", metavar="gregorian|jalali", help="default: the company's")
    parser.add_argument("--breakdown", action="append", default=[], metavar="FIELD", help="may be repeated")
    tops = "the N greatest of the first breakdown, the rest together; once more for the next, 0 for all"
    parser.add_argument("--top", type=int, action="append", metavar="N", help=tops)
    parser.add_argument("--across", default="", metavar="FIELD|period", help="what stands side by side")
    parser.add_argument("--compare", default="none", metavar="|".join(COMPARISONS), help="what to compare with")
    parser.add_argument("--against", default="", metavar="P", help="any other period to compare with")
    parser.add_argument("--out", type=Path, metavar="F.xlsx|csv|pdf", help="write the report to a file as well")
    parser.add_argument("--chart", default="", metavar="|".join(KINDS), help="the kind of chart in that file")
    add_where(parser)


def _report(desk: Desk, given: Namespace) -> Answer:
    form = _form(given)
    with desk.office.read(desk.actor) as w:
        spec = ask(
            w,
            given.measures,
            by=given.by,
            first=given.first,
            last=given.last,
            calendar=given.calendar,
            breakdown=given.breakdown,
            where=given.where,
            top=given.top,
            period=given.period,
            until=given.until,
            as_of=given.as_of,
            across=given.across,
            compare=given.compare,
            against=given.against,
        )
        result = run(w, spec)
        data = to_json(result)
        lines = [result.said, *_tables(w, result), *(note.say(w.locale) for note in result.notes)]
        if form:
            _write(w, Shown(result, chart=given.chart), given.out, form)
            data["out"] = str(given.out)
    return Answer(data, lines)


def _form(given: Namespace) -> str:
    """What kind of file is wanted, "" for none. Raises Invalid before anything is asked."""
    if given.chart:
        one_of(given.chart, tuple(KINDS), "chart")
    if given.out is None:
        return ""
    form = str(given.out.suffix).lower().removeprefix(".")
    if form not in FORMS:
        raise Invalid(N_("{name} must end in .xlsx, .csv or .pdf."), name=given.out.name)
    return form


def _write(w: Work, shown: Shown, path: Path, form: str) -> None:
    content = file_with(w, [shown], form, title="").content
    with replacing(path) as file:
        file.write(content)


def _tables(w: Work, result: ReportResult) -> list[str]:
    """The figures for reading, beside what they are compared with; crosswise a table for each measure."""
    if result.pivot is None:
        return _plain(result, w.locale)
    lines: list[str] = []
    for one in result.spec.asked:
        lines += [w.locale.t(one.label), *_crosswise(result, result.pivot, one, w.locale)]
    return lines


def _plain(result: ReportResult, locale: Locale) -> list[str]:
    names = [column for column in result.columns if column.key not in result.spec.measures]
    periods, keys = _periods(result, locale), [column.key for column in names]
    asked, compared = result.spec.asked, result.spec.compare != "none"
    headers = [locale.t(column.label) for column in names]
    for one in asked:
        headers += [locale.t(one.label), *([compared_with(result, locale)] if compared else [])]
    rows = [[*_heads(row, keys, periods), *_figures(result, row, locale)] for row in result.rows]
    whole = Row("", result.spec.start, result.spec.end, {}, result.totals, result.compare_totals)
    total = [locale.t(N_("Total")), *[""] * (len(names) - 1), *_figures(result, whole, locale)]
    return table(headers, [*rows, total], set(range(len(names), len(headers))))


def _crosswise(result: ReportResult, pivot: Pivot, one: Measure, locale: Locale) -> list[str]:
    labels = {column.key: locale.t(column.label) for column in result.columns}
    periods = _periods(result, locale)
    across = [_heads(row, [pivot.across], periods)[0] for row in pivot.columns]
    headers = [*(labels[name] for name in pivot.down), *across, locale.t(N_("Total"))]
    rows = [
        [
            *_heads(line.total, pivot.down, periods),
            *(say_figure(one, cell.values[one.key], locale) for cell in (*line.cells, line.total)),
        ]
        for line in pivot.lines
    ]
    below = [say_figure(one, row.values[one.key], locale) for row in (*pivot.columns, pivot.total)]
    total = [locale.t(N_("Total")), *[""] * (len(pivot.down) - 1), *below]
    return table(headers, [*rows, total], set(range(len(pivot.down), len(headers))))


def _heads(row: Row, names: Sequence[str], periods: Mapping[str, str]) -> list[str]:
    return [periods[row.period] if name == "period" else row.keys[name].label or "–" for name in names]


def _periods(result: ReportResult, locale: Locale) -> dict[str, str]:
    """What the steps are called, by code."""
    named = period_names(result, locale)
    return {row.period: one.name for row, one in zip(result.by_period, named, strict=True)}


def _figures(result: ReportResult, row: Row, locale: Locale) -> list[str]:
    found: list[str] = []
    for one in result.spec.asked:
        found.append(say_figure(one, row.values.get(one.key), locale, unit=True))
        if result.spec.compare != "none":
            found.append(say_figure(one, row.compare.get(one.key), locale, unit=True))
    return found


COMMANDS = (Command("report", "figures by period and by any field", _arguments, _report),)
