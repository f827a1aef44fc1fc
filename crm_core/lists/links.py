"""What the names in a list mean: sales people, customers, products, stages; found, or to be made with the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, select

from ..base.database import label_of
from ..base.i18n import N_
from ..base.text import compact, email_key, fold
from ..fields import header_key
from ..models import Contact, Customer, Deal, Model, Pipeline, Product, Stage, Unit, User
from ._saying import Saying

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_ID_HEADER = re.compile(r"(ext|external)?_?(id|code|no|number|key)$|^(کد|شناسه|شماره)", re.IGNORECASE)
_WON = frozenset(
    map(
        compact,
        ("won", "closed won", "win", "deal won", "successful", "برنده", "برنده شده", "موفق", "فروش موفق", "بسته برنده"),
    )
)
_LOST = frozenset(
    map(
        compact,
        (
            "lost",
            "closed lost",
            "loss",
            "deal lost",
            "unsuccessful",
            "بازنده",
            "باخته",
            "ناموفق",
            "از دست رفته",
            "لغو شده",
        ),
    )
)
NOT_FOUND = N_("“{value}” was not found.")


@dataclass(frozen=True)
class New:
    """A record that does not exist yet and is made with the list; `extra` are further column values."""

    entity: str
    key: str
    name: str
    extra: tuple[tuple[str, Any], ...] = ()


Link = int | New | None


@dataclass
class Links:
    """What each distinct text of a link field means; None: nothing was found, and that is a problem."""

    meaning: dict[str, Link] = field(default_factory=dict)
    notes: list[Saying] = field(default_factory=list)

    def of(self, text: str | None) -> Link:
        return None if text is None else self.meaning[text]


def by_id(header: str) -> bool:
    """Whether a header says that its column holds numbers of another system rather than names."""
    return bool(_ID_HEADER.search(header_key(header))) or bool(_ID_HEADER.search(header.strip()))


def resolve(w: Work, kind: str, texts: Iterable[str | None], header: str) -> Links:
    """The meaning of each text in a column of links; `header` tells whether they are names or ids."""
    wanted = list(dict.fromkeys(text for text in texts if text is not None))
    return _RESOLVERS[kind](w, wanted, by_id(header))


def _keys(w: Work, table: FromClause, column: str, keys: Sequence[str]) -> dict[str, int]:
    """The lowest id for each value of a column, the bin left out."""
    found: dict[str, int] = {}
    for place in range(0, len(keys), 5_000):
        some = keys[place : place + 5_000]
        statement = select(table.c[column], table.c.id).where(table.c[column].in_(some), table.c.deleted_at.is_(None))
        for key, number in w.rows(statement.order_by(table.c.id)):
            found.setdefault(key, number)
    return found


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
    made = []
    for text in texts:
        found = known.get(text) or known.get(fold(text)) or known.get(compact(text)) or known.get(email_key(text) or "")
        if found is None and not only_ids:
            made.append(text)
        links.meaning[text] = found or (None if only_ids else New("user", fold(text), text))
    if made:
        said = {"count": len(made), "names": _some(made)}
        links.notes.append(Saying(N_("{count} sales people without a user become inactive users: {names}."), said))
    return links


def _some(names: Sequence[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _customers(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    links = _named(w, Customer, texts, only_ids, lambda text: New("customer", fold(text)[:400], text))
    made = [text for text in texts if isinstance(links.meaning[text], New)]
    if made:
        said = {"count": len(made), "names": _some(made)}
        links.notes.append(Saying(N_("{count} customers that the list names are made: {names}."), said))
    return links


def _contacts(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    return _named(w, Contact, texts, only_ids, None)


def _products(w: Work, texts: Sequence[str], only_ids: bool) -> Links:
    """A near miss in blanks and marks ("GTXPro" for "GTX Pro") is kept apart and said."""
    links = _named(w, Product, texts, only_ids, lambda text: New("product", fold(text)[:400], text))
    table = label_of(Product)
    codes = _keys(w, table, "code", [text for text in texts if not isinstance(links.meaning[text], int)])
    for text, number in codes.items():
        links.meaning[text] = number
    made = [text for text in texts if isinstance(links.meaning[text], New)]
    if not made:
        return links
    near: dict[str, str] = {}
    for row in w.rows(select(table.c.name).where(table.c.deleted_at.is_(None))):
        near.setdefault(compact(row.name), row.name)
    for text in made:
        like = near.get(compact(text))
        if like is not None:
            said = {"name": text, "like": like}
            links.notes.append(Saying(N_("The product “{name}” is nearly “{like}”; it is kept apart."), said))
    said = {"count": len(made), "names": _some(made)}
    links.notes.append(Saying(N_("{count} products that the list names are made: {names}."), said))
    return links


def near_products(w: Work, texts: Iterable[str | None]) -> dict[str, tuple[int, str]]:
    """For each text that is nearly a product's name but not quite: that product's id and name."""
    table = label_of(Product)
    rows = w.rows(select(table.c.id, table.c.name, table.c.name_key).where(table.c.deleted_at.is_(None)))
    near = {compact(row.name): (row.id, row.name) for row in rows}
    exact = {row.name_key for row in rows}
    wanted = dict.fromkeys(text for text in texts if text is not None)
    return {text: near[compact(text)] for text in wanted if fold(text) not in exact and compact(text) in near}


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
    table = label_of(Deal)
    known = _keys(w, table, "external_id", texts)
    return Links({text: known.get(text) for text in texts})


def stage_kind(name: str) -> str:
    """What a stage's name says about the deals in it: won, lost, or open."""
    key = compact(name)
    return "won" if key in _WON else "lost" if key in _LOST else "open"


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
    links = Links()
    made = []
    for text in texts:
        found = known.get(compact(text))
        if found is None:
            made.append(text)
        extra = (("pipeline_id", first), ("kind", stage_kind(text)))
        links.meaning[text] = found or New("stage", fold(text), text, extra)
    if made:
        links.notes.append(Saying(N_("Stages that are new: {names}."), {"names": _some(made)}))
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


def labels_of_new(links: Mapping[str, Links]) -> dict[str, list[str]]:
    """The names of what will be made, by entity: what the preview lists and the undo names."""
    found: dict[str, dict[str, str]] = {}
    for one in links.values():
        for link in one.meaning.values():
            if isinstance(link, New):
                found.setdefault(link.entity, {}).setdefault(link.key, link.name)
    return {entity: list(names.values()) for entity, names in found.items()}
