"""Programmes and renditions are entries of a list: each comes out as it says, with real encoders and decoders."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from mixer.engine.output_stage import OutputStage
from mixer.feed.forkserver import Forkserver
from mixer.outputs.canvas import CanvasPool, CanvasRing
from mixer.outputs.programme import PROGRAMMES, Programme, Rendition
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.wire import Channel
from tests.mixer.paper_air import ALL, PaperAir, closed, grey
from tests.waiting import until

__all__ = ["closed"]  # a fixture

CLEAN = Programme("clean", "clean", (Rendition("clean"),), height=90)
PROGRAM, *OTHERS = PROGRAMMES
WITH_A_RUNG = replace(PROGRAM, renditions=(*PROGRAM.renditions, Rendition("program-90p", height=90)))
WHITE, SOUND = 225, 48_000
Luma = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


class Film:
    """A reader of one rendition: its pictures' luma by frame number, and its sound."""

    def __init__(self, stage: OutputStage, rendition: str) -> None:
        ours, theirs = Channel.pair()
        assert stage.admit({"hello": "program", "rendition": rendition}, Subscriber(theirs), [])
        self._channel, self._first, self._film, self.ended = ours, 0, b"", False
        self.keys = 0

    def read(self) -> None:
        for message in self._channel.receive():
            told = message.json() if message.kind == b"J" else {}
            self._first = told.get("session", {}).get("first_frame", self._first)
            self.ended = self.ended or "end" in told
            self.keys += message.kind == b"K"
            self._film += message.body if message.kind in b"IKF" else b""

    def pictures(self) -> dict[int, Luma]:
        with av.open(io.BytesIO(self._film), "r") as container:
            base = Fraction(container.streams.video[0].time_base or 0)
            return {
                self._first + round((frame.pts or 0) * base * 30): frame.to_ndarray()[: frame.height].astype(np.uint8)
                for frame in container.decode(video=0)
            }

    def seconds_of_sound(self) -> float:
        with av.open(io.BytesIO(self._film), "r") as container:
            return sum(frame.samples for frame in container.decode(audio=0)) / SOUND

    def close(self) -> None:
        self._channel.close()


def at(pictures: dict[int, Luma], number: int) -> Luma:
    """What is seen at this frame: a picture that is left out leaves the one before on air."""
    return pictures[max(one for one in pictures if one <= number)]


class RealAir(PaperAir):
    """The way to the air with encoders, and readers of the programmes it has."""

    def __init__(self, forkserver: Forkserver, programmes: Sequence[Programme], readers: Sequence[str], delay: int = 0):
        self._forkserver, self._programmes = forkserver, programmes
        super().__init__(delay)
        self.films = {name: Film(self.airing, name) for name in readers}

    def _stage(self) -> OutputStage:
        return OutputStage(self.show, self._forkserver, programmes=self._programmes)

    def _pool(self) -> CanvasPool:
        width, height = self.show.canvas.width, self.show.canvas.height
        return CanvasPool(width, height, CanvasRing.make(width, height, self.airing.slots))

    def makes(self, frames: int = 1, *, late: bool = False) -> None:
        """As fast as the encoders like: none of them leaves anything out."""
        for _ in range(frames):
            super().makes(late=late)
            until(self._has_kept_up)

    def _has_kept_up(self) -> bool:
        for output in self.airing.outputs.values():
            output.tend()
        for film in self.films.values():
            film.read()
        return all(output._encoder.waiting < 3 for output in self.airing.outputs.values())

    def ends(self) -> None:
        self.airing.close()

        def all_have_ended() -> bool:
            for film in self.films.values():
                film.read()
            return all(film.ended for film in self.films.values())

        until(all_have_ended)

    def close(self) -> None:
        super().close()
        for film in self.films.values():
            film.close()


@pytest.fixture
def forkserver() -> Iterator[Forkserver]:
    forkserver = Forkserver()
    yield forkserver
    forkserver.close()


@pytest.mark.parametrize("delay", [0, 5])
def test_a_clean_programme_at_half_the_size_has_every_picture_and_no_caption(
    forkserver: Forkserver, delay: int
) -> None:
    air = RealAir(forkserver, (*PROGRAMMES, CLEAN), ("program", "clean"), delay)
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([110, 135, [["one", *ALL[1:]]]])
    air.makes(19)
    air.makes(3, late=True)  # 119 to 121 repeat the picture of 118, under a caption; with 120 a segment begins
    air.makes(28)
    air.ends()
    program, clean = (film.pictures() for film in air.films.values())
    numbers = range(100, 150 - delay)
    assert {picture.shape for picture in program.values()} == {(180, 320)}
    assert {picture.shape for picture in clean.values()} == {(90, 160)}
    assert {number for number in numbers if at(program, number)[4, 4] > WHITE} == set(range(110, 135))
    for number in numbers:
        made = 118 if 119 <= number <= 121 else number
        assert np.abs(at(clean, number).astype(int) - grey(made)).max() <= 4
    assert 120 in clean and air.films["clean"].keys == air.films["program"].keys


def test_another_rung_is_the_same_programme_in_fewer_lines(forkserver: Forkserver) -> None:
    air = RealAir(forkserver, (WITH_A_RUNG, *OTHERS), ("program", "program-90p"))
    air.makes(70)
    air.ends()
    large, small = air.films.values()
    pictures, fewer = large.pictures(), small.pictures()
    assert sorted(pictures) == sorted(fewer) == list(range(100, 170))
    assert {one.shape for one in fewer.values()} == {(90, 160)} and large.keys == small.keys == 3
    for number, picture in fewer.items():
        assert abs(float(picture.mean()) - float(pictures[number].mean())) < 2
    assert small.seconds_of_sound() == large.seconds_of_sound() == pytest.approx(70 / 30, abs=0.05)


def test_nobody_gets_a_rendition_that_there_is_not(forkserver: Forkserver) -> None:
    stage = OutputStage(PaperAir().show, forkserver)
    ours, theirs = Channel.pair()
    for hello in ({"hello": "program", "rendition": "clean"}, {"hello": "monitor"}, {"hello": "monitor", "bus": []}):
        assert not stage.admit(hello, Subscriber(theirs), [])
    ours.close()
    theirs.close()
