"""The list on its way in: the file that was chosen, what was decided about it, and its plan. One in a tab."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

import _data
import _session
from _session import t
from crm_core.base.errors import DaftarError
from crm_core.lists.choosing import sheets_to_take
from crm_core.lists.importing import Choices, OpenedList, PreparedList, look, open_list, prepare
from crm_core.lists.plan import Options
from crm_core.lists.read import limits_of
from crm_core.lists.recognise import RecognisedList

_KEPT, _ROUND = "import_list", "import_round"
_CSS = Path(__file__).resolve().parent.parent / "_assets" / "import.css"


@dataclass(frozen=True)
class Checked:
    """What a look at the list came to: what it seems to be, the plan, or why there is none (yet).

    `token` stands for this plan, which is done once at most.
    """

    found: RecognisedList | None = None
    prepared: PreparedList | None = None
    trouble: DaftarError | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))


@dataclass
class ListAtHand:
    """The chosen file, read, with what was decided about it so far.

    `sheets` are worked through one after another, `turn` is the one at hand; none are chosen yet where it is empty.
    `generation` counts the decisions: boxes to type into begin anew with each. `seen` is what the person looks
    at: which rows, which page, which parts are open. `asked` counts the looks that were asked for: a person
    who decides while the list is being checked is answered by a run of the screen beside the one that checks,
    and only the last look is kept.
    """

    content: bytes
    opened: OpenedList
    password: str | None = None
    sheets: tuple[str, ...] = ()
    turn: int = 0
    choices: Choices = field(default_factory=Choices)
    generation: int = 0
    asked: int = 0
    seen: dict[object, Any] = field(default_factory=dict)
    _checked: Checked | None = None

    def decide(self, **decisions: Any) -> None:
        """Note decisions; what was recognised and planned before no longer holds."""
        changed = replace(self.choices, **decisions)
        if changed == self.choices:
            return
        self.choices, self.generation = changed, self.generation + 1
        self.plan_anew()

    def decide_options(self, **decisions: Any) -> None:
        """Note decisions about what to do with the rows."""
        self.decide(options=replace(self.choices.options, **decisions))

    def decide_anew(self, **decisions: Any) -> None:
        """Note what the list is or where it lies; what was decided about single rows, cells and fields falls away."""
        known = self.choices.options
        options = Options(on_match=known.on_match, fill=known.fill, unit_id=known.unit_id)
        self.decide(**{"mapping": {}, "answers": {}, "fixes": {}, "options": options, **decisions})

    def take_sheets(self, names: tuple[str, ...]) -> None:
        """These sheets, from the first."""
        self.sheets, self.turn = names, 0
        self._begin(names[0])

    @property
    def next_sheet(self) -> str | None:
        """The sheet that comes after the one at hand."""
        return self.sheets[self.turn + 1] if self.turn + 1 < len(self.sheets) else None

    def go_on(self) -> None:
        """To the next sheet, with nothing decided about it yet."""
        self.turn += 1
        self._begin(self.sheets[self.turn])

    def _begin(self, sheet: str) -> None:
        self.seen.clear()
        self.choices, self.generation = Choices(), self.generation + 1
        self.plan_anew()
        self.decide(sheet=sheet)

    def plan_anew(self) -> None:
        """Look again: the data moved."""
        self.asked, self._checked = self.asked + 1, None

    def checked(self) -> Checked:
        """What the list seems to be and what would be done with it. Raises what says why it is no list."""
        checked = self._checked
        if checked is None:
            asked = self.asked
            with st.spinner(t("The list is being checked …"), show_time=False):
                checked = self._check()
            if asked == self.asked:
                self._checked = checked
        if checked.found is None and checked.trouble is not None:
            raise checked.trouble
        return checked

    def _check(self) -> Checked:
        choices, found = self.choices, None
        try:
            opened = self._open(choices.sheet)
            with _data.office().read(_session.actor()) as w:
                found = look(w, opened, choices)
                return Checked(found, prepare(w, opened, choices, found))
        except DaftarError as trouble:
            return Checked(found, trouble=trouble)

    def _open(self, name: str | None) -> OpenedList:
        """The file with the cells of this sheet at hand; those of hidden ones come when they are asked for."""
        sheets = self.opened.workbook.sheets
        if name is not None and not any(sheet.name == name and sheet.height for sheet in sheets):
            limits = limits_of(_data.office().company)
            self.opened = open_list(self.content, self.opened.name, name, self.password, limits)
        return self.opened


def at_hand() -> ListAtHand | None:
    """The list that is being brought in, if any."""
    return _session.kept(_KEPT)  # type: ignore[no-any-return]


def take(content: bytes, opened: OpenedList, password: str | None = None) -> None:
    """Make this the list at hand. Where there is only one sheet to take, it is taken."""
    chosen = ListAtHand(content, opened, password)
    if len(take_first := sheets_to_take(opened.workbook)) <= 1:
        chosen.sheets = tuple(take_first) or (opened.workbook.sheets[0].name,)
    _session.keep(_KEPT, chosen)


def deciding(key: str, now: Any, decide: Callable[[Any], None]) -> dict[str, Any]:
    """How a widget shows what is decided now, and decides when a person changes it.

    Its key outlives the decision: what is clicked while the list is still being checked counts, too.
    """
    _session.hold_widget(key, now)
    return {"key": key, "on_change": lambda: decide(_session.component_value(key))}


def put_away() -> None:
    """Forget the list; what takes files begins anew."""
    _session.forget(_KEPT)
    _session.keep(_ROUND, round_() + 1)


def other_button() -> None:
    """The button that puts this list away and asks for another."""
    if st.button(t("Another file"), key="import_other"):
        put_away()
        st.rerun()


def round_() -> int:
    """Counts the lists of this tab: widgets that take one begin anew with each."""
    return _session.kept(_ROUND, 0)  # type: ignore[no-any-return]


def style() -> None:
    """The looks of this screen; the uploader's own words, which it has in English only, are said by us."""
    said = {"--import-drop": t("Drop the list here, or choose it"), "--import-choose": t("Choose a file")}
    words = "".join(f"{name}:'{escape(text).replace(chr(39), '’')}';" for name, text in said.items())
    st.html(f"<style>:root{{{words}}}{_CSS.read_text(encoding='utf-8')}</style>")
