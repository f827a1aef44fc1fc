"""The file of a report, whichever asks for it: a screen, a schedule, the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ..base.errors import Invalid
from ..base.i18n import N_, Locale
from ..base.sheets import cell_text
from ..trust.access import require
from .delimited import to_csv
from .excel import to_excel_of
from .opened import asked
from .pdf import to_pdf_of
from .result import ReportResult
from .run import run
from .shown import Shown, presentation
from .wording import say_span

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Form = Literal["xlsx", "pdf", "csv"]
_NAME_LENGTH = 80


@dataclass(frozen=True)
class ReportFile:
    """A file ready to be given or sent."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True)
class _Kind:
    mime: str
    make: Callable[[Sequence[Shown], Locale, str, str], bytes]


def _csv(reports: Sequence[Shown], locale: Locale, _title: str, _by: str) -> bytes:
    if len(reports) != 1:
        raise Invalid(N_("A CSV file holds one report; choose Excel or PDF for several."))
    return to_csv(reports[0].result, locale)


_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "xlsx": _Kind(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            lambda reports, locale, title, by: to_excel_of(reports, locale, title=title, by=by),
        ),
        "pdf": _Kind(
            "application/pdf", lambda reports, locale, title, by: to_pdf_of(reports, locale, title=title, by=by)
        ),
        "csv": _Kind("text/csv", _csv),
    }
)
FORMS = tuple(_KINDS)


def file_of(w: Work, params: Mapping[str, str], form: str, *, title: str = "") -> ReportFile:
    """The file of the report that these parameters of a link ask for, as the person at work sees it.

    `title` is the name under which the report is kept. Raises Refused, and Invalid in words for what cannot be.
    """
    require(w, "export")
    return file_with(w, [shown_of(w, params, title=title)], form, title=title)


def shown_of(w: Work, params: Mapping[str, str], *, title: str = "") -> Shown:
    """The report of a link, answered, as it is to be shown. Raises Invalid."""
    return Shown(run(w, asked(w, params)), title, **presentation(params))


def file_with(w: Work, reports: Sequence[Shown], form: str, *, title: str) -> ReportFile:
    """A file that holds these reports, one sheet or section each; a CSV holds only one. Raises Refused, Invalid."""
    require(w, "export")
    kind = kind_of(form)
    content = kind.make(reports, w.locale, title, w.actor.name)
    return ReportFile(f"{file_name(title or _called(reports[0].result, w.locale))}.{form}", content, kind.mime)


def _called(result: ReportResult, locale: Locale) -> str:
    """What a report without a name is called: its first measure and its period."""
    return f"{locale.t(result.spec.asked[0].label)} {say_span(result.span, locale)}"


def kind_of(form: str) -> _Kind:
    if form not in _KINDS:
        raise Invalid(N_("“{value}” is not one of: {known}."), field="form", value=form, known=", ".join(FORMS))
    return _KINDS[form]


def file_name(text: str) -> str:
    """A name that every system takes for a file, without its ending."""
    bare = re.sub(r'[\\:*?"<>|\s\u2066-\u2069\u200e\u200f]+', " ", cell_text(text).replace("/", "-")).strip(" .")
    return bare[:_NAME_LENGTH].strip(" .") or "report"
