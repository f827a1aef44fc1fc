"""A weekly review from its beginning to its end in the browser, and the next one that opens with its promises."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from crm_core.base.clock import FixedClock
from crm_core.base.config import Settings
from crm_core.fields import records
from crm_core.trust import people as staff
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from crm_core.work.tasks import set_done, task_list
from tests.browser.conftest import Enter, Serve
from tests.browser.person import Person
from tests.browser.records import opened
from tests.provision.company import email, units_of

DAY = dt.timedelta(days=1)
MORE = ("Dara", "Elham", "Farid")
"""They sell in North beside Sara and Reza; Nader leads it: six people."""


@dataclass(frozen=True)
class Words:
    """What stands on the screen, in one language."""

    begun: str
    promised: str
    place: str
    closed: str
    kept: str
    ahead: str


ENGLISH = Words(
    "The review has begun.", "Promised; it stands among", "Deal 2 of 3", "The review is closed and kept.", "Kept",
    "ArrowRight",
)  # fmt: skip
PERSIAN = Words(
    "جلسه شروع شد.", "قول ثبت شد", "معامله ۲ از ۳", "جلسه بسته و نگه داشته شد.", "انجام شد", "ArrowLeft",
)  # fmt: skip


@pytest.fixture
def six(request: pytest.FixtureRequest) -> str:
    """The address of a company's database where six people are in North, three with a deal that is ten days old."""
    address: str = request.getfixturevalue(request.param)
    with opened(address) as office:
        long_ago = FixedClock(office.company.zone, dt.datetime.now(dt.UTC) - 10 * DAY)
        with office.work(SYSTEM) as w, w.changing("setup"):
            north = units_of(office)["North"]
            for name in MORE:
                staff.save_user(w, {"name": name, "email": email(name), "role": "rep", "unit_id": north})
    past = Office(Settings(database_url=address), long_ago)
    for name, title in (("Sara", "Mill"), ("Reza", "Pump"), ("Dara", "Oven")):
        with past.work(past.actor_for(email(name))) as w:
            records.create(w, "deal", {"title": title, "amount": 100_00})
    past.close()
    return address


def _press(page: Page, key: str) -> None:
    """A button by its key; those with a hint are drawn twice, once unseen."""
    page.locator(f"[class*=st-key-{key}] button").first.click()


@pytest.mark.parametrize(
    ("six", "words"), [("company_url", ENGLISH), ("persian_company_url", PERSIAN)], indirect=["six"], ids=["en", "fa"]
)
def test_a_review_is_run_and_the_next_one_opens_with_its_promises(
    six: str, words: Words, serve: Serve, new_page: Enter
) -> None:
    nader = Person(new_page(), serve(six)).come_in("Nader", six)
    page = nader.page
    nader.go("review")
    _press(page, "review_begin_now")
    nader.is_told(words.begun)
    agenda = page.locator("nav.agenda")
    expect(agenda.locator("button")).to_have_count(5)  # how we stand, three deals, the end

    _press(page, "review_next")
    expect(agenda.locator("button").nth(1)).to_have_attribute("aria-current", "step")
    nader.settled()  # what is typed while the next deal is being drawn would go with the one before
    what = page.locator("[class*=st-key-promise_line_] input").first
    talked = agenda.locator("button[aria-current=step] .name").inner_text()
    what.fill("Visit them")
    what.press("Tab")
    nader.settled()
    expect(what).to_have_value("Visit them")
    page.locator("[class*=st-key-promise_line_] button:has([data-testid=stIconMaterial])").last.click()
    nader.is_told(words.promised)
    page.locator("textarea").fill("They wait for their board")
    page.locator("textarea").press("Control+Enter")
    expect(agenda.locator("button.done .name")).to_have_text(talked)
    nader.settled()
    _press(page, "review_next")
    nader.sees(words.place)

    _press(page, "review_enter")
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    expect(page.locator("textarea")).to_have_count(0)
    nader.settled()
    nader.keep_picture(f"review-shared-{words.ahead}")
    page.keyboard.press("Escape")
    nader.sees(page.locator("textarea"))
    nader.settled()
    page.keyboard.press(words.ahead)
    page.keyboard.press(words.ahead)
    _press(page, "review_close_now")
    nader.is_told(words.closed)
    nader.sees("They wait for their board")
    nader.sees(talked)
    nader.keep_picture(f"review-closed-{words.ahead}")

    with opened(six) as office, office.work(SYSTEM) as w:
        [task] = [one for one in task_list(w, whose="all") if one.title == "Visit them"]
        set_done(w, task.id, task.version)
    nader.go("review")
    _press(page, "review_begin_now")
    nader.sees("Visit them")
    nader.sees(page.locator("[class*=st-key-promise_kept_]").get_by_text(words.kept).last)
    nader.keep_picture(f"review-next-{words.ahead}")
