"""From sound on a socket to text on the picture, with everything in between but the models."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from mixer.protocol.wire import Channel
from subtitles.captioner.captioner import Captioner
from subtitles.captioner.errands import ErrandFailed
from subtitles.captioner.journal import read_lines
from subtitles.listening.gate import Gate
from tests.helpers import MEDIA
from tests.subtitles.captioner.makers import FakeQueue, a_line, texts
from tests.subtitles.captioner.mixer_end import RATE, SAMPLES, MixerEnd

TEXTS = {"fr": "Bonsoir à tous.", "zh": "大家晚上好。"}
MORNING = {"fr": "Bonjour à tous.", "zh": "大家早上好。"}
SHOW = {
    "name": "Test", "revision": 3,
    "captions": {
        "on": True, "language": "en",
        "languages": [{"code": "en"}, {"code": "fr"}, {"code": "zh", "burnt": False}],
    },
}  # fmt: skip


def silence(frames: int) -> NDArray[np.int16]:
    return np.zeros((frames, SAMPLES), np.int16)


def talk(frames: int) -> NDArray[np.int16]:
    """Loud enough to pass a gate that goes by loudness alone, which needs a quiet room around it."""
    noise = np.random.default_rng(7).normal(0, 6000, (frames, SAMPLES))
    return noise.clip(-32000, 32000).astype(np.int16)


def heard(task: str, request: dict[str, Any]) -> dict[str, Any]:
    """A recogniser that always hears one sentence, and a translator that knows it."""
    if task == "subtitles.translate":
        if request["text"] == "Good morning everyone.":
            return {"texts": {code: {"text": MORNING[code], "via": ""} for code in request["targets"]}, "failed": {}}
        assert request["text"] == "Good evening everyone."
        return {"texts": {code: {"text": TEXTS[code], "via": ""} for code in request["targets"]}, "failed": {}}
    count = len(request["samples"]) // 2
    words = ((" Good", 0.2, 0.4), (" evening", 0.4, 0.6), (" everyone.", 0.6, 0.8))
    told = [[text, round(start * count), round(end * count), 0.9] for text, start, end in words]
    segment = {"avg_logprob": -0.2, "no_speech": 0.01, "compression": 1.1, "words": told}
    return {
        "language": "en", "language_probability": 1.0, "cost_s": 0.01, "segments": [segment],
        "engine": "faster-whisper", "model": "test", "demo": False,
    }  # fmt: skip


class Set:
    """A captioner, its mixer and a client, stepped by the test."""

    def __init__(self, folder: Path, delay_frames: int = 0, answer: Any = heard) -> None:
        self.run, self.show = folder / "run", folder / "show"
        self.run.mkdir(exist_ok=True)
        self.show.mkdir(exist_ok=True)
        (self.show / "show.json").write_text(json.dumps(SHOW))
        self.mixer = MixerEnd(self.run, delay_frames)
        self.queue = FakeQueue(answer)
        self.captioner = Captioner(self.run, self.show, self.queue, Gate(None))
        self.clients: dict[str, Channel] = {}
        self.told: dict[str, list[dict[str, Any]]] = {}

    def connect(self, kind: str) -> None:
        self.clients[kind] = Channel.connect(self.run / "captions.sock")
        self.clients[kind].send_json({"hello": kind})
        self.told[kind] = []
        self.until(lambda: bool(self.told[kind]))

    def turn(self) -> None:
        self.captioner.step()
        self.mixer.poll()
        for kind, client in self.clients.items():
            self.told[kind] += [message.json() for message in client.receive()]

    def until(self, there: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + 20
        while not (found := there()):
            assert time.monotonic() < deadline, "it did not happen"
            self.turn()
        return found

    def play(self, sound: NDArray[np.int16]) -> None:
        for frame in sound:
            self.mixer.send(frame)
            self.turn()

    def play_until(self, there: Callable[[], Any]) -> Any:
        """Silence goes on until this is so."""
        for _ in range(30 * RATE):
            if found := there():
                return found
            self.play(silence(1))
        raise AssertionError("it did not happen in half a minute of the programme")

    def speak(self) -> dict[str, Any]:
        """Say the sentence, and wait until it has been translated."""
        self.play(np.concatenate([silence(2 * RATE), talk(2 * RATE), silence(2 * RATE)]))
        return dict(self.until(self.translated))

    def translated(self) -> dict[str, Any] | None:
        lines = [one["line"] for one in self.told["control"] if "line" in one]
        return next((line for line in reversed(lines) if line["state"] == "translated"), None)

    def ask(self, verb: str, **parts: Any) -> dict[str, Any]:
        self.clients["control"].send_json({"id": f"{verb}-1", "verb": verb, **parts})

        def answered() -> Any:
            return [one for one in self.told["control"] if one.get("answer") == f"{verb}-1"]

        return dict(self.until(answered)[-1])

    def state_of(self, name: str) -> str:
        return next(line.state for line in read_lines(self.show / "captions" / "lines.jsonl") if line.id == name)

    def close(self) -> None:
        self.captioner.close()
        for client in self.clients.values():
            client.close()
        self.mixer.close()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Set]:
    made = Set(tmp_path)
    made.until(lambda: made.mixer.channel)
    made.connect("control")
    yield made
    made.close()


@pytest.fixture
def delayed(tmp_path: Path) -> Iterator[Set]:
    made = Set(tmp_path, delay_frames=10 * RATE)
    made.until(lambda: made.mixer.channel)
    made.connect("control")
    yield made
    made.close()


def test_speech_is_heard_translated_burnt_in_and_kept(scene: Set) -> None:
    scene.connect("cues")
    line = scene.speak()
    assert line["text"] == "Good evening everyone." and line["texts"]["fr"]["text"] == TEXTS["fr"]
    assert scene.mixer.hello == {"hello": "captions", "listen": "program"}
    scene.play(silence(1))
    assert len(scene.mixer.standing) == 2, "English and French are burnt, Chinese is not"
    scene.until(lambda: scene.state_of(line["id"]) == "on_air")
    cues = {one["cue"]["language"]: one["cue"] for one in scene.told["cues"] if "cue" in one}
    assert cues["zh"]["text"] == TEXTS["zh"] and cues["en"]["from_frame"] == cues["zh"]["from_frame"]
    scene.play(silence(12 * RATE))
    assert scene.mixer.standing == [] and scene.state_of(line["id"]) == "aired"


def test_with_a_delay_the_caption_stands_on_the_frames_of_its_speech(delayed: Set) -> None:
    line = delayed.speak()
    first = delayed.play_until(lambda: delayed.mixer.track)[0][0]
    assert first == line["from_frame"]
    assert delayed.mixer.standing == [], "its frame has not left yet"


def test_a_line_can_be_edited_until_it_airs_and_not_after(delayed: Set) -> None:
    line = delayed.speak()
    answer = delayed.ask("caption_edit", line=line["id"], texts={"fr": "Bonne soirée."}, by="Ada")
    assert answer == {"answer": "caption_edit-1", "ok": True}
    delayed.play_until(lambda: delayed.state_of(line["id"]) == "on_air")
    (kept,) = [one for one in read_lines(delayed.show / "captions" / "lines.jsonl") if one.id == line["id"]]
    assert (kept.state, kept.texts["fr"].text, kept.texts["fr"].edited_by) == ("on_air", "Bonne soirée.", "Ada")
    delayed.told["control"].clear()
    late = delayed.ask("caption_edit", line=line["id"], texts={"fr": "Trop tard."})
    assert late["ok"] is False and "not on air yet" in late["error"]


def test_corrected_words_are_translated_again_into_every_language_before_they_air(delayed: Set) -> None:
    line = delayed.speak()
    assert delayed.ask("caption_edit", line=line["id"], texts={"en": "Good morning everyone."}, by="Ada")["ok"]

    def cues() -> dict[str, str]:
        return {cue["language"]: cue["text"] for cue in delayed.captioner.screen.standing()}

    delayed.until(lambda: cues() == {"en": "Good morning everyone."} | MORNING)
    kept = delayed.captioner.transcript[line["id"]]
    assert (kept.state, kept.texts["en"].edited_by, kept.texts["fr"].edited_by) == ("translated", "Ada", "")
    delayed.play_until(lambda: delayed.state_of(line["id"]) == "on_air")
    assert delayed.captioner.transcript[line["id"]].texts["zh"].text == MORNING["zh"]


def test_a_language_that_was_written_by_hand_stays_when_what_was_said_is_corrected(delayed: Set) -> None:
    line = delayed.speak()
    assert delayed.ask("caption_edit", line=line["id"], texts={"fr": "Salut."}, by="Ada")["ok"]
    assert delayed.ask("caption_edit", line=line["id"], texts={"en": "Good morning everyone."}, by="Ada")["ok"]
    delayed.until(lambda: delayed.captioner.transcript[line["id"]].texts["zh"].text == MORNING["zh"])
    assert delayed.captioner.transcript[line["id"]].texts["fr"].text == "Salut."


def test_translations_that_come_when_the_line_is_on_air_leave_it_as_it_is_and_say_so(delayed: Set) -> None:
    line = delayed.speak()
    assert delayed.ask("caption_edit", line=line["id"], texts={"en": "Good morning everyone."}, by="Ada")["ok"]
    before = delayed.captioner.transcript[line["id"]]
    delayed.captioner.transcript.put(before.but(state="on_air"))
    delayed.until(lambda: delayed.captioner.transcript[line["id"]].reason)
    kept = delayed.captioner.transcript[line["id"]]
    assert kept.reason == "corrected too late for fr, zh: on air as before"
    assert kept.texts["fr"].text == TEXTS["fr"]


def test_a_dropped_line_stays_off_the_picture_and_comes_back(delayed: Set) -> None:
    line = delayed.speak()
    delayed.play_until(lambda: delayed.mixer.track)
    assert delayed.ask("caption_drop", line=line["id"], by="Ada")["ok"]
    delayed.until(lambda: delayed.mixer.track == [])
    assert delayed.state_of(line["id"]) == "dropped"
    assert delayed.ask("caption_restore", line=line["id"], by="Ada")["ok"]
    delayed.until(lambda: delayed.state_of(line["id"]) == "translated")
    delayed.until(lambda: delayed.mixer.track)


def test_hide_and_clear_work_at_once_and_hiding_is_remembered(scene: Set) -> None:
    scene.speak()
    scene.play(silence(1))
    assert scene.mixer.standing
    assert scene.ask("captions_clear")["ok"]
    scene.play(silence(2))
    assert scene.mixer.standing == []
    assert scene.ask("captions_show", visible=False)["ok"]
    scene.captioner.close()
    again = Captioner(scene.run, scene.show, scene.queue, Gate(None))
    assert again.screen.visible is False
    scene.captioner = again


def test_a_language_goes_on_air_without_a_restart(scene: Set) -> None:
    captions = {"on": True, "language": "en", "languages": [{"code": "zh"}]}
    show = {"name": "Test", "captions": captions}
    assert scene.ask("load", revision=4, show=show)["ok"]
    line = scene.speak()
    assert set(line["texts"]) == {"zh"}
    scene.play(silence(1))
    assert len(scene.mixer.standing) == 1


def test_another_engine_gets_what_stands(scene: Set) -> None:
    scene.speak()
    scene.play(silence(1))
    before = scene.mixer.standing
    assert before
    scene.mixer.hang_up()
    scene.mixer.plates, scene.mixer.track = {}, []
    scene.until(lambda: scene.mixer.channel)
    scene.until(lambda: scene.mixer.track)
    assert {one[0] for one in scene.mixer.standing} <= set(scene.mixer.plates) and scene.mixer.standing


def test_a_captioner_that_was_killed_goes_on_with_what_waited(delayed: Set) -> None:
    line = delayed.speak()
    # No goodbye: the sockets are simply gone, as after kill -9.
    delayed.captioner.engine.close()
    delayed.captioner.clients.close()
    for client in delayed.clients.values():
        client.close()
    delayed.clients.clear()
    delayed.mixer.hang_up()
    delayed.mixer.track = []
    delayed.captioner = Captioner(delayed.run, delayed.show, delayed.queue, Gate(None))
    delayed.until(lambda: delayed.mixer.channel)
    delayed.play_until(lambda: delayed.mixer.track)
    assert delayed.mixer.track[0][0] == line["from_frame"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"verb": "dance"}, "expected one of"),
        ({"verb": "caption_edit", "line": "ln_nope", "texts": {"en": "x"}}, "no line ln_nope"),
        ({"verb": "caption_edit"}, "texts"),
        ({"verb": "captions_show"}, "visible"),
        ({"verb": "load", "revision": 1, "show": {"name": ""}}, "name"),
    ],
)
def test_an_impossible_command_is_refused_in_words(scene: Set, told: dict[str, Any], words: str) -> None:
    scene.clients["control"].send_json({"id": "x"} | told)
    answer = scene.until(lambda: [one for one in scene.told["control"] if one.get("answer") == "x"])[-1]
    assert answer["ok"] is False and words in answer["error"]


def test_speech_that_nobody_recognises_is_one_gap_that_says_why(scene: Set) -> None:
    def missing(task: str, request: dict[str, Any]) -> dict[str, Any]:
        raise ErrandFailed("model_missing", "no model is installed")

    scene.queue.answer = missing
    for _ in range(4):
        scene.play(np.concatenate([silence(RATE), talk(5 * RATE)]))
    scene.play(silence(12 * RATE))
    lines = read_lines(scene.show / "captions" / "lines.jsonl")
    assert [(line.state, line.reason) for line in lines] == [("gap", "no model is installed")]
    assert lines[0].to_frame - lines[0].from_frame > 15 * RATE
    status = [one["status"] for one in scene.told["control"] if "status" in one][-1]
    assert status["state"] == "failed" and status["text"] == "no model is installed" and status["lag_s"] <= 10


def test_speech_is_real_sound_too(scene: Set) -> None:
    """The gate, the resampling and the passes with a human voice; only the engine is ours."""
    with av.open(str(MEDIA / "speech-en-44.1k.flac")) as file:
        resampler = av.AudioResampler("s16", "mono", 48_000)
        parts = [out.to_ndarray().ravel() for frame in file.decode(audio=0) for out in resampler.resample(frame)]
    sound = np.concatenate(parts)[: 8 * 48_000].astype(np.int16)
    scene.play(silence(RATE))
    scene.play(sound[: len(sound) // SAMPLES * SAMPLES].reshape(-1, SAMPLES))
    scene.play(silence(2 * RATE))
    assert scene.until(scene.translated)


def test_an_engine_that_is_lost_while_it_is_told_something_is_knocked_at_again(scene: Set) -> None:
    scene.mixer.hang_up()
    scene.captioner.engine.track([[1, 2, []]])
    assert not scene.captioner.engine.up
    scene.until(lambda: scene.captioner.engine.up and scene.mixer.channel)
    scene.play(silence(2))
    scene.until(lambda: scene.captioner._frame == scene.mixer.frame - 1)


def test_a_refused_correction_changes_nothing_that_is_to_be_shown(delayed: Set) -> None:
    line = delayed.speak()
    assert delayed.ask("caption_edit", line=line["id"], texts={"fr": "  "})["ok"] is False
    cues = {cue["language"]: cue["text"] for cue in delayed.captioner.screen.standing()}
    assert cues["fr"] == TEXTS["fr"]


def test_a_correction_is_kept_without_what_no_file_takes(delayed: Set) -> None:
    line = delayed.speak()
    assert delayed.ask("caption_edit", line=line["id"], texts={"fr": "Bon\x00\x1b\nsoir\ud800 \u202eà tous"})["ok"]
    (kept,) = [one for one in read_lines(delayed.show / "captions" / "lines.jsonl") if one.id == line["id"]]
    assert kept.texts["fr"].text == "Bon soir \u202eà tous"


def test_a_line_that_comes_back_twice_from_the_translators_airs_once(delayed: Set) -> None:
    line = delayed.speak()
    assert delayed.ask("caption_drop", line=line["id"])["ok"] and delayed.ask("caption_restore", line=line["id"])["ok"]
    delayed.until(lambda: delayed.state_of(line["id"]) == "translated")
    delayed.play_until(lambda: delayed.captioner.screen.places())
    again = delayed.captioner.transcript[line["id"]]
    delayed.captioner.interpreter.ask(again)
    delayed.captioner._leaving = delayed.captioner.screen.places()[line["id"]][0]
    delayed.until(lambda: delayed.state_of(line["id"]) == "on_air")


def test_at_another_frame_rate_what_waited_is_given_up_and_says_so(delayed: Set) -> None:
    line = delayed.speak()
    assert delayed.mixer.channel
    delayed.mixer.channel.send_json({"session": delayed.mixer.session() | {"rate": "50"}})
    delayed.until(lambda: delayed.state_of(line["id"]) == "dropped")
    assert "frame rate" in delayed.captioner.transcript[line["id"]].reason


def test_many_lines_in_many_languages_reach_who_looks(scene: Set) -> None:
    said = texts(**dict.fromkeys(("ru", "uk", "el", "ja", "zh", "ar", "hi", "bg", "ko", "th"), "Слова " * 16))
    for number in range(100):
        scene.captioner.transcript.put(a_line(f"ln_{number}", state="aired", texts=said))
    scene.told["control"].clear()
    scene.clients["control"].send_json({"hello": "control"})
    scene.until(lambda: [one for one in scene.told["control"] if len(one.get("lines", ())) == 100])
