"""Lists of the stages that deals went through."""

from __future__ import annotations

from ._listed import Listed
from ._planned import RowPlan


def planned(listed: Listed) -> list[RowPlan]:
    """The rows of a list of stages."""
    return listed.rows()
