"""H.264, by x264."""

from __future__ import annotations

import re
from typing import Any

from mixer.outputs.codecs.codec import Codec
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session

_SPS = re.compile(rb"\x00\x00\x01[\x07\x27\x47\x67](...)", re.DOTALL)


def set_up(context: Any, session: Session, quality: Quality) -> None:
    context.width, context.height, context.pix_fmt = session.width, session.height, "yuv420p"
    context.framerate, context.time_base = session.rate, 1 / session.rate
    context.gop_size = session.segment_frames
    context.options = options(quality)
    context.thread_count = quality.threads
    # PyAV asks for slices, which cost bits and time; frames in parallel cost delay, which only monitors mind.
    context.thread_type = "SLICE" if quality.instant else "FRAME"
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
    if quality.crf is None:
        context.bit_rate = quality.kbps * 1000


def options(quality: Quality) -> dict[str, str]:
    # IDRs stand where they are forced, also after a late frame: no scene cuts of its own. A picture gets the bits
    # of one frame, however long it shows: few pictures would else be coded ever better, at twice the cost.
    found = {
        "preset": quality.preset,
        "forced-idr": "1",
        "x264-params": "scenecut=0:open-gop=0:force-cfr=1",
    }
    if quality.instant:
        found["tune"] = "zerolatency"
    if quality.profile:
        found["profile"] = quality.profile
    if quality.crf is not None:
        return found | {"crf": str(quality.crf)}
    return found | {"maxrate": f"{quality.kbps}k", "bufsize": f"{2 * quality.kbps}k"}


def called(packet: bytes) -> str:
    """As in RFC 6381, from the sequence parameters before the first picture."""
    found = _SPS.search(packet)
    return f"avc1.{found[1].hex()}" if found else "avc1"


H264 = Codec("h264", "libx264", set_up, called, start_codes=True)
