"""A studio with one of everything: `python -m tests.clients.filling` fills an empty home and prints where it all is.

Its shows are off air and nothing carries their commands out, so whatever is asked of it changes its database alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

# Asked for as the tests of the document do, they would take parts back.
STEPS = ("/api/v1/shows/{show_id}/undo", "/api/v1/shows/{show_id}/redo")
FIXTURE = Path(__file__).parents[1] / "fixtures" / "show-v1.json"


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    print(json.dumps(filled()))


def filled() -> dict[str, Any]:
    """A director's token, who made it all, the show, and an address of what is there for each path of the document."""
    from studio.models import Event
    from studio.shows.making import new_show
    from tests.studio.api.openapi import document, operations
    from tests.studio.api.test_openapi import Asker
    from tests.studio.makers import client_of

    show = new_show({"name": "Full studio", "private": True})  # private, so that it has watch keys
    every_kind(client_of("director"), show.pk)
    asker = Asker(show)
    first = {one.path: one for one in reversed(operations())}
    addresses = {
        path: path.format(show_id=show.pk) if path in STEPS else asker.address(first[path])
        for path in document()["paths"]
    }
    for destination in show.destinations.all():
        about = {"code": "destination_started", "text": "The programme goes there.", "about": destination.pk}
        Event.objects.create(show=show, time=show.created, level="info", **about)
    something_planned(show.pk)
    told = asker.client._credentials["HTTP_AUTHORIZATION"]  # type: ignore[attr-defined] # uploads are its own
    return {"show": show.pk, "token": told.removeprefix("Bearer "), "addresses": addresses}


def something_planned(show: str) -> None:
    """A command that waits for the show to be on air, as a mixer has kept it."""
    from studio.air.processes.show_paths import paths_of

    one = {"id": "pln_full", "command": {"verb": "cut"}, "at_frame": 9000, "at_s": None, "by": "Ada", "owner": "user-1"}
    file = paths_of(show).planned_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"planned": [one | {"sender": {}, "planned_s": 1_800_000_000.0}]}))


def every_kind(client: Any, show: str) -> None:
    """A show file with each kind of source, overlay and destination that it had in its first version."""
    from tests.studio.rundowns.makers import an_asset

    film, still = an_asset("Clip").pk, an_asset("Still", "image", None, mime="image/png").pk
    text = FIXTURE.read_text().replace("/srv/clip.mp4", f"asset:{film}")
    for path in ("/srv/still.png", "/srv/logo.png"):
        text = text.replace(path, f"asset:{still}")
    answer = client.post(f"/api/v1/shows/{show}/import", json.loads(text), format="json")
    assert answer.status_code == 200, answer.content


if __name__ == "__main__":
    main()
