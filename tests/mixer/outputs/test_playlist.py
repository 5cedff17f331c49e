"""What the playlist promises to players."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixer.outputs.playlist import Playlist, Segment, parse


def segment(number: int, duration_s: float = 2.0, init: str = "init-a.mp4", discontinuity: bool = False) -> Segment:
    return Segment(f"seg-{number}.m4s", duration_s, 1_700_000_000.0 + 2 * number, init, discontinuity)


def grown(*segments: Segment, window: int = 3) -> Playlist:
    playlist = Playlist()
    for one in segments:
        playlist = playlist.with_segment(one, window)
    return playlist


def test_what_is_rendered_is_parsed_back() -> None:
    playlist = grown(segment(0), segment(1, 1.5), segment(2, init="init-b.mp4", discontinuity=True))
    assert parse(playlist.render()) == playlist


def test_the_window_slides_and_counts() -> None:
    playlist = grown(*(segment(n) for n in range(5)))
    assert [one.name for one in playlist.segments] == ["seg-2.m4s", "seg-3.m4s", "seg-4.m4s"]
    assert (playlist.media_sequence, playlist.next_sequence) == (2, 5)


def test_a_discontinuity_that_left_is_counted_once() -> None:
    playlist = grown(segment(0), segment(1, discontinuity=True), segment(2), segment(3), segment(4))
    assert playlist.discontinuity_sequence == 1
    assert "#EXT-X-DISCONTINUITY\n" not in playlist.render()


def test_each_init_file_is_named_where_it_starts() -> None:
    text = grown(segment(0), segment(1), segment(2, init="init-b.mp4", discontinuity=True)).render()
    assert text.count("#EXT-X-MAP") == 2
    assert text.index("DISCONTINUITY\n") < text.index('MAP:URI="init-b.mp4"') < text.index("seg-2")


def test_the_target_is_never_shorter_than_a_segment() -> None:
    assert grown(segment(0, 2.6)).target_s == 3


def test_ending_is_undone_by_the_next_segment() -> None:
    ended = parse(grown(segment(0)).render() + "#EXT-X-ENDLIST\n")
    assert ended.ended and not ended.with_segment(segment(1), 3).ended


def test_a_fresh_playlist_keeps_counting() -> None:
    fresh = grown(segment(0), segment(1, discontinuity=True)).fresh(2)
    assert (fresh.segments, fresh.media_sequence, fresh.discontinuity_sequence) == ((), 2, 1)


@pytest.mark.parametrize("text", ["", "<html>", "#EXTM3U\nsegment-without-anything.m4s"])
def test_what_is_no_playlist_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 6))
def test_a_segment_keeps_its_discontinuity_number_as_long_as_it_is_listed(breaks: list[bool], window: int) -> None:
    playlist, numbers, expected = Playlist(), {}, 0
    for at, broken in enumerate(breaks):
        expected += broken
        numbers[f"seg-{at}.m4s"] = expected
        playlist = playlist.with_segment(segment(at, discontinuity=broken), window)
        number = playlist.discontinuity_sequence
        for one in playlist.segments:
            number += one.discontinuity
            assert numbers[one.name] == number
