"""What a client is told when a show has changed: two states in, events out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from studio.obs.levels import mul_of, told_db
from studio.obs.names import Named
from studio.obs.protocol import Intent, event
from studio.obs.state import ObsState, transition_name

Told = tuple[str, Intent, dict[str, Any]]
STARTED, STOPPED = "OBS_WEBSOCKET_OUTPUT_STARTED", "OBS_WEBSOCKET_OUTPUT_STOPPED"


def between(before: ObsState, after: ObsState, subscribed: Intent) -> list[dict[str, Any]]:
    """The events that a client with these subscriptions hears, in the order of OBS."""
    if before is after:
        return []
    told = (one for derive in DERIVED for one in derive(before, after))
    return [event(name, intent, data) for name, intent, data in told if intent & subscribed]


def scene_list(before: ObsState, after: ObsState) -> Iterator[Told]:
    made, gone, renamed = _compared(before.scenes, after.scenes)
    for one in made:
        yield "SceneCreated", Intent.SCENES, {**of_scene(one), "isGroup": False}
    for one in gone:
        yield "SceneRemoved", Intent.SCENES, {**of_scene(one), "isGroup": False}
    for old, one in renamed:
        yield "SceneNameChanged", Intent.SCENES, {**of_scene(one), "oldSceneName": old.name}
    if before.scenes != after.scenes:
        yield "SceneListChanged", Intent.SCENES, {"scenes": scenes_of(after)}


def input_list(before: ObsState, after: ObsState) -> Iterator[Told]:
    made, gone, renamed = _compared(before.inputs, after.inputs)
    for one in made:
        kind = of_kind(after, one)
        yield "InputCreated", Intent.INPUTS, {**kind, "inputSettings": {}, "defaultInputSettings": {}}
    for one in gone:
        yield "InputRemoved", Intent.INPUTS, of_input(one)
    for old, one in renamed:
        yield "InputNameChanged", Intent.INPUTS, {**of_input(one), "oldInputName": old.name}


def sounds(before: ObsState, after: ObsState) -> Iterator[Told]:
    for one in after.inputs:
        old, new = before.sounds.get(one.id), after.sounds[one.id]
        if old and old.mute != new.mute:
            yield "InputMuteStateChanged", Intent.INPUTS, {**of_input(one), "inputMuted": new.mute}
        if old and old.gain_db != new.gain_db:
            yield "InputVolumeChanged", Intent.INPUTS, {**of_input(one), **volume(new.gain_db)}


def transition(before: ObsState, after: ObsState) -> Iterator[Told]:
    """The chosen one. What is chosen by itself when a show goes on or off air is no choice."""
    if not (before.up and after.up):
        return
    if before.transition != after.transition:
        yield "CurrentSceneTransitionChanged", Intent.TRANSITIONS, of_transition(after.transition)
    if before.duration_ms != after.duration_ms:
        data = {"transitionDuration": after.duration_ms}
        yield "CurrentSceneTransitionDurationChanged", Intent.TRANSITIONS, data


def begun(before: ObsState, after: ObsState) -> Iterator[Told]:
    for kind in _begun(before, after):
        yield "SceneTransitionStarted", Intent.TRANSITIONS, of_transition(kind)


def buses(before: ObsState, after: ObsState) -> Iterator[Told]:
    if before.program != after.program and after.program:
        yield "CurrentProgramSceneChanged", Intent.SCENES, on_bus(after, after.program)
    if before.preview != after.preview and after.preview:
        yield "CurrentPreviewSceneChanged", Intent.SCENES, on_bus(after, after.preview)


def ended(before: ObsState, after: ObsState) -> Iterator[Told]:
    for kind in _ended(before, after):
        yield "SceneTransitionVideoEnded", Intent.TRANSITIONS, of_transition(kind)
        yield "SceneTransitionEnded", Intent.TRANSITIONS, of_transition(kind)


def overlays(before: ObsState, after: ObsState) -> Iterator[Told]:
    """One that is turned on or off is so in every scene."""
    numbers = {one.id: number for number, one in enumerate(after.overlays, OVERLAYS_FROM)}
    turned = [id for id, on in after.shown.items() if before.shown.get(id, on) != on]
    for scene in after.scenes if turned else ():
        for id in turned:
            data = {**of_scene(scene), "sceneItemId": numbers[id], "sceneItemEnabled": after.shown[id]}
            yield "SceneItemEnableStateChanged", Intent.SCENE_ITEMS, data


def outputs(before: ObsState, after: ObsState) -> Iterator[Told]:
    if before.recording != after.recording:
        path = after.recorded or before.recorded or None
        yield "RecordStateChanged", Intent.OUTPUTS, {**_output(after.recording), "outputPath": path}
    if before.streaming != after.streaming:
        yield "StreamStateChanged", Intent.OUTPUTS, _output(after.streaming)


DERIVED: tuple[Callable[[ObsState, ObsState], Iterable[Told]], ...] = (
    scene_list, input_list, sounds, transition, begun, buses, ended, overlays, outputs,
)  # fmt: skip
NAMES = (
    "SceneCreated", "SceneRemoved", "SceneNameChanged", "SceneListChanged", "InputCreated", "InputRemoved",
    "InputNameChanged", "InputMuteStateChanged", "InputVolumeChanged", "CurrentSceneTransitionChanged",
    "CurrentSceneTransitionDurationChanged", "SceneTransitionStarted", "CurrentProgramSceneChanged",
    "CurrentPreviewSceneChanged", "SceneTransitionVideoEnded", "SceneTransitionEnded", "SceneItemEnableStateChanged",
    "RecordStateChanged", "StreamStateChanged", "InputVolumeMeters",
)  # fmt: skip
"""Every event there is; the last comes from the meters, not from a change."""
OVERLAYS_FROM = 1001  # the numbers of overlays as items of a scene, above those of its slots


def meters(state: ObsState, told: dict[str, Any]) -> dict[str, Any]:
    """The mixer's meters as an event: for each channel the mean, the peak, and the peak again, as factors."""
    levels = told.get("sources") or {}
    inputs = [{**of_input(one), "inputLevelsMul": _levels(levels[one.id])} for one in state.inputs if one.id in levels]
    return event("InputVolumeMeters", Intent.METERS, {"inputs": inputs})


def _levels(told: dict[str, Any]) -> list[list[float]]:
    pairs = zip(told.get("rms_db") or (), told.get("peak_db") or (), strict=False)
    return [[mul_of(rms), mul_of(peak), mul_of(peak)] for rms, peak in pairs]


# -- how things are told ---------------------------------------------------------------------------


def of_scene(one: Named) -> dict[str, Any]:
    return {"sceneName": one.name, "sceneUuid": one.uuid}


def of_input(one: Named) -> dict[str, Any]:
    return {"inputName": one.name, "inputUuid": one.uuid}


def of_kind(state: ObsState, one: Named) -> dict[str, Any]:
    kind = state.kinds[one.id]
    return {**of_input(one), "inputKind": kind, "unversionedInputKind": kind, "inputKindCaps": 0}


def of_transition(kind: str) -> dict[str, Any]:
    name = transition_name(kind)
    return {"transitionName": name, "transitionUuid": Named("transition", kind, name).uuid}


def on_bus(state: ObsState, id: str) -> dict[str, Any]:
    return {"sceneName": state.scene_name(id), "sceneUuid": state.scene_uuid(id)}


def scenes_of(state: ObsState) -> list[dict[str, Any]]:
    """The last of the list comes first, as in OBS, whose index counts from below."""
    return [{"sceneIndex": at, **of_scene(one)} for at, one in enumerate(reversed(state.scenes))]


def volume(gain_db: float) -> dict[str, Any]:
    return {"inputVolumeMul": mul_of(gain_db), "inputVolumeDb": told_db(gain_db)}


def _output(active: bool) -> dict[str, Any]:
    return {"outputActive": active, "outputState": STARTED if active else STOPPED}


def _compared(
    before: tuple[Named, ...], after: tuple[Named, ...]
) -> tuple[list[Named], list[Named], list[tuple[Named, Named]]]:
    """What is new, what is gone, and what is called otherwise (as it was, as it is)."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    renamed = [(old[id], one) for id, one in new.items() if id in old and old[id].name != one.name]
    return [new[id] for id in new if id not in old], [old[id] for id in old if id not in new], renamed


def _is_another(before: ObsState, after: ObsState) -> bool:
    """Whether not the same transition is under way. One that a hand lets go counts its frames anew, and is the same."""
    old, new = before.running, after.running
    if not old or not new or old.kind != new.kind:
        return old is not new
    return old.since_frame != new.since_frame and old.held is None


def _was_cut(before: ObsState, after: ObsState) -> bool:
    """Program changed, and no transition was under way before or is now."""
    known = before.program and after.program and before.program != after.program
    return bool(known) and before.running is None and after.running is None


def _begun(before: ObsState, after: ObsState) -> list[str]:
    if _was_cut(before, after):
        return ["cut"]
    return [after.running.kind] if after.running and _is_another(before, after) else []


def _ended(before: ObsState, after: ObsState) -> list[str]:
    if _was_cut(before, after):
        return ["cut"]
    return [before.running.kind] if before.running and _is_another(before, after) else []
