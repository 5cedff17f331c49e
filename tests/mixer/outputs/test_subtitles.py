"""Subtitles beside the programme: whole, in step with it, in time with its pictures, and never in its way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mixer.outputs.cue_link import CueLink
from mixer.outputs.destination import Session
from mixer.outputs.hls import GRACE_S, Hls
from mixer.outputs.master import Variant, master
from mixer.outputs.subtitles import wanted
from mixer.outputs.vtt import Cue, Span, webvtt
from mixer.protocol.webvtt import clock
from mixer.protocol.wire import Listener
from tests.mixer.outputs.makers import clip

SPAN = Span(1000, Fraction(30), 1060, 1120)


class Watched(Hls):
    """An HLS writer with a clock to turn, whose show file may be written."""

    def __init__(self, folder: Path, *, window: int = 10, captions: Path | None = None) -> None:
        self.now = 0.0
        super().__init__(folder, self.note, window=window, clock=lambda: self.now, captions=captions)

    def note(self, level: str, code: str, text: str) -> None: ...

    def play(self, name: str = "one", first_frame: int = 0) -> None:
        """Two seconds: four segments of 15 frames."""
        film = clip()
        self.begin(Session.parse(film.session(name, first_frame)), film.init)
        for kind, fragment in film.media:
            self.add(kind == b"K", fragment)
        self.broken()


def offers(folder: Path, *codes: str, on: bool = True, **encoding: int) -> None:
    languages = [{"code": code} for code in codes]
    show = {"captions": {"on": on, "languages": languages}, "encoding": encoding}
    (folder.parent / "show.json").write_text(json.dumps(show))


def cue(first: int, until: int, text: str = "Hello", language: str = "en", name: str = "a") -> Cue:
    return Cue(name, language, text, first, until)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "hls"


def texts(folder: Path, language: str = "en") -> list[str]:
    """The files that a language's playlist lists."""
    lines = (folder / f"subs-{language}.m3u8").read_text().splitlines()
    return [(folder / line).read_text() for line in lines if not line.startswith("#")]


def times(text: str) -> list[str]:
    return re.findall(r"\S+ --> \S+", text)


# -- a file ----------------------------------------------------------------------------------------


def test_a_cue_has_the_times_of_its_frames_since_the_session_began() -> None:
    text = webvtt(SPAN, [cue(1075, 1105)])
    assert text.startswith("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n")
    assert times(text) == ["00:00:02.500 --> 00:00:03.500"]


def test_a_cue_over_the_border_stands_whole_in_both_segments() -> None:
    after = Span(1000, Fraction(30), 1120, 1180)
    assert times(webvtt(SPAN, [cue(1110, 1130)])) == times(webvtt(after, [cue(1110, 1130)])) != []
    assert times(webvtt(after, [cue(1100, 1120)])) == [] == times(webvtt(SPAN, [cue(1120, 1130)]))


def test_text_stands_at_the_top_where_captions_are_burnt_in_at_the_bottom(folder: Path) -> None:
    assert "--> 00:00:03.500 line:0\nHello" in webvtt(SPAN, [cue(1075, 1105)], above=True)
    en = [{"code": "en", "burnt": True}]
    for captions, above in (
        ({"languages": en}, True),
        ({"languages": [*en, {"code": "fr", "burnt": False}], "place": "bottom-left"}, True),
        ({"languages": en, "place": "top"}, False),
        ({"languages": [{"code": "en", "burnt": False}]}, False),
    ):
        assert wanted({"captions": {"on": True, **captions}}).above is above, captions


def test_odd_rates_do_not_drift() -> None:
    an_hour = Span(0, Fraction(30000, 1001), 107_000, 109_000)
    assert times(webvtt(an_hour, [cue(107_892, 107_922)])) == ["00:59:59.996 --> 01:00:00.997"]
    assert clock(3_600_000 * 27) == "27:00:00.000"


@pytest.mark.parametrize(
    "said, written",
    [("Salt & <b>pepper</b>", "Salt &amp; &lt;b&gt;pepper&lt;/b&gt;"), ("a\n\n\nb", "a\nb"),
     ("00:01 --> 00:02", "00:01 --&gt; 00:02"), ("你好\r\n世界", "你好\n世界"), ("a\0b", "ab")],
)  # fmt: skip
def test_text_is_never_markup_nor_the_end_of_its_cue(said: str, written: str) -> None:
    assert webvtt(SPAN, [cue(1060, 1070, said)]).endswith(f"\n{written}\n")


def test_the_master_playlist_names_the_programme_and_every_language_in_its_own_name() -> None:
    text = master(Variant(4128, 1920, 1080, Fraction(30), "avc1.640028,mp4a.40.2"), ("en", "zh"), "index.m3u8")
    assert 'NAME="中文",LANGUAGE="zh",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="subs-zh.m3u8"' in text
    assert text.splitlines()[-2:] == [
        "#EXT-X-STREAM-INF:BANDWIDTH=4540800,AVERAGE-BANDWIDTH=4128000,RESOLUTION=1920x1080,"
        'CODECS="avc1.640028,mp4a.40.2",FRAME-RATE=30.000,CLOSED-CAPTIONS=NONE,SUBTITLES="subs"',
        "index.m3u8",
    ]
    assert "SUBS" not in master(Variant(1, 0, 0, Fraction(30), "avc1"), (), "index.m3u8")


# -- in step with the media ------------------------------------------------------------------------


def test_every_listed_segment_has_its_text_in_every_language(folder: Path) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en", "zh", video_kbps=3000, audio_kbps=100)
    hls = Watched(folder, window=3)
    hls.subtitles.take([cue(20, 40), cue(20, 40, "你好", "zh")])
    hls.play()
    media = (folder / "index.m3u8").read_text()
    for language in ("en", "zh"):
        beside = (folder / f"subs-{language}.m3u8").read_text()
        expected = re.sub(r"seg-(.+)\.m4s", rf"subs-{language}-\1.vtt", re.sub(r"#EXT-X-MAP.+\n", "", media))
        assert beside == expected
        assert [len(times(text)) for text in texts(folder, language)] == [1, 1, 0]
    assert "BANDWIDTH=3410000" in (folder / "master.m3u8").read_text()


def test_sequences_and_discontinuities_stay_in_step_over_a_restart_of_everything(folder: Path) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en")
    Watched(folder, window=6).play("one", 1000)
    again = Watched(folder, window=6)
    again.subtitles.take([cue(2010, 2020)])
    again.play("two", 2000)
    again.play("three", 3000)
    media, beside = ((folder / name).read_text().splitlines() for name in ("index.m3u8", "subs-en.m3u8"))
    tags = [line for line in media if not line.startswith(("#EXT-X-MAP", "seg-"))]
    assert tags == [line for line in beside if not line.startswith("subs-")]
    assert [len(times(text)) for text in texts(folder)][:2] == [0, 0]


def test_times_count_from_the_new_session_after_an_engine_restart(folder: Path) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en")
    hls = Watched(folder)
    hls.subtitles.take([cue(1003, 1006), cue(2003, 2006, name="b")])
    hls.play("one", 1000)
    hls.play("two", 2000)
    assert [times(text) for text in texts(folder)] == [
        ["00:00:00.100 --> 00:00:00.200"], [], [], [], ["00:00:00.100 --> 00:00:00.200"], [], [], [],
    ]  # fmt: skip


def test_a_late_change_puts_listed_texts_right(folder: Path) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en")
    hls = Watched(folder)
    hls.play()
    assert not any(times(text) for text in texts(folder))
    hls.subtitles.take([cue(5, 40)])
    assert [len(times(text)) for text in texts(folder)] == [1, 1, 1, 0]
    hls.subtitles.take([cue(5, 14)])
    assert [times(text) for text in texts(folder)] == [["00:00:00.167 --> 00:00:00.467"], [], [], []]
    hls.subtitles.take([cue(5, 5)])
    assert not any(times(text) for text in texts(folder))


def test_languages_follow_the_show_file_and_what_was_offered_stays_in_step(folder: Path) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en")
    hls = Watched(folder)
    hls.play("one")
    offers(folder, "fr")
    hls.tick()
    hls.play("two")
    assert len(texts(folder, "en")) == len(texts(folder, "fr")) == 8
    named = re.findall(r'URI="(.+?)"', (folder / "master.m3u8").read_text())
    assert named == ["subs-fr.m3u8"]


def test_a_show_without_captions_has_a_master_without_subtitles(folder: Path) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en", on=False)
    Watched(folder).play()
    assert "SUBTITLES" not in (folder / "master.m3u8").read_text() and not list(folder.glob("subs-*"))


@pytest.mark.parametrize(
    "show",
    ["", "[]", "7", '{"captions": 7}', '{"captions": {"on": 1, "languages": [{}]}}', "[" * 9999,
     '{"captions": {"on": true, "languages": [{"code": "../../x"}]}}'],
)  # fmt: skip
def test_a_show_file_of_any_shape_never_disturbs_the_media(folder: Path, show: str) -> None:
    folder.mkdir(parents=True)
    (folder.parent / "show.json").write_text(show)
    hls = Watched(folder)
    hls.tick()
    hls.play()
    assert hls.state == "waiting" and hls.written == 4
    assert {path.name for path in folder.parent.iterdir()} == {"hls", "show.json"}


def test_old_texts_go_with_their_segments_and_an_end_ends_them_too(folder: Path) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en")
    hls = Watched(folder, window=2)
    hls.play()
    hls.now = GRACE_S + 1
    hls.tick()
    assert len(list(folder.glob("subs-en-*.vtt"))) == 2
    hls.close()
    assert (folder / "subs-en.m3u8").read_text().endswith("#EXT-X-ENDLIST\n")


def test_what_a_killed_process_left_goes(folder: Path) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en")
    Watched(folder, window=2).play()
    for name in ("subs-xx.m3u8", "subs-en-00000099-gone.vtt", "subs-xx-00000003-one.vtt"):
        (folder / name).write_text("")
    hls = Watched(folder, window=2)
    hls.now = GRACE_S + 1
    hls.tick()
    assert not (folder / "subs-xx.m3u8").exists() and not (folder / "subs-en-00000099-gone.vtt").exists()
    assert len(texts(folder)) == 2


def test_a_disk_that_refuses_text_costs_the_text(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en")
    hls = Watched(folder)
    write = hls._write

    def refuse(name: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(hls.subtitles, "_write", refuse)
    hls.play()
    assert hls.written == 4 and (folder / "index.m3u8").exists()
    monkeypatch.setattr(hls.subtitles, "_write", write)
    hls.play("two")
    assert len(texts(folder)) == 8


# -- from the captioner ----------------------------------------------------------------------------


@pytest.fixture
def captioner(tmp_path: Path) -> Iterator[Listener]:
    with Listener(tmp_path / "captions.sock") as listener:
        yield listener


def test_cues_come_from_the_captions_socket_which_may_come_and_go(folder: Path, captioner: Listener) -> None:
    folder.mkdir(parents=True)
    offers(folder, "en")
    hls = Watched(folder, captions=captioner.path)
    for number in range(2):
        hls.now += 1
        hls.flush()
        (channel,) = captioner.accept()
        assert channel.receive()[0].json() == {"hello": "cues"}
        told: dict[str, Any] = {
            "id": f"line {number}",
            "language": "en",
            "text": "Hello",
            "from_frame": 5,
            "to_frame": 9,
        }
        channel.send_json({"status": {"engine": True}})
        channel.send_json({"cue": told})
        hls.flush()
        channel.close()
        hls.flush()
    hls.play()
    assert [len(times(text)) for text in texts(folder)] == [2, 0, 0, 0]
    hls.close()


@pytest.mark.parametrize(
    "word",
    [b"rubbish", b"7", b'{"cue": 7}', b'{"cue": {}}', b"[" * 9999,
     b'{"cue": {"id": 1, "language": "../x", "text": "", "from_frame": 0, "to_frame": 1}}',
     b'{"cue": {"id": 1, "language": "en", "text": "", "from_frame": 1e999, "to_frame": 1}}'],
)  # fmt: skip
def test_a_captioner_that_sends_rubbish_is_hung_up_on_and_knocked_at_again(captioner: Listener, word: bytes) -> None:
    now = [0.0]
    link = CueLink(captioner.path, lambda: now[0])
    link.hear()
    (channel,) = captioner.accept()
    channel.send(b"J", word)
    assert link.hear() == []
    now[0] += 1
    link.hear()
    (again,) = captioner.accept()
    link.close()
    channel.close()
    again.close()


def test_without_a_captioner_nothing_waits(tmp_path: Path) -> None:
    assert CueLink(tmp_path / "captions.sock").hear() == []
