"""From parsed columns to values that can be stored: values for all rows, choices, lengths, and what names mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.text import fold
from ..deals.rules import book_of
from ..fields import Field
from ..fields.choices import is_fixed
from ..fields.choices import recognise as recognise_choice
from ..fields.links import id_named
from ..fields.values import parse_value
from ..models import ENTITIES
from ._kinds import ListKind
from ._planned import Missing, Options
from ._saying import Saying
from .links import NOT_FOUND, Link, Links, New, resolve
from .recognise import RecognisedList
from .table import ListProblem, ParsedList

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

TOO_LONG = N_("The text is longer than {n} characters.")
NO_CHOICE = N_("“{value}” is not one of the choices.")
NO_STAGE = N_("“{value}” is not a stage here. Ask an admin to add it.")


STAND_INS = {
    "roles": N_("Words that name no role; new people with them became sales reps: {names}"),
    "order_statuses": N_(
        "Words that name no state of an order; orders with them are open, or done if shipped: {names}"
    ),
}
"""Choices whose unknown words are no trouble: something stands in for them, and a note says so."""
_LONGEST_NAME = 200


MADE = frozenset({"user", "customer", "product", "stage"})
"""The entities whose records are made with a list that names them."""


@dataclass
class Clean:
    """A list as values by field key (links as ids or `New`), what is in trouble, and what the names mean."""

    values: dict[str, list[Any]]
    problems: list[ListProblem]
    links: dict[str, Links] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    notes: list[Saying] = field(default_factory=list)


def clean(w: Work, kind: ListKind, found: RecognisedList, parsed: ParsedList, options: Options) -> Clean:
    """Make a parsed list storable. Raises Invalid for a field to set that is not there."""
    return _Cleaner(w, kind, found, parsed, options).clean()


def value_for_all(w: Work, kind: ListKind, key: str, text: str) -> Any:
    """What a text that a person gave for all rows puts into a field; a name stays one and is resolved with the list's.

    Raises Invalid for a field that is not there, and for a text that it does not take.
    """
    known = kind.fields.get(key)
    if known is None:
        raise Invalid(N_("There is no field “{value}” to set."), field="set", value=key)
    if known.is_link:
        return text
    value = parse_value(
        known, text, w.locale, w.company, entity=kind.entity, find=lambda kind, label: id_named(w, kind, label)
    )
    return tuple(value) if isinstance(value, list) else value


class _Cleaner:
    def __init__(self, w: Work, kind: ListKind, found: RecognisedList, parsed: ParsedList, options: Options) -> None:
        self.w, self.found, self.parsed, self.options = w, found, parsed, options
        self.kind, self.entity, self.fields, self.makes = kind, kind.entity, kind.fields, kind.makes
        self.result = Clean(dict(parsed.values), list(parsed.problems))
        self.values = self.result.values

    def clean(self) -> Clean:
        self._set_values()
        for key in list(self.values):
            known = self.fields[key]
            if known.is_link:
                self._resolve(key, known)
            elif known.kind == "choice" and known.choices is not None:
                self._choose(key, known.choices)
            else:
                self._cut_off(key, known)
        if {"pipeline", "stage"} <= self.values.keys():
            pairs = zip(self.values["stage"], self.values["pipeline"], strict=True)
            self.values["stage"] = _stages_in_their_pipelines(self.w, list(pairs))
        if {"stage", "outcome"} <= self.values.keys():
            pairs = zip(self.values["stage"], self.values["outcome"], strict=True)
            self.values["stage"] = _stages_that_stand(self.w, list(pairs))
        return self.result

    def _set_values(self) -> None:
        """Values that a person gave for all rows; they fill what the list leaves empty."""
        for key, text in self.options.set_values.items():
            value = value_for_all(self.w, self.kind, key, text)
            column = self.values.get(key, [None] * len(self.parsed.rows))
            self.values[key] = [value if one is None else one for one in column]

    def _choose(self, key: str, choices: str) -> None:
        column = self.values[key]
        meaning = {text: recognise_choice(choices, str(text), self.w.company) for text in set(column) - {None}}
        fixed = is_fixed(choices)
        strange = {str(text) for text, value in meaning.items() if value is None}
        if choices in STAND_INS:
            if strange:
                self.result.notes.append(Saying(STAND_INS[choices], {"names": ", ".join(sorted(strange))}))
        elif fixed:
            self._trouble(key, {text for text, value in meaning.items() if value is None}, NO_CHOICE)
        self.values[key] = [None if text is None else meaning[text] or (None if fixed else text) for text in column]
        self._cut_off(key, self.fields[key])

    def _cut_off(self, key: str, known: Field) -> None:
        """Texts that do not fit their column are in trouble."""
        columns = label_of(ENTITIES[self.entity]).c
        kind = columns[known.column].type if known.column and known.column in columns else None
        most = kind.length if isinstance(kind, String) else None
        if most is None:
            return
        column = self.values[key]
        texts = [text for text in column if isinstance(text, str)]
        long = {text for text in texts if len(text) > most} if max(map(len, texts), default=0) > most else None
        if long:
            self._trouble(key, long, TOO_LONG, n=most)
            self.values[key] = [None if text in long else text for text in column]

    def _resolve(self, key: str, known: Field) -> None:
        column = self.values[key]
        mapped = self.found.mapped(key)
        links = self.result.links[key] = resolve(self.w, known.kind, column, mapped[0].header if mapped else "")
        if known.kind == "product":
            _join_products(links, self.options.same_products)
        if known.kind in self.makes:
            links.meaning |= {text: _made(known.kind, text) for text, link in links.meaning.items() if link is None}
        reason = NOT_FOUND
        if known.kind == "stage" and not self.w.actor.sees_all:
            links.meaning = {text: None if isinstance(link, New) else link for text, link in links.meaning.items()}
            reason = NO_STAGE
        emptied = self._decide(key, known.kind, links)
        self._trouble(key, {text for text, link in links.meaning.items() if link is None} - emptied, reason)
        self.values[key] = [links.of(text) for text in column]

    def _decide(self, key: str, kind: str, links: Links) -> set[str]:
        """List the names that no record bears, and give them what was decided for them; returns those left empty."""
        can_make = (kind in MADE or kind in self.makes) and (kind != "stage" or self.w.actor.sees_all)
        missing = {text for text, link in links.meaning.items() if not isinstance(link, int)}
        if missing:
            counts = Counter(text for text in self.values[key] if text in missing)
            mapped = self.found.mapped(key)
            header = mapped[0].header if mapped else key
            self.result.missing.append(Missing(key, kind, header, counts.most_common(), can_make))
        decided = dict(self.options.links.get(key, {}))
        usual = decided.pop("*", None)
        given = {text: decided.get(text, usual if text in missing else None) for text in links.meaning}
        known = self._known(kind, {one for one in given.values() if isinstance(one, int)})
        emptied = set()
        for text, decision in given.items():
            if decision == "none":
                links.meaning[text] = None
                emptied.add(text)
            elif isinstance(decision, int) and decision in known:
                links.meaning[text] = decision
            elif decision == "new" and can_make and not isinstance(links.meaning[text], New):
                links.meaning[text] = _made(kind, text)
        return emptied

    def _known(self, kind: str, ids: set[int]) -> set[int]:
        """Those of the ids that are records which are there. Raises Invalid for one that is not."""
        table = label_of(ENTITIES[kind])
        statement = select(table.c.id).where(table.c.id.in_(ids), table.c.deleted_at.is_(None))
        known = set(self.w.scalars(statement)) if ids else set()
        if ids - known:
            raise Invalid(
                N_("A name was said to mean a record that is not there any more. Choose again."), field="links"
            )
        return known

    def _trouble(self, key: str, texts: set[Any], reason: str, **params: Any) -> None:
        """Note the cells of a column that hold one of these texts."""
        if not texts:
            return
        mapped = self.found.mapped(key)
        header = mapped[0].header if mapped else key
        rows = self.parsed.rows
        for place, text in enumerate(self.values[key]):
            if text in texts:
                said = Saying(reason, {"value": str(text)[:200], **params})
                self.result.problems.append(ListProblem(place, rows[place], header, key, str(text)[:200], said))


def _made(kind: str, text: str) -> Link:
    """A record that is made because a list names it; None for what cannot be a name."""
    key = fold(text)
    return New(kind, key, text.strip()) if key and len(text) <= _LONGEST_NAME else None


def _join_products(links: Links, same: Mapping[str, int | str]) -> None:
    """A near miss that a person called the same product means what the other name means."""
    for text, other in same.items():
        if text in links.meaning:
            links.meaning[text] = links.meaning.get(other, links.meaning[text]) if isinstance(other, str) else other


def _stages_that_stand(w: Work, pairs: Sequence[tuple[Link, str | None]]) -> list[Link]:
    """The stages, none for a deal that is said to be won or lost beside the open stage in which that happened."""
    stages = book_of(w).stages

    def is_open(stage: Link) -> bool:
        return (dict(stage.extra)["kind"] if isinstance(stage, New) else stages[stage].kind if stage else "") == "open"

    return [None if outcome in ("won", "lost") and is_open(stage) else stage for stage, outcome in pairs]


def _stages_in_their_pipelines(w: Work, pairs: Sequence[tuple[Link, Link]]) -> list[Link]:
    """For stages with pipelines beside them: the stage of that name in that pipeline."""
    book = book_of(w)
    found: dict[tuple[Link, Link], Link] = {}
    for stage, pipeline in pairs:
        if (stage, pipeline) in found:
            continue
        found[stage, pipeline] = stage
        if isinstance(pipeline, int) and isinstance(stage, New):
            extra = {**dict(stage.extra), "pipeline_id": pipeline}
            found[stage, pipeline] = New("stage", f"{pipeline} {stage.key}", stage.name, tuple(extra.items()))
        elif isinstance(pipeline, int) and isinstance(stage, int) and book.stages[stage].pipeline_id != pipeline:
            like = book.like(book.stages[stage], pipeline)
            found[stage, pipeline] = like.id if like else stage
    return [found[pair] for pair in pairs]
