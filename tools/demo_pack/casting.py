"""Who speaks: the voices a model is trained on, and those kept back to test it."""

from __future__ import annotations

import random

from tools.demo_pack.voice import Voice

ACCENTS = ("en-us", "en", "en-gb-scotland", "en-029", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-us-nyc")
VARIANTS = (
    *("", "m1", "m2", "m3", "m4", "m6", "m7", "m8", "f1", "f2", "f4", "f5"),
    *("adam", "Andy", "Annie", "Alex", "Alicia", "belinda", "benjamin", "boris", "caleb", "david", "edward", "Gene"),
    *("iven", "john", "linda", "Lee", "max", "michael", "paul", "quincy", "rob", "sandro", "steph", "travis", "zac"),
)
SPEEDS = (120, 130, 140, 150, 160, 170, 190, 200, 215)

NARRATOR = Voice("en-us+f3", 165, 52, 55)
UNHEARD_VOICES = ("en-us+f3", "en+m5", "en-gb-x-rp", "en-gb-x-rp+f3")
UNHEARD_SPEEDS = (145, 165, 180)

ABROAD = ("fr", "es", "ru", "cmn", "de", "it", "pt-br", "nl")


def a_trained_voice(chance: random.Random) -> Voice:
    """A voice from the training side; neither f3, m5 nor received pronunciation is ever among them."""
    variant = chance.choice(VARIANTS)
    name = chance.choice(ACCENTS) + (f"+{variant}" if variant else "")
    speed = chance.choice(SPEEDS) + chance.randint(-3, 3)
    return Voice(name, speed, chance.randint(25, 75), chance.randint(30, 75))
