"""The programs of docs/api-journeys.md, run as they stand there, against a studio with real mixers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers import MEDIA
from tests.up.studio import ROOT, Studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
PAGE = (ROOT / "docs" / "api-journeys.md").read_text()
RUN = {"sh": ["bash"], "python": [sys.executable], "js": ["node", "--experimental-websocket", "--no-warnings"]}
ENDING = {"sh": "sh", "python": "py", "js": "mjs"}
LANGUAGES = pytest.mark.parametrize("language", RUN)
FILE = MEDIA / "speech-en-44.1k.flac"


def programs() -> dict[tuple[str, str], str]:
    """What the page prints, by heading and language."""
    sections = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)[1:]
    return {
        (title, language): code
        for title, text in zip(sections[::2], sections[1::2], strict=True)
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    }


@dataclass(frozen=True)
class Reader:
    """Somebody who copies a program of the page and runs it."""

    studio: Studio
    folder: Path

    def runs(self, title: str, language: str) -> list[str]:
        """The lines that it prints."""
        file = self.folder / f"journey.{ENDING[language]}"
        file.write_text(programs()[title, language])
        studio = self.studio
        env = {"PATH": os.environ["PATH"], "TALLY": f"http://127.0.0.1:{studio.port}", "TOKEN": studio.token}
        env |= {"SHOW": studio.show_id, "FILE": str(FILE)}
        argv = [*RUN[language], str(file)]
        done = subprocess.run(argv, cwd=self.folder, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("home")).with_a_show()
    studio.manage("shell", "-v0", "-c", "from studio.models import Show; Show.objects.update(wanted=False)")
    supervisor = studio.start()
    try:
        studio.link(supervisor)
        studio.get("/api/v1/shows")  # makes the token
        yield studio
    finally:
        studio.end(supervisor)


@pytest.fixture
def reader(studio: Studio, tmp_path: Path) -> Reader:
    return Reader(studio, tmp_path)


def test_every_journey_is_told_in_every_language() -> None:
    titles = {title for title, _ in programs()}
    assert len(titles) == 4 and set(programs()) == {(title, language) for title in titles for language in RUN}


@LANGUAGES
def test_a_show_goes_on_air_is_recorded_and_stops(reader: Reader, language: str) -> None:
    taken, recording, recorded, wanted = reader.runs("On air", language)
    first, last = (int(line.rpartition(" ")[2]) for line in (taken, recorded))
    assert (taken, recorded) == (f"taken on frame {first}", f"recorded until frame {last}") and 0 < first < last
    assert wanted == "wanted on air: false"
    name = recording.removeprefix("recording ")
    with reader.studio.api() as client:

        def is_kept() -> bool:
            found = {one["id"]: one for one in client.get("recordings").json()["results"]}
            return bool(found.get(name, {}).get("state") == "finished")

        until(is_kept)


@LANGUAGES
def test_a_file_comes_in_pieces(reader: Reader, language: str) -> None:
    assert reader.runs("A file in pieces", language) == [f"{FILE.name}: {FILE.stat().st_size} bytes"]


@LANGUAGES
def test_what_happens_is_heard(reader: Reader, language: str) -> None:
    with reader.studio.api() as client:
        revision = client.get(f"shows/{reader.studio.show_id}").json()["revision"]
    assert reader.runs("Events as they come", language)[0] == f"revision {revision}"


@LANGUAGES
def test_who_did_what_is_listed_to_its_end(reader: Reader, language: str) -> None:
    with reader.studio.api() as client:
        for role in ("viewer", "producer"):
            client.post(f"shows/{reader.studio.show_id}/invitations", json={"role": role})
        listed = client.get(f"shows/{reader.studio.show_id}/audit").json()["results"]
    assert reader.runs("Who did what", language) == [f"{one['by']}: {one['verb']}" for one in listed] != []
