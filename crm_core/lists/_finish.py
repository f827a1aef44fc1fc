"""What columns say of one another, once they are values: titles out of names, places, currencies, persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_core.lists import _beside, _names, _places
from crm_core.lists._asking import SHOWN, Cleaned
from crm_core.lists._kinds import KINDS
from crm_core.lists._parsed import ParsedList
from crm_core.lists._reading import ParseRules
from crm_core.lists.recognise import RecognisedList


def finish(result: ParsedList, found: RecognisedList, rules: ParseRules) -> None:
    """Bring the columns of a parsed list together."""
    fields = KINDS[result.kind].fields
    if "currency" in fields:
        _currencies(result)
    if "name" in result.values and "title" in fields and fields["title"].choices == "titles":
        in_parts = bool(found.mapped("first_name") or found.mapped("last_name"))
        _people(result, found, sure=in_parts or result.kind != "customers")
    if rules.iranian and {"province", "city"} & result.values.keys():
        _resolve_places(result, found, rules)


def _currencies(result: ParsedList) -> None:
    """The currency of each row: its own column's, else the one that stands beside its amount."""
    units = next((codes for codes in result.units.values() if any(codes)), None)
    own = result.values.get("currency")
    if own is not None:
        codes = [None if code is None else code.replace("IRT", "IRR") for code in _beside.currencies(own)]
        result.values["currency"] = [code or text for code, text in zip(codes, own, strict=True)]
    elif units is not None:
        result.values["currency"] = list(units)


def _people(result: ParsedList, found: RecognisedList, *, sure: bool) -> None:
    """Names as "First Last", with the forms of address in the title."""
    before: Sequence[str | None] = result.values["name"]
    after = list(_names.turned(before) or before) if sure else list(before)
    if _names.any_honorific(after):
        many = len(after)
        titles = list(result.values.get("title") or [None] * many)
        kinds = result.values.get("kind") or [None] * many
        for at, name in enumerate(after):
            if name and _names.may_be_person(kinds[at]):
                title, after[at] = _names.apart(name, person=sure)
                if title and titles[at] is None:
                    titles[at] = title
        result.values["title"] = titles
    result.values["name"] = after
    _clean(result, found, "name", before, after)


def _resolve_places(result: ParsedList, found: RecognisedList, rules: ParseRules) -> None:
    values = result.values
    before: dict[str, Sequence[Any]] = {key: values[key] for key in ("province", "city") if key in values}
    provinces, cities, notes = _places.resolved(
        values.get("province"), values.get("city"), values.get("country"), persian=rules.persian
    )
    for key, after in (("province", provinces), ("city", cities)):
        if after is not None:
            values[key] = after
            _clean(result, found, key, before[key], after)
    result.notes += notes


def _clean(result: ParsedList, found: RecognisedList, key: str, before: Sequence[Any], after: Sequence[Any]) -> None:
    """Count the changed cells under the header of the field's first column."""
    if before is after or before == after:
        return
    columns = found.mapped(key) or found.mapped("first_name") or found.mapped("last_name")
    changed = [(one, two) for one, two in zip(before, after, strict=True) if one != two]
    if not columns or not changed:
        return
    header = columns[0].header
    known = result.cleaned.get(header, Cleaned(0, ()))
    samples = dict([*changed[: 20 * SHOWN], *known.samples])
    count = min(known.count + len(changed), len(result.rows))
    result.cleaned[header] = Cleaned(count, tuple(samples.items())[:SHOWN])
