"""Make the demo show: six sources that need nothing from outside, four scenes, a lower third, a logo and a poll."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image

from studio.demo import camera, clips, deck, mark, narrator, poster
from studio.library.documents import work as documents
from studio.library.models import Asset, library
from studio.shows import files
from studio.shows.compose import check
from studio.shows.making import change_show, new_show
from studio.shows.models import Layout, Show
from studio.shows.protection import web_protection
from studio.shows.rows import add
from studio.up.packages import program

CANVAS = {"width": 1280, "height": 720, "rate": "30"}
MIMES = {Asset.Kind.VIDEO: "video/mp4", Asset.Kind.IMAGE: "image/png", Asset.Kind.DOCUMENT: "application/pdf"}
TITLE = {"title": "Mara Lindqvist", "subtitle": "Live from the Harbour Stage"}


def create_demo_show() -> Show | None:
    """The demo show, wanted on air; None when the studio has a show already. Takes a few seconds of CPU."""
    if Show.objects.exists():
        return None
    draw_pictures()
    add_deck()
    pages = shows_pages()
    with transaction.atomic():
        show = new_show({"name": "Harbour Stage", "canvas": CANVAS, "encoding": {"video_kbps": 3500}})
        sources = add_sources(show)
        overlays = add_overlays(show)
        if pages:
            add_poll(show)
        add_scenes(show, sources, overlays)
        if drawn("narrator.mp4").exists():
            change_show(show, {"captions": narrator.settings(sources["sixth"])})
        show.wanted, show.wanted_since = True, timezone.now()
        check(show)
        show.save()
    files.write(show.pk)
    return show


# -- pictures --------------------------------------------------------------------------------------


def drawn(name: str) -> Path:
    return library() / "demo" / name


def draw_pictures() -> None:
    """Render what the show needs, unless an earlier start did."""
    makers: dict[str, Callable[[Path], None]] = {
        "lake.png": poster.draw,
        "mark.png": mark.draw,
        "ribbons.mp4": lambda path: clips.write(path, clips.ribbons(), clips.chords()),
        "stage.mp4": lambda path: clips.write(path, clips.stage(), clips.beat()),
    }
    if narrator.voice():
        makers["narrator.mp4"] = narrator.write
    drawn("").mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:  # drawing and encoding release the GIL
        for done in [pool.submit(draw_one, name, maker) for name, maker in makers.items()]:
            done.result()


def draw_one(name: str, maker: Callable[[Path], None]) -> None:
    """A file that is there is whole: it gets its name when it is finished."""
    path, draft = drawn(name), drawn(f"draft-{name}")
    if not path.exists():
        maker(draft)
        draft.chmod(0o644)
        draft.rename(path)


def asset_of(name: str, title: str, kind: Asset.Kind, **more: Any) -> Asset:
    """A drawn file as an asset of the library."""
    path = drawn(name)
    mime = MIMES[kind]
    asset, _ = Asset.objects.update_or_create(
        file=f"demo/{name}",
        defaults={"name": title, "kind": kind, "mime": mime, "bytes": path.stat().st_size, "state": "ready", **more},
    )
    if kind == Asset.Kind.IMAGE:
        with Image.open(path) as picture:
            thumbnail(asset, picture)
    return asset


def thumbnail(asset: Asset, picture: Image.Image) -> None:
    """A small picture for the library's list."""
    small = Image.new("RGB", picture.size, (18, 21, 26))
    small.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    small.thumbnail((320, 180))
    asset.thumbnail_path.parent.mkdir(parents=True, exist_ok=True)
    small.save(asset.thumbnail_path, quality=88)
    asset.has_thumbnail = True
    asset.save(update_fields=["has_thumbnail"])


# -- rows ------------------------------------------------------------------------------------------


def add_sources(show: Show) -> dict[str, str]:
    """Six sources, by short name."""
    reel = asset_of(
        "ribbons.mp4", "Ribbons", Asset.Kind.VIDEO,
        width=1280, height=720, fps=float(clips.RATE), duration_s=float(clips.SECONDS), sound=True,
    )  # fmt: skip
    lake = asset_of("lake.png", "Lake at dusk", Asset.Kind.IMAGE, width=1920, height=1080)
    wanted: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
        "camera": ("Field camera", {"kind": "push"}, {}),
        "reel": ("Opening reel", {"kind": "file", "asset": reel.pk}, {}),
        "lake": ("Lake at dusk", {"kind": "image", "asset": lake.pk}, {}),
        "clock": ("Studio clock", {"kind": "clock", "zone": "UTC", "title": "On stage today"}, {}),
        "bars": ("Test signal", {"kind": "test", "pattern": "bars"}, {"gain_db": -12}),
        "sixth": ("Waves", {"kind": "test", "pattern": "waves", "sound": False}, {}),
    }
    if drawn("narrator.mp4").exists():
        wanted["sixth"] = ("Narrator", {"kind": "file", "asset": spoken().pk}, {"mode": "on"})
    # The demo shares its cores with the browser that looks at it: its camera may be later than one on a quiet server.
    patience = {"camera": {"buffer_ms": 600, "hold_ms": 1500}}
    made = {
        key: add(show, "sources", {"name": name, "input": value, "sound": sound} | patience.get(key, {}))
        for key, (name, value, sound) in wanted.items()
    }
    camera.keep_key(made["camera"])
    return {key: row.pk for key, row in made.items()}


def add_deck() -> None:
    """A short deck in the library, to be shown by whoever tries documents out."""
    draw_one("deck.pdf", lambda path: deck.draw(path, drawn("lake.png")))
    asset = asset_of("deck.pdf", "Harbour Stage slides", Asset.Kind.DOCUMENT)
    documents.note_pages(asset, [])
    asset.refresh_from_db()
    documents.draw_first(asset, lambda share: None)


def spoken() -> Asset:
    return asset_of(
        "narrator.mp4", "Narrator", Asset.Kind.VIDEO, width=1280, height=720, fps=float(narrator.RATE), sound=True
    )


def add_overlays(show: Show) -> dict[str, str]:
    """A lower third, and our mark in the corner."""
    logo = asset_of("mark.png", "Tally mark", Asset.Kind.IMAGE, width=mark.SIZE[0], height=mark.SIZE[1])
    corner = {
        "name": "Logo",
        "content": {"kind": "image", "asset": logo.pk, "opacity": 0.9},
        "rect": {"x": 0.965, "y": 0.05, "w": 0.11, "h": 0.062, "anchor": "top-right"},
        "on": True,
    }
    third = lower_third("Lower third", TITLE)
    return {"third": add(show, "overlays", third).pk, "logo": add(show, "overlays", corner).pk}


def add_poll(show: Show) -> None:
    """A moving graphic, ready to be played: its page stands still until then, and moves for a moment at each step."""
    whole = {"x": 0, "y": 0, "w": 1, "h": 1}
    add(show, "overlays", {"name": "Poll", "content": {"kind": "graphic", "graphic": "poll"}, "rect": whole})


def shows_pages() -> bool:
    """Whether this machine has a browser and a sandbox for it: what cannot be played is not offered."""
    return program("chromium")() is True and bool(web_protection()["allowed"])


def lower_third(name: str, fields: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "content": {"kind": "text", "style": "lower-third"},
        "rect": {"x": 0.05, "y": 0.74, "w": 0.5, "h": 0.16, "anchor": "bottom-left"},  # above the captions
        "fields": fields,
        "on": True,
    }


def add_scenes(show: Show, source: dict[str, str], overlay: dict[str, str]) -> None:
    """Full, picture in picture, side by side and six-up."""
    layouts = {layout.name: layout.pk for layout in Layout.objects.filter(show=show)}
    both, logo = [overlay["third"], overlay["logo"]], [overlay["logo"]]
    six = ("camera", "reel", "lake", "clock", "bars", "sixth")
    scenes: list[tuple[str, str, dict[str, str], list[str], str]] = [
        ("Full", "Full", {"main": "camera"}, both, "#000000"),
        ("Picture in picture", "Picture in picture", {"main": "lake", "inset": "camera"}, logo, "#000000"),
        ("Side by side", "Side by side", {"left": "camera", "right": "reel"}, logo, "#0b0e1c"),
        ("Six-up", "Six up", dict(zip("abcdef", six, strict=True)), [], "#0b0e1c"),
    ]
    for name, layout, slots, overlays, background in scenes:
        filled = {slot: source[key] for slot, key in slots.items()}
        value = {"name": name, "layout": layouts[layout], "slots": filled, "overlays": overlays}
        add(show, "scenes", {**value, "background": background})
