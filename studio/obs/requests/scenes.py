"""Scenes, and what is on program and preview."""

from __future__ import annotations

from typing import Any

from studio.obs.asked import Asked
from studio.obs.events import scenes_of


async def scene_list(asked: Asked) -> dict[str, Any]:
    state = asked.state
    buses = {"currentProgramScene": state.program, "currentPreviewScene": state.preview}
    told = {f"{bus}Name": state.scene_name(id) for bus, id in buses.items()}
    told |= {f"{bus}Uuid": state.scene_uuid(id) for bus, id in buses.items()}
    return {**told, "scenes": scenes_of(state)}


async def program(asked: Asked) -> dict[str, Any]:
    return _told(asked, "currentProgramScene", asked.on_air.program)


async def preview(asked: Asked) -> dict[str, Any]:
    return _told(asked, "currentPreviewScene", asked.on_air.preview)


def _told(asked: Asked, bus: str, id: str) -> dict[str, Any]:
    """Under the name that the bus has for it, and the one that every scene has."""
    name, uuid = asked.state.scene_name(id), asked.state.scene_uuid(id)
    return {"sceneName": name, "sceneUuid": uuid, f"{bus}Name": name, f"{bus}Uuid": uuid}


async def set_program(asked: Asked) -> None:
    """With the chosen transition, as OBS does it; what is on program already stays as it is."""
    id, desk = asked.scene().id, asked.desk.told.get("desk") or {}
    if id == asked.on_air.program:
        return
    chosen = desk.get("transition") or {}
    transition = {name: part for name, part in chosen.items() if name != "swap"}
    parts = {"scene": id} | ({"transition": transition} if chosen.get("kind", "cut") != "cut" else {})
    await asked.desk.obey("take", parts, lambda state: state.program == id)


async def set_preview(asked: Asked) -> None:
    id = asked.scene().id
    await asked.desk.obey("preview", {"scene": id}, lambda state: state.preview == id)


async def groups(asked: Asked) -> dict[str, Any]:
    return {"groups": []}


REQUESTS = {
    "GetSceneList": scene_list,
    "GetGroupList": groups,
    "GetCurrentProgramScene": program,
    "SetCurrentProgramScene": set_program,
    "GetCurrentPreviewScene": preview,
    "SetCurrentPreviewScene": set_preview,
}
