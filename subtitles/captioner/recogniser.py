"""Recognition as the captioner sees it: a transcriber, and the worker that does its passes."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from mixer.protocol.captions import Captions
from subtitles.captioner.errands import Answer, Errands
from subtitles.listening.gate import Gate
from subtitles.policy.events import Event, Gap
from subtitles.policy.transcriber import Transcriber
from subtitles.values import RATE, Hypothesis, Pass, Segment, Speech, Word

MISSING = "model_missing"


class Recogniser:
    """Feeds a transcriber with sound and with what the speech worker heard in it."""

    def __init__(self, settings: Captions, errands: Errands[Pass], gate: Gate) -> None:
        self._errands, self._gate = errands, gate
        self.settings = settings
        self._transcriber = Transcriber(settings, gate=gate)
        self._gaps = 0
        self.model, self.demo = settings.model, False
        self.trouble = ""
        self._again_at = 0.0
        self._failures = 0
        self._cost_s = 0.0

    def load(self, settings: Captions) -> None:
        """Other settings; what is heard at the moment goes on where only the looks changed."""
        if settings != self.settings:
            self.settings = settings
            self._transcriber.adopt(settings)

    def hear(self, samples: Speech, at: int) -> None:
        self._transcriber.hear(samples, at)

    def think(self, now: int) -> None:
        """Take in what came back, and ask for the next pass when it is due. `now` is in samples at 16 kHz."""
        for answer in self._errands.answers():
            self._take(answer)
        if self._errands.waiting or time.monotonic() < self._again_at:
            self._transcriber.tend(now)
            return
        request = self._transcriber.next_pass(now)
        if request is not None:
            self._errands.send(request, self._told(request))

    def events(self) -> list[Event]:
        events = self._transcriber.events()
        self._gaps += sum(isinstance(event, Gap) for event in events)
        return events

    @property
    def language(self) -> str:
        return self._transcriber.language.code

    def _told(self, request: Pass) -> dict[str, Any]:
        samples = np.clip(np.rint(request.samples * 32767), -32768, 32767).astype(np.int16)
        return {
            "samples": samples.tobytes(), "language": request.language, "final": request.final, "beam": request.beam,
            "prompt": request.prompt, "engine": self.settings.engine, "model": self.settings.model,
        }  # fmt: skip

    def _take(self, answer: Answer[Pass]) -> None:
        if answer.error is not None:
            self._failed(answer)
            return
        self.trouble, self._failures = "", 0
        self.model, self.demo = str(answer.value.get("model", "")), bool(answer.value.get("demo"))
        cost_s = self._cost_s = max(answer.took_s, float(answer.value.get("cost_s", 0.0)))
        self._transcriber.passed(answer.about, hypothesis(answer.value, answer.about.at), cost_s)

    def _failed(self, answer: Answer[Pass]) -> None:
        assert answer.error is not None
        self.trouble = str(answer.error)
        self._failures += 1
        # A model that is missing will not be there in a moment; a worker that died will.
        self._again_at = time.monotonic() + (5.0 if answer.error.code == MISSING else min(2.0, 0.25 * self._failures))
        self._transcriber.failed(answer.about)

    # -- how it is doing ---------------------------------------------------------------------------

    def status(self, now: int) -> dict[str, Any]:
        heard = self._transcriber
        return {
            "recogniser": {
                "engine": self.settings.engine, "model": self.model, "demo": self.demo,
                "ok": not self.trouble, "text": self.trouble or self._words(),
            },
            "language": self.language, "language_text": heard.language_text,
            "lag_s": round(heard.lag(now), 1), "backlog_s": round(heard.backlog(now), 1),
            "step_s": round(heard.step_s, 2), "pass_cost_s": round(self._cost_s, 2),
            "gap": self._gaps, "speech_db": round(self._gate.level_db, 1), "gate": self._gate.text,
        }  # fmt: skip

    def _words(self) -> str:
        if not self.model:
            return "waiting for speech"
        return "demo model: knows only the demo narration" if self.demo else f"{self.settings.engine}, {self.model}"


def hypothesis(told: dict[str, Any], at: int) -> Hypothesis:
    """A worker's answer on the programme's clock. Times outside what a piece can have are its engine's invention."""
    segments = tuple(
        Segment(
            tuple(word_of(word, at) for word in one["words"]),
            float(one["avg_logprob"]), float(one["no_speech"]), float(one["compression"]),
        )
        for one in told["segments"]
    )  # fmt: skip
    return Hypothesis(segments, str(told["language"]), float(told["language_probability"]))


def word_of(told: Any, at: int) -> Word:
    text, start, end, probability = told
    return Word(str(text), at + within(start), at + within(end), float(probability))


def within(index: Any) -> int:
    return max(0, min(int(index), 60 * RATE))
