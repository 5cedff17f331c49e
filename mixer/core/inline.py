"""A scene that a take brings along: it stands in no show file, so program is played from a show that has it besides.

That show is pinned like one that was edited since: an engine that starts anew goes on with it, an edit leaves it alone,
and the next take is of the stored show again. It is never on preview, and nobody can take it by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from hashlib import blake2s
from typing import Any

from mixer.core.compose import scene_of
from mixer.errors import BadCommand
from mixer.protocol.commands import Take
from mixer.protocol.showfile import Layout, Scene, Show, Slot

NAME = re.compile("inline-[0-9a-f]{16}")
CALLED = "Inline"


def is_inline(name: str) -> bool:
    """Whether what stands on a bus under this name came with its take."""
    return NAME.fullmatch(name) is not None


def composed(take: Take, show: Show) -> tuple[str, Show]:
    """The bus name of a take's own scene, and the stored show with that scene. Raises BadCommand.

    The same composition has the same name: taken again, it is the scene on program.
    """
    slots = _slots(take, show)
    said = repr((slots, sorted(take.sources.items()), take.background))
    name = f"inline-{blake2s(said.encode(), digest_size=8).hexdigest()}"
    try:
        layout = Layout(name, CALLED, slots)
        scene = Scene(name, CALLED, name, dict(take.sources), background=take.background)
        return name, replace(show, layouts=(*show.layouts, layout), scenes=(*show.scenes, scene))
    except ValueError as error:
        raise BadCommand("bad_scene", str(error).replace(name, "of this take")) from None


def _slots(take: Take, show: Show) -> tuple[Slot, ...]:
    if not isinstance(take.layout, str):
        return take.layout or ()
    found = next((one.slots for one in show.layouts if one.id == take.layout), None)
    if found is None:
        has = ", ".join(sorted(one.id for one in show.layouts)) or "none"
        raise BadCommand("unknown_layout", f"no layout {take.layout}; this show has {has}")
    return found


def inline_of(sides: Iterable[tuple[str, Show | None]]) -> dict[str, Any]:
    """What such scenes are made of, by their names, among what is on program and the shows that it is played from."""
    return {name: _told(name, playing) for name, playing in sides if playing and is_inline(name)}


def _told(name: str, playing: Show) -> dict[str, Any]:
    scene = scene_of(playing, name)
    layout = next((one for one in playing.layouts if scene and one.id == scene.layout), None)
    if scene is None or layout is None:
        return {}
    return {"layout": [asdict(slot) for slot in layout.slots], "slots": scene.slots, "background": scene.background}
