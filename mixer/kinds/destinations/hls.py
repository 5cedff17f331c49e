"""The programme for players, over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le

from mixer.kinds.form import Control
from mixer.kinds.kind import DestinationKind, Program
from mixer.protocol.basics import Expected, is_ident

PLACE = Control("Name in the address", "Empty is the show's own address; another list needs a name", "text")
CUES = Control("CUE-OUT and CUE-IN at ad breaks", "For ad servers that cannot read EXT-X-DATERANGE")


@dataclass(frozen=True, slots=True)
class HlsOutput:
    """Segments and playlists under the show's address, and under `place` of it for a further list of another length.

    With `cue_tags` ad breaks are also marked as they were before there were date ranges.
    """

    window: Annotated[int, Ge(4), Le(900), Control("Segments in the list", "How far viewers may go back")] = 10
    place: Annotated[str, Expected("letters, digits, - and _", lambda text: not text or is_ident(text)), PLACE] = ""
    cue_tags: Annotated[bool, CUES] = False
    kind: Literal["hls"] = "hls"


def program() -> Program:
    from mixer.outputs.hls import main

    return main


def folder(output: Any) -> str:
    return f"hls/{output.place}".rstrip("/")


def address(output: Any) -> str:
    return f"{output.place}/index.m3u8".lstrip("/")


KIND = DestinationKind(
    HlsOutput, "Web player (HLS)", "Segments and playlists that any player opens", program, folder, address,
    on=True, alone=True,
)  # fmt: skip
