"""The way of a list from its file to its receipt, in the steps that a screen and the command line take."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..base.collecting import collecting_seldom
from ..base.errors import Invalid, ReadError
from ..base.i18n import N_
from ..trust.access import Actor, require
from ._cells import as_it_stood
from ._jump import jumps
from ._ours import adopt, marks_of
from ._reading import answered
from ._rest import rest_on
from ._round_trip import plan_returned
from .apply import Receipt, Source, Watch, apply
from .links import share_known
from .memory import recall, remember
from .parse import ParseRules
from .plan import Options, Plan, plan, supported
from .read import Limits, Sheet, Workbook, read, read_pasted
from .recognise import RecognisedList, recognise
from .table import parse_list

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work


@dataclass(frozen=True)
class Choices:
    """What a person decided on the way; None leaves it to what is recognised.

    `mapping`: header → field key, None to leave the column out. `header_row` as Excel numbers it, 0: none.
    `answers` to the list's questions, by their key. `fixes`: cells mended in place, by the row's number in Excel and
    the header.
    """

    sheet: str | None = None
    kind: str | None = None
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    header_row: int | None = None
    toman: bool | None = None
    day_first: bool | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    fixes: Mapping[tuple[int, str], str] = field(default_factory=dict)
    options: Options = field(default_factory=Options)


@dataclass
class OpenedList:
    """A file that was read: its workbook and its fingerprint."""

    workbook: Workbook
    name: str
    digest: str


@dataclass
class PreparedList:
    """A list that was recognised and planned; `cells` has the rows in trouble as they stood, by number."""

    opened: OpenedList
    found: RecognisedList
    plan: Plan
    choices: Choices
    headers: list[str]
    cells: dict[int, list[str | float]]


def open_list(
    source: bytes | Path,
    name: str = "",
    sheet: str | None = None,
    password: str | None = None,
    limits: Limits | None = None,
) -> OpenedList:
    """Read a file. Raises ReadError, in words; its code is "password" where one is needed."""
    shown = name or (source.name if isinstance(source, Path) else "list")
    digest = hashlib.sha256(source).hexdigest() if isinstance(source, bytes) else _digest(source)
    workbook = read(source, name=shown, sheet=sheet, limits=limits or Limits(), password=password)
    return OpenedList(workbook, shown, digest)


def open_pasted(text: str, name: str = "", limits: Limits | None = None) -> OpenedList:
    """Read cells copied from a sheet. Raises ReadError, in words."""
    workbook = read_pasted(text, name=name, limits=limits or Limits())
    return OpenedList(workbook, name, hashlib.sha256(text.encode(errors="replace")).hexdigest())


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(N_("The file {name} cannot be opened."), name=path.name) from error


def chosen_sheet(workbook: Workbook, name: str | None) -> Sheet:
    """The sheet of this name, else the first visible one that has cells. Raises ReadError."""
    if name is None:
        sheet = workbook.first()
        if sheet is None:
            raise ReadError(N_("The file has no sheet with anything in it."))
        return sheet
    for sheet in workbook.sheets:
        if sheet.name == name:
            return sheet
    raise ReadError(
        N_("There is no sheet “{sheet}” in this file. It has: {sheets}."),
        sheet=name,
        sheets=", ".join(sheet.name for sheet in workbook.sheets),
    )


def rules_of(w: Work, choices: Choices) -> ParseRules:
    """How the company writes dates, amounts and phones, and what was decided for this list."""
    company = w.company
    unit: Literal["IRR", "IRT"] | None = None if choices.toman is None else "IRT" if choices.toman else "IRR"
    rules = ParseRules(
        currency=company.currency,
        country=company.country,
        area_code=company.area_code or None,
        zone=company.zone,
        jalali=company.calendar == "jalali",
        persian=company.language == "fa",
        toman=company.toman,
        day_first=choices.day_first,
        unit=unit,
        today=w.clock.today(),
        locale=w.locale,
    )
    return answered(rules, choices.answers)


def look(w: Work, opened: OpenedList, choices: Choices) -> RecognisedList:
    """What the list seems to be, with what was decided already, this time or for an earlier list with this header."""
    sheet = chosen_sheet(opened.workbook, choices.sheet)
    rest = rest_on(w, sheet)
    choices = choices if rest is None else rest.beneath(choices)
    if (marks := marks_of(w, sheet, choices.kind)) is not None:
        found = adopt(w, sheet, marks, lambda ours: _recognised(w, opened, ours), choices)
    else:
        found = _recognised(w, opened, choices)
    if rest is not None:
        found.remembered, found.rest_of = rest, rest.run_id
        found.columns = [column for column in found.columns if column.index not in rest.ours]
        found.notes.append(rest.note)
    if marks is not None or rest is not None:
        return found
    memory = recall(w, found, choices.kind)
    if memory is None:
        return found
    known = memory.beneath(choices)
    if (known.kind, known.mapping) != (choices.kind, choices.mapping):
        found = _recognised(w, opened, known)
    found.remembered = memory
    found.notes.append(memory.note)
    return found


def _recognised(w: Work, opened: OpenedList, choices: Choices) -> RecognisedList:
    return recognise(
        chosen_sheet(opened.workbook, choices.sheet),
        rules_of(w, choices),
        file_name=opened.name,
        kind=choices.kind,
        mapping=choices.mapping or None,
        header_row=choices.header_row,
        lookup=lambda entity, texts: share_known(w, entity, texts),
    )


def prepare(w: Work, opened: OpenedList, choices: Choices, found: RecognisedList | None = None) -> PreparedList:
    """Recognise (unless that is done: `found`), parse and plan.

    Raises Refused, or Invalid where something must be decided first.
    """
    require(w, "import")
    found = found or look(w, opened, choices)
    if found.remembered is not None:
        choices = found.remembered.beneath(choices)
    supported(found)
    made = _plan(w, opened, found, choices)
    headers = [column.header for column in found.columns]
    return PreparedList(opened, found, made, choices, headers, _cells_in_trouble(mended(found, choices.fixes), made))


def mended(found: RecognisedList, fixes: Mapping[tuple[int, str], str]) -> RecognisedList:
    """The list with cells that a person mended; a cell that is not there is Invalid."""
    if not fixes:
        return found
    places = {number: place for place, number in enumerate(found.sheet.numbers)}
    indexes = {column.header: column.index for column in found.columns}
    columns = list(found.sheet.columns)
    for header in {header for _row, header in fixes}:
        if header in indexes:
            columns[indexes[header]] = list(columns[indexes[header]])
    for (row, header), text in fixes.items():
        if header not in indexes or row not in places:
            raise Invalid(N_("There is no cell in row {row} under “{column}” to mend."), row=str(row), column=header)
        columns[indexes[header]][places[row]] = text
    return replace(found, sheet=replace(found.sheet, columns=columns))


@collecting_seldom()
def _plan(w: Work, opened: OpenedList, found: RecognisedList, choices: Choices) -> Plan:
    rules, mended_list = rules_of(w, choices), mended(found, choices.fixes)
    if found.marks is not None:
        made = plan_returned(w, mended_list, rules, choices.options)
    else:
        parsed = parse_list(mended_list, rules)
        parsed.warnings += jumps(w, found, parsed)
        made = plan(w, found, parsed, choices.options)
    made.notes[:0] = opened.workbook.notes
    return made


def _cells_in_trouble(found: RecognisedList, made: Plan) -> dict[int, list[str | float]]:
    """The rows that have a problem, as they stood."""
    numbers = {problem.row for problem in made.problems} | {row.row for row in made.rows if row.status == "failed"}
    damaged = {row.row: [as_it_stood(cell) for cell in row.cells] for row in found.damaged}
    places = {number: place for place, number in enumerate(found.rows) if number in numbers}
    columns = [found.cells(column) for column in found.columns] if places else []
    sound = {number: [as_it_stood(cells[place]) for cells in columns] for number, place in places.items()}
    return {**sound, **damaged}


def carry_out(
    office: Office,
    actor: Actor,
    prepared: PreparedList,
    *,
    as_seen: bool = False,
    token: str | None = None,
    watch: Watch | None = None,
) -> Receipt:
    """Write what was prepared, planned anew if the data moved meanwhile; `as_seen`: only if that comes to the same.

    Raises PlanMoved where it does not, and what planning raises. A token that was used before writes nothing.
    """
    opened, found, choices = prepared.opened, prepared.found, prepared.choices
    source = Source(opened.name, opened.digest, found.sheet.name, found.rest_of, choices.answers)
    receipt = apply(
        office,
        actor,
        lambda w: _plan(w, opened, found, choices),
        source,
        planned=prepared.plan,
        as_seen=as_seen,
        cells=lambda made: (
            prepared.cells if made is prepared.plan else _cells_in_trouble(mended(found, choices.fixes), made)
        ),
        token=token,
        watch=watch,
    )
    if found.marks is None and found.rest_of is None:
        with office.work(actor) as w:
            remember(w, found, choices)
    return receipt
