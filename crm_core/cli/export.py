"""export: all fields of a kind as a file, or a template to fill in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from crm_core.base.errors import Invalid
from crm_core.base.files import replacing
from crm_core.base.i18n import N_
from crm_core.fields.find import Query
from crm_core.lists import export
from crm_core.lists.templates import template

from ._command import Answer, Command, Desk, add_where, where


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", choices=sorted(export.ENTITY_OF), help=", ".join(export.ENTITY_OF))
    parser.add_argument("--out", required=True, metavar="F.xlsx|csv", type=Path)
    parser.add_argument("--template", action="store_true", help="an empty list to fill in and import (.xlsx)")
    add_where(parser)


def _export(desk: Desk, given: Namespace) -> Answer:
    if given.template:
        return _template(desk, given)
    entity = export.ENTITY_OF[given.kind]
    with desk.office.read(desk.actor) as w:
        wanted = where(w, export.FILTERED.get(entity, entity), given.where)
        rows = export.write(w, entity, Query(filter=wanted), given.out)
        said = w.locale.tn("{n} row is in {path}.", "{n} rows are in {path}.", rows, path=str(given.out))
    return Answer({"kind": given.kind, "rows": rows, "out": str(given.out)}, [said])


def _template(desk: Desk, given: Namespace) -> Answer:
    if given.out.suffix.lower() != ".xlsx":
        raise Invalid(N_("{name} must end in .xlsx."), name=given.out.name)
    with desk.office.read(desk.actor) as w, replacing(given.out) as file:
        file.write(template(w, given.kind))
        said = w.locale.t(N_("The template is in {path}."), path=str(given.out))
    return Answer({"kind": given.kind, "rows": 0, "out": str(given.out)}, [said])


COMMANDS = (Command("export", "write all fields of a kind to Excel or CSV", _arguments, _export),)
