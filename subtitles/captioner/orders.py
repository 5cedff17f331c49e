"""What operators ask of the captions, and what they are answered."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mixer.errors import BadShow
from mixer.protocol.parse import read_show
from mixer.protocol.showfile import Show
from subtitles.captioner.screen import Screen
from subtitles.captioner.transcript import WAITING, Transcript, plain
from subtitles.errors import BadRequest
from subtitles.values import Line

LONGEST_TEXT = 1000  # characters of a correction

Told = dict[str, Any]


class Orders:
    """One method a verb. `ask` has a line translated, `ask_again` one with other words, `load` takes another show."""

    def __init__(
        self, folder: Path, transcript: Transcript, screen: Screen, ask: Callable[[Line], None],
        ask_again: Callable[[Line], None], load: Callable[[Show], None], spare: Callable[[bool], None],
    ) -> None:  # fmt: skip
        self._folder, self._transcript, self._screen = folder, transcript, screen
        self._ask, self._ask_again, self._take, self._spare = ask, ask_again, load, spare
        self._verbs: dict[str, Callable[[Told, int], None]] = {
            "captions_show": self._show, "captions_clear": self._clear, "caption_edit": self._edit,
            "caption_drop": self._drop, "caption_restore": self._restore, "load": self._load,
            "captions_spare": self._spare_languages,
        }  # fmt: skip

    def answer(self, told: Told, leaving: int) -> Told:
        """Do what is asked while frame `leaving` goes out; what cannot be done is refused in words."""
        name = str(told.get("id", ""))
        obey = self._verbs.get(str(told.get("verb")))
        if obey is None:
            return refusal(name, "bad_command", f"expected one of {', '.join(self._verbs)}")
        try:
            obey(told, leaving)
        except BadRequest as error:
            return refusal(name, "refused", str(error))
        except BadShow as error:
            return refusal(name, "bad_show", str(error))
        except (KeyError, TypeError, ValueError) as error:
            return refusal(name, "bad_command", f"expected {error} with {told['verb']}")
        return {"answer": name, "ok": True}

    def _show(self, told: Told, leaving: int) -> None:
        self._screen.set_visible(bool(told["visible"]), leaving)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / "state.json").write_text(json.dumps({"visible": self._screen.visible}))

    def _clear(self, told: Told, leaving: int) -> None:
        self._screen.clear(leaving)
        for line in self._transcript.in_state(*WAITING):
            self._transcript.dropped(line.id, "cleared", by(told))

    def _edit(self, told: Told, leaving: int) -> None:
        texts = {str(code): plain(str(text))[:LONGEST_TEXT] for code, text in dict(told["texts"]).items()}
        line = self._transcript.editable(str(told["line"]), texts)
        # What was said may be shown in other languages alone: then only those have a place on the screen.
        shown = {code: text for code, text in texts.items() if code in line.texts or code != line.language}
        if line.state == "translated" and shown:
            self._screen.edit(line.id, shown, leaving)
        edited = self._transcript.edited(line.id, texts, by(told))
        if edited.text != line.text:
            self._ask_again(edited)

    def _drop(self, told: Told, leaving: int) -> None:
        line = self._transcript.dropped(str(told["line"]), "dropped by the operator", by(told))
        self._screen.withdraw(line.id, leaving)

    def _restore(self, told: Told, leaving: int) -> None:
        self._ask(self._transcript.restored(str(told["line"]), by(told)))

    def _spare_languages(self, told: Told, leaving: int) -> None:
        """The machine is overloaded, or is no more: what can wait is left out."""
        self._spare(bool(told["on"]))

    def _load(self, told: Told, leaving: int) -> None:
        self._take(read_show(told["show"]))


def by(told: Told) -> str:
    return str(told.get("by", ""))


def was_visible(folder: Path) -> bool:
    """Whether captions were shown when the last captioner ended."""
    try:
        return bool(json.loads((folder / "state.json").read_text()).get("visible", True))
    except (OSError, ValueError, AttributeError):
        return True


def refusal(name: str, code: str, error: str) -> Told:
    return {"answer": name, "ok": False, "code": code, "error": error}
