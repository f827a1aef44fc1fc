"""jobs: do what is due (scheduled reports and their mails, daily figures), once or again and again."""

from __future__ import annotations

import threading
from argparse import ArgumentParser, Namespace

from crm_core.base.i18n import N_
from crm_core.jobs.due import Ran, run_due
from crm_core.trust.access import require

from ._command import DONE, WITH_PROBLEMS, Answer, Command, Desk

EVERY = 20.0
"""Seconds between two looks of `--stay`."""


def _arguments(parser: ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="do what is due now and end; so it does without --stay")
    how.add_argument("--stay", action="store_true", help="go on looking what is due, until it is interrupted")


def _jobs(desk: Desk, given: Namespace) -> Answer:
    with desk.office.read(desk.actor) as w:
        require(w, "settings")
    ran = run_due(desk.office)
    while given.stay:
        threading.Event().wait(EVERY)
        ran = run_due(desk.office)
    return Answer(_data(ran), _lines(desk, ran), WITH_PROBLEMS if ran.failed or ran.broken else DONE)


def _data(ran: Ran) -> dict[str, object]:
    return {
        "ran": ran.jobs,
        "broken": ran.broken,
        "sent": ran.sent,
        "failed": ran.failed,
        "waiting": ran.waiting,
        "next": ran.next.isoformat() if ran.next else None,
    }


def _lines(desk: Desk, ran: Ran) -> list[str]:
    locale = desk.locale
    lines = [
        locale.t(
            N_("{sent} sent, {failed} failed, {waiting} waiting."),
            sent=ran.sent,
            failed=ran.failed,
            waiting=ran.waiting,
        )
    ]
    lines += [locale.t(N_("The job {name} broke; the cause is in the log."), name=name) for name in ran.broken]
    if ran.next:
        lines.append(locale.t(N_("Next: {at}."), at=ran.next))
    return lines


COMMANDS = (Command("jobs", "do what is due: scheduled reports, daily figures", _arguments, _jobs),)
