"""A picture and a PDF are kept with a customer and looked at; a colleague who is named finds the note by the bell."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
from playwright.sync_api import expect

from crm_core.models import Customer
from tests.browser.conftest import Enter
from tests.browser.person import Person
from tests.browser.records import opened
from tests.provision.company import email

WORDS = {
    "en": {"documents": "Documents", "more": "More", "told": "Sara named you in a note about a customer"},
    "fa": {"documents": "مدارک", "more": "بیشتر", "told": "در یادداشتی درباره یک مشتری از شما نام برد"},
}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


def _picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30, 20, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes([15, 126, 134]) * 30 for _ in range(20)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _customer(database_url: str) -> int:
    with opened(database_url) as office, office.work(office.actor_for(email("Sara"))) as w, w.changing("create"):
        made = Customer(name="Alborz Steel", kind="company", owner_id=w.actor.user_id, unit_id=w.actor.unit_id)
        w.session.add(made)
        w.session.flush()
        return made.id


@pytest.mark.parametrize("language", ["en", "fa"])
def test_documents_and_the_bell(language: str, request: pytest.FixtureRequest, new_page: Enter) -> None:
    persian = language == "fa"
    address: str = request.getfixturevalue("persian_app" if persian else "app")
    database: str = request.getfixturevalue("persian_company_url" if persian else "company_url")
    number = _customer(database)
    words = WORDS[language]
    sara = Person(new_page(accept_downloads=True), address).come_in("Sara", database)
    sara.go(f"customer?id={number}")
    _bring_in_and_look(sara, words)
    _write(sara, "@Nader 12 %")
    nader = Person(new_page(), address).come_in("Nader", database)
    nader.go("today")
    _follow_the_bell(nader, words["told"], number)


def _bring_in_and_look(sara: Person, words: dict[str, str]) -> None:
    page = sara.page
    page.locator(".st-key-file_more button").first.click()
    page.get_by_text(words["documents"], exact=True).last.click()
    dialog = page.get_by_role("dialog")
    files: Any = [
        {"name": "عکس.png", "mimeType": "image/png", "buffer": _picture()},
        {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": PDF},
        {"name": "offer.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\0\0"},
    ]
    dialog.locator("input[type=file]").set_input_files(files)
    listed = dialog.locator("[class*=st-key-document_open_] button")
    expect(listed).to_have_count(2)
    expect(dialog.get_by_role("alert").last).to_contain_text("offer.exe")
    listed.filter(has_text="عکس").click()
    picture = dialog.get_by_test_id("daftar-preview")
    expect(picture).to_be_visible()
    assert picture.evaluate("async one => { await one.decode(); return one.naturalWidth }") == 30
    dialog.locator(".st-key-document_back button").click()
    listed.filter(has_text="offer.pdf").click()
    expect(dialog.get_by_test_id("daftar-preview")).to_have_attribute("title", "offer.pdf")
    with page.expect_download() as download:
        dialog.locator("a.download").click()
    assert download.value.suggested_filename == "offer.pdf"
    assert download.value.path().read_bytes() == PDF
    page.keyboard.press("Escape")


def _write(sara: Person, words: str) -> None:
    sara.page.locator(".st-key-add_note button").click()
    sara.page.locator(".st-key-note_body textarea").fill(words)
    sara.page.locator(".st-key-note_body textarea").press("Tab")
    sara.page.locator(".st-key-note_save button").click()
    expect(sara.page.get_by_role("dialog")).to_have_count(0)


def _follow_the_bell(nader: Person, told: str, customer: int) -> None:
    nader.page.locator(".st-key-bell_unread button:visible").first.click()
    entry = nader.page.get_by_text(told)
    expect(entry).to_be_visible()
    entry.click()
    nader.page.wait_for_url(f"**/customer?id={customer}")
    nader.heading("Alborz Steel")
    expect(nader.page.locator(".st-key-bell_unread")).to_have_count(0)
    expect(nader.page.locator(".st-key-bell")).to_be_visible()
