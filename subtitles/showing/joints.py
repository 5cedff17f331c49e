"""What it costs a reader when a line ends between two words: punctuation invites, an article forbids.

Netflix's timed-text guide: break after punctuation, before conjunctions and prepositions; never between article and
noun, nor first and last name. Costs are relative; only their order matters.
"""

from __future__ import annotations

import unicodedata

from mixer.text.languages import base
from subtitles.showing.small_words import ARTICLES, LINKS

AFTER_SENTENCE, AFTER_CLAUSE, BEFORE_LINK, PLAIN = 0.0, 0.15, 0.5, 1.0
AFTER_LINK, AFTER_UNIT, WITHIN_NAME, NEVER = 4.0, 6.0, 20.0, 60.0

NOT_FIRST = frozenset(
    "、。，．・：；？！‥…ー～〜”’）〕］｝〉》」』】〙〗»›々〻ゝゞヽヾ％‰℃℉°"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    ",.!?:;)]}%｡､｣؟،؛।"
)
"""Kinsoku: never the first of a line (JIS X 4051, GB/T 15834)."""
NOT_LAST = frozenset("“‘（〔［｛〈《「『【〘〖«‹([{｢¿¡￥＄￡€#＃@＠№")
"""Kinsoku: never the last of a line."""

SENTENCE_ENDS = frozenset(".!?。！？…．؟।⸮")
CLAUSE_ENDS = frozenset(",;:，、；：،؛–—")
STOPS = SENTENCE_ENDS | CLAUSE_ENDS
_LEADING = frozenset("和与或及而但在把被从对向让给因所如若用以是")
_CLINGING = frozenset("的了着过们上下里中内吗呢吧")
_CLOSING = frozenset("\"'»”’)]）」』")
_CLOSERS = frozenset("”’）〕］｝〉》」』】〙〗»›")

_NAMED_NOUNS = frozenset({"de"})  # languages that write every noun as a name
_QUOTES = "\"'«»“”„‘’()[]¿¡"


def word_cost(before: str, after: str, language: str) -> float:
    """The cost of a line break between two words that a space separates."""
    code, last, first = base(language), bare(before), bare(after)
    if last in ARTICLES.get(code, ()) and (last.endswith(".") or not ends(before, STOPS)):
        return NEVER
    if ends(before, SENTENCE_ENDS) and not _is_initial(before):
        return AFTER_SENTENCE
    if ends(before, CLAUSE_ENDS):
        return AFTER_CLAUSE
    if _is_name(before, after) and code not in _NAMED_NOUNS:
        return WITHIN_NAME
    if last in LINKS.get(code, ()):
        return AFTER_LINK
    if before[-1:].isdigit():
        return AFTER_UNIT
    return BEFORE_LINK if first in LINKS.get(code, ()) else PLAIN


def bare(word: str) -> str:
    """A word as the lists have it."""
    return word.strip(_QUOTES).casefold() if word.endswith(".") else word.strip(_QUOTES + ",;:!?…").casefold()


def ends(word: str, marks: frozenset[str]) -> bool:
    """Whether a word ends in one of the marks, closing quotes aside."""
    end = len(word)
    while end and word[end - 1] in _CLOSING:
        end -= 1
    return end > 0 and word[end - 1] in marks


def _is_initial(word: str) -> bool:
    """`J.` and `U.S.` end no sentence."""
    letters = word.strip(_QUOTES).split(".")
    return len(letters) > 1 and all(len(one) <= 1 for one in letters)


def _is_name(before: str, after: str) -> bool:
    one, other = before.strip(_QUOTES), after.strip(_QUOTES)
    return one[:1].isupper() and other[:1].isupper() and len(one) > 1


def square_cost(before: str, after: str, language: str, *, spaced: bool) -> float:
    """The cost of a line break between two units of a language that writes no spaces between words."""
    last, first = before[-1], after[0]
    if ends(before, SENTENCE_ENDS):
        return AFTER_SENTENCE
    if ends(before, CLAUSE_ENDS):
        return AFTER_CLAUSE
    if spaced or first in NOT_LAST or last in _CLOSERS:
        return BEFORE_LINK
    if base(language) in ("zh", "yue"):
        return _chinese_cost(last, first)
    return _script_cost(script(last), script(first))


def _chinese_cost(last: str, first: str) -> float:
    """No spaces show its words; its particles show where some end and begin."""
    if first in _CLINGING or last in _LEADING or last.isdigit():
        return AFTER_LINK
    return BEFORE_LINK if first in _LEADING or last in "的了" else PLAIN


def script(character: str) -> str:
    """The kind of character, as far as Japanese bunsetsu show by it."""
    if character.isdigit():
        return "digit"
    name = unicodedata.name(character, "")
    for kind in ("HIRAGANA", "KATAKANA", "CJK"):
        if name.startswith(kind):
            return kind
    return "other"


def _script_cost(last: str, first: str) -> float:
    """A phrase ends where hiragana give way to anything else; a word goes on from kanji to hiragana."""
    if last == "HIRAGANA" and first != "HIRAGANA":
        return BEFORE_LINK
    if last == first and last in ("KATAKANA", "other") or last == "digit":
        return WITHIN_NAME  # words of katakana, and those of Thai and its neighbours, which nothing sets apart
    if first == "HIRAGANA":
        return AFTER_LINK
    return PLAIN
