"""What the desk made leaves on its frame: captions burnt in to the frame, held back together with its sound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mixer.engine.captioners import LINGER_FRAMES, MAX_CAPTIONERS
from mixer.engine.output_stage import OutputStage
from mixer.protocol.showfile import Canvas
from tests.helpers import a_show
from tests.mixer.feed.paper_forkserver import PaperForkserver
from tests.mixer.paper_air import ALL, HEAD, WHITE_Y, Left, PaperAir, closed, grey, with_delay

__all__ = ["closed"]  # a fixture


def captioned(left: list[Left]) -> list[int]:
    return [one.number for one in left if abs(int(one.luma[4, 4]) - WHITE_Y) <= 2]


def clean(left: list[Left]) -> bool:
    """Whether every picture is the one of its number where no caption stands."""
    return all(one.luma[100, 100] == grey(one.number) for one in left)


# -- plates on their frames ------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [0, 1, 5])
def test_a_plate_stands_from_its_frame_until_before_its_last(delay: int) -> None:
    air = PaperAir(delay, first=100)
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([110, 114, [["one", *ALL[1:]]]])
    air.makes(40)
    assert captioned(air.left) == [110, 111, 112, 113]
    assert clean(air.left[delay:])


def test_the_last_entry_counts_where_they_overlap() -> None:
    air = PaperAir()
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([105, 120, [["one", *ALL[1:]]]], [110, 115, []])
    air.makes(30)
    assert captioned(air.left) == [*range(105, 110), *range(115, 120)]


def test_a_schedule_may_change_until_its_frame_leaves() -> None:
    air = PaperAir(delay=10)
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([105, 200, [["one", *ALL[1:]]]])
    air.makes(12)  # 111 is made, 101 has left
    captioner.track([105, 103, []])
    air.makes(20)
    assert captioned(air.left) == []


def test_a_plate_is_moved_cut_and_faded() -> None:
    air = PaperAir()
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([101, 102, [["one", 128, 20, 8, 16]]])
    air.makes(3)
    luma = air.left[1].luma
    half = (WHITE_Y + grey(101)) // 2
    assert np.abs(luma[20:36, 8:16].astype(int) - half).max() <= 2
    luma[20:36, 8:16] = grey(101)
    assert (luma == grey(101)).all()


@pytest.mark.parametrize("box", [(-20, -8, 32, 16), (310, 170, 32, 16), (1000, 1000, 32, 16), (-40, 0, 32, 16)])
def test_a_plate_over_the_edge_is_cut_there(box: tuple[int, int, int, int]) -> None:
    air = PaperAir()
    captioner = air.joins()
    captioner.plate("one", box)
    captioner.track([0, 999, [["one", *ALL[1:]]]])
    air.makes(3)
    assert clean(air.left)


def test_a_plate_that_was_dropped_or_never_came_shows_nothing() -> None:
    air = PaperAir()
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([0, 999, [["one", *ALL[1:]], ["none", *ALL[1:]]]])
    air.makes(2)
    captioner.channel.send_json({"drop": ["one"]})
    air.makes(2)
    assert captioned(air.left) == [100, 101]


@pytest.mark.parametrize("delay", [0, 5])
def test_a_fade_to_black_covers_the_captions_of_its_own_frames(delay: int) -> None:
    air = PaperAir(delay)
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([0, 999, [["one", *ALL[1:]]]])
    air.makes(10)
    for light in (0.5, 0.0):
        air.light = light
        air.makes(5)
    air.light = 1.0
    air.makes(10)
    text = {one.number: int(one.luma[4, 4]) for one in air.left}
    assert [text[number] for number in (109, 110, 114, 115, 119)] == pytest.approx([235, 125, 125, 16, 16], abs=2)
    assert text[120] == pytest.approx(235, abs=2)


# -- the delay -------------------------------------------------------------------------------------


def test_picture_and_sound_of_a_frame_leave_together_under_its_number() -> None:
    air = PaperAir(delay=7, first=500)
    air.makes(30)
    assert [one.number for one in air.left] == list(range(493, 523))
    for one in air.left[7:]:
        assert one.luma[0, 0] == grey(one.number)
        assert np.allclose(one.samples, one.number / 10_000)
        assert one.at == air.timeline.first_sample(one.number)


def test_until_it_has_filled_the_first_picture_goes_out_in_silence() -> None:
    air = PaperAir(delay=7, first=500)
    air.makes(8)
    assert [one.luma[0, 0] for one in air.left] == [grey(500)] * 8
    assert not any(one.samples.any() for one in air.left[:7])
    assert [len(one.samples) for one in air.left] == [1600] * 8


def test_what_is_held_is_never_painted_over() -> None:
    air = PaperAir(delay=6)
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([110, 112, [["one", *ALL[1:]]]])
    air.makes(10)
    air.makes(3, late=True)  # 110 to 112 repeat the picture of 109
    air.makes(20)
    assert captioned(air.left) == [110, 111]
    late = {one.number: one.luma[100, 100] for one in air.left}
    assert [late[number] for number in range(109, 114)] == [grey(109)] * 4 + [grey(113)]


@pytest.mark.parametrize("delay", [0, 5])
def test_a_splice_has_its_picture_when_its_frame_leaves_even_if_that_came_too_late_to_be_painted(delay: int) -> None:
    air = PaperAir(delay)
    air.makes(10)
    air.airing.splice(111)
    air.makes(3, late=True)
    air.makes(delay)
    assert [number for number in air.way.pictures if number >= 110][:1] == [111]
    assert 112 not in air.way.pictures


def test_a_skipped_stretch_is_filled_and_numbers_go_on_with_the_clock() -> None:
    air = PaperAir(delay=5)
    air.makes(20)
    air.airing.jump()
    air.next += 30
    air.makes(20)
    assert [one.number for one in air.left[-20:]] == list(range(145, 165))
    assert air.way.jumps == 1
    assert all(one.luma[0, 0] == grey(max(one.number, 150)) for one in air.left[-20:])


def test_nothing_is_kept_without_a_delay() -> None:
    air = PaperAir()
    air.makes(50)
    assert air.pool._made <= 2 and air.airing.canvases == 0


def test_the_memory_of_the_delay_is_stated_and_taken_once() -> None:
    air = PaperAir(delay=30)
    air.pool.reserved = air.airing.canvases
    air.pool.fill()
    made = air.pool._made
    air.makes(200)
    assert air.airing.status(air.next)["delay"] == {"frames": 30, "mb": round(30 * 320 * 180 * 1.5 / 1e6, 1)}
    assert air.pool._made == made == 34


@pytest.mark.parametrize("before, after", [(0, 8), (8, 3), (3, 12), (8, 0)])
def test_another_delay_is_a_new_session_of_the_same_programme(before: int, after: int) -> None:
    air = PaperAir(before)
    captioner = air.joins()
    air.makes(30)
    air.load(with_delay(after))
    air.makes(30)
    assert air.way.jumps == 1
    later = air.left[30:]
    assert [one.number for one in later] == list(range(130 - after, 160 - after))
    assert all(one.luma[0, 0] == grey(one.number) for one in later if one.number >= 130 - min(before, after))
    told = captioner.sessions(captioner.messages())
    assert [one["delay_frames"] for one in told] == [before, after] and told[0]["id"] != told[1]["id"]


def test_another_canvas_lets_go_of_old_pictures_and_plates() -> None:
    air = PaperAir(delay=4)
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([0, 999, [["one", *ALL[1:]]]])
    air.makes(10)
    air.load(replace(with_delay(4), canvas=Canvas(640, 360, "30")))
    air.makes(10)
    assert {one.luma.shape for one in air.left[10:]} == {(360, 640)}
    assert captioned(air.left[10:]) == []
    assert [one["width"] for one in captioner.sessions(captioner.messages())] == [320, 640]


def test_a_render_holds_nothing_back() -> None:
    assert OutputStage(with_delay(300), PaperForkserver(), offline=True).delay.frames == 0  # type: ignore[arg-type]


# -- what captioners hear --------------------------------------------------------------------------


def test_a_captioner_hears_the_mix_before_the_delay_and_the_clock_of_both_sides() -> None:
    air = PaperAir(delay=5, first=300)
    captioner = air.joins()
    air.makes(20)
    session, *sounds = captioner.messages()
    assert session.json()["session"] | {"id": "", "time": 0} == {
        "id": "", "rate": "30", "width": 320, "height": 180, "delay_frames": 5, "frame": 300, "time": 0,
    }  # fmt: skip
    assert [HEAD.unpack_from(one.body) for one in sounds] == [(n, n - 5, n * 1600) for n in range(300, 320)]
    heard = np.frombuffer(sounds[3].body, "<i2", offset=HEAD.size)
    assert len(heard) == 1600 and abs(heard - 303 / 10_000 * 32767).max() <= 1


def test_a_captioner_may_hear_one_source_instead() -> None:
    air = PaperAir()
    captioner = air.joins("bars")
    air.makes()
    captioner.channel.send_json({"listen": "program"})
    air.makes()
    levels = [np.frombuffer(one.body, "<i2", offset=HEAD.size)[0] for one in captioner.messages()[1:]]
    assert levels == [int(0.25 * 32767), int(101 / 10_000 * 32767)]


def test_sample_numbers_have_no_holes_at_odd_rates() -> None:
    air = PaperAir()
    show = replace(a_show(), canvas=Canvas(320, 180, "30000/1001"))
    timeline = type(air.timeline)(show.canvas.fps, 10**9, 7)
    for number in range(7, 3000):
        assert timeline.production_sample(number) + timeline.samples(number) == timeline.production_sample(number + 1)
    assert abs(timeline.production_sample(2997) - 2997 * 48000 * 1001 / 30000) < 2


def test_a_captioner_that_does_not_read_costs_sound_only() -> None:
    air = PaperAir()
    captioner = air.joins()
    air.makes(1200)
    assert len(air.left) == 1200
    heard = []
    for _ in range(100):
        heard += [HEAD.unpack_from(one.body)[0] for one in captioner.messages() if one.kind == b"S"]
        air.makes()
    assert heard[:300] == list(range(100, 400))
    assert any(after > before + 1 for before, after in zip(heard, heard[1:], strict=False))


# -- several, and those that go --------------------------------------------------------------------


def test_the_newest_schedule_counts() -> None:
    air = PaperAir()
    old, new = air.joins(), air.joins()
    for captioner in (old, new):
        captioner.plate("one")
    old.track([100, 120, [["one", *ALL[1:]]]])
    air.makes(5)
    new.track([110, 112, [["one", *ALL[1:]]]])
    air.makes(20)
    assert captioned(air.left) == [100, 101, 102, 103, 104, 110, 111]


@pytest.mark.parametrize("until", [130, 10**9])
def test_a_captioner_that_dies_leaves_no_text_behind(until: int) -> None:
    air = PaperAir()
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([105, until, [["one", *ALL[1:]]]])
    air.makes(10)
    captioner.channel.close()
    air.makes(LINGER_FRAMES + 100)
    stood = captioned(air.left)
    assert stood == list(range(105, min(until, 109 + LINGER_FRAMES)))


def test_its_successor_takes_over_at_once() -> None:
    air = PaperAir()
    captioner = air.joins()
    captioner.plate("one")
    captioner.track([100, 500, [["one", *ALL[1:]]]])
    air.makes(5)
    captioner.channel.close()
    successor = air.joins()
    air.makes(5)
    successor.track()
    air.makes(5)
    assert captioned(air.left) == list(range(100, 110))


def test_more_captioners_than_there_is_room_for_send_the_oldest_away() -> None:
    air = PaperAir()
    all_of_them = [air.joins() for _ in range(MAX_CAPTIONERS + 1)]
    air.makes()
    assert [bool(one.channel.receive(1)) for one in all_of_them[1:]] == [True] * MAX_CAPTIONERS
    with pytest.raises(Exception, match="hung up"):
        all_of_them[0].channel.receive()


def test_a_translucent_plate_leaves_nothing_on_the_canvas_it_was_blended_on() -> None:
    air = PaperAir()
    captioner = air.joins()
    captioner.plate("one", image=Image.new("RGBA", (32, 16), "#ff000080"))
    captioner.track([100, 101, [["one", *ALL[1:]]]])
    air.makes(1)
    previous = air._previous
    assert previous is not None and previous.stale[-1] == (0, 0, 32, 16)
