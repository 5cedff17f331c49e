"""Recording: the programme on disk, in numbered parts that play even if everything is killed.

`NAME.json` beside the parts says what there is; `python -m mixer finish` reads it after a crash.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mixer.outputs.boxes import leading, runs, tracks
from mixer.outputs.destination import Say, Session, arguments, serve
from mixer.outputs.part import Part, repair
from mixer.protocol.files import write_whole
from mixer.protocol.room import ENOUGH_BYTES, FLOOR_BYTES

NAME = "record"
SAVE_EVERY_S = 2.0


@dataclass(slots=True)
class PartNote:
    """One part in `NAME.json`; `time` is the wall clock, in seconds, of its first frame."""

    file: str
    first_frame: int
    time: float
    seconds: float = 0.0
    bytes: int = 0
    state: str = "recording"  # recording, finished, interrupted, empty


@dataclass(slots=True)
class Note:
    """What `NAME.json` holds: a recording and its parts."""

    name: str
    started: float
    state: str = "recording"  # recording, finished, interrupted
    parts: list[PartNote] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Note:
        """Raises OSError, and ValueError for what is no such file."""
        try:
            told = json.loads(path.read_text())
            return cls(told["name"], told["started"], told["state"], [PartNote(**part) for part in told["parts"]])
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path.name} is no note of a recording: {error}") from None

    def save(self, folder: Path) -> None:
        write_whole(folder / f"{self.name}.json", json.dumps(asdict(self), indent=1).encode())

    @property
    def seconds(self) -> float:
        return sum(part.seconds for part in self.parts)

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)


class Recorder:
    """The writer: a part for each unbroken stretch of programme."""

    def __init__(
        self, folder: Path, name: str, say: Say, *,
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self.folder, self.say, self.free = folder, say, free
        self.state, self.text = "waiting", "waiting for the engine"
        self.session: Session | None = None
        self.part: Part | None = None
        self.full = False
        folder.mkdir(parents=True, exist_ok=True)
        self.note = self._go_on_from(Note(name, clock()))
        self.saved_at = 0.0
        self._save()

    def _go_on_from(self, note: Note) -> Note:
        """The note of this name that a killed recorder left, or a new one."""
        with contextlib.suppress(OSError, ValueError):
            note = Note.read(self.folder / f"{note.name}.json")
        note.state = "recording"
        return note

    # -- the programme comes in ------------------------------------------------------------------

    def use(self, output: dict[str, Any], secrets: dict[str, str]) -> None:
        """There is nothing to set."""

    def begin(self, session: Session, init: bytes) -> None:
        self.broken()
        self.session = None
        try:
            self.tracks = tracks(init)
            self.lead = leading(self.tracks)
        except (ValueError, StopIteration) as error:
            self._trouble("bad_init", f"the engine sent an init segment that cannot be read: {error}")
            return
        self.session, self.init = session, init

    def add(self, key: bool, fragment: bytes) -> None:
        if not self.session or self.full:
            return
        try:
            if key and not self.part:
                self._start_part(fragment)
            if self.part:
                self.part.add(fragment)
        except OSError as error:
            self._refused(error)
        except ValueError:
            self.broken()

    def flush(self) -> None:
        if not self.part:
            return
        try:
            self.part.flush()
        except OSError as error:
            self._refused(error)
            return
        part, note = self.part, self.note.parts[-1]
        note.seconds, note.bytes = part.extent.seconds, part.extent.size

    def broken(self) -> None:
        """What comes next goes into a part of its own."""
        self._close_part()
        if self.state == "recording":
            self.state, self.text = "waiting", "waiting for the programme to go on"

    def tick(self) -> None:
        self._mind_the_disk()
        if time.monotonic() - self.saved_at >= SAVE_EVERY_S:
            self._save()

    def close(self) -> None:
        self._close_part()
        self.note.state, self.state, self.text = "finished", "ended", "the recording is finished"
        self._save()

    def status(self) -> dict[str, Any]:
        return {
            "state": self.state, "text": self.text, "name": self.note.name, "started": self.note.started,
            "seconds": round(self.note.seconds, 3), "bytes": self.note.bytes, "parts": len(self.note.parts),
        }  # fmt: skip

    # -- parts -----------------------------------------------------------------------------------

    def _start_part(self, fragment: bytes) -> None:
        """Open the next part at a keyframe. Raises OSError, and ValueError on a fragment that cannot be read."""
        assert self.session
        run = next((run for run in runs(fragment, self.tracks) if run.track == self.lead.id), None)
        if run is None:
            raise ValueError("expected a picture in a key fragment")
        after = run.shown_at(self.lead) / self.lead.timescale
        path = self._next_path()
        self.part = Part(path, self.init, run.tfdt)
        first_frame = self.session.first_frame + round(after * self.session.rate)
        self.note.parts.append(PartNote(path.name, first_frame, self.session.time + after))
        self._save()
        if self.state == "error":
            self.say("info", "disk_recovered", "recording goes on in a new part")
        self.state, self.text = "recording", f"recording {path.name}"

    def _next_path(self) -> Path:
        number = 1
        while (path := self.folder / f"{self.note.name}-{number:03d}.mp4").exists():
            number += 1
        return path

    def _close_part(self) -> None:
        if not self.part:
            return
        part, self.part, note = self.part, None, self.note.parts[-1]
        try:
            part.close()
        except OSError as error:
            self._trouble("disk_error", f"the last moments of {note.file} could not be written: {error.strerror}")
        note.seconds = part.extent.seconds
        with contextlib.suppress(OSError):
            note.bytes = part.path.stat().st_size
        note.state = "finished" if note.seconds else "empty"
        self._save()

    # -- the disk --------------------------------------------------------------------------------

    def _mind_the_disk(self) -> None:
        """Pause while the disk is nearly full, so that recording never takes the room others need."""
        try:
            free = self.free(self.folder)
        except OSError:
            return
        if free < FLOOR_BYTES and not self.full:
            self.full = True
            self._close_part()
            self._trouble("disk_full", f"recording paused: only {free // 1_000_000} MB free on the disk")
        elif self.full and free >= ENOUGH_BYTES:
            self.full = False
            self.text = "waiting for the next keyframe"

    def _refused(self, error: OSError) -> None:
        """The disk took nothing more: close what there is; the next keyframe tries again."""
        self._close_part()
        self._trouble("disk_error", f"the recording could not be written: {error.strerror}")

    def _trouble(self, code: str, text: str) -> None:
        if self.text != text:
            self.say("error", code, text)
        self.state, self.text = "error", text

    def _save(self) -> None:
        self.saved_at = time.monotonic()
        with contextlib.suppress(OSError):
            self.note.save(self.folder)


# -- after a crash ---------------------------------------------------------------------------------


def mend(folder: Path, note: Note) -> None:
    """Finish the parts whose process was killed; what cannot be read is marked and kept. Takes seconds an hour."""
    for part in note.parts:
        if part.state != "recording":
            continue
        path = folder / part.file
        try:
            part.seconds = repair(path).seconds
            part.bytes, part.state = path.stat().st_size, "interrupted"
        except (OSError, ValueError):
            part.state = "empty"


def main(argv: list[str]) -> int:
    parser = arguments(NAME, "Record the programme.")
    parser.add_argument("--name", required=True, help="what the files are called: NAME-001.mp4, NAME.json")
    args = parser.parse_args(argv)
    if not is_name(args.name):
        parser.error(f"a name is made of letters, digits, '-' and '_', not {args.name!r}")
    return serve(args.run_dir, args.known_as, lambda say: Recorder(args.out_dir, args.name, say))


def is_name(text: str) -> bool:
    return 0 < len(text) <= 80 and text.replace("-", "").replace("_", "").isalnum()
