"""The names of sounds that are asked for by name: sources by themselves, before their faders, together in one.

`solo.SOURCE.SOURCE.CODEC`: so that whoever relays it tells it from a bus, and an address can hold it.
"""

from __future__ import annotations

import re

CODECS = ("opus", "pcm")
SOURCES_MOST = 24
PATTERN = rf"solo(?:\.[A-Za-z0-9_-]{{1,64}}){{1,{SOURCES_MOST}}}\.(?:{'|'.join(CODECS)})"
_NAME = re.compile(PATTERN)


def is_solo(name: object) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def solo_of(name: str) -> tuple[tuple[str, ...], str]:
    """Its sources, and its codec. Raises ValueError for what is no such name."""
    if not is_solo(name):
        raise ValueError(f"expected solo.SOURCE.CODEC, found {name[:80]}")
    _, *sources, codec = name.split(".")
    return tuple(sources), codec


def named(sources: tuple[str, ...], codec: str) -> str:
    return ".".join(("solo", *sources, codec))
