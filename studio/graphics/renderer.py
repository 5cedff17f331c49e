"""A show as a renderer of OGraf: its targets are its overlays that are graphics, each with the one graphic it has."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mixer.protocol.graphics import Description, data_of, described_content, texts_of
from studio.errors import Refused
from studio.shows import air, edits
from studio.shows.models import Overlay, Show

Json = dict[str, Any]
SCHEMA = "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json"
MOST_STEPS = 100  # that one request goes on
GRAPHIC_THREW = 550
TROUBLE = "the graphic: "  # so begins, in the text of a page's status, what went wrong in it


@dataclass(frozen=True, slots=True)
class Target:
    """An overlay that is a graphic; its id is the graphic instance's too."""

    overlay: Overlay
    described: Description

    @property
    def graphic_id(self) -> str:
        """OGraf's own id; templates have none but that of their bundle."""
        own = self.described["format"] == "ograf"
        return str(self.described["id"] if own else self.overlay.content.get("asset", self.overlay.pk))

    @property
    def identifier(self) -> Json:
        return {"overlay": self.overlay.pk}

    @property
    def listed(self) -> Json:
        about = {"description": self.described["about"]} if self.described.get("about") else {}
        return {"id": self.graphic_id, "name": self.described["name"], **about}

    @property
    def instance(self) -> Json:
        return {"graphicInstanceId": self.overlay.pk, "graphic": self.listed}

    @property
    def manifest(self) -> Json:
        actions = [{k: v for k, v in one.items() if k in ("id", "name", "schema")} for one in self.described["actions"]]
        return {
            "$schema": SCHEMA,
            "id": self.graphic_id,
            "name": self.described["name"],
            "version": self.described.get("version", ""),
            "main": self.described["entry"],
            "supportsRealTime": True,
            "supportsNonRealTime": False,
            "stepCount": self.described["steps"],
            "customActions": actions,
            "schema": self.described["schema"],
        }


class Renderer:
    """The graphics of one show, as the API asks for them. What it cannot find or do it raises Refused for."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self.targets = list(targets_of(show))

    @property
    def info(self) -> Json:
        on_air = bool(air.seen(self.show.pk).get("desk"))
        troubles = [f"{one.overlay.name}: {said}" for one in self.targets if (said := trouble_of(self.show.pk, one))]
        words = "; ".join(troubles) if on_air else "The show is off air."
        status = {"status": "WARNING", "message": words[:500]} if words else {"status": "OK"}
        size = {"width": self.show.width, "height": self.show.height}
        choice = {"type": "string", "enum": [one.overlay.pk for one in self.targets]}
        return {
            "id": self.show.pk,
            "name": self.show.name,
            "customActions": [],
            "renderCharacteristics": {"resolution": size, "frameRate": 30, "accessToPublicInternet": True},
            "renderTargetSchema": {"type": "object", "properties": {"overlay": choice}},
            "status": status,
        }

    def target(self, identifier: Any) -> Target:
        name = identifier.get("overlay") if isinstance(identifier, dict) else identifier
        found = next((one for one in self.targets if one.overlay.pk == name), None)
        if found is None:
            has = ", ".join(json.dumps(one.identifier) for one in self.targets) or "none"
            raise Refused("unknown_target", f"There is no such render target; this show has {has}.", status=404)
        return found

    def told(self, target: Target) -> Json:
        return {
            "renderTarget": target.identifier,
            "name": target.overlay.name,
            "graphicInstances": [target.instance],
        }

    def instance(self, body: Json) -> Target:
        target = self.target(body.get("renderTarget", body.get("graphicInstanceId")))
        if body.get("graphicInstanceId") not in (None, target.overlay.pk):
            raise Refused("unknown_instance", "There is no such graphic instance on this target.", status=404)
        return target

    # -- what is asked ------------------------------------------------------------------------------

    def load(self, body: Json) -> Json:
        """Lay the data of a target's own graphic; it is not played yet."""
        target = self.target(body.get("renderTarget"))
        if body.get("graphicId") != target.graphic_id:
            text = f"This target has the graphic {target.graphic_id}; another is chosen in the show itself."
            raise Refused("unknown_graphic", text, status=404)
        data = params_of(body).get("data")
        return self._done(target, self._overlay(target, fields=texts_of(data))) if data else self._done(target)

    def update(self, body: Json) -> Json:
        target = self.instance(body)
        return self._done(target, self._overlay(target, fields=texts_of(dict(params_of(body).get("data") or {}))))

    def play(self, body: Json) -> Json:
        target, params = self.instance(body), params_of(body)
        for action in steps_to(self._state(target), params.get("delta"), params.get("goto")):
            self._act(target, action)
        state = self._state(target)
        step = {"currentStep": state.get("step", 0)} if state.get("on") else {}
        return self._done(target) | {"result": step}

    def stop(self, body: Json) -> Json:
        target = self.instance(body)
        return self._done(target, self._act(target, "stop"))

    def custom(self, body: Json, action: str) -> Json:
        target = self.instance(body)
        if action not in [one["id"] for one in target.described["actions"]]:
            raise Refused("unknown_action", f"This graphic has no action {action[:64]}.", status=404)
        return self._done(target, self._act(target, action, params_of(body).get("payload")))

    def clear(self, filters: list[Any]) -> Json:
        gone = [one for one in self.targets if not filters or any(fits(one, each) for each in filters)]
        for target in gone:
            if self._state(target).get("on"):
                self._act(target, "stop")
        told = [{"renderTarget": one.identifier, "graphicInstanceId": one.overlay.pk} for one in gone]
        return {"graphicInstances": told}

    def _state(self, target: Target) -> Json:
        desk = air.seen(self.show.pk).get("desk") or {}
        return dict(desk.get("overlays", {}).get(target.overlay.pk) or {})

    def _overlay(self, target: Target, **parts: Any) -> Json:
        return self._send(target, {"verb": "overlay", **parts})

    def _act(self, target: Target, action: str, payload: Any = None) -> Json:
        return self._send(target, {"verb": "overlay_action", "action": action, "payload": payload})

    def _send(self, target: Target, command: Json) -> Json:
        before = trouble_of(self.show.pk, target)
        answer = edits.send(self.show.pk, {**command, "overlay": target.overlay.pk, "id": f"ograf-{uuid.uuid4().hex}"})
        if not answer.get("ok"):
            code, text = str(answer.get("code", "refused")), str(answer.get("error", "The mixer refused."))
            raise Refused(code, text, status=404 if code == "off_air" else 500)
        after = trouble_of(self.show.pk, target)
        if after and after != before:
            raise Refused("graphic_threw", after, status=GRAPHIC_THREW)
        return answer

    def _done(self, target: Target, answer: Json | None = None) -> Json:
        return {"graphicInstanceId": target.overlay.pk, "statusCode": 200}

    def data(self, target: Target) -> Json:
        """The data a target shows now."""
        fields = {**target.overlay.fields, **self._state(target).get("fields", {})}
        return data_of(fields, target.described["schema"])


def targets_of(show: Show) -> Iterator[Target]:
    for overlay in show.overlays.all():
        described = described_content(overlay.content)
        if described is not None:
            yield Target(overlay, described)


def params_of(body: Json) -> Json:
    params = body.get("params")
    return params if isinstance(params, dict) else {}


def steps_to(state: Json, delta: Any, goto: Any) -> list[str]:
    """The actions that bring a graphic from where it stands to the step that is asked for."""
    on, step = bool(state.get("on")), int(state.get("step", 0))
    if isinstance(goto, int) and not isinstance(goto, bool):
        wanted = min(max(goto, 0), MOST_STEPS)
        return ["next"] * (wanted - step) if on and wanted > step else ["play"] + ["next"] * wanted
    forward = min(max(delta, 1), MOST_STEPS) if isinstance(delta, int) and not isinstance(delta, bool) else 1
    return ["next"] * forward if on else ["play"] + ["next"] * (forward - 1)


def fits(target: Target, filtered: Any) -> bool:
    if not isinstance(filtered, dict):
        return False
    found = {"graphicId": target.graphic_id, "graphicInstanceId": target.overlay.pk, "renderTarget": target.identifier}
    return all(found[name] == value for name, value in filtered.items() if name in found)


def trouble_of(show_id: str, target: Target) -> str:
    """What its page last said went wrong, as far as the show's status tells."""
    sources = (air.seen(show_id).get("status") or {}).get("sources") or {}
    status = sources.get(f"overlay-{target.overlay.pk}") or {}
    return str(status.get("text") or "").partition(TROUBLE)[2]
