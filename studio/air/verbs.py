"""Everything that can be asked of a show on air: a line a verb, with its parts, who carries it out, and who may ask.

REST, the sockets, runmixer, the documentation and `GET /api/v1/facts` read this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol

from annotated_types import Len

from mixer.protocol import commands
from mixer.protocol.basics import Ident
from studio.air.planning import CancelPlanned, Plan
from studio.captions import verbs as captions
from studio.people.roles import Action
from studio.rundowns import verbs as rundowns
from studio.scheduling import verbs as scheduling


class Carrier(Protocol):
    """Who carries commands out; each answers by the command's id."""

    def to_engine(self, name: str, command: dict[str, Any]) -> None: ...
    def to_captions(self, name: str, command: dict[str, Any]) -> None: ...
    def record(self, name: str, *, on: bool) -> None: ...
    def switch(self, name: str, destination: str, *, on: bool) -> None: ...
    def to_rundown(self, name: str, command: dict[str, Any]) -> None: ...
    def to_schedule(self, name: str, command: dict[str, Any]) -> None: ...
    def restart_engine(self, name: str) -> None: ...
    def go_on_air(self, name: str) -> None: ...
    def to_page(self, name: str, command: dict[str, Any]) -> None: ...
    def to_macros(self, name: str, command: dict[str, Any]) -> None: ...
    def to_plans(self, name: str, command: dict[str, Any]) -> None: ...
    def to_alerts(self, name: str, command: dict[str, Any]) -> None: ...


Handler = Callable[[Carrier, str, dict[str, Any]], None]
"""(who carries it out, the command's id, the command)"""
Holds = Callable[[Mapping[str, Any]], Any]
"""The commands inside a command; what it holds instead of a list of objects holds none that can be known."""


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Record the programme to files of its own, from the next keyframe on."""


@dataclass(frozen=True, slots=True)
class StopRecording:
    """End the recording; its last file is finished."""


@dataclass(frozen=True, slots=True)
class StartDestination:
    """Begin one destination; the others and the programme go on as they are."""

    destination: Ident


@dataclass(frozen=True, slots=True)
class StopDestination:
    """End one destination; it finishes its files, or says goodbye to its server."""

    destination: Ident


@dataclass(frozen=True, slots=True)
class RestartEngine:
    """Begin another engine, of today's build, with the desk as it is; the programme has a gap of a few seconds."""


@dataclass(frozen=True, slots=True)
class GoOnAir:
    """End a rehearsal: the ways out are opened, and the programme goes on without a break. Refused without one."""


@dataclass(frozen=True, slots=True)
class PageInput:
    """Click and type into a web page, of a source or of an overlay; on program only a director may. Never written down.

    An event is `{"type": "move" | "down" | "up" | "wheel", "x", "y", "button", "dx", "dy"}`, places as fractions of the
    page, or `{"type": "key", "key"}` with a key's name, or `{"type": "text", "text"}`.
    """

    events: Annotated[list[dict[str, Any]], Len(1, 64)]
    source: Annotated[str, Len(0, 64)] = ""
    overlay: Annotated[str, Len(0, 64)] = ""


@dataclass(frozen=True, slots=True)
class AcknowledgeAlert:
    """Say, for everybody at the show, that you look after an alert; `alert` is its `key`."""

    alert: Annotated[str, Len(1, 120)]


@dataclass(frozen=True, slots=True)
class RunMacro:
    """Run a macro of the show: its steps are asked in your name, and it stops at the first that is refused."""

    macro: Ident


@dataclass(frozen=True, slots=True)
class StopMacro:
    """Stop a macro that runs, or all of them: what it has done stays."""

    macro: Annotated[str, Len(0, 64)] = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """`value` is the dataclass of its parts. `engine`: without one it is refused at once, as its frame is not known.

    `dated`: it is refused after a frame. `asked`: anybody with the `right` may ask it; else only the studio itself.
    `signed`: who asked goes along, `named`: as others know them; `owned`: by number; `ranked`: whether they direct
    does; `bounded`: all of their rights do, which bound what it does for them. What is not `kept` stands in no log.
    One that `holds` others may be asked by whoever may ask all of them.
    """

    value: type[Any]
    handler: Handler
    right: Action = Action.OPERATE
    engine: bool = True
    dated: bool = True
    asked: bool = True
    signed: bool = False
    ranked: bool = False
    named: bool = False
    owned: bool = False
    bounded: bool = False
    kept: bool = True
    holds: Holds | None = None

    @property
    def help(self) -> str:
        return (self.value.__doc__ or "").strip()


def of_engine(value: type[Any]) -> Verb:
    return Verb(value, lambda air, name, command: air.to_engine(name, command))


def of_captions(value: type[Any]) -> Verb:
    return Verb(
        value,
        lambda air, name, command: air.to_captions(name, command),
        engine=False,
        signed=True,
        right=Action.CAPTION,
    )


def of_rundown(value: type[Any]) -> Verb:
    return replace(of_captions(value), handler=lambda air, *asked: air.to_rundown(*asked), right=Action.CARRY)


def of_studio(value: type[Any], handler: Handler) -> Verb:
    return Verb(value, handler, engine=False)


VERBS: dict[str, Verb] = {
    **{verb: of_engine(value) for verb, value in commands.ON_AIR.items()},
    "batch": replace(of_engine(commands.Batch), holds=lambda command: command.get("commands")),
    **{verb: replace(of_engine(commands.ON_AIR[verb]), right=Action.SOUND) for verb in ("sound", "master")},
    # An edit, stored already and held to its revision, and what a rundown does.
    **{verb: replace(of_engine(value), dated=False, asked=False) for verb, value in commands.BY_ITSELF.items()},
    "start_recording": of_studio(StartRecording, lambda air, name, command: air.record(name, on=True)),
    "stop_recording": of_studio(StopRecording, lambda air, name, command: air.record(name, on=False)),
    "start_destination": of_studio(
        StartDestination, lambda air, name, command: air.switch(name, command.get("destination", ""), on=True)
    ),
    "stop_destination": of_studio(
        StopDestination, lambda air, name, command: air.switch(name, command.get("destination", ""), on=False)
    ),
    "restart_engine": of_studio(RestartEngine, lambda air, name, command: air.restart_engine(name)),
    "go_on_air": of_studio(GoOnAir, lambda air, name, command: air.go_on_air(name)),
    "run_macro": replace(
        of_studio(RunMacro, lambda air, name, command: air.to_macros(name, command)), named=True, bounded=True
    ),
    "stop_macro": of_studio(StopMacro, lambda air, name, command: air.to_macros(name, command)),
    "plan": replace(
        of_studio(Plan, lambda air, name, command: air.to_plans(name, command)),
        named=True,
        owned=True,
        bounded=True,
        holds=lambda command: [command.get("command")],
    ),
    "cancel_planned": replace(
        of_studio(CancelPlanned, lambda air, name, command: air.to_plans(name, command)), named=True
    ),
    "page_input": Verb(
        PageInput,
        lambda air, name, command: air.to_page(name, command),
        right=Action.EDIT,
        engine=False,
        dated=False,
        ranked=True,
        kept=False,
    ),
    "acknowledge_alert": Verb(
        AcknowledgeAlert,
        lambda air, name, command: air.to_alerts(name, command),
        right=Action.EDIT,
        engine=False,
        dated=False,
        named=True,
    ),
    **{verb: of_captions(value) for verb, value in captions.VALUES.items()},
    **{verb: of_rundown(value) for verb, value in rundowns.VALUES.items()},
    **{
        verb: of_studio(value, lambda air, name, command: air.to_schedule(name, command))
        for verb, value in scheduling.VALUES.items()
    },
}
ASKED: dict[str, Verb] = {name: verb for name, verb in VERBS.items() if verb.asked}


def verb_of(command: Mapping[str, Any], known: Iterable[str] = VERBS) -> Verb | None:
    """The verb a message asks for, if it is one of these."""
    name = command.get("verb")
    return VERBS[name] if isinstance(name, str) and name in known else None


def rights_for(command: Mapping[str, Any]) -> frozenset[Action]:
    """What somebody needs who asks this: the verb's right, and the sound's where it sets sound besides.

    Of a command that holds others, what those need. What cannot be read needs the right of the verb itself; what nobody
    may ask, that of a command of the desk.
    """
    verb = verb_of(command, ASKED)
    if verb is None:
        return frozenset({Action.OPERATE})
    inside = verb.holds(command) if verb.holds else None
    if isinstance(inside, list) and inside and all(isinstance(one, dict) for one in inside):
        return frozenset().union(*(rights_for(one) for one in inside))
    return frozenset({verb.right} | ({Action.SOUND} if command.get("sound") else set()))
