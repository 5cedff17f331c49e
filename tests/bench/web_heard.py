"""How far apart a web page's flash and its beep are in the programme."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
from collections.abc import Iterator

from mixer.core.picture import Plane
from mixer.kinds.sources.web import WebPage
from mixer.protocol.showfile import Canvas, Show, Source
from mixer.web.sound import MISSING
from tests.bench.figure import Figure
from tests.bench.on_air import RATE, OnAir, on_air
from tests.bench.together import beep_times
from tests.bench.transported import viewing
from tests.bench.web import START_S
from tests.mixer.web.pages import Pages
from tests.waiting import until

SETTLE_S, WINDOW_S = 6.0, 20.0
LIT = 128  # of luma

# Each 1.1 s, so that flashes fall anywhere between two frames. The first is not looked at: the sound begins with it.
PAGE = """<!doctype html><title>bench</title><body style="margin:0;background:black"><script>
  const sound = new AudioContext(), volume = sound.createGain(), tone = sound.createOscillator();
  volume.gain.value = 0;
  tone.frequency.value = 1000;
  tone.connect(volume).connect(sound.destination);
  tone.start();
  const set = (on) => {
    document.body.style.background = on ? "white" : "black";
    volume.gain.setValueAtTime(on ? 0.5 : 0, sound.currentTime);
  };
  setInterval(() => { set(true); setTimeout(set, 100, false); }, 1100);
</script>"""


def web_flash_beep_ms() -> Iterator[Figure]:
    """From the first picture of each flash to the start of its beep, the worst, as a viewer of 720p30 gets them."""
    if shutil.which("pulseaudio") is None:
        return (yield Figure("web_flash_beep_ms", -1, "ms", "<= 40", {"not measured": MISSING}))
    pages = Pages()
    page = Source("page", "Page", WebPage(pages.put("page", PAGE), sound=True))
    show = Show(name="Flash", canvas=Canvas(1280, 720, "30"), sources=(page,))
    with contextlib.closing(pages), on_air(show) as air:
        apart = offsets(air)
    about = {
        "flashes": len(apart), "beep after flash": [round(one) for one in apart],
        "median": round(statistics.median(apart)), "load": os.getloadavg()[0],
    }  # fmt: skip
    yield Figure("web_flash_beep_ms", round(max(map(abs, apart))), "ms", "<= 40", about)


def offsets(air: OnAir) -> list[float]:
    """How much later (ms) each beep begins than its flash."""
    air.do(verb="take", scene="page")
    air.until(lambda status: status["sources"]["page"]["state"] == "live", START_S)
    air.pause(SETTLE_S)
    with viewing(air) as viewer:
        until(lambda: viewer.began, "the first picture that is seen")
        air.pause(WINDOW_S)
        levels = viewer.seen(middle)
    ((first, mp4),) = viewer.sessions()
    flashes = [(frame - first) / RATE for frame in rises({frame: level > LIT for frame, level in levels.items()})]
    beeps = beep_times(mp4)
    assert len(flashes) >= 12 and len(beeps) >= 12, f"{len(flashes)} flashes, {len(beeps)} beeps"
    return [min(((beep - flash) * 1000 for beep in beeps), key=abs) for flash in flashes[1:-1]]


def middle(luma: Plane) -> int:
    return int(luma[luma.shape[0] // 2, luma.shape[1] // 2])


def rises(lit: dict[int, bool]) -> list[int]:
    return [frame for frame in sorted(lit) if lit[frame] and not lit.get(frame - 1, True)]
