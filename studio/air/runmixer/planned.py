"""What is planned of a show: kept in a file of the show, and done on its frame, or said to be missed; never late."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from mixer.errors import BadCommand
from studio.air import senders
from studio.air.control.deadlines import patience_s
from studio.air.planning import AHEAD_S, MOST, When, check_planned, read_when, shown_time
from studio.air.runmixer.answers import Tell, refusal
from studio.air.runmixer.journal import Journal
from studio.air.runmixer.show_state import ShowState
from studio.air.verbs import VERBS, rights_for
from studio.home import recorded
from studio.ids import planned_id
from studio.people.roles import Rights, in_order

log = logging.getLogger(__name__)
Json = dict[str, Any]
Do = Callable[[str, Json, senders.Sender, Tell], None]
Happened = Callable[[str, str, str], None]
May = Callable[[str], Awaitable[Rights | None]]
"""What an owner may do by now; None when the database does not say."""
LOOK_S = 0.25
NEAR_S = 2.0  # so long before its frame it is handed to the engine
CHECK_S = 30.0  # so long before it is asked for the first time whether it still may be
TRUSTED_S = 60.0  # how long that counts when the database has fallen silent
ANSWER_S = 5.0
DISK_S = 2.0
OF_THE_MOMENT = ("granted_at", "checked")  # of one that is planned, and not kept
AGAIN = ("engine_lost", "engine_down", "busy")  # refusals that another try may overcome, while its frame is to come


@dataclass(slots=True)
class Planned:
    """One command to come. `frame` is its frame once that is settled; then it is `sent`, or about to be."""

    id: str
    command: Json
    at_frame: int | None
    at_s: float | None
    by: str
    owner: str
    sender: dict[str, str]
    planned_s: float
    frame: int | None = None
    sent: bool = False
    rights: list[str] = field(default_factory=list)  # of who planned it
    granted_at: float = field(default=-math.inf, compare=False)  # monotonic
    checked: bool = field(default=False, compare=False)  # early, whether it still may be asked

    def to_json(self) -> Json:
        """As everybody is told of it."""
        at = None if self.at_s is None else shown_time(self.at_s)
        told = {"id": self.id, "command": self.command, "at_frame": self.at_frame, "at": at, "by": self.by}
        return told | {"planned": shown_time(self.planned_s)}

    @property
    def words(self) -> str:
        when = f"frame {self.at_frame}" if self.at_s is None else shown_time(self.at_s)
        return f"{self.command['verb']}, planned by {self.by or 'somebody'} for {when},"


class Plans:
    """Those of one show. `do` carries a command out, `happened` tells an event, `may` asks the database."""

    def __init__(
        self,
        journal: Journal,
        state: ShowState,
        do: Do,
        happened: Happened,
        may: May,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._journal, self._state, self._do, self._happened, self._may = journal, state, do, happened, may
        self._now = now
        self._all = {one.id: one for one in read(recorded(journal.path))}
        self._begun: dict[str, asyncio.Task[None]] = {}
        self._checks: set[asyncio.Task[bool | None]] = set()
        self._tell()

    # -- what is asked -----------------------------------------------------------------------------

    async def plan(self, asked: Json, sender: senders.Sender) -> str:
        """Keep a command for its moment; its id, once it is on disk. Raises BadCommand."""
        when, command = read_when(asked), asked.get("command")
        check_planned(command)
        if len(self._all) >= MOST:
            raise BadCommand("too_many", f"{MOST} commands are planned already; cancel one of them first")
        one = Planned(
            planned_id(), dict(command or {}), when.at_frame, when.at_s, sender.by, str(asked.get("owner") or ""),
            sender.to_json(), self._now(), rights=in_order(asked.get("rights") or ()), granted_at=time.monotonic(),
        )  # fmt: skip
        self._check_ahead(one, when)
        self._all[one.id] = one
        self._keep()
        self.look()
        if not await asyncio.to_thread(self._journal.settled, DISK_S) and one.id not in self._begun:
            self._all.pop(one.id, None)
            self._keep()
            raise BadCommand("not_kept", f"the disk did not take the plan: {self._journal.trouble or 'it is slow'}")
        return one.id

    def _check_ahead(self, one: Planned, when: When) -> None:
        left_s = self._left_s(one)
        if left_s is not None and left_s < 0:
            raise BadCommand("too_late", f"this was to happen at {_said(when)}, which has passed")
        ahead_s = left_s if one.at_s is None else one.at_s - self._now()
        if ahead_s is not None and ahead_s > AHEAD_S:
            raise BadCommand("too_early", f"expected a moment within a year, found {_said(when)}")

    def cancel(self, name: str, by: str) -> None:
        """Forget one that is not on its way yet. Raises BadCommand."""
        one = self._all.get(name)
        if one is None:
            raise BadCommand("no_such_plan", f"nothing is planned under {name[:64]!r}")
        if name in self._begun:
            raise BadCommand("too_late", f"{one.words} happens in a moment and cannot be taken back any more")
        self._over(one, "info", "planned_cancelled", f"{one.words} was cancelled by {by or 'somebody'}")

    # -- when it comes -----------------------------------------------------------------------------

    async def run(self) -> None:
        """Look after what is planned for as long as the show is on air."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def look(self) -> None:
        """Begin what is near, and say what was missed."""
        for one in [one for one in self._all.values() if one.id not in self._begun]:
            left_s = self._left_s(one)
            if left_s is None or left_s > CHECK_S:
                continue
            if left_s < 0:
                self._missed(one)
            elif left_s <= NEAR_S:
                self._begin(one, self._carry(one))
            elif not one.checked:
                self._check_soon(one)

    def _begin(self, one: Planned, work: Any) -> None:
        self._begun[one.id] = task = asyncio.create_task(work)
        task.add_done_callback(lambda done: self._ended(one, done))

    def _ended(self, one: Planned, task: asyncio.Task[None]) -> None:
        self._begun.pop(one.id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s met an error that should not happen", one.id, exc_info=error)
            self._over(one, "warning", "planned_refused", f"{one.words} was not done: {error!r}"[:300])

    def _check_soon(self, one: Planned) -> None:
        """Ask early, so that a database that falls silent does not hold up what is near."""
        one.checked = True
        task = asyncio.create_task(self._granted(one))
        self._checks.add(task)
        task.add_done_callback(self._checks.discard)

    def _missed(self, one: Planned) -> None:
        if one.sent:
            text = f"{one.words} was on its way when this was begun anew: whether it happened is not known"
            return self._over(one, "warning", "planned_unknown", text)
        self._over(one, "warning", "planned_missed", f"{one.words} was missed: nobody was there to do it in time")

    async def _carry(self, one: Planned) -> None:
        """Do it, on its frame, if who planned it may still ask it."""
        if (granted := await self._granted(one)) is not True:
            why = "they may no longer ask it" if granted is False else "whether they still may could not be asked"
            return self._over(one, "warning", "planned_refused", f"{one.words} was not done: {why}")
        one.frame = self._frame_of(one) if one.frame is None else one.frame
        one.sent = True
        self._keep()
        answer = await (self._on_frame(one) if VERBS[one.command["verb"]].engine else self._after_frame(one))
        self._became(one, answer)

    def _became(self, one: Planned, answer: Json) -> None:
        code, said = answer.get("code"), answer.get("error")
        if answer.get("ok"):
            self._over(one, "info", "planned_done", f"{one.words} happened on frame {answer.get('frame')}")
        elif code == "off_air":  # the show ends: its next start says that this was missed
            one.sent, one.frame = False, None
            self._keep()
        elif code == "too_late":
            self._over(one, "warning", "planned_missed", f"{one.words} was missed: {said}")
        elif code == "no_answer":
            self._over(one, "warning", "planned_unknown", f"{one.words} was not answered: look at program")
        else:
            self._over(one, "warning", "planned_refused", f"{one.words} was refused: {said}")

    async def _granted(self, one: Planned) -> bool | None:
        rights = await self._may(one.owner)
        if rights is None:
            return True if time.monotonic() - one.granted_at < TRUSTED_S else None
        granted, one.rights = rights_for(one.command) <= rights, in_order(rights)
        one.granted_at = time.monotonic() if granted else -math.inf
        return granted

    async def _on_frame(self, one: Planned) -> Json:
        """What the engine does waits there for its frame; an engine that is lost meanwhile has a successor."""
        while True:
            answer = await self._ask(one, on_frame=one.frame)
            if answer.get("code") not in AGAIN or not self._is_ahead(one):
                return answer
            await asyncio.sleep(LOOK_S / 5)

    async def _after_frame(self, one: Planned) -> Json:
        """What is not the engine's happens as soon as its frame is there."""
        while self._is_ahead(one):
            await asyncio.sleep(LOOK_S / 10)
        return await self._ask(one)

    def _is_ahead(self, one: Planned) -> bool:
        frame = self._state.frames.at(time.monotonic())
        return frame is None or one.frame is None or frame < one.frame

    async def _ask(self, one: Planned, **on_frame: Any) -> Json:
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        patience = patience_s(one.command.get("within_ms"))
        last = (one.frame or 0) + int(patience * self._state.frames.rate)
        verb = VERBS[one.command["verb"]]
        by = {"by": one.by} if verb.signed or verb.named else {}
        bounds = {"rights": one.rights} if verb.bounded else {}
        parts = {name: part for name, part in one.command.items() if name != "within_ms"}
        sender = senders.sender_in({senders.KEY: one.sender})
        command = {**parts, **by, **bounds, **on_frame, "not_after_frame": last}
        self._do(one.id, command, sender, lambda told: _settle(answer, told))
        try:
            return await asyncio.wait_for(answer, NEAR_S + ANSWER_S)
        except TimeoutError:
            return refusal(one.id, "no_answer", "no answer came")

    # -- frames and files --------------------------------------------------------------------------

    def _left_s(self, one: Planned) -> float | None:
        """Seconds until its moment; None while no frame of the engine is known, unless it has passed."""
        frames = self._state.frames
        frame = frames.at(time.monotonic())
        if one.at_s is not None:
            left_s = one.at_s - self._now()
            return left_s if frame is not None or left_s < 0 else None
        return None if frame is None else float(((one.at_frame or 0) - frame) / frames.rate)

    def _frame_of(self, one: Planned) -> int | None:
        """The frame of its moment, as near as can be told."""
        if one.at_s is None:
            return one.at_frame
        frame, rate = self._state.frames.at(time.monotonic()), self._state.frames.rate
        return None if frame is None else frame + max(0, math.ceil((one.at_s - self._now()) * rate))

    def _over(self, one: Planned, level: str, code: str, text: str) -> None:
        if self._all.pop(one.id, None):
            self._keep()
            self._happened(level, code, text)

    def _keep(self) -> None:
        kept = [
            {name: part for name, part in asdict(one).items() if name not in OF_THE_MOMENT}
            for one in self._all.values()
        ]
        self._journal.put({"planned": kept})
        self._tell()

    def _tell(self) -> None:
        self._state.change(planned=[one.to_json() for one in self._all.values()])

    def close(self) -> None:
        """End; what is planned stays in its file."""
        for task in (*self._begun.values(), *self._checks):
            task.cancel()
        self._journal.close()


def read(kept: Json) -> list[Planned]:
    """What a file says is planned; what makes no sense in it is left out."""
    found = []
    for one in kept.get("planned") or ():
        try:
            planned = replace(Planned(**one), granted_at=-math.inf)
            check_planned(planned.command)
            found.append(planned)
        except (BadCommand, TypeError, AttributeError) as error:
            log.warning("something that was planned cannot be read: %s", error)
    return found[:MOST]


def _said(when: When) -> str:
    return f"frame {when.at_frame}" if when.at_s is None else shown_time(when.at_s)


def _settle(answer: asyncio.Future[Json], told: Json) -> None:
    if not answer.done():
        answer.set_result(told)
