"""Answers as people and programs read them: aligned columns, and plain JSON values."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def as_json(data: dict[str, Any]) -> str:
    """One object on one line; days in ISO, exact amounts as numbers."""
    return json.dumps(data, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)


def plain_number(value: Decimal) -> int | float:
    """An exact number as JSON writes it: whole without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def bare(text: str) -> str:
    """A sentence without the marks that keep mixed directions apart on screens: paths in it are copied, values read."""
    return text.translate(_ISOLATES)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int] = ()) -> list[str]:
    """Lines of aligned columns; those whose places are in `numbers` end at the right."""
    if not rows:
        return []
    widths = [max(_width(row[place]) for row in (headers, *rows)) for place in range(len(headers))]
    lines = [_line(row, widths, numbers) for row in (headers, *rows)]
    return [lines[0], "  ".join("─" * width for width in widths), *lines[1:]]


def _line(row: Sequence[str], widths: Sequence[int], numbers: Collection[int]) -> str:
    cells = [
        " " * (width - _width(text)) + text if place in numbers else text + " " * (width - _width(text))
        for place, (text, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """How many places a terminal gives a text: marks and isolates take none, East Asian letters two."""
    return sum(
        0 if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf" else
        2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )  # fmt: skip
