"""A recogniser that knows the truth, and errs as scripted: it proves the policy without a model and without a clock.

It reveals the true words that ended δ before the end of the sound it is given. What real engines do wrong is scripted:
half words at the end, words that change from pass to pass, loops, phrases over silence, word times that wander,
and what a pass costs.
"""

from __future__ import annotations

import bisect
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mixer.protocol.captions import Captions
from subtitles.listening.gate import Gate
from subtitles.policy.events import Committed, Dropped, Event, Gap, Spoken
from subtitles.policy.spelling import key
from subtitles.policy.transcriber import Transcriber
from subtitles.values import RATE, Hypothesis, Pass, Segment, Speech, Word

BLOCK = RATE // 25
EDGE = RATE // 50  # a word's sound is softer at both ends
SENTENCES = (
    "Good evening and welcome to the harbour, where the boats come in with the tide.",
    "Tonight we follow three crews who have spent the whole summer rebuilding one old ship.",
    "Nobody believed that it would float again!",
    "Have you ever seen so many people waiting on a quay before sunrise?",
    "The captain told us that she learned everything from her grandmother, a fisherwoman from the north.",
    "We will be back in a moment with the results of the second race.",
)


def s(seconds: float) -> int:
    return round(seconds * RATE)


def talk(
    sentences: Iterable[str] = SENTENCES, *, at: float = 1.0, words_a_minute: int = 160, pause: float = 0.8
) -> list[Word]:
    """The words of people speaking at a steady rate, `pause` seconds between sentences."""
    words, now = [], at
    for sentence in sentences:
        for text in sentence.split():
            length = 60 / words_a_minute * (0.5 + 0.5 * len(text) / 4.5)
            words.append(Word(f" {text}", s(now), s(now + length)))
            now += length
        now += pause
    return words


def murmur(truth: Sequence[Word], at: int, count: int) -> Speech:
    """What `truth` sounds like from `at` on: a buzz where there are words, silence elsewhere."""
    sound = np.zeros(count, np.float32)
    ends = [word.end for word in truth]
    for word in truth[bisect.bisect_right(ends, at) :]:
        if word.start >= at + count:
            break
        first, last = max(word.start + EDGE, at), min(word.end - EDGE, at + count)
        if first < last:
            # Counted from zero at the word's own start: blocks of any size sound the same.
            phase = np.arange(first - word.start, last - word.start)
            sound[first - at : last - at] = 0.2 * np.where(phase % 100 < 50, 1, -1)
    return sound


class Buzz:
    """Hears a voice in anything loud: the oracle's speech."""

    def probabilities(self, hops: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(np.abs(hops).mean(axis=1) > 0.02, np.float32)

    def reset(self) -> None:
        return


@dataclass
class Oracle:
    """`rewritten`: the share of words heard wrong, each pass anew, the first one to three times; `loops`: passes that
    go round in circles from then on; `phrase` is what it writes over half a second and more of silence.
    """

    truth: Sequence[Word]
    language: str = "en"
    probability: float = 0.95
    delta_s: float = 0.2
    half_words: bool = True
    rewritten: float = 0.0
    loops: frozenset[int] = frozenset()
    phrase: str = ""
    wander_s: float = 0.0
    cost_a_second: float = 0.3
    cost_s: float = 0.0
    seed: int = 1
    _wrong: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dice = random.Random(self.seed)
        self._dice = dice
        for index in range(len(self.truth)):
            if dice.random() < self.rewritten:
                self._wrong[index] = dice.randint(1, 3)

    def cost(self, request: Pass) -> float:
        return self.cost_s + self.cost_a_second * len(request.samples) / RATE

    def __call__(self, request: Pass) -> Hypothesis:
        words = [self._said(index, word) for index, word in enumerate(self.truth) if self._is_in(word, request)]
        half = next((word for word in self.truth if self._is_half(word, request)), None)
        if half and self.half_words and not request.final:
            words.append(self._wandering(Word(half.text[: len(half.text) // 2 + 1], half.start, request.end, 0.4)))
        segments = [self._segment(tuple(words))] if words else []
        if words and request.number in self.loops:
            segments.append(self._segment(self._circle(words)))
        if self.phrase and self._silence_at_end(request) >= 0.5:
            end = request.end
            segments.append(Segment((Word(self.phrase, max(request.at, end - s(0.5)), end, 0.9),), -0.3, 0.1, 0.9))
        return Hypothesis(tuple(segments), request.language or self.language, self.probability)

    def _is_in(self, word: Word, request: Pass) -> bool:
        # More than half a word at the beginning is still understood.
        return (word.start + word.end) // 2 > request.at and word.end <= request.end - s(self.delta_s) * (
            not request.final
        )

    def _is_half(self, word: Word, request: Pass) -> bool:
        return word.start + s(0.1) < request.end < word.end + s(self.delta_s)

    def _said(self, index: int, word: Word) -> Word:
        left = self._wrong.get(index, 0)
        if left:
            self._wrong[index] = left - 1
            word = Word(f" {word.text.strip()[::-1]}{left}", word.start, word.end, 0.5)
        return self._wandering(word)

    def _wandering(self, word: Word) -> Word:
        by = s(self._dice.uniform(-self.wander_s, self.wander_s)) if self.wander_s else 0
        return Word(word.text, word.start + by, word.end + by, word.probability)

    @staticmethod
    def _segment(words: tuple[Word, ...]) -> Segment:
        return Segment(words, -0.2, 0.02, 1.2)

    @staticmethod
    def _circle(words: Sequence[Word]) -> tuple[Word, ...]:
        """The last three words seven times more, as confident as ever (faster-whisper #465)."""
        group, end = words[-3:], words[-1].end
        return tuple(Word(word.text, end, end + s(0.2), 0.9) for _ in range(7) for word in group)

    def _silence_at_end(self, request: Pass) -> float:
        last = max((word.end for word in self.truth if word.start < request.end), default=request.at)
        return (request.end - max(last, request.at)) / RATE


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and when it was told."""

    now: int
    event: Event


@dataclass
class Play:
    """A show on a fake clock: sound in blocks, passes that take as long as the oracle says."""

    oracle: Oracle
    transcriber: Transcriber
    log: list[Told] = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    now: int = 0
    busy_s: float = 0.0
    down: tuple[float, float] = (0.0, 0.0)  # while the recogniser is away, passes are lost after two steps
    noises: Sequence[Word] = ()  # sounds that open the gate and are no words
    _out: tuple[Pass, int] | None = None

    def run(self, seconds: float, block: int = BLOCK) -> Play:
        while self.now < s(seconds):
            sound = murmur(self.oracle.truth, self.now, block) + murmur(self.noises, self.now, block)
            self.transcriber.hear(sound, self.now)
            self.now += block
            self._answer()
            self._ask()
            self.lags.append(self.transcriber.lag(self.now))
            self.log += [Told(self.now, event) for event in self.transcriber.events()]
        return self

    def _answer(self) -> None:
        if not self._out or self.now < self._out[1]:
            return
        request = self._out[0]
        self._out = None
        if s(self.down[0]) <= self.now < s(self.down[1]):
            self.transcriber.failed(request)
        else:
            self.transcriber.passed(request, self.oracle(request), self.oracle.cost(request))

    def _ask(self) -> None:
        if request := self.transcriber.next_pass(self.now):
            self.passes.append(request)
            away = s(self.down[0]) <= self.now < s(self.down[1])
            cost = 2.0 if away else self.oracle.cost(request)
            self.busy_s += 0 if away else cost
            self._out = (request, self.now + s(cost))

    # -- what was seen

    @property
    def committed(self) -> list[Word]:
        return [word for told in self.log if isinstance(told.event, Committed) for word in told.event.words]

    @property
    def sentences(self) -> list[str]:
        return [told.event.sentence.text for told in self.log if isinstance(told.event, Spoken)]

    @property
    def gaps(self) -> list[Gap]:
        return [told.event for told in self.log if isinstance(told.event, Gap)]

    @property
    def dropped(self) -> list[Dropped]:
        return [told.event for told in self.log if isinstance(told.event, Dropped)]

    def latencies(self) -> list[float]:
        """From the end of each true word to its commit, in seconds, for the words that came through."""
        commits = [
            (word, told.now) for told in self.log if isinstance(told.event, Committed) for word in told.event.words
        ]
        pairs = matched(self.oracle.truth, [word for word, _ in commits])
        return [(commits[ours][1] - self.oracle.truth[theirs].end) / RATE for theirs, ours in pairs]

    def releases(self) -> list[float]:
        """From the end of each sentence's last word to its release, in seconds."""
        return [(told.now - told.event.sentence.end) / RATE for told in self.log if isinstance(told.event, Spoken)]

    @property
    def extra(self) -> int:
        """Committed words that nobody said there: repeats and inventions."""
        return len(self.committed) - len(matched(self.oracle.truth, self.committed))

    @property
    def missing(self) -> int:
        return len(self.oracle.truth) - len(matched(self.oracle.truth, self.committed))

    @property
    def erased(self) -> int:
        """Committed words that did not come out in a sentence as they were committed."""
        shown = [word for told in self.log if isinstance(told.event, Spoken) for word in told.event.sentence.words]
        return sum(a != b for a, b in zip(self.committed, shown, strict=False)) + max(
            0, len(shown) - len(self.committed)
        )


def matched(truth: Sequence[Word], words: Sequence[Word]) -> list[tuple[int, int]]:
    """Which word of `truth` each of `words` is: spelt alike, said within a second of it, in order."""
    pairs, last = [], -1
    starts, spelt = [word.start for word in truth], [key(word.text) for word in truth]
    for ours, word in enumerate(words):
        near = range(max(last + 1, bisect.bisect(starts, word.start - RATE)), bisect.bisect(starts, word.start + RATE))
        alike = [at for at in near if spelt[at] == key(word.text)]
        if alike:
            last = min(alike, key=lambda at: abs(starts[at] - word.start))
            pairs.append((last, ours))
    return pairs


def play(oracle: Oracle, settings: Captions | None = None, **transcriber: object) -> Play:
    """A show that the oracle listens to, its gate open wherever there is a sound."""
    settings = settings or Captions(on=True, language="en")
    return Play(oracle, Transcriber(settings, gate=Gate(Buzz()), **transcriber))  # type: ignore[arg-type]


def percentile(values: Sequence[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if values else 0.0
