"""A live stream whose pictures sleep: its packets since the newest keyframe are kept, to be decoded in one go."""

from __future__ import annotations

import av

from mixer.sources.intake import QUEUE_BYTES, Parcel, Track

NAP_S = 2.0  # so often the newest keyframe is looked at: what is taken all of a sudden is not older than that
ROOM_BYTES = QUEUE_BYTES // 2  # of one endless group of pictures; what is longer cannot sleep


def may_doze(track: Track) -> bool:
    """Whether there is room to keep what comes."""
    return track.bytes < ROOM_BYTES


def forget(track: Track, now_s: float) -> bool:
    """Drop what comes before the newest keyframe that is due. True if that is another one than before."""
    due = [index for index, parcel in enumerate(track.parcels) if parcel.keyframe and parcel.due_s() <= now_s]
    for _ in range(due[-1] if due else 0):
        track.take()
    return bool(due) and due[-1] > 0


def glimpse(track: Track) -> tuple[av.VideoFrame, Parcel] | None:
    """The first packet's picture, if it is a keyframe's. The packet stays: who wakes up decodes from there."""
    if not track.parcels or not track.parcels[0].keyframe:
        return None
    codec, parcel = track.codec, track.parcels[0]
    codec.flush_buffers()
    try:
        frames = [*codec.decode(parcel.packet), *codec.decode(None)]
    except (av.FFmpegError, ValueError):
        frames = []
    codec.flush_buffers()
    return next(((frame, parcel) for frame in frames if isinstance(frame, av.VideoFrame)), None)
