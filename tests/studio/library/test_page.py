"""The library's page in a real browser, against the real views and a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from studio.library import arriving, tasks
from studio.library.intake import take_in
from studio.library.models import Asset, Job, Upload
from studio.media.models import Recording
from studio.people.models import Membership, Role
from studio.shows.making import new_show
from studio.shows.models import Show, Source
from tests.chromium import launch
from tests.mixer.outputs.makers import clip
from tests.studio.library.sounds import tone, wav
from tests.waiting import until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    # The test's server is no ASGI server: it reads a file whole.
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators"),
]
expect.set_options(timeout=30_000)  # each upload is looked at by two programs before its request is answered
MEDIA = Path(__file__).resolve().parents[2] / "media"


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Playwright runs a loop on this thread, which Django's database would rather not be asked from."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@dataclass
class Studio:
    """The addresses of a studio with one show, and who is signed in."""

    url: str
    show: Show
    ada: User

    def cookie(self, user: User) -> Any:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.url}


@pytest.fixture
def studio(
    browser: Browser, live_server: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Studio:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr(tasks, "send", lambda job: tasks.TASKS[job.kind](job.pk))
    show = new_show({"name": "Evening show"})
    ada = User.objects.create_user("ada")
    Membership.objects.create(user=ada, show=show, role=Role.DIRECTOR)
    return Studio(live_server.url, show, ada)


@pytest.fixture
def page(browser: Browser, studio: Studio) -> Iterator[Page]:
    yield from opened(browser, studio)


def opened(browser: Browser, studio: Studio, width: int = 1280, height: int = 720) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([studio.cookie(studio.ada)])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{studio.url}/library?show={studio.show.pk}")
    expect(page.locator(".file-count")).not_to_have_text("Looking…")
    yield page
    context.close()
    assert not problems


def kept(path: Path, folder: str = "", owner: User | None = None) -> Asset:
    """An uploaded file that has been looked at."""
    asset = take_in(SimpleUploadedFile(path.name, path.read_bytes()), owner, folder=folder)
    tasks.run_probe(Job.objects.create(kind=tasks.PROBE, asset=asset).pk)
    asset.refresh_from_db()
    return asset


def a_picture(path: Path, color: str = "steelblue") -> Path:
    Image.new("RGB", (640, 360), color).save(path, "PNG")
    return path


def recorded(show: Show, name: str = "20261121-203000") -> Recording:
    row = Recording.objects.create(
        show=show, name=name, state="finished", folder=f"tapes-{name}", started_at=timezone.now(), seconds=2, bytes=9
    )
    row.root.mkdir()
    media = clip().init + b"".join(fragment for _, fragment in clip().media)
    (row.root / f"{name}-001.mp4").write_bytes(media)
    part = {"file": f"{name}-001.mp4", "first_frame": 0, "time": 0, "seconds": 2, "bytes": 9, "state": "finished"}
    note = {"name": name, "started": 0, "state": "finished", "parts": [part]}
    (row.root / f"{name}.json").write_text(json.dumps(note))
    return row


DROP = """([names]) => {
  const [name] = names;
  const data = new DataTransfer();
  data.items.add(new File([window.held], name, { lastModified: 7 }));
  for (const type of ["dragenter", "dragover", "drop"])
    document.querySelector(".files").dispatchEvent(
      new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def tile(page: Page, name: str) -> Any:
    return page.locator(".file", has=page.get_by_text(name, exact=True))


def test_an_empty_library_says_what_to_do(page: Page) -> None:
    expect(page.locator(".empty")).to_contain_text("Drop videos, sounds and pictures anywhere")
    expect(page.get_by_role("link", name="Back to Evening show")).to_be_visible()


def test_chosen_files_are_uploaded_looked_at_and_there(page: Page, tmp_path: Path) -> None:
    sound = wav(tmp_path / "Tone.wav", tone(4))
    page.get_by_label("Upload files").set_input_files([sound, a_picture(tmp_path / "Logo.png")])
    expect(page.locator(".uploads")).to_contain_text("in the library")
    expect(page.locator(".file")).to_have_count(2)
    expect(page.locator(".file img")).to_have_count(1)
    tile(page, "Tone.wav").click()
    expect(page.locator(".facts")).to_contain_text("−20.0 LUFS")
    expect(page.locator(".facts")).to_contain_text("PCM, stereo, 48 kHz")
    assert Asset.objects.get(name="Tone.wav").owner is not None


def test_a_file_dropped_on_a_folder_that_is_open_comes_to_lie_there(page: Page, studio: Studio, tmp_path: Path) -> None:
    kept(a_picture(tmp_path / "Logo.png"), "Stills")
    page.reload()
    page.get_by_role("button", name="Stills 1").click()
    expect(page.locator(".file")).to_have_count(1)
    page.evaluate("bytes => { window.held = new Uint8Array(bytes); }", list(a_picture(tmp_path / "b.png").read_bytes()))
    page.evaluate(DROP, [["Dropped.png"]])
    expect(page.locator(".file")).to_have_count(2)
    assert Asset.objects.get(name="Dropped.png").folder == "Stills"


def test_an_upload_that_a_reload_broke_off_goes_on_with_the_same_file(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of it has arrived; the page asks for the file, and nothing of it is sent twice."""
    sound = wav(tmp_path / "Long.wav", tone(8))
    size, modified = sound.stat().st_size, int(sound.stat().st_mtime * 1000)
    ada = User.objects.get(username="ada")
    half = arriving.begin(f"user-{ada.pk}", ada, "Long.wav", size, "", modified)
    with sound.open("rb") as file:
        first = file.read(size // 2)
    arriving.add(half, 0, BytesIO(first), lambda asset: None)
    heard: list[int] = []
    add = arriving.add

    def hears(upload: Upload, offset: int, *rest: Any) -> None:
        heard.append(offset)
        add(upload, offset, *rest)

    monkeypatch.setattr("studio.library.uploads.add", hears)
    page.reload()
    expect(page.locator(".upload")).to_contain_text("Choose the same file again")
    page.get_by_label("Choose Long.wav again").set_input_files(sound)
    expect(page.locator(".upload")).to_contain_text("in the library")
    assert heard == [size // 2] and Asset.objects.get().path.read_bytes() == sound.read_bytes()


def test_a_line_that_breaks_off_is_said_and_the_upload_goes_on_by_itself(page: Page, tmp_path: Path) -> None:
    sound = wav(tmp_path / "Tone.wav", tone(4))
    broken: list[str] = []

    def once(route: Any) -> None:
        if route.request.method != "PATCH" or broken:
            route.fallback()
        else:
            broken.append(route.request.url)
            route.abort()

    page.route("**/api/v1/uploads/*", once)
    page.get_by_label("Upload files").set_input_files(sound)
    expect(page.locator(".upload")).to_contain_text("Trying again")
    expect(page.locator(".upload")).to_contain_text("in the library")
    assert broken and Asset.objects.get().bytes == sound.stat().st_size


def test_an_upload_is_paused_gone_on_with_and_cancelled(page: Page, tmp_path: Path) -> None:
    sound = wav(tmp_path / "Tone.wav", tone(4))
    held: list[Any] = []
    page.route("**/api/v1/uploads/*", lambda route: held.append(route) if not held else route.fallback())
    with page.expect_request(lambda request: request.method == "PATCH"):  # paused earlier, it would hold the next one
        page.get_by_label("Upload files").set_input_files(sound)
    page.get_by_role("button", name="Pause Tone.wav").click()
    expect(page.locator(".upload")).to_contain_text("paused")
    assert Upload.objects.get().asset is None
    page.get_by_role("button", name="Go on Tone.wav").click()
    expect(page.locator(".upload")).to_contain_text("in the library")
    held.clear()
    with page.expect_request(lambda request: request.method == "PATCH"):
        page.get_by_label("Upload files").set_input_files(a_picture(tmp_path / "Logo.png"))
    page.get_by_role("button", name="Cancel Logo.png").click()
    expect(page.locator(".upload")).to_have_count(1)
    until(lambda: not Upload.objects.filter(asset=None).exists())
    assert [one.name for one in Asset.objects.all()] == ["Tone.wav"]


def test_what_cannot_be_used_is_said_with_the_reason(page: Page, tmp_path: Path) -> None:
    (tmp_path / "notes.html").write_text("these are notes")
    (tmp_path / "Torn.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    page.get_by_label("Upload files").set_input_files([tmp_path / "notes.html", tmp_path / "Torn.png"])
    expect(page.locator(".upload[data-state=failed]")).to_contain_text("Choose another file")
    expect(tile(page, "Torn.png")).to_contain_text("Cannot be used")
    tile(page, "Torn.png").click()
    expect(page.locator(".details .problem")).to_contain_text(Asset.objects.get().refused_why)


def test_files_are_found_by_words_kinds_and_folders(page: Page, tmp_path: Path) -> None:
    kept(a_picture(tmp_path / "Logo.png"), "Stills/2026")
    kept(wav(tmp_path / "Jingle.wav", tone(1)), "Sounds")
    page.reload()
    page.get_by_role("button", name="Folders in Stills").click()
    page.get_by_role("button", name="2026 1").click()
    expect(page.locator(".file")).to_have_count(1)
    page.get_by_role("button", name="Everything").click()
    expect(page.locator(".file")).to_have_count(2)
    page.keyboard.press("/")
    page.keyboard.type("jing")
    expect(page.locator(".file")).to_have_count(1)
    page.keyboard.type("xx")
    expect(page.locator(".empty")).to_contain_text("Nothing found")
    page.get_by_label("Search the library").fill("")
    page.get_by_label("Kind").select_option("image")
    expect(tile(page, "Logo.png")).to_be_visible()
    expect(page.locator(".file")).to_have_count(1)


def test_keys_alone_choose_rename_and_delete(page: Page, studio: Studio, tmp_path: Path) -> None:
    for name in ("A.png", "B.png", "C.png"):
        kept(a_picture(tmp_path / name), owner=studio.ada)
    page.reload()
    page.locator(".file").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".details-name")).to_have_text("B.png")
    page.keyboard.press("F2")
    page.keyboard.type("Blue.png")
    page.keyboard.press("Enter")
    expect(tile(page, "Blue.png")).to_be_visible()
    page.locator(".file[aria-selected=true]").focus()
    page.keyboard.press("Delete")
    expect(page.locator("dialog")).to_contain_text("for everybody and for good")
    page.locator("dialog").get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".file")).to_have_count(2)
    assert {one.name for one in Asset.objects.all()} == {"A.png", "C.png"}


def test_what_is_used_says_where_and_is_not_deleted(page: Page, studio: Studio, tmp_path: Path) -> None:
    asset = kept(a_picture(tmp_path / "Lake.png"), owner=studio.ada)
    Source.objects.create(show=studio.show, name="Lake", input={"kind": "image", "asset": asset.pk})
    page.reload()
    tile(page, "Lake.png").click()
    expect(page.locator(".used")).to_contain_text("the source Lake of Evening show")
    page.get_by_role("button", name="Delete…").click()
    expect(page.locator("dialog")).to_contain_text("Take it out there first")
    page.locator("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("dialog .problem[role=alert]")).to_contain_text("the source Lake of Evening show")
    assert asset.path.exists() and Asset.objects.exists()


def test_a_file_is_moved_by_its_dialog_and_a_folder_renamed(page: Page, tmp_path: Path) -> None:
    kept(a_picture(tmp_path / "Logo.png"))
    page.reload()
    tile(page, "Logo.png").click()
    page.get_by_role("button", name="Move…").click()
    page.locator("dialog").get_by_label("Folder").fill("Stills/New")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("dialog")).to_have_count(0)
    page.get_by_role("button", name="Folders in Stills").click()
    page.get_by_role("button", name="Rename New").click()
    page.locator("dialog").get_by_label("Folder").fill("Pictures")
    page.locator("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("button", name="Pictures 1")).to_be_visible()
    assert Asset.objects.get().folder == "Pictures"


def test_a_file_and_a_folder_are_dragged_into_a_folder(page: Page, tmp_path: Path) -> None:
    kept(a_picture(tmp_path / "Logo.png"))
    kept(a_picture(tmp_path / "Sky.png"), "Stills")
    kept(a_picture(tmp_path / "Old.png"), "Archive")
    page.reload()
    tile(page, "Logo.png").locator("img").drag_to(page.get_by_role("button", name="Stills 1"))
    expect(page.get_by_role("button", name="Stills 2")).to_be_visible()
    page.get_by_role("button", name="Stills 2").drag_to(page.get_by_role("button", name="Archive 1"))
    expect(page.get_by_role("button", name="Folders in Archive")).to_be_visible()
    assert sorted(one.folder for one in Asset.objects.all()) == ["Archive", "Archive/Stills", "Archive/Stills"]
    assert not Upload.objects.exists()


def test_a_film_plays_in_its_place(page: Page) -> None:
    kept(MEDIA / "street-768x432-12.5fps-aac.mp4")
    page.reload()
    page.locator(".file").click()
    expect(page.locator(".facts")).to_contain_text("768 × 432, 12.5 fps")
    page.eval_on_selector(".player video", "video => { video.muted = true; return video.play(); }")
    until(lambda: page.evaluate("document.querySelector('.player video').currentTime > 0.2"))


def test_recordings_play_get_names_and_are_deleted_there(page: Page, studio: Studio) -> None:
    row = recorded(studio.show)
    page.get_by_role("button", name="Evening show", exact=True).click()
    tile(page, "20261121-203000").click()
    page.locator(".parts").get_by_role("button", name="Play").click()
    until(lambda: page.evaluate("document.querySelector('.player video').currentTime > 0.2"))
    page.get_by_role("button", name="Rename").click()
    page.locator("dialog input").fill("The première")
    page.locator("dialog").get_by_role("button", name="Rename").click()
    expect(page.locator(".details-name")).to_have_text("The première")
    page.get_by_role("button", name="Delete…").click()
    page.locator("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="No recordings yet")).to_be_visible()
    assert not Recording.objects.exists() and list(row.root.iterdir()) == []


def test_who_only_looks_has_the_recordings_and_no_uploads(browser: Browser, studio: Studio) -> None:
    Membership.objects.update(role=Role.VIEWER)
    recorded(studio.show)
    for page in opened(browser, studio):
        expect(page.locator(".file")).to_have_count(1)
        page.locator(".file").click()
        expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
        assert page.get_by_text("Upload…").count() == page.get_by_role("button", name="Rename").count() == 0


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (820, 1180), (390, 844)])
def test_nothing_is_cut_off_on_any_screen(
    browser: Browser, studio: Studio, tmp_path: Path, width: int, height: int
) -> None:
    for number, color in enumerate(("teal", "indianred", "goldenrod", "slategray", "olive", "purple")):
        kept(a_picture(tmp_path / f"Still number {number} with a rather long name.png", color), "Stills", studio.ada)
    kept(MEDIA / "street-768x432-12.5fps-aac.mp4", "Films/2026")
    kept(MEDIA / "speech-en-44.1k.flac", "Sounds")
    for page in opened(browser, studio, width, height):
        page.locator(".file").nth(1).click()
        expect(page.locator(".facts")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for view in ("List", "Grid"):
            page.get_by_role("button", name=view, exact=True).click()
            assert page.eval_on_selector(".files", "e => e.scrollWidth <= e.clientWidth + 1")
