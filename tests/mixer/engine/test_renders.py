"""A render is encoded by a process that is waited for: whole, or with an error."""

from __future__ import annotations

import os

import psutil
import pytest

from mixer.core.clock import Timeline
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.errors import OutputRefused
from tests.children import children
from tests.helpers import a_render, a_show, pictures_of, sound_of


def test_every_picture_and_all_the_sound_of_a_render_are_in_its_file() -> None:
    with a_render(a_show()) as (engine, out):
        engine.run(offline(75))
        film = out()
    assert len(pictures_of(film)) == 75 and len(sound_of(film)) >= 75 * 1600


def end(engine: Engine) -> None:
    """What is left of a render that failed."""
    for part in (engine.sources, engine._overlays, engine._forkserver):
        part.close()


def encoder() -> psutil.Process:
    return children("tally encoder")[0]


def test_a_render_whose_encoder_is_lost_fails() -> None:
    with a_render(a_show()) as (engine, _):
        engine.before_frame = lambda frame: encoder().kill() if frame == 10 else None
        with pytest.raises(OutputRefused, match="encoder failed"):
            engine.run(offline(75))
        end(engine)


@pytest.mark.parametrize("frames", [3, 300])
def test_a_render_that_cannot_be_written_fails(frames: int) -> None:
    full, show = os.open("/dev/full", os.O_WRONLY), a_show()
    engine = Engine(show, Timeline(show.canvas.fps), offline=True, file=full)
    with pytest.raises(OutputRefused, match="encoder failed"):
        engine.run(offline(frames))
    end(engine)
    os.close(full)
