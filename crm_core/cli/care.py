"""backup, restore and doctor: keeping the database safe and whole."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from crm_core.base.i18n import N_
from crm_core.trust import backup, doctor

from ._command import DONE, WITH_PROBLEMS, Answer, Command, Desk
from ._show import bare


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="F", type=Path)


def _backup(desk: Desk, given: Namespace) -> Answer:
    size = backup.back_up(desk.office, desk.actor, given.file)
    said = desk.locale.t(
        N_("The whole database is in {path} ({size} MB)."), path=str(given.file), size=round(size / 1_000_000, 1)
    )
    return Answer({"file": str(given.file), "bytes": size}, [said])


def _restore(desk: Desk, given: Namespace) -> Answer:
    done = backup.restore(desk.office, desk.actor, given.file)
    lines = [desk.locale.t(N_("The database holds what {path} held."), path=str(given.file))]
    if done.former is not None:
        lines.append(desk.locale.t(N_("What it held before is kept in {path}."), path=str(done.former)))
    return Answer({"file": str(given.file), "former": str(done.former) if done.former else None}, lines)


def _mend(parser: ArgumentParser) -> None:
    parser.add_argument("--mend", action="store_true", help="work out anew what is derived from customers and contacts")


def _doctor(desk: Desk, given: Namespace) -> Answer:
    path = desk.office.database.path
    if path is not None and not path.exists():
        desk.require_database()
    locale = desk.locale
    mended = doctor.mend(desk.office, desk.actor) if given.mend else 0
    checks = doctor.examine(desk.office, desk.actor)
    well = all(check.well for check in checks)
    lines = [locale.tn("{n} record mended.", "{n} records mended.", mended)] if given.mend else []
    for check in checks:
        state = locale.t(N_("well")) if check.well else locale.t(N_("not well"))
        lines.append(f"{locale.t(check.about)}: {state}")
        lines += [f"  - {finding.say(locale)}" for finding in check.findings]
    data = {
        "ok": well,
        "mended": mended,
        "checks": [{"name": check.key, "ok": check.well} for check in checks],
        "problems": [
            {"check": check.key, "reason": bare(finding.say(locale))} for check in checks for finding in check.findings
        ],
    }
    return Answer(data, lines, DONE if well else WITH_PROBLEMS)


COMMANDS = (
    Command("backup", "copy the whole database into one file, while people work", _file, _backup),
    Command("restore", "put a backup in the place of what the database holds", _file, _restore, True),
    Command("doctor", "look whether the database is whole", _mend, _doctor, True),
)
