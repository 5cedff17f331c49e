"""Between libav's frames and our pictures: the planes of an 8-bit yuv420p frame as arrays."""

from __future__ import annotations

import av
import numpy as np
from av.video.plane import VideoPlane

from mixer.core.picture import Picture, Plane


def rows_of(plane: VideoPlane) -> Plane:
    """The pixels of a plane, without a copy and without the padding; valid as long as the frame."""
    rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def as_picture(frame: av.VideoFrame) -> Picture:
    """The planes of a yuv420p frame, without a copy."""
    y, u, v = (rows_of(plane) for plane in frame.planes)
    return Picture(y, u, v)


def as_frame(picture: Picture) -> av.VideoFrame:
    """A copy of a picture as a libav frame."""
    frame = av.VideoFrame(picture.width, picture.height, "yuv420p")
    as_picture(frame).copy_from(picture)
    return frame
