"""undo: taking an import back as a whole."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from sqlalchemy import select

from crm_core.base.errors import Invalid, NotFound
from crm_core.base.i18n import N_
from crm_core.models import ImportRun
from crm_core.trust.undo import undo

from ._command import DONE, WITH_PROBLEMS, Answer, Command, Desk


def _undo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=int, help="the number that import answered with")


def _undo(desk: Desk, given: Namespace) -> Answer:
    """Take back what an import run did; records that people changed since are left and listed."""
    with desk.office.work(desk.actor) as w:
        run = w.scalar(select(ImportRun).where(ImportRun.id == given.run))
        if run is None:
            raise NotFound(N_("There is no import {run}, or you may not see it."), run=str(given.run))
        if run.change_set_id is None:
            raise Invalid(N_("Import {run} changed nothing, so there is nothing to take back."), run=str(given.run))
        done = undo(w, run.change_set_id)
        t = w.locale.t
        conflicts = [
            {"entity": one.entity, "id": one.record_id, "label": one.label, "reason": t(one.reason)}
            for one in done.conflicts
        ]
        said = w.locale.tn("{n} record went back.", "{n} records went back.", done.count)
        left = [f"{one['label']}: {one['reason']}" for one in conflicts]
        data = {"undone": done.count, "conflicts": conflicts, "run": given.run, "records": done.reverted}
        return Answer(data, [said, *left], WITH_PROBLEMS if conflicts else DONE)


COMMANDS = (Command("undo", "take an import back as a whole", _undo_arguments, _undo),)
