"""Fields that several entities have alike."""

from __future__ import annotations

from crm_core.base.i18n import N_

from . import _headers as headers
from ._field import Field

HONORIFIC = Field("title", N_("Salutation"), "choice", "title", choices="titles", synonyms=headers.TITLE, width=90)
MOBILE = Field(
    "mobile",
    N_("Mobile"),
    "phone",
    "mobile",
    unique=True,
    sort="mobile_key",
    synonyms=headers.MOBILE,
    in_grid=True,
)
PHONE = Field(
    "phone", N_("Phone"), "phone", "phone", unique=True, sort="phone_key", synonyms=headers.PHONE, in_grid=True
)
EMAIL = Field(
    "email",
    N_("E-mail"),
    "email",
    "email",
    unique=True,
    sort="email_key",
    synonyms=headers.EMAIL,
    width=200,
    in_grid=True,
)
OWNER = Field(
    "owner",
    N_("Owner"),
    "user",
    "owner_id",
    sort="owner_id",
    groupable=True,
    synonyms=headers.OWNER,
    width=160,
    in_grid=True,
)
UNIT = Field("unit", N_("Unit"), "unit", "unit_id", sort="unit_id", groupable=True, synonyms=headers.UNIT)
PROVINCE = Field(
    "province",
    N_("Province"),
    "text",
    "province",
    sort="province",
    groupable=True,
    synonyms=headers.PROVINCE,
    width=130,
)
COUNTRY = Field(
    "country",
    N_("Country"),
    "text",
    "country",
    sort="country",
    groupable=True,
    synonyms=headers.COUNTRY,
    width=120,
)
POSTAL_CODE = Field("postal_code", N_("Postal code"), "text", "postal_code", synonyms=headers.POSTAL_CODE, width=110)
ADDRESS = Field("address", N_("Address"), "long_text", "address", synonyms=headers.ADDRESS, width=280)
SOURCE = Field(
    "source",
    N_("Source"),
    "choice",
    "source",
    sort="source",
    groupable=True,
    choices="sources",
    synonyms=headers.SOURCE,
)
BIRTHDAY = Field(
    "birthday", N_("Birthday"), "date", "birthday", sort="birthday_key", synonyms=headers.BIRTHDAY, width=120
)
NOTE = Field("note", N_("Note"), "long_text", "note", synonyms=headers.NOTE, width=280)
CONFIRMED_ON = Field(
    "confirmed_on",
    N_("Confirmed on"),
    "date",
    "confirmed_on",
    sort="confirmed_on",
    synonyms=headers.CONFIRMED_ON,
    width=120,
)
COMPLETENESS = Field(
    "completeness",
    N_("Completeness"),
    "percent",
    "completeness",
    editable=False,
    importable=False,
    sort="completeness",
    width=110,
)
FAULTS = Field(
    "faults", N_("Faulty values"), "number", "faults", editable=False, importable=False, sort="faults", width=100
)
QUALITY = Field(
    "quality",
    N_("Data quality"),
    "percent",
    editable=False,
    importable=False,
    sort="quality",
    computed=True,
    width=110,
)
STALE = Field("stale", N_("Stale"), "yes_no", editable=False, importable=False, computed=True, width=90)
UNREACHABLE = Field(
    "unreachable", N_("Unreachable"), "yes_no", editable=False, importable=False, computed=True, width=110
)
JUDGED = (CONFIRMED_ON, COMPLETENESS, FAULTS, QUALITY, STALE, UNREACHABLE)
"""What is known of how good a record is (see trust.quality)."""
CREATED_AT = Field(
    "created_at",
    N_("Created on"),
    "datetime",
    "created_at",
    editable=False,
    importable=False,
    sort="created_at",
)
UPDATED_AT = Field(
    "updated_at",
    N_("Last change"),
    "datetime",
    "updated_at",
    editable=False,
    importable=False,
    sort="updated_at",
)
CUSTOMER = Field(
    "customer",
    N_("Customer"),
    "customer",
    "customer_id",
    sort="customer_id",
    groupable=True,
    synonyms=headers.CUSTOMER_OF,
    width=200,
    in_grid=True,
)
TAGS = Field("tags", N_("Tags"), "tags", synonyms=headers.TAGS, groupable=True, width=160)
CONTACT = Field("contact", N_("Contact"), "contact", "contact_id", synonyms=headers.CONTACT_OF, width=160)
