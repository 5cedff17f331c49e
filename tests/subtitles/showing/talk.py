"""Makers for the tests of showing: lines, settings, and a schedule run frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mixer.protocol.captions import CaptionLanguage, Captions, CaptionStyle
from subtitles.showing.cues import ShownCue
from subtitles.showing.schedule import Schedule
from subtitles.values import FILE, Line, Translation

RATE = Fraction(30)
TEXTS = {
    "en": "The camera on the harbour stage is live, and the captions follow the speaker.",
    "zh": "港口舞台上的摄像机正在直播，字幕跟随说话的人。",
    "ja": "港の舞台のカメラは生放送中で、字幕は話し手を追います。",
    "ko": "항구 무대의 카메라가 생방송 중이며 자막이 화자를 따라갑니다.",
    "fr": "La caméra de la scène du port est en direct, et les sous-titres suivent l’orateur.",
    "ru": "Камера на сцене порта в прямом эфире, и субтитры следуют за говорящим.",
    "ar": "الكاميرا على مسرح الميناء تبث مباشرة، والترجمة تتبع المتحدث.",
    "he": "המצלמה על הבמה משדרת בשידור חי, והכתוביות עוקבות אחר הדובר.",
}


def showing(
    *codes: str, style: CaptionStyle | None = None, unburnt: tuple[str, ...] = (), **changes: object
) -> Captions:
    """Captions in these languages, all burnt in but the `unburnt`."""
    languages = [CaptionLanguage(code, style=style or CaptionStyle()) for code in codes]
    languages += [CaptionLanguage(code, burnt=False) for code in unburnt]
    return Captions(on=True, languages=tuple(languages), **changes)  # type: ignore[arg-type]


def a_line(name: str = "a", first: int = 0, last: int = 90, **texts: str) -> Line:
    """A line said in English from frame `first` to `last`, with its translations."""
    texts = texts or {"en": "Hello everybody."}
    translations = {code: Translation(code, text) for code, text in texts.items()}
    said = texts.get("en", "Hello everybody.")
    return Line(name, "translated", "en", said, said, first, last, texts=translations)


def of_file(name: str, first: int, last: int, **texts: str) -> Line:
    """A line that an item's own file has on these frames."""
    return a_line(name, first, last, **texts).but(engine=FILE)


class Told:
    """Every cue a schedule tells while it runs, with its last word about each."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.cues: dict[tuple[str, int, str], ShownCue] = {}
        self.changed_text: list[ShownCue] = []

    def run(self, first: int, last: int, before: Callable[[int], None] = lambda frame: None) -> list[ShownCue]:
        """Ask at every frame; a cue that is no longer told before it has begun counts as withdrawn."""
        for frame in range(first, last):
            before(frame)
            told = {(cue.line, cue.part, cue.language): cue for cue in self.schedule.cues(frame)}
            for key in [key for key, cue in self.cues.items() if cue.from_frame > frame and key not in told]:
                del self.cues[key]
            for key, cue in told.items():
                known = self.cues.get(key)
                if (
                    known
                    and known.from_frame <= frame
                    and (known.lines, known.from_frame) != (cue.lines, cue.from_frame)
                ):
                    self.changed_text.append(cue)
            self.cues |= told
        return self.of_language()

    def of_language(self, code: str = "") -> list[ShownCue]:
        """What showed, by time."""
        some = [cue for cue in self.cues.values() if code in ("", cue.language)]
        return sorted(some, key=lambda cue: (cue.from_frame, cue.language))
