"""What of a review is told among the newest deeds."""

from __future__ import annotations

import datetime as dt

import crm_core.deals.rules  # noqa: F401  (deals are made by its rule)
from crm_core.base.i18n import Locale
from crm_core.fields import records
from crm_core.file.news import news
from crm_core.trust.unit_of_work import Office
from crm_core.work import promises, review
from tests.integration.deals_ground import on_day
from tests.provision.company import People


def test_a_review_is_told_by_its_deeds_not_its_small_steps(
    office: Office, people: People, units: dict[str, int]
) -> None:
    on_day(office, -3)
    with office.work(people.sara) as w:
        deal = records.create(w, "deal", {"title": "Mill"})
    on_day(office, 0)
    with office.work(people.nader) as w:
        number = review.begin(w, units["North"]).id
    with office.work(people.nader) as w:
        review.note_deal(w, number, deal, "Price is not the point")
    with office.work(people.nader) as w:
        given = promises.promise(w, number, "Send the offer", w.clock.today() + dt.timedelta(days=1), deal_id=deal)
    with office.work(people.nader) as w:
        review.close(w, number)
    on_day(office, 3)
    with office.work(people.nader) as w:
        again = review.begin(w, units["North"]).id
    with office.work(people.nader) as w:
        promises.settle(w, given.id, "broken", again)
    with office.read(people.nader) as w:
        told = [(one.say(Locale()), one.name, one.opens) for one in news(w)]
        held_on = w.locale.date(w.clock.today() - dt.timedelta(days=3), "long")
    assert told[0] == ("Sara broke a promise", "Send the offer", ("deal", deal))
    assert told[1][0] == "Nader began the review of North"
    assert told[2] == ("Nader held the review of North", held_on, ("review", number))
    assert told[3] == ("Sara made a promise", "Send the offer", ("deal", deal))
    assert told[4] == ("Nader began the review of North", held_on, ("review", number))
    assert told[5][0] == "Sara added a deal"
