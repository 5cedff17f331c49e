"""Rundowns as M3U: files with their titles and marks. What is no file is only named, in a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from studio.errors import FieldError, Invalid
from studio.rundowns.checks import length_of, name_of
from studio.rundowns.exchange.names import Names, refuse_many, refuse_many_lines
from studio.rundowns.known import Known, each
from studio.rundowns.models import Rundown

Json = dict[str, Any]
OURS = "#TALLY-ID:"
_MARK = re.compile(r"#EXTVLCOPT:(start|stop)-time=(\d{1,6}(?:\.\d{1,6})?)\s*")
TITLED = "#EXTINF:"
LINE_MOST = 4096  # characters


def write(row: Rundown, known: Known) -> str:
    return (
        "\n".join(["#EXTM3U", *(line for item in row.items for one in each(item) for line in _lines(one, known))])
        + "\n"
    )


def _lines(item: Json, known: Known) -> Iterator[str]:
    content, name = item["content"], _one_line(name_of(known, item))
    asset = known.assets.get(content.get("asset", ""))
    if asset is None:
        yield f"# {content['kind']}: {name}"
        return
    length_s, _ = length_of(known, content)
    lasts_s = item["duration_s"] or length_s
    yield f"#EXTINF:{-1 if lasts_s is None else round(lasts_s)},{name}"
    if content["in_s"]:
        yield f"#EXTVLCOPT:start-time={content['in_s']:g}"
    if content["out_s"]:
        yield f"#EXTVLCOPT:stop-time={content['out_s']:g}"
    yield OURS + asset.id
    yield _one_line(asset.name)


def read(text: str, names: Names) -> list[Json]:
    """The items of an M3U text; paths are looked up by their last part. Raises Invalid naming lines."""
    made: list[Json] = []
    errors: list[FieldError] = []
    said: dict[str, Any] = {}
    refuse_many_lines(text)
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = line.strip()
        refuse_many(len(made) + len(errors))
        if len(line) > LINE_MOST:
            errors.append(FieldError(f"line {number}", f"expected at most {LINE_MOST} characters, found {len(line)}"))
            continue
        if line.startswith("#") or not line:
            said |= _said(line)
            continue
        try:
            made.append(_item(line, said, names, f"line {number}"))
        except Invalid as invalid:
            errors += invalid.errors
        said = {}
    if errors:
        raise Invalid(errors[:20])
    return made


def _said(line: str) -> dict[str, Any]:
    """What a comment says of the path that follows."""
    if found := _MARK.fullmatch(line):
        return {{"start": "in_s", "stop": "out_s"}[found[1]]: float(found[2])}
    if line.startswith(TITLED):
        _, comma, title = line.removeprefix(TITLED).partition(",")
        return {"title": title.strip()} if comma else {}
    return {"id": line.removeprefix(OURS)} if line.startswith(OURS) else {}


def _item(path: str, said: dict[str, Any], names: Names, place: str) -> Json:
    content = names.content((said.get("id", ""), path, said.get("title", "")), place)
    if content["kind"] == "asset":
        content |= {mark: said[mark] for mark in ("in_s", "out_s") if mark in said}
    return {"content": content, "name": said.get("title", "")[:120]}


def _one_line(text: str) -> str:
    return " ".join(text.split()).lstrip("#")
