"""report: measures by period and by any field, from the same query as the Reports screen."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from crm_core.base.errors import Invalid
from crm_core.base.files import replacing
from crm_core.base.i18n import N_, Locale
from crm_core.base.periods import Period
from crm_core.measures import Value
from crm_core.reports import MEASURES, ReportResult, Row, ask, run, to_csv, to_excel, to_json
from crm_core.trust.access import require
from crm_core.trust.unit_of_work import Work

from ._command import Answer, Command, Desk, add_where
from ._show import table


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("measures", metavar="MEASURE", nargs="+", help=", ".join(MEASURES))
    parser.add_argument("--by", default="total", metavar="day|week|month|quarter|year|total")
    parser.add_argument("--from", dest="first", default="", metavar="D", help="the first day (default: of the data)")
    parser.add_argument("--to", dest="last", default="", metavar="D", help="the last day (default: of the data)")
    parser.add_argument("--calendar", default="", metavar="gregorian|jalali", help="default: the company's")
    parser.add_argument("--breakdown", action="append", default=[], metavar="FIELD", help="may be repeated")
    parser.add_argument("--top", type=int, metavar="N", help="the N greatest of the first breakdown, the rest together")
    parser.add_argument("--out", type=Path, metavar="F.xlsx|csv", help="write the report to a file as well")
    add_where(parser)


def _report(desk: Desk, given: Namespace) -> Answer:
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
        )
        result = run(w, spec)
        data = to_json(result)
        lines = [result.said, *_table(w, result), *(note.say(w.locale) for note in result.notes)]
        if given.out is not None:
            _write(w, result, given.out)
            data["out"] = str(given.out)
    return Answer(data, lines)


def _write(w: Work, result: ReportResult, path: Path) -> None:
    require(w, "export")
    how = {".xlsx": to_excel, ".csv": to_csv}.get(path.suffix.lower())
    if how is None:
        raise Invalid(N_("{name} must end in .xlsx or .csv."), name=path.name)
    content = how(result, w.locale)
    with replacing(path) as file:
        file.write(content)


def _table(w: Work, result: ReportResult) -> list[str]:
    headers = [w.locale.t(column.label) for column in result.columns]
    rows = [[_cell(w, result, row, column.key) for column in result.columns] for row in result.rows]
    figures = {key: _figure(key, result.totals, w.locale) for key in result.spec.measures}
    total = [figures.get(column.key, "") for column in result.columns]
    total[0] = total[0] or w.locale.t(N_("Total"))
    numbers = {place for place, column in enumerate(result.columns) if column.key in MEASURES}
    return table(headers, [*rows, total], numbers)


def _cell(w: Work, result: ReportResult, row: Row, key: str) -> str:
    if key == "period":
        spec = result.spec
        return w.locale.period(Period(row.start, row.end, spec.by, spec.calendar, w.company.calendar_rules))
    if key in row.keys:
        return row.keys[key].label or "–"
    return _figure(key, row.values, w.locale)


def _figure(key: str, values: Mapping[str, Value], locale: Locale) -> str:
    value = values.get(key)
    kind = MEASURES[key].kind
    if kind == "money":
        return locale.money(None if value is None else int(value))
    return locale.percent(value, 1) if kind == "ratio" else locale.number(value, 1 if kind == "days" else 0)


COMMANDS = (Command("report", "figures by period and by any field", _arguments, _report),)
