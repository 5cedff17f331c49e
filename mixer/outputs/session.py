"""An unbroken run of a rendition, as its readers are told of it."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Session:
    """Timestamps count from `first_frame`; `time` is its wall clock in seconds, sizes are in pixels.

    `video` and `audio` are codecs (mixer/outputs/codecs), "" where there is none.
    """

    first_frame: int
    rate: Fraction
    width: int
    height: int
    segment_frames: int
    time: float
    video: str = "h264"
    audio: str = "aac"
    packaging: str = "fmp4"
    side: str = "air"  # "desk" for what is composed now, "air" for what leaves now
    delay_frames: int = 0  # between the two
    id: str = field(default_factory=lambda: secrets.token_hex(4))

    def to_json(self, about: dict[str, Any]) -> dict[str, Any]:
        """What readers are told, with what the packaging says."""
        picture = {"width": self.width, "height": self.height, "segment_frames": self.segment_frames}
        return {
            "id": self.id, "first_frame": self.first_frame, "rate": str(self.rate), "video": bool(self.video),
            "audio": bool(self.audio), "packaging": self.packaging, "time": self.time, "side": self.side,
            "delay_frames": self.delay_frames,
        } | (picture if self.video else {}) | about  # fmt: skip

    def packed(self) -> dict[str, Any]:
        """All of it, for a process of ours."""
        return asdict(self) | {"rate": str(self.rate)}

    @classmethod
    def unpacked(cls, told: dict[str, Any]) -> Session:
        return cls(**told | {"rate": Fraction(told["rate"])})
