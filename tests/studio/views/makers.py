"""Links of views for tests."""

from __future__ import annotations

from typing import Any

from studio.shows.making import new_show
from studio.shows.models import Show, Source
from studio.views.models import ViewLink


def a_show(name: str = "Evening show") -> tuple[Show, Source]:
    """A show with a camera that has an address nobody else is to know."""
    show = new_show({"name": name})
    source = Source.objects.create(
        show=show, name="Camera 1", position=0, input={"kind": "pull", "url": "rtmp://10.0.0.7/secret"}
    )
    return show, source


def a_link(show: Show, kind: str = "multiview", **values: Any) -> ViewLink:
    return ViewLink.objects.create(show=show, kind=kind, **{"name": "Gallery", **values})
