"""What a stage wants filled before a deal enters it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields import CATALOGUE, Field
from ..trust import parts

if TYPE_CHECKING:
    from ..base.i18n import Locale

_NEVER = frozenset(
    {"title", "stage", "pipeline", "outcome", "opened_on", "closed_on", "currency", "probability", "external_id"}
)
"""What every deal has, what the stage itself decides, and the number that another system gave."""
_ONLY_OF: Mapping[str, str] = MappingProxyType({"won_reason": "won", "lost_reason": "lost"})
"""Fields that mean something in stages of one kind."""


class MissingFields(Invalid):
    """A deal cannot enter a stage before these fields are filled, by field key; `stage` is the stage's number.

    Raised by every way in which a person puts a deal into a stage: board, form, grid, many at once, review. Lists are
    not refused (they tell what was): their plan notes how many deals come without.
    """

    def __init__(self, stage: int, name: str, fields: Sequence[str]) -> None:
        super().__init__(N_("{stage} asks for this first: {fields}"), field=fields[0], stage=name, fields="")
        self.stage = stage
        self.fields = tuple(fields)

    def say(self, locale: Locale) -> str:
        return locale.t(self.message, **{**self.params, "fields": self._labels(locale)})

    def __str__(self) -> str:
        return self.message.format(**{**self.params, "fields": ", ".join(self.fields)})

    def _labels(self, locale: Locale) -> str:
        known = CATALOGUE["deal"]
        comma = "، " if locale.rtl else ", "
        return comma.join(locale.t(known[key].label) if key in known else key for key in self.fields)


def requirable(kind: str = "open") -> dict[str, Field]:
    """The fields of a deal that a stage of this kind can ask for, by key."""
    return {key: one for key, one in CATALOGUE["deal"].items() if _can_be(one) and _ONLY_OF.get(key, kind) == kind}


def _can_be(one: Field) -> bool:
    kept = one.column is not None or one.in_lines or one.key in parts.PARTS
    return one.editable and kept and not one.computed and one.key not in _NEVER


def part_named(key: str) -> str | None:
    """The part of a deal (tags, lines) in which a field lies; None for a column."""
    one = CATALOGUE["deal"].get(key)
    if one is None:
        return None
    return "lines" if one.in_lines else key if key in parts.PARTS else None


def missing(required: Iterable[str], old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Which of these fields are empty in a deal with these values before and new ones (by column and part).

    A field that is gone from the catalogue is not asked for.
    """
    known = CATALOGUE["deal"]
    empty = []
    for key in required:
        name = part_named(key) or (known[key].column if key in known else None)
        if name is not None and (new[name] if name in new else old.get(name)) in (None, "", []):
            empty.append(key)
    return tuple(empty)
