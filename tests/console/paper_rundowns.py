"""The rundowns of a paper studio: stored ones that are edited as the API edits them, and one that plays."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.console.paper_plan import length_s, planned

ZONE = "Europe/Berlin"
BARE: dict[str, Any] = {
    "name": "", "duration_s": None, "repeat": 1, "start": {"mode": "follow"}, "priority": 0, "scene": "", "slot": "",
    "fit": "contain", "poster": "", "overlays": [], "transition": {"kind": "cut", "duration_ms": 0}, "gain_db": 0,
    "level": True, "captions": "auto", "backup": None, "note": "", "color": "", "skip": False,
}  # fmt: skip
SETTINGS: dict[str, Any] = {
    "name": "", "zone": ZONE, "rounds": 1, "shuffle": None, "at_end": "standby", "next": "", "filler": [],
    "opening": [], "closing": [], "breaks": None, "loudness_lufs": -23, "template": False,
}  # fmt: skip
TITLES = [
    "Harbour at night", "Trailer: The Ferryman", "Short: Two Lighthouses", "Station ident", "Weather", "Tram ride",
    "Concert in the park", "Documentary: The Dredgers", "Cartoon", "Aquarium",
]  # fmt: skip
COLOURS = ["", "", "", "#8a6bd1", "", "#2f7fb8"]


def a_library() -> dict[str, dict[str, Any]]:
    """Sixty files: films, a few songs, a few pictures."""
    made: dict[str, dict[str, Any]] = {}
    for at in range(60):
        kind = {8: "audio", 9: "image"}.get(at % 10, "video")
        ending = {"video": "mp4", "audio": "flac", "image": "png"}[kind]
        asset: dict[str, Any] = {
            "id": f"ast_{at}", "name": f"{TITLES[at % 10]} {at // 10 + 1}.{ending}", "kind": kind, "state": "ready",
            "duration_s": None if kind == "image" else 20.0 + 7 * (at % 13), "width": 1280, "height": 720, "fps": 25.0,
            "sound": kind != "image", "bytes": 4_000_000, "created": "2026-11-20T10:00:00Z", "mime": f"{kind}/x",
            "thumbnail": None if kind == "audio" else f"/library/ast_{at}/thumbnail", "job": None,
        }  # fmt: skip
        made[f"ast_{at}"] = asset
    return made


def of_asset(at: int, **more: Any) -> dict[str, Any]:
    asset = f"ast_{at % 60}"
    duration = 10.0 if at % 10 == 9 else None
    content = {"kind": "asset", "asset": asset, "in_s": 0, "out_s": 0}
    return {**deepcopy(BARE), "content": content, "duration_s": duration, **more}


class PaperRundowns:
    """`changed()` is called when what consoles are told has changed; `frame()` is the mixer's."""

    def __init__(self, frame: Callable[[], int], changed: Callable[[], None]) -> None:
        self.frame, self.changed = frame, changed
        self.assets = a_library()
        self.all: dict[str, dict[str, Any]] = {}
        self.past: dict[str, list[dict[str, Any]]] = {}
        self.future: dict[str, list[dict[str, Any]]] = {}
        self.numbers = itertools.count(1)
        self.live: dict[str, Any] | None = None
        self.prepared: set[str] = set()
        self.asked: list[tuple[str, str, Any]] = []

    def fill(self, count: int, *, timed: bool = True) -> None:
        """A rundown of so many items, with one file that is gone and, `timed`, a fixed one every hundred.

        What a fixed start cuts depends on the hour: without any, an edit brings no problem at all.
        """
        run, name = "run_night", "Night loop"
        now = datetime.now(ZoneInfo(ZONE)).replace(microsecond=0, second=30)
        items = [self.new(of_asset(at, name=f"{TITLES[at % 10]}, part {at + 1}", color=COLOURS[at % 6]))
                 for at in range(count)]  # fmt: skip
        for at in range(40, count if timed else 0, 100):
            moment = (now + timedelta(minutes=at)).replace(tzinfo=None).isoformat(timespec="seconds")
            items[at] |= {
                "name": f"News at {moment[11:16]}",
                "start": {"mode": "fixed", "at": moment, "rule": None, "late_s": 0},
            }
        if count > 12:
            items[12]["content"] = {**items[12]["content"], "asset": "ast_gone"}
            spots = [self.new(of_asset(at, name=f"Spot {at}", duration_s=15.0)) for at in range(3)]
            items[6] |= {"name": "Ad break", "content": {"kind": "break", "items": spots}}
        self.all[run] = {**SETTINGS, "id": run, "name": name, "revision": 1, "items": items}

    def new(self, item: dict[str, Any]) -> dict[str, Any]:
        return {**deepcopy(BARE), **item, "id": f"itm_{next(self.numbers)}"}

    # -- the API -------------------------------------------------------------------------------------

    def rest(self, method: str, parts: list[str], query: dict[str, str], body: Any, match: str) -> tuple[int, Any]:
        """Answer at …/rundowns/PARTS. An answer of a rundown has its `revision`: its ETag."""
        self.asked.append((method, "/".join(parts), body))
        if not parts:
            return self.listed() if method == "GET" else self.created(body)
        run = self.all.get(parts[0])
        if run is None:
            return 404, {"title": "Not found", "detail": "There is no such rundown.", "code": "not_found"}
        if method != "GET" and match and match.strip('"') != str(run["revision"]):
            return 412, {"title": "Stale", "code": "stale", "detail": "The rundown was changed in the meantime."}
        if method == "DELETE":
            del self.all[parts[0]]
            return 204, None
        verb = parts[1] if len(parts) > 1 else ""
        if verb in ("undo", "redo"):
            return self.stepped(run, verb)
        if method == "PATCH":
            return self.edited(run, [{"op": "settings", "set": body}], dry=False)
        if verb == "edit":
            return self.edited(run, body["ops"], dry=bool(body.get("dry_run")))
        if verb == "keep-day":
            fixed = [one for one in run["items"] if (one["start"].get("at") or "").startswith(body["date"])]
            kept = self.created({"name": body["name"], "template": True})[1]
            kept["items"] = [self.new(one) for one in fixed]
            return 201, kept
        if verb == "import":
            files = {one["name"]: of_asset(int(one["id"].removeprefix("ast_"))) for one in self.assets.values()}
            items = [files[line] for line in body["text"].splitlines() if line and not line.startswith("#")]
            return self.edited(run, [{"op": "create", "after": body["after"], "items": items}], dry=False)
        if verb == "plan":
            since, hours = self.moment(query, "from"), float(query.get("hours", 24))
            start = max(since, self.moment(query, "at"))  # as it runs, or as if it were started then
            return 200, planned(run, self.assets, start, hours - (start - since).total_seconds() / 3600)
        return 200, run

    def listed(self) -> tuple[int, Any]:
        rows = [
            {"id": run["id"], "name": run["name"], "revision": run["revision"], "item_count": len(run["items"]),
             "template": run["template"],
             "length_s": sum(length_s(one, self.assets) for one in run["items"])}
            for run in self.all.values()
        ]  # fmt: skip
        return 200, {"count": len(rows), "next": None, "previous": None, "results": rows}

    def created(self, body: dict[str, Any]) -> tuple[int, Any]:
        if not body.get("name"):
            return 400, {"title": "Invalid", "errors": [{"field": "name", "message": "may not be empty"}]}
        run = f"run_{next(self.numbers)}"
        self.all[run] = {**SETTINGS, **body, "id": run, "revision": 1, "items": []}
        return 201, self.all[run]

    def edited(self, run: dict[str, Any], ops: list[dict[str, Any]], *, dry: bool) -> tuple[int, Any]:
        touched = {one for op in ops if op["op"] in ("move", "delete", "change") for one in op["ids"]}
        if self.prepared & touched:
            return 409, {"title": "Refused", "code": "prepared", "detail": "It begins within 10 s and is prepared."}
        if touched & self.behind(run):
            return 409, {"title": "Refused", "code": "behind_the_playhead", "detail": "It has aired already."}
        before = {one["id"]: one for one in run["items"]}
        after = deepcopy(run)
        for op in ops:
            self.apply(after, op)
        if not dry:
            self.past.setdefault(run["id"], []).append(run)
            self.future[run["id"]] = []
            after["revision"] += 1
            self.all[run["id"]] = after
        return 200, self.answer(after, before, [one["id"] for one in run["items"]])

    def apply(self, run: dict[str, Any], op: dict[str, Any]) -> None:
        items = run["items"]
        if op["op"] == "settings":
            run |= op["set"]
            if run["breaks"]:
                run["breaks"] = {**run["breaks"], "items": [self.new(one) for one in run["breaks"]["items"]]}
        elif op["op"] == "change":
            for one in items:
                one |= deepcopy(op["set"]) if one["id"] in op["ids"] else {}
        elif op["op"] == "create":
            at = self.place(items, op["after"])
            items[at:at] = [self.new(one) for one in op["items"]]
        else:
            taken = {one["id"]: one for one in items if one["id"] in op["ids"]}
            items[:] = [one for one in items if one["id"] not in taken]
            if op["op"] == "move":
                at = self.place(items, op["after"])
                items[at:at] = [taken[one] for one in op["ids"] if one in taken]

    def place(self, items: list[dict[str, Any]], after: str) -> int:
        ids = [one["id"] for one in items]
        return 0 if after == "" else len(ids) if after not in ids else ids.index(after) + 1

    def answer(self, run: dict[str, Any], before: dict[str, Any], order: list[str]) -> dict[str, Any]:
        told = planned(run, self.assets, self.now(), 24)
        now = [one["id"] for one in run["items"]]
        changed = [one for one in run["items"] if before.get(one["id"]) != one]
        more = {"order": now} if now != order else {}
        return {"revision": run["revision"], "items": changed, **more, "plan": told, "problems": told["problems"]}

    def stepped(self, run: dict[str, Any], verb: str) -> tuple[int, Any]:
        here, there = (self.past, self.future) if verb == "undo" else (self.future, self.past)
        if not here.get(run["id"]):
            return 409, {"title": "Refused", "code": f"nothing_to_{verb}", "detail": f"There is nothing to {verb}."}
        there.setdefault(run["id"], []).append(run)
        back = {**here[run["id"]].pop(), "revision": run["revision"] + 1}
        self.all[run["id"]] = back
        before = {one["id"]: one for one in run["items"]}
        return 200, self.answer(back, before, [one["id"] for one in run["items"]])

    def behind(self, run: dict[str, Any]) -> set[str]:
        """What has aired in the last round."""
        if not self.live or self.live["rundown"] != run["id"] or run["rounds"] != 1:
            return set()
        ids = [one["id"] for one in run["items"]]
        return set(ids[: ids.index(self.live["item"])]) if self.live["item"] in ids else set()

    def moment(self, query: dict[str, str], name: str) -> datetime:
        return datetime.fromisoformat(query[name]) if name in query else self.now()

    def now(self) -> datetime:
        return datetime.now(ZoneInfo(ZONE)).replace(microsecond=0)

    # -- what plays ----------------------------------------------------------------------------------

    def obey(self, command: dict[str, Any]) -> None:
        verb = command["verb"].removeprefix("rundown_")
        live = self.live
        if verb == "start":
            items = self.all[command["rundown"]]["items"]
            self.play(command["rundown"], command.get("item") or items[0]["id"])
        elif live is None:
            return self.changed()
        elif verb == "stop":
            self.live = None
        elif verb in ("jump", "insert"):
            self.play(live["rundown"], command["item"])
        elif verb == "skip":
            self.play(live["rundown"], self.following(live["item"], 1)[0]["id"])
        elif verb == "hold":
            live["state"] = "held" if command["on"] else "playing"
        elif verb == "extend":
            live["end_frame"] += round(command["seconds"] * 30)
        elif verb == "hand_back":
            live |= {"state": "playing", "has_programme": True}
        elif verb in ("cut", "auto", "take", "standby"):
            live |= {"state": "preempted", "has_programme": False}
        self.changed()

    def play(self, run: str, item: str) -> None:
        found = next(one for one in self.all[run]["items"] if one["id"] == item)
        start = self.frame()
        self.live = {
            "rundown": run, "item": item, "start_frame": start, "state": "playing", "has_programme": True,
            "end_frame": start + round(length_s(found, self.assets) * 30),
        }  # fmt: skip

    def following(self, item: str, count: int) -> list[dict[str, Any]]:
        items = self.all[self.live["rundown"]]["items"] if self.live else []
        at = next((at for at, one in enumerate(items) if one["id"] == item), -1)
        return [*items[at + 1 :], *items][:count]

    def told(self) -> dict[str, Any] | None:
        """The part "rundown" of the show's state."""
        if self.live is None:
            return None
        run = self.all[self.live["rundown"]]
        named = {one["id"]: one["name"] for one in run["items"]}
        frame = self.live["end_frame"]
        following = []
        for one in self.following(self.live["item"], 5):
            following.append({"item": one["id"], "name": one["name"], "start_frame": frame, "state": "ready"})
            frame += round(length_s(one, self.assets) * 30)
        fixed = next((one for one in self.following(self.live["item"], 1000) if one["start"]["mode"] == "fixed"), None)
        at = fixed and datetime.fromisoformat(fixed["start"]["at"]).replace(tzinfo=ZoneInfo(ZONE))
        return {
            "rundown": run["id"], "name": run["name"], "revision": run["revision"], "state": self.live["state"],
            "has_programme": self.live["has_programme"], "frame": self.frame(),
            "now": {"item": self.live["item"], "name": named[self.live["item"]], "occurrence": "run.1",
                    "start_frame": self.live["start_frame"], "end_frame": self.live["end_frame"]},
            "next": following,
            "fixed": fixed and at and {
                "item": fixed["id"], "name": fixed["name"], "utc": at.astimezone(ZoneInfo("UTC")).isoformat(),
                "start_frame": self.frame() + round((at - self.now()).total_seconds() * 30),
            },
            "round": 1, "rounds": run["rounds"], "skipping": None, "trouble": [],
            "breaks": run["breaks"] is not None,
        }  # fmt: skip
