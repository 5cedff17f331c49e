"""What a codec is: one of libav's encoders with our settings, and what others need to know of its packets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np

from mixer.core.clock import SAMPLE_RATE
from mixer.core.sound import Samples
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session

SetUp = Callable[[Any, Session, Quality], None]
"""Gives an encoder that is not open yet (av.VideoCodecContext, av.AudioCodecContext) its settings."""


@dataclass(frozen=True, slots=True)
class Codec:
    """One line of the table. Nothing here knows how packets are packaged."""

    name: str  # in renditions: "h264"
    encoder: str  # libav's: "libx264"
    set_up: SetUp
    called: Callable[[bytes], str]  # from its first packet, what a browser's decoder is told: "avc1.64001f"
    samples: str = ""  # libav's sample format; "" for pictures
    start_codes: bool = False  # between the units of a packet (Annex B), where MP4 has their lengths


def sound_frame(samples: Samples, at: int, form: str) -> av.AudioFrame:
    """Samples (n, 2) float32, the first with index `at`, for an encoder that takes the sample format `form`."""
    if form == "s16":
        samples = (samples.clip(-1, 1) * 32767).astype(np.int16)
    rows = samples.T if form.endswith("p") else samples.reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(rows), form, "stereo")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
    return frame


def set_up_sound(context: Any, form: str, kbps: int = 0) -> None:
    """What every encoder of sound is told."""
    context.sample_rate, context.layout, context.format = SAMPLE_RATE, "stereo", form
    context.time_base = Fraction(1, SAMPLE_RATE)
    if kbps:
        context.bit_rate = kbps * 1000
