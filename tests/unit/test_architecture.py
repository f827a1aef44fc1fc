"""The rules of the house that can be read off its files: who may import whom, and what stands only in one place."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "crm_core"
PAGES = ROOT / "pages"

ORDER = (
    "base",
    "models",
    "trust",
    "fields",
    "measures",
    "customers",
    "deals",
    "messages",
    "work",
    "service",
    "insight",
    "file",
    "lists",
    "reports",
    "jobs",
    "cli",
    "__main__",
)
"""The parts of the core: each may import what stands before it."""

SCREEN_LINES = 120
FILE_LINES = 400

Found = Iterator[tuple[int, str]]
"""Lines that break a rule, each with what stands there."""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _files(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports; `from a import b` gives `a.b`."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*up, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def _offences(paths: list[Path], rule: Callable[[Path], Found]) -> list[str]:
    return [f"{_name(path)}:{line}: {what}" for path in paths for line, what in rule(path)]


def _importing(*modules: str) -> Callable[[Path], Found]:
    def rule(path: Path) -> Found:
        return ((line, name) for line, name in _imports(path) if name.split(".")[0] in modules)

    return rule


def test_each_part_of_the_core_imports_only_what_stands_before_it() -> None:
    def backwards(path: Path) -> Found:
        own = path.relative_to(CORE).with_suffix("").parts[0]
        for line, name in _imports(path):
            part = name.split(".")[1] if name.startswith("crm_core.") else own
            if part in ORDER and part != own and ORDER.index(part) > ORDER.index(own):
                yield line, f"{own} imports {name}"

    inside = [path for path in _files(CORE) if path.parent != CORE or path.stem != "__init__"]
    assert _offences(inside, backwards) == []


def test_every_part_of_the_core_has_its_place_in_the_order() -> None:
    parts = {path.relative_to(CORE).with_suffix("").parts[0] for path in _files(CORE)} - {"__init__"}
    assert parts - set(ORDER) == set()


def test_the_core_knows_nothing_of_screens() -> None:
    rule = _importing("streamlit", "starlette", "altair", "st_aggrid", "uvicorn", "pages", "app")
    assert _offences(_files(CORE), rule) == []


@pytest.mark.parametrize("module", ["st_aggrid", "altair"])
def test_a_component_is_imported_by_one_file_of_the_ui(module: str) -> None:
    importing = {_name(p) for p in _files(CORE, PAGES) for _ in _importing(module)(p)}
    assert len(importing) <= 1
    assert all(name.startswith("pages/_ui/") for name in importing)


def test_only_one_file_names_the_keys_of_a_session() -> None:
    def session_state(path: Path) -> Found:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute) and node.attr == "session_state":
                yield node.lineno, "session_state"

    others = [path for path in _files(PAGES) if path != PAGES / "_session.py"]
    assert _offences(others, session_state) == []


def _screens() -> list[Path]:
    return [path for path in sorted(PAGES.glob("*.py")) if not path.name.startswith("_")]


def test_a_screen_reads_like_the_screen() -> None:
    long = {_name(p): n for p in _screens() if (n := len(p.read_text("utf-8").splitlines())) >= SCREEN_LINES}
    assert long == {}


def test_no_page_hides_a_module_of_python() -> None:
    assert {path.stem for path in PAGES.glob("*.py")} & set(sys.stdlib_module_names) == set()


def test_files_stay_short_enough_to_read() -> None:
    files = [*_files(CORE, PAGES), ROOT / "app.py"]
    long = {_name(p): n for p in files if (n := len(p.read_text("utf-8").splitlines())) >= FILE_LINES}
    assert long == {}


def test_no_file_is_a_drawer_for_all_sorts_of_things() -> None:
    drawers = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
    assert [_name(p) for p in _files(CORE, PAGES) if p.stem.strip("_") in drawers] == []


def test_only_the_database_files_speak_past_the_access_listener() -> None:
    def past(path: Path) -> Found:
        yield from ((line, name) for line, name in _imports(path) if name == "sqlalchemy.text")
        for node in ast.walk(_tree(path)):
            if not isinstance(node, ast.Attribute):
                continue
            library = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr in {"__table__", "exec_driver_sql"} or node.attr.startswith("read_sql"):
                yield node.lineno, node.attr
            elif node.attr == "text" and library in {"sa", "sqlalchemy"}:
                yield node.lineno, "text"

    theirs = {CORE / "base" / "database.py", CORE / "base" / "many.py"}
    others = [path for path in _files(CORE, PAGES) if path not in theirs]
    assert _offences(others, past) == []


def test_only_trust_is_handed_bare_tables() -> None:
    def bare(path: Path) -> Found:
        return ((line, name) for line, name in _imports(path) if name.endswith(".database.table_of"))

    others = [path for path in _files(CORE, PAGES) if path.relative_to(ROOT).parts[1] not in {"base", "trust"}]
    assert _offences(others, bare) == []


def test_time_comes_in_with_the_clock() -> None:
    def asking(path: Path) -> Found:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
                owner = ast.unparse(node.value)
                if owner in {
                    "date",
                    "datetime",
                    "dt.date",
                    "dt.datetime",
                    "datetime.date",
                    "datetime.datetime",
                }:
                    yield node.lineno, f"{owner}.{node.attr}"

    others = [path for path in _files(CORE, PAGES) if path != CORE / "base" / "clock.py"]
    assert _offences(others, asking) == []


def _plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _direct_requirements() -> set[str]:
    """Names in the first part of requirements.txt, those with a reason beside them."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return {_plain(re.split(r"[=\[]", line)[0]) for line in lines if "==" in line and "  # " in line}


def _imported_distributions() -> set[str]:
    own = {"crm_core", "pages", "app", "tests", *(path.stem for path in PAGES.iterdir())}
    owners = packages_distributions()
    named = {name.split(".")[0] for path in _files(CORE, PAGES, ROOT / "db") for _, name in _imports(path)}
    foreign = named - own - set(sys.stdlib_module_names)
    return {_plain(owners[name][0]) for name in foreign if name in owners}


def test_what_is_imported_stands_in_the_requirements_with_its_reason() -> None:
    assert _imported_distributions() - _direct_requirements() == set()


def test_every_requirement_is_in_use() -> None:
    unseen = {
        "psycopg",  # SQLAlchemy loads it by the address of the database
        "tzdata",  # zoneinfo looks it up
        "uvicorn",  # started from the command line
    }
    assert _direct_requirements() - _imported_distributions() - unseen == set()
