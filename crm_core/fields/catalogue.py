"""The one catalogue of fields, and how a header of a list is compared with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from crm_core.base.errors import NotFound
from crm_core.base.i18n import N_, Locale
from crm_core.base.messages import in_every_language
from crm_core.base.text import compact

from ._beside import ADDRESS_CARD, COMPETITOR, DEAL_CONTACT, IMPORTANT_DATE, RELATION
from ._contact import ADDRESS_PARTS, BIRTHDAY_PARTS, CONTACT, NAME_PARTS
from ._customer import CUSTOMER
from ._deal import DEAL
from ._field import Field, by_key, words
from ._order import ORDER
from ._own import Catalogue, while_fields_stay
from ._product import PRODUCT
from ._recorded import RECORDED
from ._work import INTERACTION, NOTE_FIELDS, TASK, USER

CATALOGUE = Catalogue(
    {
        "customer": CUSTOMER,
        "contact": CONTACT,
        "deal": DEAL,
        "order": ORDER,
        "task": TASK,
        "interaction": INTERACTION,
        "product": PRODUCT,
        "note": NOTE_FIELDS,
        "user": USER,
        "relation": RELATION,
        "address": ADDRESS_CARD,
        "important_date": IMPORTANT_DATE,
        "deal_contact": DEAL_CONTACT,
        "competitor": COMPETITOR,
    },
    RECORDED,
)
"""Fields by entity and key, in the order they are shown: the declared ones, then those that the company made.

Beside these stand the fields of what is only looked at (`_recorded`): found by name, but not gone through.

It follows the company's own fields, so nothing of it is kept beyond a question (`while_fields_stay`).
"""

FOUNDED = Field(
    "founded_year",
    N_("Year established"),
    "number",
    part_of="note",
    synonyms=words("year established, year founded, established, founded, سال تاسیس, سال تأسیس, sal tasis"),
)
PARENT = Field(
    "parent_company",
    N_("Subsidiary of"),
    part_of="note",
    synonyms=words("subsidiary of, parent company, parent account, parent, holding, شرکت مادر, زیرمجموعه, هلدینگ"),
)

LIST_PARTS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "customer": by_key(*NAME_PARTS, *BIRTHDAY_PARTS, *ADDRESS_PARTS, FOUNDED, PARENT),
        "contact": by_key(*NAME_PARTS, *BIRTHDAY_PARTS, *ADDRESS_PARTS),
        "user": by_key(*NAME_PARTS),
    }
)
"""Columns of lists that no record keeps as such: each is joined into the field `part_of`.

Parts of a name are joined with blanks in the order given here, parts of a birthday make one date, a part of
an address follows it, and a part of a note becomes a line "label: value" of it.
"""


def field(entity: str, key: str) -> Field:
    """The field with this key; NotFound names both when there is none."""
    found = CATALOGUE.get(entity, {}).get(key)
    if found is None:
        raise NotFound(N_("There is no field {key} of {entity}."), key=key, entity=entity)
    return found


def of_customer(entity: str, key: str) -> bool:
    """Whether the record has no such field itself but its customer has (a deal's city)."""
    own = CATALOGUE.get(entity, {})
    return key not in own and "customer" in own and key in CATALOGUE["customer"]


def labels(entity: str, locale: Locale) -> dict[str, str]:
    """The label of each field in the person's language, by key."""
    return {key: locale.t(found.label) for key, found in CATALOGUE[entity].items()}


_CUSTOM_SUFFIX = re.compile(r"__c\s*$", re.IGNORECASE)
_EZAFE = re.compile("ه[\u200c ][یي](?!\\w)")
_BRACKETS = re.compile(r"[(（\[{«][^)）\]}»]*[)）\]}»]")


def header_key(header: str) -> str:
    """A header as it is compared: folded, without blanks, bracketed words, and the "__c" of Salesforce."""
    bare = _EZAFE.sub("ه", _BRACKETS.sub(" ", _CUSTOM_SUFFIX.sub("", header)))
    return compact(bare) or compact(header)


def headers_by_rank(found: Field) -> Iterator[tuple[int, str]]:
    """The headers that a field knows, by `header_key`, each with its rank, the surest (0) first.

    Its own key and its label, in every language, count as its first ones; after them come the synonyms in their order.
    """
    if found.key_is_header:
        yield 0, header_key(found.key)
    yield from ((1, header_key(label)) for label in in_every_language(found.label))
    yield from enumerate(map(header_key, found.synonyms), start=2)


@while_fields_stay
def by_header(entity: str) -> Mapping[str, tuple[str, ...]]:
    """The keys of the fields (and list parts) that know a header, the surest first, by `header_key`."""
    known: dict[str, dict[str, int]] = {}
    declared = {**CATALOGUE[entity], **LIST_PARTS.get(entity, {})}
    for found in declared.values():
        if found.importable:
            for rank, header in headers_by_rank(found):
                known.setdefault(header, {}).setdefault(found.key, rank)
    return MappingProxyType({word: tuple(sorted(keys, key=keys.__getitem__)) for word, keys in known.items()})
