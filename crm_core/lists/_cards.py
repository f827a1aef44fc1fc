"""Contact cards (vCard 2.1, 3.0 and 4.0) as a list with the columns of an address book, one card a row.

Read leniently, as phones and mail programs write them: what one card breaks costs nothing of the others.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from crm_core.lists._encoding import detect

MANY = 8
"""Columns of the same kind; what a card has beyond that is joined in the last of them."""
MORE_COLUMNS = 40
"""Columns of properties that address books invent for themselves."""

_ORDER = (
    *("Full name", "Prefix", "First name", "Middle name", "Last name", "Suffix", "Nickname"),
    *("Organization", "Department", "Job title", "Mobile", "Work phone", "Main phone", "Phone", "Home phone"),
    *("Work fax", "Home fax", "Fax", "Pager", "Email", "Address", "City", "State", "Postal code", "Country"),
    *("Birthday", "Website", "Tags", "Note"),
)
_RANK = {header: rank for rank, header in enumerate(_ORDER)}
_WITHOUT_USE = frozenset(
    {
        *("BEGIN", "END", "VERSION", "PRODID", "REV", "UID", "PHOTO", "LOGO", "SOUND", "KEY", "SORT-STRING", "CLASS"),
        *("MAILER", "TZ", "GEO", "LABEL", "AGENT", "SOURCE", "KIND", "MEMBER", "CLIENTPIDMAP", "XML", "CALURI"),
        *("CALADRURI", "FBURL", "NAME", "PROFILE", "X-ABLABEL", "X-ABADR", "X-ABSHOWAS", "X-ABUID", "X-ABORDER"),
        *("X-IMAGETYPE", "X-IMAGEHASH", "X-SHARED-PHOTO-DISPLAY-PREF", "X-ANDROID-CUSTOM", "X-MOZILLA-HTML"),
    }
)
_PHONES = (
    ({"pager"}, "Pager"),
    ({"homefax"}, "Home fax"),
    ({"workfax"}, "Work fax"),
    ({"fax", "home"}, "Home fax"),
    ({"fax", "work"}, "Work fax"),
    ({"fax"}, "Fax"),
    ({"otherfax"}, "Fax"),
    ({"cell"}, "Mobile"),
    ({"mobile"}, "Mobile"),
    ({"iphone"}, "Mobile"),
    ({"work"}, "Work phone"),
    ({"home"}, "Home phone"),
    ({"main"}, "Main phone"),
)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_PARTS = re.compile(r'[^;"]+(?:"[^"]*"[^;"]*)*|"[^"]*"')
_WITHOUT_YEAR = "1604"
"""The year that address books of Apple write where none is known."""


@dataclass(frozen=True)
class _Property:
    """A line of a card: its group (item1), name, what its parameters say, and the text as it is written."""

    group: str
    name: str
    types: frozenset[str]
    text: str
    omits_year: bool = False

    @property
    def value(self) -> str:
        return _plain(self.text)

    def parts(self, mark: str = ";") -> list[str]:
        return [_plain(part) for part in _split(self.text, mark)]


@dataclass
class _Card:
    """The cells of one card, by header; what comes several times is numbered."""

    cells: dict[str, str] = field(default_factory=dict)

    def add(self, header: str, value: str) -> None:
        value = value.strip()
        for number in range(1, MANY + 1):
            name = header if number == 1 else f"{header} ({number})"
            held = self.cells.setdefault(name, value)
            if held == value:
                if not value:
                    del self.cells[name]
                return
        self.cells[name] += f", {value}"

    def note(self, line: str) -> None:
        if line.strip():
            self.cells["Note"] = "\n".join(filter(None, (self.cells.get("Note"), line.strip())))


def cards(data: bytes) -> tuple[list[list[str]], str]:
    """The header and a row for each card, and the encoding; no rows where the file has no card."""
    encoding = detect(data)
    if encoding.startswith(("utf-16", "utf-32")):
        data = data.decode(encoding, errors="replace").removeprefix("\ufeff").encode()
        encoding = "utf-8"
    found = [card.cells for card in map(_card, _each(data, encoding)) if card.cells]
    headers = sorted({header for cells in found for header in cells}, key=_place)
    own = [header for header in headers if _place(header)[0] == len(_ORDER)]
    headers = [header for header in headers if header not in set(own[MORE_COLUMNS:])]
    rows = [[cells.get(header, "") for header in headers] for cells in found]
    return ([headers, *rows] if rows else []), encoding


def _place(header: str) -> tuple[int, str, int]:
    name, _bracket, number = header.partition(" (")
    return _RANK.get(name, len(_ORDER)), name, int(number.rstrip(")") or 1) if number.rstrip(")").isdecimal() else 1


def _each(data: bytes, encoding: str) -> Iterator[list[_Property]]:
    """The properties of each card; cards inside of cards (a secretary's, in 2.1) are passed over."""
    card: list[_Property] | None = None
    inner = 0
    for line in _lines(data):
        mark = line.strip().upper()
        if mark == b"BEGIN:VCARD":
            if card and card[-1].name == "AGENT":
                inner += 1
                continue
            if card:
                yield card
            card, inner = [], 0
        elif mark == b"END:VCARD":
            if inner:
                inner -= 1
                continue
            if card:
                yield card
            card = None
        elif card is not None and not inner and (found := _property(line, encoding)):
            card.append(found)
    if card:
        yield card


def _lines(data: bytes) -> Iterator[bytes]:
    """Logical lines: folded ones and those that quoted-printable breaks are joined."""
    held: list[bytes] = []
    soft = False
    for line in data.removeprefix(b"\xef\xbb\xbf").splitlines():
        if soft:
            held[-1] = held[-1].rstrip(b" \t")[:-1]
            held.append(line)
        elif line[:1] in {b" ", b"\t"} and held:
            held.append(line[1:])
        else:
            if held:
                yield b"".join(held)
            held = [line]
        soft = line.rstrip(b" \t").endswith(b"=") and b"QUOTED-PRINTABLE" in held[0].upper()
    if held:
        yield b"".join(held)


def _property(line: bytes, encoding: str) -> _Property | None:
    at = _end_of_head(line)
    if at < 0:
        return None
    group, _dot, rest = line[:at].decode("ascii", "replace").rpartition(".")
    name, _mark, tail = rest.partition(";")
    if (name := name.strip().upper()) in _WITHOUT_USE - {"X-ABLABEL", "X-ABSHOWAS", "KIND", "AGENT"}:
        return None
    said = [part.strip().lower() for part in _PARTS.findall(tail)]
    named = dict(part.split("=", 1) for part in said if "=" in part)
    types = {part for part in said if "=" not in part}
    types |= {
        word.strip() for part in said if part.startswith("type=") for word in part[5:].replace('"', "").split(",")
    }
    if "pref" in named:
        types.add("pref")
    text = _decoded(line[at + 1 :], named.get("encoding", "") or " ".join(types), named.get("charset", ""), encoding)
    return _Property(group, name, frozenset(types), text, "x-apple-omit-year" in named)


def _end_of_head(line: bytes) -> int:
    """Where the colon between a property's head and its value is; -1 where there is none."""
    quoted = False
    for at, byte in enumerate(line[:1000]):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x3A and not quoted:
            return at
    return -1


def _decoded(raw: bytes, way: str, charset: str, encoding: str) -> str:
    if "quoted-printable" in way:
        raw = quopri.decodestring(raw)
    elif "base64" in way or way == "b":
        try:
            raw = binascii.a2b_base64(raw)
        except binascii.Error:
            return ""
    for codec in (charset.strip('"'), "utf-8" if "quoted-printable" in way else encoding):
        try:
            return raw.decode(codec)
        except (LookupError, ValueError):
            continue
    return raw.decode(detect(raw), errors="replace")


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text, flags=re.DOTALL)


def _split(text: str, mark: str) -> list[str]:
    """The parts between marks that no backslash stands before, still escaped."""
    return re.split(rf"(?<!\\){re.escape(mark)}", text)


def _card(properties: list[_Property]) -> _Card:
    card = _Card()
    labels = {one.group: one.value for one in properties if one.name == "X-ABLABEL" and one.group}
    if any(one.name == "KIND" and one.value.lower() == "group" for one in properties):
        return card
    ranked = sorted(properties, key=lambda one: "pref" not in one.types)
    for one in ranked:
        if one.name in _READERS:
            _READERS[one.name](card, one, labels.get(one.group, ""))
    _name(card, {one.name: one for one in reversed(properties)})
    for one in properties:
        if one.name not in _READERS and one.name not in _WITHOUT_USE and one.name not in {"N", "FN"}:
            header = one.name.removeprefix("X-").replace("-", " ").replace("_", " ").capitalize()
            card.add(_BY_OWN_NAME.get(one.name, header)[:60], " ".join(filter(None, one.parts())))
    return card


_BY_OWN_NAME = {"X-DEPARTMENT": "Department", "IMPP": "Messenger", "X-EVOLUTION-COMPANY": "Organization"}


def _name(card: _Card, by_name: dict[str, _Property]) -> None:
    """The parts of the name; the full one beside them only where it says more than they do."""
    whole = by_name["FN"].value.strip() if "FN" in by_name else ""
    last, first, middle, prefix, suffix = ((by_name["N"].parts() if "N" in by_name else []) + [""] * 5)[:5]
    named = " ".join(filter(None, (part.strip() for part in (prefix, first, middle, last, suffix))))
    if not (first.strip() or last.strip()):
        whole = whole or named or card.cells.get("Organization", "")
    elif set(whole.replace(",", " ").split()) <= set(named.replace(",", " ").split()):
        whole = ""
    if whole in {cell for header, cell in card.cells.items() if header.startswith("Email")}:
        whole = ""
    for header, value in zip(_ORDER, (whole, prefix, first, middle, last, suffix), strict=False):
        card.add(header, value)


def _organization(card: _Card, one: _Property, _label: str) -> None:
    name, *units = one.parts()
    card.add("Organization", name)
    card.add("Department", ", ".join(unit.strip() for unit in units if unit.strip()))


def _phone(card: _Card, one: _Property, label: str) -> None:
    known = _LABEL.fullmatch(label)
    types = one.types | set((known[1] if known else label).lower().split())
    number = one.value.removeprefix("tel:").replace(";ext=", " ext ")
    header = next((header for signs, header in _PHONES if signs <= types), "Phone")
    card.add(header, number)


def _email(card: _Card, one: _Property, _label: str) -> None:
    card.add("Email", one.value.removeprefix("mailto:"))


def _address(card: _Card, one: _Property, _label: str) -> None:
    """The first address in parts, further ones as text."""
    box, more, street, city, state, code, country = ([part.strip() for part in one.parts()] + [""] * 7)[:7]
    lines = ", ".join(filter(None, (street, more, box)))
    if any(header in card.cells for header in ("Address", "City", "State", "Postal code", "Country")):
        card.add("Address", ", ".join(filter(None, (lines, city, state, code, country))))
        return
    cells = {"Address": lines, "City": city, "State": state, "Postal code": code, "Country": country}
    for header, value in cells.items():
        card.add(header, value)


def _birthday(card: _Card, one: _Property, _label: str) -> None:
    day = _DAY.fullmatch(one.value.strip())
    if day and not (one.omits_year or day[1] == _WITHOUT_YEAR):
        card.add("Birthday", "-".join(day.groups()))
    else:
        card.note(f"Birthday: {'-'.join(day.groups()[1:]) if day else one.value.lstrip('-')}" if one.value else "")


def _tags(card: _Card, one: _Property, _label: str) -> None:
    words: Iterable[str] = (word.strip() for part in one.parts() for word in part.split(","))
    held = card.cells.get("Tags", "")
    card.cells["Tags"] = ", ".join(dict.fromkeys(filter(None, (*held.split(", "), *words))))


_READERS: dict[str, Callable[[_Card, _Property, str], None]] = {
    "ORG": _organization,
    "TITLE": lambda card, one, _label: card.add("Job title", one.value),
    "ROLE": lambda card, one, _label: card.add("Role" if "Job title" in card.cells else "Job title", one.value),
    "TEL": _phone,
    "EMAIL": _email,
    "ADR": _address,
    "BDAY": _birthday,
    "URL": lambda card, one, _label: card.add("Website", one.value),
    "CATEGORIES": _tags,
    "NOTE": lambda card, one, _label: card.note(one.value),
    "NICKNAME": lambda card, one, _label: card.add("Nickname", one.value),
}
