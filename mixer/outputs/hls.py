"""HLS: the programme as fMP4 segments and a playlist that never goes back and never names half a file.

Captions come along as subtitles, a playlist a language, in step with the media's. Ad breaks begin and end with a
segment, and are marked for who replaces them.

The playlist on disk is the memory: a new process goes on from it, whoever was killed.
"""

from __future__ import annotations

import contextlib
import math
import re
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from hashlib import blake2s
from pathlib import Path
from typing import Any

from mixer.outputs.boxes import Run, Track, leading, runs, tracks
from mixer.outputs.breaks import Breaks
from mixer.outputs.cue_link import CueLink
from mixer.outputs.destination import Say, Session, arguments, serve
from mixer.outputs.master import Variant
from mixer.outputs.playlist import Playlist, Segment, parse
from mixer.outputs.stock import Stock
from mixer.outputs.subtitles import Subtitles
from mixer.outputs.vtt import Span

NAME, INDEX = "hls", "index.m3u8"
WINDOW = 10  # segments listed
LEAST = 4  # so many stay listed on a full disk: players want three target durations (RFC 8216, 6.2.2)
GRACE_S = 30.0  # a file stays this long after it left the playlist: slow players still ask for it
LONGEST = 10  # segment lengths without a keyframe before the segment is given up
_OURS = re.compile(r"(seg-(\d+)-.+\.m4s|init-.+\.mp4|\..+\.tmp)")


class Hls:
    """The writer: cuts segments at keyframes, lists them, and deletes old ones."""

    def __init__(
        self,
        folder: Path,
        say: Say,
        *,
        window: int = WINDOW,
        clock: Callable[[], float] = time.monotonic,
        captions: Path | None = None,
        show: Path | None = None,
    ) -> None:
        self.folder, self.say, self.window, self.clock = folder, say, window, clock
        self.state, self.text = "waiting", "waiting for the engine"
        self.written = self.seconds = self.bytes = 0.0
        self.session: Session | None = None
        self.stock = Stock(folder, clock)
        self.parts: list[bytes] = []
        self.start = self.end = 0
        self.breaks, self.cue_tags = Breaks(), False
        with contextlib.suppress(OSError):  # a disk that is not there yet may come: every segment tries again
            folder.mkdir(parents=True, exist_ok=True)
        self.playlist = remembered(folder)
        self.broken_off = self.playlist.next_sequence > 0
        self._retire(unlisted(folder, self.playlist))
        self.cues = CueLink(captions, clock) if captions else None
        self.subtitles = Subtitles(folder, show or folder.parent / "show.json", self._write, self._retire)
        self._retire(self.subtitles.left_behind(self.playlist))

    # -- the programme comes in ------------------------------------------------------------------

    def use(self, output: dict[str, Any], secrets: dict[str, str]) -> None:
        self.window = int(output.get("window", self.window))
        self.cue_tags = bool(output.get("cue_tags"))

    def take_breaks(self, told: list[dict[str, Any]]) -> None:
        """The ad breaks that are near: what the playlist says of them it says with its next segment."""
        self.breaks.tell(told)

    def begin(self, session: Session, init: bytes) -> None:
        """A new timeline: its segments need its own init file and follow a discontinuity."""
        self.broken()
        self.session = None
        try:
            self.tracks = tracks(init)
            self.lead = leading(self.tracks)
        except (ValueError, StopIteration) as error:
            self._trouble("bad_init", f"the engine sent an init segment that cannot be read: {error}")
            return
        self.session, self.init, self.init_name = (session, init, f"init-{file_safe(session.id)}.mp4")

    def add(self, key: bool, fragment: bytes) -> None:
        if not self.session:
            return
        try:
            run = self._leading_run(fragment)
        except ValueError:
            self.broken()
            return
        if key and run:
            self._at_keyframe(run)
        if not self.parts:
            if not (key and run):
                return
            self.start = run.shown_at(self.lead)
        self.parts.append(fragment)
        if run:
            self.end = run.tfdt + run.duration
            if self._length() > LONGEST * self.session.segment_s:
                self.broken()

    def broken(self) -> None:
        """What was whole is published; what comes next does not join on to it."""
        self._cut()
        self._forget()
        self.broken_off = self.playlist.next_sequence > 0
        if self.state == "live":
            self.state, self.text = "waiting", "waiting for the programme to go on"

    def flush(self) -> None:
        """Segments are written whole; in between there are cues to hear."""
        if self.cues:
            self.subtitles.take(self.cues.hear())

    def tick(self) -> None:
        self.flush()
        self.subtitles.read_show()
        self.stock.delete_due()

    def close(self) -> None:
        self._cut()
        self.session = None
        if self.playlist.segments:
            with contextlib.suppress(OSError):
                self._write_playlist(replace(self.playlist, ended=True))
        if self.cues:
            self.cues.close()
        self.state, self.text = "ended", "the playlist is ended"

    def status(self) -> dict[str, Any]:
        return {
            "state": self.state, "text": self.text, "session": self.session.id if self.session else None,
            "segments": int(self.written), "seconds": round(self.seconds, 3), "bytes": int(self.bytes),
            "media_sequence": self.playlist.media_sequence,
        }  # fmt: skip

    # -- segments --------------------------------------------------------------------------------

    def _leading_run(self, fragment: bytes) -> Run | None:
        found: dict[int, Track] = self.tracks
        return next((run for run in runs(fragment, found) if run.track == self.lead.id), None)

    def _length(self) -> Fraction:
        return Fraction(self.end - self.start, self.lead.timescale)

    def _frame(self, at: int) -> int:
        """The number of the frame that shows at a time of the leading track."""
        assert self.session
        return self.session.first_frame + round(Fraction(at, self.lead.timescale) * self.session.rate)

    def _at_keyframe(self, run: Run) -> None:
        """Cut. The engine forces keyframes on the grid, and where ad breaks begin and end, and nowhere else."""
        if self.parts:
            # By when it shows, which is on the grid: it is decoded earlier where pictures before it were left out.
            self.end = run.shown_at(self.lead)
            self._cut()

    def _forget(self) -> None:
        self.parts, self.start, self.end = [], 0, 0

    def _cut(self) -> None:
        """Publish the segment gathered so far. A disk that refuses costs this segment, never the process."""
        if not self.parts or not self.session or self.end <= self.start:
            return
        data, self.parts = b"".join(self.parts), []
        length = float(self._length())
        begins = self.session.time + self.start / self.lead.timescale
        try:
            self._publish(data, length, begins, self._span())
        except OSError as error:
            self.broken_off = True
            self._trouble("disk_error", f"a segment could not be written: {error.strerror}")
            return
        self.written, self.seconds, self.bytes = (self.written + 1, self.seconds + length, self.bytes + len(data))
        self.broken_off = False
        if self.state == "error":
            self.say("info", "disk_recovered", "segments are being written again")
        self.state, self.text = "live", "on air"

    def _span(self) -> Span:
        """The frames of the segment gathered so far."""
        assert self.session
        return Span(self.session.first_frame, self.session.rate, self._frame(self.start), self._frame(self.end))

    def _publish(self, data: bytes, length: float, begins: float, span: Span) -> None:
        assert self.session
        before, target = self.playlist, math.floor(self.session.segment_s + Fraction(1, 2))
        if stale(before, begins, self.window):
            before = before.fresh(target)
        name = f"seg-{before.next_sequence:08d}-{file_safe(self.session.id)}.m4s"
        segment = Segment(name, length, begins, self.init_name, self.broken_off)
        if self.init_name not in before.names():
            before = self._write_media(self.init_name, self.init, before)
        before = self._write_media(name, data, before)
        self.subtitles.segment(name, span)
        before = replace(before, target_s=max(before.target_s, target))
        playlist = before.with_segment(segment, self.window)
        self._write_playlist(self.breaks.marked(playlist, self.session, span.until))

    def _write_media(self, name: str, data: bytes, before: Playlist) -> Playlist:
        """Write a file; on a full disk in the place of the oldest listed, if need be. The list that goes on."""
        while True:
            try:
                self._write(name, data)
                return before
            except OSError:
                if len(before.segments) <= LEAST:
                    raise
                shorter = before.without(1)
                self._retire(before.names() - shorter.names())
                before = shorter

    def _write_playlist(self, playlist: Playlist) -> None:
        self._write(INDEX, playlist.render(cues=self.cue_tags).encode())
        self._retire(self.playlist.names() - playlist.names())
        self.playlist = playlist
        self.subtitles.listed(playlist, self._variant())

    def _variant(self) -> Variant | None:
        if self.session is None:
            return None
        codecs = ",".join(track.codec for track in self.tracks.values())
        return Variant(0, self.session.width, self.session.height, self.session.rate, codecs)

    # -- files -----------------------------------------------------------------------------------

    def _write(self, name: str, data: bytes) -> None:
        """Put a file there whole or not at all. Raises OSError."""
        self.stock.write(name, data)

    def _retire(self, names: set[str]) -> None:
        self.stock.retire(names, GRACE_S)

    def _trouble(self, code: str, text: str) -> None:
        if self.text != text:
            self.say("error", code, text)
        self.state, self.text = "error", text


def stale(playlist: Playlist, begins: float, window: int) -> bool:
    """Whether what is listed belongs to an earlier show, which who joins now must not see."""
    if not playlist.segments:
        return False
    last = playlist.segments[-1]
    return playlist.ended or begins - (last.time + last.duration_s) > window * playlist.target_s


def remembered(folder: Path) -> Playlist:
    """The playlist to go on from. Where it is gone or unreadable, the numbers in the file names still count."""
    try:
        return parse((folder / INDEX).read_text())
    except (OSError, ValueError):
        found = (_OURS.fullmatch(path.name) for path in (folder.iterdir() if folder.is_dir() else ()))
        numbers = [int(match[2]) for match in found if match and match[2]]
        return Playlist(media_sequence=max(numbers, default=-1) + 1)


def unlisted(folder: Path, playlist: Playlist) -> set[str]:
    """Files of ours that a killed process left behind."""
    names = {path.name for path in (folder.iterdir() if folder.is_dir() else ())}
    return {name for name in names - playlist.names() if _OURS.fullmatch(name)}


def file_safe(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name) else blake2s(name.encode(), digest_size=8).hexdigest()


def main(argv: list[str]) -> int:
    parser = arguments(NAME, "Write the programme as HLS.")
    parser.add_argument("--window", type=int, default=WINDOW, help="segments in the playlist")
    args = parser.parse_args(argv)
    captions = args.run_dir / "captions.sock"
    above = (folder / "show.json" for folder in args.out_dir.absolute().parents)
    show = next((path for path in above if path.exists()), None)
    return serve(
        args.run_dir, args.known_as,
        lambda say: Hls(args.out_dir, say, window=args.window, captions=captions, show=show),
    )  # fmt: skip
