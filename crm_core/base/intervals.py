"""An interval tree in one column, so that an ordinary index answers "what held at this instant?" quickly.

Each interval is filed under one day, its fork: of the days it touches, the one highest in the balanced binary tree
over all days. Intervals that hold at an instant are filed under the ancestors of its day, so seventeen days are
looked up instead of half the table (Kriegel, Pötke, Seidl: Managing Intervals Efficiently in Object-Relational
Databases, VLDB 2000).
"""

from __future__ import annotations

import datetime as dt

LEVELS = 17
_LAST = (1 << LEVELS) - 1
_ORIGIN = dt.date(1900, 1, 1).toordinal()


def _number(at: dt.datetime) -> int:
    """The UTC day of an instant as a number of the tree; what lies outside counts as its first or last day."""
    return min(max(at.astimezone(dt.UTC).date().toordinal() - _ORIGIN, 1), _LAST)


def fork_day(start: dt.datetime, end: dt.datetime) -> int:
    """The day under which the interval [start, end) is filed."""
    low, high = _number(start), _number(end)
    level = ((low - 1) ^ high).bit_length() - 1
    return (high >> level) << level


def days_to_look_under(at: dt.datetime) -> list[int]:
    """The days under which every interval is filed that holds at this instant (and some that do not)."""
    day = _number(at)
    lowest = (day & -day).bit_length() - 1
    return [((day >> (level + 1)) << (level + 1)) | (1 << level) for level in range(lowest, LEVELS)]
