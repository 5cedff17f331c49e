"""Rundowns for tests: files that need not be there, and a show whose mixer takes every edit."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from studio.models import Asset, Rundown, Show
from studio.rundowns import edits, making, ops
from studio.rundowns.edits import Terms

Json = dict[str, Any]


def an_asset(name: str = "Opener", kind: str = "video", duration_s: float | None = 10.0, **values: Any) -> Asset:
    known = {"state": "ready", "mime": "video/mp4", "bytes": 1, "file": f"{name}-{kind}.mp4"} | values
    return Asset.objects.create(name=name, kind=kind, duration_s=duration_s, **known)


def clip(asset: Asset, **values: Any) -> Json:
    """An item that plays a file."""
    marks = {name: values.pop(name) for name in ("in_s", "out_s") if name in values}
    return {"content": {"kind": "asset", "asset": asset.pk, **marks}, **values}


def a_rundown(show: Show, *items: Json, **settings: Any) -> Rundown:
    row = making.new_rundown(show, {"name": "Night", **settings}, lambda row: None)
    return edit(row, {"op": "create", "items": items}) if items else row


def edit(row: Rundown, *asked: Json, **terms: Any) -> Rundown:
    """The rundown after operations."""
    return edits.edit(row.show_id, row.pk, ops.read(asked), Terms(**terms)).row


def names(row: Rundown | Json) -> list[str]:
    """The names of a rundown's items, in their order."""
    items = row["items"] if isinstance(row, dict) else Rundown.objects.get(pk=row.pk).items
    return [item["name"] for item in items]


def ids(row: Rundown) -> list[str]:
    return [item["id"] for item in Rundown.objects.get(pk=row.pk).items]


def address(row: Rundown, what: str = "") -> str:
    return f"/api/v1/shows/{row.show_id}/rundowns/{row.pk}" + (f"/{what}" if what else "")


def ask(client: APIClient, row: Rundown, *asked: Json, **more: Any) -> Any:
    """The answer to an edit over the API."""
    headers = {name: more.pop(name) for name in list(more) if name.startswith("HTTP_")}
    return client.post(address(row, "edit"), {"ops": list(asked), **more}, format="json", **headers)
