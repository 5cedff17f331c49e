"""Documents of every kind through a running studio: uploaded, laid out, on air, turned, and there after a restart."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.documents import Slide, a_docx, a_pdf, a_pptx, an_xlsx
from tests.journeys.page_operations import (
    PATIENCE_S,
    REVOKED,
    closed,
    fetched,
    heard,
    made,
    phone_of,
    source_status,
    uploaded,
)
from tests.journeys.test_every_operation import Director
from tests.journeys.watching import newest_picture, page_shown
from tests.up.studio import Studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(500), pytest.mark.xdist_group("documents")]  # one studio for all
LAID_OUT_S = 240.0
PARAGRAPHS = ["A long paragraph of words that goes on and on. " * 40] * 30
DOCUMENTS = {
    "talk.pptx": a_pptx([Slide("Welcome", "Smile."), Slide("Secret", "Never.", hidden=True), Slide("Thanks", "Wave.")]),
    "letter.docx": a_docx(["Dear all,", *PARAGRAPHS]),
    "table.xlsx": an_xlsx([[f"Row {row}", str(row)] for row in range(200)]),
    "words.md": ("# Welcome\n\n" + "\n\n".join(PARAGRAPHS)).encode(),
    "print.pdf": a_pdf(4, notes=("First.",)),
}


@pytest.fixture(scope="module")
def director(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Director]:
    """A show on air, and the API of its director."""
    studio = Studio(tmp_path_factory.mktemp("studio")).with_a_show()
    supervisor = studio.start()
    try:
        studio.link(supervisor)
        with studio.api() as client:
            director = Director(client)
            director.show = studio.show_id
            yield director
    finally:
        studio.end(supervisor, signal.SIGTERM)


@pytest.fixture(scope="module")
def assets(director: Director) -> dict[str, str]:
    """The ids of the documents by name; all were sent at once."""
    with ThreadPoolExecutor(len(DOCUMENTS)) as hands:
        sent = {name: hands.submit(uploaded, director, name, data, LAID_OUT_S) for name, data in DOCUMENTS.items()}
    return {name: one.result() for name, one in sent.items()}


def pages_of(director: Director, asset: str) -> list[bytes]:
    return [fetched(director, one["thumbnail"]) for one in director.get(f"library/{asset}/pages")["results"]]


def shows_page(director: Director, asset: str, number: int) -> None:
    pages = pages_of(director, asset)
    until(lambda: page_shown(newest_picture(director.client, director.show), pages) == number, seconds=PATIENCE_S)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_kind_is_shown_and_turned(director: Director, assets: dict[str, str], name: str) -> None:
    asset = assets[name]
    source = made(director, name, {"kind": "document", "asset": asset})
    until(lambda: source_status(director, source).get("pages", 0) > 1, seconds=PATIENCE_S)
    director.command("take", scene=source)
    shows_page(director, asset, 1)
    director.command("deck", source=source, go="next")
    shows_page(director, asset, 2)


def test_a_hidden_slide_is_no_page_and_takes_its_notes_along(director: Director, assets: dict[str, str]) -> None:
    rows = director.get(f"library/{assets['talk.pptx']}/pages")["results"]
    assert [(one["title"], one["notes"]) for one in rows] == [("Welcome", "Smile."), ("Thanks", "Wave.")]


def test_forty_documents_sent_at_once_are_all_looked_at_beside_a_programme_that_goes_on(director: Director) -> None:
    before = director.status["status"]["frame"]
    with ThreadPoolExecutor(40) as hands:
        sent = [hands.submit(uploaded, director, f"{n}.pdf", a_pdf(n), LAID_OUT_S) for n in range(1, 41)]
        assets = [one.result() for one in sent]
    assert [director.get(f"library/{asset}")["pages"] for asset in assets] == list(range(1, 41))
    until(lambda: director.status["status"]["frame"] > before, seconds=PATIENCE_S)


def test_a_presenter_turns_until_revoked_and_a_lost_engine_changes_no_page(
    director: Director, assets: dict[str, str]
) -> None:
    asset = assets["print.pdf"]
    source = made(director, "Slides", {"kind": "document", "asset": asset})
    until(lambda: source_status(director, source).get("pages") == 4, seconds=PATIENCE_S)
    director.command("take", scene=source)
    given = director.post(director.of_show("presenters"), {"source": source, "name": "Dr. Okafor"})
    with phone_of(director, given["link"]) as phone:
        phone.send(json.dumps({"type": "turn", "id": "1", "page": 3}))
        assert heard(phone, "answer")["ok"]
        shows_page(director, asset, 3)
        before = director.status["status"]["first_frame"]
        director.command("restart_engine")
        until(lambda: (director.status["status"] or {}).get("first_frame", before) > before, seconds=PATIENCE_S)
        shows_page(director, asset, 3)
        assert source_status(director, source)["page"] == 3
        director.delete(director.of_show(f"presenters/{given['id']}"))
        assert closed(phone) == REVOKED
