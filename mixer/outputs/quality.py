"""How much a rendition may cost, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass

from mixer.protocol.showfile import Encoding


@dataclass(frozen=True, slots=True)
class Quality:
    """Bit rates in kb/s (or `crf`), x264's preset and profile, threads (0: as it likes).

    `instant`: every picture and sound goes out as soon as it came in; the best that can be had without waiting.
    """

    kbps: int = 4000
    preset: str = "veryfast"
    threads: int = 0
    crf: int | None = None
    instant: bool = False
    audio_kbps: int = 128
    profile: str = ""

    @classmethod
    def of(cls, encoding: Encoding) -> Quality:
        """What the show asks for."""
        return cls(
            encoding.video_kbps,
            encoding.preset,
            encoding.threads,
            encoding.crf,
            audio_kbps=encoding.audio_kbps,
        )
