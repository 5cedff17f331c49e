"""What overlays that count, scroll, list and point look like, from their live texts and the moment."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.stored import fitted
from mixer.errors import BadCommand
from mixer.kinds.kind import Moment
from mixer.kinds.overlays import OVERLAYS
from mixer.kinds.overlays.counted import clock_of, seconds_in, shown_down, until_s
from mixer.overlays.artist_info import SCROLL
from mixer.overlays.text import laid_out
from mixer.protocol.parse import read_command, read_overlay
from mixer.protocol.showfile import Overlay, Show

AT = Timeline(Fraction(30))
HEIGHT = 720


def overlay(kind: str, **content: Any) -> Overlay:
    return read_overlay({"id": "one", "name": "One", "content": {"kind": kind, **content}})


def drawn(kind: str, fields: dict[str, str], box: tuple[int, int] = (600, 120), **content: Any) -> Image.Image:
    declared = OVERLAYS[kind]
    what = overlay(kind, **content)
    told = declared.fields_at(what.content, fields, Moment(0.0)) if declared.fields_at else {}
    assert declared.drawer
    return declared.drawer()(what, {**fields, **told}, box, HEIGHT, None)


def pixels(kind: str, fields: dict[str, str], box: tuple[int, int] = (600, 120), **content: Any) -> NDArray[np.uint8]:
    return np.asarray(drawn(kind, fields, box, **content))


# -- times -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"), [("5", 300), ("5:00", 300), ("1:05:00", 3900), ("0:07", 7), ("x", None), ("1:2:3:4", None)]
)
def test_a_length_is_read_as_it_is_written(text: str, seconds: int | None) -> None:
    assert seconds_in(text) == seconds


def test_a_time_of_day_is_the_nearest_one() -> None:
    noon = datetime(2026, 5, 1, 12, 0, tzinfo=UTC).timestamp()
    found = [until_s(text, noon, UTC) for text in ("12:30", "11:59:30", "23:00", "0:10")]
    assert found == [1800, -30, 39_600, -42_600] and until_s("25:00", noon, UTC) is None


def test_a_second_shows_until_it_is_over() -> None:
    assert [shown_down(left, False) for left in (60, 59.5, 59.0, 0.2, 0.0, -3)] == [
        "1:00", "1:00", "0:59", "0:01", "0:00", "0:00",
    ]  # fmt: skip
    assert shown_down(-65.5, True) == "+1:05" and clock_of(3725) == "1:02:05"


def shown(kind: str, fields: dict[str, str], moment: Moment, **content: Any) -> dict[str, str]:
    fields_at = OVERLAYS[kind].fields_at
    assert fields_at
    return fields_at(overlay(kind, **content).content, fields, moment)


def test_what_counts_says_the_time_of_its_counter() -> None:
    assert shown("countdown", {"time": "2:00"}, Moment(0, 61))["shown"] == "0:59"
    assert shown("countup", {"time": "1:00"}, Moment(0, 61))["shown"] == "2:01"
    assert shown("scoreboard", {}, Moment(0, 61), clock="down", clock_from="10:00")["clock"] == "8:59"
    assert shown("countdown", {"time": "nonsense"}, Moment(0))["shown"] == "–:––"


def test_a_list_shows_the_name_of_its_step() -> None:
    names = {"names": "Ada; first\n\nGrace Hopper\n"}
    assert shown("names", names, Moment(0, 0, 0)) == {"title": "Ada", "subtitle": "first"}
    assert shown("names", names, Moment(0, 0, 9)) == {"title": "Grace Hopper", "subtitle": ""}


# -- what they are asked ---------------------------------------------------------------------------


def asked(kind: str, *actions: tuple[int, str, Any], **fields: str) -> Any:
    show = Show("A show", overlays=(read_overlay(
        {"id": "one", "name": "One", "content": {"kind": kind}, "fields": fields}),))  # fmt: skip
    desk = fitted(Desk(), show)
    for frame, action, payload in actions:
        told = {"verb": "overlay_action", "overlay": "one", "action": action, "payload": payload}
        if action in ("on", "off"):
            told = {"verb": "overlay", "overlay": "one", "on": action == "on"}
        desk = obey(desk.at(frame), read_command(told), show, AT)
    return desk.overlays["one"]


def test_a_clock_is_started_paused_and_reset_by_hand() -> None:
    state = asked("scoreboard", (0, "start", None), (90, "pause", None))
    assert state.counter.elapsed_s(900, AT.rate) == 3.0 and not state.counter.runs
    again = asked("scoreboard", (0, "start", None), (90, "pause", None), (200, "start", None), (230, "reset", None))
    assert again.counter.elapsed_s(260, AT.rate) == 1.0


def test_a_countdown_begins_when_it_is_switched_on_and_anew_each_time() -> None:
    state = asked("countdown", (30, "on", None), (60, "off", None), (90, "on", None))
    assert state.counter.elapsed_s(120, AT.rate) == 1.0


def test_scores_are_counted_on_and_corrected() -> None:
    goal, wrong = ({"field": "home_score", "by": by} for by in (1, -1))
    assert asked("scoreboard", (0, "add", goal), (1, "add", goal), (2, "add", wrong)).fields["home_score"] == "1"
    assert asked("scoreboard", (0, "add", goal), home_score="9").fields["home_score"] == "10"


@pytest.mark.parametrize("payload", [None, {"field": "home", "by": 1}, {"field": "home_score", "by": 1.5}, {"by": 1}])
def test_only_scores_can_be_counted_on(payload: Any) -> None:
    with pytest.raises(BadCommand, match="expected"):
        asked("scoreboard", (0, "add", payload))


def test_next_and_previous_step_through_a_list_and_stop_at_its_ends() -> None:
    names = {"names": "A\nB\nC"}
    forward = [("on", 1)] + [("next", 1)] * 5
    assert asked("names", *((at, action, None) for at, (action, _) in enumerate(forward)), **names).step == 2
    assert (
        asked("names", (0, "on", None), (1, "next", None), (2, "previous", None), (3, "previous", None), **names).step
        == 0
    )
    assert asked("names", (0, "next", None), **names).on, "the first one comes by next too"


# -- what they look like ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["countdown", "countup", "scoreboard", "names", "ticker", "qr", "text"])
def test_each_is_drawn_in_a_box_of_any_size(kind: str) -> None:
    fields = {name: "12" for name in OVERLAYS[kind].fields}
    for box in ((600, 120), (64, 64), (2, 2) if kind != "qr" else (60, 60)):
        image = drawn(kind, fields, box)
        assert image.height == box[1] and image.width >= box[0]


def test_figures_do_not_tremble() -> None:
    ones, eights = (pixels("countup", {"time": time}, background="#000000ff") for time in ("1:11", "8:08"))
    edges = [np.argwhere(one[..., 3] > 200) for one in (ones, eights)]
    assert (edges[0].min(axis=0) == edges[1].min(axis=0)).all() and (edges[0].max(axis=0) == edges[1].max(axis=0)).all()


def test_a_long_line_wraps_and_stays_readable() -> None:
    look = overlay("text").content
    long = {"title": "Professor Anna-Katharina von Hohenstein-Württemberg and many other people who are here today"}
    lines = laid_out(long, look, (600, 200), HEIGHT)  # type: ignore[arg-type]
    assert len(lines) > 1 and all(one.size_px >= round(0.7 * 0.045 * HEIGHT) - 1 for one in lines)
    assert max(one.width for one in lines) <= 600


def test_what_does_not_fit_even_so_says_that_there_is_more() -> None:
    lines = laid_out({"title": "word " * 200, "subtitle": "Second"}, overlay("text").content, (600, 120), HEIGHT)  # type: ignore[arg-type]
    assert any(one.text.endswith("…") for one in lines)


def test_outline_shadow_radius_and_weight_can_be_seen() -> None:
    plain = pixels("text", {"title": "Ada"})
    for look in ({"outline": 0.1}, {"shadow": 0.2}, {"radius": 0.4}, {"weight": "regular"}, {"padding": 1.2}):
        assert not np.array_equal(plain, pixels("text", {"title": "Ada"}, **look)), look


def test_a_ticker_repeats_after_its_period_to_the_pixel() -> None:
    image = drawn("ticker", {"text": "Storm warning\nPort closed"}, (200, 40))
    window, period, backwards = image.info[SCROLL]
    rows = np.asarray(image)
    assert window == 200 and not backwards and image.width == 2 * window + period
    assert np.array_equal(rows[:, window : 2 * window], rows[:, window + period :][:, :window])
    assert np.ptp(rows[:, :window], axis=1).max() == 0, "it begins beyond the edge"


def test_arabic_runs_the_other_way_and_nothing_to_say_draws_nothing() -> None:
    assert drawn("ticker", {"text": "مرحبا بالعالم"}, (200, 40)).info[SCROLL][2]
    assert not np.asarray(drawn("ticker", {"text": " \n "}, (200, 40))).any()


def test_a_ticker_is_never_longer_than_there_is_room_for() -> None:
    image = drawn("ticker", {"text": "M" * 4096}, (1920, 76))
    assert image.width <= 2 * 1920 + 24_000


def test_a_code_has_its_quiet_zone_and_whole_pixels() -> None:
    code = pixels("qr", {"address": "https://example.org/"}, (300, 300))
    dark = np.argwhere((code[..., 0] < 50) & (code[..., 3] > 200))
    light = np.argwhere(code[..., 3] > 200)
    module = 300 // (25 + 8)
    assert dark.min() - light.min() >= 4 * module and set(np.unique(code[..., 0][code[..., 3] > 0])) == {0, 255}


def test_a_code_without_an_address_is_nothing_and_one_too_long_is_refused() -> None:
    assert not pixels("qr", {"address": " "}).any()
    with pytest.raises(ValueError, match="One"):
        drawn("qr", {"address": "x" * 4000}, (300, 300))
