"""The two lists that the journey brings in, as an office would keep them, and what must come out of them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from io import StringIO

from crm_core.base.calendars import jalali
from crm_core.base.text import persian_digits

CUSTOMERS = """\
account,sector,phone,email,office_location,website
Zarrin Foods,food,+98 21 8877 1234,office@zarrin.example,Shiraz,zarrin.example
Alborz Trading,retail,+98 21 2233 4455,info@alborz.example,Tehran,alborz.example
Caspian Shipping,transport,+98 13 3344 5566,desk@caspian.example,Rasht,caspian.example
Kavir Tiles,building,+98 35 3838 1122,sales@kavir.example,Yazd,kavir.example
Sepahan Steel,industry,+98 31 3232 7788,buy@sepahan.example,Isfahan,sepahan.example
Tabriz Machines,industry,+98 41 3535 9900,shop@tabrizm.example,Tabriz,tabrizm.example
"""

DEALS = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1C1I7A6R,Darya Moradi,Oven Plus,Zarrin Foods,Won,2025-01-06,2025-02-17,1054
Z063OYW0,Cyrus Rad,Mixer,Alborz Trading,Won,2025-01-11,2025-03-05,4514
EC4QE1BX,Darya Moradi,Mixer,Caspian Shipping,Won,2025-01-20,2025-03-20,50
MV1LWRNH,Cyrus Rad,Oven,Kavir Tiles,Lost,2025-02-02,2025-03-28,0
PE84CX4O,Nikki Shams,Oven Plus,Sepahan Steel,Won,2025-02-09,2025-03-21,588
ZNBS69V1,Nikki Shams,Oven,Tabriz Machines,Won,2025-02-20,2025-04-30,517
9ME3374G,Darya Moradi,Oven Plus,Zarrin Foods,Lost,2025-03-01,2025-04-12,0
7GN8Q4LL,Cyrus Rad,Mixer,Sepahan Steel,Won,2025-03-17,2025-06-28,5487
OLK9LKZB,Darya Moradi,Oven,Alborz Trading,Won,2025-04-04,2025-06-29,3393
HAXMC4IX,Nikki Shams,Mixer,Kavir Tiles,Lost,2025-04-23,2025-07-05,0
NL3JZH1Z,Cyrus Rad,Oven Plus,Zarrin Foods,Won,2025-05-05,2025-08-09,1131
LL5U4VUQ,Nikki Shams,Oven,Caspian Shipping,Won,2025-05-19,2025-09-22,479
S8DX3XOU,Darya Moradi,Mixer,Tabriz Machines,Won,2025-06-30,2025-10-14,4765
ENB2XD8G,Cyrus Rad,Oven,Sepahan Steel,Lost,2025-07-07,2025-11-11,0
09YE9QOV,Darya Moradi,Oven Plus,Kavir Tiles,Won,2025-08-21,2025-12-31,1038
M7I6R2PQ,Nikki Shams,Mixer,Zarrin Foods,Engaging,2025-09-09,,
902REDPA,Cyrus Rad,Oven Plus,Alborz Trading,Engaging,2025-10-02,,
61KT7TS2,Darya Moradi,Oven,Sepahan Steel,Engaging,2025-11-18,,
UP409DSB,Nikki Shams,Oven Plus,,Engaging,2025-12-04,,
EG7OFLFR,Cyrus Rad,Mixer,Caspian Shipping,Prospecting,,,
"""

SEASONS = ("بهار", "تابستان", "پاییز", "زمستان")

Group = Callable[[dict[str, str]], str]


def won(by: Group) -> dict[str, tuple[int, int]]:
    """What was won, in dollars and in deals, by the group of each row; "" for all of them."""
    found: dict[str, tuple[int, int]] = {}
    for row in csv.DictReader(StringIO(DEALS)):
        if row["deal_stage"] == "Won":
            for name in (by(row), ""):
                amount, count = found.get(name, (0, 0))
                found[name] = amount + int(row["close_value"]), count + 1
    return found


def agent(row: dict[str, str]) -> str:
    return row["sales_agent"]


def season(row: dict[str, str]) -> str:
    """The Jalali quarter in which it was closed, as it is said in Persian."""
    year, month, _ = jalali(dt.date.fromisoformat(row["close_date"]))
    return f"{SEASONS[(month - 1) // 3]} {persian_digits(str(year))}"
