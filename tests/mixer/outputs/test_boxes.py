"""What the box reader and the fragment writer promise."""

import struct

import pytest

from mixer.outputs.boxes import leading, mime_of, pieces, runs, shifted, tracks, whole_fragments
from mixer.outputs.fragments import box, fragment_of, length_prefixed
from tests.mixer.outputs.makers import clip


def test_the_mime_type_names_both_codecs() -> None:
    assert mime_of(clip().init) == 'video/mp4; codecs="avc1.64000b, mp4a.40.2"'


def test_the_picture_tells_the_time() -> None:
    found = tracks(clip().init)
    assert [(track.media, track.timescale) for track in found.values()] == [("video", 15360), ("audio", 48000)]
    assert leading(found).media == "video"


def test_decode_times_follow_each_other_without_a_gap() -> None:
    found, ends = tracks(clip().init), {1: 0, 2: 0}
    for _, fragment in clip().media:
        for run in runs(fragment, found):
            assert run.tfdt == ends[run.track]
            ends[run.track] += run.duration
    assert ends[1] == 60 * 512


def test_a_key_fragment_starts_with_a_sync_sample_and_others_of_the_picture_do_not() -> None:
    found = tracks(clip().init)
    for kind, fragment in clip().media:
        [run] = runs(fragment, found)
        assert run.sync is (kind == b"K" or run.track == 2)


def test_shifting_changes_the_decode_time_and_nothing_else() -> None:
    found, fragment = tracks(clip().init), clip().media[-1][1]
    [run] = before = runs(fragment, found)
    moved = shifted(fragment, before, {run.track: -500})
    assert runs(moved, found)[0].tfdt == run.tfdt - 500
    assert len(moved) == len(fragment) and moved[run.tfdt_at + 8 :] == fragment[run.tfdt_at + 8 :]


def test_a_half_fragment_at_the_end_is_left_out() -> None:
    whole = clip().init + b"".join(fragment for _, fragment in clip().media[:5])
    init, fragments = pieces(whole + clip().media[5][1][:-1])
    assert (init, fragments) == (clip().init, [fragment for _, fragment in clip().media[:5]])


def test_several_samples_of_two_tracks_in_one_fragment_are_counted() -> None:
    tfhd = box(b"tfhd", struct.pack(">4I", 0x020028, 1, 512, 0x01010000))
    tfdt = box(b"tfdt", struct.pack(">II", 0, 77))
    trun = box(b"trun", struct.pack(">IIiI2I", 0x205, 2, 0, 0x02000000, 10, 20))
    sizes = box(b"trun", struct.pack(">II4I", 0x500, 2, 100, 0, 200, 0))
    second = box(b"traf", box(b"tfhd", struct.pack(">2I", 0x020000, 2)) + tfdt + sizes)
    moof = box(b"moof", box(b"traf", tfhd + tfdt + trun) + second)
    video, sound = runs(moof, tracks(clip().init))
    assert (video.tfdt, video.duration, video.samples, video.sync) == (77, 1024, 2, True)
    assert (sound.duration, sound.samples) == (300, 2)


@pytest.mark.parametrize("garbage", [b"", b"\0" * 64, b"moof" * 9, struct.pack(">I4s", 4, b"moov")])
def test_bytes_that_are_no_boxes_are_refused(garbage: bytes) -> None:
    with pytest.raises(ValueError):
        tracks(garbage)


def test_a_broken_size_stops_the_search_for_fragments_with_an_error() -> None:
    with pytest.raises(ValueError, match="4 bytes long"):
        list(whole_fragments(struct.pack(">I4s", 4, b"moof"), 0))


def test_start_codes_become_lengths() -> None:
    assert length_prefixed(b"\0\0\0\1\x67ab\0\0\1\x65c") == b"\0\0\0\3\x67ab\0\0\0\2\x65c"
    assert length_prefixed(b"\0\0\0\2\x65c") == b"\0\0\0\2\x65c"


def test_a_written_fragment_reads_back() -> None:
    fragment = fragment_of(7, 1, 2**33, 512, b"picture", sync=False, composition=-512)
    [run] = runs(fragment, tracks(clip().init))
    assert (run.track, run.tfdt, run.duration, run.samples, run.sync) == (1, 2**33, 512, 1, False)
    assert fragment.endswith(b"mdatpicture")
