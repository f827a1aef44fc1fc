"""export: all fields of a kind as a file, or a template to fill in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from crm_core.base.errors import Invalid
from crm_core.base.files import replacing
from crm_core.base.i18n import N_
from crm_core.fields.filters import all_of
from crm_core.fields.find import Query
from crm_core.fields.views import view_named
from crm_core.lists import export
from crm_core.lists.templates import template
from crm_core.trust.unit_of_work import Work

from ._command import Answer, Command, Desk, add_where, where


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", choices=sorted(export.ENTITY_OF), help=", ".join(export.ENTITY_OF))
    parser.add_argument("--out", required=True, metavar="F.xlsx|csv", type=Path)
    parser.add_argument("--template", action="store_true", help="an empty list to fill in and import (.xlsx)")
    parser.add_argument("--view", metavar="NAME", help="what a view shows: its conditions, columns and order")
    add_where(parser)


def _export(desk: Desk, given: Namespace) -> Answer:
    if given.template:
        return _template(desk, given)
    entity = export.ENTITY_OF[given.kind]
    with desk.office.read(desk.actor) as w:
        asked = Query(where(w, export.FILTERED.get(entity, entity), given.where))
        rows = export.write(w, entity, _seen_by(w, entity, given.view, asked), given.out)
        said = w.locale.tn("{n} row is in {path}.", "{n} rows are in {path}.", rows, path=str(given.out))
    return Answer({"kind": given.kind, "rows": rows, "out": str(given.out)}, [said])


def _seen_by(w: Work, entity: str, view: str | None, asked: Query) -> Query:
    """What is asked for, as a view shows it."""
    if not view:
        return asked
    found = view_named(w, entity, view)
    return Query(
        all_of(found.filter, asked.filter),
        sort=found.sort,
        descending=found.descending,
        columns=found.columns,
        top=found.top,
    )


def _template(desk: Desk, given: Namespace) -> Answer:
    if given.out.suffix.lower() != ".xlsx":
        raise Invalid(N_("{name} must end in .xlsx."), name=given.out.name)
    with desk.office.read(desk.actor) as w, replacing(given.out) as file:
        file.write(template(w, given.kind))
        said = w.locale.t(N_("The template is in {path}."), path=str(given.out))
    return Answer({"kind": given.kind, "rows": 0, "out": str(given.out)}, [said])


COMMANDS = (Command("export", "write all fields of a kind to Excel or CSV", _arguments, _export),)
