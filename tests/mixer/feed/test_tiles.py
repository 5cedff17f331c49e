"""A picture that rests has a tile too, for everybody who looks, whenever they begin."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mixer.core.alpha import premultiplied
from mixer.engine.control_server import AGAIN_S, ControlServer
from mixer.feed.cutout import rgba_of, size_of
from mixer.feed.frames import as_frame
from mixer.feed.messages import TILE, Wants
from mixer.feed.pace import Pace
from mixer.feed.port import Port
from mixer.feed.ring import PictureRing, SoundRing
from mixer.protocol.showfile import Canvas
from mixer.protocol.wire import Channel
from tests.helpers import solid

CANVAS = Canvas(320, 180, "30")
LOOKED_AT, UNSEEN = Wants(tiles_per_s=3.0), Wants(tiles_per_s=0.0)


class Still:
    """A worker's end of a feed that publishes one picture and rests; time is ours."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr("mixer.feed.port.time.monotonic", lambda: self.now)
        self.engine, self.worker = Channel.pair()
        self._fds = [PictureRing.allocate(320, 180), SoundRing.allocate()]
        rings = PictureRing(self._fds[0], 320, 180), SoundRing(self._fds[1])
        self.port = Port(self.worker, *rings, CANVAS, Pace(), None)

    def wanted(self, *wants: Wants) -> None:
        for one in wants:
            self.engine.send_json(one.to_json())
        self.port.poll()

    def show(self) -> None:
        assert self.port.picture(as_frame(solid("#ff0000", 320, 180)), 0)

    def tiles(self) -> int:
        return sum(message.kind == TILE for message in self.engine.receive())

    def close(self) -> None:
        self.engine.close()
        self.worker.close()
        for fd in self._fds:
            os.close(fd)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[Still]:
    still = Still(monkeypatch)
    yield still
    still.close()


def test_a_still_has_its_tile_when_somebody_begins_to_look(still: Still) -> None:
    still.wanted(UNSEEN)
    still.show()
    assert still.tiles() == 0
    still.wanted(LOOKED_AT)
    assert still.tiles() == 1


def test_a_reload_of_the_console_brings_a_stills_tile_again_however_quick_it_is(still: Still) -> None:
    still.wanted(LOOKED_AT)
    still.show()
    assert still.tiles() == 1
    still.wanted(UNSEEN, LOOKED_AT)
    assert still.tiles() == 1


def test_the_last_picture_of_a_file_has_a_tile_though_it_came_too_soon_after_another(still: Still) -> None:
    still.wanted(LOOKED_AT)
    still.show()
    still.show()
    assert still.tiles() == 1
    still.now += 1.0
    still.port.poll()
    assert still.tiles() == 1
    still.now += 1.0
    still.port.poll()
    assert still.tiles() == 0, "one is enough"


# -- the engine's server -----------------------------------------------------------------------------


class Looker:
    """A controller of an engine."""

    def __init__(self, path: Path) -> None:
        self.channel = Channel.connect(path)
        self.channel.send_json({"hello": "control"})

    def watch(self, *, tiles: bool) -> None:
        self.channel.send_json({"watch": {"tiles": tiles, "meters": False}})

    def tiles(self) -> list[bytes]:
        return [message.body for message in self.channel.receive() if message.kind == b"T"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ControlServer]:
    server = ControlServer(tmp_path / "engine.sock", lambda *_: False)
    yield server
    server.close()


@pytest.fixture
def lookers(server: ControlServer, tmp_path: Path) -> Iterator[list[Looker]]:
    lookers = [Looker(tmp_path / "engine.sock") for _ in range(2)]
    yield lookers
    for looker in lookers:
        looker.channel.close()
    for _ in range(3):  # it hears that they are gone
        frame(server, b"")
        server.tell({})


def frame(server: ControlServer, tile: bytes) -> bool:
    server.serve(lambda _: {}, lambda: [])
    server.show_tiles([("lake", tile)] if tile else [])
    return True


def test_who_begins_to_look_gets_the_tile_that_others_have_had(server: ControlServer, lookers: list[Looker]) -> None:
    (first, second), tile = lookers, b"JPEG"
    first.watch(tiles=True)
    for _ in range(3):
        frame(server, tile)
    assert first.tiles() == [b"\4lakeJPEG"] and second.tiles() == []
    second.watch(tiles=True)
    frame(server, tile)
    assert second.tiles() == [b"\4lakeJPEG"] and first.tiles() == []
    first.watch(tiles=False)
    frame(server, tile)
    first.watch(tiles=True)
    frame(server, tile)
    assert first.tiles() == [b"\4lakeJPEG"]


def test_a_looker_who_could_not_read_gets_the_newest_tile_once_he_can(
    server: ControlServer, lookers: list[Looker]
) -> None:
    looker = lookers[0]
    looker.watch(tiles=True)
    frame(server, b"")
    large = 0
    while not any(channel.backlog for channel in server._shown):
        server.tell({"more than he reads": "x" * 50_000})
        large += 1
    tile = b"JPEG"
    frame(server, tile)
    assert looker.tiles() == []
    assert any(looker.tiles() for _ in range(2 + large) if frame(server, tile)), "the tile never came"


def test_a_tile_that_got_lost_on_the_way_comes_again(
    server: ControlServer, lookers: list[Looker], monkeypatch: pytest.MonkeyPatch
) -> None:
    looker, tile, now_s = lookers[0], b"JPEG", [100.0]
    monkeypatch.setattr("mixer.engine.control_server.time.monotonic", lambda: now_s[0])
    looker.watch(tiles=True)
    for _ in range(3):
        frame(server, tile)
    assert looker.tiles() == [b"\4lakeJPEG"]
    now_s[0] += AGAIN_S + 1
    for _ in range(3):
        frame(server, tile)
    assert looker.tiles() == [b"\4lakeJPEG"]


def test_the_tile_of_an_overlay_keeps_its_transparency_and_its_form(still: Still) -> None:
    still.port.see_through = True
    still.wanted(LOOKED_AT)
    still.show()
    (tile,) = [message.body for message in still.engine.receive() if message.kind == TILE]
    assert Image.open(io.BytesIO(tile)).format in ("WEBP", "PNG")
    red = solid("#ff0000", 64, 16)
    half, quarter = np.full((16, 64), 128, np.uint8), np.full((8, 32), 128, np.uint8)
    half[:, :32], quarter[:, :16] = 0, 0
    shown = rgba_of(premultiplied((red.y // 2 + 8, red.u // 2 + 64, red.v // 2 + 64), half, quarter))
    assert (shown[:, :32, 3] == 0).all() and (shown[:, 32:, 3] == 128).all()
    assert abs(shown[8, 48, :3].astype(int) - (255, 0, 0)).max() < 8


@pytest.mark.parametrize(
    ("native", "size"),
    [((1920, 1080), (320, 180)), ((1000, 100), (320, 32)), ((90, 900), (18, 180)), ((40, 20), (40, 20))],
)
def test_the_tile_of_an_overlay_fits_and_is_no_larger_than_the_overlay(
    native: tuple[int, int], size: tuple[int, int]
) -> None:
    assert size_of(*native) == size
