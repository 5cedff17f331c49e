"""New shows, and changes of a show's own fields."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from mixer.protocol.showfile import USUAL
from studio.errors import FieldError, Invalid, Refused
from studio.media.origins import ORIGINS_MOST, origins_of
from studio.shows import assets, surface
from studio.shows.compose import check, exported, fill, read_file
from studio.shows.layouts import FIRST
from studio.shows.models import Show
from studio.shows.parts import completed, plain
from studio.shows.rows import add, merge


def new_show(values: dict[str, Any]) -> Show:
    """An empty show with the layout templates and the usual destinations. Raises Invalid."""
    with transaction.atomic():
        show = Show(name=values["name"])
        change_show(show, {"canvas": {}, "encoding": {}, **values})
        show.save()
        for template in FIRST:
            add(show, "layouts", {"name": template["name"], "slots": template["slots"]})
        add_usual(show)
        check(show)
    return show


def add_usual(show: Show) -> None:
    """The destinations that a show has from the start: a web player, and a recording that waits."""
    for usual in USUAL:
        add(show, "destinations", {"name": usual.name, "output": plain(usual.output), "on": usual.on})


def imported_show(value: Any) -> Show:
    """A new show from a show file. Raises Invalid."""
    return imported_show_with_names(value)[0]


def imported_show_with_names(value: Any) -> tuple[Show, dict[str, str]]:
    """The same, with the ids of its parts by those that the file gives them. Raises Invalid."""
    file = read_file(value)
    with transaction.atomic():
        show = Show.objects.create(name=file["name"])
        names = fill(show, file)
        check(show)
        show.save()
    return show, names


def copied_show(show: Show, name: str) -> Show:
    """A new show like this one, off air, with ids of its own. Raises Invalid.

    Not copied: people, links, rundowns, the schedule, recordings, keys of push sources. Destinations keep their
    secrets.
    """
    made = imported_show({**exported(show), "name": name})
    made.private, made.producers_run = show.private, show.producers_run
    made.private_since = timezone.now() if show.private else None
    made.save()
    for old, new in zip(show.destinations.all(), made.destinations.all(), strict=True):
        new.sealed = old.sealed
        new.save(update_fields=["sealed"])
    return made


def show_like(template: Show, values: dict[str, Any]) -> Show:
    """A new show that is a copy of a template but for `values`, which are its own. Raises Invalid."""
    with transaction.atomic():
        show = copied_show(template, values["name"])
        change_show(show, values)
        check(show)
        show.save()
    return show


def change_show(show: Show, patch: dict[str, Any]) -> Show:
    """Merge a patch into the show's own fields; None goes back to a default. Raises Invalid."""
    show.name = patch.get("name", show.name)
    private = bool(patch.get("private", show.private))
    if private and not show.private:
        show.private_since = timezone.now()
    show.private = private
    if "canvas" in patch:
        old = {"width": show.width, "height": show.height, "rate": show.rate}
        canvas = merged("canvas", old, patch["canvas"])
        show.width, show.height, show.rate = canvas["width"], canvas["height"], canvas["rate"]
    if "encoding" in patch:
        show.encoding = merged("encoding", show.encoding, patch["encoding"])
    if "captions" in patch:
        show.captions = merged("captions", show.captions, patch["captions"])
    if "start" in patch:
        show.start = merged("start", show.start, patch["start"])
        assets.check("start", show.start)
    if "slate" in patch:
        show.slate = merged("slate", show.slate, patch["slate"])
        assets.check("slate", show.slate)
    if "surface" in patch:
        show.surface = merged("surface", show.surface, patch["surface"])
        surface.check_steps(show.surface)
    if "standby" in patch:
        show.standby = chosen_standby(show, patch["standby"])
    if "embed_origins" in patch:
        show.embed_origins = allowed_origins(patch["embed_origins"] or [])
    if patch.get("template") and show.wanted:
        raise Refused("on_air", f"{show.name} is on air; stop it first: a template never is.")
    show.template = bool(patch.get("template", show.template))
    show.producers_run = bool(patch.get("producers_run", show.producers_run))
    return show


def allowed_origins(texts: list[str]) -> list[str]:
    """Whose pages may embed the show, as browsers write origins. Raises Invalid."""
    if len(texts) > ORIGINS_MOST:
        raise Invalid([FieldError("embed_origins", f"at most {ORIGINS_MOST}, found {len(texts)}")])
    try:
        return origins_of(texts)
    except ValueError as error:
        raise Invalid([FieldError("embed_origins", str(error))]) from None


def chosen_standby(show: Show, value: Any) -> dict[str, str]:
    """The standby as it is stored: the one thing that is named, if any. Raises Invalid."""
    named = {kind: name for kind, name in completed("standby", value or {}).items() if name}
    for kind, name in named.items():
        if kind == "asset":
            assets.check("standby", named)
        elif not getattr(show, f"{kind}s").filter(pk=name).exists():
            raise Invalid([FieldError(f"standby.{kind}", f"{name}: the show has no such {kind}")])
    return named


def check_named(show: Show) -> None:
    """Raise Invalid where a show starts with, or falls back to, what is not there."""
    assets.check("start", show.start)
    assets.check("slate", show.slate)
    chosen_standby(show, show.standby)


def merged(part: str, old: Any, patch: Any) -> Any:
    """A part with a patch merged in, complete; None puts the whole part back to its defaults. Raises Invalid."""
    return completed(part, {} if patch is None else merge(old, patch))
