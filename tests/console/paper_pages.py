"""The paper studio by HTTP: pages, static files, and a pretend REST API."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.template import Context, Engine

from studio.shows.facts import facts
from tests.console.film import tiles
from tests.console.paper_recordings import file
from tests.console.paper_static import LIBRARIES
from tests.console.paper_views import view_page

if TYPE_CHECKING:
    from tests.console.fixture import PaperStudio

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "node_modules"


class Pages(SimpleHTTPRequestHandler):
    """The console's page, its static files, and the REST API of the paper show."""

    protocol_version = "HTTP/1.1"  # connections stay: a page asks for two hundred files
    disable_nagle_algorithm = True  # on a connection that stays, the second half of an answer waited 40 ms
    wbufsize = -1  # an answer is one write

    def __init__(self, studio: PaperStudio, *args: Any) -> None:
        self.studio = studio
        super().__init__(*args)

    def handle(self) -> None:
        with suppress(ConnectionResetError):  # a page that is left asks no more
            super().handle()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            return self._answer(200, static_file(path).read_bytes(), self.guess_type(path))
        if path.startswith("/api/"):
            return self._rest("GET")
        if path.endswith("/thumbnail"):
            return self._answer(200, thumbnail(path.split("/")[2]), "image/jpeg")
        if path.startswith("/recordings/"):
            return self._film()
        if path.startswith("/texts/"):
            return self._answer(200, self.studio.texts.encode(), "text/javascript")
        self._answer(200, page(self.studio, path).encode(), "text/html; charset=utf-8")

    def _film(self) -> None:
        """A recording, by range: a browser jumps only in what it can ask for in parts."""
        data, asked = file(), self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        start, stop = int(asked[0]), int(asked[2] or len(data) - 1) + 1
        self.send_response(206)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{len(data)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(stop - start))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(data[start:stop])

    def do_POST(self) -> None:
        if self.path.startswith("/api/v1/library"):
            self.rfile.read(int(self.headers["Content-Length"]))
            return self._answer(201, b'{"id": "ast_paper"}', "application/json")
        self._rest("POST")

    def do_PATCH(self) -> None:
        self._rest("PATCH")

    def do_DELETE(self) -> None:
        self._rest("DELETE")

    def _models(self, method: str, body: dict[str, Any]) -> tuple[int, Any]:
        models = self.studio.models
        if method == "DELETE":
            gone = self.path.rpartition("/")[2]
            models[:] = [one for one in models if one["name"] != gone]
            return 204, None
        if method == "POST":
            model = next(one for one in models if one["name"] == body["name"])
            model.update(state="installing", progress=0.1)
            return 202, {"job": "job_1", **model}
        return 200, {"setup": self.studio.setup, "models": models}

    def _rest(self, method: str) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        path, _, query = self.path.partition("?")
        parts = path.strip("/").split("/")
        if parts[2] == "library":
            return self._answer_json(200, paged(list(self.studio.rundowns.assets.values()), query))
        if parts[4:5] == ["rundowns"]:
            asked = {name: values[0] for name, values in parse_qs(query).items()}
            found = self.studio.rundowns.rest(method, parts[5:], asked, body, self.headers.get("If-Match", ""))
            return self._answer_json(*found)
        if parts[4:5] == ["schedule"]:
            return self._answer_json(*self.studio.schedule.rest(method, parts[5:], body))
        if parts[4:] in (["undo"], ["redo"]):
            return self._answer_json(*self.studio.stepped(method, parts[4]))
        if parts[4:] == ["arrange"]:
            return self._answer_json(*self.studio.arranged(body, self.headers.get("If-Match", "")))
        of_models = parts[2] == "caption-models"
        if method == "PATCH" and self.headers.get("If-Match", "").strip('"') not in (
            "",
            str(self.studio.scenes.revision),
        ):
            return self._answer_json(412, {"code": "stale", "detail": "stale"})
        status, value = self._models(method, body) if of_models else self.studio.rest(method, parts[4:], body)
        body = b"" if value is None or status == 204 else json.dumps(value).encode()
        said = value["on_air"] if status == 204 and value else None
        self._answer(
            status, body, "application/json", {True: "yes", False: "no"}.get(said, said) if said is not None else None
        )

    def _answer_json(self, status: int, value: Any) -> None:
        revision = value.get("revision") if isinstance(value, dict) else None
        body = b"" if value is None else json.dumps(value).encode()
        self._answer(status, body, "application/json", etag=None if revision is None else f'"{revision}"')

    def _answer(self, status: int, body: bytes, kind: str, on_air: str | None = None, etag: str | None = None) -> None:
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        if on_air:
            self.send_header("Tally-On-Air", on_air)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        policy = "default-src 'self'; media-src 'self' blob:; img-src 'self' blob:; connect-src 'self' ws://127.0.0.1:*"
        self.send_header("Content-Security-Policy", policy)
        with suppress(BrokenPipeError, ConnectionResetError):
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def static_file(path: str) -> Path:
    """Where a static file lies: npm's are served as they come, as the studio does."""
    return NPM / path.removeprefix("/static/npm/") if path.startswith("/static/npm/") else ROOT / path.lstrip("/")


@cache
def thumbnail(asset: str) -> bytes:
    rolls = tiles()
    return rolls[int(asset.removeprefix("ast_")) % len(rolls)][0]


def paged(rows: list[dict[str, Any]], query: str) -> dict[str, Any]:
    """A page of a list, as the API pages them."""
    asked = {name: int(values[0]) for name, values in parse_qs(query).items() if values[0].isdigit()}
    offset, limit = asked.get("offset", 0), asked.get("limit", 100)
    more = f"/api/v1/library?limit={limit}&offset={offset + limit}" if offset + limit < len(rows) else None
    return {"count": len(rows), "next": more, "previous": None, "results": rows[offset : offset + limit]}


def page(studio: PaperStudio, path: str = "") -> str:
    """The real template, with addresses of this paper studio: the console's, that of its rundowns, or a view's."""
    if path.startswith("/view/"):
        return view_page(studio.port, path)
    socket = f"ws://127.0.0.1:{studio.port}/ws/shows/shw_demo/"
    addresses = {
        "home": "/", "socket": socket,
        "monitor-preview": f"{socket}monitor/preview/", "monitor-program": f"{socket}monitor/program/",
        "monitor-air": f"{socket}monitor/air/", "sound-program": f"{socket}monitor/program-",
        "sound-air": f"{socket}monitor/air-", "sound-solo": f"{socket}monitor/solo.",
        "models": "/api/v1/caption-models",
        "api": "/api/v1/shows/shw_demo/", "library": "/api/v1/library", "files": "/library?show=shw_demo",
        "watch": "/watch/shw_demo/", "views": "/view/",
        "rundowns": "/shows/shw_demo/rundowns", "console": "/shows/shw_demo/",
    }  # fmt: skip
    _, of_rundowns, run = path.partition("/rundowns")
    addresses["run"] = run.strip("/")
    engine = Engine(dirs=[str(ROOT / "templates")], libraries=LIBRARIES)
    context = {"show": {"id": "shw_demo", "name": studio.show["name"]}, "addresses": addresses, "csrf_token": "paper"}
    context |= {"facts": facts()}
    return engine.get_template(f"console/{'rundown' if of_rundowns else 'console'}.html").render(Context(context))
