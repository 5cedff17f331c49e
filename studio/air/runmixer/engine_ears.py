"""What a show's engine says, brought to whoever goes by it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from studio.air.runmixer.events import Event, names_of
from studio.air.runmixer.rundowns import LINE_UP

if TYPE_CHECKING:
    from studio.air.runmixer.onair import OnAir

CLOSED_S = 0.3  # after the engine's end: HLS has listed its last segment
ANSWER = (
    "ok",
    "frame",
    "air_frame",
    "on_air",
    "answers",
    "code",
    "error",
    "index",
)  # what is passed on of the engine's answer


class EngineEars:
    """Those of one show; the engine may come and go."""

    def __init__(self, air: OnAir) -> None:
        self._air = air
        self._engines, self._lost_at = 0, 0.0
        self.came = asyncio.Event()  # the first one

    def engine_up(self, adopted: bool) -> None:
        self._engines += 1
        self.came.set()
        self._air.loads.another_engine()
        self._air.upgrade.another_engine()
        if adopted:
            self._air.happened("info", "engine_adopted", "the supervisor was restarted; the programme went on")
        elif self._engines > 1:
            lasted_s = time.monotonic() - self._lost_at
            text = "the engine is back with the desk as it was"
            self._air.tell(Event("info", "engine_back", text, cause="engine", lasted_s=lasted_s))
        self._air.tend_taps()

    def engine_lost(self, why: str, asked: bool) -> None:
        self._air.answers.refuse_all("engine_lost", "the engine stopped before it answered; look at program")
        self._air.log.engine_lost()
        self._air.rundowns.engine_lost()
        self._air.loads.forget()
        for tap in self._air.taps.values():
            tap.close()
        self._air.show_state.report(None)
        if asked:
            self._air.happened("info", "engine_restarted", "the engine is started anew, as asked")
            asyncio.get_running_loop().call_later(CLOSED_S, self._air.upgrade.renew_programs)
        else:
            text, self._lost_at = f"the engine was lost ({why}) and is started again", time.monotonic()
            self._air.tell(Event("error", "engine_restarted", text, cause="engine", lasts=True))

    def engine_failing(self, times: int) -> None:
        text = f"the engine has failed {times} times in a row; see engine.log"
        self._air.tell(Event("error", "engine_failing", text, cause="engine", lasts=True))

    def engine_tile(self, body: bytes) -> None:
        length = body[0] if body else 0
        self._air.show_state.tile(body[1 : 1 + length], b"T" + body)

    def engine_says(self, value: dict[str, Any]) -> None:
        if "desk" in value:
            self._air.journal.put(value["desk"])
            self._air.show_state.change(desk=value["desk"])
            self._air.rundowns.engine_says(value["desk"])
            self._air.catch_up()
        elif "pinned" in value:
            self._air.pinned.put(value["pinned"])
        elif "status" in value:
            self._take_status(value["status"])
        elif "meters" in value:
            self._air.show_state.meters(value["meters"])
        elif "answer" in value:
            self._take_answer(value)
        elif "log" in value:
            self._air.log.hear(value["log"])
        elif "session" in value:
            self._air.log.hear_session(value["session"], self._air.paths.show_id)

    def _take_status(self, status: dict[str, Any]) -> None:
        self._air.show_state.report(status)
        self._air.captions.spare("languages" in (status.get("overload") or {}).get("shed", ()))
        show = self._air.show_state["show"] or {}
        names = names_of(show)
        signals = self._air.signals.look(status, show, self._air.show_state["desk"] or {}, names)
        for event in (*self._air.observer.status(status, names), *signals):
            self._air.tell(event)
        self._air.alerts.look()
        self._air.tend_taps()
        self._air.upgrade.look()

    def _take_answer(self, value: dict[str, Any]) -> None:
        name = value["answer"]
        told: dict[str, Any] = {key: value[key] for key in ANSWER if key in value}
        if (load := self._air.loads.answered(name)) and value.get("ok"):
            self._follow(*load)
        if str(name).startswith(LINE_UP) and not value.get("ok"):
            self._air.rundowns.line_up_refused(str(value.get("error", "")))
        self._air.answers.give(name, {"type": "answer", "id": name, **told})

    def _follow(self, revision: int, show: dict[str, Any]) -> None:
        """The engine plays this from now on."""
        self._air.show_state.change(revision=revision, show=show)
        self._air.captions.tend(show, revision)
        self._air.destinations.follow(show, revision)
        if self._air.destinations.keep_secrets:
            self._air.writer.look_soon()  # they are no part of a show file
