"""The programme, sent on to somebody else's server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, Len

from mixer.kinds.destinations.platforms import PLATFORMS, worries
from mixer.kinds.form import Control
from mixer.kinds.kind import DestinationKind, Program, keeps_no_files

PLATFORM = Control(
    "Platform", widget="preset",
    choices={name: one.label for name, one in PLATFORMS.items()},
    fills={name: {"server": one.server} for name, one in PLATFORMS.items()},
    hints={name: one.help for name, one in PLATFORMS.items()},
)  # fmt: skip
SERVER = Control("Server", "rtmp, rtmps or srt, without the key", "address", "rtmps://live.example.com/app")
LATENCY = Control("SRT latency, ms", "More rides out a worse line; both ends use the larger")
KEY = Control("Stream key", "For SRT: the stream id. Kept encrypted and never shown again", "secret")
PASSPHRASE = Control("SRT passphrase", "10 to 64 characters, where the server wants one", "secret")
SCHEMES = ("rtmp://", "rtmps://", "srt://")


@dataclass(frozen=True, slots=True)
class RelayOutput:
    """RTMP(S) or SRT. The key is no part of it: it is kept apart, encrypted, and told to the program alone."""

    platform: Annotated[Literal[*PLATFORMS], PLATFORM] = "other"  # type: ignore[valid-type]
    server: Annotated[str, Len(0, 1024), SERVER] = ""
    latency_ms: Annotated[int, Ge(20), Le(8000), LATENCY] = 500
    kind: Literal["relay"] = "relay"

    def __post_init__(self) -> None:
        if not self.server.startswith(SCHEMES):
            raise ValueError(f"expected a server beginning with {', '.join(SCHEMES)}")
        if "@" in self.server.partition("://")[2].partition("/")[0]:
            raise ValueError("expected a server without a user name and password: everybody may read them there")
        if self.server.startswith("srt://") and "?" in self.server:
            raise ValueError("expected srt://host:port; stream id and passphrase have fields of their own")


def program() -> Program:
    from mixer.outputs.relay import main

    return main


def disliked(output: Any, kbps: int, gop_s: float) -> list[str]:
    return worries(output.platform, kbps, gop_s)


KIND = DestinationKind(
    RelayOutput, "Relay", "To a platform or server: RTMP, RTMPS, SRT", program, keeps_no_files,
    secrets={"key": KEY, "passphrase": PASSPHRASE}, worries=disliked,
)  # fmt: skip
