"""Who is at a show, by name and role. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studio.people.roles import RANK

PEOPLE_MOST = 50
LONGEST = 120


def together(people: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Everybody once, with the highest role they are here with, directors first; what is no person is left out."""
    found: dict[str, str] = {}
    for one in people:
        name, role = str(one.get("name") or "")[:LONGEST], str(one.get("role") or "")
        if name and role in RANK and RANK[role] >= RANK[found.get(name, "")]:
            found[name] = role
    ranked = sorted(found.items(), key=lambda one: (-RANK[one[1]], one[0]))
    return [{"name": name, "role": role} for name, role in ranked[:PEOPLE_MOST]]
