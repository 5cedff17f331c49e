"""Video and sound files: looped without a gap, between an in and an out point."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from mixer.errors import SourceLost, SourceRefused
from mixer.kinds.sources.file import MediaFile
from mixer.protocol.showfile import Source
from mixer.sources.demuxer import Chunk, Demuxer, Shot
from mixer.sources.opening import FILE_FORMATS, READ_S, open_file
from mixer.sources.policy import Gate
from mixer.sources.sound import RATE, SoundLine, sample_at

if TYPE_CHECKING:
    from av.container import InputContainer

    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

SECOND_NS = 1_000_000_000
LEAD_NS = 200_000_000
SOUND_LEAD_NS = SECOND_NS * 6 // 5  # sound is decoded this much earlier: a reader that starves is not heard to
SLOTS_AHEAD = 5  # pictures made ahead at most: the ring has a few more slots
REPEAT_NS = 100_000_000  # a picture that stays longer is announced again, so that it does not look late
LATE_NS = 40_000_000  # later than this it is skipped, unless several were skipped already
SKIPPED_AT_MOST = 4
THRIFTY_NS = (120_000_000, 1_500_000_000)  # so late, pictures no other needs are not decoded; and then only keyframes
LAPS_KEPT = 4096  # sound may be so many of the shortest laps ahead of the pictures
STALL_NS = SECOND_NS  # after a longer stall the file goes on from where it stopped
HOLE_SAMPLES = RATE // 50  # sound further behind the picture than this is missing: silence takes its place
RETRY_NS = 5_000_000
TAIL_S = Fraction(1, 4)  # sound this much longer or shorter than the picture does not change a lap's length
DECODING = 32  # pictures that a decoder may hold back before what it left out shows
LEAN = "bidir"  # no deblocking of B pictures: 8 % of decoding for 62 dB, measured on 720p scaled to 360p
LEAN_FACTOR = 1.5


@dataclass(eq=False, slots=True)
class Lap:
    """One pass over the file; its media time 0 is due at `base` (seconds)."""

    base: Fraction


@dataclass(frozen=True, slots=True)
class End:
    """Where a lap ends, in media time: pictures or sound have nothing more before it."""

    time_s: Fraction
    sound: bool


Event = tuple[Lap, Shot | Chunk | End]


def read_file(source: Source, port: Port, pace: Pace) -> None:
    """Play the file. Returns at its end unless it loops. Raises SourceRefused, SourceLost, ChannelClosed."""
    media = source.input
    if not isinstance(media, MediaFile):
        raise SourceRefused(f"expected a file, found {media.kind}")
    if media.path and port.fd is None:
        raise SourceLost("the file is missing")
    port.status("connecting", "opening the file")
    MediaReader(media, port, pace).play()


class MediaReader:
    """Puts laps of a file one after the other on the timeline. Sound runs ahead of the pictures, over a join too."""

    def __init__(self, media: MediaFile, port: Port, pace: Pace) -> None:
        self._media, self._port, self._pace = media, port, pace
        self._gate = Gate(media.url, idle=port.poll) if media.url else None
        # 0.7 s is meant as 7/10, not as the nearest binary fraction below it.
        self._in, self._out = (Fraction(str(seconds)) for seconds in (media.in_s, media.out_s))
        self._line = SoundLine(port.sound)
        self._sound_lead_ns = 0 if pace.offline and not pace.again else SOUND_LEAD_NS
        self._laps: dict[int, Lap] = {}  # by number, those that are not over
        self._last_shot: Shot | None = None
        self._playing: Lap | None = None  # whose pictures are shown
        self._last_chunk: Chunk | None = None
        self._sound_limit: Fraction | None = None
        self._announced_ns: int | None = None
        self._skipped = 0
        self._absent: set[bool] = set()  # whether there is no sound (True), or no picture (False)
        self._has_sound = False

    def play(self) -> None:
        began_ns = self._pace.began_ns()
        if self._gate is None:
            self._port.began(began_ns)
        start_s = Fraction(began_ns, SECOND_NS) - self._in
        (self._lap_by_lap if self._gate else self._play_file)(start_s)

    def _play_file(self, start_s: Fraction) -> None:
        """Pictures and sound are read apart, so that the sound of the next lap can come before this lap's pictures."""
        about = Demuxer(self._container())
        self._describe(about)
        # Coders pad sound, and packets count the padding: sound alone is measured by decoding it.
        ends = about.end_s(TAIL_S) if self._media.loop and about.video else None
        has_pictures = about.video is not None
        self._absent = {sound for sound, stream in ((False, about.video), (True, about.audio)) if stream is None}
        about.close()
        end_s = self._cut(ends[0]) if ends else None
        if end_s is None:
            self._lap_by_lap(start_s)
            return
        if end_s <= self._in:
            raise SourceRefused("nothing in it can be played" + " after the in point" * bool(self._in))
        self._sound_limit = self._cut(ends[1]) if ends else None
        self._laps = {0: self._first_lap(start_s, end_s - self._in)}
        pictures = self._looped(end_s, sound=False) if has_pictures else iter(())
        self._run(pictures, self._looped(end_s, sound=True) if self._has_sound else iter(()))

    def _first_lap(self, start_s: Fraction, length_s: Fraction) -> Lap:
        """The lap to begin with: laps that are over before anybody looks are not read."""
        return Lap(start_s + max(0, (self._since_s - start_s - self._in) // length_s) * length_s)

    @property
    def _since_s(self) -> Fraction:
        return Fraction(self._pace.since_ns(), SECOND_NS)

    def _cut(self, end_s: Fraction) -> Fraction:
        return min(end_s, self._out) if self._out else end_s

    # -- laps that overlap -------------------------------------------------------------------------

    def _looped(self, end_s: Fraction, sound: bool) -> Iterator[Event]:
        """The pictures, or the sound, of one lap after the other, each as long as the file says it is."""
        for number in count():
            lap = self._lap(number, end_s - self._in)
            found = False
            start_s = max(self._in, self._since_s - lap.base)
            reading = self._sounds_of(lap, None, start_s) if sound else self._pictures_of(lap, None, start_s)
            with closing(reading) as events:
                for _, event in events:
                    if event.time_s >= end_s:
                        break
                    found = True
                    yield lap, event
            if not found:
                self._nothing_in(sound)
                return
            yield lap, End(end_s, sound)

    def _nothing_in(self, sound: bool) -> None:
        """A lap gave no picture, or no sound; raises SourceRefused when it gives neither."""
        self._absent.add(sound)
        if self._absent == {False, True}:
            raise SourceRefused("nothing in it can be played")

    def _thrift(self, lap: Lap, time_s: Fraction) -> int:
        """How little to decode of a lap's picture that shows at this media time: the later it is, the less.

        Before its first picture a lap decodes what that needs, and nothing of that is late.
        """
        if self._pace.offline or time_s < self._in:
            return 0
        late = self._pace.now_ns() - self._ns(lap, time_s)
        return sum(late > limit for limit in THRIFTY_NS)

    def _lap(self, number: int, length_s: Fraction) -> Lap:
        """A lap by its number. Pictures and sound come to it one after the other; the first makes it."""
        if number not in self._laps:
            self._laps[number] = Lap(self._laps[number - 1].base + length_s)
        for over in [other for other in self._laps if other < number - LAPS_KEPT]:
            del self._laps[over]
        return self._laps[number]

    def _pictures_of(self, lap: Lap, demuxer: Demuxer | None, first_s: Fraction) -> Generator[Event, None, None]:
        """A lap's pictures, from `first_s` on, by this demuxer or one of their own; the decoder may be changed."""
        position: Fraction | None = first_s
        while position is not None:
            own = demuxer or self._demuxer().without(sound=True)
            own.thrift, own.spared = partial(self._thrift, lap), partial(self._port.missed, DECODING)
            start_s, position = position, None
            try:
                for shot in own.shots(start_s):
                    yield lap, shot
                    if demuxer is None and own.lean and not self._scaled_down(own):
                        position = shot.time_s
                        break
            finally:
                if demuxer is None:
                    own.close()

    def _sounds_of(self, lap: Lap, demuxer: Demuxer | None, first_s: Fraction) -> Generator[Event, None, None]:
        own = demuxer or self._demuxer().without(pictures=True)
        if demuxer is None:
            own.begin(first_s)
        self._line.align()
        try:
            for chunk in own.chunks(first_s):
                yield lap, chunk
        finally:
            if demuxer is None:
                own.close()

    # -- laps one by one: where nobody knows how long they are, or the file is fetched ---------------

    def _lap_by_lap(self, start_s: Fraction) -> None:
        lap, demuxer = Lap(start_s), None
        while True:
            demuxer = demuxer or self._whole_demuxer()
            self._laps = {0: lap}
            self._last_shot = self._last_chunk = None
            demuxer.begin(self._in)
            pictures, sounds = self._pictures_of(lap, demuxer, self._in), self._sounds_of(lap, demuxer, self._in)
            self._run(self._until_out(pictures), self._until_out(sounds))
            end = self._lap_end()
            if end <= self._in:
                raise SourceRefused("nothing in it can be played" + " after the in point" * bool(self._in))
            self._end(lap, End(end, sound=False))
            self._end(lap, End(end, sound=True))
            if not self._media.loop:
                break
            lap = Lap(lap.base + end - self._in)
            if self._gate is None:
                demuxer.close()
                demuxer = None  # a file is opened anew in no time, and its sound then begins as it should
        if not self._pace.offline:
            self._pace.wait_until(self._ns(lap, end), self._port)

    def _whole_demuxer(self) -> Demuxer:
        demuxer = self._demuxer()
        self._sound_limit = self._out or demuxer.sound_limit(TAIL_S)
        self._describe(demuxer)
        return demuxer

    def _until_out(self, events: Iterator[Event]) -> Iterator[Event]:
        for lap, event in events:
            if self._out and event.time_s >= self._out:
                return
            yield lap, event

    def _lap_end(self) -> Fraction:
        """Where the picture ends, or the sound, if that is much longer."""
        shot, chunk = self._last_shot, self._last_chunk
        picture = shot.time_s + shot.length_s if shot else self._in
        sound = chunk.time_s + Fraction(len(chunk.samples), RATE) if chunk else self._in
        if self._sound_limit is not None:
            sound = min(sound, self._sound_limit)
        return self._cut(picture if shot and sound - picture < TAIL_S else sound)

    # -- both together -----------------------------------------------------------------------------

    def _run(self, pictures: Iterator[Event], sounds: Iterator[Event]) -> None:
        """Pictures and sound in the order in which they are due, sound earlier by its lead."""
        picture, sound = next(pictures, None), next(sounds, None)
        while picture or sound:
            if sound is None or (picture and self._ns_of(picture) <= self._ns_of(sound) - self._sound_lead_ns):
                assert picture
                self._do(*picture)
                picture = next(pictures, None)
            else:
                self._do(*sound)
                sound = next(sounds, None)

    def _do(self, lap: Lap, event: Shot | Chunk | End) -> None:
        if isinstance(event, Shot):
            self._show(lap, event)
        elif isinstance(event, Chunk):
            self._hear(lap, event)
        else:
            self._end(lap, event)

    def _end(self, lap: Lap, end: End) -> None:
        if not end.sound:
            self._rest_until(self._ns(lap, end.time_s))
        elif self._has_sound:
            self._line.fill_to(self._sample(lap, end.time_s))

    # -- opening -----------------------------------------------------------------------------------

    def _demuxer(self) -> Demuxer:
        demuxer = Demuxer(self._container())
        demuxer.lean = self._gate is None and self._scaled_down(demuxer)
        if demuxer.lean:
            demuxer.skip_loop_filter(LEAN)
        return demuxer

    def _container(self) -> InputContainer:
        if self._gate is not None:
            return self._gate.open(FILE_FORMATS, {}, (READ_S, READ_S))
        assert self._port.fd is not None
        return open_file(self._port.fd)

    def _describe(self, demuxer: Demuxer) -> None:
        self._has_sound = demuxer.audio is not None
        if demuxer.video is None:
            self._port.status("live", "live, sound only", sound=True)
            return
        size = demuxer.video.codec_context
        words = f"live {size.width}×{size.height} {float(demuxer.rate):.4g} fps"
        self._port.status(
            "live",
            words,
            width=size.width,
            height=size.height,
            fps=round(float(demuxer.rate), 3),
            sound=self._has_sound,
        )

    def _scaled_down(self, demuxer: Demuxer) -> bool:
        """Whether every wanted view is so much smaller than the picture that blocking cannot be seen."""
        wants, canvas = self._port.wants, self._port.canvas
        if demuxer.video is None or wants.native or not wants.views:
            return False
        shrink = min(1.0, canvas.width / demuxer.video.width, canvas.height / demuxer.video.height)
        return all(view.w * LEAN_FACTOR <= view.cw / shrink for view in wants.views)

    # -- the timeline ------------------------------------------------------------------------------

    def _ns_of(self, event: Event) -> int:
        return self._ns(event[0], event[1].time_s)

    def _ns(self, lap: Lap, time_s: Fraction) -> int:
        # Rounded down, as frame times are: picture n of a file at the show's rate is due on frame n.
        return place(lap.base, time_s, SECOND_NS)

    def _sample(self, lap: Lap, time_s: Fraction) -> int:
        return place(lap.base, time_s, RATE)

    def _show(self, lap: Lap, shot: Shot) -> None:
        self._last_shot, self._playing = shot, lap
        due = self._ns(lap, shot.time_s)
        if self._has_sound:
            self._line.begin(sample_at(due))
            self._line.fill_to(sample_at(due) - HOLE_SAMPLES)
        self._rest_until(due)
        ahead = min(LEAD_NS, int(SLOTS_AHEAD * SECOND_NS * float(shot.length_s)))
        self._pace.wait_until(due - ahead, self._port)
        late = 0 if self._pace.offline else self._pace.now_ns() - due
        if late > STALL_NS and not self._has_sound:
            self._resume_after(late)
            due = self._ns(lap, shot.time_s)
            late = 0
        if late > LATE_NS and self._skipped < SKIPPED_AT_MOST:
            self._skipped += 1
            self._port.missed()
            return
        self._skipped = 0
        self._publish(shot, due)

    def _publish(self, shot: Shot, due: int) -> None:
        while not self._port.picture(shot.frame, due):
            if self._pace.now_ns() > due:
                self._port.missed()
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
        """Everything yet to come is due so much later."""
        for lap in self._laps.values():
            lap.base += Fraction(late_ns + LEAD_NS, SECOND_NS)
        self._line.break_off()
        self._announced_ns = None
        if self._playing and self._gate is None:
            self._port.began(self._ns(self._playing, self._in))
        self._port.missed()

    def _hear(self, lap: Lap, chunk: Chunk) -> None:
        """Write a piece of sound, as far as the lap reaches."""
        self._last_chunk = chunk
        due = self._ns(lap, chunk.time_s)
        self._rest_until(due - self._sound_lead_ns)
        self._pace.wait_until(due - LEAD_NS - self._sound_lead_ns, self._port)
        late = 0 if self._pace.offline else self._pace.now_ns() - due
        if late > STALL_NS:
            self._resume_after(late)
        at, samples = self._sample(lap, chunk.time_s), chunk.samples
        if self._sound_limit is not None:
            samples = samples[: max(0, self._sample(lap, self._sound_limit) - at)]
        self._line.put(samples, at)


def place(base: Fraction, time_s: Fraction, per_s: int) -> int:
    """(base + time) × per_s rounded down, in whole numbers: fractions cost a tenth of the decoding."""
    below = base.denominator * time_s.denominator
    return (base.numerator * time_s.denominator + time_s.numerator * base.denominator) * per_s // below
