"""What viewers see at the joins of a rundown: thirty files as people upload them, live, each picture near each join."""

from __future__ import annotations

import io
import json
import os
import secrets
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import av

from mixer.feed.frames import rows_of
from mixer.protocol.wire import JSON
from mixer.sources.counter import read_counter
from tests.bench.aired import Recorder
from tests.bench.as_user import as_ordinary_user
from tests.bench.browser import console
from tests.bench.captioned import PACK, lines_of
from tests.bench.figure import Figure
from tests.bench.mixed_files import PICTURES_MOST, THIRTY, right, said, write
from tests.bench.relays import Api, late_frames
from tests.bench.stack import Stack, messages, studio
from tests.waiting import until

RATE = Fraction(30)
CANVAS = (1920, 1080)
AROUND = 15  # frames on each side of a join
READY_S, SPOKEN_S, PLAYED_S, LISTED_S = 300, 240, 240, 30
SEGMENTS_AFTER = 4


class Airing(NamedTuple):
    """Frames [start, end) of a file, by its number among the thirty."""

    number: int
    start: int
    end: int


class Wrong(NamedTuple):
    """A picture that is not the one which belongs there; frames are counted from where its file began."""

    file: int
    of_frames: int
    frame: int
    shown: str
    wanted: str


class Looked(NamedTuple):
    """Pictures near joins that were right, that were others, and how many the encoder had left out."""

    right: int
    wrong: list[Wrong]
    missing: int


def rundown_join_lost_frames() -> Iterator[Figure]:
    """As an ordinary user, with a Chromium of the same user."""
    return joins() if os.geteuid() != 0 else as_ordinary_user("rundown_joins")


def joins() -> Iterator[Figure]:
    """The thirty, one after the other into 1080p30, beside captions and one console."""
    with tempfile.TemporaryDirectory(prefix="tally-joins-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for number, mixed in enumerate(THIRTY):
            write(folder / f"{number}.mp4", number, mixed)
        with studio(*spoken()) as stack:
            about, airings, recorder, first_frames = played(stack, folder)
        looked = near_joins(airings, pictures(recorder, first_frames, near(airings)))
    absent = [number for number in range(len(THIRTY)) if number not in {one.number for one in airings}]
    between = sum(after.start - before.end for before, after in pairwise(airings))
    about |= {
        "joins": len(airings) - 1,
        "pictures_looked_at": looked.right + len(looked.wrong),
        "wrong": [one._asdict() for one in looked.wrong],
        "frames_between_files": between,
        "files_that_did_not_air": absent,
        "left_out_by_the_encoder": looked.missing,
    }
    lost = len(looked.wrong) + between + 2 * AROUND * len(absent)
    yield Figure("rundown_join_lost_frames", lost, "frames", "0", about)


def spoken() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A source with speech and captions of it, in two languages; above, where no counter stands."""
    narration = next(PACK.glob("narration.*[!n]"), None)
    if narration is None:
        return [{"name": "Bars", "input": {"kind": "test"}}], {}
    languages = [{"code": code} for code in ("en", "zh")]
    captions = {"on": True, "language": "en", "listen": "src_0", "languages": languages, "place": "top"}
    return [{"name": "Narration", "input": {"kind": "file", "path": str(narration)}}], captions


# -- on air ----------------------------------------------------------------------------------------


def played(stack: Stack, folder: Path) -> tuple[dict[str, Any], list[Airing], Recorder, dict[str, int]]:
    """Upload all, play them once, and watch: what else was seen, what aired, the HLS, and where its sessions begin."""
    api, kept = Api(stack, stack.token()), folder / "hls"
    kept.mkdir()
    run, items = lined_up(api, [uploaded(api, folder / f"{number}.mp4") for number in range(len(THIRTY))])
    captioned = PACK.exists() and bool(until(lambda: lines_of(stack), "the first caption", SPOKEN_S))
    with console(stack):
        recorder, first_frames, late = Recorder(stack.hls, kept), session(stack), late_frames(stack)
        began = datetime.now(UTC).isoformat()
        api.ask("POST", "rundown_start", {"rundown": run})
        airings = until(lambda: all_aired(api, began, items), "the last file to be over", PLAYED_S, poll_s=2)
        after = len(recorder.playlist) + SEGMENTS_AFTER
        until(lambda: len(recorder.playlist) >= after, "the last of them in HLS", LISTED_S, poll_s=0.5)
        recorder.finish()
        about = {"captions": captioned, "late_frames": late_frames(stack) - late}
        return about, airings, recorder, first_frames | session(stack)


def uploaded(api: Api, path: Path) -> str:
    """The id of a file that was uploaded as a form, as browsers do."""
    mark = secrets.token_hex(16)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
    body = head.encode() + b"Content-Type: video/mp4\r\n\r\n" + path.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": f"multipart/form-data; boundary={mark}"}
    address = f"http://127.0.0.1:{api.stack.port}/api/v1/library"
    with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=60) as answer:
        return str(json.loads(answer.read())["id"])


def lined_up(api: Api, files: Sequence[str], rounds: int = 1) -> tuple[str, dict[str, int]]:
    """A rundown of the files, once they have been looked at; and which file each item is."""
    until(lambda: all_ready(api, files), "the files to be ready", READY_S, poll_s=1)
    run = str(api.ask("POST", "rundowns", {"name": "Bench", "rounds": rounds})["id"])
    items = [{"content": {"kind": "asset", "asset": file, "in_s": 0, "out_s": 0}} for file in files]
    edit = {"ops": [{"op": "create", "after": "end", "items": items}]}
    made = api.ask("POST", f"rundowns/{run}/edit", edit)["items"]
    return run, {item["id"]: number for number, item in enumerate(made)}


def all_ready(api: Api, files: Sequence[str]) -> bool:
    """Whether nothing of them is still looked at, or measured."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{api.stack.port}/api/v1/library?limit=500",
        headers={"Authorization": f"Bearer {api.token}"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        rows = {row["id"]: row for row in json.loads(answer.read())["results"]}
    if refused := [rows[file]["refused_why"] for file in files if rows[file]["state"] == "refused"]:
        raise SystemExit(f"expected files that can be shown, found {refused}")
    return all(rows[file]["state"] == "ready" and rows[file]["job"]["state"] == "done" for file in files)


def all_aired(api: Api, began: str, items: dict[str, int]) -> list[Airing] | None:
    """The airings of the files, in order, once the last of them is over."""
    rows = api.ask("GET", f"as-run?{urlencode({'from': began})}")["results"]
    of_files = [row for row in rows if row["item"] in items]
    if len(THIRTY) - 1 not in (items[row["item"]] for row in of_files):
        return None
    aired = [row for row in of_files if row["start_frame"] is not None and row["end_frame"] > row["start_frame"]]
    return sorted(
        (Airing(items[row["item"]], row["start_frame"], row["end_frame"]) for row in aired), key=lambda one: one.start
    )


def session(stack: Stack) -> dict[str, int]:
    """The first frame of the programme's session that runs now, by the name of its init segment."""
    program = stack.connect({"hello": "program"})
    try:
        values = (message.json() for message in messages(program, LISTED_S) if message.kind == JSON)
        told = next(value["session"] for value in values if "session" in value)
        return {f"init-{told['id']}.mp4": int(told["first_frame"])}
    finally:
        program.close()


# -- what was seen ---------------------------------------------------------------------------------


def near(airings: Sequence[Airing]) -> dict[int, Airing]:
    """The frames on both sides of each join, with the airing that each belongs to, where that has pictures."""
    found: dict[int, Airing] = {}
    for before, after in pairwise(airings):
        found |= dict.fromkeys(range(max(before.start, before.end - AROUND), before.end), before)
        found |= dict.fromkeys(range(after.start, min(after.end, after.start + AROUND)), after)
    return {frame: airing for frame, airing in found.items() if THIRTY[airing.number].size}


def pictures(recorder: Recorder, first_frames: dict[str, int], wanted: dict[int, Airing]) -> dict[int, int]:
    """What the pictures of the wanted frames say, by frame; of a session that nobody saw begin, none."""
    found: dict[int, int] = {}
    inits = dict.fromkeys(init for init, _ in recorder.playlist)
    for init, body in zip(inits, recorder.sessions(), strict=True):
        with av.open(io.BytesIO(body), "r") as container:
            for picture in container.decode(video=0) if init in first_frames else ():
                frame = first_frames[init] + round(float(picture.time or 0) * RATE)
                if frame in wanted:
                    found[frame] = counter(rows_of(picture.planes[0]), wanted[frame].number)
    return found


def counter(luma: Any, number: int) -> int:
    """What a whole picture of the programme says where a file of this shape stands in it, as large as it can be."""
    size = THIRTY[number].size
    assert size
    width = min(CANVAS[0], round(size[0] * CANVAS[1] / size[1]))
    left = (CANVAS[0] - width) // 2
    return read_counter([luma[:, left : left + width]])


def near_joins(airings: Sequence[Airing], seen: dict[int, int]) -> Looked:
    """Each picture near a join against the one that the file has there."""
    wrong: list[Wrong] = []
    looked = {frame: airing for frame, airing in near(airings).items() if frame in seen}
    for frame, airing in looked.items():
        after = frame - airing.start
        wanted = said(airing.number, right(THIRTY[airing.number], after, RATE))
        if seen[frame] != wanted:
            names = picture_named(seen[frame]), picture_named(wanted)
            wrong.append(Wrong(airing.number, airing.end - airing.start, after, *names))
    return Looked(len(looked) - len(wrong), wrong, len(near(airings)) - len(looked))


def picture_named(value: int) -> str:
    """The file and the picture in it that a counter names."""
    number, index = divmod(value, PICTURES_MOST)
    return f"{number - 1}:{index}"


if __name__ == "__main__":
    for one in joins():
        print(one.line(), flush=True)
