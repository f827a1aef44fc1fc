"""The comparisons of a field as a person chooses them: which are offered, and what each is called for its kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crm_core.base.i18n import N_

from ._conditions import ops_of
from ._field import LINKS, Field

_USUAL: Mapping[str, str] = MappingProxyType(
    {
        "is": N_("is"),
        "is_not": N_("is not"),
        "one_of": N_("is one of"),
        "none_of": N_("is none of"),
        "contains": N_("contains"),
        "lacks": N_("does not contain"),
        "starts": N_("starts with"),
        "at_least": N_("is at least"),
        "at_most": N_("is at most"),
        "more_than": N_("is more than"),
        "less_than": N_("is less than"),
        "before": N_("is before"),
        "after": N_("is after"),
        "between": N_("is between"),
        "during": N_("is in the period"),
        "within_last": N_("was in the last … days"),
        "within_next": N_("is in the next … days"),
        "not_within": N_("nothing for … days"),
        "anniversary": N_("comes round in"),
        "past": N_("is past"),
        "under": N_("is, or lies below"),
        "has_tag": N_("include"),
        "lacks_tag": N_("do not include"),
        "has_any": N_("include one of"),
        "has_all": N_("include all of"),
        "empty": N_("is empty"),
        "not_empty": N_("is not empty"),
    }
)
_OF_CHOICES: Mapping[str, str] = MappingProxyType(
    {
        "one_of": N_("is"),
        "none_of": N_("is not"),
        "is": N_("is exactly"),
        "is_not": N_("is not exactly"),
        "contains": N_("has in its name"),
        "lacks": N_("has not in its name"),
    }
)
_OF_DATES: Mapping[str, str] = MappingProxyType(
    {
        "is": N_("is on"),
        "is_not": N_("is not on"),
        "at_least": N_("is on or after"),
        "at_most": N_("is on or before"),
    }
)
_OF_TAGS: Mapping[str, str] = MappingProxyType({"empty": N_("there are none"), "not_empty": N_("there are some")})

_NEEDLESS = frozenset({"is", "is_not", "has_tag"})
"""Comparisons with one value of what can also be compared with several: offered only where a filter has them."""


def offered_ops(field: Field, now: str = "") -> tuple[str, ...]:
    """The comparisons to choose from, the likeliest first; `now` is the one that a condition has already."""
    known = ops_of(field)
    several = "has_any" in known or (_is_choice(field) and "one_of" in known)
    return tuple(op for op in known if op == now or not (several and op in _NEEDLESS))


def op_label(field: Field, op: str) -> str:
    """What a comparison of this field is called, as a msgid."""
    if field.kind in ("date", "datetime"):
        return _OF_DATES.get(op) or _USUAL[op]
    if field.kind == "tags":
        return _OF_TAGS.get(op) or _USUAL[op]
    return (_OF_CHOICES.get(op) if _is_choice(field) else None) or _USUAL[op]


def _is_choice(field: Field) -> bool:
    return field.kind == "choice" or field.kind in LINKS
