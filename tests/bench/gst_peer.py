"""The common job on GStreamer's compositor: `gst_peer.py OUT.mkv [--live]`, in a folder that `inputs.py` has filled.

For the system's Python, with python3-gst-1.0. With `--live` it keeps time. While it runs, a line on standard input
switches the layout (`grid`, `full N`, `pip A B`) and is answered with the time until the first frame composed so.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

COUNT = 6
GRID = [((i % 3) * 640, 180 + (i // 3) * 360, 640, 360) for i in range(COUNT)]
WHOLE, CORNER, HIDDEN = (0, 0, 1920, 1080), (1240, 680, 640, 360), (0, 0, 640, 360)
PROGRAMME = """compositor name=c background=black {force}
 ! video/x-raw,format=I420,width=1920,height=1080,framerate=30/1
 ! gdkpixbufoverlay location=logo.png offset-x=1640 offset-y=30
 ! textoverlay text="Live line" halignment=left valignment=bottom xpad=60 ypad=60 font-desc="DejaVu Sans 36"
 ! identity name=tap ! queue max-size-buffers=4
 ! x264enc speed-preset=veryfast bitrate=4000 key-int-max=60 ! h264parse ! queue
 ! matroskamux name=m ! filesink location={out}
 audiomixer name=a {force} ! audio/x-raw,format=S16LE,rate=48000,channels=2
 ! audioconvert ! avenc_aac bitrate=128000 ! aacparse ! queue ! m. """
SOURCE = """filesrc location=in{number}.mp4 ! qtdemux name=d{i}
 d{i}.video_0 ! queue ! h264parse ! avdec_h264 {sync} ! queue max-size-buffers=8 ! c.sink_{i}
 d{i}.audio_0 ! queue ! aacparse ! avdec_aac ! audioconvert ! audioresample
 ! audio/x-raw,format=S16LE,rate=48000,channels=2 {sync} ! queue ! a.sink_{i} """


class Mixer:
    """The pipeline, and the switching of its layout."""

    def __init__(self, out: str, live: bool) -> None:
        force, sync = ("force-live=true", "! clocksync") if live else ("", "")
        sources = (SOURCE.format(i=i, number=i + 1, sync=sync) for i in range(COUNT))
        self.pipeline = Gst.parse_launch(PROGRAMME.format(out=out, force=force) + "".join(sources))
        self._pads = [self._named("c").get_static_pad(f"sink_{i}") for i in range(COUNT)]
        for i in range(COUNT):
            self._named("a").get_static_pad(f"sink_{i}").set_property("volume", 1 / COUNT)
        self._asked: list[tuple[list[str], float]] = []
        self._named("tap").get_static_pad("src").add_probe(Gst.PadProbeType.BUFFER, self._composed)
        self.show(["grid"])

    def switch(self, words: list[str]) -> None:
        asked = time.monotonic()
        self.show(words)
        self._asked.append((words, asked))

    def show(self, words: list[str]) -> None:
        if words[0] == "grid":
            for i, place in enumerate(GRID):
                self._put(i, place)
            return
        shown = [int(word) - 1 for word in words[1:]]
        for i in set(range(COUNT)) - set(shown):
            self._put(i, HIDDEN, 0, 0.0)
        self._put(shown[0], WHOLE)
        if words[0] == "pip":
            self._put(shown[1], CORNER, 2)

    def _named(self, name: str) -> Any:
        return self.pipeline.get_by_name(name)

    def _put(self, i: int, place: tuple[int, int, int, int], order: int = 1, alpha: float = 1.0) -> None:
        names = ("xpos", "ypos", "width", "height", "zorder", "alpha")
        for name, value in zip(names, (*place, order, alpha)):  # noqa: B905 - the system's Python may be older
            self._pads[i].set_property(name, value)

    def _composed(self, pad: Any, info: Any) -> Any:
        while self._asked:
            words, asked = self._asked.pop(0)
            print("SWITCH", words, "ms", round((time.monotonic() - asked) * 1e3, 2), flush=True)
        return Gst.PadProbeReturn.OK


def main(out: str, live: bool) -> int:
    Gst.init(None)
    mixer, loop, failed = Mixer(out, live), GLib.MainLoop(), False

    def on_message(_bus: Any, message: Any) -> None:
        nonlocal failed
        if message.type == Gst.MessageType.ERROR:
            failed = True
            print(message.parse_error(), file=sys.stderr)
        if message.type in (Gst.MessageType.ERROR, Gst.MessageType.EOS):
            loop.quit()

    def read_commands() -> None:
        for line in sys.stdin:
            if words := line.split():
                mixer.switch(words)

    threading.Thread(target=read_commands, daemon=True).start()
    bus = mixer.pipeline.get_bus()
    bus.add_signal_watch()
    bus.connect("message", on_message)
    mixer.pipeline.set_state(Gst.State.PLAYING)
    try:
        loop.run()
    finally:
        mixer.pipeline.set_state(Gst.State.NULL)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--live" in sys.argv))
