"""What clients ask of the whole: figures, sizes, and what a studio mode is to OBS."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from studio.obs.asked import Asked
from studio.obs.protocol import Refused, Status


async def stats(asked: Asked) -> dict[str, Any]:
    told, machine = asked.desk.told.get("status") or {}, asked.desk.told.get("machine") or {}
    frame, first = told.get("frame") or 0, told.get("first_frame") or 0
    late = int(told.get("late") or 0) + int(told.get("left_out") or 0)
    return {
        "cpuUsage": 100.0 * float(machine.get("cpu") or 0.0),
        "memoryUsage": float(machine.get("memory_mb") or 0.0),
        "availableDiskSpace": 1024.0 * float((machine.get("disk") or {}).get("free_gb") or 0.0),
        "activeFps": float(told.get("fps") or 0.0),
        "averageFrameRenderTime": float((told.get("frame_ms") or {}).get("p50") or 0.0),
        "renderSkippedFrames": late, "renderTotalFrames": max(0, frame - first),
        "outputSkippedFrames": late, "outputTotalFrames": max(0, frame - first),
        "webSocketSessionIncomingMessages": asked.desk.heard, "webSocketSessionOutgoingMessages": asked.desk.said,
    }  # fmt: skip


async def video_settings(asked: Asked) -> dict[str, Any]:
    canvas = asked.state.canvas
    if not canvas:
        raise Refused(Status.NOT_READY, "The show is not known yet.")
    rate = Fraction(str(canvas["rate"]))
    size = {f"{which}{side.title()}": canvas[side] for which in ("base", "output") for side in ("width", "height")}
    return {"fpsNumerator": rate.numerator, "fpsDenominator": rate.denominator, **size}


async def hotkeys(asked: Asked) -> dict[str, Any]:
    return {"hotkeys": []}


async def studio_mode(asked: Asked) -> dict[str, Any]:
    return {"studioModeEnabled": True}


async def set_studio_mode(asked: Asked) -> None:
    if not asked.flag("studioModeEnabled"):
        raise Refused(Status.CANNOT_ACT, "Studio mode is always on: a show has a preview and a program.")


async def collections(asked: Asked) -> dict[str, Any]:
    return {"currentSceneCollectionName": asked.state.show_name, "sceneCollections": [asked.state.show_name]}


async def profiles(asked: Asked) -> dict[str, Any]:
    return {"currentProfileName": asked.state.show_name, "profiles": [asked.state.show_name]}


REQUESTS = {
    "GetStats": stats,
    "GetVideoSettings": video_settings,
    "GetHotkeyList": hotkeys,
    "GetSceneCollectionList": collections,
    "GetProfileList": profiles,
    "GetStudioModeEnabled": studio_mode,
    "SetStudioModeEnabled": set_studio_mode,
}
