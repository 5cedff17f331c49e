"""Public ids: a prefix that says what it names, and characters nobody can guess."""

from __future__ import annotations

import secrets
import time


def fresh(prefix: str, n_bytes: int = 9) -> str:
    """Such as `src_` and twelve characters of the URL alphabet; nine bytes are twelve characters, sixteen are 22."""
    return f"{prefix}_{secrets.token_urlsafe(n_bytes)}"


def show_id() -> str:
    """The programme's address contains it, so it is long."""
    return fresh("shw", 16)


def source_id() -> str:
    return fresh("src")


def layout_id() -> str:
    return fresh("lay")


def scene_id() -> str:
    return fresh("scn")


def overlay_id() -> str:
    return fresh("ovl")


def destination_id() -> str:
    return fresh("dst")


def rundown_id() -> str:
    return fresh("run")


def schedule_entry_id() -> str:
    return fresh("sch")


def planned_id() -> str:
    return fresh("pln")


def item_id() -> str:
    """Of hexadecimal digits: where rundowns are nested, dashes join the ids of an item and of what it stands in."""
    return f"itm_{secrets.token_hex(6)}"


def webhook_id() -> str:
    return fresh("whk")


def message_id() -> str:
    """Of a webhook's delivery. They sort in the order in which they were made."""
    return f"msg_{time.time_ns():016x}{secrets.token_hex(5)}"
