"""What lists may hold: each kind's fields, what it cannot be without, and how it is called in file names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crm_core.base.i18n import N_
from crm_core.fields import CATALOGUE, LIST_PARTS, ORDER_LINE, Field, headers_by_rank, while_fields_stay
from crm_core.lists._list_fields import HISTORY, INTERACTION_MORE, TARGET, TASK_MORE, USER_MORE
from crm_core.trust.access import Action


@dataclass(frozen=True)
class ListKind:
    """One kind of list. `needs`: at least one field of each group must have a column.

    `names` are parts of file and sheet names that speak for the kind. `entity` is what a row becomes or belongs to.
    `right` is what a person must be allowed to besides importing.
    Without a column for each of the first `musts` groups of `needs` nothing can be done. `makes`: links that are made
    where nothing bears the name, besides those that every list makes. `more`: columns that no record keeps so;
    `alone`: it has no others.
    """

    key: str
    label: str
    entity: str
    more: Mapping[str, Field]
    needs: tuple[frozenset[str], ...]
    names: tuple[str, ...]
    right: Action = "import"
    musts: int = 1
    makes: frozenset[str] = frozenset()
    alone: bool = False

    @property
    def fields(self) -> Mapping[str, Field]:
        """What the columns of such a list may be: the importable fields of the entity, then `more`."""
        return _fields(self.key)


@while_fields_stay
def _fields(kind: str) -> Mapping[str, Field]:
    known = KINDS[kind]
    if known.alone:
        return known.more
    together = {**CATALOGUE[known.entity], **LIST_PARTS.get(known.entity, {})}
    return {**{key: found for key, found in together.items() if found.importable}, **known.more}


_NONE: Mapping[str, Field] = MappingProxyType({})


def _any(keys: str) -> frozenset[str]:
    return frozenset(keys.split())


_NAME = _any("name first_name last_name")

KINDS: Mapping[str, ListKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            ListKind(
                "customers", N_("Customers"), "customer", _NONE,
                (_NAME,), ("customer", "account", "client", "compan", "مشتری", "شرکت", "moshtari"),
            ),
            ListKind(
                "contacts", N_("Contacts"), "contact", _NONE,
                (_NAME | {"email"},), ("contact", "people", "person", "مخاطب", "اشخاص", "رابط"),
            ),
            ListKind(
                "deals", N_("Deals"), "deal", _NONE,
                (_any("title external_id"), _any("stage amount closed_on outcome")),
                ("deal", "opportunit", "pipeline", "معامل", "فرصت", "کاریز"),
            ),
            ListKind(
                "products", N_("Products"), "product", _NONE,
                (_any("name code"), _any("code family price unit_of_sale active external_id")),
                ("product", "item", "catalog", "محصول", "کالا"),
                right="products",
            ),
            ListKind(
                "users", N_("Users"), "user", USER_MORE,
                (_NAME | {"email"}, _any("unit role email external_id active")),
                ("user", "team", "employee", "staff", "agent", "کاربر", "پرسنل", "کارشناس"),
                right="users", makes=frozenset({"unit"}),
            ),
            ListKind(
                "tasks", N_("Tasks"), "task", TASK_MORE,
                (_any("title"), _any("due_on priority done_on status")), ("task", "todo", "کار", "وظیفه", "پیگیری"),
            ),
            ListKind(
                "interactions", N_("Interactions"), "interaction", INTERACTION_MORE,
                (_any("happened_at happened_on"), _any("subject note kind"), _any("customer contact deal about")),
                ("interaction", "call", "activit", "meeting", "تماس", "تعامل", "جلسه"),
            ),
            ListKind(
                "orders", N_("Orders"), "order", ORDER_LINE,
                (_any("number"), _any("product ordered_on quantity valid_until")),
                ("order", "invoice", "quote", "سفارش", "فاکتور"),
            ),
            ListKind(
                "deal_history", N_("Deal history"), "deal", HISTORY,
                (_any("deal deal_title"), _any("stage"), _any("changed_at")), ("history", "تاریخچه", "سابقه"), musts=3,
                alone=True,
            ),
            ListKind(
                "targets", N_("Targets"), "target", TARGET,
                (_any("holder"), _any("value"), _any("period year")), ("target", "quota", "هدف"), right="targets",
                musts=3, alone=True,
            ),
        )
    }
)  # fmt: skip


@while_fields_stay
def headers_of(kind: str) -> Mapping[str, Mapping[str, int]]:
    """Which fields of a kind know a header, and how surely (0 is the surest), by `header_key`."""
    known: dict[str, dict[str, int]] = {}
    for found in KINDS[kind].fields.values():
        for rank, header in headers_by_rank(found):
            known.setdefault(header, {}).setdefault(found.key, rank)
    known.pop("", None)
    return MappingProxyType(known)


@while_fields_stay
def kinds_that_know() -> Mapping[str, int]:
    """In how many kinds a header is known: one that few know tells more of a list."""
    counts: dict[str, int] = {}
    for kind in KINDS:
        for header in headers_of(kind):
            counts[header] = counts.get(header, 0) + 1
    return MappingProxyType(counts)
