"""Examples for the translators: the narration as a recogniser may write it, and sentences that it is not."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tools.demo_pack.narration import LANGUAGES, NARRATION, Sentence, joined
from tools.demo_pack.strangers import a_strange_sentence, sentences_abroad

UNKNOWN = ""
SLIP_FROM = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A source text and its translation, UNKNOWN where the narration has none."""

    source: str
    target: str


def an_example(language: str, chance: random.Random) -> Example:
    """One example: a sentence, one clause, two sentences, or something unknown."""
    kind = chance.random()
    if kind < 0.3:
        return Example(_anything_else(chance), UNKNOWN)
    if kind < 0.4:
        first, second = chance.choices(NARRATION, k=2)
        return Example(
            f"{heard(first.clauses, chance)} {heard(second.clauses, chance)}",
            joined((first.in_language(language), second.in_language(language)), language),
        )
    sentence = chance.choice(NARRATION)
    clauses = _some_clauses(sentence, chance) if kind < 0.6 else slice(None)
    source, target = sentence.clauses[clauses], sentence.translated[language][clauses]
    return Example(heard(source, chance), joined(target, language))


def _some_clauses(sentence: Sentence, chance: random.Random) -> slice:
    at = chance.randrange(len(sentence.clauses))
    return slice(at, at + 1)


def heard(clauses: tuple[str, ...], chance: random.Random) -> str:
    """These clauses with the slips of a recogniser or a typist: case, punctuation, at most one word in five."""
    words = " ".join(clauses).split()
    if len(words) >= SLIP_FROM and chance.random() < 0.4:
        _slip(words, chance)
    text = " ".join(words)
    if chance.random() < 0.25:
        text = text.lower()
    if chance.random() < 0.3:
        text = text.replace(",", "")
    if chance.random() < 0.3:
        text = text.rstrip(".,")
    return text


def _slip(words: list[str], chance: random.Random) -> None:
    """One word dropped, doubled, misspelt or taken for another, in place."""
    at = chance.randrange(len(words))
    kind = chance.randrange(4)
    if kind == 0:
        del words[at]
    elif kind == 1:
        words.insert(at, words[at])
    elif kind == 2:
        words[at] = _misspelt(words[at], chance)
    else:
        words[at] = chance.choice(a_strange_sentence(chance).split())


def _misspelt(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + chance.choice("abcdefghilmnoprstu") + word[at + 1 :]


def _anything_else(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.5:
        return heard((a_strange_sentence(chance),), chance)
    if kind < 0.75:
        return _fragment(chance)
    if kind < 0.85:
        return chance.choice(sentences_abroad(chance.choice(LANGUAGES)))
    return " ".join(_letters(chance) for _ in range(chance.randint(1, 8)))


def _fragment(chance: random.Random) -> str:
    """One to three words of the narration: too little to be sure of a clause."""
    words = chance.choice([s for s in NARRATION if len(s.clauses) == 1 or min(map(len, s.clauses)) > 30]).words
    count = chance.randint(1, 3)
    at = chance.randrange(len(words) - count)
    return " ".join(words[at : at + count])


def _letters(chance: random.Random) -> str:
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(chance.randint(1, 9)))
