"""The mail of a scheduled report, in its receiver's words: what it shows, the figures at a glance, the file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.clock import DayClock
from ..base.errors import Refused
from ..base.i18n import N_, Locale
from ..measures.catalogue import Measure
from ..messages.letter import Attachment, Letter
from ..messages.outbox import Due, Skipped
from ..models import OutgoingMessage, Schedule, User
from ..trust.access import SYSTEM, Actor
from ..work.notifications import forget_unread, tell
from .contents import Contents, answered, contents_of, file_of_contents
from .due import hindrance_now
from .result import ReportResult
from .rhythm import say_rhythm
from .saying import compared_with, in_calendar_of, say_change, say_figure, say_reached
from .schedules import Plan, plan_of
from .shown import Shown
from .wording import say_span

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work

DELETED = N_("This report is not scheduled any more.")
_AT_A_GLANCE, _OF_SEVERAL, _MOST_REPORTS = 8, 3, 6
"""So many figures stand in the mail itself: of one report, of each of several, and of so many reports of a dashboard;
the file has all."""
_INK, _SOFT, _LINE, _ACCENT = "#1d2733", "#5b6775", "#e3e7ec", "#0f7e86"
_FONTS = "Inter,'Segoe UI',Tahoma,Arial,sans-serif"


@dataclass(frozen=True)
class _Glance:
    """A figure at a glance: what it is called, its value, and how it changed, in words."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class _Report:
    """A report in the mail: its name ("" where it is the only one), its sentence, its figures."""

    name: str
    said: str
    figures: tuple[_Glance, ...]


@dataclass(frozen=True)
class _Mail:
    """All that a mail says, in words."""

    title: str
    period: str
    reports: tuple[_Report, ...]
    attached: str
    link: str
    why: str
    stop: str


def write(office: Office, due: Due) -> Letter:
    """Put a message of a schedule together, as whoever's rights decide. Raises Skipped where somebody gets nothing any
    more, and DaftarError in words where the report cannot be made."""
    plan, owner = _plan(office, due)
    reader = _reader(office, due)
    with office.read(owner or SYSTEM) as theirs, office.read(reader) as w:
        for one in (theirs, w):
            one.clock = DayClock(one.clock, one.clock.day_of(due.due_at))
        contents = contents_of(w, theirs, plan)
        shown = answered(w, contents)
        made = file_of_contents(w, shown, contents.title, plan.form)
        mail = _said(w, plan, contents, shown, made.name, owner, outside=_is_outside(due))
        locale = w.locale
        return Letter(
            subject=f"{mail.title} – {mail.period}",
            text=_text(mail, locale),
            html=_html(mail, locale),
            attachments=(Attachment(made.name, made.content, made.mime),),
            language=locale.language,
            reply_to=_email_of(theirs, owner),
        )


def _email_of(w: Work, owner: Actor | None) -> str:
    """Where answers go: to whoever scheduled it."""
    return (w.scalar(select(User.email).where(User.id == owner.user_id)) or "") if owner is not None else ""


def _is_outside(due: Due) -> bool:
    return not due.key.endswith(f":user:{due.user_id}")


def _plan(office: Office, due: Due) -> tuple[Plan, Actor | None]:
    """What is to be sent, and its owner where they are still active."""
    with office.read(SYSTEM) as w:
        one = w.scalar(select(Schedule).where(Schedule.id == due.schedule_id))
        if one is None:
            raise Skipped(DELETED)
        plan, owner_id = plan_of(one), one.owner_id
    owner = None
    if owner_id is not None:
        with suppress(Refused):
            owner = office.actor(owner_id)
    return plan, owner


def _reader(office: Office, due: Due) -> Actor:
    """The person whose rights decide. Raises Skipped where they get nothing any more."""
    with office.read(SYSTEM) as w:
        user = w.scalar(select(User).where(User.id == due.user_id)) if due.user_id is not None else None
        if (why := hindrance_now(w, user, outside=_is_outside(due))) is not None:
            raise why
    assert due.user_id is not None
    return office.actor(due.user_id)


def tell_owner(w: Work, message_id: int) -> None:
    """Tell the owner of a schedule that one of its mails did not leave; of several they are told once."""
    message = w.scalar(select(OutgoingMessage).where(OutgoingMessage.id == message_id))
    one = w.scalar(select(Schedule).where(Schedule.id == message.schedule_id)) if message is not None else None
    if one is not None and one.owner_id is not None:
        forget_unread(w, [one.owner_id], "undelivered", Schedule.entity, one.id)
        tell(w, [one.owner_id], "undelivered", Schedule.entity, one.id, message.address)


# In words


def _said(
    w: Work, plan: Plan, contents: Contents, shown: Sequence[Shown], file: str, owner: Actor | None, *, outside: bool
) -> _Mail:
    t, who = w.locale.t, owner.name if owner else w.company.name
    alone = len(shown) == 1
    mine = owner is not None and owner.user_id == w.actor.user_id and not outside
    rhythm = say_rhythm(plan.rhythm, w.locale)
    if mine:
        why, stop = t(N_("You scheduled this report: {rhythm}."), rhythm=rhythm), ""
    else:
        why = t(N_("You get this report because {who} scheduled it: {rhythm}."), who=who, rhythm=rhythm)
        stop = t(N_("To get it no longer, answer this mail; the answer goes to {who}."), who=who) if owner else ""
    if outside and owner:
        why += " " + t(N_("It shows what {who} sees."), who=who)
    return _Mail(
        title=contents.title,
        period=_period(shown[0].result, w.locale) if alone else w.locale.date(w.clock.today(), "long"),
        reports=tuple(_report(one, w.locale, alone=alone) for one in shown[:_MOST_REPORTS]),
        attached=file,
        link=f"{w.company.base_url}{contents.path}" if w.company.base_url and not outside else "",
        why=why,
        stop=stop,
    )


def _period(result: ReportResult, locale: Locale) -> str:
    """The period by its name, also where it still runs."""
    span, mine = result.span, in_calendar_of(result, locale)
    if span.step != "total" and span.start == span.whole.start and span.end < span.whole.end:
        return locale.t(N_("{period} to date"), period=mine.period(span.whole))
    return say_span(span, mine)


def _report(one: Shown, locale: Locale, *, alone: bool) -> _Report:
    asked = one.result.spec.asked[: _AT_A_GLANCE if alone else _OF_SEVERAL]
    figures = tuple(_glance(one.result, wanted, locale) for wanted in asked)
    return _Report("" if alone else one.title, one.result.said, figures)


def _glance(result: ReportResult, one: Measure, locale: Locale) -> _Glance:
    value, other = result.totals.get(one.key), result.compare_totals.get(one.key)
    note = ""
    if other is not None and result.spec.compare == "target":
        target = say_figure(one, other, locale, unit=True)
        note = locale.t(N_("{share} of the target {target}"), share=say_reached(value, other, locale), target=target)
    elif other is not None and value is not None and (other or one.kind == "ratio"):
        change, base = say_change(one, value, other, locale), compared_with(result, locale)
        note = locale.t(N_("{change} on {base}"), change=change, base=base)
    return _Glance(locale.t(one.label), say_figure(one, value, locale, unit=True), note)


# As text


def _text(mail: _Mail, locale: Locale) -> str:
    lines = [mail.title, mail.period, ""]
    for one in mail.reports:
        lines += [*([one.name] if one.name else []), one.said, ""]
        lines += [f"  {glance.label}: {glance.value}" + (f" ({glance.note})" if glance.note else "")
                  for glance in one.figures]  # fmt: skip
        lines.append("")
    lines.append(locale.t(N_("Attached: {name}"), name=mail.attached))
    if mail.link:
        lines += [f"{locale.t(N_('Open in Daftar'))}:", mail.link]  # alone on its line, so that it can be followed
    lines += ["", *filter(None, (mail.why, mail.stop))]
    return "\n".join(lines) + "\n"


# As HTML: tables and styles in place, since mail programs know little else; nothing is fetched from anywhere


def _html(mail: _Mail, locale: Locale) -> str:
    way, side = ("rtl", "right") if locale.rtl else ("ltr", "left")
    fonts = f"'Vazirmatn','Noto Sans Arabic',{_FONTS}" if locale.rtl else _FONTS
    parts = "".join(_part(one, side) for one in mail.reports)
    link = ""
    if mail.link:
        link = (
            f'<p style="margin:20px 0 4px"><a href="{escape(mail.link)}" style="background:{_ACCENT};color:#ffffff;'
            f'padding:9px 16px;border-radius:6px;text-decoration:none;display:inline-block">'
            f"{escape(locale.t(N_('Open in Daftar')))}</a></p>"
        )
    foot = "<br>".join(escape(line) for line in (mail.why, mail.stop) if line)
    attached = escape(locale.t(N_("Attached: {name}"), name=mail.attached))
    return (
        f'<!doctype html><html lang="{locale.language}" dir="{way}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(mail.title)}</title></head>'
        f'<body style="margin:0;padding:24px 12px;background:#f4f6f8"><table role="presentation" dir="{way}" '
        f'align="center" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;'
        f"border:1px solid {_LINE};border-radius:10px;font-family:{fonts};font-size:14px;line-height:1.6;"
        f'color:{_INK};text-align:{side}"><tr><td style="padding:24px 28px">'
        f'<div style="color:{_SOFT};font-size:13px">{escape(mail.period)}</div>'
        f'<h1 style="margin:2px 0 12px;font-size:20px;line-height:1.35;font-weight:600">{escape(mail.title)}</h1>'
        f'{parts}{link}<p style="margin:16px 0 0;color:{_SOFT}">{attached}</p></td></tr>'
        f'<tr><td style="padding:14px 28px 18px;border-top:1px solid {_LINE};color:{_SOFT};font-size:12px">'
        f"{foot}</td></tr></table></body></html>"
    )


def _part(one: _Report, side: str) -> str:
    name = f'<h2 style="margin:18px 0 0;font-size:16px;font-weight:600">{escape(one.name)}</h2>' if one.name else ""
    end = "left" if side == "right" else "right"
    rows = "".join(
        f'<tr><td style="padding:8px 0;border-bottom:1px solid {_LINE};text-align:{side}">{escape(glance.label)}</td>'
        f'<td style="padding:8px 0;border-bottom:1px solid {_LINE};text-align:{end};white-space:nowrap">'
        f'<strong style="font-size:15px">{escape(glance.value)}</strong>'
        + (f'<div style="color:{_SOFT};font-size:12px">{escape(glance.note)}</div>' if glance.note else "")
        + "</td></tr>"
        for glance in one.figures
    )
    return (
        f'{name}<p style="margin:4px 0 8px;color:{_SOFT}">{escape(one.said)}</p>'
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        f'style="border-collapse:collapse">{rows}</table>'
    )
