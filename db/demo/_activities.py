"""What the people of the demo company did for their deals: interactions, tasks and notes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from crm_core.models import Interaction, Note, Task
from crm_core.trust.access import Actor

from ._customers import Client
from ._deals import Life
from ._records import Event, Record
from ._season import Season
from ._words import Words

_KINDS = ("call", "meeting", "visit", "email", "message")
_KINDS_BY_STAGE = ((55, 6, 4, 22, 13), (42, 18, 14, 16, 10), (30, 18, 14, 30, 8), (38, 34, 8, 14, 6))
_OUTCOMES_BY_STAGE = ((30, 8, 34, 24, 4), (40, 26, 22, 10, 2), (34, 30, 24, 10, 2), (46, 22, 24, 8, 0))
TALKS_A_STEP = 0.42
TASKED = 0.55
NOTED = 0.08
LATE_DAYS = 18
"""Tasks due longer ago than this were all done."""


class Activities:
    """Makes what was done around deals and customers."""

    def __init__(self, words: Words, choices: Mapping[str, list[str]], season: Season, rng: random.Random) -> None:
        self._words, self._choices = words, choices
        self._season, self._rng = season, rng

    def about_deals(self, lives: list[Life]) -> Iterator[Record]:
        for life in lives:
            yield from self._talks(life)
            if self._rng.random() < TASKED:
                yield from self._task(life)
            if life.record.now("outcome") == "open":
                yield from self._next_task(life)
            if self._rng.random() < NOTED:
                yield self._note(life)

    def about_customers(self, clients: list[Client]) -> Iterator[Record]:
        for client in clients:
            if self._rng.random() > 0.2:
                continue
            at = client.record.at + dt.timedelta(days=self._rng.randint(0, 90))
            if at > self._season.now:
                continue
            values = {"body": self._rng.choice(self._words.customer_notes), "customer_id": client.record}
            yield Record(Note, at, client.seller.actor, values | self._of(client.seller.actor))

    def _talks(self, life: Life) -> Iterator[Record]:
        deal, now = life.record, self._season.now
        moments = [deal.at, *(event.at for event in deal.events)]
        if deal.now("outcome") == "open":
            moments.append(now)
        stage = 0
        for number, (since, until) in enumerate(pairwise(moments)):
            if number and "stage_id" in deal.events[number - 1].values:
                stage = min(stage + 1, 3)
            if self._rng.random() > TALKS_A_STEP:
                continue
            days = (until - since).days
            day = self._season.clock.day_of(since) + dt.timedelta(days=self._rng.randint(0, max(days, 0)))
            at = self._season.at_work(self._season.working_day(day))
            if since < at < until and at <= now:
                yield self._talk(life, at, stage)

    def _talk(self, life: Life, at: dt.datetime, stage: int) -> Record:
        kind = self._rng.choices(_KINDS, _KINDS_BY_STAGE[stage])[0]
        outcomes = self._choices["interaction_outcomes"][:5]
        values = {
            "kind": kind,
            "subject": self._rng.choice(self._words.subjects[kind]),
            "happened_at": at,
            "happened_on": self._season.clock.day_of(at),
            "outcome": self._rng.choices(outcomes, _OUTCOMES_BY_STAGE[stage])[0],
            "note": self._rng.choice(self._words.call_notes) if self._rng.random() < 0.25 else None,
        }
        who = self._who(life, at)
        noted = min(at + dt.timedelta(minutes=self._rng.randint(1, 25)), self._season.now)
        return Record(Interaction, noted, who, values | self._links(life) | self._of(who))

    def _task(self, life: Life) -> Iterator[Record]:
        """A task from some moment of the deal's life, mostly done about when it was due."""
        moments = [life.record.at, *(event.at for event in life.record.events)]
        asked = self._rng.choice(moments) + dt.timedelta(minutes=self._rng.randint(2, 40))
        if asked > self._season.now:
            return
        kind = self._rng.choice(tuple(self._words.task_titles))
        due = self._season.working_day(self._season.clock.day_of(asked) + dt.timedelta(days=self._rng.randint(1, 10)))
        record = self._open_task(life, asked, kind, due, self._rng.choice(self._words.task_titles[kind]))
        if due < self._season.today - dt.timedelta(days=LATE_DAYS) or self._rng.random() < 0.8:
            self._finish(record, due)
        yield record

    def _next_task(self, life: Life) -> Iterator[Record]:
        """The next step of an open deal as a task that is still to be done."""
        deal = life.record
        due, title = deal.now("next_step_on"), deal.now("next_step")
        recent = self._season.today - dt.timedelta(days=LATE_DAYS // 2)
        if due is None or due < recent or self._rng.random() < 0.35:
            return
        asked = max(
            event.at
            for event in (Event(deal.at, deal.by, {}), *deal.events)
            if not event.values or "next_step" in event.values
        ) + dt.timedelta(minutes=1)
        if asked <= self._season.now:
            yield self._open_task(life, asked, "follow_up", due, title)

    def _open_task(self, life: Life, at: dt.datetime, kind: str, due: dt.date, title: str) -> Record:
        who = self._who(life, at)
        values: dict[str, Any] = {
            "title": title,
            "kind": kind,
            "due_on": due,
            "done_on": None,
            "priority": self._rng.choices(("high", "normal", "low"), (22, 66, 12))[0],
        }
        return Record(Task, at, who, values | self._links(life) | self._of(who))

    def _finish(self, task: Record, due: dt.date) -> None:
        day = due + dt.timedelta(days=self._rng.choice((-2, -1, 0, 0, 0, 0, 1, 2, 4)))
        day = self._season.working_day(max(day, self._season.clock.day_of(task.at)))
        at = max(self._season.at_work(day), task.at + dt.timedelta(minutes=10))
        if at <= self._season.now:
            task.events.append(Event(at, task.by, {"done_on": self._season.clock.day_of(at)}))

    def _note(self, life: Life) -> Record:
        at = self._rng.choice([life.record.at, *(event.at for event in life.record.events)])
        at = min(at + dt.timedelta(minutes=self._rng.randint(3, 50)), self._season.now)
        who = self._who(life, at)
        values = {"body": self._rng.choice(self._words.deal_notes), "deal_id": life.record}
        return Record(Note, at, who, values | {"customer_id": life.client.record} | self._of(who))

    def _links(self, life: Life) -> dict[str, Any]:
        return {
            "customer_id": life.client.record,
            "contact_id": life.record.values["contact_id"],
            "deal_id": life.record,
        }

    def _who(self, life: Life, at: dt.datetime) -> Actor:
        """Who had the deal at that moment."""
        seller = life.seller
        if seller.until and seller.successor and self._season.clock.day_of(at) >= seller.until:
            return seller.successor.actor
        return seller.actor

    def _of(self, who: Actor) -> dict[str, Any]:
        return {"owner_id": who.user_id, "unit_id": who.unit_id}
