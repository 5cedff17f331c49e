"""AAC-LC, by libav: frames of 21 ms, and one more of delay."""

from __future__ import annotations

from typing import Any

from mixer.outputs.codecs.codec import Codec, set_up_sound
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session


def set_up(context: Any, session: Session, quality: Quality) -> None:
    set_up_sound(context, "fltp", quality.audio_kbps)


AAC = Codec("aac", "aac", set_up, lambda _: "mp4a.40.2", "fltp")
