"""People clicking through the screens, each on a socket of their own, and how long a start takes."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import websockets
from sqlalchemy import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from crm_core.models import User
from crm_core.trust.access import SYSTEM
from crm_core.trust.accounts import open_session
from crm_core.trust.unit_of_work import Office
from tests.bench.company import opened
from tests.bench.measure import Result, Sizes
from tests.provision.app import served

SCREENS = ("", "pipeline", "customers", "reports")
REPORT = "report=standard:by_person"
"""A report, not the list of them."""
EVERY_S = 5.0
COOKIE = "daftar_session"


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """How long 95 of 100 clicks wait for their screen, and the seconds from start to the first screen."""
    office = opened(folder, sizes.customers, sizes.deals)
    tokens = _tokens(office, sizes.people)
    url = office.settings.database_url
    office.close()
    with tempfile.TemporaryDirectory() as logs:
        begun = time.perf_counter()
        with served(url, Path(logs) / "app.log") as address:
            asyncio.run(_one(address, tokens[0]))
            start = time.perf_counter() - begun
            waits, lost, memory = asyncio.run(_crowd(address, tokens, sizes.seconds))
    p95 = statistics.quantiles(waits, n=20)[18] if len(waits) > 20 else max(waits)
    detail = (
        f"{sizes.people} people, a click every {EVERY_S:g} s for {sizes.seconds} s: {len(waits)} clicks, {lost} lost, "
        f"median {1000 * statistics.median(waits):.0f} ms, memory {memory[0]:.0f} to {memory[1]:.0f} MB"
    )
    return [
        Result("clicks_50_p95_ms", 1000 * p95 if not lost else float("inf"), 500, "ms", detail),
        Result("start_s", start, 4, "s", "from starting the server to a drawn screen"),
    ]


def _tokens(office: Office, count: int) -> list[str]:
    with office.work(SYSTEM) as w:
        users = list(w.scalars(select(User.id).order_by(User.id)))
        return [open_session(w, users[n % len(users)]).token for n in range(count)]


class Browser:
    """A socket as a browser holds it: asks for a page and reads until its script has finished."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token
        self.socket: websockets.ClientConnection | None = None

    async def open(self) -> None:
        host = urlsplit(self.address).netloc
        self.socket = await websockets.connect(
            f"ws://{host}/_stcore/stream",
            additional_headers={"Cookie": f"{COOKIE}={self.token}", "Origin": self.address},
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
            proxy=None,
        )

    async def click(self, page: str) -> float:
        """Seconds until the script of this page has finished."""
        assert self.socket is not None
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = REPORT if page == "reports" else ""
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            raw = await self.socket.recv()
            answer = ForwardMsg()
            answer.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
            if answer.WhichOneof("type") == "script_finished":
                return time.perf_counter() - begun

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()


async def _one(address: str, token: str) -> None:
    browser = Browser(address, token)
    await browser.open()
    await browser.click("")
    await browser.close()


async def _crowd(address: str, tokens: list[str], seconds: int) -> tuple[list[float], int, tuple[float, float]]:
    """Everybody clicks through the screens, each at their own moments; the first round warms up and is not counted."""
    waits: list[float] = []
    lost = 0
    until = time.perf_counter() + seconds + EVERY_S

    async def person(token: str, dice: random.Random) -> None:
        nonlocal lost
        browser = Browser(address, token)
        await asyncio.sleep(dice.random() * EVERY_S)
        try:
            await browser.open()
            await asyncio.wait_for(browser.click(""), 60)
            turn = 0
            while time.perf_counter() < until:
                await asyncio.sleep(EVERY_S * (0.8 + 0.4 * dice.random()))
                turn += 1
                waits.append(await asyncio.wait_for(browser.click(SCREENS[turn % len(SCREENS)]), 60))
        except (TimeoutError, OSError, websockets.WebSocketException):
            lost += 1
        finally:
            await browser.close()

    server = _server_of(address)
    before = _held(server)
    await asyncio.gather(*(person(token, random.Random(n)) for n, token in enumerate(tokens)))
    return waits, lost, (before, _held(server))


def _held(process: psutil.Process) -> float:
    """The memory of a process in MB. Its "resident" size counts the database once for each connection that maps it."""
    held = process.memory_full_info()
    return float(getattr(held, "pss", held.uss)) / (1 << 20)


def _server_of(address: str) -> psutil.Process:
    """The process that listens there."""
    port = urlsplit(address).port
    for process in psutil.Process().children(recursive=True):
        if any(one.laddr.port == port for one in process.net_connections() if one.status == "LISTEN"):
            return process
    raise RuntimeError("the server is gone")
