"""Fifty programs that write at once: edits, tokens and uploads, on SQLite, while a show is on air."""

from __future__ import annotations

import http.client
import io
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.bench.figure import Figure
from tests.bench.stack import SHOW, Stack, studio

WRITERS, SECONDS, SHOWS = 50, 30, 5
ANSWER_S = 30.0  # longer than the database waits for a lock
GOAL_S = 1.0


@dataclass
class Writer:
    """One program with a connection and a token of its own; each of its writes is timed, until it is answered."""

    number: int
    port: int
    token: str
    shows: list[str]
    took: list[tuple[str, float]] = field(default_factory=list)
    line: http.client.HTTPConnection = field(init=False)
    rng: random.Random = field(init=False)
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S)
        self.rng = random.Random(self.number)

    def run(self, begin: threading.Event, until: Callable[[], bool]) -> None:
        begin.wait()
        while not until():
            # As many kinds of writes as a busy studio has: mostly edits.
            self.rng.choices((self.edits, self.bulk, self.token_made, self.upload), (6, 2, 1, 1))[0]()

    def ask(self, what: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A request, timed; None where it was refused."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        said = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        began = time.monotonic()
        try:
            self.line.request(method, f"/api/v1/{path}", data, said)
            answer = self.line.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.refused[type(error).__name__] += 1
            self.line.close()
            return None
        self.took.append((what, time.monotonic() - began))
        value = json.loads(told) if told else {}
        if answer.status >= 400:
            self.refused[f"{answer.status} {value.get('code')}"] += 1
            return None
        return value

    def edits(self) -> None:
        show = self.rng.choice(self.shows)
        self.ask("edit", "PATCH", f"shows/{show}", {"name": f"Show {self.rng.randrange(1000)}"})

    def bulk(self) -> None:
        """A layout and a scene on it come, and go again as one edit."""
        show, slots = self.rng.choice(self.shows), [{"name": "main"}]
        made = self.ask(
            "bulk", "POST", f"shows/{show}/edit", {"ops": [
                {"op": "add", "kind": "layout", "id": "$l", "value": {"name": "L", "slots": slots}},
                {"op": "add", "kind": "scene", "id": "$s", "value": {"name": "S", "layout": "$l"}},
            ]},
        )  # fmt: skip
        if made:
            gone = (("scene", "$s"), ("layout", "$l"))
            ops = [{"op": "remove", "kind": kind, "id": made["names"][name]} for kind, name in gone]
            self.ask("bulk", "POST", f"shows/{show}/edit", {"ops": ops})

    def token_made(self) -> None:
        made = self.ask("token", "POST", "tokens", {"name": f"t{self.number}", "role": "viewer"})
        if made:
            self.ask("token", "DELETE", f"tokens/{made['id']}")

    def upload(self) -> None:
        """A small picture in two pieces; it is looked at as every upload is."""
        data = picture(self.rng.randrange(1 << 24))
        made = self.ask("upload", "POST", "uploads", {"name": f"p{self.number}.png", "bytes": len(data)})
        for at, piece in ((0, data[:200]), (200, data[200:])) if made else ():
            kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at)}
            self.ask("upload", "PATCH", f"uploads/{made['id']}", piece, **kind)


def picture(colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 180), f"#{colour:06x}").save(out, "png")
    return out.getvalue()


def writers_p95_s() -> Iterator[Figure]:
    """The seconds within which 95 of 100 writes are answered; none may be refused, and none say that it is locked."""
    os.environ["TALLY_API_RATE"] = "1000000/min"  # of one address: that limit is not what is measured
    with studio([{"name": "Test", "input": {"kind": "test"}}], size=(640, 360)) as stack:
        writers, seconds = written(stack)
    took = sorted(one for writer in writers for _, one in writer.took)
    refused = sum((writer.refused for writer in writers), Counter[str]())
    about = {
        "p50": round(took[len(took) // 2], 3), "worst": round(took[-1], 3), "writers": WRITERS,
        "writes_a_second": round(len(took) / seconds, 1), "refused": dict(refused),
        "p95_by_kind": {kind: round(p95(times), 3) for kind, times in by_kind(writers).items()},
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    yield Figure("writers_p95_s", round(p95(took), 3), "s", f"<= {GOAL_S:g}, none refused", about)


def written(stack: Stack) -> tuple[list[Writer], float]:
    """All of them for so long, begun together; and the seconds until the last one was answered."""
    token = stack.token()
    first = Writer(0, stack.port, token, [])
    shows = [first.ask("made", "POST", "shows", {"name": f"Written {number}"})["id"] for number in range(SHOWS - 1)]
    writers = [Writer(number, stack.port, token, [SHOW, *shows]) for number in range(WRITERS)]
    begin, began = threading.Event(), time.monotonic()
    deadline = began + SECONDS
    threads = [threading.Thread(target=one.run, args=(begin, lambda: time.monotonic() > deadline)) for one in writers]
    for thread in threads:
        thread.start()
    begin.set()
    for thread in threads:
        thread.join()
    return writers, time.monotonic() - began


def by_kind(writers: list[Writer]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for kind, seconds in (one for writer in writers for one in writer.took):
        found.setdefault(kind, []).append(seconds)
    return {kind: sorted(times) for kind, times in sorted(found.items())}


def p95(times: list[float]) -> float:
    """Of times in order."""
    return times[min(len(times) - 1, int(0.95 * len(times)))]
