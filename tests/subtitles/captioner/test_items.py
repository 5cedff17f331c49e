"""Items of a rundown with captions off, or with their own: what is heard in them, and what is shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from subtitles.captioner.captioner import Captioner
from subtitles.captioner.journal import read_lines
from subtitles.listening.gate import Gate
from subtitles.values import Line
from tests.subtitles.captioner.mixer_end import RATE
from tests.subtitles.captioner.test_captioner import TEXTS, Set, silence, talk

SAID = "Good evening everyone."
SRT = f"1\n00:00:02,000 --> 00:00:04,000\n{SAID}\n\n2\n00:00:06,000 --> 00:00:08,000\n{SAID}\n"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Set]:
    made = Set(tmp_path)
    made.until(lambda: made.mixer.channel)
    made.connect("control")
    made.connect("cues")
    yield made
    made.close()


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "own.srt"
    path.write_text(SRT)
    return str(path)


def airing(captions: str, start: int, end: int | None = None, name: str = "one", **parts: Any) -> dict[str, Any]:
    return {
        "occurrence": f"run.1.{name}", "item": name, "captions": captions,
        "start_frame": start, "end_frame": end, **parts,
    }  # fmt: skip


def tell(scene: Set, *airings: dict[str, Any]) -> None:
    """All that is on air and next, as the rundown says it."""
    scene.clients["control"].send_json({"airings": list(airings)})
    scene.until(lambda: len(scene.captioner.items._airings) == len(airings) and scene.captioner.items.told)
    scene.turn()


def lines(scene: Set) -> list[Line]:
    return read_lines(scene.show / "captions" / "lines.jsonl")


def spans(scene: Set, *states: str) -> list[tuple[int, int]]:
    return [(one.from_frame, one.to_frame) for one in lines(scene) if one.state in states]


def status(scene: Set) -> dict[str, Any]:
    scene.told["control"].clear()
    scene.until(lambda: [one for one in scene.told["control"] if "status" in one])
    return dict([one["status"] for one in scene.told["control"] if "status" in one][-1])


def test_the_cues_of_an_items_file_stand_on_the_items_frames_in_every_language(scene: Set, own: str) -> None:
    start = scene.mixer.frame + 2 * RATE
    tell(scene, airing(own, start, start + 20 * RATE, in_s=1.0))
    scene.until(lambda: len(spans(scene, "translated")) == 2)
    first = lines(scene)[0]
    assert (first.from_frame, first.to_frame) == (start + RATE, start + 3 * RATE), "a second behind the in point"
    assert (first.text, first.texts["fr"].text, first.engine) == (SAID, TEXTS["fr"], "file")
    scene.play_until(lambda: scene.mixer.frame == start + RATE)
    assert len(scene.mixer.standing) == 2
    scene.play(silence(2 * RATE))
    assert scene.mixer.standing == []
    cues = {
        one["cue"]["language"]: one["cue"] for one in scene.told["cues"] if one.get("cue", {}).get("id") == first.id
    }
    assert {(cue["from_frame"], cue["to_frame"]) for cue in cues.values()} == {(start + RATE, start + 3 * RATE)}
    assert cues["zh"]["text"] == TEXTS["zh"]
    scene.play_until(lambda: scene.state_of(first.id) == "aired")
    (kept,) = [one for one in lines(scene) if one.id == first.id]
    assert (kept.aired_from, kept.aired_to) == (start + RATE, start + 3 * RATE)


def test_speech_in_an_item_with_a_file_of_its_own_makes_no_lines(scene: Set, own: str) -> None:
    start = scene.mixer.frame + RATE
    tell(scene, airing(own, start, start + 30 * RATE))
    scene.play(np.concatenate([silence(2 * RATE), talk(4 * RATE), silence(3 * RATE)]))
    assert {one.engine for one in lines(scene)} == {"file"}
    assert [task for task, _ in scene.queue.asked if task == "subtitles.recognise"] == []


def test_between_two_items_one_without_captions_leaves_no_line_and_the_others_theirs(scene: Set) -> None:
    scene.play(silence(2 * RATE))
    begins = scene.mixer.frame + 3 * RATE
    ends = begins + 5 * RATE
    tell(scene, airing("auto", 0, begins, "a"), airing("off", begins, ends, "b"), airing("auto", ends, None, "c"))
    scene.play(np.concatenate([talk(3 * RATE), talk(5 * RATE)]))
    scene.play(np.concatenate([silence(RATE), talk(2 * RATE), silence(3 * RATE)]))
    scene.play_until(lambda: len(lines(scene)) >= 2)
    scene.play(silence(3 * RATE))
    found = lines(scene)
    assert [one.text for one in found] == [SAID] * len(found)
    assert any(one.from_frame < begins for one in found) and any(one.from_frame >= ends for one in found)
    assert not [one for one in found if begins <= (one.from_frame + one.to_frame) // 2 < ends]


def test_what_is_known_a_moment_late_counts_from_its_frame(scene: Set) -> None:
    scene.play(silence(2 * RATE))
    begins = scene.mixer.frame
    tell(scene, airing("auto", 0, None, "a"), airing("off", begins + 1000, None, "b"))
    scene.play(talk(RATE // 4))  # the director skipped to b, and that has not been told yet
    tell(scene, airing("auto", 0, begins, "a"), airing("off", begins, None, "b"))
    scene.play(np.concatenate([talk(3 * RATE), silence(3 * RATE)]))
    assert lines(scene) == [] and scene.queue.asked == []


def test_the_status_says_what_the_item_on_air_has(scene: Set, own: str) -> None:
    scene.play(silence(5))
    tell(scene, airing("off", 0, None, "Song"))
    said = status(scene)
    assert said["state"] == "off" and said["item"] == "Song" and "Song" in said["text"]
    tell(scene, airing(own, 0, None, "Film"))
    said = status(scene)
    assert said["state"] == "file" and "Film" in said["text"]
    tell(scene)
    assert status(scene)["state"] == "listening"


def test_a_skip_takes_away_what_was_not_shown_and_ends_what_stands(scene: Set, own: str) -> None:
    start = scene.mixer.frame + RATE
    tell(scene, airing(own, start, start + 20 * RATE))
    scene.until(lambda: len(spans(scene, "translated")) == 2)
    scene.play_until(lambda: scene.mixer.frame == start + 3 * RATE)
    assert scene.mixer.standing
    left = scene.mixer.frame
    tell(scene, airing(own, start, left), airing("auto", left, None, "two"))
    scene.play(silence(2))
    assert scene.mixer.standing == []
    (second,) = [one for one in lines(scene) if one.state == "dropped"]
    assert second.from_frame == start + 6 * RATE and "not played" in second.reason
    scene.play(silence(8 * RATE))
    assert scene.mixer.standing == [] and len(lines(scene)) == 2


def test_an_item_that_begins_later_takes_its_lines_with_it(scene: Set, own: str) -> None:
    start = scene.mixer.frame + 5 * RATE
    tell(scene, airing(own, start))
    scene.until(lambda: len(spans(scene, "translated")) == 2)
    edited = lines(scene)[0].id
    assert scene.ask("caption_edit", line=edited, texts={"fr": "Bonne soirée."}, by="Ada")["ok"]
    tell(scene, airing(own, start + RATE))
    scene.until(lambda: spans(scene, "translated")[0] == (start + 3 * RATE, start + 5 * RATE))
    assert len(lines(scene)) == 2 and lines(scene)[0].texts["fr"].text == "Bonne soirée."
    tell(scene)
    scene.until(lambda: len(spans(scene, "dropped")) == 2)
    tell(scene, airing(own, start))
    scene.until(lambda: spans(scene, "translated") == [(start + n * RATE, start + (n + 2) * RATE) for n in (2, 6)])
    assert lines(scene)[0].texts["fr"].text == "Bonne soirée.", "it was an operator's"


def test_what_an_operator_dropped_stays_out_however_often_it_is_told(scene: Set, own: str) -> None:
    start = scene.mixer.frame + 5 * RATE
    tell(scene, airing(own, start))
    scene.until(lambda: len(spans(scene, "translated")) == 2)
    assert scene.ask("caption_drop", line=lines(scene)[0].id, by="Ada")["ok"]
    tell(scene, airing(own, start, start + 20 * RATE))
    scene.play_until(lambda: scene.mixer.frame == start + 5 * RATE)
    assert scene.mixer.standing == [] and len(spans(scene, "dropped")) == 1


def test_a_captioner_that_was_killed_shows_each_cue_once(scene: Set, own: str) -> None:
    start = scene.mixer.frame + RATE
    told = airing(own, start)
    tell(scene, told)
    scene.until(lambda: len(spans(scene, "translated")) == 2)
    scene.play_until(lambda: scene.mixer.frame == start + 5 * RATE)
    scene.captioner.engine.close()
    scene.captioner.clients.close()
    for client in scene.clients.values():
        client.close()
    scene.clients.clear()
    scene.mixer.hang_up()
    scene.mixer.track = []
    scene.captioner = Captioner(scene.run, scene.show, scene.queue, Gate(None))
    scene.until(lambda: scene.mixer.channel)
    scene.connect("control")
    tell(scene, told)
    scene.play_until(lambda: scene.mixer.standing)
    assert scene.mixer.frame == start + 6 * RATE
    scene.play_until(lambda: len(spans(scene, "aired")) == 2)
    assert len(lines(scene)) == 2


@pytest.mark.parametrize("text", ["", "Dear Sir or Madam,", "\0\1\2\3", None])
def test_a_file_that_cannot_be_used_is_said_and_leaves_the_item_to_speech(
    scene: Set, tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "broken.srt"
    if text is not None:
        path.write_text(text)
    tell(scene, airing(str(path), 0, None, "Interview"))
    (event,) = scene.until(lambda: [one["event"] for one in scene.told["control"] if "event" in one])
    assert event["level"] == "warning" and "Interview" in event["text"]
    assert scene.speak()["text"] == SAID
    assert status(scene)["state"] == "listening"


def test_what_is_no_airing_changes_nothing(scene: Set, own: str) -> None:
    tell(scene, airing(own, 5000))
    for strange in ([{"occurrence": "x"}], 7, [7]):
        scene.told["control"].clear()
        scene.clients["control"].send_json({"airings": strange})
        scene.until(lambda: [one for one in scene.told["control"] if one.get("code") == "bad_command"])
    assert [one.start_frame for one in scene.captioner.items._airings] == [5000]


def test_a_cue_without_a_translation_in_time_is_shown_as_it_was_written(scene: Set, own: str) -> None:
    Path(own).write_text("".join(f"00:00:{n:02},000 --> 00:00:{n:02},900\nLine {n}.\n\n" for n in range(3, 12)))
    asked, blocked = list[str](), threading.Event()

    def slow(task: str, request: dict[str, Any]) -> dict[str, Any]:
        asked.append(request["text"])
        if len(asked) > 1:
            blocked.wait(20)
        return {"texts": {code: {"text": "traduit", "via": ""} for code in request["targets"]}, "failed": {}}

    scene.queue.answer = slow
    start = scene.mixer.frame
    tell(scene, airing(own, start))
    scene.until(lambda: len(asked) == 2)
    scene.play_until(lambda: scene.mixer.frame == start + 6 * RATE)
    texts = {one.text: one.texts["fr"] for one in lines(scene) if one.texts}
    assert texts["Line 3."].text == "traduit"
    for text in ("Line 4.", "Line 5."):  # one that is with the translators, and one whose turn has not come
        assert (texts[text].text, bool(texts[text].fallback)) == (text, True)
    assert [one.aired_from for one in lines(scene)][:3] == [start + n * RATE for n in (3, 4, 5)]
    blocked.set()
