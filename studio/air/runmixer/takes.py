"""Who took what last, out of the commands that were applied. Pure."""

from __future__ import annotations

from typing import Any

from studio.air.runmixer.command_log import Applied

TAKING = ("cut", "auto", "take", "standby", "ftb")
TAKES_KEPT = 12


def with_take(takes: list[dict[str, Any]], one: Applied) -> list[dict[str, Any]]:
    """The last takes, oldest first, after a command: the same list where it takes nothing.

    `scene` is what went on air, as far as the command says so: what was asked for, or was on preview at the press.
    """
    if one.verb not in TAKING:
        return takes
    scene = str(one.command.get("scene") or one.command.get("expected_preview") or "")
    told = {"by": one.sender.by, "verb": one.verb, "scene": scene, "time": round(one.time, 1), "frame": one.frame}
    return [*takes, told][-TAKES_KEPT:]
