"""The gallery keeps what the artist drew: bounded, without what is gone, and whatever the artist does."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PIL import Image

from mixer.core.compose import Bitmap
from mixer.core.geometry import Box
from mixer.core.picture import size_of
from mixer.kinds.overlays.text import TextOverlay
from mixer.overlays import overlay_cache as galleries
from mixer.overlays.artist import answer
from mixer.overlays.lru_cache import FORGOTTEN_S, IN_USE_S
from mixer.overlays.overlay_cache import OverlayCache
from mixer.protocol.basics import Rect
from mixer.protocol.showfile import Overlay
from mixer.protocol.slate import Slate
from mixer.protocol.wire import Channel

TITLE = Overlay("t", "Title", TextOverlay(), Rect(0, 1, 1, 0.5, "bottom-left"))
CANVAS = (320, 180)


class Studio:
    """A gallery whose artist draws when it is told to, in a time of its own."""

    births = 1

    def __init__(self) -> None:
        self.now = 100.0
        self.artists: list[Channel] = []
        self.killed = 0
        self.gallery = OverlayCache(self, lambda: self.now)  # type: ignore[arg-type]
        self.gallery.poll()

    def fork(self, key: str, job: str, spec: dict[str, Any], fds: Sequence[int]) -> bool:
        self.artists.append(Channel(socket.socket(fileno=os.dup(fds[0]))))
        return True

    def kill(self, key: str) -> None:
        self.killed += 1

    def draw(self) -> None:
        """Let the artist answer everything that was asked."""
        for message in self.artists[-1].receive():
            answer(self.artists[-1], message)
        self.gallery.poll()

    def title(self, text: str) -> Bitmap | None:
        return self.gallery.bitmap(TITLE, {"title": text}, CANVAS)

    def wait(self, seconds: float) -> None:
        """Let time pass, looking often."""
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            self.gallery.poll()


@pytest.fixture
def studio() -> Iterator[Studio]:
    studio = Studio()
    yield studio
    studio.gallery.close()
    for artist in studio.artists:
        artist.close()


def test_drawings_are_counted_by_their_bytes(studio: Studio) -> None:
    studio.gallery._drawn._room = 5 * size_of(*CANVAS)
    for number in range(20):
        studio.gallery.slate(Slate(text=f"Camera {number}"), Box(0, 0, *CANVAS))
        studio.draw()
        studio.wait(IN_USE_S)
    assert studio.gallery._drawn.bytes <= 5 * size_of(*CANVAS) and len(studio.gallery._drawn) == 5


def test_an_overlay_shows_its_last_text_until_the_next_is_drawn(studio: Studio) -> None:
    assert studio.title("Anna") is None
    studio.draw()
    anna = studio.title("Anna")
    assert anna is not None and studio.title("Bert") is anna
    studio.draw()
    assert studio.title("Bert") not in (anna, None)


def test_what_is_gone_from_the_show_is_forgotten(studio: Studio) -> None:
    studio.title("Anna")
    studio.draw()
    assert studio.title("Anna") is not None
    studio.wait(FORGOTTEN_S + 1)
    assert len(studio.gallery._drawn) == len(studio.gallery._latest) == 0
    assert studio.title("Bert") is None


def test_an_artist_that_hangs_is_replaced_and_draws_again(studio: Studio) -> None:
    studio.title("Anna")
    studio.wait(galleries.HUNG_S - 1)
    assert studio.killed == 0
    studio.wait(3)
    assert studio.killed == 1 and len(studio.artists) == 2
    studio.title("Anna")
    studio.draw()
    assert studio.title("Anna") is not None


def test_an_artist_that_is_slow_but_draws_is_left_alone(studio: Studio) -> None:
    for text in ("Anna", "Bert", "Carl"):
        studio.title(text)
    for message in studio.artists[-1].receive():
        studio.wait(galleries.HUNG_S - 1)
        answer(studio.artists[-1], message)
        studio.gallery.poll()
    assert studio.killed == 0 and studio.title("Carl") is not None


def test_an_engine_that_stood_still_does_not_blame_the_artist(studio: Studio) -> None:
    studio.title("Anna")
    studio.now += 60
    studio.gallery.poll()
    assert studio.killed == 0


def test_a_small_picture_keeps_its_form_and_its_transparency_and_is_made_once(studio: Studio) -> None:
    def small(text: str = "Anna") -> bytes | None:
        return studio.gallery.small(TITLE, {"title": text}, (640, 360))

    assert small() is None and small() is None
    studio.draw()
    file = small()
    assert file is not None and len(file) < 20_000
    picture = Image.open(io.BytesIO(file)).convert("RGBA")
    assert picture.size == (320, 90)
    alphas = picture.getchannel("A").getextrema()
    assert alphas[0] == 0 and isinstance(alphas[1], int) and alphas[1] > 200
    assert studio.gallery._count == 1 and small() is file


def test_the_programme_waits_for_no_small_picture_and_none_is_asked_for_while_it_waits(studio: Studio) -> None:
    studio.gallery.small(TITLE, {"title": "Anna"}, (640, 360))
    assert not studio.gallery.waiting
    studio.draw()
    studio.title("Bert")
    assert studio.gallery.waiting and studio.gallery.small(TITLE, {"title": "Bert"}, (640, 360)) is None
    assert studio.gallery._count == 2
    studio.draw()
    assert studio.gallery.small(TITLE, {"title": "Bert"}, (640, 360)) is None and studio.gallery._count == 3


def test_small_pictures_take_no_room_from_those_of_the_programme(studio: Studio) -> None:
    for number in range(40):
        studio.gallery.small(TITLE, {"title": f"{number}"}, (640, 360))
        studio.draw()
    assert len(studio.gallery._drawn) == 0 and len(studio.gallery._small) == 40
