"""Live streams, fetched or pushed to the ingest server: shown at their own pace, lost and found again."""

from __future__ import annotations

import random
import time
from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
from av.packet import Packet

from mixer.core.clock_mapping import ClockMapping
from mixer.errors import MixerError, SourceLost, SourceRefused
from mixer.kinds.sources.pull import Pull
from mixer.kinds.sources.push import Push
from mixer.protocol.showfile import Source
from mixer.sources.codec_facts import in_words
from mixer.sources.convert import set_aspect
from mixer.sources.doze import NAP_S, forget, glimpse, may_doze
from mixer.sources.glimpses import GLIMPSE, QUICK
from mixer.sources.intake import Intake, Parcel, Track
from mixer.sources.policy import Gate
from mixer.sources.sound import RATE, SoundLine, Stereo

if TYPE_CHECKING:
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

SECOND_NS = 1_000_000_000
OPEN_S, READ_S, PUSH_OPEN_S = 8.0, 10.0, 20.0
LEAD_S = 0.4  # pictures are decoded this long before they are due, if there are slots: so long may we get no processor
FIRST_LEAD_S = 0.15  # as long as nobody knows for sure when they are due
WAKE_S, DOZING_WAKE_S = 0.01, 0.04
LATE_S = 0.02  # a picture this late has a newer one right behind it, unless it is the last
STALE_S = 0.5  # a picture later than this is not live any more, and never shown
HURRY_S = 0.25  # this far behind, pictures that no other needs are not even decoded
QUIET_S, SEGMENTS_QUIET_S = 1.0, 12.0  # no packets for so long is said
SOLID_S = 5.0  # a stream that held so long gets a quick first retry again
BACKOFF_S = (0.5, 1.0, 2.0, 3.5, 5.0)
SCOUT_S = (4.0, 15.0, 60.0)  # when to look whether a stream without sound, or picture, has one by now
SLOW_S = 0.15  # pictures further apart are announced again in between, or they would look late
DRY_WAKES = 8  # looks in vain before a source is called dry: a reader that gets no processor does not look


def read_live(source: Source, port: Port, pace: Pace) -> None:
    """Show the stream, whenever there is one, until the engine goes. Raises SourceRefused, ChannelClosed."""
    if not isinstance(source.input, Pull | Push):
        raise SourceRefused(f"expected a live stream, found {source.input.kind}")
    if not source.input.url:
        raise SourceRefused("nothing has been set up to push to yet")
    pushed = isinstance(source.input, Push)
    gate = Gate(source.input.url, ours=pushed)
    backoff = Backoff()
    while True:
        session = Session(source, port, pace, gate)
        try:
            session.run()
        except SourceRefused as refused:
            if not session.was_live:
                raise
            lost: MixerError = refused
        except SourceLost as error:
            lost = error
        wait_s = backoff.next(session.live_s)
        announce_retry(port, pace, wait_s, str(lost), pushed)


class Backoff:
    """How long to wait before the next try: from half a second to five, a little at random."""

    def __init__(self) -> None:
        self._tries = 0

    def next(self, live_s: float) -> float:
        self._tries = 0 if live_s > SOLID_S else self._tries
        wait_s = BACKOFF_S[min(self._tries, len(BACKOFF_S) - 1)] * random.uniform(0.8, 1.2)
        self._tries += 1
        return wait_s


def announce_retry(port: Port, pace: Pace, wait_s: float, why: str, pushed: bool) -> None:
    """Count down to the next try. Raises ChannelClosed."""
    until = pace.now_ns() + int(wait_s * SECOND_NS)
    while (left := until - pace.now_ns()) > 0:
        seconds = -(-left // SECOND_NS)
        if pushed:
            port.status("waiting", "waiting for a push to arrive")
        else:
            port.status("retrying", f"retrying in {seconds} s: {why}")
        pace.wait_until(until - (seconds - 1) * SECOND_NS, port)


class Session:
    """One connection, from opening to loss (which it raises)."""

    def __init__(self, source: Source, port: Port, pace: Pace, gate: Gate) -> None:
        self._port, self._pace, self._gate = port, pace, gate
        self._pushed = isinstance(source.input, Push)
        self._buffer_s = source.buffer_ms / 1000
        self._lead_s = min(LEAD_S, self._buffer_s)
        self._arrival: ClockMapping | None = None
        self._intake = self._new_intake()
        self._scout: Intake | None = None
        self._scouted = 0
        self._line, self._stereo = SoundLine(port.sound), Stereo()
        self._ready: deque[tuple[av.VideoFrame, int]] = deque()
        self._size = (0, 0)
        self._shown_ns = self._announced_ns = 0
        self._in_vain = 0
        self._began_s = 0.0
        self._broken = False  # whether what is decoded next does not follow what was decoded last
        self._dozing, self._glimpsed_s, self._next_glimpse_ns = False, 0.0, 0

    @property
    def was_live(self) -> bool:
        return self._began_s > 0

    @property
    def live_s(self) -> float:
        return time.monotonic() - self._began_s if self._began_s else 0.0

    def run(self) -> None:
        """Raises SourceLost or SourceRefused when the stream is lost, ChannelClosed when the engine goes."""
        self._port.status("connecting", "waiting for a push to arrive" if self._pushed else "connecting")
        self._intake.start()
        try:
            while not (self._intake.ended.is_set() and (self._dozing or not self._waiting())):
                wake_s = DOZING_WAKE_S if self._dozing else WAKE_S
                self._pace.wait_until(self._pace.now_ns() + int(wake_s * SECOND_NS), self._port)
                if self._intake.opened.is_set():
                    self._step(self._pace.now_ns() / SECOND_NS)
            raise self._intake.error
        finally:
            self._intake.release()
            if self._scout:
                self._scout.release()

    def _new_intake(self) -> Intake:
        timeout = (PUSH_OPEN_S if self._pushed else OPEN_S, READ_S)
        return Intake(self._gate, timeout, self._shared_arrival)

    def _shared_arrival(self, patient: bool) -> ClockMapping:
        """One mapping for the whole session, so that picture and sound, and a scout's streams, agree."""
        self._arrival = self._arrival or ClockMapping(self._buffer_s, patient)
        return self._arrival

    @property
    def _rate(self) -> Fraction | None:
        return self._intake.video.meter.rate if self._intake.video else None

    def _waiting(self) -> bool:
        return bool(self._ready) or any(track.parcels for track in self._intake.tracks)

    def _step(self, now_s: float) -> None:
        self._began_s = self._began_s or time.monotonic()
        if self._intake.audio:
            self._hear(self._intake.audio, now_s)
        if self._intake.video and self._port.wants.look == "none" and may_doze(self._intake.video):
            self._doze(self._intake.video, now_s)
        elif self._intake.video:
            self._wake(self._intake.video)
            self._see(self._intake.video, now_s)
            self._freshen()
            self._notice_drought(self._intake.video)
        self._send_scout()
        self._tell_arrivals()
        self._say(now_s)

    def _is_time(self, track: Track, now_s: float) -> bool:
        """Whether the next packet is to be decoded."""
        if not track.parcels:
            return False
        parcel = track.parcels[0]
        lead_s = self._lead_s if parcel.stretch.settled else min(FIRST_LEAD_S, self._lead_s / 2)
        return parcel.due_s() - lead_s <= now_s

    # -- sound -------------------------------------------------------------------------------------

    def _hear(self, track: Track, now_s: float) -> None:
        while self._is_time(track, now_s):
            parcel = track.take()
            for frame in decoded(track, parcel.packet):
                if isinstance(frame, av.AudioFrame):
                    self._put_sound(frame, parcel)

    def _put_sound(self, frame: av.AudioFrame, parcel: Parcel) -> None:
        known = frame.pts is not None and frame.time_base is not None
        pts_s = float(frame.pts * frame.time_base) if known else parcel.dts_s  # type: ignore[operator]
        try:
            samples, ahead = self._stereo.convert(frame)
        except (av.FFmpegError, ValueError):
            return
        self._line.put(samples, parcel.stretch.due(pts_s) * RATE - ahead)

    # -- pictures ----------------------------------------------------------------------------------

    def _doze(self, track: Track, now_s: float) -> None:
        """Nobody looks: only keyframes are decoded, now and then."""
        self._ready.clear()
        self._dozing = True
        if not forget(track, now_s):
            return
        self._broken = True
        if now_s - self._glimpsed_s >= NAP_S and (seen := glimpse(track)):
            frame, parcel = seen
            self._glimpsed_s, due_s = now_s, self._placed(frame, track, parcel)
            self._port.picture(frame, int(due_s * SECOND_NS))
            self._shown_ns = self._announced_ns = int(due_s * SECOND_NS)

    def _wake(self, track: Track) -> None:
        """Somebody looks again: what was kept is decoded, from its keyframe on."""
        if self._dozing:
            self._dozing = False
            self._port.missed()
        if self._broken:
            self._broken = False
            track.codec.flush_buffers()

    def _looked_at(self, due_ns: int) -> bool:
        """Whether a picture is needed: of what only tiles show, a few a second."""
        wants = self._port.wants
        if wants.look == "all":
            return True
        if due_ns < self._next_glimpse_ns:
            return False
        self._next_glimpse_ns = due_ns + int(SECOND_NS * GLIMPSE / (wants.tiles_per_s or 1))
        return True

    def _see(self, track: Track, now_s: float) -> None:
        """Decode what has arrived, as far as there are slots; of what is late, only the newest may still be shown."""
        skip_to_overdue_keyframe(track, now_s)
        spare: tuple[av.VideoFrame, int] | None = None
        self._publish()
        while not self._ready and self._is_time(track, now_s):
            parcel, self._in_vain = track.take(), 0
            spare_decoder = now_s - parcel.due_s() > HURRY_S or self._thrifty
            track.codec.skip_frame = "NONREF" if spare_decoder else "DEFAULT"
            for frame in decoded(track, parcel.packet):
                if isinstance(frame, av.VideoFrame):
                    due_s = self._placed(frame, track, parcel)
                    spare = None if due_s >= now_s - LATE_S else (frame, int(due_s * SECOND_NS))
                    if spare:
                        self._port.came_late()
                    else:
                        self._ready.append((frame, int(due_s * SECOND_NS)))
            self._publish()
        if spare and not self._ready and now_s - spare[1] / SECOND_NS < STALE_S:
            self._ready.append(spare)
            self._publish()

    @property
    def _thrifty(self) -> bool:
        """Whether tiles can do without the pictures that no other needs."""
        return self._port.wants.look != "all" and (self._rate or 0) >= QUICK

    def _placed(self, frame: av.VideoFrame, track: Track, parcel: Parcel) -> float:
        known = frame.pts is not None and frame.time_base is not None
        pts_s = float(frame.pts * frame.time_base) if known else parcel.dts_s  # type: ignore[operator]
        set_aspect(frame, getattr(track.codec, "sample_aspect_ratio", None) or track.aspect)
        self._size = (frame.width, frame.height)
        return parcel.stretch.due(pts_s)

    def _publish(self) -> None:
        """Hand over what is decoded, as far as there are slots for it."""
        while self._ready:
            frame, due_ns = self._ready[0]
            if not self._looked_at(due_ns):
                self._ready.popleft()
                continue
            if not self._port.picture(frame, due_ns) and due_ns > self._pace.now_ns():
                return
            self._shown_ns = self._announced_ns = due_ns
            self._ready.popleft()

    def _freshen(self) -> None:
        """Announce a slow source's picture again until the next one should be here."""
        interval_s = float(1 / self._rate) if self._rate else 0.0
        if interval_s <= SLOW_S or not self._announced_ns:
            return
        due_ns = self._announced_ns + int(SLOW_S * SECOND_NS)
        if self._announced_ns <= self._pace.now_ns() and due_ns - self._shown_ns < 2.5 * interval_s * SECOND_NS:
            self._port.repeat(due_ns)
            self._announced_ns = due_ns

    def _notice_drought(self, track: Track) -> None:
        """Say so when we looked often enough, and nothing has come that could follow the last picture."""
        self._in_vain += 1
        shown = not track.parcels and not self._ready and self._announced_ns <= self._pace.now_ns()
        if shown and self._in_vain >= DRY_WAKES:
            self._port.dry()

    # -- streams that join later -------------------------------------------------------------------

    def _send_scout(self) -> None:
        """Open the stream a second time to see whether it has more by now; if so, go on with that."""
        if self._scout is not None:
            self._hear_scout(self._scout)
        elif len(self._intake.tracks) < 2 and self._scouted < len(SCOUT_S) and self.live_s > SCOUT_S[self._scouted]:
            self._scouted += 1
            self._scout = self._new_intake()
            self._scout.start()

    def _hear_scout(self, scout: Intake) -> None:
        if not scout.opened.is_set() and not scout.ended.is_set():
            return
        self._scout = None
        if len(scout.tracks) > len(self._intake.tracks):
            self._intake.release()
            self._intake = scout
        else:
            scout.release()

    # -- words -------------------------------------------------------------------------------------

    def _tell_arrivals(self) -> None:
        """What has come so far, and how far it reaches: its pictures, or its sound where it has none."""
        intake = self._intake
        shown = intake.video or intake.audio
        if shown and shown.newest:
            until_ns = int(shown.newest.due_s() * SECOND_NS)
            size = sum(track.arrived_bytes for track in intake.tracks)
            self._port.arrived(until_ns, shown.arrived, size, patient=intake.patient)

    def _say(self, now_s: float) -> None:
        quiet_s = time.monotonic() - self._intake.heard_s
        sound, codec = self._intake.audio is not None, self._codec()
        if quiet_s > (SEGMENTS_QUIET_S if self._intake.patient else QUIET_S + self._buffer_s):
            self._port.status("waiting", f"no signal for {int(quiet_s)} s", sound=sound)
        elif self._intake.video is None:
            self._port.status("live", "live, sound only", sound=True, codec=codec)
        elif self._shown_ns and self._rate:
            width, height = self._size
            fps = round(float(self._rate), 2)
            self._port.status(
                "live", f"live {width}×{height} {fps:g} fps", width=width, height=height, fps=fps, sound=sound,
                codec=codec,
            )  # fmt: skip

    def _codec(self) -> str:
        video, audio = self._intake.video, self._intake.audio
        return in_words(video and video.codec, audio and audio.codec)


def decoded(track: Track, packet: Packet[Any]) -> list[av.VideoFrame | av.AudioFrame]:
    """The frames of a packet; damage costs only what is damaged."""
    try:
        return list(track.codec.decode(packet))
    except (av.FFmpegError, ValueError):
        return []


def skip_to_overdue_keyframe(track: Track, now_s: float) -> None:
    """After a stall, begin with the newest keyframe whose time has passed: nothing before it will be shown."""
    if not track.parcels or now_s - track.parcels[0].due_s() < HURRY_S:
        return
    overdue = [index for index, parcel in enumerate(track.parcels) if parcel.keyframe and parcel.due_s() <= now_s]
    if overdue and overdue[-1]:
        for _ in range(overdue[-1]):
            track.take()
        track.codec.flush_buffers()
