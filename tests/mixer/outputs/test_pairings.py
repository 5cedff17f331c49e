"""Every codec goes with every packaging: what comes out, decoded, is what went in, at its time."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest

from mixer.core.sound import Samples
from mixer.outputs.codecs import CODECS
from mixer.outputs.encoder import Encoder
from mixer.outputs.media import INIT, KEY, Fragment
from mixer.outputs.packaging import PACKAGINGS
from mixer.outputs.packaging.packets import HEAD
from mixer.outputs.pictures import stamped
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session
from tests.helpers import tone
from tests.mixer.outputs.makers import a_session

FRAMES, RATE, FRAME = 30, Fraction(30), 1600
HEARD = tone(440, 1.0, 0.5)
MIDDLE = slice(9_600, 38_400)  # where no codec is still starting, or padding
QUALITIES = {"instant": Quality(800, "ultrafast", 1, instant=True), "patient": Quality(800, "veryfast", 1)}
PICTURES = [name for name, codec in CODECS.items() if not codec.samples]
SOUNDS = [name for name, codec in CODECS.items() if codec.samples]
ALONE = [(name, "") for name in PICTURES] + [("", name) for name in SOUNDS]
PAIRS = [(video, audio, packaging) for packaging in PACKAGINGS for video, audio in ALONE]
TOGETHER = [(video, audio, "fmp4") for video in PICTURES for audio in SOUNDS]


def grey(number: int) -> int:
    return 40 + 5 * number


def picture(number: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.full((135, 160), grey(number), np.uint8), format="yuv420p")
    return stamped(frame, number, RATE, number == 0)


def encoded(session: Session, quality: Quality) -> tuple[list[Fragment], dict[str, Any]]:
    """A second of pictures that get lighter, and of a tone; and what the session says of it."""
    encoder, out = Encoder(session, quality), list[Fragment]()
    for number in range(FRAMES):
        if session.video:
            out += encoder.picture(picture(number))
        if session.audio:
            out += encoder.sound(HEARD[number * FRAME : (number + 1) * FRAME], number * FRAME)
    return out + encoder.close(), session.to_json(encoder.about)


def decoder_of(name: str, description: str = "") -> Any:
    decoder: Any = av.CodecContext.create(av.Codec(CODECS[name].encoder, "w").canonical_name, "r")
    if CODECS[name].samples:
        decoder.sample_rate, decoder.layout = 48_000, "stereo"
    if description:
        decoder.extradata = base64.b64decode(description)
    return decoder


# -- what is seen and heard, whichever packaging it comes in -----------------------------------------


def greys(frames: Iterable[tuple[int, Any]]) -> dict[int, float]:
    """The brightness of each picture, by its number."""
    return {at: float(frame.to_ndarray(format="yuv420p")[:90].mean()) for at, frame in frames}


def sound(frames: Iterable[tuple[int, Any]]) -> Samples:
    """A second of sound, each piece where its index says."""
    heard = np.zeros((2 * 48_000, 2), np.float32)
    for at, frame in frames:
        planar = frame.format.is_planar
        samples = frame.to_ndarray().T if planar else frame.to_ndarray().reshape(-1, 2)
        scaled = samples / 32767 if samples.dtype == np.int16 else samples
        first = max(0, at)
        heard[first : at + len(scaled)] = scaled[first - at :]
    return heard[:48_000]


def from_mp4(fragments: list[Fragment], media: str) -> list[tuple[int, Any]]:
    """Frames with their index: of a picture, or of a first sample."""
    with av.open(io.BytesIO(b"".join(one.data for one in fragments)), "r") as container:
        stream = next(one for one in container.streams if one.type == media)
        rate = RATE if media == "video" else 48_000
        return [
            (round((frame.pts or 0) * Fraction(stream.time_base or 0) * rate), frame)
            for frame in container.decode(stream)
        ]


def from_packets(fragments: list[Fragment], name: str, about: dict[str, Any]) -> list[tuple[int, Any]]:
    decoder, found = decoder_of(name, about.get("description", "")), list[tuple[int, Any]]()
    for _, data in fragments[1:]:
        packet = av.Packet(data[HEAD.size :])
        packet.pts = packet.dts = HEAD.unpack_from(data)[0]
        found += [(frame.pts or 0, frame) for frame in decoder.decode(packet)]
    return found + [(frame.pts or 0, frame) for frame in decoder.decode(None)]


def frames_of(fragments: list[Fragment], session: Session, about: dict[str, Any], media: str) -> list[tuple[int, Any]]:
    if session.packaging == "fmp4":
        return from_mp4(fragments, media)
    return from_packets(fragments, session.video if media == "video" else session.audio, about)


def is_what_went_in(fragments: list[Fragment], session: Session, about: dict[str, Any]) -> None:
    if session.video:
        seen = greys(frames_of(fragments, session, about, "video"))
        assert sorted(seen) == list(range(FRAMES))
        assert all(abs(brightness - grey(number)) < 3 for number, brightness in seen.items())
    if session.audio:
        heard = sound(frames_of(fragments, session, about, "audio"))
        assert np.abs(heard[MIDDLE] - HEARD[MIDDLE]).max() < (0.001 if session.audio == "pcm" else 0.05)


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("video, audio, packaging", PAIRS + TOGETHER)
def test_what_comes_out_is_what_went_in(video: str, audio: str, packaging: str, quality: str) -> None:
    session = a_session(video=video, audio=audio, packaging=packaging)
    fragments, about = encoded(session, QUALITIES[quality])
    assert fragments[0].kind == INIT and fragments[1].kind == KEY
    assert (about["packaging"], about["video"], about["audio"]) == (packaging, bool(video), bool(audio))
    is_what_went_in(fragments, session, about)


# -- what is said of it ------------------------------------------------------------------------------


def test_a_session_names_its_codecs_as_decoders_know_them() -> None:
    told = {
        (video or audio, packaging): encoded(a_session(video=video, audio=audio, packaging=packaging), Quality())[1]
        for video, audio, packaging in PAIRS
    }
    assert told["h264", "fmp4"]["mime"].startswith('video/mp4; codecs="avc1.')
    assert f'video/mp4; codecs="{told["h264", "packets"]["codec"]}"' == told["h264", "fmp4"]["mime"]
    assert told["aac", "fmp4"]["mime"] == 'audio/mp4; codecs="mp4a.40.2"'
    named = [told[name, "packets"]["codec"] for name in ("aac", "opus", "pcm")]
    assert named == ["mp4a.40.2", "opus", "pcm-s16"]


def test_bare_packets_carry_one_track() -> None:
    with pytest.raises(ValueError, match="one track"):
        Encoder(a_session(packaging="packets"), Quality())


def test_a_codec_or_packaging_that_there_is_not_is_refused() -> None:
    for wrong in ({"video": "h266"}, {"packaging": "tape"}):
        with pytest.raises(KeyError):
            Encoder(a_session(**wrong), Quality())
