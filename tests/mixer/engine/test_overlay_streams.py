"""What overlays with a page are told, and how long one that was turned off still shows. No page is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.stored import opened
from mixer.engine.overlay_streams import LEAVING_MS, OverlayStreams
from mixer.engine.source_pool import SourcePool
from mixer.kinds.overlays.graphic import GraphicOverlay
from mixer.protocol.showfile import Overlay, Scene, Show, Source
from tests.helpers import a_show, command

TIMELINE = Timeline(a_show().canvas.fps)


@dataclass
class Page:
    """A feed that keeps what it is told."""

    source: Source
    inked: bool = True
    told: list[dict[str, Any]] = field(default_factory=list)

    def tell_page(self, told: dict[str, Any]) -> None:
        self.told.append(told["overlay"])

    @property
    def on(self) -> bool:
        return bool(self.told[-1]["on"])


class Air:
    """A desk that moves on by frames, and one page."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self.page = Page(Source("overlay-poll", "Poll", show.sources[0].input))
        self.pool = type("Pool", (), {"feeds": {"poll": self.page}})()
        self.streams = OverlayStreams(cast(SourcePool, self.pool))
        self.desk = opened(None, show)
        self.follow()

    def do(self, verb: str, **more: Any) -> None:
        self.desk = obey(self.desk, command(verb, **more), self.show, TIMELINE)
        self.follow()

    def move_on(self, frames: int = 1) -> None:
        self.desk = self.desk.at(self.desk.frame + frames)
        self.follow()

    def follow(self) -> None:
        self.streams.follow(self.desk, self.show, TIMELINE)
        self.seen: Desk = self.streams.shown(self.desk)

    @property
    def shown(self) -> bool:
        return self.seen.overlays["poll"].on


def air() -> Air:
    scenes = (*a_show().scenes, Scene("own", "Own", "full", {"main": "bars"}, overlays=("poll",)))
    return Air(a_show(overlays=(Overlay("poll", "Poll", GraphicOverlay()),), scenes=scenes))


def test_what_is_switched_off_shows_until_nothing_of_it_is_to_be_seen() -> None:
    one = air()
    one.do("overlay", overlay="poll", on=True)
    assert one.page.on and one.shown
    one.do("overlay", overlay="poll", on=False)
    assert not one.page.on and one.shown
    one.page.inked = False
    one.move_on()
    assert not one.shown


def test_what_does_not_leave_is_cut_off_after_five_seconds() -> None:
    one = air()
    one.do("overlay", overlay="poll", on=True)
    one.do("overlay", overlay="poll", on=False)
    one.move_on(TIMELINE.frames_in(LEAVING_MS) - 1)
    assert one.shown
    one.move_on()
    assert not one.shown


def test_what_is_switched_on_again_while_it_leaves_stays() -> None:
    one = air()
    for on in (True, False, True):
        one.do("overlay", overlay="poll", on=on)
    one.page.inked = False
    one.move_on(TIMELINE.frames_in(LEAVING_MS) + 1)
    assert one.page.on and one.shown


def test_a_graphic_of_the_scene_on_preview_stands_there_and_is_not_on() -> None:
    one = air()
    one.do("preview", scene="own")
    assert one.page.on and not one.shown


def test_a_graphic_leaves_the_programme_though_the_scene_on_preview_has_it_and_then_stands_there() -> None:
    one = air()
    one.do("preview", scene="own")
    one.do("overlay", overlay="poll", on=True)
    one.do("overlay", overlay="poll", on=False)
    assert not one.page.on and one.shown
    one.page.inked = False
    one.move_on()
    one.move_on()
    assert one.page.on and not one.shown


def test_a_graphic_of_the_scene_on_program_stays_when_its_switch_is_turned_off() -> None:
    one = air()
    one.do("preview", scene="own")
    one.do("cut")
    one.do("overlay", overlay="poll", on=True)
    one.do("overlay", overlay="poll", on=False)
    assert one.page.on and not one.shown


def test_a_page_that_begins_anew_is_told_how_its_overlay_stands() -> None:
    one = air()
    one.do("overlay", overlay="poll", on=True)
    another = Page(one.page.source)
    one.pool.feeds = {"poll": another}
    one.follow()
    assert another.on
