"""Edits of the paper show that the scene editor makes: a scene with its layout, revisions, and undo."""

from __future__ import annotations

import itertools
from copy import deepcopy
from typing import Any

Json = dict[str, Any]


class PaperScenes:
    """Steps of one show, whoever made them; `show` stays the same object only as long as nothing is edited."""

    def __init__(self) -> None:
        self.revision = 1
        self.who = "Ada Holt"
        self.refusal = ""
        self.asked: list[Json] = []
        self.done: list[tuple[Json, Json, Json]] = []  # step, before, after
        self.undone: list[tuple[Json, Json, Json]] = []
        self.ids = itertools.count(1)

    def arrange(self, show: Json, body: Json, match: str) -> tuple[int, Json, Json]:
        """The answer's status and value, and the show as it is from then on."""
        self.asked.append(body)
        if match and match.strip('"') != str(self.revision):
            return 412, {"code": "stale", "detail": "stale"}, show
        if self.refusal:
            return 400, {"title": "Invalid", "errors": [{"field": "name", "message": self.refusal}]}, show
        new = deepcopy(show)
        scene = next((one for one in new["scenes"] if one["id"] == body.get("scene")), None)
        if body.get("scene") and scene is None:
            return 404, {"code": "not_found", "detail": "no such scene"}, show
        layout = self._layout(new, scene, body)
        if scene is None:
            scene = {"id": f"scn_{next(self.ids)}x", "slots": {}, "overlays": [], "background": "#000000"}
            new["scenes"].append(scene)
        scene.update({name: body[name] for name in ("name", "background", "overlays", "sound") if name in body})
        scene.update(layout=layout["id"], slots=body.get("sources", scene["slots"]))
        self._keep(show, new, scene, body.get("joins"))
        return 200, {"scene": scene, "layout": layout}, new

    def _layout(self, show: Json, scene: Json | None, body: Json) -> Json:
        named = body.get("layout") or (scene or {}).get("layout")
        layout: Json | None = next((one for one in show["layouts"] if one["id"] == named), None)
        others = [one for one in show["scenes"] if one["layout"] == named and one is not scene]
        if layout is None or (body.get("own") and others):
            name = body.get("layout_name") or body.get("name") or (scene or {})["name"]
            layout = {"id": f"lay_{next(self.ids)}x", "name": name, "slots": []}
            show["layouts"].append(layout)
        layout["slots"] = body.get("slots", layout["slots"])
        return layout

    def _keep(self, before: Json, after: Json, scene: Json, joins: int | None) -> None:
        change = {"kind": "scenes", "id": scene["id"], "name": scene["name"], "became": "changed"}
        step = {"who": self.who, "when": "2026-11-23T21:00:00Z", "changes": [change], "revision": self.revision + 1}
        if joins is not None and self.done and self.done[-1][0]["revision"] == joins:
            before = self.done.pop()[1]
        self.done.append((step, before, after))
        self.undone.clear()

    def next(self) -> Json:
        return {
            "undo": self.done[-1][0] if self.done else None,
            "redo": self.undone[-1][0] if self.undone else None,
        }

    def step(self, way: str) -> tuple[int, Json, Json | None]:
        """The answer's status and value, and the show as it is from then on, if it is another."""
        here, there = (self.done, self.undone) if way == "undo" else (self.undone, self.done)
        if not here:
            return 409, {"code": f"nothing_to_{way}", "detail": f"nothing to {way}"}, None
        there.append(here.pop())
        step, before, after = there[-1]
        return 200, {"step": step}, before if way == "undo" else after
