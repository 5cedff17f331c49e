"""The lines of a show and what becomes of each: heard, translated, on air, aired; dropped, brought back, edited."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from unicodedata import category

from mixer.text.languages import base
from subtitles.errors import BadRequest
from subtitles.values import Line, LineState, Translation

KEPT = 500  # lines held in memory; the journal has them all
WAITING: tuple[LineState, ...] = ("heard", "translated")


class Transcript:
    """The newest lines, oldest first, and which of them changed since they were last asked for."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._lines: OrderedDict[str, Line] = OrderedDict()
        self._changed: OrderedDict[str, Line] = OrderedDict()
        self.total = 0
        for line in lines:
            self._keep(line)
        self._changed.clear()

    def __getitem__(self, name: str) -> Line:
        """Raises BadRequest when there is no such line (any more)."""
        if name not in self._lines:
            raise BadRequest(f"there is no line {name} among the newest {KEPT}")
        return self._lines[name]

    def get(self, name: str) -> Line | None:
        return self._lines.get(name)

    def newest(self, count: int) -> list[Line]:
        return list(self._lines.values())[-count:]

    def changed(self) -> list[Line]:
        """The lines that changed, each once, as they are now."""
        changed, self._changed = list(self._changed.values()), OrderedDict()
        return changed

    def in_state(self, *states: LineState) -> list[Line]:
        return [line for line in self._lines.values() if line.state in states]

    # -- what becomes of a line --------------------------------------------------------------------

    def put(self, line: Line) -> Line:
        """A new line, or another state of one."""
        if self._lines.get(line.id) != line:
            self._keep(line)
        return line

    def translated(self, name: str, texts: dict[str, Translation]) -> Line | None:
        """What the translators made of a line, but for what an operator wrote; None when it is dropped or gone."""
        line = self._lines.get(name)
        if line is None or line.state not in WAITING:
            return None
        kept = {code: one for code, one in line.texts.items() if one.edited_by}
        return self.put(line.but(state="translated", texts=texts | kept))

    def late(self, name: str, texts: dict[str, Translation]) -> None:
        """The translations of corrected words came when the line was on air: it stays as it was, and says so."""
        line = self._lines.get(name)
        if line is None or line.state not in ("translated", "on_air", "aired"):
            return
        other = [code for code, one in texts.items() if code in line.texts and one.text != line.texts[code].text]
        missed = sorted(code for code in other if not line.texts[code].edited_by)
        if missed:
            self.put(line.but(reason=f"corrected too late for {', '.join(missed)}: on air as before"))

    def shown(self, name: str, from_frame: int, to_frame: int, leaving: int) -> Line | None:
        """A line has a place in time; it is on air from its first frame on, and aired after its last."""
        line = self._lines.get(name)
        if line is None or line.state not in ("translated", "on_air", "aired"):
            return None
        state: LineState = "translated" if leaving < from_frame else "on_air" if leaving < to_frame else "aired"
        return self.put(line.but(state=state, aired_from=from_frame, aired_to=to_frame))

    def editable(self, name: str, texts: dict[str, str]) -> Line:
        """The line that may be given these words. Raises BadRequest."""
        line = self[name]
        if line.state not in WAITING:
            raise BadRequest(f"only a line that is not on air yet can be changed; this one is {words(line.state)}")
        if not texts or not all(text.strip() for text in texts.values()):
            raise BadRequest("expected a text for each language; to leave a line out, drop it")
        return line

    def edited(self, name: str, texts: dict[str, str], by: str) -> Line:
        """Other words for a line that is not on air yet. Raises BadRequest."""
        line = self.editable(name, texts)
        new = {
            code: replace(line.texts.get(code, Translation(code, "")), text=text, edited_by=by, fallback="")
            for code, text in texts.items()
            if code in line.texts or line.state == "heard" or code != line.language
        }
        written = next((text for code, text in texts.items() if base(code) == base(line.language)), line.text)
        return self.put(line.but(text=written, texts=line.texts | new, edited_by=by))

    def dropped(self, name: str, reason: str, by: str = "") -> Line:
        """Leave a line out. Raises BadRequest for one that was on air."""
        line = self[name]
        if line.state not in WAITING:
            raise BadRequest(f"only a line that is not on air yet can be dropped; this one is {words(line.state)}")
        return self.put(line.but(state="dropped", reason=reason, edited_by=by or line.edited_by))

    def restored(self, name: str, by: str) -> Line:
        """Bring a dropped line back, to be translated but for what an operator wrote. Raises BadRequest."""
        line = self[name]
        if line.state != "dropped":
            raise BadRequest(f"only a dropped line can be brought back; this one is {words(line.state)}")
        written = {code: one for code, one in line.texts.items() if one.edited_by}
        return self.put(line.but(state="heard", reason="", edited_by=by, texts=written))

    def _keep(self, line: Line) -> None:
        self.total += line.id not in self._lines
        self._lines[line.id] = self._changed[line.id] = line
        while len(self._lines) > KEPT:
            self._lines.popitem(last=False)


def new_id() -> str:
    return f"ln_{secrets.token_hex(6)}"


def plain(text: str) -> str:
    """Text on one line, without control characters and halves of characters: every file and database takes it."""
    return " ".join("".join(" " if category(c) in ("Cc", "Cs") else c for c in text).split())


def words(state: LineState) -> str:
    return {"on_air": "on air", "aired": "over", "gap": "a gap", "dropped": "dropped"}.get(state, state)
