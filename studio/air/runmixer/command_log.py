"""Applied commands with frame, sender and origin: for files that play them again, and for the audit list."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from studio.air.senders import KEY, Sender, sender_in
from studio.air.verbs import verb_of
from studio.shows.addresses import masked_file

REMEMBERED = 2000
VERSION = 1
OURS = ("id", "type", "seat", "turn", "by", KEY)  # of a message, that are no parts of what is asked
LEFT_OUT = ("id", "not_after_frame", "within_ms")  # of a command, in the audit list


@dataclass(frozen=True, slots=True)
class Applied:
    """A command that took effect. `frame` is None where nobody could tell."""

    time: float
    frame: int | None
    command: dict[str, Any]
    sender: Sender

    @property
    def verb(self) -> str:
        return str(self.command.get("verb", ""))


class Files(Protocol):
    """Where lines go."""

    def begin(self, header: dict[str, Any]) -> None: ...
    def add(self, entry: dict[str, Any]) -> None: ...


class CommandLog:
    """Puts the engine's word on what happened beside who asked for it. Pure, but for what it hands on.

    `note` hears each applied command once.
    """

    def __init__(self, files: Files, note: Callable[[Applied], None], now: Callable[[], float] = time.time) -> None:
        self._files, self._note, self._now = files, note, now
        self._asked: OrderedDict[str, tuple[Sender, dict[str, Any] | None]] = OrderedDict()

    def asked(self, name: str, message: dict[str, Any], sender: Sender | None = None) -> None:
        """A command of this id is on its way; an engine will tell of it, unless it is for others to carry out."""
        verb = verb_of(message)
        ours = None if verb is None or verb.engine else {key: part for key, part in message.items() if key not in OURS}
        self._asked[name] = sender or sender_in(message), ours
        while len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)

    def answered(self, name: str, answer: dict[str, Any], frame: int | None) -> None:
        """A command was answered; what is not the engine's to tell is logged, with `frame` if the answer has none."""
        sender, ours = self._asked.get(name, (Sender(), None))
        if ours is None and answer.get("ok"):
            return  # the engine tells, after its answer
        self._asked.pop(name, None)
        if answer.get("ok") and ours is not None:
            known = answer.get("frame")
            self._applied(frame if known is None else known, ours, sender)

    def hear_session(self, session: dict[str, Any], show_id: str) -> None:
        """The engine has told all there is to begin a file with."""
        parts = [{**part, "show": masked_file(part["show"])} for part in session["pinned"]]
        shown = {"log": VERSION, "show_id": show_id} | session
        self._files.begin(shown | {"show": masked_file(session["show"]), "pinned": parts})

    def hear(self, entries: list[dict[str, Any]]) -> None:
        """The engine has told what a frame did."""
        for entry in entries:
            command = entry.get("command")
            if isinstance(command, dict):
                sender, _ = self._asked.pop(str(command.get("id", "")), (Sender(), None))
                self._applied(entry["frame"], command, sender)
            else:
                self._files.add(entry)

    def _applied(self, frame: int | None, command: dict[str, Any], sender: Sender) -> None:
        one = Applied(self._now(), frame, command, sender)
        told = {"command": masked_command(command), "time": round(one.time, 3)} | sender.to_json()
        if frame is not None:
            self._files.add({"frame": frame} | told)
        self._note(one)


def masked_command(command: dict[str, Any]) -> dict[str, Any]:
    """A command as it is logged: an edit's show without what opens addresses."""
    show = command.get("show")
    if not isinstance(show, dict) or "sources" not in show:
        return command
    return {**command, "show": masked_file(show)}


def listed(command: dict[str, Any]) -> dict[str, Any]:
    """A command's parts as the audit list has them: of an edit only its revision."""
    return {name: part for name, part in command.items() if name not in (*LEFT_OUT, "verb", "show")}
