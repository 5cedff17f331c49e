"""The sound of each frame: read from the feeds, mixed, limited and metered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mixer.core.clock import SAMPLE_RATE, Timeline
from mixer.core.desk import Desk
from mixer.core.line_up import lead
from mixer.core.pins import Reader, heard, reader_of
from mixer.core.sound import (
    Limiter,
    Meter,
    Samples,
    cut_off,
    factor,
    faded_in,
    faded_out,
    gains,
    master_gain,
    ramped,
    routed,
)
from mixer.feed.feed import Feed
from mixer.protocol.showfile import Show, SoundSetting


class Join:
    """Where one item of a rundown follows another by a cut: each is faded inside itself, and none of the old is left.

    An item that goes on where the other stopped is not faded.
    """

    def __init__(self) -> None:
        self._foreseen = ""  # the item that was to begin with this frame
        self._started = self._closed = self._opens = self._follows_on = False
        self._coming: set[Reader] | None = None  # the readers of the item that begins with the next frame
        self._always: set[str] = set()  # sources that are heard through it

    def look(self, desk: Desk, timeline: Timeline, frame: int) -> None:
        shown = desk.rundown.on_air
        self._started = shown is not None and shown.start_frame == frame and not desk.transitions
        self._closed = self._started and shown is not None and shown.occurrence == self._foreseen
        self._opens = self._started and not (self._closed and self._follows_on)
        self._foreseen, self._coming, self._follows_on = "", None, False
        prepared = desk.rundown.due(frame + 1, timeline)
        if prepared is None or lead(prepared.item, timeline):
            return
        self._foreseen, self._follows_on = prepared.item.occurrence, prepared.item.follows_on
        if not self._follows_on:
            self._coming = {reader_of(source) for source in prepared.item.show.sources}
            self._always = heard(desk) - ({shown.source} if shown else set())

    def before(self, gain: float | None, now: float) -> float:
        """The gain that a frame begins with, after it was `gain`; None: its reader was not heard of."""
        if self._closed and not now:
            return 0.0
        return now if gain is None or (self._started and not gain) else gain

    def faded(self, samples: Samples, reader: Reader, before: float) -> Samples:
        if self._opens and not before:
            samples = faded_in(samples)
        ends = self._coming is not None and reader not in self._coming and reader.source not in self._always
        return faded_out(samples) if ends else samples


class AudioMixer:
    """Mixes exactly the samples that belong to a frame; every gain moves evenly from where the last frame left it."""

    def __init__(self) -> None:
        self.metered = False
        self._gains: dict[Reader, float] = {}
        self._feeds: dict[Reader, Feed | None] = {}  # what was heard as each source on the last frame
        self._join = Join()
        self._desk: Desk | None = None
        self._show: Show | None = None
        self._master: float | None = None
        self._limiter = Limiter()
        self._meters: dict[str, Meter] = {}
        self._program = Meter.new()

    def mix(
        self,
        desk: Desk,
        show: Show,
        feeds: Mapping[Reader, Feed],
        timeline: Timeline,
        frame: int,
    ) -> Samples:
        """The programme's samples (n, 2) of a frame; `feeds` are what is heard as each source."""
        at, count = timeline.first_sample(frame), timeline.samples(frame)
        mixed = np.zeros((count, 2), np.float32)
        wanted = self._wanted(desk, show, frame)
        gone = {reader: 0.0 for reader, gain in self._gains.items() if gain and reader not in wanted}
        metered: set[str] = set()
        self._join.look(desk, timeline, frame)
        for reader, gain in (wanted | gone).items():
            name, before = reader[0], self._join.before(self._gains.get(reader), gain)
            meter = self.metered and name not in metered  # of two readers of a source, the programme's
            metered.add(name)
            feed, was = feeds.get(reader), self._feeds.get(reader)
            self._feeds[reader] = feed
            if not (gain or before or meter):
                continue
            setting = desk.sound.get(name, SoundSetting())
            if feed:
                heard = self._heard(meter, name, feed, setting, at, count, before, gain)
                heard = faded_in(heard) if was and was is not feed else heard
                mixed += self._join.faded(heard, reader, self._gains.get(reader, 0.0))
            if was and was is not feed and before:  # something else shows in its place from this frame on
                mixed += cut_off(ramped(alone(was, setting, at, count), before, gain))
        self._feeds = {reader: feed for reader, feed in self._feeds.items() if reader in feeds}
        self._gains = wanted
        master = master_gain(desk, frame)
        mixed = self._limiter.limit(ramped(mixed, master if self._master is None else self._master, master))
        self._master = master
        if self.metered:
            self._program.add(mixed)
        return mixed

    def _wanted(self, desk: Desk, show: Show, frame: int) -> dict[Reader, float]:
        """The gains of a frame; outside a transition they stay until something is changed."""
        if desk.transitions or show is not self._show or not desk.stands(self._desk):
            self._desk, self._show = desk, show
            return gains(desk, show, frame)
        return self._gains

    def _heard(
        self,
        meter: bool,
        name: str,
        feed: Feed,
        setting: SoundSetting,
        at: int,
        count: int,
        before: float,
        gain: float,
    ) -> Samples:
        samples = alone(feed, setting, at, count)
        if meter:
            # The meter shows the fader's level also while the source is muted or waits for its picture.
            self._meters.setdefault(name, Meter.new()).add(samples * np.float32(factor(setting.gain_db)))
        return ramped(samples, before, gain)

    def levels(self) -> dict[str, Any]:
        """Meters since the last reading, in dBFS."""
        program = self._program.read() | {"limiting": self._limiter.limiting}
        return {
            "sources": {name: meter.read() for name, meter in self._meters.items()},
            "program": program,
        }


def alone(feed: Feed, setting: SoundSetting, at: int, count: int) -> Samples:
    """A source's own sound before its fader: delayed and routed as the desk says."""
    delay = setting.delay_ms * SAMPLE_RATE // 1000
    return routed(feed.sound(at - delay, count), setting.channels)
