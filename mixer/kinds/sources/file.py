"""A file of video or sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.kinds.kind import SourceKind, always
from mixer.protocol.playback import End, OnTake, Playback, Position, Speed

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader

UPLOADED = Control("Choose a file", widget="asset", accepts=("video", "audio"), group="file")
ADDRESS = Control("or its address", widget="address", placeholder="https://example.com/opener.mp4", group="file")
AT_END = Control(
    "At the end",
    choices={"loop": "Play again", "hold": "Hold the last picture", "black": "Black", "next": "Put preview on air"},
)
ON_TAKE = Control(
    "When taken",
    "What is played or restarted by a take stands cued until then",
    choices={"go_on": "Go on as it is", "play": "Play from the cue", "restart": "Play from the start"},
)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A video or sound file, by `path` (uploaded) or `url`; `out_s` 0 plays to the end."""

    path: Annotated[str, Len(0, 4096), UPLOADED] = ""
    url: Annotated[str, Len(0, 2048), ADDRESS] = ""
    in_s: Annotated[Position, Control("Start at, s")] = 0.0
    out_s: Annotated[Position, Control("End at, s", "0 plays to the end")] = 0.0
    end: Annotated[End, AT_END] = "loop"
    on_take: Annotated[OnTake, ON_TAKE] = "go_on"
    speed: Annotated[Speed, Control("Speed", "Sound is silent below 0.5")] = 1.0
    kind: Literal["file"] = "file"

    def __post_init__(self) -> None:
        if bool(self.path) == bool(self.url):
            raise ValueError("a file source needs either a path or a url")
        playback(self)


def playback(media: MediaFile) -> Playback:
    """How it is played until a director says otherwise. Raises ValueError."""
    return Playback(media.in_s, media.out_s, media.speed, media.end, media.on_take)


def upgraded(stored: dict[str, Any]) -> dict[str, Any]:
    """What was stored before there were several ends: `loop`, or hold. What names its end says it by that."""
    if not isinstance(stored.get("loop"), bool):
        return stored
    rest = {name: value for name, value in stored.items() if name != "loop"}
    return {"end": "loop" if stored["loop"] else "hold"} | rest


def reader() -> Reader:
    from mixer.sources.media_reader import read_file

    return read_file


def by_address(media: MediaFile) -> bool:
    return bool(media.url)


KIND = SourceKind(
    MediaFile,
    "Video or sound file",
    "Uploaded, or by its address",
    reader,
    live=by_address,
    network=by_address,
    alpha=always,
    playback=playback,
    upgraded=upgraded,
)
