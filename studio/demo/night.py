"""Make the demo's second show: a rundown over the demo's clips that plays by itself, for ever, once it is started.

It is off air until somebody starts it, for two shows at once are more than two cores carry.
"""

from __future__ import annotations

from typing import Any

import av
from django.db import transaction
from PIL import Image

from studio.demo import clips
from studio.demo.show import CANVAS, asset_of, lower_third, thumbnail
from studio.library.models import Asset, Job
from studio.library.tasks import PROBE
from studio.rundowns import edits, making, ops
from studio.rundowns.models import Rundown
from studio.shows import files
from studio.shows.compose import check
from studio.shows.making import change_show, new_show
from studio.shows.models import Layout, Show
from studio.shows.rows import add

Json = dict[str, Any]
NAME = "Night loop"
TITLE = {"title": NAME, "subtitle": "A rundown that plays by itself"}
TIMES = "FREQ=MINUTELY;INTERVAL=5"  # nobody who looks at it for the first time waits longer
SINCE = "2026-01-01T00:00:00"
TARGET_LUFS = -23.0  # EBU R 128


def create_night_loop() -> Show:
    """The show, off air, with its rundown. The demo show's pictures are drawn by then."""
    with transaction.atomic():
        show = new_show({"name": NAME, "canvas": CANVAS, "encoding": {"video_kbps": 3500}})
        assets = add_assets()
        title = add(show, "overlays", lower_third("Title", TITLE)).pk
        scenes = add_scenes(show, assets, title)
        change_show(show, {"standby": {"scene": scenes["standby"]}})
        check(show)
        show.save()
    files.write(show.pk)
    add_rundown(show, lines(assets, scenes, title), assets["ribbons"])
    return show


# -- files -----------------------------------------------------------------------------------------


def add_assets() -> dict[str, str]:
    """The ids of the clips and of the still, by short name."""
    made = {name: clip_of(f"{name}.mp4", name.title()).pk for name in ("ribbons", "stage")}
    return {**made, "lake": Asset.objects.get(file="demo/lake.png").pk}


def clip_of(name: str, title: str) -> Asset:
    """A drawn clip with its length, which a rundown counts with; the rest is found out as of an upload, in its turn."""
    width, height = clips.ENCODED
    asset = asset_of(
        name, title, Asset.Kind.VIDEO,
        width=width, height=height, fps=float(clips.RATE), duration_s=float(clips.SECONDS), sound=True,
    )  # fmt: skip
    thumbnail(asset, first_picture(asset))
    Job.objects.get_or_create(kind=PROBE, asset=asset)
    return asset


def first_picture(asset: Asset) -> Image.Image:
    with av.open(str(asset.path)) as file:
        return Image.fromarray(next(file.decode(video=0)).to_ndarray(format="rgb24"))


# -- the show --------------------------------------------------------------------------------------


def add_scenes(show: Show, assets: dict[str, str], title: str) -> dict[str, str]:
    """The standby, with which the show begins, the time, and a picture with the time in its corner."""
    lake = add(show, "sources", {"name": "Lake at dusk", "input": {"kind": "image", "asset": assets["lake"]}}).pk
    clock = add(show, "sources", {"name": "Clock", "input": {"kind": "clock", "zone": "UTC", "title": NAME}}).pk
    layouts = {layout.name: layout.pk for layout in Layout.objects.filter(show=show)}
    scenes: dict[str, tuple[str, str, dict[str, str], list[str]]] = {
        "standby": ("Standby", "Full", {"main": lake}, [title]),
        "time": ("The time", "Full", {"main": clock}, []),
        "corner": ("With the time", "Picture in picture", {"main": lake, "inset": clock}, []),
    }
    return {
        key: add(show, "scenes", {"name": name, "layout": layouts[layout], "slots": slots, "overlays": overlays}).pk
        for key, (name, layout, slots, overlays) in scenes.items()
    }


# -- the rundown -----------------------------------------------------------------------------------


def add_rundown(show: Show, items: list[Json], filler: str) -> Rundown:
    settings = {
        "name": NAME, "rounds": 0, "loudness_lufs": TARGET_LUFS, "filler": [{"kind": "asset", "asset": filler}],
    }  # fmt: skip
    row = making.new_rundown(show, settings, lambda row: None)
    return edits.edit(show.pk, row.pk, ops.read([{"op": "create", "items": items}]), edits.Terms()).row


def lines(assets: dict[str, str], scenes: dict[str, str], title: str) -> list[Json]:
    """A round of 37 seconds, and the time at every fifth minute of the hour."""

    def titled(first: str, second: str) -> list[Json]:
        return [{"overlay": title, "fields": {"title": first, "subtitle": second}}]

    half_s = clips.SECONDS / 2
    return [
        {
            "name": "Ribbons of light", "content": file(assets["ribbons"]), "transition": {"kind": "mix"},
            "overlays": titled("Ribbons of light", "An opening reel"), "color": "#4c8dff",
        },
        {
            "name": "Harbour Stage", "content": file(assets["stage"]), "repeat": 2, "transition": {"kind": "mix"},
            "overlays": titled("Harbour Stage", "Recorded this evening"), "color": "#ff5678",
            "backup": file(assets["lake"]), "note": "Two laps of one clip. The lake plays in its place if it fails.",
        },
        {
            "name": "Break", "color": "#ffaa46",
            "content": {
                "kind": "break",
                "items": [
                    {"name": "First spot", "content": file(assets["stage"], 0, half_s)},
                    {"name": "Second spot", "content": file(assets["ribbons"], half_s, 2 * half_s)},
                ],
            },
        },
        {
            "name": "Lake at dusk", "content": file(assets["lake"]), "duration_s": 8,
            "overlays": titled("Lake at dusk", "A still picture"),
        },
        {
            "name": "Stage, with the time", "content": file(assets["stage"]), "scene": scenes["corner"], "slot": "main",
            "transition": {"kind": "wipe"},
        },
        {
            "name": "The time", "content": {"kind": "scene", "scene": scenes["time"]}, "duration_s": 10,
            "start": {"mode": "insert", "rule": {"rrule": TIMES, "start": SINCE}, "back": "next"}, "color": "#50ffb4",
            "note": "Comes at its time, whatever plays; then the loop goes on with its next item.",
        },
    ]  # fmt: skip


def file(asset: str, in_s: float = 0.0, out_s: float = 0.0) -> Json:
    return {"kind": "asset", "asset": asset, "in_s": in_s, "out_s": out_s}
