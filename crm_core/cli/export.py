"""export: all fields of a kind as a file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from crm_core.fields.find import Query
from crm_core.lists import export

from ._command import Answer, Command, Desk, add_where, where


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", choices=sorted(export.ENTITY_OF), help=", ".join(export.ENTITY_OF))
    parser.add_argument("--out", required=True, metavar="F.xlsx|csv", type=Path)
    add_where(parser)


def _export(desk: Desk, given: Namespace) -> Answer:
    entity = export.ENTITY_OF[given.kind]
    with desk.office.read(desk.actor) as w:
        wanted = where(w, export.FILTERED.get(entity, entity), given.where)
        rows = export.write(w, entity, Query(filter=wanted), given.out)
        said = w.locale.tn("{n} row is in {path}.", "{n} rows are in {path}.", rows, path=str(given.out))
    return Answer({"kind": given.kind, "rows": rows, "out": str(given.out)}, [said])


COMMANDS = (Command("export", "write all fields of a kind to Excel or CSV", _arguments, _export),)
