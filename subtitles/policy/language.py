"""Which language is spoken: told by the operator, or found once and kept."""

from __future__ import annotations

AUTO = "auto"
LOCK_S, LOCK_AT = 3.0, 0.7
SWITCH_AFTER, SWITCH_AT = 3, 0.8
EXAMINED_S = 2.0  # less sound tells a language badly


class Language:
    """`code` is "" until a language is known. Flips are the first thing viewers see, so a locked one is left late."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        self.fixed = setting != AUTO
        self.code = setting if self.fixed else ""
        self.probability = 1.0 if self.fixed else 0.0
        self._candidate, self._heard_s = "", 0.0
        self._other, self._others = "", 0

    @property
    def text(self) -> str:
        """As status shows it: `en`, `en 0.93 locked`, `listening`."""
        if self.fixed:
            return self.code
        return f"{self.code} {self.probability:.2f} locked" if self.code else "listening"

    def ask(self, seconds: float, examined: bool) -> str:
        """What to tell the engine about `seconds` of sound: the language, or "" to find it.

        A locked language is examined once an utterance, as soon as there is enough sound.
        """
        if self.fixed or (self.code and (examined or seconds < EXAMINED_S)):
            return self.code
        return ""

    def found(self, language: str, probability: float, new_s: float) -> bool:
        """An engine found `language` in sound of which `new_s` is new. True when that locks or switches `code`."""
        if self.fixed:
            return False
        return self._examined(language, probability) if self.code else self._towards_lock(language, probability, new_s)

    def _towards_lock(self, language: str, probability: float, new_s: float) -> bool:
        if probability < LOCK_AT:
            return False
        self._heard_s = new_s + (self._heard_s if language == self._candidate else 0.0)
        self._candidate = language
        return self._heard_s >= LOCK_S and self._lock(language, probability)

    def _examined(self, language: str, probability: float) -> bool:
        if language == self.code or probability < SWITCH_AT:
            self._others = 0
            return False
        self._others = self._others + 1 if language == self._other else 1
        self._other = language
        return self._others >= SWITCH_AFTER and self._lock(language, probability)

    def _lock(self, language: str, probability: float) -> bool:
        self.code, self.probability = language, probability
        self._candidate, self._heard_s, self._others = "", 0.0, 0
        return True
