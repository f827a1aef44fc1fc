"""Groups of customers or contacts that may be one, over the whole database; and those that somebody called different.

Groups are found as the system sees the records (`signs`, `_alike`). A person gets those that have a record of theirs to
merge; of records that they may not see they learn that there are some, and whom to ask.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from types import SimpleNamespace
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.database import label_of, put
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.many import chunks, delete_many
from ..models import ENTITIES, NotSame, User
from ..trust.access import may, require
from ._alike import alike_pairs
from ._memory import remembered
from .signs import KINDS, REASONS, Pair, same, sharing, signed

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

PAGE = 20
MOST_IN_GROUP = 20


@dataclass(frozen=True)
class Group:
    """Records that may be one: the surest score, the signs (keys of REASONS, the surest first), and their ids.

    `hidden` are records of the group that the person may not see; `ask` are the people to ask about those.
    """

    score: int
    reasons: tuple[str, ...]
    ids: tuple[int, ...]
    hidden: int = 0
    ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupPage:
    """A page of groups, the surest first; `total` of the sign asked for, `by_reason` of every sign."""

    groups: tuple[Group, ...]
    total: int
    by_reason: Mapping[str, int] = field(default_factory=dict)


def groups(w: Work, entity: str, page: int = 1, *, reason: str = "", size: int = PAGE) -> GroupPage:
    """A page of the groups that `everything` finds. Raises Refused, Invalid."""
    return page_of(everything(w, entity), page, reason=reason, size=size)


def page_of(found: Sequence[Group], page: int = 1, *, reason: str = "", size: int = PAGE) -> GroupPage:
    """A page of groups, those with one sign if it is named."""
    wanted = [one for one in found if not reason or reason in one.reasons]
    by_reason = Counter(reason for one in found for reason in one.reasons)
    start = (max(page, 1) - 1) * size
    ordered = {one: by_reason[one] for one in REASONS if by_reason[one]}
    return GroupPage(tuple(wanted[start : start + size]), len(wanted), ordered)


def everything(w: Work, entity: str, *, alike: bool = True) -> tuple[Group, ...]:
    """All groups that concern this person, the surest first. Raises Refused, Invalid.

    `alike=False` leaves out those that only names like one another hold together, which takes longest to know.
    """
    require(w, "merge")
    check_kind(entity)
    different = _different(w, entity)
    found = _grouped(_sure_pairs(w, entity), different)
    if alike:
        taken = {number for group in found for number in group.ids}
        rest = [pair for pair in alike_pairs(w, entity) if pair.one not in taken and pair.two not in taken]
        found += _grouped(rest, different)
    return tuple(found if w.actor.sees_all else _concerning(w, entity, found))


def _sure_pairs(w: Work, entity: str) -> tuple[Pair, ...]:
    """All pairs of records that share a number, an address or a name and may be one, each by its surest sign."""

    def afresh() -> list[Pair]:
        return signed(same(w, entity, label_of(ENTITIES[entity])))

    return remembered(w, entity, "sure", afresh, lambda mine: sharing(w, entity, mine))


def check_kind(entity: str) -> None:
    if entity not in KINDS:
        raise Invalid(N_("Only customers and contacts can be merged."))


def _grouped(found: Iterable[Pair], different: set[tuple[int, int]]) -> list[Group]:
    """Pairs gathered into groups, the surest first; no group holds two records that were called different."""
    members: dict[int, list[int]] = {}
    told: dict[int, list[Pair]] = {}
    home: dict[int, int] = {}
    for pair in sorted(found, key=lambda one: (-one.score, one.one, one.two)):
        one, two = home.get(pair.one, pair.one), home.get(pair.two, pair.two)
        mine, theirs = members.get(one, [one]), members.get(two, [two])
        if one != two:
            if len(mine) + len(theirs) > MOST_IN_GROUP or _apart(mine, theirs, different):
                continue
            members[one] = mine + theirs
            told[one] = told.get(one, []) + told.pop(two, [])
            members.pop(two, None)
            home |= dict.fromkeys(members[one], one)
        told[one].append(pair)
    made = [Group(some[0].score, _reasons(some), tuple(sorted(members[home]))) for home, some in told.items()]
    return sorted(made, key=lambda group: (-group.score, group.ids))


def _apart(mine: Sequence[int], theirs: Sequence[int], different: set[tuple[int, int]]) -> bool:
    return bool(different) and any((min(a, b), max(a, b)) in different for a in mine for b in theirs)


def _reasons(some: Iterable[Pair]) -> tuple[str, ...]:
    known = {pair.kind for pair in some}
    return tuple(reason for reason in REASONS if reason in known)


# What a person learns of them


def _concerning(w: Work, entity: str, found: Sequence[Group]) -> list[Group]:
    """The groups that hold a record of this person's to merge, with what they may see of the others."""
    ids = {number for group in found for number in group.ids}
    seen, mine = seen_and_mine(w, entity, ids)
    kept = [group for group in found if mine.intersection(group.ids)]
    hidden = {number for group in kept for number in group.ids} - seen
    ask = whom_to_ask(w, entity, hidden)
    return [_as_seen(group, seen, ask) for group in kept]


def _as_seen(group: Group, seen: set[int], ask: Mapping[int, str]) -> Group:
    hidden = [number for number in group.ids if number not in seen]
    people = tuple(sorted({ask[number] for number in hidden if number in ask}))
    return Group(group.score, group.reasons, tuple(n for n in group.ids if n in seen), len(hidden), people)


def seen_and_mine(w: Work, entity: str, ids: Iterable[int]) -> tuple[set[int], set[int]]:
    """Which of these records the person sees, and which are theirs to merge."""
    model = ENTITIES[entity]
    seen: set[int] = set()
    mine: set[int] = set()
    for some in chunks(sorted(ids)):
        owner, unit = (getattr(model, name) for name in ("owner_id", "unit_id"))
        for row in w.rows(select(model.id, owner, unit).where(model.id.in_(some))):
            seen.add(row.id)
            if may(w.actor, "merge", SimpleNamespace(owner_id=row.owner_id, unit_id=row.unit_id)):
                mine.add(row.id)
    return seen, mine


def whom_to_ask(w: Work, entity: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of the people who look after these records, whether or not one may see the records."""
    table, user = label_of(ENTITIES[entity]), label_of(User)
    found: dict[int, str] = {}
    for some in chunks(sorted(ids)):
        named = select(table.c.id, user.c.name).join(user, user.c.id == table.c.owner_id)
        found |= {row.id: row.name for row in w.rows(named.where(table.c.id.in_(some)))}
    return found


# Not the same


def not_same(w: Work, entity: str, ids: Sequence[int]) -> None:
    """Remember that no two of these records are one. Raises Refused, NotFound for a record one may not see."""
    numbers = _checked(w, entity, ids)
    now = w.clock.now()
    rows = [
        {"entity": entity, "low_id": low, "high_id": high, "actor_id": w.actor.user_id, "at": now}
        for low, high in combinations(numbers, 2)
    ]
    put(w.session, NotSame, rows, ("entity", "low_id", "high_id"))
    w.touch("not_same")


def same_again(w: Work, entity: str, ids: Sequence[int]) -> None:
    """Forget that records were called different. Raises Refused, NotFound."""
    numbers = _checked(w, entity, ids)
    said = select(NotSame.id).where(NotSame.entity == entity)
    told = w.scalars(said.where(NotSame.low_id.in_(numbers), NotSame.high_id.in_(numbers)))
    delete_many(w.session, NotSame, "id", told)
    w.touch("not_same")


def _checked(w: Work, entity: str, ids: Sequence[int]) -> list[int]:
    require(w, "merge")
    check_kind(entity)
    numbers = sorted(set(ids))
    if len(numbers) < 2:
        raise Invalid(N_("Choose at least two records."))
    for number in numbers:
        w.get(ENTITIES[entity], number)
    return numbers


def _different(w: Work, entity: str) -> set[tuple[int, int]]:
    said = select(NotSame.low_id, NotSame.high_id).where(NotSame.entity == entity)
    return {(row.low_id, row.high_id) for row in w.rows(said)}


def called_different(w: Work, entity: str) -> tuple[Group, ...]:
    """The records that were called different, as groups of those that were named together; the newest first."""
    require(w, "merge")
    check_kind(entity)
    together: dict[object, set[int]] = defaultdict(set)
    told = select(NotSame.at, NotSame.actor_id, NotSame.low_id, NotSame.high_id).where(NotSame.entity == entity)
    for row in w.rows(told.order_by(NotSame.at.desc(), NotSame.id)):
        together[row.at, row.actor_id] |= {row.low_id, row.high_id}
    seen, mine = seen_and_mine(w, entity, {number for some in together.values() for number in some})
    shown = [tuple(sorted(some & seen)) for some in together.values()]
    return tuple(Group(0, (), ids) for ids in shown if len(ids) > 1 and mine.intersection(ids))
