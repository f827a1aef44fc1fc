"""The entry: reads the arguments, runs one command, prints its answer; errors become one line here and nowhere else."""

from __future__ import annotations

import io
import logging
import os
import sys
import tempfile
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sqlalchemy.exc import OperationalError

from crm_core.base.config import load_settings
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_, Locale

from . import care, changes, export, imports, jobs, people, pipeline, report, search, start
from ._command import REFUSED, Answer, Command, Desk, add_common
from ._show import as_json, bare

COMMANDS: tuple[Command, ...] = (
    *start.COMMANDS,
    *imports.COMMANDS,
    *report.COMMANDS,
    *pipeline.COMMANDS,
    *changes.COMMANDS,
    *search.COMMANDS,
    *export.COMMANDS,
    *people.COMMANDS,
    *care.COMMANDS,
    *jobs.COMMANDS,
)
INTERRUPTED = 130


class _BadUsage(Exception):
    """The arguments do not fit the command."""


class _Parser(ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> NoReturn:
        raise _BadUsage(f"{message} ({self.prog} --help)")


def main(arguments: Sequence[str]) -> int:
    """Run one command and print its answer; the exit code."""
    _write_utf8()
    try:
        given = _parser().parse_args(arguments)
    except _BadUsage as wrong:
        return _refuse(f"python -m crm_core: {wrong}")
    return _run(given)


def _write_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _parser() -> ArgumentParser:
    """All commands. The common options may stand before the command or after it."""
    parser = _Parser(prog="python -m crm_core", description="Daftar on the command line.", allow_abbrev=False)
    add_common(parser, None)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        under = commands.add_parser(command.name, help=command.about, description=command.about, allow_abbrev=False)
        command.arguments(under)
        add_common(under)
        under.set_defaults(chosen=command)
    return parser


def _run(given: Namespace) -> int:
    command: Command = given.chosen
    desk: Desk | None = None
    try:
        settings = load_settings()
        logging.basicConfig(handlers=[logging.NullHandler()])  # stderr is for the one line; causes go to a file
        desk = Desk(settings, given.person)
        if not command.on_any_database:
            desk.require_database()
            desk.actor  # noqa: B018  (refused here, before anything else is looked at)
        answer = command.run(desk, given)
    except DaftarError as error:
        return _refuse(error.say(_locale(desk)))
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _refuse(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))
    except Exception as error:
        return _refuse(_unexpected(error, _locale(desk)))
    finally:
        if desk is not None:
            desk.close()
    return _print(answer, as_object=given.json)


def _print(answer: Answer, *, as_object: bool) -> int:
    lines = [as_json(answer.data)] if as_object else [bare(line) for line in answer.lines]
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return answer.code


def _refuse(sentence: str) -> int:
    print(" ".join(bare(sentence).split()), file=sys.stderr)
    return REFUSED


def _locale(desk: Desk | None) -> Locale:
    """The language to complain in; English where even that cannot be found out."""
    try:
        return desk.locale if desk is not None else Locale()
    except Exception:
        return Locale()


def _unexpected(error: Exception, locale: Locale) -> str:
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        return locale.t(N_("Somebody else is writing to the database. Nothing was changed; try again."))
    handle, name = tempfile.mkstemp(prefix="daftar-error-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write("".join(traceback.format_exception(error)))
    return locale.t(
        N_("Something unexpected went wrong ({kind}) and nothing was changed. The cause is written down in {path}."),
        kind=type(error).__name__,
        path=str(Path(name)),
    )
