"""A new kind is one file and one line of a table: in a copy of the project, through show file, API, console and air."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, sync_playwright

from tests.chromium import launch
from tests.helpers import pictures_of
from tests.journeys.on_air import environment
from tests.waiting import until

pytestmark = pytest.mark.journey
ROOT = Path(__file__).resolve().parents[2]
FAMILIES = ("source", "overlay", "transition", "destination")
GREEN, RED, BLUE = (173, 42, 26), (63, 102, 240), (32, 240, 118)  # BT.709, limited: Y, Cb, Cr
SHOW = {
    "name": "Toys", "canvas": {"width": 320, "height": 180}, "encoding": {"crf": 1, "preset": "ultrafast"},
    "sources": [{"id": "green", "name": "Green", "input": {"kind": "toy"}},
                {"id": "blue", "name": "Blue", "input": {"kind": "toy", "ink": "#0000ff"}}],
    "overlays": [{"id": "patch", "name": "Patch", "content": {"kind": "toy"}, "rect": {"w": 0.25, "h": 0.25},
                  "fields": {"word": "never drawn"}}],
}  # fmt: skip
SCRIPT = [
    {"frame": 5, "verb": "overlay", "overlay": "patch", "on": True},
    {"frame": 20, "verb": "take", "scene": "blue", "transition": {"kind": "toy", "duration_ms": 500}},
]
ASKED = """
import json

import django

django.setup()
from django.core.management import call_command
from rest_framework.test import APIClient

from studio.people.secrets import make_token
from studio.shows.making import new_show

call_command("migrate", verbosity=0, run_syncdb=True)
show = new_show({"name": "Toys"})
api = APIClient()
api.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token('test', 'director', show)[1]}")
base = f"/api/v1/shows/{show.pk}"
made = api.post(f"{base}/sources", {"name": "Sheet", "input": {"kind": "toy", "ink": "#123456"}}, format="json")
wrong = api.post(f"{base}/sources", {"name": "Sheet", "input": {"kind": "toy", "ink": "green"}}, format="json")
patch = {"name": "Patch", "content": {"kind": "toy"}, "fields": {"word": "hi"}}
sent = {"name": "Sheet", "output": {"kind": "toy", "word": "seen"}, "secrets": {"pin": "1234"}}
out = api.post(f"{base}/destinations", sent, format="json")
over = api.post(f"{base}/overlays", patch, format="json")
told = api.get("/api/v1/facts").json()["kinds"]
file = api.get(f"{base}/export").json()
codes = [made.status_code, wrong.status_code, over.status_code]
print(json.dumps([*codes, out.json()["secrets_set"], file["sources"][0]["input"], told]))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a toy of every family added: a file each, and a line each."""
    copy = tmp_path_factory.mktemp("project") / "tally"
    heavy = {str(ROOT / "tests" / "media"), str(ROOT / "subtitles" / "packs")}

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name == "__pycache__" or str(Path(folder) / name) in heavy]

    for folder in ("mixer", "studio", "subtitles", "static", "templates", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=left_out)
    shutil.copy(ROOT / "manage.py", copy)
    for family in FAMILIES:
        table = copy / "mixer" / "kinds" / f"{family}s" / "__init__.py"
        shutil.copy(ROOT / "tests" / "fixtures" / "toys" / f"{family}.py", table.with_name("toy.py"))
        table.write_text(table.read_text().replace(")  # fmt: skip", '    "toy",\n)  # fmt: skip'))
    return copy


def run(copy: Path, *argv: str, home: Path | None = None) -> str:
    env = os.environ | {"PYTHONPATH": str(copy), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    env |= environment(home) if home else {}
    done = subprocess.run([sys.executable, *argv], cwd=copy, env=env, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_toy_source_overlay_and_transition_are_played_from_a_show_file(copy: Path) -> None:
    (copy / "show.json").write_text(json.dumps(SHOW))
    (copy / "script.json").write_text(json.dumps(SCRIPT))
    run(copy, "-m", "mixer", "render", "show.json", "out.mp4", "--seconds", "1.5", "--script", "script.json")
    pictures = pictures_of((copy / "out.mp4").read_bytes())
    before, patched, half, after = (pictures[frame] for frame in (2, 15, 27, 44))
    assert seen(before, 10, 10) == GREEN and seen(patched, 10, 10) == RED and seen(patched, 300, 100) == GREEN
    assert seen(half, 100, 100) == BLUE and seen(half, 300, 100) == GREEN, "the new picture on the left"
    assert seen(after, 300, 100) == BLUE and seen(after, 10, 10) == RED


def seen(stacked: np.ndarray, x: int, y: int) -> tuple[int, int, int]:
    """The nearest of the three colours at a place of a picture (planes one below the other)."""
    luma = int(stacked[y, x])
    return min((GREEN, RED, BLUE), key=lambda color: abs(color[0] - luma))


def test_they_are_edited_over_the_api_published_and_refused_in_words(copy: Path) -> None:
    made, wrong, over, secrets, stored, kinds = json.loads(run(copy, "-c", ASKED).splitlines()[-1])
    assert (made, wrong, over, secrets) == (201, 400, 201, ["pin"])
    assert stored == {"kind": "toy", "ink": "#123456"}
    assert all([one["kind"] for one in kinds[f"{family}s"]][-1] == "toy" for family in FAMILIES)


ON_AIR = """
import django

django.setup()
from studio.shows import files
from studio.shows.making import imported_show
from studio.shows.models import Show
from studio.shows.rows import change

sheet = {"id": "src_a", "name": "Sheet", "input": {"kind": "toy"}}
values = {"sources": [sheet], "canvas": {"width": 320, "height": 180},
          "destinations": [{"id": "dst_toy", "name": "Sheet", "output": {"kind": "toy", "word": "got"}, "on": True}]}
made = imported_show({"name": "Toys", **values})
change(made, "destinations", "dst_toy", {"secrets": {"pin": "1234"}})
Show.objects.filter(pk=made.pk).update(wanted=True)
files.write(made.pk)
print(made.pk)
"""


def test_a_toy_destination_is_told_its_settings_and_its_secret_and_gets_the_programme(
    copy: Path, tmp_path: Path
) -> None:
    run(copy, "manage.py", "migrate", "-v0", home=tmp_path)
    show = run(copy, "-c", ON_AIR, home=tmp_path).strip()
    air = subprocess.Popen(
        [sys.executable, "manage.py", "runmixer", show], cwd=copy, env=environment(tmp_path), stderr=subprocess.DEVNULL
    )
    sheet = tmp_path / "shows" / show / "toy" / "sheet"
    try:
        until(lambda: sheet.exists() and "got with 4 digits" in sheet.read_text(), "the toy to be sent the programme")
    finally:
        air.terminate()
        assert air.wait(30) == 0


@pytest.fixture
def console(copy: Path) -> Iterator[Page]:
    """The copy's console in a browser, against a studio made of paper."""
    env = os.environ | {"PYTHONPATH": str(copy), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "tests.console.fixture", "0"]
    paper = subprocess.Popen(command, cwd=copy, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert paper.stdout is not None
        address = paper.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address)
            yield page
            browser.close()
    finally:
        paper.kill()
        paper.communicate()


def test_the_console_has_their_forms_and_buttons_without_a_line_of_its_own(console: Page) -> None:
    console.get_by_role("radio", name="Half").wait_for()
    console.get_by_label("Menu of Street").click()
    console.get_by_text("Replace what comes in").click()
    console.locator("input[name=kind][value=toy]").check(force=True)
    console.get_by_label("Ink", exact=True).fill("#0000ff")
    with console.expect_request(lambda request: request.method == "PATCH") as sent:
        console.get_by_role("button", name="Save").click()
    assert (sent.value.post_data_json or {})["input"] == {"kind": "toy", "ink": "#0000ff"}
    console.get_by_role("button", name="Add overlay").click()
    console.get_by_label("Kind").select_option("toy")
    assert console.get_by_label("Ink", exact=True).input_value() == "#ff0000"
    console.keyboard.press("Escape")
    console.get_by_role("button", name="Outputs").click()
    console.get_by_role("button", name="Add a destination").click()
    console.locator("input[name=kind][value=toy]").check(force=True)
    console.get_by_label("Name").last.fill("Sheet")
    console.get_by_label("Word", exact=True).fill("seen")
    console.get_by_label("Pin").last.fill("1234")
    with console.expect_request(lambda request: request.method == "POST") as sent:
        console.get_by_role("button", name="Add destination").click()
    posted = sent.value.post_data_json or {}
    assert posted["output"] == {"kind": "toy", "word": "seen"} and posted["secrets"] == {"pin": "1234"} and posted["on"]
