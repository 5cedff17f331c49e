"""A media file that is played: how it is opened, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from mixer.kinds.sources.file import MediaFile
from mixer.sources.codec_facts import in_words
from mixer.sources.demuxer import Demuxer
from mixer.sources.opening import FILE_FORMATS, READ_S, open_file
from mixer.sources.policy import Gate

if TYPE_CHECKING:
    from av.container import InputContainer

    from mixer.feed.port import Port

TAIL_S = Fraction(1, 4)  # sound this much longer or shorter than the picture does not change a lap's length
LEAN = "bidir"  # no deblocking of B pictures: 8 % of decoding for 62 dB, measured on 720p scaled to 360p
LEAN_FACTOR = 1.5


class OpenedFile:
    """A media file, and what is known of it. A local one is opened as often as is wanted; a fetched one once."""

    def __init__(self, media: MediaFile, port: Port) -> None:
        """Raises SourceRefused, SourceLost."""
        self._port = port
        self._gate = Gate(media.url, idle=port.poll) if media.url else None
        self.local = self._gate is None
        demuxer = Demuxer(self._container())
        self.has_pictures, self.has_sound = demuxer.video is not None, demuxer.audio is not None
        self.rate = demuxer.rate
        self.length_s = demuxer.length_s
        self.sound_limit = demuxer.sound_limit(TAIL_S)
        self._describe(demuxer)
        ends = demuxer.end_s(TAIL_S) if self.local else None
        # (where the picture ends, or sound much longer than that; where sound is cut off). Coders pad sound, and
        # packets count the padding: sound alone is measured by decoding it.
        self.ends = ends if demuxer.video else None
        if self.ends:
            self.length_s = self.ends[0]
        elif ends and demuxer.tells_padding:
            self.sound_limit = ends[1]
        self._fetched = None if self.local else demuxer
        if self.local:
            demuxer.close()

    def demuxer(self, idle: Callable[[], object], pictures: bool = True, sound: bool = True) -> Demuxer:
        """The file from its beginning; of a local one, only its pictures or its sound if the other is not wanted."""
        demuxer = self._fetched or Demuxer(self._container())
        demuxer.idle = idle
        if self.local:
            demuxer.without(pictures=not pictures, sound=not sound)
            demuxer.lean = self.scaled_down(demuxer)
            if demuxer.lean:
                demuxer.skip_loop_filter(LEAN)
        return demuxer

    def done(self, demuxer: Demuxer) -> None:
        """Nobody reads with it any more."""
        if demuxer is not self._fetched:
            demuxer.close()

    def close(self) -> None:
        """Nobody reads it any more."""
        if self._fetched:
            self._fetched.close()
        if self._gate:
            self._gate.close()

    def scaled_down(self, demuxer: Demuxer) -> bool:
        """Whether every wanted view is so much smaller than the picture that blocking cannot be seen."""
        wants, canvas = self._port.wants, self._port.canvas
        if demuxer.video is None or wants.native or not wants.views:
            return False
        shrink = min(1.0, canvas.width / demuxer.video.width, canvas.height / demuxer.video.height)
        return all(view.w * LEAN_FACTOR <= view.cw / shrink for view in wants.views)

    def _container(self) -> InputContainer:
        if self._gate is not None:
            return self._gate.open(FILE_FORMATS, {}, (READ_S, READ_S))
        assert self._port.fd is not None
        return open_file(self._port.fd)

    def _describe(self, demuxer: Demuxer) -> None:
        codec = in_words(*(one and one.codec_context for one in (demuxer.video, demuxer.audio)))
        if demuxer.video is None:
            self._port.status("live", "live, sound only", sound=True, codec=codec)
            return
        size, rate = demuxer.video.codec_context, float(self.rate)
        self._port.status(
            "live",
            f"live {size.width}×{size.height} {rate:.4g} fps",
            width=size.width,
            height=size.height,
            fps=round(rate, 3),
            sound=self.has_sound,
            codec=codec,
        )
