"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import DaftarError
from .i18n import N_


class FileTrouble(DaftarError):
    """A file cannot be written or read."""


@contextmanager
def beside(path: Path, *, private: bool = False) -> Iterator[Path]:
    """An empty file in the same folder, which takes the place of `path` when the block ends well.

    Nobody but its owner may read a private one. Raises FileTrouble, in words, where the folder cannot be written.
    """
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600 if private else 0o666))
    except OSError as error:
        raise _trouble(path, error) from error
    try:
        yield made
        try:
            made.replace(path)
        except OSError as error:
            raise _trouble(path, error) from error
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes the place of `path` when the block ends well. Raises FileTrouble."""
    with beside(path) as made, made.open("wb") as file:
        yield file


def _trouble(path: Path, error: OSError) -> FileTrouble:
    return FileTrouble(N_("{path} cannot be written: {reason}"), path=str(path), reason=error.strerror or str(error))
