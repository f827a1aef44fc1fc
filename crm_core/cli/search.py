"""search: customers, contacts and deals by name, phone, e-mail or number."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from crm_core.base.i18n import N_
from crm_core.fields.search import search

from ._command import Answer, Command, Desk
from ._show import table


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", nargs="+")


def _search(desk: Desk, given: Namespace) -> Answer:
    with desk.office.read(desk.actor) as w:
        hits = search(w, " ".join(given.text))
        t = w.locale.t
        kinds = {
            "customer": t(N_("Customer")),
            "contact": t(N_("Contact")),
            "deal": t(N_("Deal")),
            "order": t(N_("Order or invoice")),
        }
        rows = [[kinds[hit.kind], str(hit.id), hit.label, hit.detail] for hit in hits]
        found = table([t(N_("Kind")), t(N_("Number")), t(N_("Name")), t(N_("Detail"))], rows, {1})
        return Answer({"results": [asdict(hit) for hit in hits]}, found or [t(N_("Nothing found."))])


COMMANDS = (Command("search", "find customers, contacts and deals", _arguments, _search),)
