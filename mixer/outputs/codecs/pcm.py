"""Plain samples, interleaved, 16 bits: no delay and no decoder, 1.5 Mb/s."""

from __future__ import annotations

from typing import Any

from mixer.outputs.codecs.codec import Codec, set_up_sound
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session


def set_up(context: Any, session: Session, quality: Quality) -> None:
    set_up_sound(context, "s16")


PCM = Codec("pcm", "pcm_s16le", set_up, lambda _: "pcm-s16", "s16")
