"""Applied commands with frame, sender and origin: for files that play them again, and for the audit list."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from mixer.protocol.commands import LOG_VERSION
from studio.air.senders import KEY, Sender, sender_in
from studio.air.verbs import verb_of
from studio.shows.addresses import masked_file, masked_overlay, masked_source

REMEMBERED = 2000
OURS = ("id", "type", "seat", "turn", "by", "owner", KEY)  # of a message, that are no parts of what is asked
LEFT_OUT = ("id", "not_after_frame", "within_ms", "on_frame")  # of a command, in the audit list


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

    @property
    def parts(self) -> list[Applied]:
        """What was done, one thing at a time: of a batch each of its commands."""
        if self.verb != "batch":
            return [self]
        return [replace(self, command=one) for one in self.command["commands"]]


@dataclass(slots=True)
class Asked:
    """A command on its way: by whom, its parts, whether an engine tells of it, and the frame that it answered."""

    sender: Sender
    command: dict[str, Any]
    engine: bool
    frame: int | None = None


class Files(Protocol):
    """Where lines go."""

    def begin(self, header: dict[str, Any]) -> None: ...
    def add(self, entry: dict[str, Any]) -> None: ...


class CommandLog:
    """Puts the engine's word on what happened beside who asked for it. Pure, but for what it hands on.

    `note` hears each applied command once, those of a batch one by one.
    """

    def __init__(self, files: Files, note: Callable[[Applied], None], now: Callable[[], float] = time.time) -> None:
        self._files, self._note, self._now = files, note, now
        self._asked: OrderedDict[str, Asked] = OrderedDict()

    def asked(self, name: str, message: dict[str, Any], sender: Sender | None = None) -> None:
        """A command of this id is on its way; an engine will tell of it, unless it is for others to carry out."""
        verb = verb_of(message)
        parts = {key: part for key, part in message.items() if key not in OURS}
        self._asked[name] = Asked(sender or sender_in(message), parts, verb is None or verb.engine)
        while len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)

    def sender_of(self, name: str) -> Sender:
        """Who asked a command that is on its way."""
        asked = self._asked.get(name)
        return asked.sender if asked else Sender()

    def answered(self, name: str, answer: dict[str, Any], frame: int | None) -> None:
        """A command was answered; what is not the engine's to tell is logged, with `frame` if the answer has none."""
        asked, known = self._asked.get(name), answer.get("frame")
        if asked is None or not answer.get("ok"):
            return  # who was refused because nobody could answer may have been obeyed all the same
        if asked.engine:
            asked.frame = known  # it tells, after its answer
        else:
            self._asked.pop(name)
            self._applied(frame if known is None else known, asked.command, asked.sender)

    def engine_lost(self) -> None:
        """What it answered and did not live to tell of is logged by its answers."""
        for name, asked in list(self._asked.items()):
            if asked.engine and asked.frame is not None:
                self._asked.pop(name)
                self._applied(asked.frame, {"id": name, **asked.command}, asked.sender)

    def hear_session(self, session: dict[str, Any], show_id: str) -> None:
        """The engine has told all there is to begin a file with."""
        parts = [{**part, "show": masked_show(part["show"])} for part in session["pinned"]]
        shown = {"log": LOG_VERSION, "show_id": show_id} | session
        if session.get("line_up"):
            shown["line_up"] = masked_command(session["line_up"])
        self._files.begin(shown | {"show": masked_show(session["show"]), "pinned": parts})

    def hear(self, entries: list[dict[str, Any]]) -> None:
        """The engine has told what a frame did."""
        for entry in entries:
            command = entry.get("command")
            if isinstance(command, dict):
                asked = self._asked.pop(str(command.get("id", "")), None)
                self._applied(entry["frame"], command, asked.sender if asked else Sender())
            else:
                self._files.add(entry)

    def _applied(self, frame: int | None, command: dict[str, Any], sender: Sender) -> None:
        one = Applied(self._now(), frame, command, sender)
        told = {"command": masked_command(command), "time": round(one.time, 3)} | sender.to_json()
        if frame is not None:
            self._files.add({"frame": frame} | told)
        for part in one.parts:
            self._note(part)


def masked_command(command: dict[str, Any]) -> dict[str, Any]:
    """A command as it is logged: an edit's show, and what a rundown lines up, without what opens addresses."""
    if command.get("verb") == "line_up":
        items = [masked_item(one) for one in command.get("items", ())]
        return {**command, "items": items, "fallback": command.get("fallback") and masked_item(command["fallback"])}
    show = command.get("show")
    if not isinstance(show, dict) or "sources" not in show:
        return command
    return {**command, "show": masked_show(show)}


def masked_item(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "show": masked_show(item["show"])}


def masked_show(show: dict[str, Any]) -> dict[str, Any]:
    """A show file without what opens addresses: a key may stand anywhere in a path, and nothing is fetched again."""
    masked = masked_file(show)
    sources = [masked_source(one, _pathless) for one in masked["sources"]]
    overlays = [masked_overlay(one, _pathless) for one in masked.get("overlays", ())]
    return {**masked, "sources": sources, "overlays": overlays}


def _pathless(input: dict[str, Any]) -> dict[str, Any]:
    scheme, found, rest = str(input.get("url") or "").partition("://")
    return {**input, "url": f"{scheme}://{rest.partition('/')[0]}/…"} if found else input


def listed(command: dict[str, Any]) -> dict[str, Any]:
    """A command's parts as the audit list has them: of an edit only its revision."""
    return {name: part for name, part in command.items() if name not in (*LEFT_OUT, "verb", "show")}
