"""Searching for deals by several words."""

from __future__ import annotations

from crm_core.fields.find import Query, find
from crm_core.fields.records import create
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office


def test_every_word_is_looked_for(office: Office) -> None:
    with office.work(SYSTEM) as w:
        for title in ("Alpha scale", "Beta scale", "Alpha mill"):
            create(w, "deal", {"title": title})
    for words in ("alpha scale", "scale alpha"):
        with office.read(SYSTEM) as w:
            assert [row["title"] for row in find(w, "deal", Query(search=words)).rows] == ["Alpha scale"]
