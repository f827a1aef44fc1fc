"""The table of a report as it is shown: as a list, or crosswise."""

from __future__ import annotations

from ..base.i18n import Locale
from ._crossed import crossed_table
from ._order import order_of
from ._table import Table, table_of
from .shown import Shown


def table_for(shown: Shown, locale: Locale) -> Table:
    """The table that a workbook or a page shows, with its sums, in the order of the screen."""
    result = shown.result
    if result.pivot is not None:
        return crossed_table(shown, result.pivot, locale)
    return table_of(result, locale, order_of(shown))
