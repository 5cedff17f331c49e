"""Overlays of a paper show do what a mixer's do: the same orders, on a desk of nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.orders import obey
from mixer.overlays.artist import drawn
from mixer.protocol.parse import read_command, read_desk, read_overlay
from mixer.protocol.showfile import Show

AT = Timeline(Fraction(30))
VERBS = {"overlay", "overlays_off", "overlay_action"}


def overlays_after(desk: dict[str, Any], show: dict[str, Any], command: dict[str, Any]) -> dict[str, Any]:
    """The overlays of the desk after one of these verbs. Raises BadCommand."""
    rows = (read_overlay({**one, "content": with_path(one["content"])}) for one in show["overlays"])
    now = read_desk({"frame": desk["frame"], "overlays": desk["overlays"]}).at(desk["frame"])
    asked = read_command({name: part for name, part in command.items() if name not in ("id", "type")})
    overlays: dict[str, Any] = obey(now, asked, Show("Paper", overlays=tuple(rows)), AT).to_json()["overlays"]
    return overlays


@cache
def _small(overlay: str, fields: str) -> bytes:
    asked = {
        "key": 0,
        "overlay": json.loads(overlay),
        "fields": json.loads(fields),
        "canvas": (640, 360),
        "small": True,
    }
    return drawn(asked, ())[1]


def tiles_of(show: dict[str, Any], desk: dict[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    """The small pictures of the overlays that an artist draws, by the names of their tiles."""
    for one in show["overlays"]:
        if one["content"]["kind"] in ("text", "scoreboard", "names"):
            fields = one["fields"] | desk["overlays"].get(one["id"], {}).get("fields", {})
            picture = _small(
                json.dumps({name: one[name] for name in ("id", "name", "content", "rect")}), json.dumps(fields)
            )
            yield f"overlay-{one['id']}".encode(), picture


def with_path(content: dict[str, Any]) -> dict[str, Any]:
    """What the API calls an asset is a path to a mixer."""
    return {**content, "path": content["asset"]} if content.get("asset") else content
