"""Video and sound files: played by runs, from wherever a transport says, pictures and sound a little ahead of time."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from mixer.core.clock import Timeline
from mixer.errors import Retold, SourceLost, SourceRefused
from mixer.feed.tape import on_a_frame
from mixer.kinds.sources.file import MediaFile
from mixer.protocol.playback import SLOWEST_HEARD
from mixer.protocol.showfile import Source
from mixer.sources.convert import black_frame
from mixer.sources.demuxer import Chunk, Demuxer, Shot
from mixer.sources.glimpses import GLIMPSE, QUICK
from mixer.sources.laps import Lap, Laps
from mixer.sources.opened_file import TAIL_S, OpenedFile
from mixer.sources.sound import RATE, Samples, SoundLine, sample_at
from mixer.sources.tempo import Tempo

if TYPE_CHECKING:
    from mixer.feed.messages import Run
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

SECOND_NS = 1_000_000_000
LEAD_NS = 200_000_000
SOUND_LEAD_NS = SECOND_NS * 6 // 5  # sound is decoded this much earlier: a reader that starves is not heard to
SLOTS_AHEAD = 6  # pictures made ahead at most: the ring has a few more slots
ENOUGH = 3  # pictures with which a run can begin
REPEAT_NS = 100_000_000  # a picture that stays longer is announced again, so that it does not look late
LATE_NS = 40_000_000  # later than this it is skipped, unless several were skipped already
SKIPPED_AT_MOST = 4
THRIFTY_NS = (120_000_000, 1_500_000_000)  # so late, pictures no other needs are not decoded; and then only keyframes
STALL_NS = SECOND_NS  # what is fetched goes on from where it stopped after a longer stall
LOST_NS = 5 * SECOND_NS  # a file that is here is read on from where it should be after so long
HOLE_SAMPLES = RATE // 50  # sound further behind the picture than this is missing: silence takes its place
RETRY_NS = 5_000_000
DECODING = 32  # pictures that a decoder may hold back before what it left out shows
NAP_NS = 2 * SECOND_NS  # pictures that sleep are looked at so often: what is taken all of a sudden is not older


@dataclass(frozen=True, slots=True)
class End:
    """Where a lap ends, in media time: pictures or sound have nothing more before it."""

    time_s: Fraction
    sound: bool


Event = tuple[Lap, Shot | Chunk | End]


def read_file(source: Source, port: Port, pace: Pace) -> None:
    """Play the file as it is told to. Raises SourceRefused, SourceLost, ChannelClosed."""
    media = source.input
    if not isinstance(media, MediaFile):
        raise SourceRefused(f"expected a file, found {media.kind}")
    if media.path and port.fd is None:
        raise SourceLost("the file is missing")
    port.status("connecting", "opening the file")
    with closing(OpenedFile(media, port)) as file:
        if file.local:
            port.began(0)  # it is here to be read again
        while True:
            run = port.next_run()
            try:
                MediaReader(file, run, port, pace).play()
                port.over()
            except Retold:
                continue


class MediaReader:
    """One run of a file: its laps, one after the other on the tape. Sound runs ahead of pictures, over a join too."""

    def __init__(self, file: OpenedFile, run: Run, port: Port, pace: Pace) -> None:
        self._file, self._run, self._port, self._pace = file, run, port, pace
        self._laps = Laps(run)
        self._frames = Timeline(port.canvas.fps, run.tape_ns)  # of the programme, on this run's tape
        self._line = SoundLine(port.sound)
        self._audible = file.has_sound and run.speed >= SLOWEST_HEARD
        self._tempo = Tempo(self._laps.speed) if self._laps.speed != 1 else None
        self._sound_lead_ns = 0 if pace.offline and not pace.again else SOUND_LEAD_NS
        self._last_shot: Shot | None = None
        self._last_chunk: Chunk | None = None
        self._sound_limit: Fraction | None = None
        self._announced_ns: int | None = None
        self._next_glimpse_ns = self._newest_ns = 0
        self._shown = self._skipped = 0
        self._told_ready = False
        self._absent: set[bool] = set()  # whether there is no sound (True), or no picture (False)

    def play(self) -> None:
        """Raises SourceRefused, ChannelClosed; Retold when another run is wanted."""
        if self._file.ends:
            self._play_file(*self._file.ends)
        else:
            self._lap_by_lap()
        self._say_ready()

    # -- laps that overlap: pictures and sound are read apart ----------------------------------------

    def _play_file(self, picture_end_s: Fraction, sound_end_s: Fraction) -> None:
        """So the sound of the next lap can come before this lap's pictures."""
        laps = self._laps
        laps.end_s, self._sound_limit = laps.cut(picture_end_s), laps.cut(sound_end_s)
        if laps.end_s <= laps.in_s:
            raise SourceRefused("nothing in it can be played" + " after the in point" * bool(laps.in_s))
        self._absent = {True} if not self._audible else set()
        sounds = self._looped(self._run.since_ns, sound=True) if self._audible else iter(())
        self._both(self._looped(self._run.since_ns, sound=False), sounds)
        self._finish(laps.first, laps.end_s)

    def _looped(self, since_ns: int, sound: bool) -> Iterator[Event]:
        """The pictures, or the sound, of one lap after the other, from a moment of the tape on."""
        laps = self._laps
        assert laps.end_s is not None
        for number in count(laps.number_at(since_ns)):
            lap = laps.lap(number)
            # Past its end, the last picture is what shows.
            start_s = min(max(lap.start_s, lap.time_at(since_ns)), laps.end_s - Fraction(1, 1000))
            found = False
            with closing(
                self._sounds_of(lap, None, start_s) if sound else self._pictures_of(lap, None, start_s)
            ) as all_of:
                for _, event in all_of:
                    if event.time_s >= laps.end_s:
                        break
                    found = True
                    yield lap, event
            if not found and start_s <= laps.in_s:
                self._nothing_in(sound)
                return
            yield lap, End(laps.end_s, sound)
            if not laps.again:
                return

    def _nothing_in(self, sound: bool) -> None:
        """A whole lap gave no picture, or no sound; raises SourceRefused when it gives neither."""
        self._absent.add(sound)
        if self._absent == {False, True}:
            raise SourceRefused("nothing in it can be played")

    def _pictures_of(self, lap: Lap, demuxer: Demuxer | None, first_s: Fraction) -> Generator[Event, None, None]:
        """A lap's pictures, from `first_s` on, by this demuxer or one of their own; the decoder may be changed."""
        position: Fraction | None = first_s
        while position is not None:
            own = demuxer or self._file.demuxer(self._port.poll, sound=False)
            start_s, position = position, None
            own.thrift = partial(self._thrift, lap, start_s)
            own.spared = self._spared
            try:
                for shot in own.shots(start_s):
                    yield lap, shot
                    if demuxer is None and own.lean and not self._file.scaled_down(own):
                        position = shot.time_s
                        break
            finally:
                if demuxer is None:
                    self._file.done(own)

    def _sounds_of(self, lap: Lap, demuxer: Demuxer | None, first_s: Fraction) -> Generator[Event, None, None]:
        own = demuxer or self._file.demuxer(self._port.poll, pictures=False)
        if demuxer is None:
            own.begin(first_s)
        self._line.align()
        try:
            for chunk in own.chunks(first_s):
                yield lap, chunk
        finally:
            if demuxer is None:
                self._file.done(own)

    def _thrift(self, lap: Lap, start_s: Fraction, time_s: Fraction) -> int:
        """How little to decode of a lap's picture that shows at this media time: the later it is, the less.

        Before its first picture a lap decodes what that needs, and nothing of that is late.
        """
        if self._pace.offline or time_s < start_s:
            return 0
        late = self._pace.now_ns() - lap.ns(time_s)
        for_tiles = self._port.wants.look != "all" and self._file.rate >= QUICK
        return max(sum(late > limit for limit in THRIFTY_NS), int(for_tiles))

    def _spared(self) -> None:
        self._port.missed(DECODING)

    # -- laps one by one: where nobody knows how long they are, or the file is fetched ---------------

    def _lap_by_lap(self) -> None:
        laps, lap, demuxer = self._laps, self._laps.first, None
        while True:
            demuxer = demuxer or self._file.demuxer(self._port.poll)
            self._sound_limit = laps.out_s or self._file.sound_limit
            self._last_shot = self._last_chunk = None
            demuxer.begin(lap.start_s)
            pictures = self._pictures_of(lap, demuxer, lap.start_s)
            sounds = self._sounds_of(lap, demuxer, lap.start_s) if self._audible else iter(())
            self._both(self._until_out(pictures), self._until_out(sounds), again=False)
            end_s = self._lap_end(lap, demuxer)
            if end_s <= lap.start_s and lap.start_s <= laps.in_s:
                raise SourceRefused("nothing in it can be played" + " after the in point" * bool(laps.in_s))
            over_s = max(end_s, lap.start_s)  # one may have begun after the end
            self._end(lap, End(over_s, sound=False))
            self._end(lap, End(over_s, sound=True))
            if (self._last_shot or self._last_chunk) and (not laps.out_s or end_s < laps.out_s):
                self._file.length_s = end_s
                self._told_ready = False  # how long it is was not known, or not exactly
            if not laps.again:
                break
            self._say_ready()
            lap = laps.after(lap, over_s)
            if self._file.local:
                self._file.done(demuxer)
                demuxer = None  # a file is opened anew in no time, and its sound then begins as it should
        self._finish(lap, over_s)

    def _until_out(self, events: Iterator[Event]) -> Iterator[Event]:
        out_s = self._laps.out_s
        for lap, event in events:
            if out_s and event.time_s >= out_s:
                return
            yield lap, event

    def _lap_end(self, lap: Lap, demuxer: Demuxer) -> Fraction:
        """Where the picture ends, or the sound, if that is much longer."""
        shot, chunk = self._last_shot, self._last_chunk
        picture = (demuxer.pictures_end_s or shot.time_s + shot.length_s) if shot else lap.start_s
        nothing_s = Fraction(0) if shot else lap.start_s
        sound = chunk.time_s + Fraction(len(chunk.samples), RATE) if chunk else nothing_s
        if self._sound_limit is not None:
            sound = min(sound, self._sound_limit)
        return self._laps.cut(picture if shot and sound - picture < TAIL_S else sound)

    # -- both together -----------------------------------------------------------------------------

    def _both(self, pictures: Iterator[Event], sounds: Iterator[Event], again: bool = True) -> None:
        """Pictures and sound in the order in which they are due, sound earlier by its lead.

        Where they can be read `again` from another moment on, pictures sleep while nobody looks at them.
        """
        picture, sound = next(pictures, None), next(sounds, None)
        while picture or sound:
            if again and picture and self._sleepy(picture):
                self._close(pictures)
                sound = self._asleep(sound, sounds)
                # What was announced before is not gone back behind.
                pictures = self._looped(max(self._pace.now_ns(), self._newest_ns), sound=False)
                picture = next(pictures, None)
            elif sound is None or (picture and self._ns_of(picture) <= self._ns_of(sound) - self._sound_lead_ns):
                assert picture
                self._do(*picture)
                picture = next(pictures, None)
            else:
                self._do(*sound)
                sound = next(sounds, None)

    def _sleepy(self, picture: Event) -> bool:
        """Whether pictures are to be left out now: nobody looks, or what should show by now is far ahead of them."""
        if self._pace.stands or not self._told_ready:
            return False
        lost = not self._pace.offline and self._pace.now_ns() - self._ns_of(picture) > LOST_NS
        return self._port.wants.look == "none" or lost

    def _asleep(self, sound: Event | None, sounds: Iterator[Event]) -> Event | None:
        """Play sound alone until somebody looks; the sound that comes next."""
        next_nap_ns = self._pace.now_ns() + NAP_NS
        self._announced_ns = None  # what sleeps is not kept fresh
        self._port.missed()
        while self._port.wants.look == "none" and not self._pace.stands:
            if sound and self._ns_of(sound) - self._sound_lead_ns - LEAD_NS <= self._pace.now_ns():
                self._do(*sound)
                sound = next(sounds, None)
            else:
                self._pace.wait(self._port)
            if not self._pace.offline and self._pace.now_ns() >= next_nap_ns:
                next_nap_ns = self._pace.now_ns() + NAP_NS
                self._glimpse()
        return sound

    def _glimpse(self) -> None:
        """The keyframe that is nearest to what should show now."""
        now_ns, laps = self._pace.now_ns(), self._laps
        lap = laps.lap(laps.number_at(now_ns))
        demuxer = self._file.demuxer(self._port.poll, sound=False)
        try:
            shot = demuxer.keyframe(min(max(lap.start_s, lap.time_at(now_ns)), laps.end_s or Fraction(0)))
            if shot and now_ns > self._newest_ns:
                self._port.picture(shot.frame, now_ns)
                self._newest_ns = now_ns
        finally:
            self._file.done(demuxer)

    def _close(self, pictures: Iterator[Event]) -> None:
        if isinstance(pictures, Generator):
            pictures.close()

    def _do(self, lap: Lap, event: Shot | Chunk | End) -> None:
        if isinstance(event, Shot):
            self._show(lap, event)
        elif isinstance(event, Chunk):
            self._hear(lap, event)
        else:
            self._end(lap, event)

    def _end(self, lap: Lap, end: End) -> None:
        if not end.sound:
            self._rest_until(lap.ns(end.time_s))
        elif self._audible:
            self._line.fill_to(lap.sample(end.time_s))

    def _finish(self, lap: Lap, end_s: Fraction) -> None:
        """What plays once has ended: black follows, or the last picture stays."""
        if self._run.end == "black" and self._file.has_pictures:
            self._publish(Shot(end_s, Fraction(1), black_frame(self._port.canvas)), lap.ns(end_s))

    # -- the tape ----------------------------------------------------------------------------------

    def _ns_of(self, event: Event) -> int:
        return event[0].ns(event[1].time_s)

    def _wait_until(self, ns: int) -> None:
        """Whoever waits has made what there is to make: the run can begin."""
        if self._shown or not self._file.has_pictures or False in self._absent:
            self._say_ready()
        self._pace.wait_until(ns, self._port)

    def _say_ready(self) -> None:
        if not self._told_ready:
            self._told_ready = True
            self._port.ready(None if self._file.length_s is None else float(self._file.length_s))

    def _show(self, lap: Lap, shot: Shot) -> None:
        self._last_shot = shot
        due = lap.ns(shot.time_s)
        if self._audible:
            self._line.begin(sample_at(due))
            self._line.fill_to(sample_at(due) - HOLE_SAMPLES)
        if not self._looked_at(due) or not self._on_a_frame(lap, shot, due):
            return
        self._rest_until(due)
        stands_s = max(float(shot.length_s / self._laps.speed), float(1 / self._frames.rate))
        ahead = min(LEAD_NS, int(SLOTS_AHEAD * SECOND_NS * stands_s))
        self._wait_until(due - ahead)
        late = 0 if self._pace.offline else self._pace.now_ns() - due
        if late > STALL_NS and not self._file.local:
            self._delay(late)
            late = 0
        if late > LATE_NS and self._skipped < SKIPPED_AT_MOST:
            self._skipped += 1
            self._port.missed()
            return
        self._skipped = 0
        self._publish(shot, due)

    def _looked_at(self, due: int) -> bool:
        """Whether a picture is needed: of what only tiles show, a few a second."""
        wants = self._port.wants
        if wants.look == "all" or not self._told_ready or self._pace.offline:
            return True
        every_ns = int(SECOND_NS * GLIMPSE / wants.tiles_per_s) if wants.tiles_per_s else NAP_NS
        if 0 <= self._next_glimpse_ns - due < every_ns:
            return False
        self._next_glimpse_ns = due + every_ns
        return True

    def _on_a_frame(self, lap: Lap, shot: Shot, due: int) -> bool:
        """Whether any frame shows it: of a file with more pictures a second than the programme, not all do.

        The last one may stay for long.
        """
        over_s, end_s = shot.time_s + shot.length_s, self._laps.end_s
        if not shot.length_s or end_s is None or over_s + shot.length_s / 2 >= end_s:
            return True
        return on_a_frame(self._frames, due, lap.ns(over_s))

    def _publish(self, shot: Shot, due: int) -> None:
        while not self._port.picture(shot.frame, due):
            if self._shown:
                self._say_ready()
            if self._pace.now_ns() > due:
                self._port.missed()
                return
            if self._pace.stands:
                self._pace.wait(self._port)
            else:
                self._pace.wait_until(self._pace.now_ns() + RETRY_NS, self._port)
        self._announced_ns = self._newest_ns = due
        self._shown += 1
        if self._shown >= ENOUGH:
            self._say_ready()

    def _rest_until(self, due: int) -> None:
        """Keep the picture on show fresh until the next one."""
        while self._announced_ns is not None and due - self._announced_ns > 2 * REPEAT_NS:
            self._announced_ns += REPEAT_NS
            self._wait_until(self._announced_ns - LEAD_NS)
            self._port.repeat(self._announced_ns)
            self._newest_ns = self._announced_ns

    def _delay(self, late_ns: int) -> None:
        """What is fetched did not come in time: everything yet to come is due so much later."""
        self._port.delayed(late_ns + LEAD_NS)
        self._port.missed()

    def _hear(self, lap: Lap, chunk: Chunk) -> None:
        """Write a piece of sound, as far as the lap reaches."""
        self._last_chunk = chunk
        due = lap.ns(chunk.time_s)
        self._rest_until(due - self._sound_lead_ns)
        self._wait_until(due - LEAD_NS - self._sound_lead_ns)
        late = 0 if self._pace.offline else self._pace.now_ns() - due
        if late > STALL_NS and not self._file.local:
            self._delay(late)
        samples = chunk.samples
        if self._sound_limit is not None:
            left = lap.sample(self._sound_limit) - lap.sample(chunk.time_s)
            samples = samples[: max(0, int(left * self._laps.speed))]
        self._put(lap, chunk.time_s, samples)

    def _put(self, lap: Lap, time_s: Fraction, samples: Samples) -> None:
        if self._tempo is None:
            self._line.put(samples, lap.sample(time_s))
        elif len(samples):
            out, to_come = self._tempo.stretch(samples)
            end = lap.sample(time_s + Fraction(len(samples), RATE))
            self._line.put(out, float(end - to_come - len(out)))
