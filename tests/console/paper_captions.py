"""Captions made of paper: a status, lines in five languages, and models to install."""

from __future__ import annotations

import time
from typing import Any

CODES = ("en", "fr", "zh", "ru", "ar")
SETTINGS: dict[str, Any] = {
    "on": True, "listen": "program", "language": "auto", "engine": "faster-whisper", "model": "",
    "languages": [{"code": code, "burnt": code in ("en", "fr"), "style": {}} for code in CODES],
    "delay_s": 4.0, "place": "bottom", "margin": 0.06,
    "glossary": [{"heard": "ada halt", "written": "Ada Holt", "languages": {"ru": "Ада Холт"}}], "fallback": "source",
}  # fmt: skip
STATUS: dict[str, Any] = {
    "pid": 1, "engine": True, "state": "listening", "text": "listening, 1.4 s behind",
    "recogniser": {"engine": "faster-whisper", "model": "demo", "demo": True, "ok": True,
                   "text": "demo model: knows only the demo narration"},
    "translator": {"ok": True, "text": ""}, "language": "en", "language_text": "en 0.93 locked", "lag_s": 1.4,
    "backlog_s": 0.3, "step_s": 1.0, "pass_cost_s": 0.42, "queue": 0, "visible": True, "gap": 1, "lines": 12,
    "speech_db": -21.0,
}  # fmt: skip
SAID = [
    ("The bridge over the northern harbour reopens at six this evening.",
     "Le pont sur le port nord rouvre à six heures ce soir.",
     "横跨北港的大桥今晚六点重新开放。",
     "Мост через северную гавань вновь откроется сегодня вечером в шесть часов, сообщила администрация порта.",
     "يُعاد فتح الجسر فوق الميناء الشمالي في السادسة مساء اليوم."),
    ("Dr Ada Holt has piloted ships here for thirty years.",
     "Le docteur Ada Holt pilote des navires ici depuis trente ans.",
     "艾达·霍尔特博士在这里引航已有三十年。",
     "Доктор Ада Холт проводит здесь суда уже тридцать лет.",
     "تقود الدكتورة آدا هولت السفن هنا منذ ثلاثين عامًا."),
]  # fmt: skip
MODELS: list[dict[str, Any]] = [
    {"name": "demo", "kind": "speech", "engine": "faster-whisper", "bytes": 9_400_000, "demo": True,
     "state": "installed", "progress": 1.0, "removable": False, "installable": False,
     "text": "the demo narration, English"},
    {"name": "base.en", "kind": "speech", "engine": "faster-whisper", "bytes": 148_000_000, "demo": False,
     "state": "installed", "progress": 1.0, "removable": True, "installable": False,
     "text": "fast, English only"},
    {"name": "translate-en_de", "kind": "translate", "engine": "argos", "bytes": 100_000_000, "demo": False,
     "state": "installing", "progress": 0.42, "removable": True, "installable": False,
     "text": "English to German"},
    {"name": "small", "kind": "speech", "engine": "faster-whisper", "bytes": 486_000_000, "demo": False,
     "state": "available", "progress": 0.0, "removable": False, "installable": True,
     "text": "good; what most machines can do live"},
    {"name": "medium", "kind": "speech", "engine": "faster-whisper", "bytes": 1_530_000_000, "demo": False,
     "state": "failed", "progress": 0.0, "removable": True, "installable": True,
     "text": "the network cannot be reached"},
    {"name": "translate-en_fr", "kind": "translate", "engine": "argos", "bytes": 100_000_000, "demo": False,
     "state": "available", "progress": 0.0, "removable": False, "installable": True,
     "text": "English to French"},
    {"name": "translate-en_ja", "kind": "translate", "engine": "argos", "bytes": 100_000_000, "demo": False,
     "state": "available", "progress": 0.0, "removable": False, "installable": True,
     "text": "English to Japanese"},
]  # fmt: skip


def line(number: int, state: str, frame: int, **more: Any) -> dict[str, Any]:
    """A line that was said at `frame`."""
    said = SAID[number % len(SAID)]
    texts = {
        code: {"text": text, "via": "en" if code == "ar" else "", "fallback": "", "edited_by": ""}
        for code, text in zip(CODES, said, strict=True)
    }
    bare = state in ("heard", "gap")
    return {
        "id": f"ln_{number}", "state": state, "language": "en", "text": "" if state == "gap" else said[0],
        "raw": said[0], "from_frame": frame, "to_frame": frame + 60, "reason": "", "texts": {} if bare else texts,
        "aired_from": None, "aired_to": None, "engine": "faster-whisper", "model": "demo", "confidence": 0.9,
        "no_speech": 0.0, "edited_by": "", "time": time.time() - 60 + number * 4, **more,
    }  # fmt: skip


def lines(now: int) -> list[dict[str, Any]]:
    """A transcript with a line in every state; `now` is the frame being composed, 120 before it leave."""
    states = [*["aired"] * 6, "dropped", "gap", "aired", "on_air", "translated", "heard"]
    made = [line(at, state, now - 400 + at * 30) for at, state in enumerate(states)]
    made[6]["reason"] = "repeats the line before"
    made[7]["reason"] = "4.2 s skipped: recognition was too far behind"
    made[10] |= {"aired_from": now + 900, "aired_to": now + 960}
    made[8]["texts"]["zh"] |= {"text": made[8]["text"], "fallback": "no model for en to zh"}
    made[9]["texts"]["fr"]["edited_by"] = "Ada Holt"
    return made


class PaperCaptions:
    """What the captions program of a paper show knows and does."""

    def __init__(self) -> None:
        self.status: dict[str, Any] | None = None
        self.lines: dict[str, dict[str, Any]] = {}

    def fill(self, now: int) -> None:
        self.status = dict(STATUS)
        self.lines = {one["id"]: one for one in lines(now)}

    def obey(self, command: dict[str, Any]) -> dict[str, Any]:
        """What to tell the consoles."""
        verb = command["verb"]
        if verb in ("captions_show", "captions_clear"):
            self.status = {**(self.status or STATUS), "visible": command.get("visible", True)}
            return {"type": "captions", "captions": self.status}
        known = self.lines[command["line"]]
        if verb == "caption_edit":
            texts = {code: {**one} for code, one in known["texts"].items()}
            for code, text in command["texts"].items():
                texts[code] = {"text": text, "via": "", "fallback": "", "edited_by": "Ada Holt"}
            known = {**known, "texts": texts, "text": command["texts"].get("en", known["text"])}
        else:
            known = {**known, "state": "dropped" if verb == "caption_drop" else "heard", "reason": ""}
        self.lines[known["id"]] = known
        return {"type": "caption_line", "line": known}
