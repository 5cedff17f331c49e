"""What the policy of captions makes of a recogniser that knows the truth: exact figures, on a fake clock.

The oracle costs 0.3 s for each second of sound it is given. No figure here depends on the machine's speed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mixer.protocol.captions import Captions
from subtitles.listening.ear import Ear
from subtitles.listening.gate import Gate
from subtitles.policy.events import Committed, Spoken
from subtitles.policy.pressure import Pressure
from subtitles.policy.transcriber import Transcriber
from subtitles.values import RATE
from tests.bench.figure import Figure
from tests.subtitles.listening.sounds import NOT_SPEECH, Sound
from tests.subtitles.oracle import SENTENCES, Oracle, Play, percentile, play, talk

ROUNDS = 8
STEPS = ((0.5, 1.1), (0.8, 1.25), (1.0, 1.3), (2.0, 1.3))
SECONDS = 60
BLOCK = 1920  # of 48 kHz: 40 ms


def told(rounds: int = ROUNDS, pause: float = 0.8, pressure: Pressure | None = None, **oracle: Any) -> Play:
    """A show of some minutes, to its end."""
    truth = talk(SENTENCES * rounds, pause=pause)
    return play(Oracle(truth, **oracle), pressure=pressure or Pressure()).run(truth[-1].end / RATE + 14)


def captions_policy() -> Iterator[Figure]:
    plain, breathless = told(), told(pause=0.1)
    wrong = told(rewritten=0.1, wander_s=0.15)
    looping = [told(rounds=3, loops=frozenset(range(4, 999, often))) for often in (7, 2, 1)]
    slow = told(pause=0.1, cost_a_second=1.5)
    latencies = plain.latencies()
    yield Figure(
        "caption_commit_p50_s",
        round(percentile(latencies, 50), 2),
        "s",
        "at most 3.0 from a word's end to its commit (aim 2.0), at a cost of 0.3 s a second; erased, repeats, "
        "hallucinated 0; lag at most 10 s at a cost of 1.5",
        {
            "p95_s": round(percentile(latencies, 95), 2),
            "breathless": commits(breathless),
            "one word in ten misheard, times wander": commits(wrong),
            "words": len(plain.oracle.truth),
            "missing": plain.missing,
            "erased": sum(one.erased for one in (plain, breathless, wrong, slow, *looping)),
            "repeats": sum(one.extra for one in (plain, breathless, slow, *looping)),
            "release_p95_s": round(percentile(releases(plain), 95), 2),
            "lag_at_1.5_s": round(max(slow.lags), 2),
            "shown_at_1.5": round(1 - slow.missing / len(slow.oracle.truth), 2),
            "hallucinated_a_minute": {name: invented(make(SECONDS)) for name, make in NOT_SPEECH.items()},
            "steps": [curve(step, times) for step, times in STEPS],
        },
    )


def commits(shown: Play) -> Mapping[str, float]:
    latencies = shown.latencies()
    return {"p50_s": round(percentile(latencies, 50), 2), "p95_s": round(percentile(latencies, 95), 2)}


def curve(step: float, times: float) -> Mapping[str, float]:
    """What another step does: `busy` is the share of one core that recognition takes."""
    shown = told(rounds=3, pressure=Pressure(step, times))
    return {"step_s": step, "times": times, **commits(shown), "busy": round(shown.busy_s / (shown.now / RATE), 2)}


def releases(shown: Play) -> list[float]:
    """From the commit of a sentence's last word to its release, in seconds."""
    at = {word: one.now for one in shown.log if isinstance(one.event, Committed) for word in one.event.words}
    spoken = [(one.now, one.event.sentence) for one in shown.log if isinstance(one.event, Spoken)]
    return [(now - at[sentence.words[-1]]) / RATE for now, sentence in spoken]


def invented(sound: Sound) -> int:
    """Characters shown for a sound in which nobody speaks, by the real gate and an oracle that makes up a phrase."""
    transcriber = Transcriber(Captions(language="en"), gate=Gate.best())
    oracle, shown, ear = Oracle((), phrase=" Thank you."), 0, Ear()
    for at in range(0, len(sound), BLOCK):
        transcriber.hear(*ear.hear(sound[at : at + BLOCK], at))
        now = (at + BLOCK) // 3
        if request := transcriber.next_pass(now):
            transcriber.passed(request, oracle(request), oracle.cost(request))
        shown += sum(len(one.sentence.text) for one in transcriber.events() if isinstance(one, Spoken))
    return shown
