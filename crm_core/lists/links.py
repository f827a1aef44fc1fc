"""What the names in a list mean: sales people, customers, products, stages; found, or to be made with the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, select

from ..base.database import label_of
from ..base.i18n import N_
from ..base.text import compact, email_key, fold, sort_key
from ..fields import header_key
from ..models import Contact, Customer, Deal, Model, Pipeline, Product, Stage, Unit, User
from ._standing import survivors

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_ID_HEADER = re.compile(r"(ext|external)?_?(id|code|no|number|key)$|^(کد|شناسه|شماره)", re.IGNORECASE)
_WON = frozenset(map(compact, ("won", "win", "successful", "برنده", "موفق")))
_LOST = frozenset(map(compact, ("lost", "loss", "unsuccessful", "بازنده", "باخته", "باخت", "ناموفق", "ازدست‌رفته")))
_CLOSING = frozenset(
    {
        *("closed", "close", "deal", "sale", "opportunity", "the", "is", "status", "final"),
        *("بسته", "شده", "شد", "است", "فروش", "معامله", "فرصت", "قرارداد", "نهایی", "خاتمه", "یافته", "وضعیت"),
    }
)
"""Words that leave it to another word how something ended."""
_CANCELLED = frozenset(map(compact, ("لغو شده",)))
_SLIPPED = re.compile(r"از دست (?:رفته|رفت|داده)")
_PARTS = re.compile(r"[-–—:/|()،,.]+")
_ADDRESSED = re.compile(r"(.*\w)\s*[(<\[]\s*(\S+@\S+\.\w+)\s*[)>\]]")
_LONGEST = {"user": 200, "stage": 120}
NOT_FOUND = N_("“{value}” was not found.")


@dataclass(frozen=True)
class New:
    """A record that does not exist yet and is made with the list; `extra` are further column values."""

    entity: str
    key: str
    name: str
    extra: tuple[tuple[str, Any], ...] = ()


Link = int | New | None


@dataclass(frozen=True)
class Near:
    """A name that differs from another only in blanks and marks: a product's (with its `id`) or one of the list."""

    name: str
    id: int | None = None


@dataclass
class Links:
    """What each distinct text of a link field means; None: nothing was found, and that is a problem.

    `near` has, for names that would be made, the ones that they nearly are.
    """

    meaning: dict[str, Link] = field(default_factory=dict)
    near: dict[str, Near] = field(default_factory=dict)

    def of(self, text: str | None) -> Link:
        return None if text is None else self.meaning[text]


def by_id(header: str) -> bool:
    """Whether a header says that its column holds numbers of another system rather than names."""
    return bool(_ID_HEADER.search(header_key(header))) or bool(_ID_HEADER.search(header.strip()))


def share_known(w: Work, kind: str, texts: Sequence[str]) -> float:
    """The share of texts that are names of records of a kind."""
    meaning = resolve(w, kind, texts, "").meaning
    return sum(1 for meant in meaning.values() if isinstance(meant, int)) / len(meaning) if meaning else 0.0


def resolve(w: Work, kind: str, texts: Iterable[str | None], header: str) -> Links:
    """The meaning of each text in a column of links; `header` tells whether they are names or ids.

    Texts of signs only, and ones that are longer than any name, mean nothing.
    """
    distinct = dict.fromkeys(text for text in texts if text is not None)
    wanted = [text for text in distinct if fold(text) and len(text) <= _LONGEST.get(kind, 300)]
    links = _RESOLVERS[kind](w, wanted, by_id(header))
    links.meaning = {**dict.fromkeys(distinct), **links.meaning}
    return links


def _keys(w: Work, table: FromClause, column: str, keys: Sequence[str]) -> dict[str, int]:
    """The lowest id for each value of a column, the bin left out; what was merged away means what it became."""
    found: dict[str, int] = {}
    for some in _some(keys):
        statement = select(table.c[column], table.c.id).where(table.c[column].in_(some), table.c.deleted_at.is_(None))
        for key, number in w.rows(statement.order_by(table.c.id)):
            found.setdefault(key, number)
    if "merged_into_id" in table.c:
        found |= _merged(w, table, column, [key for key in keys if key not in found])
    return found


def _merged(w: Work, table: FromClause, column: str, keys: Sequence[str]) -> dict[str, int]:
    """The records that those with these values were merged into."""
    into: dict[str, int] = {}
    for some in _some(keys):
        gone = table.c[column].in_(some) & table.c.merged_into_id.is_not(None)
        for key, number in w.rows(select(table.c[column], table.c.merged_into_id).where(gone).order_by(table.c.id)):
            into.setdefault(key, number)
    left = survivors(w, table, list(into.values()))
    return {key: left[number] for key, number in into.items() if number in left}


def _some(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[place : place + 5_000] for place in range(0, len(keys), 5_000))


def _named(
    w: Work, model: type[Model], texts: Sequence[str], only_ids: bool, make: Callable[[str], New] | None
) -> Links:
    """By the number of another system, then by name; else to be made, or nothing."""
    table = label_of(model)
    ids = _keys(w, table, "external_id", texts)
    folded = {text: fold(text)[:400] for text in texts}
    names = {} if only_ids else _keys(w, table, "name_key", list(dict.fromkeys(folded.values())))
    links = Links()
    for text in texts:
        known = ids.get(text) or names.get(folded[text])
        links.meaning[text] = known or (None if only_ids or make is None else make(text))
    return links


def _users(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    user = label_of(User)
    columns = (user.c.id, user.c.name_key, user.c.email_key, user.c.external_id)
    known: dict[str, int] = {}
    for row in w.rows(select(*columns).where(user.c.deleted_at.is_(None)).order_by(user.c.active.desc(), user.c.id)):
        for key in (row.name_key, compact(row.name_key), row.email_key, row.external_id):
            if key:
                known.setdefault(key, row.id)
    links = Links()
    for text in texts:
        name, email = _with_address(text)
        found = (
            known.get(text) or known.get(email_key(email) or "") or known.get(fold(name)) or known.get(compact(name))
        )
        extra = (("email", email),) if email and name != text else ()
        links.meaning[text] = found or (None if only_ids else New("user", compact(name), name, extra))
    return links


def _with_address(text: str) -> tuple[str, str]:
    """The name and the address of somebody who is written as "Dana Smith (dana@example.com)"."""
    found = _ADDRESSED.fullmatch(text)
    return (found[1], found[2]) if found else (text, text)


def _customers(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    return _named(w, Customer, texts, only_ids, lambda text: New("customer", fold(text)[:400], text))


def _contacts(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    return _named(w, Contact, texts, only_ids, None)


def _products(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    """By number, name or code. A near miss in blanks and marks ("GTXPro" for "GTX Pro") is kept apart and told."""
    links = _named(w, Product, texts, only_ids, lambda text: New("product", fold(text)[:400], text))
    table = label_of(Product)
    codes = _keys(w, table, "code", [text for text in texts if not isinstance(links.meaning[text], int)])
    links.meaning |= codes
    made = [text for text in texts if isinstance(links.meaning[text], New)]
    if made:
        rows = w.rows(select(table.c.id, table.c.name).where(table.c.deleted_at.is_(None)).order_by(table.c.id))
        alike = {compact(row.name): Near(row.name, row.id) for row in reversed(rows)}
        for text in made:
            near = alike.setdefault(compact(text), Near(text))
            if fold(near.name) != fold(text):
                links.near[text] = near
    return links


def _units(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    table = label_of(Unit)
    known = _keys(w, table, "name_key", [fold(text) for text in texts])
    return Links({text: known.get(fold(text)) for text in texts})


def _pipelines(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    table = label_of(Pipeline)
    rows = w.rows(select(table.c.id, table.c.name).where(table.c.deleted_at.is_(None)).order_by(table.c.id))
    known: dict[str, int] = {compact(row.name): row.id for row in reversed(rows)}
    return Links({text: known.get(compact(text)) for text in texts})


def _deals(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    """By the number of another system, then by the title where one deal alone bears it."""
    table = label_of(Deal)
    known = _keys(w, table, "external_id", texts)
    titles = {} if only_ids else {text: sort_key(text)[:400] for text in texts if text not in known}
    found: dict[str, list[int]] = {}
    for some in _some(list(dict.fromkeys(titles.values()))):
        statement = select(table.c.sort_key, table.c.id).where(table.c.sort_key.in_(some), table.c.deleted_at.is_(None))
        for key, number in w.rows(statement):
            found.setdefault(key, []).append(number)
    alone = {text: found[key][0] for text, key in titles.items() if len(found.get(key, ())) == 1}
    return Links({text: known.get(text) or alone.get(text) for text in texts})


_USUAL = ({"won", compact("برنده")}, {"lost", compact("از دست رفته")})
"""What won and lost are called in either language: in a pipeline these are one stage."""


def stage_kind(name: str) -> str:
    """What a stage's name says about the deals in it: won, lost, or open.

    "6 - Closed Won" and "Lost (price)" say it, "Lost contact" and «تماس موفق» do not.
    """
    if compact(name) in _CANCELLED:
        return "lost"
    for part in _PARTS.split(name):
        words = _SLIPPED.sub("ازدست‌رفته", fold(part)).split()
        said = [compact(word) for word in words if word not in _CLOSING and not word.isdigit()]
        if said:
            one = said[0] if len(said) == 1 else ""
            return "won" if one in _WON else "lost" if one in _LOST else "open"
    return "open"


def _stages(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    """Stages of the first pipeline by name; an unknown one becomes a new stage of the kind that its name says."""
    stage, pipeline = label_of(Stage), label_of(Pipeline)
    first = w.scalar(
        select(pipeline.c.id)
        .where(pipeline.c.deleted_at.is_(None))
        .order_by(pipeline.c.position, pipeline.c.id)
        .limit(1)
    )
    rows = w.rows(
        select(stage.c.id, stage.c.name, stage.c.pipeline_id)
        .where(stage.c.deleted_at.is_(None))
        .order_by((stage.c.pipeline_id != first), stage.c.position, stage.c.id)
    )
    known: dict[str, int] = {}
    for row in rows:
        known.setdefault(compact(row.name), row.id)
    for words in _USUAL:
        usual = next((known[word] for word in words if word in known), None)
        if usual is not None:
            known |= {word: known.get(word, usual) for word in words}
    links = Links()
    for text in texts:
        found = known.get(compact(text))
        extra = (("pipeline_id", first), ("kind", stage_kind(text)))
        links.meaning[text] = found or New("stage", compact(text), text, extra)
    return links


_RESOLVERS: Mapping[str, Callable[[Work, Sequence[str], bool], Links]] = {
    "user": _users,
    "customer": _customers,
    "contact": _contacts,
    "product": _products,
    "unit": _units,
    "pipeline": _pipelines,
    "stage": _stages,
    "deal": _deals,
}
