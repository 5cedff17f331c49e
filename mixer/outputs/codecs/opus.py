"""Opus, by libopus: where it is instant packets of 10 ms, 12.5 ms late, else of 20 ms."""

from __future__ import annotations

from typing import Any

from mixer.outputs.codecs.codec import Codec, set_up_sound
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session

INSTANT = {"application": "lowdelay", "frame_duration": "10", "compression_level": "5"}


def set_up(context: Any, session: Session, quality: Quality) -> None:
    set_up_sound(context, "flt", quality.audio_kbps)
    context.options = INSTANT if quality.instant else {}


OPUS = Codec("opus", "libopus", set_up, lambda _: "opus", "flt")
