"""What is remembered of earlier lists with the same header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..base.i18n import N_
from ._columns import MANY
from ._saying import Saying

if TYPE_CHECKING:
    from ._planned import LinkDecision
    from .importing import Choices

AS_YOU_CHOSE = N_("Columns as you chose them last time.")


@dataclass(frozen=True)
class Remembered:
    """Decisions for a list with this header: `mapping` by the headers of the list at hand; `kind` where one was chosen.

    `links`: field key → text of the list → what it means.
    """

    kind: str | None
    mapping: Mapping[str, str | None]
    answers: Mapping[str, str]
    links: Mapping[str, Mapping[str, LinkDecision]]
    same_products: Mapping[str, int | str]
    note: Saying = field(default_factory=lambda: Saying(AS_YOU_CHOSE))

    def beneath(self, choices: Choices) -> Choices:
        """The choices with what is remembered where the person has not decided this time."""
        options, taken = choices.options, set(choices.mapping.values()) - MANY - {None}
        fields = [*self.links, *(key for key in options.links if key not in self.links)]
        links = {key: {**self.links.get(key, {}), **options.links.get(key, {})} for key in fields}
        return replace(
            choices,
            kind=choices.kind or self.kind,
            mapping={**{header: key for header, key in self.mapping.items() if key not in taken}, **choices.mapping},
            answers={**self.answers, **choices.answers},
            options=replace(options, links=links, same_products={**self.same_products, **options.same_products}),
        )
