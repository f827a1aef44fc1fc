"""Programs of the system: looked for, and installed by apt where that needs no question."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache


class Missing(Exception):
    """A part that the tests need and cannot bring themselves; the message says in one line what to do."""


@cache
def _as_admin() -> list[str] | None:
    """The words that run a command as administrator without a question, or None when there are none."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def install(*names: str) -> str | None:
    """Install Debian packages; None when done, else the reason why not, in a few words."""
    admin = _as_admin()
    if admin is None:
        return "no apt-get with rights"
    quietly = [*admin, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    for command in ([*quietly, "update"], [*quietly, "install", "--no-install-recommends", *names]):
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:]
            return f"apt-get failed: {' '.join(last)}"
    return None
