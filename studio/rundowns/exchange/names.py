"""What other programs call a thing, found in the library and the show: by its id, or by its name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from studio.errors import FieldError, Invalid
from studio.library.models import Asset
from studio.rundowns.items import MAX_ITEMS
from studio.shows.models import Show

Json = dict[str, Any]
LINES_MOST = 100_000
PREFIXES = {"ast_": "asset", "src_": "source", "scn_": "scene", "run_": "rundown"}


class Names:
    """Everything that an imported line may name. Files are looked up by name without regard to case."""

    def __init__(self, show: Show) -> None:
        self._parts = {
            kind: list(rows.values_list("pk", "name"))
            for kind, rows in (("rundown", show.rundowns), ("scene", show.scenes), ("source", show.sources))
        }
        self._assets: dict[str, list[str]] = {}
        self._ids: set[str] = set()
        for pk, name in Asset.objects.exclude(state=Asset.State.REFUSED).values_list("pk", "name"):
            self._ids.add(pk)
            for known in {name.casefold(), PurePosixPath(name).stem.casefold()}:
                self._assets.setdefault(known, []).append(pk)

    def content(self, texts: Iterable[str], place: str) -> Json:
        """What the first of these names that names anything. Raises Invalid, saying where."""
        given = [text for text in texts if text]
        for text in given:
            if found := self._by_id(text) or self._by_name(text, place):
                return found
        said = given[0][:80] if given else "nothing"
        raise Invalid([FieldError(place, f"expected a file of the library by its id or name, found {said!r}")])

    def _by_id(self, text: str) -> Json | None:
        text = text.removeprefix("asset:")
        kind = PREFIXES.get(text[:4])
        if kind == "asset":
            return {"kind": kind, kind: text} if text in self._ids else None
        return {"kind": kind, kind: text} if kind and text in dict(self._parts[kind]) else None

    def _by_name(self, text: str, place: str) -> Json | None:
        base = unquote(text).replace("\\", "/").rpartition("/")[2].casefold()
        for name in (base, PurePosixPath(base).stem):
            found = self._assets.get(name, [])
            if len(set(found)) > 1:
                raise Invalid([FieldError(place, f"{len(found)} files are called {text[:80]}: name one by its id")])
            if found:
                return {"kind": "asset", "asset": found[0]}
        for kind, rows in self._parts.items():
            for pk, name in rows:
                if name.casefold() == text.casefold():
                    return {"kind": kind, kind: pk}
        return None


def refuse_many(items: int) -> None:
    """Raise Invalid for more lines that are items, or were to be, than a rundown has."""
    if items > MAX_ITEMS:
        raise Invalid([FieldError("text", f"expected at most {MAX_ITEMS} items, found more")], "too_many_items")


def refuse_many_lines(text: str) -> None:
    if text.count("\n") + text.count("\r") > LINES_MOST:
        raise Invalid([FieldError("text", f"expected at most {LINES_MOST:,} lines, found more")], "too_many_items")


def decoded(data: bytes) -> str:
    """The text of a file in the encodings that are met: UTF-8 and -16 with their marks, or else Latin-1's superset."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
