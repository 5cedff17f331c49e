"""Which words of the passes are committed: each once, in order, for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from subtitles.policy.agreement import agreed
from subtitles.policy.spelling import key
from subtitles.values import RATE, Word

BEHIND = RATE // 10  # a word that begins so far before what is committed was heard before
NEAR = RATE  # an overlap is looked for so near to what is committed
OVERLAP = 5  # words
REMEMBERED = 24
PATIENCE = 4 * RATE


class Stabiliser:
    """Holds what is committed and what waits. Words it returns are committed by that; none is ever taken back."""

    def __init__(self) -> None:
        self.committed_end = -1
        self.tail: list[Word] = []  # the newest committed words
        self.waiting: tuple[Word, ...] = ()
        self._covered = -1  # how far the last pass heard

    def partial(self, words: Sequence[Word], *, end: int, until: int, language: str, whole: bool) -> tuple[Word, ...]:
        """Commit what this pass and the one before agree on.

        `end` is where its sound ended, `until` when the next answer may come. The last word may be half a word and
        waits, unless speech had paused before `end` (`whole`). Words that two passes have covered and that would be
        4 s old by `until` are taken as the newest has them.
        """
        new = self._new(words)
        count = agreed(self.waiting, new, language)
        if count:
            # The first word of a buffer is written like the first of a sentence; the pass before knew better.
            new = self._as_before(new)
        count = max(count, self._overdue(new, until))
        count = min(count, len(new) if whole else len(new) - 1)
        return self._commit(new, max(0, count), end)

    def final(self, words: Sequence[Word], *, end: int) -> tuple[Word, ...]:
        """Commit all that is new in the last pass of an utterance."""
        new = self._new(words)
        return self._commit(new, len(new), end)

    def forget(self) -> None:
        """What waits is not believed any more."""
        self.waiting = ()

    def _new(self, words: Sequence[Word]) -> tuple[Word, ...]:
        ahead = tuple(word for word in words if not self._is_behind(word))
        return ahead[self._overlap(ahead) :]

    def _is_behind(self, word: Word) -> bool:
        # Engines place words ±0.2 s: one that begins early but lies mostly ahead is new.
        return word.start < self.committed_end - BEHIND and word.start + word.end < 2 * self.committed_end

    def _overlap(self, new: Sequence[Word]) -> int:
        """How many of the first words repeat the committed ones."""
        if not new or new[0].start > self.committed_end + NEAR:
            return 0
        ours, theirs = [key(word.text) for word in self.tail], [key(word.text) for word in new]
        waiting = [key(word.text) for word in self.waiting]
        for count in range(min(OVERLAP, len(ours), len(theirs)), 0, -1):
            # "that that": the pass that committed the first had heard the second.
            if ours[-count:] == theirs[:count] and waiting[:count] != theirs[:count]:
                return count
        return 0

    def _as_before(self, new: tuple[Word, ...]) -> tuple[Word, ...]:
        first = self.waiting[0] if self.waiting else None
        if first and self.tail and key(first.text) == key(new[0].text):
            return (replace(new[0], text=first.text), *new[1:])
        return new

    def _overdue(self, new: Sequence[Word], until: int) -> int:
        late = [word.end <= self._covered and until - word.end > PATIENCE for word in new]
        return late.index(False) if False in late else len(late)

    def _commit(self, new: tuple[Word, ...], count: int, end: int) -> tuple[Word, ...]:
        done, self.waiting = new[:count], new[count:]
        self._covered = max(self._covered, end)
        if done:
            until = min(done[-1].end, *(word.start for word in self.waiting[:1]), end)
            self.committed_end = max(self.committed_end, until)
            self.tail = [*self.tail, *done][-REMEMBERED:]
        return done
