"""The Chromium that the browser tests drive, and how it is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.provision.packages import Missing, install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
"""Nothing of the browser's own may look like a request of the app."""


def arguments() -> list[str]:
    """How to start it; without its sandbox where it runs as root, which has none."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET


def executable() -> Path:
    """The system's Chromium, else one installed by apt, else Playwright's own; Missing when none can be had."""
    reason = None
    if not (found := _of_system() or _of_playwright()):
        reason = install("chromium")
        found = _of_system() or _of_playwright(download=True)
    if not found:
        raise Missing(
            f"The browser tests need Chromium ({reason}). "
            "Run: sudo apt install chromium, or: .venv/bin/playwright install --with-deps chromium"
        )
    return found


def _of_system() -> Path | None:
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    return MAC if MAC.exists() else None


def _of_playwright(*, download: bool = False) -> Path | None:
    from playwright.sync_api import sync_playwright

    if download:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None
