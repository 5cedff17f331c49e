"""What a stored show says that acts at once, not with the next take: on air, only who directs may change it."""

from __future__ import annotations

from typing import Any

from studio.errors import Refused
from studio.shows.models import Show
from studio.shows.parts import completed

PROGRAM, PRODUCERS_RUN, EMBEDDED = "program", "who runs rundowns", "who may embed it"


def acting_at_once(show: Show) -> dict[str, Any]:
    """Captions (but for the delay, which comes with a take), whom they listen to, who may watch, what is sent on."""
    captions = completed("captions", show.captions)
    captions.pop("delay_s")
    listen = captions["listen"] if captions["on"] else PROGRAM
    heard = None if listen == PROGRAM else show.sources.filter(pk=listen).values_list("input", flat=True).first()
    sent = {f"the destination {row.name} ({row.pk})": (row.output, row.sealed) for row in show.destinations.all()}
    acting = {"captions": captions, "what captions listen to": heard, "private": show.private, **sent}
    return {**acting, PRODUCERS_RUN: show.producers_run, EMBEDDED: show.embed_origins}


def check_may(show: Show, may_operate: bool, before: dict[str, Any], *, scheduled: bool = False) -> None:
    """Raise Refused where a show on air would be changed at once by somebody who may not direct it.

    What producers may do on air is never theirs to say, nor is when the show is there (`scheduled`: that was changed).
    """
    if may_operate:
        return
    if scheduled:
        raise Refused("director_only", "When a show goes on air and off is for a director to say.", status=403)
    if before[PRODUCERS_RUN] != show.producers_run:
        raise Refused("director_only", "Whether producers run rundowns is for a director to say.", status=403)
    if before[EMBEDDED] != show.embed_origins:
        raise Refused("director_only", "Which sites may embed a show is for a director to say.", status=403)
    if not show.wanted:
        return
    after = acting_at_once(show)
    if changed := [name for name in before if before[name] != after.get(name)]:
        names = ", ".join(changed)
        raise Refused("director_only", f"On air this would act at once, so it takes a director: {names}.", status=403)
