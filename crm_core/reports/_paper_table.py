"""A report's table as paper holds it: every cell said, columns as wide as they need, in several blocks if many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from ..base.figures import NOTHING, Number, grouped, in_script
from ..base.i18n import N_, Locale
from ..measures.catalogue import measure
from ._table import Cell, Head, Line, Table
from ._tabled import table_for
from .shown import Shown
from .spec import COMPARISONS

UPRIGHT, ACROSS = 104, 156
"""Characters of the usual size that fit into a line of A4, upright and across."""
_SMALLEST = 0.72
"""By so much letters may shrink before a table is parted."""
_BETWEEN = 2.0
"""Characters of blank between two columns."""
_WIDEST_NAME = 30
_WIDTHS = dict.fromkeys(",.٬٫'", 0.45) | dict.fromkeys("\u2066\u2067\u2068\u2069", 0.0)


@dataclass(frozen=True)
class PaperTable:
    """The lines that are set, with what they are sums of; `there` is how many there are besides the total."""

    heads: tuple[Head, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    there: int
    widths: tuple[float, ...]

    @property
    def names(self) -> int:
        """How many columns say what a line is about; they are on every block."""
        return sum(1 for head in self.heads if not head.measure)

    @property
    def set_here(self) -> int:
        """How many of them are on paper."""
        return sum(1 for kind, _ in self.lines if kind != "all")

    @property
    def is_wide(self) -> bool:
        """Whether it wants a page that lies across."""
        return sum(self.widths) > UPRIGHT

    def blocks(self, wide: bool) -> list[Mapping[str, Any]]:
        """The table for the template; where its columns do not fit one page, several blocks of about as many."""
        names, figures = list(range(self.names)), list(range(self.names, len(self.heads)))
        room = (ACROSS if wide else UPRIGHT) / _SMALLEST - sum(self.widths[at] for at in names)
        many = max(1, -int(-sum(self.widths[at] for at in figures) // max(room, 1)))
        each = max(1, -(-len(figures) // many))
        parts = [figures[at : at + each] for at in range(0, len(figures), each)]
        return [self._block([*names, *part], wide) for part in parts]

    def _block(self, places: Sequence[int], wide: bool) -> Mapping[str, Any]:
        needed = sum(self.widths[at] for at in places)
        heads = [self.heads[at] for at in places]
        over = [[name, len(list(some))] for name, some in groupby(heads, key=lambda head: head.over)]
        return {
            "over": over if any(name for name, _ in over) else [],
            "heads": [head.label for head in heads],
            "figures": [at for at, head in enumerate(heads) if head.measure],
            "widths": [self.widths[at] for at in places],
            "scale": min(1.0, (ACROSS if wide else UPRIGHT) / needed),
            "lines": [{"sum": kind, "cells": [cells[at] for at in places]} for kind, cells in self.lines],
        }


def laid_out(one: Shown, locale: Locale, most: int) -> PaperTable:
    """The table of a report with at most so many lines, its total always among them."""
    table = table_for(one, locale)
    shown = [at for at, head in enumerate(table.heads) if head.kind != "date"]
    heads = tuple(_headed([table.heads[at] for at in shown], one, locale))
    lines: list[tuple[str, tuple[str, ...]]] = []
    there, against_target = 0, one.result.spec.compare == "target"
    for line in table.lines:
        if line.sum == "all" and there == 1:
            continue  # it says nothing that the only line does not
        there += line.sum != "all"
        if there <= most or line.sum == "all":
            lines.append((line.sum, _said(line, shown, table, locale, against_target=against_target)))
    return PaperTable(heads, tuple(lines), there, tuple(_widths(heads, lines)))


def _headed(heads: Sequence[Head], one: Shown, locale: Locale) -> Iterator[Head]:
    """The headers in two lines: a measure over its figure, the one before and the change.

    Under the name of what goes across, the figure needs no name where it is the only one.
    """
    spec = one.result.spec
    if spec.across:
        alone = len(spec.asked) == 1 and not any(head.role == "before" for head in heads)
        yield from (replace(head, label=head.over, over="") if alone and head.over else head for head in heads)
        return
    compared = {head.measure for head in heads if head.role == "before"}
    before = locale.t(COMPARISONS[spec.compare])
    change = locale.t(N_("Reached") if spec.compare == "target" else N_("Change"))
    labels = {"now": "", "before": before[:1].upper() + before[1:], "change": change}
    names = {head.measure: head.label for head in heads if head.role == "now"}
    for head in heads:
        if head.measure in compared:
            yield replace(head, label=labels[head.role], over=names[head.measure])
        else:
            yield head


def _said(line: Line, shown: Sequence[int], table: Table, locale: Locale, *, against_target: bool) -> tuple[str, ...]:
    said = ((line.cells[at], table.heads[at]) for at in shown)
    return tuple(_cell(value, head, table.money_places, locale, against_target) for value, head in said)


def _cell(value: Cell, head: Head, places: int, locale: Locale, against_target: bool) -> str:
    """A cell as it is read."""
    if value is None:
        return NOTHING if head.measure else ""
    if not isinstance(value, int | float | Decimal):
        return str(value)
    if head.role == "change":
        return locale.percent(round(float(value), 2)) if against_target else _change(value, head, locale)
    if head.kind == "ratio":
        return locale.percent(value, 1)
    decimals = {"money": places, "days": 1, "number": 1}.get(head.kind, 0)
    return in_script(grouped(value, decimals, fixed=True), locale.digits)


def _change(value: Number, head: Head, locale: Locale) -> str:
    """A change with its sign; of a rate in points. One too small to be said has none."""
    if measure(head.measure).kind == "ratio":
        points = round(float(value) * 100, 1)
        return locale.with_sign(points, locale.t(N_("{points} pts"), points=locale.number(abs(points), 1)))
    share = round(float(value), 2)
    return locale.with_sign(share, locale.percent(abs(share)))


def _widths(heads: Sequence[Head], lines: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[float]:
    """What each column needs, in characters: its longest cell, and the longest word of its header."""
    for place, head in enumerate(heads):
        longest = max((_wide(cells[place]) for _, cells in lines), default=0)
        words = max((len(word) for word in head.label.split()), default=0)
        if head.measure:
            apart = 1.2 if head.over and head.role == "now" else 0  # where another measure begins
            yield max(longest, words, len(head.label) / 3) + _BETWEEN + apart
        else:
            yield min(max(longest, words, 8), _WIDEST_NAME) + _BETWEEN


def _wide(text: str) -> float:
    """How wide a text is, in digits: what parts digits is narrow, what isolates them has no width."""
    return sum(_WIDTHS.get(letter, 1.0) for letter in text)
