"""Translation as the captioner sees it: sentences go out one after the other and come back in all languages."""

from __future__ import annotations

from collections import deque
from typing import Any

from mixer.protocol.captions import Captions
from mixer.text.languages import base
from subtitles.captioner.errands import Answer, Errands
from subtitles.values import Line, Translation

WAITING_AT_MOST = 6  # sentences; older ones are shown as they were said
REMEMBERED = 50  # corrected lines: none of them waits for longer than that many others
TOO_MANY = "the translators are too far behind"
SHED = "left out while the machine is overloaded"


class Interpreter:
    """Asks for each line's translations. What fails falls back as the settings say: nothing waits for ever."""

    def __init__(self, settings: Captions, errands: Errands[Line]) -> None:
        self.settings = settings
        self._errands = errands
        self._waiting: deque[Line] = deque()
        self._ready: list[tuple[Line, dict[str, Translation]]] = []
        self._again: dict[str, str] = {}  # of lines that were asked for anew, by id: the words that count
        self.trouble = ""
        self.untranslated = 0  # lines whose time came first
        self.sparing = False  # only the first language is translated

    @property
    def queue(self) -> int:
        return len(self._waiting) + self._errands.waiting

    def status(self) -> dict[str, Any]:
        return {"ok": not self.trouble, "text": self.trouble}

    def ask(self, line: Line) -> None:
        """Have a line translated into every language of the show."""
        if not self._targets(line):
            self._ready.append((line, self._own(line)))
            return
        self._waiting.append(line)
        while len(self._waiting) > WAITING_AT_MOST:
            self.do_without(self._waiting.popleft())

    def ask_again(self, line: Line) -> None:
        """The same for a line whose words are others now: what was made of the old ones counts no more."""
        self._waiting = deque(one for one in self._waiting if one.id != line.id)
        self._again.pop(line.id, None)
        self._again[line.id] = line.text
        while len(self._again) > REMEMBERED:
            del self._again[next(iter(self._again))]
        self.ask(line)

    def do_without(self, line: Line) -> None:
        """A line whose time has come before its turn: it is shown as it was said."""
        self.untranslated += 1
        self._ready.append((line, self._fallbacks(line, dict.fromkeys(self._targets(line), TOO_MANY))))

    def think(self) -> list[tuple[Line, dict[str, Translation]]]:
        """The lines that are ready, with their texts; the next one goes out."""
        for answer in self._errands.answers():
            if self._again.get(answer.about.id, answer.about.text) == answer.about.text:
                self._ready.append((answer.about, self._texts(answer)))
        if self._waiting and not self._errands.waiting:
            line = self._waiting.popleft()
            self._errands.send(line, {"text": line.text, "source": base(line.language), "targets": self._asked(line)})
        ready, self._ready = self._ready, []
        return ready

    def _targets(self, line: Line) -> list[str]:
        return [one.code for one in self.settings.languages if base(one.code) != base(line.language)]

    def _asked(self, line: Line) -> list[str]:
        return self._targets(line)[:1] if self.sparing else self._targets(line)

    def _own(self, line: Line) -> dict[str, Translation]:
        """The speaker's own language needs no translator."""
        codes = [one.code for one in self.settings.languages if base(one.code) == base(line.language)]
        return {code: Translation(code, line.text) for code in codes}

    def _texts(self, answer: Answer[Line]) -> dict[str, Translation]:
        line = answer.about
        if answer.error is not None:
            self.trouble = str(answer.error)
            return self._fallbacks(line, dict.fromkeys(self._targets(line), self.trouble))
        done: dict[str, Any] = answer.value.get("texts", {})
        failed: dict[str, str] = answer.value.get("failed", {})
        self.trouble = "; ".join(f"{code}: {why}" for code, why in failed.items())
        good = {code: Translation(code, one["text"], one.get("via", "")) for code, one in done.items()}
        why = SHED if self.sparing else "no translation came"
        missing = {code: failed.get(code, why) for code in self._targets(line) if code not in good}
        return self._fallbacks(line, missing) | good

    def _fallbacks(self, line: Line, missing: dict[str, str]) -> dict[str, Translation]:
        """What stands where a translation failed: the words as they were said, or nothing, with the reason."""
        text = line.text if self.settings.fallback == "source" else ""
        return self._own(line) | {code: Translation(code, text, fallback=why) for code, why in missing.items()}
