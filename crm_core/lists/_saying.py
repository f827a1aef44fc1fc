"""A sentence about a list that is said later, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_core.base.i18n import Locale


@dataclass(frozen=True)
class Saying:
    """An English sentence with {placeholders} and what belongs into them; both can be stored as JSON."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def say(self, locale: Locale) -> str:
        """The sentence in the language of `locale`."""
        return locale.t(self.message, **self.params)

    def __str__(self) -> str:
        return self.message.format(**self.params) if self.params else self.message
