"""What the engine tells of itself for who plays it again. Pure."""

from fractions import Fraction

import numpy as np

from mixer.core.clock import Timeline
from mixer.core.picture import blank
from mixer.engine.command_log import CommandLog, checksum

NTSC, PICTURE = Timeline(Fraction(30000, 1001)), blank(64, 36)


def listening() -> CommandLog:
    log = CommandLog()
    log.listens = True
    return log


def test_once_a_second_of_the_programme_its_picture_is_told() -> None:
    log = listening()
    for frame in range(90):
        log.picture(frame, PICTURE, True, [], NTSC)
    assert log.drained() == [{"frame": frame, "sum": checksum(PICTURE)} for frame in (0, 30, 60)]
    assert log.drained() == []


def test_what_may_look_different_again_is_told_with_it() -> None:
    log = listening()
    log.picture(30, PICTURE, True, ["cam: live", "clip: late", "cam: live"], NTSC)
    log.picture(60, PICTURE, False, [], NTSC)
    held, left_out = log.drained()
    assert held["doubts"] == ["cam: live", "clip: late"]
    assert left_out == {"frame": 60, "sum": "", "doubts": ["the frame was late or left out"]}


def test_what_happens_in_a_frame_keeps_its_order() -> None:
    log = listening()
    log.command(7, {"verb": "cut"})
    log.begun(7)
    assert log.drained() == [{"frame": 7, "command": {"verb": "cut"}}, {"frame": 7, "begun": True}]


def test_nothing_is_gathered_while_nobody_listens() -> None:
    log = CommandLog()
    log.command(1, {"verb": "cut"})
    log.picture(30, PICTURE, True, [], NTSC)
    assert log.drained() == []


def test_one_pixel_in_any_plane_is_another_checksum() -> None:
    sums = {checksum(PICTURE)}
    for plane in range(3):
        changed = blank(64, 36)
        changed.planes[plane][-1, -1] += np.uint8(1)
        sums.add(checksum(changed))
    assert len(sums) == 4
