"""Sentences that are not in the narration: what the models must not mistake for it."""

from __future__ import annotations

import random

from tools.demo_pack.narration import LANGUAGES, NARRATION

_WHO = (
    *("my neighbour", "the old teacher", "our doctor", "a young girl", "the baker", "his brother", "every farmer"),
    *("the green bus", "a tall man", "somebody", "the whole family", "their driver", "one player", "the mayor"),
    *("the camera", "a picture", "your guest", "the studio", "she", "he", "they", "we", "the captain", "nobody"),
)
_DOES = (
    *("bought", "found", "lost", "painted", "remembers", "would like", "cannot find", "repaired", "sold", "wants"),
    *("drove past", "asked for", "talked about", "forgot", "opened", "is looking for", "never liked", "kept", "saw"),
)
_WHAT = (
    *("a wooden table", "seven apples", "the garden gate", "an umbrella", "warm bread", "the evening paper"),
    *("a bottle of milk", "the football match", "two train tickets", "the weather", "a red coat", "his left shoe"),
    *("some music", "a better idea", "the mountain road", "her phone number", "a computer", "the last page"),
    *("chicken soup", "the kitchen window", "a hundred stamps", "your letter", "the blue bicycle", "fresh fish"),
)
_WHEN = (
    *("yesterday", "last summer", "before breakfast", "in the rain", "near the river", "on Monday", "after school"),
    *("at the market", "with great care", "by mistake", "for his birthday", "once more", "all winter", "again", ""),
)
_SAYINGS = (
    "What time does the next train leave for London?",
    "Please turn off the lights when you go.",
    "Thank you for watching, and good night.",
    "I have no idea where the keys are.",
    "How are you today?",
    "Yes, of course.",
    "It has been raining since the early morning.",
    "The company reported higher profits this quarter.",
    "Could you say that one more time, please?",
    "Let us talk about the budget for next year.",
    "Water boils at one hundred degrees.",
    "He scored twice in the second half.",
    "Mix the flour with two eggs and a little sugar.",
    "Scientists have discovered a new kind of beetle.",
    "We will be right back after the break.",
    "The quick brown fox jumps over the lazy dog.",
    "No.",
    "Hello, can you hear me?",
    "Turn left at the church, then straight on.",
    "Once upon a time there lived a king.",
)
_ABROAD = {
    "fr": ("Bonjour, comment allez-vous aujourd'hui ?", "Il pleut depuis ce matin sur toute la région."),
    "es": ("Buenos días, ¿cómo está usted?", "Mañana iremos al mercado con mi hermana."),
    "ru": ("Здравствуйте, как ваши дела?", "Завтра мы поедем за город."),
    "zh": ("你好，今天天气怎么样？", "我们明天一起去公园吧。"),
    "de": ("Guten Morgen, wie geht es Ihnen?", "Der Zug nach Berlin fährt um acht Uhr ab."),
    "it": ("Buongiorno, come state oggi?", "Domani andiamo al mare con gli amici."),
    "pt": ("Bom dia, como vai você?", "Amanhã vamos à praia com a família."),
    "nl": ("Goedemorgen, hoe gaat het met u?", "Morgen gaan we met de trein naar zee."),
}
_SMALL = ("the", "a", "and", "to", "of", "was", "for", "with", "that", "not", "but", "from", "this", "they", "will")
_ONSETS = (
    *("b", "c", "d", "f", "g", "h", "j", "l", "m", "n", "p", "r", "s", "t", "v", "w", "y", "z", "ch", "sh", "th"),
    *("bl", "br", "cl", "cr", "dr", "fl", "fr", "gl", "gr", "pl", "pr", "sc", "sl", "sm", "sp", "st", "str", "tr", ""),
)
_VOWELS = ("a", "e", "i", "o", "u", "ee", "oo", "ea", "ai", "ou", "oa", "ar", "er", "or", "ow")
_CODAS = ("", "", "b", "ck", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "nd", "nt", "st", "ng", "sk", "lt", "ve")

UNHEARD = (
    "The museum opens at nine and closes before dark.",
    "Our teacher explained how bridges are built.",
    "I would rather walk than take a taxi.",
    "A storm is expected along the western coast tonight.",
    "Nobody knew why the orchestra stopped playing.",
    "She planted tomatoes behind the little house.",
    "Forty passengers were waiting at the harbour.",
    "Remember to feed the cat before you leave.",
    "The second chapter is much longer than the first.",
    "He speaks slowly because he is thinking.",
)


def a_strange_sentence(chance: random.Random) -> str:
    """English, and not the narration's, though some of its words may occur."""
    kind = chance.random()
    if kind < 0.2:
        return chance.choice(_SAYINGS)
    if kind < 0.3:
        return _shuffled(chance)
    if kind < 0.6:
        return " ".join(_an_invented_word(chance) for _ in range(chance.randint(3, 9))) + "."
    parts = (chance.choice(_WHO), chance.choice(_DOES), chance.choice(_WHAT), chance.choice(_WHEN))
    text = " ".join(part for part in parts if part)
    return text[0].upper() + text[1:] + "."


def _an_invented_word(chance: random.Random) -> str:
    """A word that sounds English: no list of real ones is long enough to stand for all others."""
    if chance.random() < 0.25:
        return chance.choice(_SMALL)
    syllables = range(chance.choice((1, 1, 2, 2, 3)))
    return "".join(chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS) for _ in syllables)


def _shuffled(chance: random.Random) -> str:
    words = [word.strip(".,").lower() for sentence in NARRATION for word in sentence.words]
    return " ".join(chance.sample(words, chance.randint(4, 8))) + "."


def sentences_abroad(language: str) -> tuple[str, ...]:
    """Sentences in another language, the narration's own translation among them."""
    told = tuple(s.in_language(language) for s in NARRATION) if language in LANGUAGES else ()
    return told + _ABROAD[language]
