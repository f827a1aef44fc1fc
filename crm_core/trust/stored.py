"""The files of documents as a whole: whether each is there, what nobody needs any more, and into a backup and back."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.database import table_of
from ..base.errors import DaftarError
from ..base.i18n import N_
from ..base.store import Store, blocks_of
from ..models import Document

if TYPE_CHECKING:
    from .unit_of_work import Work

_DATABASE, _FILES = "database", "files/"
_BROKEN = N_("“{path}” is not a whole backup.")


class BrokenBackup(DaftarError):
    """A backup with files is cut off, or holds something else."""


def tidy(w: Work) -> int:
    """Take away stored files that no document names, those in the bin counted; gives how many."""
    return w.store.tidy(set(w.scalars(select(table_of(Document).c.content_hash).distinct())))


def missing_and_changed(w: Work) -> tuple[list[int], list[int]]:
    """The documents whose content is not in the store, and those whose content is not what was brought in."""
    kept = table_of(Document)
    missing, changed, sound = [], [], dict[str, bool]()
    for row in w.rows(select(kept.c.id, kept.c.content_hash, kept.c.size).order_by(kept.c.id)):
        if not w.store.path(row.content_hash).exists():
            missing.append(row.id)
            continue
        if row.content_hash not in sound:
            sound[row.content_hash] = w.store.is_intact(row.content_hash)
        if not sound[row.content_hash] or not w.store.holds(row.content_hash, row.size):
            changed.append(row.id)
    return missing, changed


# Backups


def has_files(store: Store) -> bool:
    return next(store.hashes(), None) is not None


def is_pack(path: Path) -> bool:
    """Whether a file is a backup that holds a database and the files of its documents."""
    with path.open("rb") as file:
        head = file.read(512)
    return head.startswith(_DATABASE.encode() + b"\0") and head[257:262] == b"ustar"


def pack(copy: Path, store: Store, target: Path) -> None:
    """Write a copy of the database and all stored files into one file. Files that come meanwhile do no harm."""
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as made:
        made.add(copy, arcname=_DATABASE, recursive=False)
        for content_hash in store.hashes():
            made.add(store.path(content_hash), arcname=f"{_FILES}{content_hash}", recursive=False)


@contextmanager
def opened(source: Path, store: Store, folder: Path) -> Iterator[Path]:
    """The copy of the database in a backup: the backup itself, or what lies in a pack, put into `folder` meanwhile.

    The files of a pack come into the store; what is there already stays. Raises BrokenBackup.
    """
    if not is_pack(source):
        yield source
        return
    copy = folder / source.name
    try:
        with tarfile.open(source, "r:") as whole:
            for member in whole:
                _take_out(whole, member, copy, store)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BrokenBackup(_BROKEN, path=str(source)) from error
    yield copy


def _take_out(whole: tarfile.TarFile, member: tarfile.TarInfo, copy: Path, store: Store) -> None:
    """One member of a pack: the database, or a file whose name must be the hash of what is in it."""
    content = whole.extractfile(member)
    if content is None:
        raise ValueError(member.name)
    with content:
        if member.name == _DATABASE:
            with copy.open("wb") as file:
                file.writelines(blocks_of(content))
            return
        kept = store.keep(blocks_of(content))
    if f"{_FILES}{kept.content_hash}" != member.name or kept.size != member.size:
        raise ValueError(member.name)
