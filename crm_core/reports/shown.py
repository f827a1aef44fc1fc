"""A report as somebody wants it shown: its answer, its name, and what of it is drawn and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .result import ReportResult

PRESENTATION = ("show", "chart", "sort")
"""The parameters of a link that say how a report is shown, not what is asked."""


@dataclass(frozen=True)
class Shown:
    """One report of a file.

    `title` is the name it was kept under, "" for none; `show` the measure that is drawn ("": the first), `chart` the
    kind of chart ("": the one that fits), `sort` a measure or "name", with "-" before it from the greatest.
    """

    result: ReportResult
    title: str = ""
    show: str = ""
    chart: str = ""
    sort: str = ""

    @property
    def drawn(self) -> str:
        """The key of the measure that is drawn."""
        measures = self.result.spec.measures
        return self.show if self.show in measures else measures[0]


def presentation(params: Mapping[str, str]) -> dict[str, str]:
    """What a link says of how its report is shown, as arguments of `Shown`."""
    return {name: params[name] for name in PRESENTATION if params.get(name)}
