"""What lists may hold: each kind's fields, what it cannot be without, and how it is called in file names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from crm_core.base.i18n import N_
from crm_core.fields import CATALOGUE, LIST_PARTS, Field, Kind, header_key


@dataclass(frozen=True)
class ListKind:
    """One kind of list. `needs`: at least one field of each group must have a column.

    `names` are parts of file and sheet names that speak for the kind. `entity` is what a row becomes; None
    while the import cannot take the kind yet.
    """

    key: str
    label: str
    entity: str | None
    fields: Mapping[str, Field]
    needs: tuple[frozenset[str], ...]
    names: tuple[str, ...]


def _of(entity: str, *leave_out: str) -> Mapping[str, Field]:
    """The importable fields of an entity and the columns of lists that are joined into them."""
    together = {**CATALOGUE[entity], **LIST_PARTS.get(entity, {})}
    return {key: found for key, found in together.items() if found.importable and key not in leave_out}


def _any(keys: str) -> frozenset[str]:
    return frozenset(keys.split())


def _field(key: str, label: str, kind: Kind, *headers: str) -> Field:
    return Field(key, label, kind, synonyms=tuple(word for group in headers for word in group.split(", ")))


def _by_key(*fields: Field) -> Mapping[str, Field]:
    return {found.key: found for found in fields}


_EMPLOYEE_ID = "employee id"

_ORDER_FIELDS = _by_key(
    _field(
        "number",
        N_("Order number"),
        "text",
        "order id, order no, order number, invoice number, invoice no, sales order, quote id, quoteextid",
        "شماره سفارش, کد سفارش, شماره فاکتور, شماره پیش فاکتور, shomare sefaresh, shomare faktor",
    ),
    _field(
        "ordered_on",
        N_("Ordered on"),
        "date",
        "order date, ordered on, invoice date, purchase date, date",
        "تاریخ سفارش, تاریخ فاکتور, تاریخ خرید, تاریخ, tarikh sefaresh, tarikh faktor, tarikh",
    ),
    CATALOGUE["deal"]["customer"],
    replace(CATALOGUE["deal"]["owner"], synonyms=(*CATALOGUE["deal"]["owner"].synonyms, _EMPLOYEE_ID)),
    CATALOGUE["deal"]["product"],
    _field(
        "quantity",
        N_("Quantity"),
        "number",
        "quantity, qty, count, units, pieces, تعداد, مقدار, تعداد مقدار, tedad, meghdar",
    ),
    _field(
        "price",
        N_("Unit price"),
        "money",
        "unit price, price, sales price, قیمت واحد, فی, قیمت, مبلغ واحد, fi, gheymat vahed",
    ),
    _field(
        "discount",
        N_("Discount"),
        "number",
        "discount, discount percent, rebate, تخفیف, درصد تخفیف, takhfif",
    ),
    _field(
        "shipped_on",
        N_("Shipped on"),
        "date",
        "shipped date, ship date, shipped on, تاریخ ارسال, tarikh ersal",
    ),
    _field("freight", N_("Freight"), "money", "freight, shipping cost, delivery cost, کرایه, هزینه ارسال"),
    _field("line_id", N_("Line number"), "text", "line id, line item id, quotelineitemextid, line no"),
    _field(
        "valid_until",
        N_("Valid until"),
        "date",
        "expiration date, expiry date, valid until, valid to, تاریخ اعتبار, اعتبار تا, مهلت اعتبار",
    ),
    _field("deal", N_("Deal"), "deal", "deal, opportunity, opportunityextid, opportunity id, معامله"),
    _field("status", N_("Status"), "text", "status, order status, quote status, وضعیت, وضعیت سفارش"),
    _field("terms", N_("Terms of payment"), "text", "payment terms, terms, شرایط پرداخت, نحوه پرداخت"),
    CATALOGUE["deal"]["note"],
)
_USER_MORE = _by_key(
    _field(
        "manager",
        N_("Manager"),
        "user",
        "manager, reports to, supervisor, team lead, line manager, مدیر, سرپرست, مدیر مستقیم, modir, sarparast",
    ),
)
_HISTORY_FIELDS = _by_key(
    _field(
        "deal",
        N_("Deal"),
        "deal",
        "opportunityextid, opportunity id, opportunity, deal id, deal, deal number",
        "شماره معامله, کد معامله, معامله, moamele",
    ),
    CATALOGUE["deal"]["stage"],
    _field(
        "changed_at",
        N_("Changed"),
        "datetime",
        "created date, changed on, changed at, stage date, entered on, date, timestamp, modified date",
        "تاریخ تغییر, تاریخ, tarikh",
    ),
    CATALOGUE["deal"]["probability"],
    CATALOGUE["deal"]["amount"],
    CATALOGUE["deal"]["expected_close"],
    CATALOGUE["deal"]["note"],
)

_NAME = _any("name first_name last_name")

KINDS: Mapping[str, ListKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            ListKind(
                "customers", N_("Customers"), "customer", _of("customer"),
                (_NAME,), ("customer", "account", "client", "compan", "مشتری", "شرکت", "moshtari"),
            ),
            ListKind(
                "contacts", N_("Contacts"), "contact", _of("contact"),
                (_NAME | {"email"},), ("contact", "people", "person", "مخاطب", "اشخاص", "رابط"),
            ),
            ListKind(
                "deals", N_("Deals"), "deal", _of("deal"),
                (_any("title external_id"), _any("stage amount closed_on outcome")),
                ("deal", "opportunit", "pipeline", "معامل", "فرصت", "کاریز"),
            ),
            ListKind(
                "products", N_("Products"), "product", _of("product"),
                (_any("name code"), _any("code family price unit_of_sale active external_id")),
                ("product", "item", "catalog", "محصول", "کالا"),
            ),
            ListKind(
                "users", N_("Users"), None, {**_of("user"), **_USER_MORE},
                (_NAME, _any("unit role email external_id active")),
                ("user", "team", "employee", "staff", "agent", "کاربر", "پرسنل", "کارشناس"),
            ),
            ListKind(
                "tasks", N_("Tasks"), None, _of("task"),
                (_any("title"), _any("due_on priority done_on")), ("task", "todo", "کار", "وظیفه", "پیگیری"),
            ),
            ListKind(
                "interactions", N_("Interactions"), None, _of("interaction"),
                (_any("subject note kind"), _any("happened_at happened_on"), _any("customer contact deal")),
                ("interaction", "call", "activit", "meeting", "تماس", "تعامل", "جلسه"),
            ),
            ListKind(
                "orders", N_("Orders"), None, _ORDER_FIELDS,
                (_any("number"), _any("product ordered_on quantity valid_until")),
                ("order", "invoice", "quote", "سفارش", "فاکتور"),
            ),
            ListKind(
                "deal_history", N_("Deal history"), None, _HISTORY_FIELDS,
                (_any("deal"), _any("stage"), _any("changed_at")), ("history", "تاریخچه", "سابقه"),
            ),
        )
    }
)  # fmt: skip


@cache
def headers_of(kind: str) -> Mapping[str, Mapping[str, int]]:
    """Which fields of a kind know a header, and how surely (0 is the surest), by `header_key`."""
    known: dict[str, dict[str, int]] = {}
    for found in KINDS[kind].fields.values():
        for rank, word in enumerate((found.key, found.label, *found.synonyms)):
            known.setdefault(header_key(word), {}).setdefault(found.key, rank)
    known.pop("", None)
    return MappingProxyType(known)


@cache
def kinds_that_know() -> Mapping[str, int]:
    """In how many kinds a header is known: one that few know tells more of a list."""
    counts: dict[str, int] = {}
    for kind in KINDS:
        for header in headers_of(kind):
            counts[header] = counts.get(header, 0) + 1
    return MappingProxyType(counts)
