"""Roles and rights in a line each, for the pages on which they are given."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from studio.people.models import Role
from studio.people.roles import RIGHTS, Action

ROLE_WORDS = {
    Role.VIEWER: gettext_lazy("looks: the console, status, recordings, events"),
    Role.CAPTIONS: gettext_lazy("looks, corrects captions while they are made, hides and clears them"),
    Role.SOUND: gettext_lazy("looks, mixes the sound, listens to each source by itself"),
    Role.PRODUCER: gettext_lazy("looks and prepares: sources, scenes, overlays, rundowns, the library"),
    Role.DIRECTOR: gettext_lazy("all of these, directs the programme, and manages people, tokens and keys"),
}
RIGHT_WORDS = {
    Action.VIEW: gettext_lazy("look"),
    Action.EDIT: gettext_lazy("prepare"),
    Action.SOUND: gettext_lazy("mix the sound"),
    Action.CAPTION: gettext_lazy("correct captions"),
    Action.OPERATE: gettext_lazy("direct"),
    Action.CARRY: gettext_lazy("run rundowns"),
    Action.MANAGE: gettext_lazy("manage people and keys"),
    Action.CREATE: gettext_lazy("make shows"),
}


def roles() -> list[dict[str, Any]]:
    """Every role, for a list to choose from."""
    return [{"role": role.value, "label": role.label, "words": ROLE_WORDS[role]} for role in RIGHTS]


def narrowing() -> list[tuple[str, Any]]:
    """The rights that a token may be narrowed to; to look belongs to all of them."""
    return [(action.value, words) for action, words in RIGHT_WORDS.items() if action != Action.VIEW]


def in_words(rights: list[str]) -> str:
    """Rights that a token is narrowed to, in a line."""
    return ", ".join(str(words) for action, words in RIGHT_WORDS.items() if action in rights)
