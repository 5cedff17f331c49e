"""A live stream that we fetch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.kinds.kind import SourceKind, always

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader

ADDRESS = Control(
    "Address",
    "rtmp, rtmps, rtsp, http(s) ending in .flv, .m3u8 or .ts, udp",
    "address",
    "rtmp://example.com/live/camera",
)


@dataclass(frozen=True, slots=True)
class Pull:
    """A live stream fetched from its address (RTMP, RTSP, HTTP-FLV, HLS, MPEG-TS over HTTP or UDP)."""

    url: Annotated[str, Len(8, 2048), ADDRESS]
    kind: Literal["pull"] = "pull"


def reader() -> Reader:
    from mixer.sources.live import read_live

    return read_live


KIND = SourceKind(
    Pull, "Live stream", "We fetch it: RTMP, RTSP, HTTP-FLV, HLS, MPEG-TS", reader, live=always, network=always
)
