"""When each cue shows: in order, long enough to be read, in time with its speech, and never far behind it.

Lines of a file know their own frames, and stand on those; what was said is shown beside them, where there is room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from mixer.protocol.captions import Captions
from subtitles.errors import BadRequest
from subtitles.showing.cues import ShownCue, steps_of
from subtitles.showing.moments import Moment, Queued, Skip, edited
from subtitles.showing.readability import GAP_FRAMES, HANGING_S, LANDSCAPE, MAX_S, MIN_S
from subtitles.values import Line

LEAD_FRAMES = 1  # a cue asked for now stands on the next frame
DEPTH = 2  # sentences that may wait before reading is hurried
HURRY = 1.5  # how much faster they are shown then
LATE_S = 8.0  # of reading that may wait beyond DEPTH, hurried; what is older goes
LONGEST_TEXT = 1000  # characters that an operator may write
REMEMBERED_S = 2.0  # a cue that is over is still told for so long, with its true end


class Schedule:
    """All cues of a show. Pure: it knows no clock but the frame each call brings, which does not go back.

    `aspect` is the canvas's width by its height: a narrow one has shorter lines.
    `now_frame` is the content frame that leaves now; a cue's first frame is later than that, its last never earlier.
    """

    def __init__(self, settings: Captions, rate: Fraction, aspect: float = LANDSCAPE) -> None:
        self.settings, self.rate, self.aspect = settings, rate, aspect
        self._waiting: list[Queued] = []
        self._shown: list[Moment] = []  # what has come up, while it is remembered
        self._told: list[Moment] = []  # what cues() last promised for later
        self._skips: list[Skip] = []
        self._on = True
        self._now = 0

    # -- what comes in -----------------------------------------------------------------------------

    def add(self, line: Line, now_frame: int) -> None:
        """A translated line, to be shown in all its languages together. One that waits under its id is replaced.

        Raises BadRequest when the line has begun to show.
        """
        self._advance(now_frame)
        if self._is_on_air(line.id, now_frame):
            raise BadRequest(f"line {line.id} is on air; expected one that has not been shown")
        self._waiting = [one for one in self._waiting if one.line.id != line.id]
        self._waiting.insert(self._place(line), Queued(line, steps_of(line, self.settings, self.aspect)))
        self._leave_out_empty(now_frame)

    def edit(self, line: str, texts: Mapping[str, str], now_frame: int, by: str = "") -> Line:
        """Change a line's texts before it airs, and give it as it is now.

        Raises BadRequest when it has begun to show or is not known, or a text is too long or in another language.
        """
        sentence = self._unaired(line, now_frame)
        known = {one.code for one in self.settings.languages}
        for code, text in texts.items():
            if code not in known:
                raise BadRequest(f"the show has no captions in {code}; expected one of {', '.join(sorted(known))}")
            if len(text) > LONGEST_TEXT:
                raise BadRequest(f"expected at most {LONGEST_TEXT} characters, found {len(text)}")
        sentence.line = edited(sentence.line, texts, by)
        sentence.steps = steps_of(sentence.line, self.settings, self.aspect)
        self._leave_out_empty(now_frame)
        return sentence.line

    def move(self, line: Line, now_frame: int) -> None:
        """A line with frames of its own has these now: one that waits goes there, one that stands ends there."""
        self._advance(now_frame)
        for sentence in [one for one in self._waiting if one.line.id == line.id]:
            sentence.line = sentence.line.but(from_frame=line.from_frame, to_frame=line.to_frame)
            self._waiting.remove(sentence)
            self._waiting.insert(self._place(sentence.line), sentence)
        standing = [one for one in self._standing(now_frame) if one.sentence.line.id == line.id]
        for moment in [one for one in standing if one.end > line.to_frame]:
            moment.end = moment.ready = max(line.to_frame, now_frame + 1)

    def withdraw(self, line: str, now_frame: int) -> None:
        """Take a line back: it is not shown, or stops showing at once. Raises BadRequest when it has been shown."""
        self._advance(now_frame)
        standing = [one for one in self._standing(now_frame) if one.sentence.line.id == line]
        waiting = [one for one in self._waiting if one.line.id == line]
        if not standing and not waiting:
            raise BadRequest(f"line {line} is neither on air nor waiting for it")
        self._end(standing, now_frame)
        self._forget(line)

    def clear(self, now_frame: int) -> None:
        """What stands and what waits goes, at once."""
        self._advance(now_frame)
        self._end(self._standing(now_frame), now_frame)
        for sentence in self._waiting:
            self._skip(sentence, now_frame, "captions were cleared")
        self._waiting, self._told = [], []

    def visible(self, on: bool, now_frame: int) -> None:
        """Hide captions, at once, or let the next ones show. What comes up while hidden is never shown."""
        self._advance(now_frame)
        if not on:
            self._end(self._standing(now_frame), now_frame)
            self._told = []
        self._on = on

    def load(self, settings: Captions, now_frame: int) -> None:
        """Other languages or styles: what waits follows them, what stands stays as it is."""
        self._advance(now_frame)
        self.settings = settings
        for sentence in [one for one in self._waiting if not one.begun]:
            sentence.steps = steps_of(sentence.line, settings, self.aspect)
        self._leave_out_empty(now_frame)

    # -- what comes out ----------------------------------------------------------------------------

    def cues(self, now_frame: int) -> list[ShownCue]:
        """What has just shown, what stands and what is planned, by time and in the show's order of languages.

        A cue that was planned and is no longer told has been withdrawn.
        """
        self._advance(now_frame)
        self._keep_up(now_frame)
        self._let_pass(now_frame)
        self._told = self._planned(now_frame) if self._on else []
        moments = [*self._shown, *self._told]
        return [cue for number in range(len(moments)) for cue in self._cues_of(moments, number)]

    def skipped(self) -> list[Skip]:
        """The lines skipped since the last call."""
        skips, self._skips = self._skips, []
        return skips

    @property
    def queue(self) -> int:
        """How many lines wait to be shown."""
        return sum(not one.begun for one in self._waiting)

    def _cues_of(self, moments: list[Moment], number: int) -> list[ShownCue]:
        moment = moments[number]
        pages = moment.step.pages
        return [
            ShownCue(
                moment.sentence.line.id,
                one.code,
                pages[one.code],
                moment.start,
                self._end_of(one.code, moments[number:]),
                moment.number,
                moment.hurried,
            )
            for one in self.settings.languages
            if one.code in pages
        ]

    def _end_of(self, code: str, moments: list[Moment]) -> int:
        """A language without a page in the line's next step keeps the one it has."""
        first, end = moments[0], moments[0].end
        for one in moments[1:]:
            if one.sentence is not first.sentence or code in one.step.pages or one.start > end + GAP_FRAMES:
                break
            end = one.end if one.timed else min(one.end, first.start + self._longest)
        return end

    # -- keeping time ------------------------------------------------------------------------------

    def _advance(self, now: int) -> None:
        """What was promised for a frame that has come is on air."""
        if now < self._now - self._frames(1):
            self._begin_again(now)
        self._now = now
        while self._told and self._told[0].start <= now:
            moment = self._told.pop(0)
            moment.sentence.begun = moment.number + 1
            self._shown.append(moment)
        self._waiting = [one for one in self._waiting if one.begun < len(one.steps)]
        if not self._on:
            self._pass_unseen(now)
        oldest = now - self._frames(REMEMBERED_S)
        kept = {id(one.sentence) for one in self._shown if one.end > oldest}
        self._shown = [one for one in self._shown if id(one.sentence) in kept]

    def _begin_again(self, now: int) -> None:
        """The programme counts its frames anew: nothing that was planned by the old ones holds."""
        for sentence in self._waiting:
            self._skip(sentence, now, "the programme began again")
        self._waiting, self._told, self._shown = [], [], []

    def _pass_unseen(self, now: int) -> None:
        """While captions are hidden, what is due goes by."""
        for sentence in [one for one in self._waiting if one.line.from_frame <= now]:
            self._skip(sentence, now, "captions were hidden")
            self._waiting.remove(sentence)

    def _keep_up(self, now: int) -> None:
        """Drop the oldest of what waits when even hurried reading would fall further behind."""
        due = self._due(now)
        while len(due) > DEPTH + 1 and sum(one.read_s for one in due) / HURRY > LATE_S:
            self._skip(due[0], now, "too many sentences were waiting to be shown")
            self._waiting.remove(due.pop(0))

    def _due(self, now: int) -> list[Queued]:
        """The sentences that have been said and have not come up."""
        waiting = (one for one in self._waiting if not one.begun and not one.line.timed)
        return [one for one in waiting if one.line.from_frame <= now]

    def _let_pass(self, now: int) -> None:
        """What a file has for frames that are gone, and what was said too long ago to be shown beside a file's."""
        over = [one for one in self._waiting if one.line.timed and one.line.to_frame <= now + LEAD_FRAMES]
        for sentence in over:
            if not sentence.begun:
                self._skip(sentence, now, "its time was over before it could be shown")
            self._waiting.remove(sentence)
        soonest, late = self._beside(self._taken(now), now + LEAD_FRAMES), self._frames(LATE_S)
        said = [one for one in self._waiting if not one.line.timed and one.line.to_frame + late < soonest]
        for sentence in said if soonest > now + LEAD_FRAMES else ():
            self._skip(sentence, now, "the captions of a file had its place")
            self._waiting.remove(sentence)

    def _planned(self, now: int) -> list[Moment]:
        """All that waits, by time; the ends of what stands follow from it."""
        speed = HURRY if len(self._due(now)) > DEPTH else 1.0
        last = self._shown[-1] if self._shown else None
        if last and speed > 1:
            self._hurry(last, now)
        timed = [one for sentence in self._waiting for one in self._timed(sentence, now)]
        planned = sorted([*timed, *self._spoken(last, speed, now)], key=lambda one: one.start)
        for before, moment in zip([last, *planned], [*planned, None], strict=True):
            self._follow(before, moment, now)
        return planned

    def _spoken(self, last: Moment | None, speed: float, now: int) -> Iterator[Moment]:
        """What was said, one after the other, beside what files have."""
        taken = self._taken(now)
        for sentence in [one for one in self._waiting if not one.line.timed]:
            for number in range(sentence.begun, len(sentence.steps)):
                last = self._moment(sentence, number, self._earliest(last, now), speed, taken)
                yield last

    def _timed(self, sentence: Queued, now: int) -> Iterator[Moment]:
        """The steps of a file's line that are not over, each on its part of the line's own frames."""
        line = sentence.line
        length = line.to_frame - line.from_frame
        for number in range(sentence.begun, len(sentence.steps)) if line.timed else ():
            step = sentence.steps[number]
            start = max(now + LEAD_FRAMES, line.from_frame + round(length * step.since))
            end = line.from_frame + round(length * step.until)
            if end > start:
                yield Moment(sentence, number, start, end, end, end)

    def _taken(self, now: int) -> list[tuple[int, int]]:
        """The frames that files have: nothing else stands on those."""
        standing = [(one.start, one.end) for one in self._standing(now) if one.timed]
        waiting = [(one.line.from_frame, one.line.to_frame) for one in self._waiting if one.line.timed]
        return sorted([*standing, *waiting])

    def _beside(self, taken: Sequence[tuple[int, int]], start: int) -> int:
        """The first frame from `start` on that leaves time to read something before a file has its turn."""
        least = self._frames(MIN_S) + GAP_FRAMES
        for first, end in taken:
            if start < end + GAP_FRAMES and start + least > first:
                start = end + GAP_FRAMES
        return start

    def _earliest(self, last: Moment | None, now: int) -> int:
        soonest = now + LEAD_FRAMES
        if last is None:
            return soonest
        free = max(last.ready, min(last.end, soonest)) if last.start <= now else last.ready
        return max(soonest, free + GAP_FRAMES)

    def _moment(
        self, sentence: Queued, number: int, earliest: int, speed: float, taken: Sequence[tuple[int, int]]
    ) -> Moment:
        line, step = sentence.line, sentence.steps[number]
        length = line.to_frame - line.from_frame
        start = self._beside(taken, max(earliest, line.from_frame + round(length * step.since)))
        said = line.from_frame + round(length * step.until)
        stand = min(self._frames(max(MIN_S, step.read_s / speed)), self._longest)
        return Moment(sentence, number, start, start + stand, said, start + stand, hurried=speed > 1)

    def _hurry(self, moment: Moment, now: int) -> None:
        """What stands makes room sooner, but no sooner than now."""
        if moment.timed:
            return
        sooner = moment.start + self._frames(max(MIN_S, moment.step.read_s / HURRY))
        if max(sooner, now + 1) < moment.ready:
            moment.ready, moment.hurried = max(sooner, now + 1), True

    def _follow(self, moment: Moment | None, following: Moment | None, now: int) -> None:
        """Set a moment's end by what follows it: nothing, or the next one."""
        if moment is None or moment.cut or moment.timed or moment.start <= now and moment.end <= now:
            return
        over, longest = max(moment.ready, moment.said), moment.start + self._longest
        if following and not following.timed:
            end = min(over + self._frames(HANGING_S), longest, following.start - GAP_FRAMES)
        else:
            hold = self._frames(self._hold_s())
            end = max(min(over + hold, longest), moment.start + hold)
            end = min(end, following.start - GAP_FRAMES) if following else end
        moment.end = max(end, now + 1)

    def _hold_s(self) -> float:
        """How long a cue stays when nothing follows: all languages leave together, with the last of the burnt ones."""
        burnt = [one.style.hold_s for one in self.settings.languages if one.burnt]
        return max(burnt or [one.style.hold_s for one in self.settings.languages], default=0.0)

    @property
    def _longest(self) -> int:
        return floor(Fraction(MAX_S) * self.rate)

    def _frames(self, seconds: float) -> int:
        return ceil(Fraction(seconds).limit_denominator(1000) * self.rate)

    # -- what waits and what stands ----------------------------------------------------------------

    def _place(self, line: Line) -> int:
        """Behind everything that was said before it, and behind what has begun."""
        earlier = [n for n, one in enumerate(self._waiting) if one.begun or one.line.from_frame <= line.from_frame]
        return earlier[-1] + 1 if earlier else 0

    def _standing(self, now: int) -> list[Moment]:
        return [one for one in self._shown if one.end > now]

    def _end(self, moments: list[Moment], now: int) -> None:
        for one in moments:
            one.end = one.ready = min(one.end, now + 1)
            one.cut = True

    def _forget(self, line: str) -> None:
        self._waiting = [one for one in self._waiting if one.line.id != line]
        self._told = [one for one in self._told if one.sentence.line.id != line]

    def _is_on_air(self, line: str, now: int) -> bool:
        begun = [one.line.id for one in self._waiting if one.begun]
        return line in begun or line in [one.sentence.line.id for one in self._standing(now)]

    def _unaired(self, line: str, now: int) -> Queued:
        self._advance(now)
        found = next((one for one in self._waiting if one.line.id == line), None)
        if found is None or found.begun:
            raise BadRequest(f"line {line} is not waiting to be shown; expected one that has not aired")
        return found

    def _leave_out_empty(self, now: int) -> None:
        for sentence in [one for one in self._waiting if not one.steps]:
            self._skip(sentence, now, "there is no text to show")
            self._waiting.remove(sentence)

    def _skip(self, sentence: Queued, now: int, reason: str) -> None:
        self._skips.append(Skip(sentence.line.id, sentence.line.text, now, reason))
