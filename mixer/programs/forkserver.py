"""`python -m mixer forkserver FD`: everything imported first, so that a fork is ready at once.

Workers give up root before they run, and the account they run under may not be able to read our
folders: what they will import must be imported here.
"""

from __future__ import annotations

import encodings.idna  # noqa: F401  host names
import importlib.metadata  # noqa: F401  pydantic asks it, once

import av
import numpy as np
from PIL import Image

from mixer.core.picture import blank
from mixer.feed.forkserver_main import Job
from mixer.feed.forkserver_main import main as nurse
from mixer.feed.frames import as_frame
from mixer.feed.tile import TileMaker
from mixer.feed.worker import run_source
from mixer.kinds.overlays import OVERLAYS
from mixer.kinds.sources import SOURCES
from mixer.outputs.encoder_worker import run_encoder
from mixer.overlays.artist import run_artist
from mixer.overlays.slate import draw_slate
from mixer.protocol.bitmaps import packed
from mixer.protocol.parse import read_canvas, read_overlay, read_source
from mixer.protocol.priority import MONITOR
from mixer.protocol.slate import Slate

JOBS = {
    "source": Job(run_source),
    "artist": Job(run_artist),
    # They have readers, and go on with them when the forkserver is lost.
    "encoder": Job(run_encoder, nice=0, leashed=False),
    "monitor": Job(run_encoder, nice=MONITOR, leashed=False),
    "sound": Job(run_encoder, nice=0, leashed=False),  # of a monitor: it costs little, and gaps are heard
}


def main(argv: list[str]) -> int:
    warm_up()
    nurse(int(argv[0]), JOBS)
    return 0


def warm_up() -> None:
    """Use once what imports on first use."""
    for source in SOURCES.values():
        source.reader()
    for overlay in OVERLAYS.values():
        if overlay.drawer:
            overlay.drawer()
    av.logging.set_level(None)
    Image.init()
    read_canvas({})
    read_source({"id": "a", "name": "a", "input": {"kind": "test"}})
    read_overlay({"id": "a", "name": "a", "content": {"kind": "text"}})
    packed(draw_slate(Slate(text="warm"), 64, 36).convert("RGBA"))
    TileMaker().jpeg(blank(64, 36))
    as_frame(blank(64, 36)).reformat(32, 18)
    av.AudioResampler("flt", "stereo", 48_000).resample(silence())


def silence() -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.zeros((1, 2048), np.float32), "flt", "stereo")
    frame.sample_rate = 44_100
    return frame
