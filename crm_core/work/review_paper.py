"""A review's document put into words for paper: said in the reader's language, calendar and digits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..base import paper
from ..base.i18n import N_, Locale
from ..deals.movements import KINDS
from .promises import STATUSES
from .review_agenda import CAUSES
from .review_document import Document

TEMPLATE = Path(__file__).with_name("review.typ")
_LEFT_TO_RIGHT = "\u200e"
"""Keeps a sign before its number where the line is read from the right."""
_GOOD = frozenset({"created", "restored", "reopened", "handed_in", "entered", "increased", "pulled_in"})
_BAD = frozenset({"lost", "decreased", "removed"})
SHIFTED: Mapping[str, str] = {
    "outcome": N_("Outcome"),
    "stage": N_("Stage"),
    "amount": N_("Amount"),
    "expected_close": N_("Expected close"),
    "owner": N_("Owner"),
}
OUTCOMES: Mapping[str, str] = {"open": N_("Open"), "won": N_("Won"), "lost": N_("Lost")}


def to_pdf(document: Document, locale: Locale) -> bytes:
    """The review as a PDF."""
    return paper.pdf(TEMPLATE, values_of(document, locale), locale)


def title_of(document: Document, locale: Locale) -> str:
    """ "Review of North"; of the company, its name."""
    return locale.t(N_("Review of {unit}"), unit=document["unit"] or document["company"])


def values_of(document: Document, locale: Locale) -> dict[str, Any]:
    """What the template shows: texts, and the bars of the waterfall as shares of its width."""
    t = locale.t
    return {
        "title": title_of(document, locale),
        "about": about(document, locale),
        "foot": f"{document['company']} · {title_of(document, locale)} · {_day(document['held_on'], locale)}",
        "cards": _cards(document, locale),
        "moves": _moves(document, locale),
        "earlier": _promises(t(N_("Promised last time")), document["earlier"], locale, with_status=True),
        "people": _people(document, locale),
        "targets": _targets(document, locale),
        "deals": [_deal(one, locale) for one in document["deals"]],
        "promises": _promises(t(N_("Promised until the next review")), document["promises"], locale, with_status=False),
        "note": document["note"],
        "words": {
            "moved": t(N_("What moved in the open pipeline")),
            "deals": t(N_("Deals that were discussed")),
            "note": t(N_("Notes")),
        },
    }


def about(document: Document, locale: Locale) -> list[str]:
    """Under the title: which time, who led it, who was there, when the next one is."""
    kept, t = document["changes"], locale.t
    since, until = (dt.datetime.fromisoformat(kept[name]) for name in ("since", "until"))
    lines = [t(N_("From {since} to {until}"), since=since, until=until)]
    who = []
    if document["lead"]:
        who.append(t(N_("Led by {name}"), name=document["lead"]))
    if document["present"]:
        who.append(t(N_("Present: {names}"), names=listed(document["present"], locale)))
    who.append(t(N_("Next review: {day}"), day=_day(document["next_on"], locale)))
    counts = [(cause, document["agenda"][cause]) for cause in CAUSES if cause in document["agenda"]]
    counted = [f"{t(CAUSES[cause])} {locale.number(n)}" for cause, n in counts]
    return [
        *lines,
        " · ".join(who),
        *([t(N_("On the agenda: {causes}"), causes=" · ".join(counted))] if counted else []),
    ]


def listed(names: Sequence[str], locale: Locale) -> str:
    """Names one after the other, as the language parts them."""
    return ("، " if locale.rtl else ", ").join(locale.isolate(name) for name in names)


def _day(iso: str | None, locale: Locale, style: Any = "long") -> str:
    return locale.date(dt.date.fromisoformat(iso), style) if iso else "–"


def _cards(document: Document, locale: Locale) -> list[dict[str, str]]:
    currency, kept = document["currency"], document["changes"]
    moved = {kind: (deals, amount) for kind, _count, amount, deals in kept["movements"]}
    counted = {status: sum(one["status"] == status for one in document["earlier"]) for status in STATUSES}

    def card(label: str, amount: int, count: int) -> dict[str, str]:
        note = locale.tn("{n} deal", "{n} deals", count)
        return {"label": label, "value": locale.money(amount, currency, short=True), "note": note}

    t = locale.t
    found = [card(t(N_("Open pipeline")), kept["closing"][1], kept["closing"][0])]
    for kind in ("won", "lost"):
        deals, amount = moved.get(kind, (0, 0))
        found.append(card(t(KINDS[kind]), -amount, deals))
    judged = counted["kept"] + counted["broken"]
    found.append(
        {
            "label": t(N_("Promises kept")),
            "value": t(N_("{kept} of {all}"), kept=counted["kept"], all=judged) if judged else "–",
            "note": locale.tn("{n} still open", "{n} still open", counted["open"]) if counted["open"] else "",
        }
    )
    return found


def _moves(document: Document, locale: Locale) -> list[dict[str, Any]]:
    """Opening, each movement, closing: where each bar begins and how wide it is, as shares of the widest."""
    kept, currency, t = document["changes"], document["currency"], locale.t
    level = kept["opening"][1]
    bars: list[tuple[str, int, int, int, str]] = [(t(N_("At the beginning")), 0, level, level, "")]
    for kind, _count, amount, deals in kept["movements"]:
        label = f"{t(KINDS[kind])} ({locale.number(deals)})"
        bars.append((label, min(level, level + amount), abs(amount), amount, _tone(kind)))
        level += amount
    bars.append((t(N_("At the end")), 0, kept["closing"][1], kept["closing"][1], ""))
    widest = max([1, *(start + width for _, start, width, _, _ in bars)])
    return [
        {
            "label": label,
            "from": start / widest,
            "width": width / widest,
            "amount": signed(amount, currency, locale) if tone else locale.money(amount, currency),
            "bar": bool(width) or not tone,
            "tone": tone,
            "whole": not tone,
        }
        for label, start, width, amount, tone in bars
    ]


def _tone(kind: str) -> str:
    if kind == "won" or kind in _GOOD:
        return "good"
    return "bad" if kind in _BAD else "risk"


def signed(amount: int, currency: str, locale: Locale) -> str:
    """An effect with its sign; "–" for none."""
    said = "–" if not amount else ("+" if amount > 0 else "") + locale.money(amount, currency)
    return f"{_LEFT_TO_RIGHT}{said}" if locale.rtl else said


def _people(document: Document, locale: Locale) -> dict[str, Any]:
    t, currency = locale.t, document["currency"]
    rows = []
    for one in document["people"]:
        moved = {kind: amount for kind, _count, amount, _deals in one["movements"]}
        pushed = sum(deals for kind, _c, _a, deals in one["movements"] if kind == "pushed_out")
        kept, broken = one["promises"]["kept"], one["promises"]["broken"]
        amounts = (one["opening"][1], moved.get("created", 0), -moved.get("won", 0), -moved.get("lost", 0))
        rows.append(
            [
                one["name"],
                *(
                    locale.money(amount or None, currency, short=True, unit=False)
                    for amount in (*amounts, one["closing"][1])
                ),
                locale.number(pushed or None),
                t(N_("{kept} of {all}"), kept=kept, all=kept + broken) if kept + broken else "",
            ]
        )
    heads = [
        t(N_("Name")), t(N_("At the beginning")), t(KINDS["created"]), t(KINDS["won"]), t(KINDS["lost"]),
        t(N_("At the end")), t(KINDS["pushed_out"]), t(N_("Promises kept")),
    ]  # fmt: skip
    title = f"{t(N_('By person'))} ({locale.unit(currency)})"
    return _table(title, heads, rows, [2, 0, 0, 0, 0, 0, 0, 0], range(1, 8))


def _targets(document: Document, locale: Locale) -> dict[str, Any]:
    t, currency = locale.t, document["currency"]

    def money(amount: int) -> str:
        return locale.money(amount, currency, short=True, unit=False)

    rows = [
        [
            one["name"], money(one["target"]), money(one["done"]),
            locale.percent(one["done"] / one["target"]) if one["target"] else "–", money(one["due"]),
            money(max(one["gap"], 0)), "–" if one["coverage"] is None else f"{locale.number(one['coverage'], 1)}×",
        ]
        for one in document["targets"]
    ]  # fmt: skip
    heads = [
        t(N_("Name")), t(N_("Target")), t(N_("Reached")), t(N_("Share")), t(N_("Due by now")), t(N_("Gap")),
        t(N_("Coverage")),
    ]  # fmt: skip
    title = f"{t(N_('Against the target'))} ({locale.unit(currency)})"
    return _table(title, heads, rows, [2, 0, 0, 0, 0, 0, 0], range(1, 7))


def _promises(title: str, lines: Sequence[Mapping[str, Any]], locale: Locale, *, with_status: bool) -> dict[str, Any]:
    t = locale.t
    rows = []
    for one in lines:
        row = [one["what"], one["who"] or "", one["deal"] or "", _day(one["until"], locale, "short")]
        rows.append([*row, status_said(one, locale)] if with_status else row)
    heads = [t(N_("Promise")), t(N_("Who")), t(N_("Deal")), t(N_("Until"))]
    widths = [3, 0, 2, 0]
    if with_status:
        heads, widths = [*heads, t(N_("What became of it"))], [*widths, 0]
    return _table(title, heads, rows, widths, ())


def status_said(one: Mapping[str, Any], locale: Locale) -> str:
    """Kept, broken, … and whether it was late."""
    said = locale.t(STATUSES[one["status"]])
    return locale.t(N_("{status}, late"), status=said) if one.get("late") else said


def _table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], figures: Sequence[int]
) -> dict[str, Any]:
    """A table for the template; a width of 0 is as wide as it needs, others share what is left."""
    return {"title": title, "heads": heads, "rows": rows, "widths": widths, "figures": list(figures)}


def _deal(one: Mapping[str, Any], locale: Locale) -> dict[str, Any]:
    said = [locale.t(CAUSES[cause]) for cause in one["causes"] if cause in CAUSES]
    return {
        "title": one["title"],
        "amount": locale.money(one["amount"], one["currency"]),
        "about": [text for text in (one["customer"], one["owner"], one["stage"], *said) if text],
        "shifts": [shift_said(shift, locale) for shift in one["shifts"]],
        "note": one["note"],
    }


def shift_said(shift: Sequence[Any], locale: Locale) -> str:
    """A field with its value before and after, "Amount: 120 → 150"."""
    field, before, after = shift
    arrow = "←" if locale.rtl else "→"
    return f"{locale.t(SHIFTED[field])}: {value_said(field, before, locale)} {arrow} {value_said(field, after, locale)}"


def value_said(field: str, value: Any, locale: Locale) -> str:
    """One side of a change, as the document or `review_case` has it."""
    if value is None:
        return "–"
    if field == "amount":
        return locale.isolate(locale.money(*value))
    if field == "expected_close":
        return locale.date(dt.date.fromisoformat(value) if isinstance(value, str) else value)
    return locale.t(OUTCOMES[value]) if field == "outcome" else locale.isolate(str(value))
