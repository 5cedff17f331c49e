"""Who is shown which tiles."""

from __future__ import annotations

from studio.air.control.looking import Watch, looks_at
from studio.air.control.outbox import Outbox
from studio.air.control.tiles import Tiles

SHOW = {"sources": [{"id": "src_a"}], "overlays": [{"id": "ovl_a"}]}
OF_BOTH = (b"src_a", b"overlay-ovl_a")


def shown(outbox: Outbox) -> list[object]:
    found: list[object] = []
    while (parcel := outbox.next()) is not None:
        found.append(parcel)
    return found


def looking(*wants: str) -> Outbox:
    outbox = Outbox()
    outbox.wants = set(wants)
    return outbox


def test_a_view_of_the_sources_is_shown_no_overlay_that_is_not_on_air_yet() -> None:
    tiles, view, console = Tiles(), looking("tiles"), looking("tiles", "overlays")
    for name in OF_BOTH:
        tiles.show(name, name, [view, console, looking("meters")])
    assert (shown(view), shown(console)) == ([b"src_a"], list(OF_BOTH))
    late = Outbox()
    tiles.look(late, {"tiles"}, [view, console, late])
    assert shown(late) == [b"src_a"]
    tiles.look(late, {"meters"}, [view, console, late])
    tiles.look(late, {"tiles", "overlays"}, [view, console, late])
    assert shown(late) == list(OF_BOTH)


def test_a_console_that_looks_at_tiles_is_shown_those_of_overlays() -> None:
    assert looks_at({"tiles": True, "meters": False}) == {"tiles", "overlays"}
    assert Watch.read({"tiles": 1, "meters": 1}).wants == {"tiles", "overlays", "meters"}
    assert looks_at({"overlays": True}) == set()


def test_tiles_of_overlays_are_forgotten_with_them() -> None:
    tiles, console = Tiles(), looking("tiles", "overlays")
    for name in (*OF_BOTH, b"overlay-gone", b"src_gone"):
        tiles.show(name, name, [console])
    shown(console)
    tiles.keep_only(SHOW)
    late = Outbox()
    tiles.look(late, {"tiles", "overlays"}, [console, late])
    assert shown(late) == list(OF_BOTH)
