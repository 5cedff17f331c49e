"""Small pictures of overlays: all of them, before they are on air, and of no cost worth a word to the frame."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mixer.core.desk import Desk, OverlayState, Waiting
from mixer.core.stored import desk_for
from mixer.engine.miniatures import Miniatures, size_of
from mixer.kinds.overlays.clock import ClockOverlay
from mixer.kinds.overlays.text import TextOverlay
from mixer.kinds.overlays.web import WebOverlay
from mixer.protocol.showfile import Canvas, Overlay, Show
from tests.helpers import a_show

STRAP = Overlay("strap", "Strap", TextOverlay(), fields={"title": "Ada"})
CLOCK = Overlay("clock", "Clock", ClockOverlay())
PAGE = Overlay("page", "Page", WebOverlay(url="https://studio.example/"))
SHOW = a_show(overlays=(STRAP, CLOCK, PAGE))


class Artist:
    """Draws at once, and remembers what for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], tuple[int, int]]] = []

    def small(self, overlay: Overlay, fields: dict[str, str], canvas: tuple[int, int]) -> bytes | None:
        self.asked.append((overlay.id, dict(fields), canvas))
        return f"{overlay.id} {sorted(fields.items())}".encode()


def followed(frames: int, show: Show = SHOW, desk: Desk | None = None) -> tuple[Artist, Miniatures]:
    artist: Any = Artist()
    miniatures, desk = Miniatures(artist), desk or desk_for(show)
    for frame in range(frames):
        miniatures.follow(show, replace(desk, frame=frame), 1_795_000_000 + frame / 30)
    return artist, miniatures


def test_every_overlay_that_is_drawn_has_a_picture_though_none_is_on() -> None:
    _, miniatures = followed(30)
    assert [name for name, _ in miniatures.tiles()] == ["overlay-strap", "overlay-clock"]


def test_each_is_looked_at_once_a_second_and_a_frame_looks_at_one() -> None:
    artist, miniatures = followed(90)
    assert [name for name, *_ in artist.asked] == ["strap", "clock"] * 3
    many = a_show(overlays=tuple(replace(STRAP, id=f"strap{one}") for one in range(64)))
    artist, _ = followed(64, many)
    assert [name for name, *_ in artist.asked] == [one.id for one in many.overlays]


def test_what_waits_for_a_take_is_seen_as_it_will_be() -> None:
    edited = OverlayState(False, {"title": "Grace"})
    desk = replace(desk_for(SHOW), waiting=Waiting(overlays={"strap": edited}))
    artist, _ = followed(1, desk=desk)
    assert artist.asked[0][1] == {"title": "Grace"}


def test_a_clock_shows_the_time_that_it_is() -> None:
    artist, _ = followed(61)
    times = [fields["time"] for name, fields, _ in artist.asked if name == "clock"]
    assert len(times) == len(set(times)) == 2


def test_one_that_is_gone_is_not_told_any_more() -> None:
    artist, miniatures = followed(30)
    miniatures.follow(replace(SHOW, overlays=(CLOCK,)), desk_for(SHOW), 0.0)
    assert [name for name, _ in miniatures.tiles()] == ["overlay-clock"]


def test_the_canvas_has_the_form_of_the_shows() -> None:
    assert size_of(Canvas(1920, 1080)) == (640, 360) and size_of(Canvas(1080, 1920)) == (202, 360)
