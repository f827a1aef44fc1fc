"""The fields of what is kept beside a customer or contact: related customers, further addresses, important dates."""

from __future__ import annotations

from crm_core.base.i18n import N_

from ._field import Field, by_key

_CUSTOMER = Field("customer", N_("Customer"), "customer", "customer_id", importable=False)
_CONTACT = Field("contact", N_("Contact"), "contact", "contact_id", importable=False)
_NOTE = Field("note", N_("Note"), "long_text", "note", importable=False)

RELATION = by_key(
    Field(
        "kind", N_("Relation"), "choice", "kind", required=True, sort="kind", choices="relation_kinds", importable=False
    ),
    _CUSTOMER,
    Field("other", N_("Related customer"), "customer", "other_id", required=True, importable=False),
    _NOTE,
)

ADDRESS_CARD = by_key(
    Field("kind", N_("Kind"), "choice", "kind", required=True, sort="kind", choices="address_kinds", importable=False),
    Field("address", N_("Address"), "long_text", "address", required=True, importable=False),
    Field("city", N_("City"), "text", "city", sort="city", importable=False),
    Field("province", N_("Province"), "text", "province", importable=False),
    Field("postal_code", N_("Postal code"), "text", "postal_code", importable=False),
    Field("country", N_("Country"), "text", "country", importable=False),
    _NOTE,
    _CUSTOMER,
    _CONTACT,
)

IMPORTANT_DATE = by_key(
    Field("label", N_("What is on that day"), "text", "label", required=True, sort="label", importable=False),
    Field("day", N_("Day"), "date", "day", required=True, sort="day", importable=False),
    Field("yearly", N_("Every year"), "yes_no", "yearly", sort="yearly", importable=False),
    _CUSTOMER,
    _CONTACT,
)
