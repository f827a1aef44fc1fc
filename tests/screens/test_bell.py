"""The bell, and the dialogs of documents, notes and handing over, as people meet them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from _ui import bell, entries
from crm_core.trust.unit_of_work import Office
from crm_core.work import documents, notes, notifications
from crm_core.work.about import Subject
from crm_core.work.handover import hand_over
from tests.integration.conftest import SarasCase, saras_case
from tests.provision.company import People
from tests.screens.conftest import SignIn

__all__ = ["saras_case"]

Rung = dict[str, Any]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Rung:
    """What the bell showed in the last run, its list open."""
    seen: Rung = {}
    plain, show = st.popover, entries.show

    def popover(label: str, **options: Any) -> Any:
        if options.get("key") != "bell_popover":
            return plain(label, **options)
        seen["label"], place = label, st.container()
        place.open = True
        return place

    def shown(key: str, sections: Sequence[entries.Section]) -> None:
        if key == bell._LIST:
            seen["told"] = [entry for section in sections for entry in section.entries]
        show(key, sections)

    monkeypatch.setattr(st, "popover", popover)
    monkeypatch.setattr(entries, "show", shown)
    return seen


def _well(test: AppTest) -> AppTest:
    assert not test.exception
    assert not test.error
    return test


def test_the_bell_counts_and_tells(
    sign_in: SignIn, office: Office, people: People, saras_case: SarasCase, rung: Rung
) -> None:
    with office.work(people.sara) as w:
        notes.write(w, "@Nader <b>look</b>", Subject("customer", saras_case.customer))
        hand_over(w, "deal", [saras_case.deal], people.nader.user_id or 0, "Holiday")
    test = _well(sign_in(people.nader).run())
    assert rung["label"] == "2 unread notifications"
    handed, named = rung["told"]
    assert (handed.title, handed.body, handed.flag) == ("Sara handed over a deal to you", "Holiday", "New")
    assert handed.links[0].text == "Rolling mill"
    assert (named.title, named.body) == ("Sara named you in a note about a customer", "@Nader <b>look</b>")
    _well(test.button(key="bell_all_read").click().run())
    assert rung["label"] == "Notifications"
    assert [one.flag for one in rung["told"]] == ["", ""]


def test_what_may_not_be_seen_is_not_named(
    sign_in: SignIn, office: Office, people: People, saras_case: SarasCase, rung: Rung
) -> None:
    with office.work(people.sara) as w:
        notes.write(w, "@Omid the price is 120", Subject("deal", saras_case.deal))
        done = notes.write(w, "@Omid again", Subject("customer", saras_case.customer))
        notes.delete(w, done.id)
    _well(sign_in(people.omid).run())
    assert [one.title for one in rung["told"]] == [
        "Sara took back what you were told",
        "Sara named you in a note that you may not see",
    ]
    assert all((one.body, one.links) == ("", ()) for one in rung["told"])
    _well(sign_in(people.mina).run())
    assert rung["label"] == "Notifications"


def test_following_a_notification_reads_it_and_opens_the_record(
    sign_in: SignIn, office: Office, people: People, saras_case: SarasCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.work(people.sara) as w:
        notes.write(w, "@Nader look", Subject("customer", saras_case.customer))
    with office.read(people.nader) as w:
        [told] = notifications.latest(w)
    key = f"told:{told.id}:customer:{saras_case.customer}"
    clicked = iter([entries.EntryEvent(opened=key)])
    take = entries.take

    def taken(name: str) -> entries.EntryEvent:
        return next(clicked, entries.EntryEvent()) if name == bell._LIST else take(name)

    monkeypatch.setattr(entries, "take", taken)
    test = _well(sign_in(people.nader).run())
    assert test.query_params["id"] == str(saras_case.customer)
    with office.read(people.nader) as w:
        assert notifications.unread(w) == 0


def test_a_note_says_before_who_cannot_read_it(
    sign_in: SignIn, office: Office, people: People, saras_case: SarasCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = _open(sign_in, people, monkeypatch, ("note", "deal", saras_case.deal))
    test.text_area(key="note_body").input("@Omid look")
    test.button(key="note_save").click().run()
    assert "Omid may not see this record" in test.warning[0].value
    with office.read(people.sara) as w:
        assert [line.body for line in notes.listed(w, Subject("deal", saras_case.deal))] == ["Wants a discount"]
    test.text_area(key="note_body").input("@Omid look")
    _well(test.button(key="note_save").click().run())
    with office.read(people.sara) as w:
        assert notes.listed(w, Subject("deal", saras_case.deal))[0].body == "@Omid look"


def test_handing_over_asks_whom_and_why(
    sign_in: SignIn, office: Office, people: People, saras_case: SarasCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = _open(sign_in, people, monkeypatch, ("hand_over", "deal", saras_case.deal))
    test.button(key="handover_save").click().run()
    assert "Say in a few words why" in test.error[0].value
    test.selectbox(key="handover_to").select(people.nader.user_id)
    test.text_input(key="handover_why").input("Holiday")
    _well(test.button(key="handover_save").click().run())
    with office.read(people.nader) as w:
        assert notifications.unread(w) == 1


def test_documents_are_listed_and_taken_away(
    sign_in: SignIn, office: Office, people: People, saras_case: SarasCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.work(people.sara) as w:
        number = documents.add(w, Subject("deal", saras_case.deal), "offer.txt", b"ninety days")
    test = _open(sign_in, people, monkeypatch, ("documents", "deal", saras_case.deal))
    test.button(key=f"document_open_{number}").click().run()
    assert "There is no preview of this kind of file." in [one.value for one in test.caption]
    _well(test.button(key="document_delete").click().run())
    with office.read(people.sara) as w:
        assert documents.listed(w, Subject("deal", saras_case.deal)) == []


def _open(sign_in: SignIn, people: People, monkeypatch: pytest.MonkeyPatch, what: tuple[str, str, int]) -> AppTest:
    """Sara's screen with one of the dialogs open, whichever run it is (a test has no runs of a dialog alone)."""
    from _ui import attached

    kept = attached._session.kept
    monkeypatch.setattr(
        attached._session, "kept", lambda name, default=None: what if name == attached._NEXT else kept(name, default)
    )
    monkeypatch.setattr(attached.notes._session, "forget", _keeping_the_warning(attached.notes._session.forget))
    return _well(sign_in(people.sara).run())


def _keeping_the_warning(forget: Any) -> Any:
    return lambda name: None if name in ("note_warned", "document_open") else forget(name)
