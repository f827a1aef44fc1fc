"""The weekly review: begun for a unit, run deal by deal, closed and kept; past ones open as they were."""

from __future__ import annotations

from _session import read
from _ui import review_meeting, review_past, review_start, url
from crm_core.work.review import head


def main() -> None:
    number = url.number("review", 0)
    if not number:
        review_start.show()
        return
    about = read(head, number)
    if about.closed or not about.may_lead:
        review_past.show(about)
    else:
        review_meeting.show(about)


main()
