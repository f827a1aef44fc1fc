"""Every sentence of the program has its Persian, and nothing in the catalogue is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter

from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CODE = (ROOT / "crm_core", ROOT / "pages", ROOT / "db" / "demo")
CATALOGUES = ROOT / "crm_core" / "locale" / "fa"
ERRORS = (
    "DaftarError",
    "Refused",
    "NotFound",
    "Invalid",
    "Conflict",
    "ConfigError",
    "ReadError",
    "NeedsSetup",
)
KEYWORDS = {"t", "N_", "tn", *ERRORS}

MessageId = str | tuple[str, ...]

# LOOK: one word for one thing, and these are not it.
WRONG_WORDS = ("مالک", "واردات")
ARABIC_LETTERS = "يكةى"

# What these show is seen by people, so it comes out of t().
SHOWING = {
    "title", "header", "subheader", "write", "markdown", "caption", "text", "info", "success",
    "warning", "error", "toast", "button", "link_button", "download_button", "form_submit_button",
    "checkbox", "toggle", "radio", "selectbox", "multiselect", "slider", "select_slider",
    "text_input", "text_area", "number_input", "date_input", "time_input", "file_uploader",
    "metric", "expander", "popover", "tabs", "segmented_control", "pills", "page_link", "dialog",
    "spinner", "status",
}  # fmt: skip
SHOWN_PARAMETERS = frozenset({"label", "help", "placeholder", "body", "text", "caption"})
WORD = re.compile(r"[A-Za-z]{2,}")
NO_WORDS = re.compile(r":material/\w+:|<[^>]*>|&\w+;|:\w+\[|\*+")


@cache
def _messages() -> dict[MessageId, str]:
    """Every message of the code with the place where it first stands."""
    found: dict[MessageId, str] = {}
    for folder in CODE:
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html")]):
            for line, message in _in_python(path) if path.suffix == ".py" else _in_template(path):
                found.setdefault(message, f"{path.relative_to(ROOT).as_posix()}:{line}")
    return found


def _in_python(path: Path) -> Iterator[tuple[int, MessageId]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in KEYWORDS:
            continue
        given = [_texts(value) for value in node.args[: 2 if name == "tn" else 1]]
        messages: Iterator[MessageId] = zip(*given, strict=True) if name == "tn" else chain(*given)
        yield from ((node.lineno, message) for message in messages)


def _texts(value: ast.expr) -> list[str]:
    """The texts that an argument can be."""
    if isinstance(value, ast.IfExp):
        return [*_texts(value.body), *_texts(value.orelse)]
    return [value.value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []


def _in_template(path: Path) -> Iterator[tuple[int, MessageId]]:
    with path.open("rb") as file:
        found = extract("jinja2.ext:babel_extract", file, {"t": None, "N_": None}, options={"encoding": "utf-8"})
        yield from ((line, message) for line, message, _, _ in found)


@cache
def _translations() -> dict[MessageId, str | tuple[str, ...]]:
    """Message to Persian, of all areas; an entry that is fuzzy counts as none."""
    return {message: persian for message, persian, _ in _entries()}


def _entries() -> Iterator[tuple[MessageId, str | tuple[str, ...], str]]:
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="fa"):
                if entry.id and not entry.fuzzy:
                    yield entry.id, entry.string, path.name


def _forms(value: MessageId) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_message_has_its_persian() -> None:
    translated = _translations()
    missing = [
        f"{place}: {message!r}"
        for message, place in _messages().items()
        if not all(_forms(translated.get(message) or ""))
    ]
    assert missing == []


def test_the_persian_keeps_every_placeholder() -> None:
    differing = []
    for message, persian in _translations().items():
        wanted = set[str]().union(*map(_placeholders, _forms(message)))
        # "one customer" may say the number as a word, so only the last form must hold them all
        given = [_placeholders(form) for form in _forms(persian)]
        if given[-1] != wanted or not all(form <= wanted for form in given):
            differing.append(message)
    assert differing == []


def test_no_translation_is_left_over() -> None:
    used = _messages()
    assert [f"{file}: {message!r}" for message, _, file in _entries() if message not in used] == []


def test_one_message_has_one_persian() -> None:
    seen: dict[MessageId, str | tuple[str, ...]] = {}
    two = [m for m, persian, _ in _entries() if seen.setdefault(m, persian) != persian]
    assert two == []


def test_the_persian_is_written_as_in_an_iranian_office() -> None:
    wrong = []
    for message, persian in _translations().items():
        for form in _forms(persian):
            words = re.findall(r"[\w\u200c]+", form)
            if any(letter in form for letter in ARABIC_LETTERS) or any(w in words for w in WRONG_WORDS):
                wrong.append((message, form))
    assert wrong == []


def _untranslated(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in SHOWING or not re.match(r"st\b", ast.unparse(node.func.value)):
            continue
        shown = [*node.args[:1], *(k.value for k in node.keywords if k.arg in SHOWN_PARAMETERS)]
        for value in shown:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and _has_words(value.value):
                yield f"{path.relative_to(ROOT).as_posix()}:{value.lineno}: {value.value!r}"


def _has_words(text: str) -> bool:
    return bool(WORD.search(NO_WORDS.sub("", text)))


def test_no_screen_says_a_word_past_the_catalogue() -> None:
    assert [place for path in sorted((ROOT / "pages").rglob("*.py")) for place in _untranslated(path)] == []


def test_errors_fill_their_sentence_by_name() -> None:
    """A sentence that is put together where it is raised has no translation."""
    built = [place for folder in CODE for path in sorted(folder.rglob("*.py")) for place in _built(path)]
    assert built == []


def _built(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS):
            continue
        if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
            yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}: {ast.unparse(node.args[0])}"
