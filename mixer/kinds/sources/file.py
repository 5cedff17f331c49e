"""A file of video or sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Ge, Len

from mixer.kinds.form import Control
from mixer.kinds.kind import SourceKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader

UPLOADED = Control("Choose a file", widget="asset", accepts=("video", "audio"), group="file")
ADDRESS = Control("or its address", widget="address", placeholder="https://example.com/opener.mp4", group="file")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A video or sound file, by `path` (uploaded) or `url`; `out_s` 0 plays to the end."""

    path: Annotated[str, Len(0, 4096), UPLOADED] = ""
    url: Annotated[str, Len(0, 2048), ADDRESS] = ""
    in_s: Annotated[float, Ge(0), Control("Start at, s")] = 0.0
    out_s: Annotated[float, Ge(0), Control("End at, s", "0 plays to the end")] = 0.0
    loop: Annotated[bool, Control("Loop")] = True
    kind: Literal["file"] = "file"

    def __post_init__(self) -> None:
        if bool(self.path) == bool(self.url):
            raise ValueError("a file source needs either a path or a url")
        if self.out_s and self.out_s <= self.in_s:
            raise ValueError(f"out_s ({self.out_s}) must be after in_s ({self.in_s})")


def reader() -> Reader:
    from mixer.sources.media_reader import read_file

    return read_file


def by_address(media: MediaFile) -> bool:
    return bool(media.url)


KIND = SourceKind(
    MediaFile, "Video or sound file", "Uploaded, or by its address", reader, live=by_address, network=by_address
)
