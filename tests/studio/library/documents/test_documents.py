"""Documents in the library: what they become, whose notes stand with which page, and what is refused in words."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from studio.errors import Refused
from studio.library import tasks
from studio.library.documents import converting, pictures, work
from studio.library.documents.models import Page
from studio.library.intake import take_in, throw_away
from studio.library.models import Asset, Job, library
from tests.documents import COLORS, Slide, a_pdf, a_pptx, a_zip, an_odp, an_odt
from tests.studio.library.documents.conftest import Upload

pytestmark = pytest.mark.django_db
SLIDES = (Slide("Welcome", "Smile."), Slide("Secret", "Never read this.", hidden=True), Slide("Thanks", "Wave."))


def color_of(path: Path | None) -> tuple[int, ...]:
    assert path is not None
    with Image.open(path) as picture:
        return tuple(picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2)))  # type: ignore[arg-type]


def near(found: tuple[int, ...], wanted: tuple[float, ...]) -> bool:
    return all(abs(one - 255 * other) < 8 for one, other in zip(found, wanted, strict=True))


# -- PDF -------------------------------------------------------------------------------------------


def test_a_pdf_is_ready_with_its_pages_and_a_picture_of_the_first(upload: Upload) -> None:
    asset = upload("deck.pdf", a_pdf(3, size=(720, 405)))
    assert (asset.state, asset.kind, asset.mime, asset.pages) == ("ready", "document", "application/pdf", 3)
    rows = list(Page.objects.filter(asset=asset).values_list("number", "width_pt", "height_pt"))
    assert rows == [(1, 720, 405), (2, 720, 405), (3, 720, 405)]
    assert near(color_of(asset.thumbnail_path), COLORS[0])


def test_every_page_has_a_picture_of_its_own(upload: Upload) -> None:
    asset = upload("deck.pdf", a_pdf(4))
    for number, color in enumerate(COLORS, 1):
        assert near(color_of(pictures.path_of(asset, number, pictures.SMALL)), color)


def test_pages_behind_the_first_ones_are_drawn_when_somebody_looks(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "AT_ONCE", 2)
    asset = upload("deck.pdf", a_pdf(4))
    assert not pictures.path_of(asset, 3, pictures.SMALL).exists()
    assert near(color_of(pictures.picture_of(asset, 3, pictures.SMALL)), COLORS[2])
    large = pictures.picture_of(asset, 4, pictures.LARGE)
    with Image.open(large or "") as picture:
        assert picture.width == pictures.LARGE


def test_notes_that_are_pinned_to_a_pdf_are_its_speaker_notes(upload: Upload) -> None:
    asset = upload("deck.pdf", a_pdf(3, notes=("Grüß Gott", "Zweitens")))
    assert list(Page.objects.filter(asset=asset).values_list("notes", flat=True)) == ["Grüß Gott", "Zweitens", ""]


def test_a_deleted_document_leaves_nothing_behind(upload: Upload) -> None:
    asset = upload("deck.pdf", a_pdf(3))
    assert pictures.folder_of(asset).is_dir()
    Asset.objects.filter(pk=asset.pk).delete()
    throw_away(asset)
    assert [path for path in library().rglob("*") if path.is_file()] == []


# -- what LibreOffice lays out ---------------------------------------------------------------------


@pytest.mark.parametrize(("name", "make"), [("deck.pptx", a_pptx), ("deck.odp", an_odp)])
def test_notes_stand_with_the_pages_that_are_shown_and_hidden_slides_with_none(
    upload: Upload, name: str, make: Any
) -> None:
    asset = upload(name, make(SLIDES))
    assert (asset.state, asset.refused_why, asset.pages) == ("ready", "", 2)
    found = list(Page.objects.filter(asset=asset).values_list("number", "title", "notes"))
    assert found == [(1, "Welcome", "Smile."), (2, "Thanks", "Wave.")]


def test_shows_are_given_the_pdf_and_a_download_is_what_was_sent(upload: Upload) -> None:
    sent = a_pptx(SLIDES)
    asset = upload("deck.pptx", sent)
    assert asset.path.read_bytes().startswith(b"%PDF")
    assert asset.original_path.read_bytes() == sent
    assert asset.original_path.suffix == ".pptx"


def test_what_lies_in_a_zip_decides_what_it_is_and_not_its_name(upload: Upload) -> None:
    asset = upload("letter.pptx", an_odt("Dear all,\nwelcome."))
    assert (asset.state, asset.pages, asset.original_path.suffix) == ("ready", 1, ".odt")


@pytest.mark.parametrize("name", ["notes.md", "notes.txt"])
def test_texts_become_pages(upload: Upload, name: str) -> None:
    text = "# Welcome\n\n- one\n- two\n\n" + "A long paragraph of words. " * 400
    asset = upload(name, text.encode())
    assert asset.state == "ready"
    assert (asset.pages or 0) > 1
    if name == "notes.md":
        assert Page.objects.get(asset=asset, number=1).title == "Welcome"


def test_a_conversion_tells_how_far_it_is(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "TOLD_EVERY_S", 0.0)
    told: list[float] = []
    mark = tasks._mark

    def marked(job: Job, **values: Any) -> None:
        told.append(values.get("progress", -1.0))
        mark(job, **values)

    monkeypatch.setattr(tasks, "_mark", marked)
    assert upload("deck.pptx", a_pptx(SLIDES)).state == "ready"
    shares = [share for share in told if 0 < share < 1]
    assert shares[0] == work.BEFORE
    assert work.AFTER in shares
    assert len(shares) >= 3


def test_without_libreoffice_it_is_said_what_to_install_before_anything_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "office", lambda: None)
    with pytest.raises(Refused, match="apt-get install --no-install-recommends libreoffice-impress-nogui") as refused:
        take_in(SimpleUploadedFile("deck.pptx", a_pptx(SLIDES)))
    assert (refused.value.code, refused.value.status) == ("needs_libreoffice", 409)
    assert not Asset.objects.exists()
    assert take_in(SimpleUploadedFile("deck.pdf", a_pdf())).kind == "document"


@pytest.mark.parametrize(
    ("name", "words"),
    [("deck.pptx", "presentation is protected by a password: save it without one"),
     ("table.xlsx", "document is protected by a password: save it without one"),
     ("deck.ppt", "old type of Office: save it as .pptx")],
)  # fmt: skip
def test_the_old_container_of_office_is_refused_with_what_to_do(home: Path, name: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        take_in(SimpleUploadedFile(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)))


def test_a_zip_that_is_no_document_is_not_taken_for_one(home: Path) -> None:
    assert take_in(SimpleUploadedFile("page.zip", a_zip({"index.html": "<h1>Hello</h1>"}))).kind == "bundle"


def test_a_text_without_a_texts_name_is_not_taken(home: Path) -> None:
    with pytest.raises(Refused, match="This is not a video"):
        take_in(SimpleUploadedFile("hello.html", b"<h1>Hello</h1>"))


# -- what goes wrong on the way --------------------------------------------------------------------


def test_libreoffice_that_asks_for_a_second_try_gets_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter([converting.FRESH_PROFILE, 0])

    def run(command: list[str], folder: Path, follow: converting.Follow) -> int:
        code = next(codes)
        if code == 0:
            (folder / "out" / "document.pdf").write_bytes(a_pdf(1))
        return code

    monkeypatch.setattr(converting, "run", run)
    converting.convert(b"x", ".odt", tmp_path / "made.pdf", lambda spent: None)
    assert (tmp_path / "made.pdf").read_bytes().startswith(b"%PDF")
    assert next(codes, None) is None


def office_that(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program in LibreOffice's place."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir(exist_ok=True)
    tmp_path.chmod(0o755)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(converting, "office", lambda: "/bin/sh")
    monkeypatch.setattr(converting, "arguments", lambda folder, source: ["-c", script])


def test_a_conversion_that_hangs_is_ended_with_all_its_processes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "WITHIN_S", 1.0)
    ended: list[converting.Family] = []
    end = converting.Family.end

    def ending(family: converting.Family) -> None:
        ended.append(family)
        end(family)

    monkeypatch.setattr(converting.Family, "end", ending)
    office_that("sleep 300 & sleep 300", tmp_path, monkeypatch)
    with pytest.raises(Refused, match="was not done with this document"):
        converting.convert(b"x", ".odt", tmp_path / "made.pdf", lambda spent: None)
    for process in ended[0]._seen.values():
        process.wait(10)


def test_a_conversion_that_takes_too_much_memory_is_ended(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "MEMORY_MOST", 1000)
    office_that("sleep 300", tmp_path, monkeypatch)
    with pytest.raises(Refused, match="more than 2 GB of memory"):
        converting.convert(b"x", ".odt", tmp_path / "made.pdf", lambda spent: None)


@pytest.mark.parametrize(
    "script",
    ["true", "echo no > out/document.pdf", "ln -s /etc/passwd out/document.pdf", "mkfifo out/document.pdf",
     "mkdir out/document.pdf"],
)  # fmt: skip
def test_only_what_begins_as_a_pdf_is_a_success(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    office_that(script, tmp_path, monkeypatch)
    with pytest.raises(Refused, match="could not lay this document out"):
        converting.convert(b"x", ".odt", tmp_path / "made.pdf", lambda spent: None)
    assert not (tmp_path / "made.pdf").exists()


def test_a_conversion_sees_nothing_of_ours(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_SECRET_OF_OURS", "canary")
    office_that("{ echo %PDF; env; } > out/document.pdf", tmp_path, monkeypatch)
    converting.convert(b"x", ".odt", tmp_path / "made.pdf", lambda spent: None)
    told = (tmp_path / "made.pdf").read_text()
    assert "canary" not in told
    assert "http_proxy=http://127.0.0.1:9" in told


def test_a_job_whose_worker_died_is_begun_again_once(upload: Upload) -> None:
    asset = upload("deck.pdf", a_pdf(2))
    job = Job.objects.get(asset=asset, kind=work.PAGES)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started="2026-01-01T00:00Z")
    assert tasks.left_behind(work.PAGES) == [job]
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started="2026-01-01T00:00Z")
    assert tasks.left_behind(work.PAGES) == []
    asset.refresh_from_db()
    assert asset.state == "ready"


def test_thumbnails_are_small(upload: Upload) -> None:
    asset = upload("tall.pdf", a_pdf(1, size=(400, 4000)))
    with Image.open(io.BytesIO(asset.thumbnail_path.read_bytes())) as picture:
        assert picture.height <= 480
