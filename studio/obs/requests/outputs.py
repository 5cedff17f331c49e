"""What goes out: whether the show is on air, and its recording. Going on and off air is not for this door."""

from __future__ import annotations

import time
from typing import Any

from studio.obs.asked import Asked

WHY = "A show goes on and off air in the console or by the API, never by obs-websocket."
REFUSED = dict.fromkeys(("StartStream", "StopStream", "ToggleStream"), WHY)


async def stream_status(asked: Asked) -> dict[str, Any]:
    told, state = asked.desk.told, asked.state
    status = (told.get("status") or {}) if state.streaming else {}
    ways = [one["id"] for one in told.get("destinations") or [] if one.get("kind") != "record"]
    frames = max(0, int(status.get("frame") or 0) - int(status.get("first_frame") or 0))
    return {
        "outputActive": state.streaming, "outputReconnecting": state.reconnecting,
        **_lasts(float(status.get("uptime_s") or 0.0)), "outputCongestion": 0.0,
        "outputBytes": _bytes(asked, ways) if state.streaming else 0,
        "outputSkippedFrames": int(status.get("left_out") or 0), "outputTotalFrames": frames,
    }  # fmt: skip


async def record_status(asked: Asked) -> dict[str, Any]:
    on = asked.state.recording
    since = (asked.desk.told.get("recording") or {}).get("since")
    seconds = max(0.0, time.time() - since) if on and since else 0.0
    files = [one["id"] for one in asked.desk.told.get("destinations") or [] if one.get("kind") == "record"]
    written = _bytes(asked, files) if on else 0
    return {"outputActive": on, "outputPaused": False, **_lasts(seconds), "outputBytes": written}


async def start_record(asked: Asked) -> None:
    await asked.desk.obey("start_recording", {}, lambda state: state.recording)


async def stop_record(asked: Asked) -> dict[str, Any]:
    """`outputPath` is the recording's name: where its files lie is the server's affair."""
    name = asked.state.recorded
    await asked.desk.obey("stop_recording", {}, lambda state: not state.recording)
    return {"outputPath": name}


async def toggle_record(asked: Asked) -> dict[str, Any]:
    on = not asked.state.recording
    await (start_record(asked) if on else stop_record(asked))
    return {"outputActive": on}


async def output_list(asked: Asked) -> dict[str, Any]:
    """The destinations of a show on air."""
    told = asked.desk.told.get("destinations") or [] if asked.state.up else []
    size = {"outputWidth": asked.state.canvas.get("width", 0), "outputHeight": asked.state.canvas.get("height", 0)}
    flags = {"OBS_OUTPUT_AUDIO": True, "OBS_OUTPUT_VIDEO": True, "OBS_OUTPUT_ENCODED": True}
    return {"outputs": [{**_destination(one), **size, "outputFlags": flags} for one in told]}


def _destination(one: dict[str, Any]) -> dict[str, Any]:
    return {"outputName": one["name"], "outputKind": one["kind"], "outputActive": bool(one["on"])}


def _bytes(asked: Asked, ids: list[str]) -> int:
    measured = (asked.desk.told.get("machine") or {}).get("outputs") or {}
    return sum(int((measured.get(id) or {}).get("bytes") or 0) for id in ids)


def _lasts(seconds: float) -> dict[str, Any]:
    whole, ms = int(seconds), int(1000 * (seconds % 1))
    timecode = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{ms:03}"
    return {"outputTimecode": timecode, "outputDuration": int(1000 * seconds)}


REQUESTS = {
    "GetStreamStatus": stream_status,
    "GetRecordStatus": record_status,
    "StartRecord": start_record,
    "StopRecord": stop_record,
    "ToggleRecord": toggle_record,
    "GetOutputList": output_list,
}
