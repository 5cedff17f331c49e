"""A live stream that somebody sends to us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Len

from mixer.kinds.kind import SourceKind, always

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader


@dataclass(frozen=True, slots=True)
class Push:
    """A live stream somebody pushes into the ingest server; `url` is where the server offers it."""

    url: Annotated[str, Len(0, 2048)] = ""
    kind: Literal["push"] = "push"


def reader() -> Reader:
    from mixer.sources.live import read_live

    return read_live


KIND = SourceKind(
    Push, "Push to us", "An encoder or OBS sends it here with a key", reader, live=always, keyed=True, network=always
)
