"""The field catalogue: what a customer, a contact, a deal, a task … consists of."""

from __future__ import annotations

from ._field import LINKS, Field, Kind
from ._order import ORDER_LINE
from ._own import while_fields_stay
from .catalogue import CATALOGUE, LIST_PARTS, by_header, field, header_key, headers_by_rank, labels

__all__ = [
    "CATALOGUE",
    "LINKS",
    "LIST_PARTS",
    "ORDER_LINE",
    "Field",
    "Kind",
    "by_header",
    "field",
    "header_key",
    "headers_by_rank",
    "labels",
    "while_fields_stay",
]
