"""What the figures of a report mean: the lines that stand on a sheet of every workbook and at the end of every PDF."""

from __future__ import annotations

from ..base.i18n import N_, Locale
from .result import ReportResult
from .wording import say_span


def definition(result: ReportResult, locale: Locale, *, by: str = "") -> list[tuple[str, str]]:
    """Names with what they stand for: what is shown, of which period, what each measure counts, how fresh, by whom."""
    t = locale.t
    lines = [(t(N_("Shown")), result.said), (t(N_("Period")), _days(result, locale))]
    if result.compared:
        lines.append((t(N_("Compared with")), say_span(result.compared, locale)))
    lines += [(t(one.label), t(one.meaning)) for one in result.spec.asked]
    if any(one.kind == "money" for one in result.spec.asked):
        lines.append((t(N_("Amounts")), locale.unit(result.currency)))
    lines.append((t(N_("Days")), t(N_("as in the time zone {zone}"), zone=result.time_zone)))
    lines.append((t(N_("As of")), locale.datetime(result.at)))
    if by:
        lines.append((t(N_("Seen by")), t(N_("{name}, with the rights of that moment"), name=by)))
    lines += [(t(N_("Note")), note.say(locale)) for note in result.notes]
    return lines


def _days(result: ReportResult, locale: Locale) -> str:
    """The period by its name and, where that does not say them, its first and last day."""
    name = say_span(result.span, locale)
    days = f"{locale.date(result.span.start)} – {locale.date(result.span.last_day)}"
    return name if name == days or result.span.start == result.span.last_day else f"{name} ({days})"
