"""`python -m mixer render SHOWFILE OUT.mp4 --seconds N [--script FILE]`: the engine, clocked by frames.

With `--rundown FILE` a rundown plays in it by itself.
`python -m mixer render --log FILE OUT.mp4` plays a logged session again, and compares what it looks like.
"""

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
from mixer.programs.replay import Replay
from mixer.programs.rundown import RundownPlayer, moment, rundown_in
from mixer.programs.session_log import read_log
from mixer.protocol.commands import Command
from mixer.protocol.fallback import SecondInput
from mixer.protocol.parse import read_command, read_show
from mixer.protocol.showfile import Show, Source

T = TypeVar("T")


def main(argv: list[str]) -> int:
    options = arguments(argv)
    return replayed(options) if options.log else rendered(options)


def rendered(options: argparse.Namespace) -> int:
    show = absolute(read_show(options.show.read_bytes()), options.show.parent)
    with options.out.open("wb") as out:
        engine = Engine(show, Timeline(show.canvas.fps), offline=True, file=out.fileno())
        players: list[Callable[[int], None]] = []
        if options.script:
            players.append(follower(engine, json.loads(options.script.read_text())))
        if options.rundown:
            rundown = RundownPlayer(engine, rundown_in(options.rundown), options.at, options.rundown.parent)
            players.append(rundown)
        if players:
            engine.before_frame = lambda frame: [play(frame) for play in players].clear()
        engine.run(offline(round(options.seconds * show.canvas.fps)))
    if options.rundown and options.as_run:
        options.as_run.write_text(json.dumps(rundown.airings, indent=1) + "\n")
    return 0


def replayed(options: argparse.Namespace) -> int:
    """Exit code 1 when a frame that was in time on air looks different now. Raises BadShow for what is no log."""
    log = read_log(options.log)
    with options.out.open("wb") as out:
        frames = None if options.seconds is None else round(options.seconds * log.timeline.rate)
        comparison = Replay(log, out.fileno()).run(frames)
    print(comparison)
    if options.checksums:
        options.checksums.write_text(json.dumps(comparison.to_json(), indent=1) + "\n")
    return 0 if comparison.whole else 1


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m mixer render", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="SHOWFILE OUT",
        help="a show file, whose paths are relative to it, and the MP4",
    )
    parser.add_argument("--seconds", type=float, help="how much of it; of a log all, unless this is given")
    parser.add_argument("--log", type=Path, help="a command log, instead of a show file")
    parser.add_argument("--checksums", type=Path, help="with --log: write as JSON which logged checksums match")
    parser.add_argument(
        "--script",
        type=Path,
        help='commands as a JSON list: [{"frame": 30, "verb": "cut"}, …]',
    )
    parser.add_argument("--rundown", type=Path, help="a compiled rundown, which plays from the first frame on")
    parser.add_argument("--at", type=moment, default=0.0, help="with --rundown: when the first frame is, with its zone")
    parser.add_argument("--as-run", type=Path, help="with --rundown: write what aired as JSON")
    options = parser.parse_args(argv)
    expected = 1 if options.log else 2
    if len(options.files) != expected:
        parser.error("expected OUT" if options.log else "expected SHOWFILE and OUT")
    if options.seconds is None and not options.log:
        parser.error("expected --seconds")
    options.show, options.out = options.files[0], options.files[-1]
    return options


def absolute(show: Show, folder: Path) -> Show:
    """The show with the paths of its files made absolute."""
    sources = tuple(found_in(one, folder) for one in show.sources)
    overlays = tuple(replace(one, content=found(one.content, folder)) for one in show.overlays)
    return replace(show, sources=sources, overlays=overlays, slate=found(show.slate, folder))


def found_in(source: Source, folder: Path) -> Source:
    """A source with the paths of its inputs made absolute, its own and those that stand in for it."""
    steps = tuple(
        replace(step, input=found(step.input, folder)) if isinstance(step, SecondInput) else step
        for step in source.fallback.steps
    )
    chain = replace(source.fallback, steps=steps)
    return replace(source, input=found(source.input, folder), fallback=chain)


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
