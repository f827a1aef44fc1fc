"""The deals of the demo company: how each one opened, went through the stages, slipped, and was won or lost."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_core.base.days import CalendarName, first_of, ymd
from crm_core.models import Deal
from crm_core.trust.access import Actor

from ._customers import Client
from ._goods import Basket, Goods
from ._records import Event, Record
from ._season import Season
from ._staff import Seller, Team
from ._words import Words

STAGE_DAYS = (6.0, 12.0, 15.0, 12.0)
"""Median stay in each open stage, in days."""
LOST_IN_STAGE = (22, 22, 26, 30)
WIN_RATE = 0.46
"""With these, early stages are worth more than their probabilities say, and the last one less: as in life."""
BY_SOURCE = (1.3, 1.0, 0.95, 0.78, 0.66, 0.72, 1.15, 1.2)
"""By what the source of a deal multiplies its chance, in the order of the choices."""
LINGERING = 1.7
"""What will come to nothing takes so much longer in each stage, and is pushed out more often."""
BROUGHT_ALONG = 0.02
"""The share of deals that were under way when the company began to use Daftar."""
SLEEPING = 0.0025
REOPENED = 0.025


@dataclass(frozen=True)
class Stages:
    """The numbers of the first pipeline's stages."""

    pipeline: int
    open: tuple[int, ...]
    won: int
    lost: int


@dataclass
class Life:
    """A deal in the making: its record, where it stands, and what comes next."""

    record: Record
    client: Client
    seller: Seller
    basket: Basket
    factor: float
    expected: dt.date
    pace: float
    wins: bool = False
    stage: int = 0

    @property
    def last(self) -> dt.datetime:
        return self.record.events[-1].at if self.record.events else self.record.at


class Deals:
    """Makes deals that end before now, as far as they end."""

    def __init__(
        self,
        words: Words,
        choices: Mapping[str, list[str]],
        team: Team,
        season: Season,
        goods: Goods,
        stages: Stages,
        currency: str,
        rng: random.Random,
    ) -> None:
        self._words, self._choices, self._team = words, choices, team
        self._season, self._goods, self._stages = season, goods, stages
        self._currency, self._rng = currency, rng
        self._serial = 40_000

    def make(self, count: int, clients: list[Client]) -> list[Life]:
        """So many deals of these customers, oldest first."""
        brought = round(count * BROUGHT_ALONG)
        days = [(self._season.start + dt.timedelta(days=self._rng.randint(0, 4)), True) for _ in range(brought)]
        days += [(self._season.some_day(), False) for _ in range(count - brought)]
        choice = _Choice(clients, self._rng)
        return [self._life(day, choice.of(day), brought) for day, brought in sorted(days)]

    def _life(self, day: dt.date, client: Client, brought: bool) -> Life:
        seller = client.seller if client.seller.there(day) else client.seller.successor or client.seller
        repeat = client.long_known or any(closed <= day for closed, _ in client.won)
        basket = self._goods.basket(day, small=not client.is_company, size=seller.size)
        at = max(self._season.until_now(day), client.record.at)
        life = Life(
            record=Record(Deal, at, seller.actor, {}, tags=self._tags()),
            client=client,
            seller=seller,
            basket=basket,
            factor=self._rng.uniform(0.8, 1.3),
            expected=self._season.working_day(day + self._days(self._rng.lognormvariate(3.75, 0.35))),
            pace=self._rng.random() if brought else 1.0,
        )
        self._open(life, day, repeat)
        self._walk(life, self._chance(life, repeat))
        if life.record.now("outcome") == "won":
            client.won.append((life.record.now("closed_on"), life.record.now("amount") or 0))
        return life

    def _open(self, life: Life, day: dt.date, repeat: bool) -> None:
        guess = None if self._rng.random() < 0.25 else life.factor
        self._serial += self._rng.randint(1, 3)
        contact = self._rng.choice(life.client.contacts) if life.client.contacts else None
        existing = self._choices["sources"][7]
        life.record.lines = life.basket.lines(guess)
        life.record.values = {
            "title": self._words.deal_title.format(
                what=self._rng.choice(life.basket.main.titles), whom=life.client.record.values["name"]
            ),
            "external_id": f"D-{self._serial}",
            "customer_id": life.client.record,
            "contact_id": contact,
            "owner_id": life.seller.id,
            "unit_id": life.seller.unit_id,
            "pipeline_id": self._stages.pipeline,
            "stage_id": self._stages.open[0],
            "stage_since": day,
            "amount": life.basket.amount(guess),
            "currency": self._currency,
            "probability": None,
            "opened_on": day,
            "expected_close": life.expected,
            "closed_on": None,
            "outcome": "open",
            "source": existing if repeat and self._rng.random() < 0.7 else life.client.source,
            "lost_reason": None,
            "won_reason": None,
            "judgement": None,
            **self._next_step(0, life.record.at),
        }

    def _chance(self, life: Life, repeat: bool) -> float:
        """How likely the deal is won."""
        large = 0.68 if life.basket.is_large else 1.05
        sources = self._choices["sources"]
        source = BY_SOURCE[sources.index(life.record.values["source"])]
        return min(0.92, WIN_RATE * life.seller.skill * large * source * (1.1 if repeat else 0.92))

    # Going through the stages

    def _walk(self, life: Life, chance: float) -> None:
        wins = life.wins = self._rng.random() < chance
        sleeps = self._rng.random() < SLEEPING
        end = 3 if wins else self._rng.choices(range(4), LOST_IN_STAGE)[0]
        if sleeps:
            end = self._rng.randint(1, 3)
        at = life.record.at
        for stage in range(end):
            at = self._season.after(at, self._stay(stage, life))
            if not self._reach(life, at):
                return
            self._move(life, stage + 1, at)
        if sleeps:
            # Nobody touches it any more, until somebody tidies up.
            tidied = self._season.after(at, self._rng.uniform(60, 150))
            if tidied <= self._season.now:
                self._lose(life, tidied)
            return
        at = self._season.after(at, self._stay(end, life))
        if not self._reach(life, at):
            return
        if wins:
            self._win(life, at)
        else:
            self._lose(life, at)

    def _stay(self, stage: int, life: Life) -> float:
        """Days until the next step; late sellers take longer, and so does what comes to nothing."""
        lingering = 1.0 if life.wins else LINGERING
        late = 0.6 + 0.4 * life.seller.slips
        return life.pace * STAGE_DAYS[stage] * self._rng.lognormvariate(0, 0.5) * late * lingering

    def _reach(self, life: Life, at: dt.datetime) -> bool:
        """Let time go on to a moment, the expected close slipping on the way; False when that is still to come."""
        self._hand_over(life, at)
        self._slip(life, min(at, self._season.now))
        if at > self._season.now:
            self._look_ahead(life)
            return False
        return True

    def _move(self, life: Life, stage: int, at: dt.datetime) -> None:
        day = self._season.clock.day_of(at)
        values: dict[str, Any] = {"stage_id": self._stages.open[stage], "stage_since": day}
        values |= self._next_step(stage, at)
        lines = None
        if stage == 2 or life.record.now("amount") is None or self._rng.random() < 0.4:
            life.factor = 1.0 if stage == 2 else life.factor * self._rng.uniform(0.9, 1.06)
            lines = life.basket.lines(life.factor)
            values["amount"] = life.basket.amount(life.factor)
        if stage == 3 and self._rng.random() < 0.12:
            values["probability"] = self._rng.choice((60, 80, 85, 90))
        if life.expected < day or self._rng.random() < (0.25 if life.wins else 0.45):
            left = sum(STAGE_DAYS[stage:]) * self._rng.uniform(0.8, 1.5)
            life.expected = values["expected_close"] = self._season.working_day(day + self._days(left))
        life.record.events.append(Event(at, self._who(life, at), values, lines))
        life.stage = stage

    def _slip(self, life: Life, until: dt.datetime) -> None:
        """Push the expected close whenever it passes; now and then nobody does."""
        while self._season.clock.start_of_day(life.expected) < until and self._rng.random() < 0.82:
            at = self._season.after(
                max(life.last, self._season.clock.start_of_day(life.expected)), self._rng.randint(0, 4)
            )
            if at >= until:
                return
            far = self._rng.randint(10, 34) if life.wins else self._rng.randint(5, 18)
            pushed = self._days(far * life.seller.slips)
            life.expected = self._season.working_day(self._season.clock.day_of(at) + pushed)
            life.record.events.append(Event(at, self._who(life, at), {"expected_close": life.expected}))

    def _hand_over(self, life: Life, at: dt.datetime) -> None:
        """When the seller leaves before this moment, the deal goes to the successor."""
        seller = life.seller
        if seller.until is None or seller.successor is None or life.record.now("owner_id") != seller.id:
            return
        leaving = self._season.clock.start_of_day(seller.until) + dt.timedelta(hours=9)
        if life.last < leaving < at:
            self._slip(life, leaving)
            values = {"owner_id": seller.successor.id, "unit_id": seller.successor.unit_id}
            life.record.events.append(Event(leaving, self._team.manager, values))

    def _look_ahead(self, life: Life) -> None:
        """An open deal mostly has a next step that somebody noted in the last days."""
        now = self._season.now
        if self._rng.random() < 0.25:
            return
        day = self._season.today - self._days(self._rng.triangular(0, 14, 3))
        at = self._season.until_now(max(day, self._season.start))
        if life.last < at <= now and self._season.activity(self._season.clock.day_of(at)) > 0:
            values = self._next_step(life.stage, at, sure=self._rng.random() < 0.88)
            values["judgement"] = self._judged(life)
            life.record.events.append(Event(at, self._who(life, at), values))

    # The end

    def _win(self, life: Life, at: dt.datetime) -> None:
        values = self._closing(at, self._stages.won, "won")
        values["won_reason"] = self._rng.choice(self._choices["won_reasons"][:6]) if self._rng.random() < 0.8 else None
        lines = None
        if life.record.now("amount") is None or self._rng.random() < 0.3:
            life.factor *= self._rng.uniform(0.9, 1.02)
            lines = life.basket.lines(life.factor)
            values["amount"] = life.basket.amount(life.factor)
        life.record.events.append(Event(at, self._who(life, at), values, lines))

    def _lose(self, life: Life, at: dt.datetime) -> None:
        early, late = (5, 8, 16, 14, 18, 30, 9), (34, 28, 10, 10, 8, 4, 6)
        reasons = self._choices["loss_reasons"][:7]
        values = self._closing(at, self._stages.lost, "lost")
        values["lost_reason"] = self._rng.choices(reasons, early if life.stage < 2 else late)[0]
        life.record.events.append(Event(at, self._who(life, at), values))
        if self._rng.random() < REOPENED:
            self._reopen(life, at)

    def _reopen(self, life: Life, at: dt.datetime) -> None:
        again = self._season.after(at, self._rng.randint(15, 70))
        if again > self._season.now:
            return
        day = self._season.clock.day_of(again)
        life.expected = self._season.working_day(day + self._days(self._rng.randint(12, 40)))
        values = {
            "stage_id": self._stages.open[max(life.stage, 1)],
            "stage_since": day,
            "outcome": "open",
            "closed_on": None,
            "lost_reason": None,
            "won_reason": None,
            "expected_close": life.expected,
            **self._next_step(max(life.stage, 1), again),
        }
        life.stage = max(life.stage, 1)
        life.record.events.append(Event(again, self._who(life, again), values))
        end = self._season.after(again, self._stay(2, life))
        if self._reach(life, end):
            if self._rng.random() < 0.5:
                self._win(life, end)
            else:
                closing = self._closing(end, self._stages.lost, "lost")
                closing["lost_reason"] = self._rng.choice(self._choices["loss_reasons"][:2])
                life.record.events.append(Event(end, self._who(life, end), closing))

    def _closing(self, at: dt.datetime, stage: int, outcome: str) -> dict[str, Any]:
        day = self._season.clock.day_of(at)
        return {
            "stage_id": stage,
            "stage_since": day,
            "outcome": outcome,
            "closed_on": day,
            "next_step": None,
            "next_step_on": None,
        }

    # Small things

    def _judged(self, life: Life) -> str | None:
        """What its owner thinks of an open deal: the later the surer, and a good seller mostly right."""
        if life.stage < 1 or self._rng.random() < 0.25:
            return None
        hope = life.stage + (1.2 if life.wins else 0.0) + self._rng.gauss(0, 0.8)
        return "commit" if hope > 3.4 else "likely" if hope > 2.2 else "open"

    def _next_step(self, stage: int, at: dt.datetime, *, sure: bool = True) -> dict[str, Any]:
        if not sure or self._rng.random() < 0.08:
            return {"next_step": None, "next_step_on": None}
        day = self._season.clock.day_of(at) + dt.timedelta(days=self._rng.randint(2, 13))
        return {
            "next_step": self._rng.choice(self._words.next_steps[stage]),
            "next_step_on": self._season.working_day(day),
        }

    def _who(self, life: Life, at: dt.datetime) -> Actor:
        seller = life.seller
        if seller.successor and seller.until and self._season.clock.day_of(at) >= seller.until:
            return seller.successor.actor
        return seller.actor

    def _days(self, count: float) -> dt.timedelta:
        return dt.timedelta(days=max(1, round(count)))

    def _tags(self) -> list[str]:
        return [self._rng.choice(self._words.deal_tags)] if self._rng.random() < 0.16 else []


class _Choice:
    """Whose turn it is: customers without a deal yet come first now and then, those with appetite more often."""

    def __init__(self, clients: list[Client], rng: random.Random) -> None:
        self._clients, self._rng = clients, rng
        self._known = 0
        self._waiting: list[Client] = []

    def of(self, day: dt.date) -> Client:
        """A customer who was known on a day; days must not go back."""
        while self._known < len(self._clients) and self._clients[self._known].day <= day:
            self._waiting.append(self._clients[self._known])
            self._known += 1
        if self._waiting and self._rng.random() < 0.3:
            return self._waiting.pop(self._rng.randrange(len(self._waiting)))
        some = [self._clients[self._rng.randrange(max(1, self._known))] for _ in range(4)]
        return max(some, key=_drive)


def _drive(client: Client) -> float:
    seller = client.seller.successor or client.seller
    return client.appetite * seller.energy


def month_of(day: dt.date, calendar: CalendarName) -> dt.date:
    """The first day of the month that holds this one."""
    year, month, _ = ymd(day, calendar)
    return first_of(year, month, calendar)


def won_by_month(lives: Iterable[Life], calendar: CalendarName) -> dict[tuple[dt.date, int], int]:
    """What each seller won in each month, by the month's first day and the seller's number."""
    found: dict[tuple[dt.date, int], int] = {}
    for life in lives:
        deal = life.record
        if deal.now("outcome") == "won":
            key = (month_of(deal.now("closed_on"), calendar), deal.now("owner_id"))
            found[key] = found.get(key, 0) + (deal.now("amount") or 0)
    return found
