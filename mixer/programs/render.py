"""`python -m mixer render SHOWFILE OUT.mp4 --seconds N [--script FILE]`: the engine, clocked by frames."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from mixer.core.clock import Timeline
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.protocol.commands import Command
from mixer.protocol.parse import read_command, read_show
from mixer.protocol.showfile import Show

T = TypeVar("T")


def main(argv: list[str]) -> int:
    options = arguments(argv)
    show = absolute(read_show(options.show.read_bytes()), options.show.parent)
    with options.out.open("wb") as out:
        engine = Engine(show, Timeline(show.canvas.fps), offline=True, file=out.fileno())
        if options.script:
            engine.before_frame = follower(engine, json.loads(options.script.read_text()))
        engine.run(offline(round(options.seconds * show.canvas.fps)))
    return 0


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mixer render", description=__doc__)
    parser.add_argument("show", type=Path, help="a show file; paths in it are relative to it")
    parser.add_argument("out", type=Path, help="the MP4 file to write")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument(
        "--script",
        type=Path,
        help='commands as a JSON list: [{"frame": 30, "verb": "cut"}, …]',
    )
    return parser.parse_args(argv)


def absolute(show: Show, folder: Path) -> Show:
    """The show with the paths of its files made absolute."""
    sources = tuple(replace(one, input=found(one.input, folder)) for one in show.sources)
    overlays = tuple(replace(one, content=found(one.content, folder)) for one in show.overlays)
    return replace(show, sources=sources, overlays=overlays)


def found(value: T, folder: Path) -> T:
    """An input or a content with its file's path, if it has one, made absolute."""
    path = getattr(value, "path", "")
    return replace(value, path=str((folder / path).resolve())) if path else value  # type: ignore[type-var]


def follower(engine: Engine, script: list[dict[str, object]]) -> Callable[[int], None]:
    """Gives the engine each command of a script on its frame. Raises BadCommand for one that is wrong."""
    commands: dict[int, list[Command]] = defaultdict(list)
    for line in script:
        commands[int(str(line["frame"]))].append(read_command({k: v for k, v in line.items() if k != "frame"}))

    def follow(frame: int) -> None:
        for command in commands.pop(frame, ()):
            engine.obey(command)

    return follow
