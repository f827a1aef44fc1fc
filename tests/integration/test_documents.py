"""Documents: kept once by their content, for whoever sees the record, whole in a backup; nothing else comes in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crm_core.base.errors import DaftarError, Invalid, NotFound, Refused
from crm_core.fields import records
from crm_core.trust import backup, doctor, stored
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.set_up import change_settings
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from crm_core.work import documents
from crm_core.work.about import Subject
from tests.integration.conftest import SarasCase
from tests.provision.company import People

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 9


def _add(office: Office, who: Actor, subject: Subject, name: str = "offer.pdf", content: bytes = PDF) -> int:
    with office.work(who) as w:
        return documents.add(w, subject, name, content)


def _names(office: Office, who: Actor, subject: Subject) -> list[str]:
    with office.read(who) as w:
        return [line.name for line in documents.listed(w, subject)]


def _files(office: Office) -> list[str]:
    return list(office.store.hashes())


def test_what_is_brought_in_is_there_again(office: Office, people: People, saras_case: SarasCase) -> None:
    number = _add(office, people.sara, Subject("customer", saras_case.customer), "قرارداد ۱.pdf")
    with office.read(people.sara) as w:
        document, path = documents.read(w, number)
        line = documents.listed(w, Subject("customer", saras_case.customer))[0]
    assert (document.name, path.read_bytes()) == ("قرارداد ۱.pdf", PDF)
    assert (line.sight, line.size, line.person, line.may_change) == ("pdf", len(PDF), "Sara", True)
    assert path.name == document.content_hash[2:]


def test_the_same_content_lies_there_once(office: Office, people: People, saras_case: SarasCase) -> None:
    about = Subject("customer", saras_case.customer)
    _add(office, people.sara, about)
    _add(office, people.sara, about, "again.pdf")
    assert len(_files(office)) == 1
    assert _names(office, people.sara, about) == ["again.pdf", "offer.pdf"]


def test_a_customer_has_the_documents_of_its_deals(office: Office, people: People, saras_case: SarasCase) -> None:
    _add(office, people.sara, Subject("deal", saras_case.deal))
    with office.read(people.sara) as w:
        line = documents.listed(w, Subject("customer", saras_case.customer))[0]
    assert (line.about, line.subject) == ("Rolling mill", Subject("deal", saras_case.deal))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.pdf", b"", "is empty"),
        ("virus.exe", b"MZ\x00\x00", "not kept here"),
        ("page.svg", b"<svg/>", "not kept here"),
        ("no ending", b"words", "not kept here"),
        ("invoice.pdf", b"MZ\x90\x00\x03", "is a program"),
        ("notes.txt", b"#!/bin/sh\nrm", "is a program"),
        ("photo.png", b"no picture", "it is none"),
        ("offer.pdf", PNG, "it is none"),
        ("invoice_\u202efdp.exe", b"MZ\x00\x00", "not kept here"),
        ("...", b"words", "has no name"),
    ],
)
def test_what_is_no_document_is_refused_in_words(
    office: Office, people: People, saras_case: SarasCase, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason):
        _add(office, people.sara, Subject("customer", saras_case.customer), name, content)
    assert _files(office) == []


def test_the_company_says_how_large_and_of_which_types(office: Office, people: People, saras_case: SarasCase) -> None:
    about = Subject("customer", saras_case.customer)
    with office.work(people.mina) as w:
        change_settings(w, {"document_megabytes": 1, "document_types": ["pdf"]})
    with pytest.raises(Invalid, match="larger than 1 megabytes"):
        _add(office, people.sara, about, "large.pdf", PDF + b"\0" * 1_000_000)
    with pytest.raises(Invalid, match="Allowed are: pdf"):
        _add(office, people.sara, about, "photo.png", PNG)
    _add(office, people.sara, about)
    assert [path.name for path in office.store.folder.iterdir() if path.name.startswith(".")] == []
    with office.work(people.mina) as w, pytest.raises(Invalid):
        change_settings(w, {"document_types": ["pdf", "exe"]})


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "C:\\Windows\\passwd.txt", "a/b\0/passwd.txt"])
def test_a_name_is_no_path(office: Office, people: People, saras_case: SarasCase, name: str) -> None:
    about = Subject("customer", saras_case.customer)
    _add(office, people.sara, about, name, b"words")
    assert _names(office, people.sara, about) == ["passwd.txt"]
    assert len(_files(office)) == 1


def test_who_sees_the_deal_sees_its_documents(office: Office, people: People, saras_case: SarasCase) -> None:
    about = Subject("deal", saras_case.deal)
    number = _add(office, people.sara, about)
    for who in (people.sara, people.nader, people.leila, people.babak, people.vida):
        assert _names(office, who, about) == ["offer.pdf"]
    for who in (people.reza, people.omid, people.shirin):
        with office.work(who) as w:
            for act in (documents.read, documents.remove, lambda w, n: documents.change(w, n, name="mine.pdf")):
                with pytest.raises(NotFound):
                    act(w, number)  # type: ignore[operator]
            with pytest.raises(NotFound):
                documents.listed(w, about)
            with pytest.raises(NotFound):
                documents.add(w, about, "mine.pdf", PDF)


def test_who_may_take_a_document_away(office: Office, people: People, saras_case: SarasCase) -> None:
    """A customer is seen by all; its owner, who brought the document, and those above them take it away."""
    about = Subject("customer", saras_case.customer)
    number = _add(office, people.reza, about)
    for who in (people.omid, people.shirin, people.vida):
        with office.work(who) as w, pytest.raises(Refused):
            documents.remove(w, number)
    with office.work(people.vida) as w, pytest.raises(Refused):
        documents.add(w, about, "mine.pdf", PDF)
    for who in (people.reza, people.sara, people.nader, people.mina):
        with office.work(who) as w:
            done = documents.remove(w, number)
        assert _names(office, who, about) == []
        with office.work(who) as w:
            undo(w, done.change_set_id or 0)
        assert _names(office, who, about) == ["offer.pdf"]


def test_names_change_and_endings_stay(office: Office, people: People, saras_case: SarasCase) -> None:
    about = Subject("customer", saras_case.customer)
    number = _add(office, people.sara, about)
    with office.work(people.sara) as w:
        done = documents.change(w, number, name="contract", note="signed")
    assert _names(office, people.sara, about) == ["contract.pdf"]
    with office.work(people.sara) as w:
        documents.change(w, number, name="contract.exe")
    assert _names(office, people.sara, about) == ["contract.exe.pdf"]
    with office.work(people.sara) as w:
        assert documents.change(w, number, name="contract.exe.pdf").change_set_id is None
    assert done.change_set_id is not None


def test_documents_lie_in_the_bin_with_their_record(office: Office, people: People, saras_case: SarasCase) -> None:
    number = _add(office, people.sara, Subject("customer", saras_case.customer))
    with office.work(people.sara) as w:
        done = records.delete(w, "customer", [saras_case.customer])
    for who in (people.sara, people.mina):
        with office.read(who) as w, pytest.raises(NotFound):
            documents.read(w, number)
    with office.work(people.sara) as w:
        undo(w, done.change_set_id or 0)
    with office.read(people.sara) as w:
        assert documents.read(w, number)[1].exists()


def test_undoing_takes_the_document_and_in_time_the_file(office: Office, people: People, saras_case: SarasCase) -> None:
    about = Subject("customer", saras_case.customer)
    with office.work(people.sara) as w, w.changing("create") as deed:
        documents.add(w, about, "offer.pdf", PDF)
    with office.work(people.sara) as w:
        assert undo(w, deed.id).reverted == {"document": 1}
    assert _names(office, people.sara, about) == []
    with office.work(SYSTEM) as w:
        assert stored.tidy(w) == 0  # somebody may be bringing it in again just now
        for content_hash in _files(office):
            os.utime(office.store.path(content_hash), (0, 0))
        assert stored.tidy(w) == 1
    assert _files(office) == []


def test_a_backup_carries_the_documents(office: Office, people: People, saras_case: SarasCase, tmp_path: Path) -> None:
    about = Subject("customer", saras_case.customer)
    number = _add(office, people.sara, about)
    copy = tmp_path / "copy.backup"
    backup.back_up(office, SYSTEM, copy)
    backup.back_up(office, SYSTEM, copy)
    assert copy.stat().st_mode & 0o077 == 0
    _add(office, people.sara, about, "later.png", PNG)
    for content_hash in _files(office):
        if office.store.path(content_hash).read_bytes() == PDF:
            office.store.path(content_hash).unlink()
    assert [check.key for check in doctor.examine(office, SYSTEM) if not check.well] == ["documents"]
    done = backup.restore(office, SYSTEM, copy)
    assert _names(office, people.sara, about) == ["offer.pdf"]
    with office.read(people.sara) as w:
        assert documents.read(w, number)[1].read_bytes() == PDF
    assert [check.key for check in doctor.examine(office, SYSTEM) if not check.well] == []
    assert done.former is not None
    backup.restore(office, SYSTEM, done.former)
    assert _names(office, people.sara, about) == ["later.png", "offer.pdf"]


def test_a_backup_that_is_cut_off_is_refused(
    office: Office, people: People, saras_case: SarasCase, tmp_path: Path
) -> None:
    about = Subject("customer", saras_case.customer)
    _add(office, people.sara, about, "offer.pdf", PDF * 9_000)
    copy = tmp_path / "copy.backup"
    backup.back_up(office, SYSTEM, copy)
    copy.write_bytes(copy.read_bytes()[:-40_000])
    with pytest.raises(DaftarError):
        backup.restore(office, SYSTEM, copy)
    assert _names(office, people.sara, about) == ["offer.pdf"]


def test_the_doctor_tells_of_content_that_changed(office: Office, people: People, saras_case: SarasCase) -> None:
    number = _add(office, people.sara, Subject("customer", saras_case.customer))
    for content_hash in _files(office):
        office.store.path(content_hash).write_bytes(PDF[:-1] + b"!")
    found = [check for check in doctor.examine(office, SYSTEM) if check.key == "documents"]
    assert [finding.params["ids"] for finding in found[0].findings] == [str(number)]
