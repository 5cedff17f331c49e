"""Looking something up in a show's audit list: who, what, since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from studio.errors import Refused
from studio.people.models import AuditEntry

TAKES = ("cut", "auto", "take", "standby", "ftb")
GROUPS = {
    "takes": TAKES,
    "sound": ("sound", "master"),
    "overlays": ("overlay", "overlay_action", "overlays_off"),
    "edits": ("load",),
    "people": ("people",),
    "ways_out": ("start_recording", "stop_recording", "start_destination", "stop_destination"),
}
"""What is asked for by one word."""
GROUP_WORDS = {
    "takes": gettext_lazy("takes"),
    "sound": gettext_lazy("sound"),
    "overlays": gettext_lazy("overlays"),
    "edits": gettext_lazy("edits"),
    "people": gettext_lazy("people"),
    "ways_out": gettext_lazy("recordings and destinations"),
}


def found(show_id: str, asked: Mapping[str, str]) -> QuerySet[AuditEntry]:
    """A show's entries, newest first: `by` a part of a name, `verb` a command or a group, `since` and `until` days.

    Days are UTC's, `until` with that day. Raises Refused for what is no day.
    """
    rows = AuditEntry.objects.filter(show=show_id)
    if by := asked.get("by", "").strip():
        rows = rows.filter(by__icontains=by)
    if verb := asked.get("verb", "").strip():
        rows = rows.filter(of_verb(verb))
    return rows.filter(_days(asked))


def of_verb(verb: str) -> Q:
    """What a command did, or those of a group."""
    return Q(verb__in=GROUPS.get(verb, (verb,)))


def _days(asked: Mapping[str, str]) -> Q:
    since, until = (_day(asked.get(name, "").strip(), at) for name, at in (("since", time.min), ("until", time.max)))
    query = Q() if since is None else Q(time__gte=since)
    return query if until is None else query & Q(time__lte=until)


def _day(text: str, at: time) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), at, UTC) if text else None
    except ValueError:
        words = gettext("Expected a day such as 2026-11-21, found %(text)s.") % {"text": repr(text[:40])}
        raise Refused("bad_day", words, status=400) from None


def in_words(entry: AuditEntry, names: Mapping[str, str]) -> str:
    """What was done, with the names of what it was done to: `take: Stage, transition: mix`."""
    if entry.text:
        return entry.text
    parts = [f"{name}: {_said(value, names)}" for name, value in entry.command.items() if name != "expected_preview"]
    shown = entry.command.get("expected_preview")
    if entry.verb in ("cut", "auto") and shown:
        parts.insert(0, _said(shown, names))
    return ", ".join(parts)[:300]


def _said(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name} {_said(one, names)}" for name, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return names.get(str(value), str(value))[:80]


def names_in(file: Mapping[str, Any]) -> dict[str, str]:
    """By id, what everything in a show file is called."""
    kinds = ("sources", "scenes", "overlays", "layouts", "destinations")
    return {one["id"]: one["name"] for kind in kinds for one in file.get(kind, ())}
