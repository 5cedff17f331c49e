"""Who is at a show, by name and role. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studio.people.models import Role

ORDER = {role.value: place for place, role in enumerate(reversed(Role))}  # directors first
PEOPLE_MOST = 50
LONGEST = 120


def together(people: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Everybody once, with the first role they are here with, directors first; what is no person is left out."""
    found: dict[str, str] = {}
    for one in people:
        name, role = str(one.get("name") or "")[:LONGEST], str(one.get("role") or "")
        if name and role in ORDER and ORDER[role] <= ORDER.get(found.get(name, ""), len(ORDER)):
            found[name] = role
    ordered = sorted(found.items(), key=lambda one: (ORDER[one[1]], one[0]))
    return [{"name": name, "role": role} for name, role in ordered[:PEOPLE_MOST]]
