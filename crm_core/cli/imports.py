"""import and undo: lists brought in, and taken back as a whole."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.files import replacing
from crm_core.base.i18n import N_, Locale
from crm_core.lists.apply import undo_run
from crm_core.lists.importing import Choices, OpenedList, PreparedList, carry_out, look, open_list, prepare
from crm_core.lists.plan import NO_ROWS, Options, Plan
from crm_core.lists.problems import Troubled, problems_to_excel, troubled_of_plan
from crm_core.lists.read import limits_of
from crm_core.lists.recognise import KINDS
from crm_core.trust.access import require

from ._command import DONE, WITH_PROBLEMS, Answer, Command, Desk
from ._show import bare
from .start import password_from_stdin

SHOWN = 20
"""How many problems are listed for people; programs get them all."""
SAY_KIND = N_("It is not clear what {name} holds. Say what it is with --kind: {kinds}.")
COUNTS = ("created", "updated", "unchanged", "skipped", "failed")


# import


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--kind", metavar="K", help=f"{', '.join(KINDS)} (default: recognised)")
    parser.add_argument("--sheet", metavar="S", help="default: the first visible sheet with anything in it")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--password", metavar="P", help="of a protected workbook; others may see it while this runs")
    secret.add_argument("--password-stdin", action="store_true", help="read that password from standard input")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="HEADER=FIELD",
        help="which field a column is; nothing after the sign leaves it out; may be repeated",
    )
    parser.add_argument(
        "--on-match",
        choices=("update", "skip", "create"),
        default="update",
        help="records that are there already (default: update)",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help="a value for all rows; may be repeated"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.add_argument("--problems", metavar="OUT.xlsx", type=Path, help="write the rows in trouble, with the reasons")


@dataclass(frozen=True)
class _Imported:
    """What became of one file: the answer's object, and the rows in trouble for the sheet of problems."""

    data: dict[str, Any]
    prepared: PreparedList | None


def _import(desk: Desk, given: Namespace) -> Answer:
    """Bring lists in, one after the other. All files are read before the first is written."""
    choices = _choices(given)
    with desk.office.read(desk.actor) as w:
        require(w, "import")
        limits = limits_of(w.company)
    password = password_from_stdin() if given.password_stdin else given.password
    opened = [open_list(path, sheet=given.sheet, password=password, limits=limits) for path in given.files]
    with _problem_file(given.problems) as file:
        done = _one_after_the_other(desk, opened, choices, dry=given.dry_run)
        if file is not None:
            company = desk.office.company
            lists = [
                troubled_of_plan(one.prepared, company, one.data["run"]) for one in done if one.prepared is not None
            ]
            file.write(problems_to_excel(lists or [Troubled("", [], [])], desk.locale))
    answers = [one.data for one in done]
    data = answers[0] if len(answers) == 1 else _together(answers)
    lines = [line for one in answers for line in _said(one, desk.locale)]
    return Answer(data, lines, WITH_PROBLEMS if data["problems"] else DONE)


@contextmanager
def _problem_file(path: Path | None) -> Iterator[IO[bytes] | None]:
    """The file for the rows in trouble, opened before anything is imported: one that cannot be is refused in time."""
    if path is None:
        yield None
        return
    if path.suffix.lower() != ".xlsx":
        raise Invalid(N_("{name} must end in .xlsx."), name=path.name)
    with replacing(path) as file:
        yield file


def _one_after_the_other(desk: Desk, opened: Sequence[OpenedList], choices: Choices, *, dry: bool) -> list[_Imported]:
    """What became of each list. A refusal ends all, unless an earlier one is in already: then it is listed."""
    done: list[_Imported] = []
    for one in opened:
        try:
            done.append(_bring_in(desk, one, choices, dry=dry))
        except DaftarError as refusal:
            if not any(earlier.data["run"] for earlier in done):
                raise
            done.append(_Imported(_refused(one.name, refusal.say(desk.locale)), None))
    return done


def _refused(name: str, sentence: str) -> dict[str, Any]:
    problem = {"row": None, "column": None, "value": name, "reason": sentence}
    return {
        "run": None,
        "kind": None,
        "rows": 0,
        **dict.fromkeys(COUNTS, 0),
        "columns": {},
        "problems": [problem],
        "notes": [],
        "seconds": 0,
    }


def _choices(given: Namespace) -> Choices:
    options = Options(on_match=given.on_match, set_values=_pairs(given.set))
    mapping = {header: field or None for header, field in _pairs(given.map).items()}
    return Choices(sheet=given.sheet, kind=given.kind, mapping=mapping, options=options)


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    """What is written name=value; a header may hold the sign itself, so the last one counts."""
    pairs = {}
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not sign or not name.strip():
            raise Invalid(N_("“{value}” is not of the form name=value."), value=text)
        pairs[name.strip()] = value.strip()
    return pairs


def _bring_in(desk: Desk, opened: OpenedList, choices: Choices, *, dry: bool) -> _Imported:
    started = time.perf_counter()
    with desk.office.read(desk.actor) as w:
        found = look(w, opened, choices)
        if not found.rows and not found.damaged:
            columns = {column.header: column.field for column in found.columns}
            return _Imported(_nothing_in(found.kind, columns, w.locale, time.perf_counter() - started), None)
        if found.kind is None:
            raise Invalid(SAY_KIND, field="kind", name=opened.name, kinds=", ".join(KINDS))
        prepared = prepare(w, opened, choices)
    receipt = None if dry else carry_out(desk.office, desk.actor, prepared)
    counts: Mapping[str, int] = receipt.counts if receipt else {str(k): n for k, n in prepared.plan.counts.items()}
    data = {
        "run": receipt.run if receipt else None,
        "kind": prepared.plan.kind,
        "rows": prepared.plan.total,
        **{name: counts[name] for name in COUNTS},
        "columns": dict(prepared.plan.columns),
        "problems": _problems(prepared.plan, desk.locale),
        "notes": _notes(prepared.plan, desk.locale),
        "seconds": round(time.perf_counter() - started, 3),
    }
    return _Imported(data, prepared)


def _notes(plan: Plan, locale: Locale) -> list[str]:
    """What was decided on the way, and what looks wrong."""
    return list(dict.fromkeys(bare(said.say(locale)) for said in (*plan.notes, *plan.warnings)))


def _nothing_in(kind: str | None, columns: dict[str, str | None], locale: Locale, seconds: float) -> dict[str, Any]:
    """The answer to a list without rows: nothing to do, which is no failure."""
    return {
        "run": None,
        "kind": kind,
        "rows": 0,
        **dict.fromkeys(COUNTS, 0),
        "columns": columns,
        "problems": [],
        "notes": [locale.t(NO_ROWS)],
        "seconds": round(seconds, 3),
    }


def _problems(plan: Plan, locale: Locale) -> list[dict[str, Any]]:
    """Cells and rows in trouble, in the order of the rows."""
    cells = [
        {"row": one.row, "column": one.column, "value": one.value, "reason": bare(one.reason.say(locale))}
        for one in plan.problems
    ]
    rows = [
        {"row": row.row, "column": None, "value": row.label, "reason": bare(row.reason.say(locale))}
        for row in plan.rows
        if row.status == "failed" and row.reason is not None
    ]
    return sorted(cells + rows, key=lambda one: one["row"])


def _together(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One answer to several files: the sums, and each file's own answer under `files`."""
    kinds = {one["kind"] for one in answers}
    return {
        "run": None,
        "kind": kinds.pop() if len(kinds) == 1 else None,
        **{name: sum(one[name] for one in answers) for name in ("rows", *COUNTS)},
        "columns": {header: field for one in answers for header, field in one["columns"].items()},
        "problems": [problem for one in answers for problem in one["problems"]],
        "notes": list(dict.fromkeys(note for one in answers for note in one["notes"])),
        "seconds": round(sum(one["seconds"] for one in answers), 3),
        "files": list(answers),
    }


def _said(one: dict[str, Any], locale: Locale) -> list[str]:
    t = locale.t
    label = KINDS[one["kind"]].label if one["kind"] else "–"
    head = N_("Import {run}: {rows} rows of {kind}") if one["run"] else N_("Nothing was written: {rows} rows of {kind}")
    counts = N_("{created} new, {updated} changed, {unchanged} unchanged, {skipped} skipped, {failed} in trouble")
    lines = [
        t(head, rows=one["rows"], kind=t(label), **({"run": str(one["run"])} if one["run"] else {})),
        t(counts, **{name: one[name] for name in COUNTS}),
        *(f"  {note}" for note in one["notes"]),
        *(f"  {_problem_said(problem, locale)}" for problem in one["problems"][:SHOWN]),
    ]
    if (more := len(one["problems"]) - SHOWN) > 0:
        lines.append(locale.tn("  and {n} more problem", "  and {n} more problems", more))
    return lines


def _problem_said(problem: dict[str, Any], locale: Locale) -> str:
    where = locale.t(N_("row {row}"), row=str(problem["row"])) if problem["row"] is not None else problem["value"]
    return (
        f"{where}, {problem['column']}: {problem['reason']}" if problem["column"] else f"{where}: {problem['reason']}"
    )


# undo


def _undo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=int, help="the number that import answered with")


def _undo(desk: Desk, given: Namespace) -> Answer:
    """Take back what an import run did; records that people changed since are left and listed."""
    with desk.office.work(desk.actor) as w:
        done = undo_run(w, given.run)
        t = w.locale.t
        conflicts = [
            {"entity": one.entity, "id": one.record_id, "label": one.label, "reason": t(one.reason)}
            for one in done.conflicts
        ]
        said = w.locale.tn("{n} record went back.", "{n} records went back.", done.count)
        left = [f"  {one['label']}: {one['reason']}" for one in conflicts]
        data = {"undone": done.count, "conflicts": conflicts, "run": given.run, "records": done.reverted}
        return Answer(data, [said, *left], WITH_PROBLEMS if conflicts else DONE)


COMMANDS = (
    Command("import", "bring in Excel and CSV lists", _import_arguments, _import),
    Command("undo", "take an import back as a whole", _undo_arguments, _undo),
)
