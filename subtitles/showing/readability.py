"""How much of a language fits a line, and how fast it is read: the rules of Netflix's and the BBC's guides."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mixer.protocol.captions import CaptionLanguage, CaptionStyle
from mixer.text.languages import base

MIN_S, MAX_S = 5 / 6, 7.0  # of one cue
GAP_FRAMES = 2
LANDSCAPE = 16 / 9
USABLE = 0.9  # of the canvas width, for text
NARROW_EM = 0.56  # the mean width of a Latin letter, of the size
HANGING_S = 1.5  # a cue outlives its speech, or the next sentence, by no more


@dataclass(frozen=True, slots=True)
class Rules:
    """`length` in characters a line, `cps` in characters a second; with `square` letters narrow ones count half.

    `spaced` languages break at spaces only. `stacked` is how many lines the first of two languages may have.
    """

    length: int = 42
    lines: int = 2
    cps: float = 17.0
    spaced: bool = True
    square: bool = False
    stacked: int = 2


LATIN = Rules()
RULES = {
    "zh": Rules(16, 2, 9.0, spaced=False, square=True, stacked=1),
    "yue": Rules(16, 2, 9.0, spaced=False, square=True, stacked=1),
    "ja": Rules(13, 2, 4.0, spaced=False, square=True, stacked=1),
    "ko": Rules(16, 2, 12.0, square=True, stacked=1),
    "th": Rules(35, 2, 17.0, spaced=False),
    "lo": Rules(35, 2, 17.0, spaced=False),
    "km": Rules(35, 2, 17.0, spaced=False),
    "my": Rules(35, 2, 17.0, spaced=False),
}


def rules_for(code: str) -> Rules:
    """The rules of a language; one that is not in the table is read as Latin is."""
    return RULES.get(base(code), LATIN)


def styled(rules: Rules, style: CaptionStyle, aspect: float = LANDSCAPE) -> Rules:
    """The rules with the operator's own lines and length, where the style has any.

    Without its own length, large text on a canvas of this `aspect` (width by height) has shorter lines.
    """
    fitting = int(USABLE * aspect / (style.size * em_of(rules)))
    return replace(rules, lines=style.lines or rules.lines, length=style.length or max(4, min(rules.length, fitting)))


def em_of(rules: Rules) -> float:
    """How wide a character is on average, of the size."""
    return 1.0 if rules.square else NARROW_EM


def lines_in_stack(languages: tuple[CaptionLanguage, ...]) -> dict[str, int]:
    """How many lines each language has: burnt ones share the picture (2 + 1, or 1 each), others need not."""
    burnt = [one.code for one in languages if one.burnt]
    return {one.code: one.style.lines or _share(one.code, burnt) for one in languages}


def _share(code: str, burnt: list[str]) -> int:
    rules = rules_for(code)
    if code not in burnt or len(burnt) == 1:
        return rules.lines
    return rules.stacked if len(burnt) == 2 and code == burnt[0] else 1
