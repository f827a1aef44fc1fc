"""The fields of what is kept beside a record: a customer's relations, addresses, dates; a deal's people and rivals."""

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

_DEAL = Field("deal", N_("Deal"), "deal", "deal_id", required=True, importable=False)

DEAL_CONTACT = by_key(
    Field("contact", N_("Contact"), "contact", "contact_id", required=True, importable=False),
    Field("role", N_("Part in the deal"), "choice", "role", sort="role", choices="contact_roles", importable=False),
    _DEAL,
)

COMPETITOR = by_key(
    Field("name", N_("Competitor"), "text", "name", required=True, sort="name_key", importable=False),
    Field("threat", N_("Threat"), "choice", "threat", sort="threat", choices="threats", importable=False),
    Field("offer", N_("Their offer"), "money", "offer", sort="offer", importable=False),
    Field("won", N_("The deal was lost to them"), "yes_no", "won", importable=False),
    _NOTE,
    _DEAL,
)
