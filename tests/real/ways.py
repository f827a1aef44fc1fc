"""One question asked in every way in which people get at a figure: the core, a workbook, CSV, the command line, a screen.

A figure is told by the code of its period or by its label; amounts are in major units of the company's currency.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
from streamlit.testing.v1 import AppTest

from _ui import kpi, report_table
from crm_core.base.figures import parse_number
from crm_core.measures import measure
from crm_core.reports import ReportResult, Row, ask, run, to_csv, to_params
from crm_core.reports.result import in_major_units
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office

Values = tuple[float | None, ...]
Figures = dict[str, Values]
TOTAL = "total"
_AS_READ = ("workbook", "workbook in another program", "CSV", "screen")
"""Ways that give amounts in the unit in which people read them: Rial as Toman."""
_CLOSE = {"ratio": 0.00005, "days": 0.005}
_ON_SCREEN = {"ratio": 0.000501, "days": 0.0501}


@dataclass
class Seen:
    """What the parts of the screen were given in the last run."""

    figures: list[kpi.Figure] = field(default_factory=list)
    lines: list[report_table.Line] = field(default_factory=list)


@dataclass(frozen=True)
class Ways:
    """Asks one company, as the system and on the screen as somebody who sees all. `say` is the command line."""

    office: Office
    folder: Path
    say: Callable[..., dict[str, Any]]
    open_screen: Callable[..., AppTest]
    who: Actor
    seen: Seen

    def agree(self, measures: str, expected: Mapping[str, Any], **words: Any) -> None:
        """Every way gives these figures; `words` are those of `reports.ask`, by periods or by one field or neither.

        Expected are a figure, or several in the order of the measures; "total" stands for all together.
        """
        keys = tuple(measures.split())
        wanted = {name: given if isinstance(given, tuple) else (given,) for name, given in expected.items()}
        for way, found in self._all(keys, words).items():
            close = _ON_SCREEN if way == "screen" else _CLOSE
            in_toman = way in _AS_READ and self.office.company.toman
            for name, values in wanted.items():
                if way == "CSV" and name == TOTAL and name not in found:
                    continue  # it has no line of totals
                assert name in found, f"{way}: no {name}, only {list(found)[:20]}"
                for key, value, figure in zip(keys, values, found[name], strict=True):
                    kind = measure(key).kind
                    read = figure * 10 if in_toman and kind == "money" and figure is not None else figure
                    assert _same(value, read, close.get(kind, 0)), f"{way}: {key} of {name} is {read}"

    def _all(self, keys: tuple[str, ...], words: Mapping[str, Any]) -> dict[str, Figures]:
        with self.office.read(SYSTEM) as w:
            result = run(w, ask(w, keys, **words))
            text = to_csv(result, w.locale).decode("utf-8-sig")
        out = self.folder / "report.xlsx"
        said = self.say("report", *keys, *_flags(words), "--out", str(out))
        workbook = openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True)
        other = python_calamine.load_workbook(str(out)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        return {
            "core": _of_core(result),
            "command line": _of_json(said, keys, result),
            "workbook": _of_lines([list(row) for row in workbook][4:], result, keys),
            "workbook in another program": _of_lines(other[4:], result, keys),
            "CSV": _of_lines(list(csv.reader(io.StringIO(text)))[1:], result, keys),
            "screen": self._on_screen(result, keys),
        }

    def _on_screen(self, result: ReportResult, keys: tuple[str, ...]) -> Figures:
        shown = self.open_screen(self.who).run()
        shown.switch_page("reports.py")
        for name, text in to_params(result.asked).items():
            shown.query_params[name] = text
        shown.run()
        assert not shown.exception
        found = {TOTAL: tuple(_read(figure.full.split("\n")[0]) for figure in self.seen.figures)}
        if result.spec.breakdown:
            return found | {line.names[0]: _texts(line) for line in self.seen.lines}
        names = [row.period for row in result.rows]
        return found | dict(zip(names, map(_texts, self.seen.lines), strict=len(names) <= 200))


def _same(wanted: Any, found: float | None, close: float) -> bool:
    return found is None if wanted is None else found is not None and abs(found - wanted) <= close


def _flags(words: Mapping[str, Any]) -> list[str]:
    """The words of `ask` as the command line has them."""
    named = {"first": "from", "last": "to"}
    pairs = [(name, one) for name, some in words.items() for one in (some if isinstance(some, list) else [some])]
    return [part for name, one in pairs for part in (f"--{named.get(name, name).replace('_', '-')}", str(one))]


def _name(row: Row) -> str:
    return next((key.label or "" for key in row.keys.values()), row.period)


def _of_core(result: ReportResult) -> Figures:
    def values(figures: Mapping[str, Any]) -> Values:
        return tuple(in_major_units(one.kind, figures[one.key], result.currency) for one in result.spec.asked)

    return {_name(row): values(row.values) for row in result.rows} | {TOTAL: values(result.totals)}


def _of_json(said: Mapping[str, Any], keys: Sequence[str], result: ReportResult) -> Figures:
    name = result.spec.breakdown[0] if result.spec.breakdown else "period"
    found = {row[name] or "": tuple(row[key] for key in keys) for row in said["rows"]}
    return found | {TOTAL: tuple(said["totals"][key] for key in keys)}


def _of_lines(lines: Sequence[Sequence[Any]], result: ReportResult, keys: Sequence[str]) -> Figures:
    """Lines of a file; those of periods come in order of time."""
    periods = [row.period for row in result.rows]
    found: Figures = {}
    for at, line in enumerate(lines):
        values = tuple(_cell(cell) for cell in line[len(line) - len(keys) :])
        if line[0] in ("Total", "جمع کل") or len(line) == len(keys):
            found[TOTAL] = values
        elif result.spec.breakdown:
            found[line[0] or ""] = values
        else:
            found[periods[at]] = values
    return found


def _cell(cell: Any) -> float | None:
    return None if cell in (None, "") else float(cell)


def _texts(line: report_table.Line) -> Values:
    return tuple(_read(cell.text) for cell in line.cells if not cell.soft)


def _read(text: str) -> float | None:
    """A figure as a person reads it."""
    if text in ("", "–"):
        return None
    return float(parse_number(text.removeprefix("$").removesuffix("تومان")))
