"""What a web page that misbehaves costs the programme it is on, and how soon it is back."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from mixer.protocol.basics import Rect
from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.on_air import RATE, OnAir, on_air
from tests.bench.transported import NO_NUMBER, number_of, viewing
from tests.bench.web import PAGE, START_S, beside_one, late_of, part
from tests.mixer.web.pages import Pages
from tests.waiting import until

SETTLE_S, CALM_S, BACK_S = 6.0, 4.0, 60.0
LIMIT_MB = 700  # an animated page takes 300
SOON_MS = 3000

LOOPS = f"{PAGE}<script>setTimeout(() => {{ while (1); }}, {SOON_MS})</script>"
GROWS = f"""{PAGE}<script>
  const kept = [];
  function grow() {{
    if (kept.length < 64) kept.push(new Uint8Array(1 << 26).fill(1));
  }}
  setTimeout(() => setInterval(grow, 20), {SOON_MS});
</script>"""  # to 4 GB
HANGS = f"<!doctype html><script>while (1);</script>{PAGE}"


def web_misbehaving() -> Iterator[Figure]:
    """A page at 720p30 on program beside a file: it loops, grows to 4 GB, crashes, and hangs while it loads; once."""
    with inputs(20) as folder, limited():
        found = {
            "loop": misbehaves(folder, [LOOPS]), "grow": misbehaves(folder, [GROWS]),
            "crash": misbehaves(folder, [PAGE], killed), "hang": misbehaves(folder, [PAGE, HANGS], reloaded),
        }  # fmt: skip
    load = {"load": os.getloadavg()[0]}
    away = {name: away_s for name, (away_s, _, _) in found.items()}
    about = away | {"said": {name: words for name, (_, _, words) in found.items()}} | load
    yield Figure("web_misbehaving_back_s", max(away.values()), "s", "<= 15", about)
    late = {name: frames for name, (_, frames, _) in found.items()}
    yield Figure("web_misbehaving_late_frames", sum(late.values()), "frames", "0", late | load)


Found = tuple[float, int, list[str]]
"""For how long the page stood still or was not there (s), the programme's late frames, and what was said of it."""


def misbehaves(folder: Path, documents: list[str], then: Callable[[OnAir], None] = lambda air: None) -> Found:
    """A page whose documents are these at first, and to which `then` happens; the next one is as it should be."""
    pages = Pages()
    url = pages.put("page", lambda asked: documents[asked - 1] if asked <= len(documents) else PAGE)
    with contextlib.closing(pages), on_air(beside_one(folder, url)) as air:
        air.do(verb="take", scene="both")
        air.until(lambda status: status["sources"]["page"]["state"] == "live", START_S)
        late = int(air.status["late"])
        with viewing(air) as viewer:
            until(lambda: viewer.began, "the first picture that is seen")
            air.pause(SETTLE_S if documents[0] == PAGE else 0)
            then(air)
            said = words_until(air, lambda: pages.asked["/page"] > len(documents))
            late = late_of(air) - late
            numbers = viewer.seen(lambda luma: number_of(part(luma, Rect(0, 0, 1, 1))))
    return round(longest_stand(numbers) / RATE, 1), late, said


def words_until(air: OnAir, opened: Callable[[], bool]) -> list[str]:
    """What is said of the page until it has been opened and is shown, and a while more."""
    said: list[str] = []

    def back(status: dict[str, dict[str, dict[str, str]]]) -> bool:
        page = status["sources"]["page"]
        if page["text"] not in said:
            said.append(page["text"])
        return opened() and page["text"].startswith("live")

    air.until(back, BACK_S)
    air.pause(CALM_S)
    return said


def killed(air: OnAir) -> None:
    """Its renderer crashes."""
    for one in psutil.Process(air.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "--type=renderer" in one.cmdline():
                os.kill(one.pid, signal.SIGKILL)


def reloaded(air: OnAir) -> None:
    air.do(verb="reload", source="page")


def longest_stand(numbers: dict[int, int]) -> int:
    """The most frames of the programme, one after the other, on which the page's picture is no new one, or none."""
    longest, since, shown = 0, min(numbers), NO_NUMBER
    for frame in sorted(numbers):
        if numbers[frame] not in (NO_NUMBER, shown):
            longest, since, shown = max(longest, frame - since), frame, numbers[frame]
    return max(longest, max(numbers) - since)


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """The operator's word on a page's memory is a small one."""
    os.environ["TALLY_WEB_MEMORY_MB"], before = str(LIMIT_MB), os.environ.get("TALLY_WEB_MEMORY_MB")
    try:
        yield
    finally:
        os.environ.pop("TALLY_WEB_MEMORY_MB")
        if before is not None:
            os.environ["TALLY_WEB_MEMORY_MB"] = before
