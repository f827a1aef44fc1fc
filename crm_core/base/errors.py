"""What can go wrong, as meaning. The edge (shell, route, command line) says it once, translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_core.base.i18n import Locale


class DaftarError(Exception):
    """Something that a person should read: an English sentence with {placeholders} for `params`."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def say(self, locale: Locale) -> str:
        """The sentence in the language of `locale`."""
        return locale.t(self.message, **self.params)

    def __str__(self) -> str:
        return self.message.format(**self.params) if self.params else self.message


class Refused(DaftarError):
    """The person has no right to do this."""


class NotFound(DaftarError):
    """No such record, or none that this person may see."""


class ConfigError(DaftarError):
    """A setting of the environment is wrong; the message names the variable."""


class ReadError(DaftarError):
    """A file cannot be read as a list; `code` says why to programs ("password", "wrong_password", "empty", …)."""

    def __init__(self, message: str, *, code: str = "", **params: Any) -> None:
        super().__init__(message, **params)
        self.code = code


class NeedsSetup(DaftarError):
    """The database has no company yet; the set-up page comes first."""


class Invalid(DaftarError):
    """A value that cannot be taken. `field` is the field's key where it is known, `value` what was given."""

    def __init__(self, message: str, *, field: str | None = None, value: Any = None, **params: Any) -> None:
        if "{value}" in message:
            params["value"] = value
        super().__init__(message, **params)
        self.field = field
        self.value = value


@dataclass(frozen=True)
class FieldConflict:
    """One field that two people changed: the value both started from, mine, and the one stored meanwhile."""

    field: str
    before: Any
    mine: Any
    theirs: Any


class Conflict(DaftarError):
    """Somebody else changed the same fields of the record meanwhile; nothing was stored."""

    def __init__(self, message: str, *, entity: str, record_id: int, items: list[FieldConflict], **params: Any) -> None:
        super().__init__(message, **params)
        self.entity = entity
        self.record_id = record_id
        self.items = items
