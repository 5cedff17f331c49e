"""Video and sound files: looped without a gap, between an in and an out point."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from mixer.errors import SourceLost, SourceRefused
from mixer.protocol.showfile import MediaFile, Source
from mixer.sources.opening import FILE_FORMATS, READ_S, open_file
from mixer.sources.policy import Gate
from mixer.sources.reel import Chunk, Reel, Shot
from mixer.sources.sound import RATE, SoundLine, sample_at

if TYPE_CHECKING:
    from av.container import InputContainer

    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

SECOND_NS = 1_000_000_000
LEAD_NS = 200_000_000
SLOTS_AHEAD = 5  # pictures made ahead at most: the ring has a few more slots
REPEAT_NS = 100_000_000  # a picture that stays longer is announced again, so that it does not look late
LATE_NS = 40_000_000  # later than this it is skipped, unless several were skipped already
SKIPPED_AT_MOST = 4
STALL_NS = SECOND_NS  # after a longer stall the file goes on from where it stopped
HOLE_SAMPLES = RATE // 50  # sound further behind the picture than this is missing: silence takes its place
RETRY_NS = 5_000_000
TAIL_S = Fraction(1, 4)  # sound this much longer or shorter than the picture does not change a lap's length
LEAN = "bidir"  # no deblocking of B pictures: 8 % of decoding for 62 dB, measured on 720p scaled to 360p
LEAN_FACTOR = 1.5


def read_file(source: Source, port: Port, pace: Pace) -> None:
    """Play the file. Returns at its end unless it loops. Raises SourceRefused, SourceLost, ChannelClosed."""
    media = source.input
    if not isinstance(media, MediaFile):
        raise SourceRefused(f"expected a file, found {media.kind}")
    if media.path and port.fd is None:
        raise SourceLost("the file is missing")
    port.status("connecting", "opening the file")
    Player(media, port, pace).play()


class Player:
    """Puts laps of a file one after the other on the timeline. `base` is when media time 0 of a lap is due."""

    def __init__(self, media: MediaFile, port: Port, pace: Pace) -> None:
        self._media, self._port, self._pace = media, port, pace
        self._gate = Gate(media.url, idle=port.poll) if media.url else None
        # 0.7 s is meant as 7/10, not as the nearest binary fraction below it.
        self._in, self._out = (Fraction(str(seconds)) for seconds in (media.in_s, media.out_s))
        self._line = SoundLine(port.sound)
        self._base = Fraction(0)
        self._last_shot: Shot | None = None
        self._last_chunk: Chunk | None = None
        self._sound_limit: Fraction | None = None
        self._reel: Reel | None = None
        self._announced_ns: int | None = None
        self._skipped = 0
        self._lean = False
        self._has_sound = False

    def play(self) -> None:
        self._base = Fraction(self._pace.start_ns(), SECOND_NS) - self._in
        while True:
            length = self._lap()
            if not self._media.loop:
                break
            self._base += length
        if not self._pace.offline:
            self._pace.wait_until(self._ns(self._in + length), self._port)

    def _lap(self) -> Fraction:
        """Play from the in point to the out point; returns the seconds it took. Raises SourceRefused."""
        position: Fraction | None = self._in
        self._last_shot = self._last_chunk = None
        while position is not None:
            position = self._run_from(position)
        end = self._lap_end()
        if end <= self._in:
            raise SourceRefused("nothing in it can be played" + " after the in point" * bool(self._in))
        self._rest_until(self._ns(end))
        if self._has_sound:
            self._line.fill_to(self._sample(end))
        return end - self._in

    def _lap_end(self) -> Fraction:
        """Where the picture ends, or the sound, if that is much longer."""
        shot, chunk = self._last_shot, self._last_chunk
        picture = shot.time_s + shot.length_s if shot else self._in
        sound = chunk.time_s + Fraction(len(chunk.samples), RATE) if chunk else self._in
        if self._sound_limit is not None:
            sound = min(sound, self._sound_limit)
        end = picture if shot and sound - picture < TAIL_S else sound
        return min(end, self._out) if self._out else end

    def _run_from(self, position: Fraction) -> Fraction | None:
        """Play on from `position`. Returns None at the end, or where to go on with another decoder."""
        reel = self._reel = self._reel or self._open()
        self._line.align()
        for event in reel.events(position):
            if self._out and event.time_s >= self._out:
                break
            if isinstance(event, Chunk):
                self._hear(event)
                continue
            self._show(event)
            if self._lean and not self._scaled_down(reel):
                self._close()
                return event.time_s
        if self._gate is None:
            self._close()  # a file is opened anew in no time, and its sound then begins as it should
        return None

    # -- opening -----------------------------------------------------------------------------------

    def _open(self) -> Reel:
        if self._gate is None:
            assert self._port.fd is not None
            container = open_file(self._port.fd)
        else:
            container = self._from_address(self._gate)
        reel = Reel(container)
        self._lean = self._scaled_down(reel)
        if self._lean:
            reel.skip_loop_filter(LEAN)
        self._sound_limit = self._out or reel.sound_limit(TAIL_S)
        self._describe(reel)
        return reel

    def _close(self) -> None:
        if self._reel is not None:
            self._reel.close()
            self._reel = None

    def _from_address(self, gate: Gate) -> InputContainer:
        return gate.open(FILE_FORMATS, {}, (READ_S, READ_S))

    def _describe(self, reel: Reel) -> None:
        self._has_sound = reel.audio is not None
        if reel.video is None:
            self._port.status("live", "live, sound only", sound=True)
            return
        size = reel.video.codec_context
        words = f"live {size.width}×{size.height} {float(reel.rate):.4g} fps"
        self._port.status(
            "live", words, width=size.width, height=size.height, fps=round(float(reel.rate), 3), sound=self._has_sound
        )

    def _scaled_down(self, reel: Reel) -> bool:
        """Whether every wanted view is so much smaller than the picture that blocking cannot be seen."""
        wants, canvas = self._port.wants, self._port.canvas
        if reel.video is None or wants.native or not wants.views:
            return False
        shrink = min(1.0, canvas.width / reel.video.width, canvas.height / reel.video.height)
        return all(view.w * LEAN_FACTOR <= view.cw / shrink for view in wants.views)

    # -- the timeline ------------------------------------------------------------------------------

    def _ns(self, time_s: Fraction) -> int:
        # Rounded down, as frame times are: picture n of a file at the show's rate is due on frame n.
        return self._place(time_s, SECOND_NS)

    def _sample(self, time_s: Fraction) -> int:
        return self._place(time_s, RATE)

    def _place(self, time_s: Fraction, per_s: int) -> int:
        """(base + time) × per_s rounded down, in whole numbers: fractions cost a tenth of the decoding."""
        base, below = self._base, self._base.denominator * time_s.denominator
        return (base.numerator * time_s.denominator + time_s.numerator * base.denominator) * per_s // below

    def _show(self, shot: Shot) -> None:
        self._last_shot = shot
        due = self._ns(shot.time_s)
        if self._has_sound:
            self._line.begin(sample_at(due))
            self._line.fill_to(sample_at(due) - HOLE_SAMPLES)
        self._rest_until(due)
        ahead = min(LEAD_NS, int(SLOTS_AHEAD * SECOND_NS * float(shot.length_s)))
        self._pace.wait_until(due - ahead, self._port)
        late = 0 if self._pace.offline else self._pace.now_ns() - due
        if late > STALL_NS:
            self._resume_after(late)
            due = self._ns(shot.time_s)
        elif late > LATE_NS and self._skipped < SKIPPED_AT_MOST:
            self._skipped += 1
            return
        self._skipped = 0
        self._publish(shot, due)

    def _publish(self, shot: Shot, due: int) -> None:
        while not self._port.picture(shot.frame, due):
            if self._pace.now_ns() > due:
                return
            self._pace.wait_until(self._pace.now_ns() + RETRY_NS, self._port)
        self._announced_ns = due

    def _rest_until(self, due: int) -> None:
        """Keep the picture on show fresh until the next one."""
        while self._announced_ns is not None and due - self._announced_ns > 2 * REPEAT_NS:
            self._announced_ns += REPEAT_NS
            self._pace.wait_until(self._announced_ns - LEAD_NS, self._port)
            self._port.repeat(self._announced_ns)

    def _resume_after(self, late_ns: int) -> None:
        self._base += Fraction(late_ns + LEAD_NS, SECOND_NS)
        self._line.break_off()
        self._announced_ns = None

    def _hear(self, chunk: Chunk) -> None:
        """Write a piece of sound, as far as the lap reaches."""
        self._last_chunk, at, samples = chunk, self._sample(chunk.time_s), chunk.samples
        due = self._ns(chunk.time_s)
        self._rest_until(due)
        self._pace.wait_until(due - LEAD_NS, self._port)
        if self._sound_limit is not None:
            samples = samples[: max(0, self._sample(self._sound_limit) - at)]
        self._line.put(samples, at)
