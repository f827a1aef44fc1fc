"""Which record each row of a list is: sure signs are taken, likenesses kept for a person, decisions obeyed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.many import chunks
from ..fields.links import labels_of
from ..models import ENTITIES
from ._doubts import Doubt, Doubts
from ._planned import Candidate, Options, RowPlan
from ._saying import Saying
from ._standing import user_names
from ._there import There
from .match import Known, ListKeys, Matcher

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

DOUBTED = frozenset({"customer", "contact"})
"""The entities whose rows may look like records without being them for sure."""
LOOKS_LIKE: Mapping[str, str] = {
    "email": N_("The same e-mail as “{name}”"),
    "mobile": N_("The same mobile as “{name}”"),
    "phone": N_("The same telephone as “{name}”"),
    "name": N_("The same name as “{name}”"),
    "alike": N_("A name like “{name}”"),
}
OUT_OF_SIGHT = N_("It looks like a record that you may not see. Ask {owner}.")
NO_SUCH = N_("Row {row} was said to be a record that is not there any more.")


class Identity:
    """Finds out for `rows` (those that can be used, in their order) with their `keys`."""

    def __init__(self, w: Work, entity: str, rows: Sequence[RowPlan], keys: ListKeys, options: Options) -> None:
        self.w, self.entity, self.rows, self.keys, self.options = w, entity, rows, keys, options
        self.there = There(w, entity)
        self.new: list[int] = []
        self.passed_over = 0
        self.strange_numbers = 0

    def tell(self) -> None:
        """Set `id`, `into`, `softly` and the status of each row, and the doubts about the new ones."""
        by_place = {row.place: row for row in self.rows}
        self._match(by_place)
        if self.entity in DOUBTED and self.new and self.options.on_match != "create":
            self._doubt(by_place)
        self._gather(by_place)

    # Sure matches, and what was decided row by row

    def _match(self, by_place: Mapping[int, RowPlan]) -> None:
        known = self.there.read(self.keys)
        decisions, create = self.options.decisions, self.options.on_match == "create"
        chosen = self._chosen()
        comparable = set(self.there.comparable(self.keys))
        self._learn_all(known, comparable)
        for at, row in enumerate(self.rows):
            decision = decisions.get(row.row) if decisions else None
            if decision == "skip":
                row.status = "skipped"
                continue
            if at not in comparable and not isinstance(decision, int):
                self.new.append(at)
                continue
            one = self.keys.known(at)
            key = one.keys
            if isinstance(decision, int):
                row.id = chosen[decision]
                known.learn(Known(key, id=row.id, place=row.place))
                continue
            match = None if create or decision == "new" else known.find(key)
            if match is None:
                self.strange_numbers += self.entity in DOUBTED and known.is_borne(key)
                known.learn(one)
                self.new.append(at)
            else:
                row.into = match.place if match.id is None else None
                row.id, row.softly = match.id, match.merged
                known.join(match, key, row.place)  # it is a sign for the rows below

    def _learn_all(self, known: Matcher, comparable: Collection[int]) -> None:
        """What rows say of records that are there is a sign for all rows, those above them too.

        Else a list that names a record in two ways would make it anew when it comes again.
        """
        decided = self.options.decisions
        for at in sorted(comparable):
            if decided and self.rows[at].row in decided:
                continue
            one = self.keys.known(at)
            match = known.find(one.keys, take=False)
            if match is not None and match.id is not None:
                known.join(match, one.keys, self.rows[at].place)

    def _chosen(self) -> dict[int, int]:
        """The records that rows were said to be. Raises Invalid where one is gone."""
        said = {one: row for row, one in self.options.decisions.items() if isinstance(one, int)}
        table = label_of(ENTITIES[self.entity])
        found: dict[int, int] = {}
        for some in chunks(said):
            statement = select(table.c.id).where(table.c.id.in_(some), table.c.deleted_at.is_(None))
            found |= {number: number for number in self.w.scalars(statement)}
        lost = next((number for number in said if number not in found), None)
        if lost is not None:
            raise Invalid(NO_SUCH, field="decisions", row=str(said[lost]))
        return found

    # Likenesses

    def _doubt(self, by_place: Mapping[int, RowPlan]) -> None:
        doubts = Doubts(self.keys, self.new, self.there.known.values())
        for place, some in doubts.by_place().items():
            row = by_place[place]
            decision = self.options.decisions.get(row.row) or self.options.decide_all.get(some[0].kind)
            row.doubts = [self._candidate(row, one, by_place) for one in some]
            best = some[0].known
            if decision == "same":
                row.id, row.into = best.id, best.place if best.id is None else None
            elif decision == "skip":
                row.status = "skipped"
        self.passed_over = len(doubts.passed_over) + self.there.passed_over
        self._name_them()

    def _candidate(self, row: RowPlan, doubt: Doubt, by_place: Mapping[int, RowPlan]) -> Candidate:
        place = doubt.known.place if doubt.known.id is None else None
        other = by_place[place] if place is not None else None
        return Candidate(
            row=row.row,
            place=row.place,
            label=row.label,
            id=doubt.known.id,
            other_row=other.row if other else None,
            other_place=place,
            other_label=other.label if other else "",
            score=doubt.score,
            why=Saying(LOOKS_LIKE[doubt.kind], {"name": other.label if other else ""}),
            kind=doubt.kind,
        )

    def _name_them(self) -> None:
        """Say what the records are called that rows look like; of those out of sight, only whom to ask."""
        ids = {one.id for row in self.rows for one in row.doubts if one.id is not None}
        if not ids:
            return
        labels = labels_of(self.w, {self.entity: ids})[self.entity]  # type: ignore[dict-item,index]
        hidden = {} if self.w.actor.sees_all else self._hidden(ids)
        for row in self.rows:
            row.doubts = [
                one if one.id is None else _named(one, labels.get(one.id, ""), hidden.get(one.id)) for one in row.doubts
            ]

    def _hidden(self, ids: set[int]) -> dict[int, str]:
        """Who owns the records that the person may not see."""
        model: Any = ENTITIES[self.entity]
        seen: set[int] = set()
        for some in chunks(sorted(ids)):
            seen |= set(self.w.scalars(select(model.id).where(model.id.in_(some))))
        table, owners = label_of(model), user_names(self.w)
        found: dict[int, str] = {}
        for some in chunks(sorted(ids - seen)):
            rows = self.w.rows(select(table.c.id, table.c.owner_id).where(table.c.id.in_(some)))
            found |= {row.id: owners.get(row.owner_id, "–") for row in rows}
        return found

    # What follows for each row

    def _gather(self, by_place: Mapping[int, RowPlan]) -> None:
        """Rows of one record go into the first of them; what is to become of records that are there, becomes of all."""
        first: dict[int, int] = {}
        skip = self.options.on_match == "skip"
        for row in _matched(self.rows):
            if row.into is not None:
                top = by_place[row.into]
                row.into = top.place if top.into is None else top.into
            elif row.id is not None:
                anchor = first.setdefault(row.id, row.place)
                row.into = None if anchor == row.place else anchor
            top = row if row.into is None else by_place[row.into]
            if skip or top.status == "skipped":
                row.status, row.into = "skipped", None
            else:
                row.status, row.derived = "updated", None


def _matched(rows: Sequence[RowPlan]) -> Iterator[RowPlan]:
    return (row for row in rows if row.status != "skipped" and (row.id is not None or row.into is not None))


def _named(one: Candidate, label: str, owner: str | None) -> Candidate:
    if owner is not None:
        said = Saying(OUT_OF_SIGHT, {"owner": owner})
        return Candidate(one.row, one.place, one.label, one.id, None, None, "", one.score, said, one.kind, hidden=True)
    said = Saying(one.why.message, {"name": label})
    return Candidate(one.row, one.place, one.label, one.id, None, None, label, one.score, said, one.kind)
