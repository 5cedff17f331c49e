"""From sound to sentences: joins the gate, the passes of an engine and the policy. Pure: time and answers arrive.

hear ─► gate ─► utterances ─► next_pass … passed ─► filter ─► stabiliser ─► sentences ─► events
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mixer.protocol.captions import Captions
from subtitles.listening.gate import HOP, Gate
from subtitles.listening.memory import Memory
from subtitles.listening.utterances import Utterance, Utterances
from subtitles.policy.events import Committed, Dropped, Event, Gap, Locked, Partial, Spoken
from subtitles.policy.filter import Doubt, Filter, Judged, Reason
from subtitles.policy.glossary import Glossary
from subtitles.policy.language import Language
from subtitles.policy.pressure import LAG_S, Pressure
from subtitles.policy.sentences import Sentences
from subtitles.policy.spelling import joined
from subtitles.policy.stabiliser import Stabiliser
from subtitles.values import RATE, Hypothesis, Pass, Sentence, Speech, Word

BUFFER = 15 * RATE  # an engine is never given more
LEFT_OVER = 4 * HOP  # less speech than this after the last committed word is its own end
MANY_LOOPS = 4  # in a row; 2 when nothing is committed by them
PROMPT_CHARACTERS, PROMPT_AGE = 200, 30 * RATE
UNSURE = 0.5
BACKWARDS = RATE
ACROSS, TOUCHES = RATE, RATE // 6  # a word that ends so near to a cut may go on after it
GIVE_UP_S, TOO_LATE_S = LAG_S - 0.5, LAG_S - 1.0  # predictions err
FRESH_S = LAG_S / 2


@dataclass(eq=False)
class Asked:
    """The pass that is out. `void` ones are waited for, so that one is out at a time, and not used."""

    request: Pass
    utterance: Utterance
    now: int
    void: bool = False


class Transcriber:
    """Feed it sound and the answers to its passes; it tells what was said, each thing once, never more than 10 s late.

    Indices are 16 kHz samples on the programme's clock, and `now` is one of them.
    """

    def __init__(
        self, settings: Captions, *, gate: Gate, glossary: Glossary | None = None, pressure: Pressure | None = None
    ) -> None:
        self.gate = gate
        self.language, self._listen = Language(settings.language), settings.listen
        self.glossary = glossary or Glossary(settings.glossary)
        self.pressure = pressure or Pressure()
        self.memory, self.utterances = Memory(), Utterances()
        self.stabiliser, self.sentences = Stabiliser(), Sentences(self.glossary)
        self._events: list[Event] = []
        self._asked: Asked | None = None
        self._asked_at = self._covered = self._examined = self._patient_until = -BUFFER
        self._number = 0
        self._heard: int | None = None
        self._text, self._partial = "", ""

    # -- what the captioner shows of us

    @property
    def step_s(self) -> float:
        return self.pressure.step_s

    @property
    def language_text(self) -> str:
        return self.language.text

    def lag(self, now: int) -> float:
        """How long ago the oldest speech was said that is neither committed nor left out, in seconds."""
        waiting = self._waiting_from()
        return 0.0 if waiting is None else max(0, now - waiting) / RATE

    def backlog(self, now: int) -> float:
        """How much sound with speech in it no pass has heard, in seconds."""
        waiting = self._waiting_from()
        return 0.0 if waiting is None else max(0, now - max(waiting, self._covered)) / RATE

    def events(self) -> list[Event]:
        """What happened since the last call."""
        events, self._events = self._events, []
        return events

    def adopt(self, settings: Captions) -> None:
        """Other settings, on air: what is committed stays."""
        self.glossary = self.sentences.glossary = Glossary(settings.glossary)
        if settings.listen != self._listen:
            self._listen = settings.listen
            self.utterances.stop()
            self.gate.reset()
        if settings.language != self.language.setting:
            self.language, self._text = Language(settings.language), ""
            self.stabiliser.forget()

    # -- sound

    def hear(self, samples: Speech, at: int) -> None:
        """The next sound. A hole before `at` is silence and ends the utterance; a jump back begins all over."""
        heard = at if self._heard is None else self._heard
        if at < heard - BACKWARDS:
            self._begin_again(at)
            heard = at
        elif at > heard or self._heard is None:
            self._break(at)
            heard = at
        samples = samples[heard - at :]
        self.memory.put(samples, heard)
        self._heard = heard + len(samples)
        self.utterances.cap_s = self.pressure.piece_s
        for hop in self.gate.hear(samples, heard):
            self.utterances.take(hop)

    def _break(self, at: int) -> None:
        self.utterances.stop()
        self.gate.reset()
        if self._heard is None:
            self.memory.forget(at)

    def _begin_again(self, at: int) -> None:
        self._leave_out(self._heard or 0, "the programme's clock began again", keep=False)
        self.gate.reset()
        self.memory.forget(at)
        self.stabiliser = Stabiliser()
        self._asked_at = self._covered = self._examined = self._patient_until = at - BUFFER

    def tend(self, now: int) -> None:
        """Time goes by: leave out what would come too late, end sentences at pauses.

        `next_pass` does it too; whoever does not ask for passes for a while still calls this.
        """
        self._shed(now)
        self._end_sentences()

    # -- passes

    def next_pass(self, now: int) -> Pass | None:
        """What to ask an engine now: None while a pass is out, or while nothing is due."""
        self.tend(now)
        if self._asked or self._heard is None or now < self._patient_until:
            return None
        if (closed := self._oldest_closed()) and closed.end is not None:
            return self._ask(closed, closed.end, now, final=True)
        one, end = self.utterances.open, min(now, self._heard)
        return self._ask(one, end, now, final=False) if one and self._is_due(one, end, now) else None

    def _oldest_closed(self) -> Utterance | None:
        """The first utterance that is over and not wholly committed by its partials already."""
        closed = self.utterances.closed
        while closed and self._is_settled(closed[0]):
            closed.popleft()
        return closed[0] if closed else None

    def _is_settled(self, one: Utterance) -> bool:
        return one.spoken(one.settled, one.speech_end) < LEFT_OVER and not self.stabiliser.waiting

    def _is_due(self, one: Utterance, end: int, now: int) -> bool:
        step = self.step_s * RATE
        new = one.speech_end > max(self._covered, one.settled)
        return self.pressure.partials and new and end - one.settled >= step and now - self._asked_at >= step

    def _ask(self, one: Utterance, end: int, now: int, final: bool) -> Pass:
        start = max(one.start, end - BUFFER)
        seconds = (end - one.settled) / RATE
        self._number += 1
        self._asked_at = now
        request = Pass(
            self._number, start, self.memory.cut(start, end),
            language=self.language.ask(seconds, one.examined),
            final=final,
            beam=self.pressure.beam(self.backlog(now)) if final else 1,
            prompt=self._prompt(one),
        )  # fmt: skip
        self._asked = Asked(request, one, now)
        return request

    def _prompt(self, one: Utterance) -> str:
        if one.loops or one.settled - self.stabiliser.committed_end > PROMPT_AGE:
            self._text = ""
        return " ".join(filter(None, (self.glossary.prompt, self._text.strip())))

    def failed(self, request: Pass) -> None:
        """The pass was lost or took too long. The same speech is asked for again, with what came since."""
        if self._asked and self._asked.request.number == request.number:
            self._asked = None
            # An engine that fails at once is not asked at every frame.
            self._patient_until = self._asked_at + round(self.step_s * RATE)

    def passed(self, request: Pass, heard: Hypothesis, cost_s: float) -> None:
        """An engine's answer. `cost_s` is how long it took from being asked for."""
        asked = self._asked
        if not asked or asked.request.number != request.number:
            return
        self._asked = None
        now = asked.now + round(cost_s * RATE)
        if not asked.void:
            self._covered = max(self._covered, request.end)
        seconds = len(request.samples) / RATE
        self.pressure.passed(seconds, cost_s, request.beam, request.final, self.backlog(now))
        if not asked.void and self._understands(asked, heard):
            self._take(asked, heard, now)
        self._tell_partial()

    # -- answers

    def _understands(self, asked: Asked, heard: Hypothesis) -> bool:
        """Whether the answer is in the language that is spoken, as far as that is known."""
        request, language = asked.request, self.language
        if request.language:
            return True
        new = request.end - max(request.at, self._examined)
        self._examined = max(self._examined, request.end)
        asked.utterance.examined = bool(language.code)
        if language.found(heard.language, heard.language_probability, max(0, new) / RATE):
            self._events.append(Locked(language.code, language.probability))
        if language.code:
            return heard.language == language.code
        return request.final or heard.language_probability >= UNSURE

    def _take(self, asked: Asked, heard: Hypothesis, now: int) -> None:
        request, one = asked.request, asked.utterance
        judged = self._judge(asked, heard)
        one.loops = one.loops + 1 if judged.loops else 0
        if request.final or (one.end is not None and one.is_over_by(request.end)):
            self._finish(one, request, judged, heard.language)
        else:
            self._go_on(one, request, judged, heard.language, now)

    def _judge(self, asked: Asked, heard: Hypothesis) -> Judged:
        one, before = asked.utterance, self.stabiliser.tail
        alone = one.settled == one.opened
        ours = tuple(word for word in before if word.start >= one.opened)
        return Filter(one.spoken, ours, alone, asked.request.prompt).judge(heard)

    def _finish(self, one: Utterance, request: Pass, judged: Judged, language: str) -> None:
        """The last pass of an utterance commits all there is. One that loops is asked once more, from the loop on."""
        words = uncut(judged.words, request.end) if one.torn else judged.words
        self._commit(self.stabiliser.final(words, end=request.end), language, judged.no_speech)
        if judged.loops and one.loops < 2 and judged.words:
            one.settled = max(one.settled, min(judged.words[-1].end, request.end))
            return
        self._tell_doubts(judged.doubts)
        if one in self.utterances.closed:
            self.utterances.closed.remove(one)
        if one.cut:
            self._hear_again(request.end)

    def _hear_again(self, cut: int) -> None:
        """What was said across a cut is heard whole by the pass after it."""
        after = next(iter(self.utterances.pending), None)
        if after and after.opened == cut:
            after.settled = min(after.settled, max(self.stabiliser.committed_end, cut - ACROSS))

    def _go_on(self, one: Utterance, request: Pass, judged: Judged, language: str, now: int) -> None:
        whole = not judged.loops and one.is_over_by(request.end)
        until = now + round(self.step_s * RATE)
        words = self.stabiliser.partial(judged.words, end=request.end, until=until, language=language, whole=whole)
        self._commit(words, language, judged.no_speech)
        for pending in self.utterances.pending if words else ():
            pending.settled = max(pending.settled, self.stabiliser.committed_end)
        if one.loops >= (MANY_LOOPS if words else 2):
            self._reset(one, request, judged)
        else:
            # Nobody will hear this again.
            self._tell_doubts(doubt for doubt in judged.doubts if words and doubt.end <= one.settled)

    def _reset(self, one: Utterance, request: Pass, judged: Judged) -> None:
        """The same sound sends the engine round in circles again: leave it."""
        self._tell_doubts(judged.doubts)
        if waiting := self.stabiliser.waiting:
            self._events.append(Dropped(joined(waiting), waiting[0].start, waiting[-1].end, Reason.LOOP))
        self.stabiliser.forget()
        one.settled, one.loops = max(one.settled, request.end), 0

    def _commit(self, words: tuple[Word, ...], language: str, no_speech: float) -> None:
        if not words:
            return
        self._events.append(Committed(words, language))
        self._text = (self._text + "".join(word.text for word in words))[-PROMPT_CHARACTERS:]
        self._tell_sentences(self.sentences.add(words, language, no_speech))

    # -- telling

    def _tell_sentences(self, sentences: list[Sentence]) -> None:
        self._events += [Spoken(sentence) for sentence in sentences]

    def _tell_doubts(self, doubts: Iterable[Doubt]) -> None:
        self._events += [Dropped(one.text, one.start, one.end, one.reason) for one in doubts]

    def _tell_partial(self) -> None:
        waiting = self.stabiliser.waiting
        if (text := joined(waiting)) != self._partial:
            self._partial = text
            self._events.append(Partial(text, waiting[0].start if waiting else self.stabiliser.committed_end))

    def _end_sentences(self) -> None:
        """A pause ends a sentence once it is certain that nobody spoke in it."""
        if self._heard is None or self.sentences.last_end is None:
            return
        speech = [at for at in (self._waiting_from(), self.utterances.perhaps_from) if at is not None]
        self._tell_sentences(self.sentences.pause(min([*speech, self._heard])))

    def _waiting_from(self) -> int | None:
        """Where the oldest speech begins that is not decided."""
        return next((at for one in self.utterances.pending if (at := one.waiting_from()) is not None), None)

    # -- falling behind

    def _shed(self, now: int) -> None:
        """Skip to the live edge rather than fall further behind than 10 s."""
        lag = self.lag(now)
        if self._asked:
            if lag >= GIVE_UP_S:
                self._leave_out(now, "recognition did not answer in time", keep=False)
        elif self.backlog(now) >= GIVE_UP_S or (self._is_behind(lag) and lag + self._next_cost_s() > TOO_LATE_S):
            self._leave_out(now, "recognition was too slow", keep=True)

    def _is_behind(self, lag: float) -> bool:
        # Speech that has just ended is always tried: how else would we learn that recognition is fast again?
        return lag > min(self.pressure.piece_s + 1.0, FRESH_S)

    def _next_cost_s(self) -> float:
        one = next(iter(self.utterances.pending), None)
        end = one.end if one and one.end is not None else self._heard
        return self.pressure.predicted_s((end - one.start) / RATE) if one and end is not None else 0.0

    def _leave_out(self, now: int, reason: str, keep: bool) -> None:
        start = self._waiting_from()
        if self._asked:
            self._asked.void = True
        if keep:
            self._keep_newest(now)
        else:
            self.utterances.drop()
        kept = self._waiting_from()
        end = min(now, self._heard or now) if kept is None else kept
        self.stabiliser.forget()
        self._text = ""
        self._tell_sentences(self.sentences.rest())
        if start is not None and end > start:
            self._events.append(Gap(start, end, reason))
        self._tell_partial()

    def _keep_newest(self, now: int) -> None:
        """What has just been said need not wait for an engine that is idle."""
        closed = self.utterances.closed
        while closed and self._is_behind(self.lag(now)):
            closed.popleft()
        if self._is_behind(self.lag(now)):
            self.utterances.drop()


def uncut(words: tuple[Word, ...], cut: int) -> tuple[Word, ...]:
    """The words that certainly ended before the sound was cut off."""
    return words[:-1] if len(words) > 1 and words[-1].end > cut - TOUCHES else words
