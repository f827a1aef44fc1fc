"""Products: what is sold and for how much, in one grid, for the managers and admins who look after them."""

from __future__ import annotations

from _session import read, t, tn
from _ui import filters, form, record_list
from crm_core.base.i18n import N_
from crm_core.fields import find
from crm_core.fields.offered import tags_in_use, words_in_use

NEW = ("name", "code", "family", "price", "unit_of_sale", "active", "tags", "note")


def parts() -> list[filters.Part]:
    """What products can be filtered by."""
    return [
        filters.text(t("Name or code")),
        filters.in_use("family", lambda: read(words_in_use, "product", "family")),
        filters.many("active", {True: t("yes"), False: t("no")}),
        filters.in_use("tags", lambda: read(tags_in_use), op="has_any"),
    ]


def opens(number: int) -> None:
    """The product's form."""
    form.edit(t("Product"), "product", read(find.read, "product", number).rows[0], NEW)


record_list.show(
    record_list.RecordList(
        entity="product",
        key="products",
        title=N_("Products"),
        counted=lambda n: tn("{n} product", "{n} products", n),
        more=N_("More than {n} products"),
        empty=(N_("No products here."), N_("Change the filter, add one, or import a list.")),
        parts=parts,
        opens=opens,
        new=N_("New product"),
        creates=lambda: form.create(t("New product"), "product", NEW, values={"active": True}),
    )
)
