"""Weekly reviews of one unit, three weeks back: deals talked about, promises given, kept, broken and renewed.

They are held through the functions that people use, at their moments. Deals stand as they are now in the books, so
only those are talked about that nobody changed since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm_core.models import Deal, Promise, Review, Task, User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office, Work, actor_of
from crm_core.work import promises, review
from crm_core.work.tasks import set_done

from ._records import acting
from ._words import Language

WEEKS = (21, 14, 7)
"""So many days ago they were held."""
TALKED = 7
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class _Said:
    """The words in one language."""

    notes: tuple[str, ...]
    promises: tuple[str, ...]
    whole: tuple[str, ...]


_WORDS: Mapping[Language, _Said] = {
    "en": _Said(
        notes=(
            "They compare us with one other supplier; price is not the point, delivery is.",
            "Budget is there, the signature of their director is missing.",
            "We have not been on site yet. A visit before the next offer.",
            "Waiting for the second offer; they asked for three years of service.",
        ),
        promises=(
            "Visit them with the service engineer",
            "Send the revised offer",
            "Get the date of their board meeting",
            "Call the head of purchasing",
        ),
        whole=(
            "Offers leave the house within two days. Everybody names the next step on the same day.",
            "Two large deals slipped into the next month; we look at them every Monday.",
            "Less discount, more service contracts: two examples next week.",
        ),
    ),
    "fa": _Said(
        notes=(
            "ما را با یک تأمین‌کننده دیگر مقایسه می‌کنند؛ مسئله قیمت نیست، زمان تحویل است.",
            "بودجه دارند، امضای مدیرعامل مانده است.",
            "هنوز از محل بازدید نکرده‌ایم. پیش از پیشنهاد بعدی بازدید لازم است.",
            "منتظر پیشنهاد دوم هستند؛ سه سال خدمات خواسته‌اند.",
        ),
        promises=(
            "بازدید همراه کارشناس خدمات",
            "ارسال پیشنهاد اصلاح‌شده",
            "گرفتن تاریخ جلسه هیئت‌مدیره‌شان",
            "تماس با مدیر خرید",
        ),
        whole=(
            "پیشنهادها ظرف دو روز ارسال شود. گام بعدی همان روز ثبت شود.",
            "دو معامله بزرگ به ماه بعد افتاد؛ هر هفته بررسی می‌کنیم.",
            "تخفیف کمتر، قرارداد خدمات بیشتر: هفته بعد دو نمونه.",
        ),
    ),
}


def add_reviews(office: Office, language: Language) -> None:
    """Hold them in the first unit that has a lead; none where nobody leads or there is nothing to talk about."""
    said = _WORDS[language]
    with office.read(SYSTEM) as w:
        lead = w.scalar(select(User.id).where(User.role == "lead", User.active).order_by(User.id).limit(1))
    if lead is None:
        return
    who = office.actor(lead)
    with office.work(SYSTEM) as w:
        now = w.clock.now()
        for place, days in enumerate(WEEKS):
            _hold(w, said, place, who, now - days * DAY)


def _hold(w: Work, said: _Said, place: int, lead: Actor, at: dt.datetime) -> None:
    with acting(w, lead, at):
        number = review.begin(w, lead.unit_id).id
        _look_back(w, number)
        deals = _untouched(w, lead, at)
        for turn, deal in enumerate(deals):
            note = said.notes[(turn + place) % len(said.notes)] if turn % 2 == 0 else None
            review.note_deal(w, number, deal.id, note)
        given = [_promise(w, said, place + turn, number, deal, turn) for turn, deal in enumerate(deals[:4])]
        there = [one.id for one in review.people_of(w, number)]
        review.write_down(w, number, note=said.whole[place % len(said.whole)], present=there[place % 2 :])
        review.close(w, number)
    _keep(w, given, at)


def _untouched(w: Work, lead: Actor, at: dt.datetime) -> Sequence[Deal]:
    """The largest open deals of the unit that are as they were at the moment."""
    mine = select(Deal).where(Deal.unit_id == lead.unit_id, Deal.outcome == "open", Deal.owner_id.is_not(None))
    asked = mine.where(Deal.updated_at <= at, Deal.created_at <= at).order_by(Deal.amount.desc().nulls_last(), Deal.id)
    return w.scalars(asked.limit(TALKED))


def _promise(w: Work, said: _Said, word: int, number: int, deal: Deal, turn: int) -> int:
    until = w.clock.today() + 3 * (1 + turn) * DAY
    return promises.promise(w, number, said.promises[word % len(said.promises)], until, deal_id=deal.id).id


def _look_back(w: Work, number: int) -> None:
    """One of the broken promises of the last time is given again."""
    due = promises.due_in(w, w.get(Review, number))
    broken = next((one for one in due if one.status == "broken" and one.done_on is None), None)
    if broken is not None:
        promises.renew(w, broken.id, w.clock.today() + 4 * DAY, number)


def _keep(w: Work, given: Sequence[int], at: dt.datetime) -> None:
    """Two of three promises are kept within days, by who gave them."""
    people = {user.id: actor_of(w, user) for user in w.scalars(select(User).where(User.active))}
    for turn, number in enumerate(given):
        if turn % 3 == 1:
            continue
        promise = w.get(Promise, number)
        task = w.get(Task, promise.task_id or 0)
        if promise.owner_id in people:
            with acting(w, people[promise.owner_id], at + (1 + turn) * DAY):
                set_done(w, task.id, task.version)
