"""Every operation on what has pages (documents, web pages, graphics) and on what stands in, once, to its end on air."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.documents import a_pdf, a_zip
from tests.journeys.watching import color_in_the_middle, newest_picture
from tests.waiting import until

if TYPE_CHECKING:
    from tests.journeys.test_every_operation import Director

Row = dict[str, Any]
PATIENCE_S = 60.0
REVOKED = 4403
TOUCHED = """<!doctype html><meta charset=utf-8><title>Touched</title>
<body style="margin:0;height:100vh;background:#d00000">
<script>addEventListener("mousedown", () => { document.body.style.background = "#0000d0"; });</script>"""


def has_pages(director: Director) -> None:
    """A document, a web page, a graphic and a source that stands in are added on air, and used."""
    bars = made(director, "Signal", {"kind": "test"})
    document = uploaded(director, "deck.pdf", a_pdf(4, notes=("Smile.",)))
    told = director.get(f"library/{document}/pages")["results"]
    assert [(one["number"], one["notes"]) for one in told] == [(1, "Smile."), (2, ""), (3, ""), (4, "")]
    for one in told:
        assert fetched(director, one["thumbnail"]).startswith(b"\xff\xd8")
    slides = made(director, "Slides", {"kind": "document", "asset": document, "transition": "cut"})
    turns(director, slides)
    is_presented(director, slides)
    page = made(
        director, "Page", {"kind": "web", "asset": uploaded(director, "page.zip", a_zip({"index.html": TOUCHED}))}
    )
    is_touched(director, page)
    stands_in(director, slides, bars)
    plays_graphics(director)
    director.command("take", scene=bars)


def uploaded(director: Director, name: str, content: bytes, within_s: float = PATIENCE_S) -> str:
    """The id of a file that a worker has looked at, and where it must be, laid out."""
    sent = director.client.post("library", files={"file": (name, io.BytesIO(content))})
    assert sent.is_success, sent.text
    asset = str(sent.json()["id"])
    until(lambda: director.get(f"library/{asset}")["state"] != "probing", seconds=within_s)
    found = director.get(f"library/{asset}")
    assert found["state"] == "ready", found
    return asset


def made(director: Director, name: str, input: Row, **more: Any) -> str:
    return str(director.post(director.of_show("sources"), {"name": name, "input": input, **more})["id"])


def fetched(director: Director, path: str) -> bytes:
    return director.client.get(f"{origin(director)}{path}").raise_for_status().content


def origin(director: Director) -> str:
    return f"http://{director.client.base_url.netloc.decode()}"


def source_status(director: Director, source: str) -> Row:
    return dict((director.status["status"] or {"sources": {}})["sources"].get(source, {}))


def shows(director: Director, color: str) -> None:
    until(lambda: color_in_the_middle(newest_picture(director.client, director.show)) == color, seconds=PATIENCE_S)


def turns(director: Director, slides: str) -> None:
    """The page on program is turned; another is cued, and comes with the next take."""
    until(lambda: source_status(director, slides).get("pages") == 4, seconds=PATIENCE_S)
    director.command("take", scene=slides)
    shows(director, "red")
    director.command("deck", source=slides, go="next")
    shows(director, "green")
    director.command("deck", source=slides, page=1, cue=True)
    assert until(lambda: (now := source_status(director, slides))["cued"] == 1 and now)["page"] == 2
    director.command("take", scene=slides)
    shows(director, "red")


def is_presented(director: Director, slides: str) -> None:
    """Whoever has a link sees the page and turns it, until the link is revoked."""
    address = director.of_show("presenters")
    given = director.post(address, {"source": slides, "name": "Dr. Okafor"})
    assert given["id"] in {one["id"] for one in director.get(address, source=slides)["results"]}
    path = httpx.URL(given["link"]).path
    assert httpx.get(f"{origin(director)}{path}").is_success
    told = httpx.get(f"{origin(director)}{path}pages").raise_for_status().json()
    assert [one["notes"] for one in told["pages"]][:2] == ["Smile.", ""]
    with phone_of(director, given["link"]) as phone:
        phone.send(json.dumps({"type": "turn", "id": "1", "page": 3}))
        assert heard(phone, "answer")["ok"]
        shows(director, "blue")
        director.delete(f"{address}/{given['id']}")
        assert closed(phone) == REVOKED
    assert httpx.get(f"{origin(director)}{path}").status_code == httpx.codes.GONE
    until(lambda: "presenter of Slides (Dr. Okafor)" in turned_by(director), seconds=PATIENCE_S)


def phone_of(director: Director, link: str) -> ClientConnection:
    """What a presenter's page has open to the studio."""
    here = origin(director)
    address = f"{here.replace('http', 'ws', 1)}/ws{httpx.URL(link).path}"
    return connect(address, origin=Origin(here), proxy=None)


def heard(phone: Any, kind: str) -> Row:
    while (message := json.loads(phone.recv(timeout=PATIENCE_S)))["type"] != kind:
        pass
    return dict(message)


def closed(phone: Any) -> int:
    """The code with which the page is closed."""
    try:
        while True:
            phone.recv(timeout=PATIENCE_S)
    except ConnectionClosed as ended:
        return ended.rcvd.code if ended.rcvd else 0


def turned_by(director: Director) -> set[str]:
    rows = director.get(director.of_show("audit"))["results"]
    return {one["by"] for one in rows if one["verb"] == "deck"}


def is_touched(director: Director, page: str) -> None:
    """A click changes a page, also on air; opened anew it is as it was."""
    until(lambda: source_status(director, page).get("state") == "live", seconds=PATIENCE_S)
    director.command("take", scene=page)
    shows(director, "red")
    where = {"x": 0.5, "y": 0.5, "button": "left"}
    director.command("page_input", source=page, events=[{"type": kind, **where} for kind in ("down", "up")])
    shows(director, "blue")
    director.command("reload", source=page)
    shows(director, "red")


def stands_in(director: Director, slides: str, bars: str) -> None:
    """Another source is held in a source's place, and the source is back."""
    steps = {"steps": [{"kind": "source", "source": slides}]}
    address = director.of_show(f"sources/{bars}")
    director.patch(address, {"fallback": steps})
    director.command("take", scene=bars)
    director.command("fallback", source=bars, to=1)
    until(lambda: source_status(director, bars)["fallback"]["step"] == 1, seconds=PATIENCE_S)
    shows(director, "blue")
    director.command("fallback", source=bars, to="main")
    until(lambda: source_status(director, bars)["fallback"]["step"] == 0, seconds=PATIENCE_S)
    until(lambda: color_in_the_middle(newest_picture(director.client, director.show)) != "blue", seconds=PATIENCE_S)


def plays_graphics(director: Director) -> None:
    """A poll is played, led on, and let go, by command and by a controller that speaks the OGraf Server API."""
    content = {"kind": "graphic", "graphic": "poll"}
    poll = director.post(director.of_show("overlays"), {"name": "Poll", "content": content})["id"]
    director.command("overlay_action", overlay=poll, action="play")
    until(lambda: overlay(director, poll)["on"], seconds=PATIENCE_S)
    until(lambda: source_status(director, f"overlay-{poll}").get("state") == "live", seconds=PATIENCE_S)
    step = overlay(director, poll)["step"]
    director.command("overlay_action", overlay=poll, action="next")
    assert overlay(director, poll)["step"] == step + 1
    director.command("overlay_action", overlay=poll, action="stop")
    until(lambda: not overlay(director, poll)["on"], seconds=PATIENCE_S)
    is_controlled(director, poll)
    director.delete(director.of_show(f"overlays/{poll}"))


def overlay(director: Director, name: str) -> Row:
    return dict(director.status["desk"]["overlays"][name])


def is_controlled(director: Director, poll: str) -> None:
    link = director.of_show("graphics-link")
    assert not director.get(link)["on"]
    base = f"{origin(director)}{httpx.URL(director.post(link)['address']).path}"
    assert director.get(link)["on"]
    instance = f"{base}renderers/{director.show}/target/graphicInstance"
    asked = {"renderTarget": {"overlay": poll}, "graphicInstanceId": poll, "params": {"data": {"question": "Why?"}}}
    for action in ("updateAction", "playAction"):
        answer = httpx.post(f"{instance}/{action}", json=asked, timeout=30)
        assert answer.is_success, answer.text
    assert until(lambda: (now := overlay(director, poll))["on"] and now)["fields"]["question"] == "Why?"
    cleared = httpx.put(f"{instance}/clear", json={"filters": []}, timeout=30).raise_for_status().json()
    assert len(cleared["graphicInstances"]) == 1
    until(lambda: not overlay(director, poll)["on"], seconds=PATIENCE_S)
    director.delete(link)
    assert httpx.get(f"{base}renderers").status_code == httpx.codes.NOT_FOUND
