"""A show to look at: six sources, four scenes, four overlays."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mixer.protocol.showfile import SoundSetting


def _slot(name: str, x: float, y: float, w: float, h: float, **more: Any) -> dict[str, Any]:
    return {"name": name, "rect": {"x": x, "y": y, "w": w, "h": h, "anchor": "top-left"}, "fit": "cover", **more}


def _source(ident: str, name: str, kind: str, **more: Any) -> dict[str, Any]:
    sound = asdict(SoundSetting())
    return {
        "id": ident,
        "name": name,
        "input": {"kind": kind, **more},
        "sound": sound,
        "buffer_ms": 300,
        "hold_ms": 120,
    }


def _scene(ident: str, name: str, layout: str, **slots: str) -> dict[str, Any]:
    return {"id": ident, "name": name, "layout": layout, "slots": slots, "overlays": [], "background": "#0b1622"}


def _overlay(ident: str, name: str, content: dict[str, Any], **fields: str) -> dict[str, Any]:
    rect = {"x": 0.05, "y": 0.93, "w": 0.5, "h": 0.16, "anchor": "bottom-left"}
    return {"id": ident, "name": name, "content": content, "rect": rect, "fields": fields, "on": False}


def _relay(ident: str, name: str, platform: str, server: str) -> dict[str, Any]:
    output = {"kind": "relay", "platform": platform, "server": server, "latency_ms": 500}
    return {"id": ident, "name": name, "output": output, "on": False}


_BORDER = {"border": {"width": 0.006, "color": "#ffffff"}}
_TEXT = {
    "kind": "text",
    "style": "lower-third",
    "color": "#ffffff",
    "background": "#101418e6",
    "accent": "#ff9f1c",
    "size": 0.045,
    "align": "left",
}
LAYOUTS = [
    {"id": "lay_full", "name": "Full", "slots": [_slot("main", 0, 0, 1, 1)]},
    {
        "id": "lay_pip",
        "name": "Picture in picture",
        "slots": [_slot("main", 0, 0, 1, 1), _slot("inset", 0.68, 0.06, 0.28, 0.28, **_BORDER)],
    },
    {
        "id": "lay_side",
        "name": "Side by side",
        "slots": [_slot("left", 0.02, 0.26, 0.47, 0.47), _slot("right", 0.51, 0.26, 0.47, 0.47)],
    },
    {
        "id": "lay_six",
        "name": "Six up",
        "slots": [_slot("abcdef"[at], at % 3 / 3, 0.17 + at // 3 * 0.33, 1 / 3, 0.33) for at in range(6)],
    },
]
SIX = dict(zip("abcdef", ("src_street", "src_crowd", "src_bottle", "src_bars", "src_clock", "src_stage"), strict=True))
FULL_SHOW: dict[str, Any] = {
    "version": 1,
    "name": "Friday Night Live",
    "canvas": {"width": 1920, "height": 1080, "rate": "30"},
    "encoding": {},
    "sources": [
        _source("src_street", "Street", "push", url="rtmp://127.0.0.1:1935/live/src_street"),
        _source("src_crowd", "Crowd", "file", url="https://media.example/crowd.mp4"),
        _source("src_bottle", "Product table", "pull", url="rtsp://camera.example/2"),
        _source("src_bars", "Bars", "test"),
        _source("src_clock", "Studio clock", "clock"),
        _source("src_stage", "Stage camera", "pull", url="rtmp://camera.example/live/stage"),
    ],
    "layouts": LAYOUTS,
    "scenes": [
        _scene("scn_wide", "Street wide", "lay_full", main="src_street"),
        _scene("scn_pip", "Interview", "lay_pip", main="src_crowd", inset="src_street"),
        _scene("scn_side", "Side by side", "lay_side", left="src_bottle", right="src_crowd"),
        _scene("scn_six", "Everything", "lay_six", **SIX),
        _scene("scn_prod", "Product", "lay_full", main="src_bottle"),
        _scene("scn_bars", "Line-up", "lay_full", main="src_bars"),
        _scene("scn_stage", "Stage", "lay_pip", main="src_stage", inset="src_clock"),
    ],
    "overlays": [
        _overlay("ovl_name", "Lower third", _TEXT, title="Dr Ada Holt", subtitle="Harbour pilot, Rotterdam"),
        _overlay("ovl_logo", "Channel logo", {"kind": "image", "path": "logo.png", "opacity": 1}),
        _overlay(
            "ovl_news", "Breaking banner", {**_TEXT, "style": "banner"}, title="Bridge reopens at six", subtitle=""
        ),
        _overlay("ovl_clock", "Clock", {"kind": "clock", "zone": "UTC", "format": "HH:MM:SS"}),
    ],
    "destinations": [
        {"id": "dst_hls", "name": "Web player", "output": {"kind": "hls", "window": 10, "place": ""}, "on": True},
        {"id": "dst_rec", "name": "Recording", "output": {"kind": "record"}, "on": False},
        _relay("dst_tube", "YouTube", "youtube", "rtmps://a.rtmps.youtube.com:443/live2"),
        _relay("dst_twitch", "Twitch", "twitch", "rtmp://live.twitch.tv/app"),
        _relay("dst_city", "City hall", "other", "srt://city.example:9000"),
    ],
}
_FILES = [
    _source("src_opener", "Opener", "file", url="https://media.example/opener.mp4", end="next", on_take="restart"),
    _source("src_report", "Harbour report", "file", url="https://media.example/report.mp4", end="hold", on_take="play"),
]
FILES_SHOW: dict[str, Any] = {
    **FULL_SHOW,
    "name": "Evening news",
    "sources": [*FULL_SHOW["sources"][:4], *_FILES],
    "scenes": [
        _scene("scn_wide", "Street wide", "lay_full", main="src_street"),
        _scene("scn_opener", "Opener", "lay_full", main="src_opener"),
        _scene("scn_report", "Report", "lay_full", main="src_report"),
        _scene("scn_both", "Report and crowd", "lay_side", left="src_report", right="src_crowd"),
        _scene("scn_six", "Everything", "lay_six", **dict(zip("abcdef", SIX.values(), strict=True))),
        _scene("scn_prod", "Product", "lay_full", main="src_bottle"),
        _scene("scn_bars", "Line-up", "lay_full", main="src_bars"),
    ],
}
"""The same, with three files: one that loops, one that hands over at its end, one that holds its last picture."""
DECK_SHOW: dict[str, Any] = {
    **FULL_SHOW,
    "name": "Product launch",
    "sources": [
        *FULL_SHOW["sources"][:4],
        _source("src_slides", "Launch slides", "document", path="asset:ast_slides", auto_advance_s=0, loop=False),
        _source("src_terms", "Terms", "document", path="asset:ast_terms", auto_advance_s=0, loop=False),
    ],
    "scenes": [
        _scene("scn_wide", "Street wide", "lay_full", main="src_street"),
        _scene("scn_slides", "Slides", "lay_full", main="src_slides"),
        _scene("scn_both", "Slides and street", "lay_pip", main="src_slides", inset="src_street"),
        _scene("scn_bars", "Line-up", "lay_full", main="src_bars"),
    ],
}
"""A show with two documents."""
EMPTY_SHOW: dict[str, Any] = {
    **FULL_SHOW,
    "name": "New show",
    "sources": [],
    "layouts": [],
    "scenes": [],
    "overlays": [],
    "destinations": [],
}


def desk_of(show: dict[str, Any]) -> dict[str, Any]:
    """A desk in the middle of an evening."""
    scenes = [scene["id"] for scene in show["scenes"]] + ["black", "black"]
    return {
        "frame": 0,
        "revision": 1,
        "program": scenes[0],
        "preview": scenes[1],
        "transition": {"kind": "mix", "duration_ms": 500, "color": "#000000", "direction": "left"},
        "durations": {"mix": 500, "dip": 1000, "wipe": 500, "slide": 500},
        "running": None,
        "ftb": {"on": False, "duration_ms": 1000, "running": None},
        "overlays": {one["id"]: {"on": one["id"] == "ovl_logo", "fields": one["fields"]} for one in show["overlays"]},
        "sound": {one["id"]: dict(one["sound"]) for one in show["sources"]},
        "master": {"gain_db": 0.0, "mute": False},
        "beneath": [],
        "changes_waiting": False,
        "starting": False,
    }
