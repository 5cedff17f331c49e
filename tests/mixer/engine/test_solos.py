"""A source that is listened to by itself: before its fader, to whoever asked, and never on the programme."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from mixer.core.clock import Timeline
from mixer.core.sound import Samples
from mixer.engine.engine import Engine
from mixer.engine.ticks import on_air
from mixer.outputs.programme import LINGER_S
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.solo import is_solo, named, solo_of
from mixer.protocol.wire import Channel
from tests.helpers import a_show, command

BEEP_HZ, WAVES_HZ = 1000.0, 440.0  # of the sources "bars" and "waves"


class Ear:
    """Somebody who listens: what came, as samples."""

    def __init__(self, engine: Engine, bus: str) -> None:
        ours, theirs = Channel.pair()
        self.let_in = engine.output.admit({"hello": "monitor", "bus": bus}, Subscriber(theirs), [])
        if not self.let_in:
            theirs.close()  # as the engine's socket does
        self._channel, self._heard = ours, list[Samples]()

    def read(self) -> None:
        for message in self._channel.receive():
            if message.kind == b"K":
                samples = np.frombuffer(message.body[struct.calcsize(">q") :], np.int16).reshape(-1, 2)
                self._heard.append(samples.astype(np.float32) / np.float32(32768))

    @property
    def seconds(self) -> float:
        return sum(map(len, self._heard)) / 48_000

    def loudness_at(self, hz: float) -> float:
        """The part of a tone in what was heard."""
        sound = np.concatenate(self._heard)[:, 0]
        wave = np.exp(-2j * np.pi * hz * np.arange(len(sound)) / 48_000)
        return float(np.abs(sound @ wave)) / len(sound) * 2

    def close(self) -> None:
        self._channel.close()


@pytest.fixture
def engine() -> Iterator[Engine]:
    show = a_show()
    engine = Engine(show, Timeline(show.canvas.fps, time.monotonic_ns()))
    yield engine
    engine.close()


@pytest.fixture
def listen(engine: Engine) -> Iterator[Callable[[str], Ear]]:
    ears: list[Ear] = []

    def one(bus: str) -> Ear:
        ears.append(Ear(engine, bus))
        return ears[-1]

    yield one
    for ear in ears:
        ear.close()


def run(engine: Engine, ears: list[Ear], seconds: float = 4.0) -> None:
    """On air until each has heard so much, or what cannot be heard would have come long ago."""
    for tick in on_air(lambda: engine.timeline):
        engine.frame(tick)
        for ear in ears:
            ear.read()
        if all(ear.seconds >= seconds for ear in ears) or tick.frame > 30 * 60:
            return


def test_a_source_off_air_muted_and_faded_down_is_heard_by_who_listens_and_not_on_the_programme(
    engine: Engine, listen: Callable[[str], Ear]
) -> None:
    engine.obey(command("sound", source="waves", mute=True, gain_db=-60.0))
    engine.obey(command("sound", source="bars", mute=True))
    ears = [listen(bus) for bus in ("solo.waves.pcm", "air-pcm", "program-pcm", "solo.waves.bars.pcm")]
    run(engine, ears)
    solo, air, program, both = ears
    assert solo.loudness_at(WAVES_HZ) > 0.002 and solo.loudness_at(BEEP_HZ) < 0.1 * solo.loudness_at(WAVES_HZ)
    assert air.loudness_at(WAVES_HZ) == program.loudness_at(WAVES_HZ) == 0.0
    assert both.loudness_at(WAVES_HZ) > 0.002 and both.loudness_at(BEEP_HZ) > 0.5 * both.loudness_at(WAVES_HZ)


def test_it_is_encoded_only_while_somebody_listens(engine: Engine, listen: Callable[[str], Ear]) -> None:
    ear = listen("solo.waves.opus")
    run(engine, [listen("solo.waves.pcm")], 0.1)
    assert set(engine.output.status(0)["watching"]) >= {"solo.waves.opus", "solo.waves.pcm"}
    ear.close()
    until = time.monotonic() + LINGER_S + 20
    for tick in on_air(lambda: engine.timeline):
        engine.frame(tick)
        if "solo.waves.opus" not in engine.output.status(0)["watching"]:
            return
        assert time.monotonic() < until


def test_no_more_are_let_in_than_there_may_be(listen: Callable[[str], Ear]) -> None:
    ears = [listen(f"solo.one{number}.pcm") for number in range(9)]
    assert [ear.let_in for ear in ears] == [True] * 8 + [False]


@pytest.mark.parametrize(
    "name", ["solo.opus", "solo..opus", "solo.a.mp3", "solo.a b.pcm", "program-opus", "solo.a.pcm\n", 7]
)
def test_what_is_no_name_of_a_solo_is_refused(name: object) -> None:
    assert not is_solo(name)


def test_a_name_says_its_sources_and_codec() -> None:
    assert solo_of(named(("a", "b_c"), "opus")) == (("a", "b_c"), "opus")
