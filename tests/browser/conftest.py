"""The real thing: a server, a Chromium, a person's clicks. Pictures are kept in tests/output."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.provision import chromium, databases
from tests.provision.app import served

OUTPUT = Path(__file__).parents[1] / "output"
LOCAL = {"127.0.0.1", "localhost"}

WENT_WRONG = pytest.StashKey[bool]()

Serve = Callable[..., str]
Enter = Callable[..., Page]


@pytest.fixture
def database_kind() -> databases.Kind:
    """What is seen in the browser does not depend on the database."""
    return "sqlite"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        yield browser
        browser.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """serve(database_url, **settings) starts the app on a database and gives its address."""
    with ExitStack() as servers:

        def start(database_url: str, **settings: str) -> str:
            return servers.enter_context(served(database_url, tmp_path / "server.log", **settings))

        yield start


@pytest.fixture
def app(company_url: str, serve: Serve) -> str:
    """The address of the app with the English company of tests/provision/company.py."""
    return serve(company_url)


@pytest.fixture
def persian_app(persian_company_url: str, serve: Serve) -> str:
    """The address of the app with the Persian company."""
    return serve(persian_company_url)


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Enter]:
    """new_page(**options) opens a browser of somebody's own (options as Playwright's new_context).

    No page may ask another host for anything; the last sight of each is kept when the test fails.
    """
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def note(asked: Request) -> None:
        address = urlsplit(asked.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in LOCAL:
            strangers.append(asked.url)

    def open_page(**options: object) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.on("request", note)
        contexts.append(context)
        return context.new_page()

    yield open_page
    if request.node.stash.get(WENT_WRONG, False):
        _keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    assert strangers == []


@pytest.fixture
def page(new_page: Enter) -> Page:
    """One person's browser."""
    return new_page()


def _keep_pictures(test: str, contexts: list[BrowserContext]) -> None:
    OUTPUT.mkdir(exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=OUTPUT / f"failed-{re.sub(r'[^a-z0-9]+', '-', test.lower())}-{number}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[WENT_WRONG] = report.failed
        if report.failed and (said := _told_by_the_server(item)):
            report.sections.append(("What the server told", said))
    return report


def _told_by_the_server(item: pytest.Item) -> str:
    """The server's log without the answers it gave: what went wrong on its side."""
    log: Path = getattr(item, "funcargs", {}).get("tmp_path", Path()) / "server.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    return "\n".join([line for line in lines if " HTTP/1.1" not in line][-80:])
