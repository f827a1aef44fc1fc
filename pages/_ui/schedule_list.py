"""Schedules and the messages they sent, as lists: what each is about, how it went, and what can be done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

import _data
import _session
from _session import read, t, tn
from _ui import entries, messages, once, page, pager, schedule_form, url
from crm_core.base.i18n import N_
from crm_core.reports.contents import choices, said_choice
from crm_core.reports.due import send_now
from crm_core.reports.rhythm import say_rhythm
from crm_core.reports.schedules import Kept, Line, delete, receivers, set_active
from crm_core.reports.sent import PAGE, Message, log, send_again
from crm_core.trust.unit_of_work import Work

_LIST, _LOG = "schedule_list", "schedule_log"
_FORMS = {"pdf": "PDF", "xlsx": "Excel"}
_STATES: Mapping[str, str] = {
    "waiting": N_("waiting"),
    "sending": N_("being sent"),
    "handed": N_("being sent"),
    "sent": N_("sent"),
    "failed": N_("not sent"),
    "skipped": N_("left out"),
    "unsure": N_("perhaps sent"),
}
_TONES: Mapping[str, entries.Tone] = {"failed": "late", "unsure": "risk", "waiting": "risk"}


# Schedules


def follow(lines: Mapping[int, Line]) -> None:
    """Do what was clicked in the list of schedules."""
    event = entries.take(_LIST)
    if not event.opened:
        return
    deed, _, number = event.opened.partition(":")
    line = lines.get(int(number))
    if line is None:
        return
    if deed == "edit":
        schedule_form.open_edit(line)
    elif deed == "log":
        url.put(view="log", id=line.id)
        _session.drop_widget("switch_view")
        st.rerun()
    elif deed == "send":
        once.stored("schedule_send", line.id, lambda w: send_now(w, line.id))
        _wake()
        messages.did(t("“{name}” is on its way.", name=line.plan.name))
        st.rerun()
    else:
        _change(deed, line)


def _change(deed: str, line: Line) -> None:
    """Pause it, let it go on, or delete it, with Undo."""
    said = {
        "pause": t("“{name}” rests.", name=line.plan.name),
        "resume": t("“{name}” is sent again.", name=line.plan.name),
        "delete": t("“{name}” is not sent any more.", name=line.plan.name),
    }

    def act(w: Work) -> Kept:
        return delete(w, line.id) if deed == "delete" else set_active(w, line.id, deed == "resume")

    kept = once.stored(f"schedule_{deed}", (line.id, line.version), act)
    messages.did(said[deed], undo=kept.change_set_id)
    st.rerun()


def _wake() -> None:
    runner = _data.runner_here()
    if runner is not None:
        runner.wake()


def show(lines: Mapping[int, Line]) -> None:
    """Draw the schedules."""
    if not lines:
        page.empty(
            t("Nothing is sent regularly yet."),
            t("Open a report or a dashboard and choose “Send regularly…”, or begin here."),
        )
        return
    names, people = read(choices), {one.id: one.name for one in read(receivers)}
    entries.show(_LIST, entries.plain(_schedule(one, names, people) for one in lines.values()))


def _schedule(one: Line, names: Mapping[str, str], people: Mapping[int, str]) -> entries.Entry:
    known = names.get(one.plan.what, "") if one.plan.what else ""
    what = said_choice(one.plan.what, known, _session.locale()) if known else ""
    detail = [
        say_rhythm(one.plan.rhythm, _session.locale()),
        *([what] if what and what != one.plan.name else []),
        _FORMS[one.plan.form],
        _to(one, people),
        *([one.owner] if one.owner_id != _session.actor().user_id and one.owner else []),
    ]
    return entries.Entry(
        key=f"edit:{one.id}" if one.may_change else f"log:{one.id}",
        title=one.plan.name,
        detail=tuple(detail),
        after=_deeds(one),
        end=t("rests") if not one.active else moment(one.next_at),
        below=_last(one),
        flag=_trouble(one),
        opens=True,
    )


def _to(one: Line, people: Mapping[int, str]) -> str:
    """To whom it goes: names where they are few."""
    names = [people[number] for number in one.plan.people if number in people] + list(one.plan.addresses)
    comma = "، " if _session.locale().rtl else ", "
    rest = len(names) - 3
    shown = comma.join(_session.locale().isolate(name) for name in names[:3])
    return f"{shown} {tn('and {n} more', 'and {n} more', rest)}" if rest > 0 else shown


def _deeds(one: Line) -> tuple[entries.Link, ...]:
    history = entries.Link(t("Log"), key=f"log:{one.id}")
    if not one.may_change:
        return (history,)
    turn = ("pause", t("Pause")) if one.active else ("resume", t("Go on"))
    return (
        entries.Link(t("Send now"), key=f"send:{one.id}"),
        entries.Link(turn[1], key=f"{turn[0]}:{one.id}"),
        history,
        entries.Link(t("Delete"), key=f"delete:{one.id}"),
    )


def _last(one: Line) -> str:
    """What came of the newest sending, in words."""
    if one.last is None:
        return ""
    comma = "، " if _session.locale().rtl else ", "
    locale = _session.locale()
    said = [f"{locale.number(n)} {t(_STATES[status])}" for status, n in one.last.by_status.items()]
    return f"{moment(one.last.due_at)}: {comma.join(said)}"


def _trouble(one: Line) -> str:
    """How many mails of the newest sending did not leave."""
    states = one.last.by_status if one.last else {}
    n = states.get("failed", 0) + states.get("unsure", 0)
    return t("{n} not sent", n=n) if n else ""


def moment(at: dt.datetime | None) -> str:
    """A moment of today by its time, another day by its date and time."""
    if at is None:
        return ""
    locale = _session.locale()
    local = at.astimezone(locale.zone)
    days = (local.date() - _session.today()).days
    time = locale.digits_of(f"{local:%H:%M}")
    return f"{locale.relative_days(days)} {time}" if -1 <= days <= 1 else locale.datetime(at)


# The log


def log_of(schedule_id: int | None) -> None:
    """Draw the messages, of one schedule where its number is given."""
    event = entries.take(_LOG)
    if event.opened.startswith("again:"):
        number = int(event.opened.removeprefix("again:"))
        once.stored("message_again", number, lambda w: send_again(w, number))
        _wake()
        messages.did(t("The message is on its way."))
        st.rerun()
    found = read(log, schedule_id=schedule_id, first=(pager.page() - 1) * PAGE)
    if not found.messages:
        page.empty(
            t("Nothing was sent yet."), t("Every mail of a scheduled report is listed here, with what came of it.")
        )
        return
    entries.show(_LOG, entries.plain(_message(one) for one in found.messages))
    if found.total > PAGE:
        pager.show(found.total, size=PAGE)


def _message(one: Message) -> entries.Entry:
    locale = _session.locale()
    detail = [*([one.person] if one.person else []), locale.isolate(one.address)]
    if one.tries > 1:
        detail.append(tn("{n} try", "{n} tries", one.tries))
    if one.status == "waiting" and one.next_try_at and one.error:
        detail.append(t("next try {at}", at=moment(one.next_try_at)))
    return entries.Entry(
        key=f"message:{one.id}",
        title=one.report,
        body=one.error,
        detail=tuple(filter(None, detail)),
        after=(entries.Link(t("Send again"), key=f"again:{one.id}"),) if one.may_send_again else (),
        end=moment(one.sent_at or one.due_at),
        below=t(_STATES[one.status]),
        tone=_TONES.get(one.status, ""),
    )
