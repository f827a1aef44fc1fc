"""The folder in which files are kept by what is in them: the same content lies there once, whoever brought it.

A file is named by the SHA-256 of its content (`ab/cdef…`), never by what a person called it, and is never changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .files import FileTrouble
from .i18n import N_

BLOCK = 1 << 20
"""Bytes that are read at once."""
UNFINISHED_FOR = 24 * 3600
"""Seconds after which a file that nobody finished, or that nothing names, was forgotten and not just made."""
_NAME = re.compile(r"[0-9a-f]{62}")
_FOLDER = re.compile(r"[0-9a-f]{2}")
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class Kept:
    """A file in the store: its content's hash and how many bytes it has."""

    content_hash: str
    size: int


class TooLarge(Exception):
    """There is more content than was allowed; nothing of it was kept."""


class Store:
    """The files in one folder. The folder is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, blocks: Iterable[bytes], most: int | None = None) -> Kept:
        """Put content into the store: first under another name, then, all of it on the disk, in its place.

        Raises TooLarge beyond `most` bytes, and FileTrouble, in words, where the disk does not take it.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = self.folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
            try:
                kept = _write(made, blocks, most)
                self._put_in_place(made, kept)
            finally:
                made.unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise FileTrouble(N_("The file cannot be kept on the server: {reason}"), reason=reason) from error
        return kept

    def _put_in_place(self, made: Path, kept: Kept) -> None:
        place = self.path(kept.content_hash)
        if place.exists() and place.stat().st_size == kept.size:
            os.utime(place)  # it is needed anew: whoever tidies up leaves it for a day
            return
        place.parent.mkdir(mode=0o700, exist_ok=True)
        made.replace(place)
        _settle(place.parent)

    def path(self, content_hash: str) -> Path:
        """Where the content with this hash lies, or would lie."""
        if not (_FOLDER.fullmatch(content_hash[:2]) and _NAME.fullmatch(content_hash[2:])):
            raise ValueError("not the hash of a content")
        return self.folder / content_hash[:2] / content_hash[2:]

    def holds(self, content_hash: str, size: int) -> bool:
        """Whether the content is there, whole as far as its size tells."""
        try:
            return self.path(content_hash).stat().st_size == size
        except FileNotFoundError:
            return False

    def hashes(self) -> Iterator[str]:
        """The hashes of everything in the store."""
        for folder in sorted(self.folder.glob("??")):
            if _FOLDER.fullmatch(folder.name):
                yield from (f"{folder.name}{one.name}" for one in sorted(folder.iterdir()) if _NAME.fullmatch(one.name))

    def tidy(self, needed: set[str]) -> int:
        """Take away what nothing names and nobody finished, a day after it came at the earliest; gives how many."""
        forgotten = time.time() - UNFINISHED_FOR
        files = [self.path(one) for one in self.hashes() if one not in needed]
        gone = 0
        for file in [*files, *self.folder.glob(f"{_UNFINISHED}*")]:
            if file.stat().st_mtime < forgotten:
                file.unlink(missing_ok=True)
                gone += 1
        return gone

    def is_intact(self, content_hash: str) -> bool:
        """Whether the content that is there is still the one that the hash says."""
        with self.path(content_hash).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == content_hash


def blocks_of(file: IO[bytes]) -> Iterator[bytes]:
    """The content from where the file stands to its end, a block at a time."""
    while block := file.read(BLOCK):
        yield block


def _write(path: Path, blocks: Iterable[bytes], most: int | None) -> Kept:
    """Write the content and see it onto the disk."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for block in blocks:
            size += len(block)
            if most is not None and size > most:
                raise TooLarge
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return Kept(digest.hexdigest(), size)


def _settle(folder: Path) -> None:
    """See a folder's new entry onto the disk, where the system knows such a thing."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
