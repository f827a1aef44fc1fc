"""A report as somebody wants it shown: its answer, its name, and what of it is drawn and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict, cast, get_args

from .result import ReportResult

Part = Literal["figures", "chart", "table"]
PARTS: tuple[Part, ...] = get_args(Part)
PRESENTATION = ("show", "chart", "sort")
"""The parameters of a link that say how a report is shown, not what is asked."""


@dataclass(frozen=True)
class Shown:
    """One report of a file.

    `title` is the name it was kept under, "" for none; `show` the measure that is drawn ("": the first), `chart` the
    kind of chart ("": the one that fits), `sort` a measure or "name", with "-" before it from the greatest. `parts`:
    what of it stands on paper, as on the tile of a dashboard.
    """

    result: ReportResult
    title: str = ""
    show: str = ""
    chart: str = ""
    sort: str = ""
    parts: tuple[Part, ...] = PARTS

    @property
    def drawn(self) -> str:
        """The key of the measure that is drawn."""
        measures = self.result.spec.measures
        return self.show if self.show in measures else measures[0]


class Presentation(TypedDict, total=False):
    """Some of the arguments of `Shown`."""

    show: str
    chart: str
    sort: str


def presentation(params: Mapping[str, str]) -> Presentation:
    """What a link says of how its report is shown."""
    return cast("Presentation", {name: params[name] for name in PRESENTATION if params.get(name)})
