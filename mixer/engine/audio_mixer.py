"""The sound of each frame: read from the feeds, mixed, limited and metered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mixer.core.clock import SAMPLE_RATE, Timeline
from mixer.core.desk import Desk
from mixer.core.pins import Reader
from mixer.core.sound import (
    Limiter,
    Meter,
    Samples,
    factor,
    gains,
    master_gain,
    ramped,
    routed,
)
from mixer.feed.feed import Feed
from mixer.protocol.showfile import Show, SoundSetting


class AudioMixer:
    """Mixes exactly the samples that belong to a frame; every gain moves evenly from where the last frame left it."""

    def __init__(self) -> None:
        self.metered = False
        self._gains: dict[Reader, float] = {}
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
        """The programme's samples (n, 2) of a frame."""
        at, count = timeline.first_sample(frame), timeline.samples(frame)
        mixed = np.zeros((count, 2), np.float32)
        wanted = self._wanted(desk, show, frame)
        gone = {reader: 0.0 for reader, gain in self._gains.items() if gain and reader not in wanted}
        metered: set[str] = set()
        for reader, gain in (wanted | gone).items():
            name, before = reader[0], self._gains.get(reader, gain)
            meter = self.metered and name not in metered  # of two readers of a source, the programme's
            metered.add(name)
            if (gain or before or meter) and reader in feeds:
                setting = desk.sound.get(name, SoundSetting())
                mixed += self._heard(meter, feeds[reader], setting, at, count, before, gain)
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
            self._meters.setdefault(feed.source.id, Meter.new()).add(samples * np.float32(factor(setting.gain_db)))
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
