"""A command called failed must not go on air afterwards: each leaves here with the last frame it may happen on."""

from __future__ import annotations

from typing import Any

from mixer.protocol.commands import HELD_S
from studio.air.control.frames import Frames
from studio.air.verbs import verb_of

ANSWER_S = 5.0  # how long an answer is waited for; what comes later counts as failed
SILENT_S = 3.0  # the engine tells its frame each second


class Refusal(Exception):
    """Sending this now would be a guess; nothing was sent."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def dated(command: dict[str, Any], frames: Frames, now: float) -> dict[str, Any]:
    """The command with its `not_after_frame`, which an asker may have set nearer, or as `within_ms` from now.

    What is for a frame to come has its time from that frame on.

    Raises Refusal when the engine has not been heard for so long that nobody can have seen what is on air.
    """
    sent = {name: part for name, part in command.items() if name != "within_ms"}
    verb = verb_of(command)
    if verb and not verb.dated:
        return sent
    if verb is None or verb.engine:
        check_heard(frames, now)
    last = frames.after(now, patience_s(command.get("within_ms")) + ahead_s(command, frames, now))
    asked = sent.get("not_after_frame")
    if last is None or (asked is not None and not isinstance(asked, int)):
        return sent
    return {**sent, "not_after_frame": last if asked is None else min(asked, last)}


def ahead_s(command: dict[str, Any], frames: Frames, now: float) -> float:
    """How far ahead the frame is that a command is for; 0 for what is to happen at once."""
    on_frame, frame = command.get("on_frame"), frames.at(now)
    if type(on_frame) is not int or frame is None:
        return 0.0
    return min(float(HELD_S), max(0.0, float((on_frame - frame) / frames.rate)))


def check_heard(frames: Frames, now: float) -> None:
    silent_s = frames.silent_s(now)
    if silent_s == float("inf"):
        raise Refusal("engine_down", "the engine has not shown a frame yet; nothing was changed")
    if silent_s > SILENT_S:
        raise Refusal("link_down", f"the mixer has not been heard for {silent_s:.0f} s; nothing was sent")


def patience_s(within_ms: object) -> float:
    """Seconds from `within_ms`, at most those that an answer is waited for."""
    return within_ms / 1000 if isinstance(within_ms, int) and 0 < within_ms < ANSWER_S * 1000 else ANSWER_S


def too_late(command: dict[str, Any], frames: Frames, now: float) -> str:
    """Why what runmixer does itself comes too late, or nothing."""
    last, frame = command.get("not_after_frame"), frames.at(now)
    if not isinstance(last, int) or frame is None or frame <= last:
        return ""
    return f"it was to happen by frame {last} and arrived at frame {frame}; nothing was changed"
