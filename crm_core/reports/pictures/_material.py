"""What is drawn of a report: one measure's figures with the names of their periods and groups."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ...base.colours import DARK, LIGHT, OTHERS, Palette, told_apart
from ...base.i18n import N_, Locale
from ...measures.breakdowns import Key
from ...measures.catalogue import Measure, Value
from ..result import ReportResult, Row
from ..saying import (
    PeriodName,
    address,
    compared_with,
    measure_label,
    names_of,
    period_names,
    ranked,
    rest_address,
    say_change,
    say_figure,
    say_reached,
    today_of,
    value_of,
)  # fmt: skip
from ..wording import STEP_LABELS, listed
from ._parts import Rows, Spec
from .plot import Base, Plot, Point, Shape

REST = N_("Others")
Leads = dict[tuple[str, str], str]
_DWARFS = 1.5
_OUTCOMES = {"won": "won", "lost": "lost"}


@dataclass(frozen=True)
class Look:
    """Where a picture is looked at: on a dark ground, on a phone; on `paper` there is nothing to click."""

    dark: bool = False
    phone: bool = False
    paper: bool = False

    @property
    def paint(self) -> Palette:
        return DARK if self.dark else LIGHT


@dataclass(frozen=True)
class Picture:
    """A drawing of figures: a Vega-Lite `spec` without data, and the `rows` that are its data.

    A row has the label, the series, the figure as `value` and what the tooltip says. `title` and `below` stand above
    the drawing, outside of it. `leads` says which figure a mark of this label and series stands for, by its address
    (see `saying.address`).
    """

    spec: Spec
    rows: Rows
    title: str
    below: str
    kind: str
    leads: Mapping[tuple[str, str], str]
    look: Look
    locale: Locale


@dataclass(frozen=True)
class Material:
    """A measure of a report, for a person's eyes. `sort` orders the groups as the table does."""

    result: ReportResult
    one: Measure
    locale: Locale
    look: Look
    sort: str = ""
    leads: Leads = field(default_factory=dict)

    # Places

    @property
    def over_time(self) -> bool:
        """Whether there are several periods."""
        return self.result.spec.by != "total" and len(self.result.by_period) > 1

    @property
    def times(self) -> int:
        """How many periods there are."""
        return len(self.result.by_period)

    @property
    def many(self) -> int:
        """How many groups there are."""
        return len(self.result.by_group)

    @cached_property
    def periods(self) -> list[PeriodName]:
        """The periods there are several of; none where the report is about all of them together."""
        if self.result.spec.by == "total" or len(self.result.by_period) < 2:
            return []
        names = period_names(self.result, self.locale)
        return [replace(one, name=name) for one, name in zip(names, distinct([one.name for one in names]), strict=True)]

    @cached_property
    def groups(self) -> list[str]:
        """What the groups are called, each by a name of its own."""
        return distinct([" · ".join(names_of(row, self.locale)) for row in self.result.by_group])

    @cached_property
    def order(self) -> list[int]:
        """The places of the groups as they are shown."""
        return ranked(self.result, self.sort, self.one)

    @cached_property
    def falling(self) -> list[int]:
        """The places of the groups from the greatest figure, the rest last."""
        return ranked(self.result, f"-{self.one.key}", self.one)

    @cached_property
    def today(self) -> dt.date:
        return today_of(self.result)

    @cached_property
    def running(self) -> list[bool]:
        """Which period runs now; all of them where none does."""
        found = [row.start <= self.today < row.end for row in self.result.by_period]
        return found if any(found) else [True] * len(found)

    def row(self, period: int | None, group: int | None) -> Row:
        result = self.result
        if period is not None and group is not None:
            return result.rows[period * len(result.by_group) + group]
        return result.by_period[period] if period is not None else result.by_group[group or 0]

    def value(self, period: int | None, group: int | None) -> Value:
        return value_of(self.result, self.row(period, group), self.one)

    def base(self, period: int | None, group: int | None) -> Value:
        return self.row(period, group).compare.get(self.one.key)

    @property
    def whole(self) -> bool:
        """Whether the figures of groups are parts of one whole."""
        return is_whole(self.one)

    def over(self, places: Iterable[int], period: int | None = None) -> Value:
        """The figure of several groups together; only where they are parts of a whole."""
        known = [value for at in places if (value := self.value(period, at)) is not None]
        return sum(known) if known else None

    # Words

    def say(self, value: Value, *, short: bool = True, unit: bool = False) -> str:
        return say_figure(self.one, value, self.locale, short=short, unit=unit)

    def t(self, message: str, **params: Any) -> str:
        return self.locale.t(message, **params)

    @property
    def label(self) -> str:
        return measure_label(self.one, self.locale)

    @property
    def name(self) -> str:
        return self.locale.t(self.one.label)

    @cached_property
    def base_kind(self) -> Base:
        """What there is to compare with."""
        spec = self.result.spec
        if spec.compare == "none" or (spec.compare == "target" and not self.one.adds_up):
            return ""
        known = (row.compare.get(self.one.key) for row in (*self.result.by_period, *self.result.by_group))
        if all(value is None for value in known):
            return ""
        return "target" if spec.compare == "target" else "before"

    @cached_property
    def base_name(self) -> str:
        return compared_with(self.result, self.locale)

    def titled(self, fields: Sequence[str] | None = None) -> str:
        """What is shown by what: "Won amount (Toman) by month and person"."""
        names = self.fields if fields is None else fields
        small = [name if self.locale.rtl else name[:1].lower() + name[1:] for name in names]
        if not small:
            return self.label
        return self.t("{measures} by {fields}", measures=self.label, fields=listed(small, self.locale))

    @cached_property
    def fields(self) -> list[str]:
        spec = self.result.spec
        labels = (self.t(column.label) for column in self.result.columns if column.key in spec.breakdown)
        return [*([self.t(STEP_LABELS[spec.by])] if self.over_time else []), *labels]

    def base_said(self) -> str:
        if not self.base_kind:
            return ""
        dashed = self.base_kind == "target"
        return self.t("Dashed: {name}", name=self.base_name) if dashed else self.t("Grey: {name}", name=self.base_name)

    def first_of(self, shown: int, there: int) -> str:
        return self.t("The first {n} of {all}", n=shown, all=there) if shown < there else ""

    # Points and pictures

    def point(
        self, period: int | None, group: int | None, *, label: str, series: str = "", compared: bool = True
    ) -> Point:
        """The figure of a place as a point, which leads to its records."""
        value, base = self.value(period, group), self.base(period, group) if compared and self.base_kind else None
        if value:
            self.leads[label, series] = address(self.one, period, group)
        name = self.periods[period] if period is not None else None
        told = self.say(base, short=False, unit=True) if base is not None else ""
        return Point(
            label, value, self.say(value), series, name.days if name else "",
            self.running[period] if period is not None else True, name.short if name else "", base, told,
            self._change(value, base), self.say(value, short=False, unit=True),
        )  # fmt: skip

    def _change(self, value: Value, base: Value) -> str:
        if base is None or value is None:
            return ""
        if self.base_kind == "target":
            return say_reached(value, base, self.locale)
        return say_change(self.one, value, base, self.locale)

    def rest(
        self, value: Value, shown: Sequence[int], *, label: str, series: str = "", period: int | None = None,
        soft: bool = False,
    ) -> Point:  # fmt: skip
        """All groups but those shown together as a point, which leads to their records where one field parts them."""
        name = self.periods[period] if period is not None else None
        if value and len(self.result.spec.breakdown) == 1:
            self.leads[label, series] = rest_address(self.one, period, shown)
        return Point(
            label, value, self.say(value), series, name.days if name else "",
            self.running[period] if period is not None else True, name.short if name else "",
            full=self.say(value, short=False, unit=True), soft=soft,
        )  # fmt: skip

    def others(self, shown: Sequence[int], rest: Sequence[int]) -> tuple[list[Point], str]:
        """The groups that are not shown, together: as a bar where it does not dwarf the others, else in words."""
        value = self.over(rest) if self.whole else None
        if not rest or not value:
            return [], self.first_of(len(shown), len(shown) + len(rest))
        if value > _DWARFS * max(self.value(None, at) or 0 for at in shown):
            together = self.say(value, unit=True)
            return [], self.t("{n} others together: {figure}", n=len(rest), figure=together)
        return [self.rest(value, shown, label=self.t(REST), soft=True)], ""

    def plot(self, shape: Shape, *, horizontal: bool = False, compared: bool = True, **more: Any) -> Plot:
        base = self.base_kind if compared else ""
        return Plot(
            say=self.say, locale=self.locale, paint=self.look.paint, shape=shape, horizontal=horizontal, base=base,
            base_name=self.base_name if base else "", whole=self.one.kind == "count", value_name=self.name,
            clicked=not self.look.paper, **more,
        )  # fmt: skip

    def picture(self, kind: str, drawn: tuple[Spec, Rows], *, title: str = "", below: Iterable[str] = ()) -> Picture:
        spec, rows = drawn
        said = " · ".join(filter(None, below))
        return Picture(spec, rows, title or self.titled(), said, kind, self.leads, self.look, self.locale)

    # Colours

    def colours(self, places: Sequence[int]) -> dict[str, str]:
        """The colour of each of these groups by its name: that of its first record, the same in every report."""
        rows = {self.groups[at]: next(iter(self.result.by_group[at].keys.items())) for at in places}
        return self.coloured({name: (field, key) for name, (field, key) in rows.items()})

    def coloured(self, keys: Mapping[str, tuple[str, Key]]) -> dict[str, str]:
        """Green and red for won and lost, else the colours of categories."""
        paint, rest = self.look.paint, self.t(REST)
        found = told_apart({name: _record(key) for name, (_, key) in keys.items()}) | {rest: OTHERS}
        for name, (field_name, key) in keys.items():
            if field_name == "outcome" and key.values[0] in _OUTCOMES:
                found[name] = getattr(paint, _OUTCOMES[str(key.values[0])])
            elif key.rest or key.label is None:
                found[name] = OTHERS
        return found


def is_whole(one: Measure) -> bool:
    """Whether a measure's figures of groups may be piled up: sums, and stocks of one moment."""
    return one.adds_up or (one.stock and not one.over and not one.derived and one.rolls_up) or one.derived == "share"


def _record(key: Key) -> Hashable:
    return key.values[0] if key.values and isinstance(key.values[0], int) else key.label or ""


def distinct(names: Sequence[str]) -> list[str]:
    """The names, made different where some are alike: each is a place of its own on an axis."""
    if len(set(names)) == len(names):
        return list(names)
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return found
