"""What is in a scene: the inputs in its slots, and above them every overlay, which can be turned on and off."""

from __future__ import annotations

from typing import Any

from studio.obs.asked import Asked
from studio.obs.events import OVERLAYS_FROM
from studio.obs.names import Named
from studio.obs.protocol import Refused, Status


async def item_list(asked: Asked) -> dict[str, Any]:
    numbered = _items(asked, asked.scene().id)
    return {"sceneItems": [_told(asked, at, number, one) for at, (number, one) in enumerate(numbered.items())]}


async def item_id(asked: Asked) -> dict[str, Any]:
    wanted, items = asked.text("sourceName"), _items(asked, asked.scene().id)
    found = next((number for number, one in items.items() if one.name == wanted), None)
    if found is None:
        raise Refused(Status.NOT_FOUND, f"The scene has no {wanted[:80]!r} in it.")
    return {"sceneItemId": found}


async def enabled(asked: Asked) -> dict[str, Any]:
    return {"sceneItemEnabled": _is_on(asked, _item(asked))}


async def set_enabled(asked: Asked) -> None:
    """An overlay is turned on or off everywhere; what is in a slot is there, and stays."""
    one, on = _item(asked), asked.flag("sceneItemEnabled")
    if one.id in asked.state.shown:
        await asked.desk.obey("overlay", {"overlay": one.id, "on": on}, lambda state: state.shown.get(one.id) == on)
    elif not on:
        raise Refused(
            Status.CANNOT_ACT, "What is in a scene's slot is edited in the console; overlays can be switched."
        )


def _items(asked: Asked, scene: str) -> dict[int, Named]:
    inputs = {one.id: one for one in asked.state.inputs}
    slots = [inputs[id] for id in asked.state.items.get(scene, ()) if id in inputs]
    return dict(enumerate(slots, 1)) | dict(enumerate(asked.state.overlays, OVERLAYS_FROM))


def _item(asked: Asked) -> Named:
    number = int(asked.number("sceneItemId", 0, 2**31))
    found = _items(asked, asked.scene().id).get(number)
    if found is None:
        raise Refused(Status.NOT_FOUND, f"The scene has no item {number}.")
    return found


def _is_on(asked: Asked, one: Named) -> bool:
    return bool(asked.state.shown.get(one.id, True))


def _told(asked: Asked, at: int, number: int, one: Named) -> dict[str, Any]:
    return {
        "sceneItemId": number, "sceneItemIndex": at, "sourceName": one.name, "sourceUuid": one.uuid,
        "sourceType": "OBS_SOURCE_TYPE_INPUT", "inputKind": asked.state.kinds.get(one.id, "overlay"), "isGroup": None,
        "sceneItemEnabled": _is_on(asked, one), "sceneItemLocked": True, "sceneItemBlendMode": "OBS_BLEND_NORMAL",
    }  # fmt: skip


REQUESTS = {
    "GetSceneItemList": item_list,
    "GetSceneItemId": item_id,
    "GetSceneItemEnabled": enabled,
    "SetSceneItemEnabled": set_enabled,
}
