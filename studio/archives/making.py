"""A new show of what an archive says, with its rundowns and its schedule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from studio.archives.contents import RUNDOWNS, SCHEDULE, SHOW
from studio.archives.reading import Archive, bad
from studio.people.models import Membership, Role
from studio.rundowns import edits as rundown_edits
from studio.rundowns import making as rundowns
from studio.rundowns import ops
from studio.rundowns.edits import Terms
from studio.rundowns.items import SETTINGS
from studio.scheduling import entries
from studio.shows import edits, files, making, removing
from studio.shows.compose import read_file
from studio.shows.models import Show
from studio.shows.parts import ASSET

Json = dict[str, Any]
Names = dict[str, str]
NAMING = {"asset", "source", "scene", "overlay", "rundown", "next", "poster", "film", "captions"}
"""Keys of a rundown whose values are ids."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an archive says, as far as it can be told without its media that this makes sense."""

    show: Json
    rundowns: list[Json]
    schedule: list[Json]


def read(archive: Archive) -> Said:
    """The texts of an archive. Raises Refused, before anything is unpacked that is large."""
    file = archive.text(SHOW)
    if not isinstance(file, dict):
        raise bad(f"it has no {SHOW}")
    read_file(with_media(file, {one.id: one.id for one in archive.media}))
    return Said(file, _listed(archive, RUNDOWNS), _listed(archive, SCHEDULE))


def made(said: Said, media: Names, name: str, owner: Any, note: Callable[[Show], None]) -> Show:
    """A new show off air. `note` is called in the transaction of its row. Raises Refused; then there is none.

    Its schedule is there and switched off: no clock of another studio puts it on air here.
    """
    value = with_media(said.show, media)
    with transaction.atomic():
        show, names = making.imported_show_with_names({**value, **({"name": name} if name else {})})
        if owner is not None:
            Membership.objects.get_or_create(user=owner, show=show, defaults={"role": Role.DIRECTOR})
        note(show)
    files.write(show.pk)
    try:
        named = names | media
        _add_schedule(show, said.schedule, named | _add_rundowns(show, said.rundowns, named))
    except BaseException:
        removing.remove(show.pk)
        raise
    return show


def with_media(value: Any, media: Names) -> Any:
    """A show file whose files are those of this library."""
    if isinstance(value, list):
        return [with_media(one, media) for one in value]
    if not isinstance(value, dict):
        return value
    path = value.get("path")
    if isinstance(path, str) and path.startswith(ASSET):
        found = media.get(path.removeprefix(ASSET))
        if found is None:
            raise bad(f"the file {path[:80]} of its show is not in it")
        value = {**value, "path": f"{ASSET}{found}"}
    return {key: with_media(one, media) for key, one in value.items()}


def renamed(value: Any, names: Names) -> Any:
    """A rundown's parts, with what they name under the names that it has here; texts of overlays stay."""
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: names.get(one, one) if key in NAMING and isinstance(one, str) else one if key == "fields"
        else renamed(one, names)
        for key, one in value.items()
    }  # fmt: skip


def _add_rundowns(show: Show, listed: list[Json], names: Names) -> Names:
    """Every rundown, those first that others play; what follows what is said when all are there. Their new ids."""
    waiting = list(listed)
    known: Names = {}
    for _ in range(len(waiting)):
        one = next((one for one in waiting if not _plays(one) - known.keys()), None)
        if one is None:
            raise bad(f"{RUNDOWNS} has rundowns that play one another, or that are not in it")
        waiting.remove(one)
        known[str(one.get("id"))] = _add_rundown(show, one, names | known)
    for one in listed:
        if following := one.get("next"):
            patch = {"at_end": "next", "next": known.get(following, following)}
            rundowns.change(show.pk, known[str(one.get("id"))], patch, None, Terms())
    return known


def _plays(one: Json) -> set[str]:
    """The rundowns that stand in one."""
    items = one.get("items")
    contents = [item.get("content") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return {str(each["rundown"]) for each in contents if isinstance(each, dict) and "rundown" in each}


def _add_rundown(show: Show, one: Json, names: Names) -> str:
    settings = {name: value for name, value in renamed(one, names).items() if name in SETTINGS}
    if settings.pop("next", ""):
        settings.pop("at_end", None)
    row = rundowns.new_rundown(show, settings, lambda row: None, template=one.get("template") is True)
    if items := renamed(one.get("items", []), names):
        rundown_edits.edit(show.pk, row.pk, ops.read([{"op": "create", "items": items}]), Terms())
    return row.pk


def _add_schedule(show: Show, listed: list[Json], names: Names) -> None:
    wanted = [{**renamed(one, names), "enabled": False} for one in listed]
    if wanted:
        edits.edit(show.pk, lambda show: [entries.add(show, one) for one in wanted], kept=False)


def _listed(archive: Archive, name: str) -> list[Json]:
    value = archive.text(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise bad(f"{name} is no list")
    return value
