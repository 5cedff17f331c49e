"""Inputs, which are the sources of a show: what there is, and how it is heard."""

from __future__ import annotations

from typing import Any

from mixer.protocol.kinds import SOURCES
from studio.obs.asked import Asked
from studio.obs.events import of_kind, volume
from studio.obs.levels import db_of, fader_db
from studio.obs.protocol import Refused, Status

LOWEST_DB, HIGHEST_DB, HIGHEST_MUL = -100.0, 26.0, 20.0  # as OBS has them
NEAR_DB = 0.01  # what two faders may differ by and stand at the same
SPECIAL = ("desktop1", "desktop2", "mic1", "mic2", "mic3", "mic4")


async def input_list(asked: Asked) -> dict[str, Any]:
    wanted = asked.text("inputKind") if asked.has("inputKind") else ""
    told = [of_kind(asked.state, one) for one in asked.state.inputs]
    return {"inputs": [one for one in told if wanted in ("", one["inputKind"])]}


async def kind_list(asked: Asked) -> dict[str, Any]:
    return {"inputKinds": list(SOURCES)}


async def special(asked: Asked) -> dict[str, Any]:
    """OBS has a computer's own sounds and microphones; a server has none."""
    return dict.fromkeys(SPECIAL)


async def mute(asked: Asked) -> dict[str, Any]:
    return {"inputMuted": asked.state.sounds[asked.input().id].mute}


async def set_mute(asked: Asked) -> None:
    await _mute(asked, asked.flag("inputMuted"))


async def toggle_mute(asked: Asked) -> dict[str, Any]:
    muted = not asked.state.sounds[asked.input().id].mute
    await _mute(asked, muted)
    return {"inputMuted": muted}


async def _mute(asked: Asked, muted: bool) -> None:
    id = asked.input().id
    await asked.desk.obey("sound", {"source": id, "mute": muted}, lambda state: state.sounds[id].mute == muted)


async def get_volume(asked: Asked) -> dict[str, Any]:
    return volume(asked.state.sounds[asked.input().id].gain_db)


async def set_volume(asked: Asked) -> None:
    """In decibels or as a factor; what our faders cannot do is done as far as they go."""
    id = asked.input().id
    if asked.has("inputVolumeDb") == asked.has("inputVolumeMul"):
        raise Refused(Status.MISSING_FIELD, "Expected either `inputVolumeDb` or `inputVolumeMul`.")
    in_db = asked.has("inputVolumeDb")
    asked_db = (
        asked.number("inputVolumeDb", LOWEST_DB, HIGHEST_DB)
        if in_db
        else db_of(asked.number("inputVolumeMul", 0.0, HIGHEST_MUL))
    )
    db = fader_db(asked_db)
    parts = {"source": id, "gain_db": db}
    await asked.desk.obey("sound", parts, lambda state: abs(state.sounds[id].gain_db - db) < NEAR_DB)


REQUESTS = {
    "GetInputList": input_list,
    "GetInputKindList": kind_list,
    "GetSpecialInputs": special,
    "GetInputMute": mute,
    "SetInputMute": set_mute,
    "ToggleInputMute": toggle_mute,
    "GetInputVolume": get_volume,
    "SetInputVolume": set_volume,
}
