"""Transitions: which there are, the chosen one, and those that are pressed or drawn by hand."""

from __future__ import annotations

import time
from typing import Any

from mixer.protocol.kinds import TRANSITIONS
from studio.obs.asked import Asked
from studio.obs.events import of_transition
from studio.obs.protocol import Refused, Status
from studio.obs.state import transition_kind

SHORTEST_MS, LONGEST_MS = 50, 20_000  # as OBS has them


def described(kind: str) -> dict[str, Any]:
    fixed = not TRANSITIONS[kind].duration_ms if kind in TRANSITIONS else False
    return {**of_transition(kind), "transitionKind": kind, "transitionFixed": fixed, "transitionConfigurable": False}


async def transition_list(asked: Asked) -> dict[str, Any]:
    named = of_transition(asked.state.transition)
    return {
        "currentSceneTransitionName": named["transitionName"],
        "currentSceneTransitionUuid": named["transitionUuid"],
        "currentSceneTransitionKind": asked.state.transition,
        "transitions": [described(kind) for kind in TRANSITIONS],
    }


async def kind_list(asked: Asked) -> dict[str, Any]:
    return {"transitionKinds": list(TRANSITIONS)}


async def current(asked: Asked) -> dict[str, Any]:
    state = asked.state
    told = described(state.transition)
    length = None if told["transitionFixed"] else state.duration_ms
    return {**told, "transitionDuration": length, "transitionSettings": None}


async def cursor(asked: Asked) -> dict[str, Any]:
    """How far the transition under way is; 1 while there is none."""
    running, frame = asked.on_air.running, asked.desk.frame_at(time.monotonic())
    if running is None:
        return {"transitionCursor": 1.0}
    if running.held is not None:
        return {"transitionCursor": running.held}
    done = 0 if frame is None else (frame - running.since_frame + 1) / (running.frames + 1)
    return {"transitionCursor": min(1.0, max(0.0, done))}


async def set_current(asked: Asked) -> None:
    name = asked.text("transitionName")
    kind = transition_kind(name)
    if kind is None:
        raise Refused(Status.NOT_FOUND, f"There is no transition {name[:80]!r} here.")
    await asked.desk.obey("transition", {"kind": kind}, lambda state: state.transition == kind)


async def set_duration(asked: Asked) -> None:
    ms = int(asked.number("transitionDuration", SHORTEST_MS, LONGEST_MS))
    await asked.desk.obey("transition", {"duration_ms": ms}, lambda state: state.duration_ms == ms)


async def trigger(asked: Asked) -> None:
    await asked.desk.obey("auto", {})


async def tbar(asked: Asked) -> None:
    """Where the hand is; let go, unless it says that more is to come."""
    release = asked.flag("release") if asked.has("release") else True
    await asked.desk.obey("tbar", {"position": asked.number("position", 0.0, 1.0), "release": release})


REQUESTS = {
    "GetTransitionKindList": kind_list,
    "GetSceneTransitionList": transition_list,
    "GetCurrentSceneTransition": current,
    "SetCurrentSceneTransition": set_current,
    "SetCurrentSceneTransitionDuration": set_duration,
    "GetCurrentSceneTransitionCursor": cursor,
    "TriggerStudioModeTransition": trigger,
    "SetTBarPosition": tbar,
}
