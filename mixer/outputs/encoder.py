"""Pictures and sound in, what readers get out: codecs and a packaging, paired as a session says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av

from mixer.core.clock import SAMPLE_RATE
from mixer.core.sound import Samples
from mixer.outputs.codecs import CODECS
from mixer.outputs.codecs.codec import Codec, sound_frame
from mixer.outputs.media import Fragment
from mixer.outputs.packaging import PACKAGINGS
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session


class Track:
    """One track's encoder."""

    def __init__(self, number: int, codec: Codec, context: Any) -> None:
        self.number, self.codec, self.context = number, codec, context


class Encoder:
    """One rendition of one session. Timestamps count from the session's start; the first fragment is the init.

    Raises KeyError for a codec or a packaging that there is not, ValueError for two that do not go together.
    """

    def __init__(self, session: Session, quality: Quality) -> None:
        self._packaging = PACKAGINGS[session.packaging](session.rate, quality.instant)
        self._session, self._quality, self._count = session, quality, 0
        self._pictures = self._track(session.video, session.rate)
        self._sound = self._track(session.audio, Fraction(SAMPLE_RATE))

    def _track(self, name: str, rate: Fraction) -> Track | None:
        if not name:
            return None
        codec = CODECS[name]
        context = self._packaging.add(codec, rate)
        codec.set_up(context, self._session, self._quality)
        self._count += 1
        return Track(self._count, codec, context)

    @property
    def about(self) -> dict[str, Any]:
        """What its packaging says of it, once the init has come out."""
        return self._packaging.about

    def picture(self, frame: av.VideoFrame) -> list[Fragment]:
        """Encode a stamped picture; what comes out is earlier ones."""
        return self._encoded(self._pictures, frame)

    def sound(self, samples: Samples, at: int) -> list[Fragment]:
        """Encode samples (n, 2) whose first is sample `at` of the session."""
        return self._encoded(self._sound, sound_frame(samples, at, self._sound.codec.samples)) if self._sound else []

    def close(self) -> list[Fragment]:
        """The rest of the stream."""
        return [*self._encoded(self._sound, None), *self._encoded(self._pictures, None), *self._packaging.close()]

    def _encoded(self, track: Track | None, frame: av.VideoFrame | av.AudioFrame | None) -> list[Fragment]:
        """What one frame, or the end, makes of a track that there may not be."""
        if track is None:
            return []
        packets = track.context.encode(frame)
        return [fragment for packet in packets for fragment in self._packaging.take(track.number, packet)]
