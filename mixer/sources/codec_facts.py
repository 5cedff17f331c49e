"""What a media file is made of: container, codecs, rate, channels. Read from its headers, nothing is decoded."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer

BRAND_OF_QUICKTIME = "qt"
FASTEST = 1000  # pictures a second; a file that tells of more does not know


def codec_facts(
    container: InputContainer, video: av.VideoStream | None, sound: av.AudioStream | None
) -> dict[str, Any]:
    """Names are libav's own (`h264`, `High`, `yuv420p`); `rate` is exact: `30000/1001`; `bit_rate` in bit/s."""
    told: dict[str, Any] = {"container": container_name(container)}
    if container.bit_rate and container.bit_rate > 0:
        told["bit_rate"] = int(container.bit_rate)
    return told | (video_facts(video) if video else {}) | (sound_facts(sound) if sound else {})


def container_name(container: InputContainer) -> str:
    """`mp4`, `mov`, `matroska`, `mpegts` …: one demuxer reads both of the first, and names itself after many."""
    name = container.format.name.partition(",")[0]
    if name != "mov":
        return name
    brand = str(container.metadata.get("major_brand", "")).strip()
    return "mov" if brand == BRAND_OF_QUICKTIME else "mp4"


def video_facts(video: av.VideoStream) -> dict[str, Any]:
    codec = video.codec_context
    rate = video.average_rate or video.guessed_rate
    return {
        "video_codec": codec.codec.canonical_name,
        "profile": codec.profile or "",
        "pixel_format": codec.pix_fmt or "",
        "rate": str(Fraction(rate)) if rate and 0 < rate <= FASTEST else "",
    }


def sound_facts(sound: av.AudioStream) -> dict[str, Any]:
    codec = sound.codec_context
    return {
        "audio_codec": codec.codec.canonical_name,
        "channels": codec.layout.nb_channels,
        "sample_rate": codec.sample_rate,
    }


NAMES = {
    "h264": "H.264",
    "hevc": "H.265",
    "aac": "AAC",
    "opus": "Opus",
    "mp3": "MP3",
    "av1": "AV1",
    "vp8": "VP8",
    "vp9": "VP9",
}


def in_words(video: Any, sound: Any) -> str:
    """What decoders decode, such as `H.264 High, AAC 48 kHz stereo`; either may be None."""
    return ", ".join(words for words in (video and _video(video), sound and _sound(sound)) if words)


def _video(codec: Any) -> str:
    return f"{_name(codec)} {codec.profile or ''}".strip()


def _sound(codec: Any) -> str:
    rate = f"{codec.sample_rate / 1000:g} kHz" if codec.sample_rate else ""
    channels = {1: "mono", 2: "stereo"}.get(codec.layout.nb_channels, f"{codec.layout.nb_channels} channels")
    return " ".join(words for words in (_name(codec), rate, channels) if words)


def _name(codec: Any) -> str:
    name = str(codec.codec.canonical_name)
    return NAMES.get(name, name.upper())
