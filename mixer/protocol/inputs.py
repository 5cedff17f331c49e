"""What a source of some kind stores: every kind's input as one type."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from pydantic import BeforeValidator, Discriminator

from mixer.kinds.sources import SOURCES


def upgraded_input(stored: Any) -> Any:
    """What a source stored in an older version, as it is stored now."""
    kind = stored.get("kind") if isinstance(stored, dict) else None
    return SOURCES[kind].upgraded(stored) if isinstance(kind, str) and kind in SOURCES else stored


if TYPE_CHECKING:

    class Input(Protocol):
        """What a source of some kind stores; `mixer.kinds.sources` has them all."""

        @property
        def kind(self) -> str: ...
else:
    Input = Annotated[
        reduce(or_, (one.input for one in SOURCES.values())), Discriminator("kind"), BeforeValidator(upgraded_input)
    ]
