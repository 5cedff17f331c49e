"""Files of subtitles in the library: taken, looked at, refused in words, and named by items."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.errors import Invalid, Refused
from studio.library import subtitles, tasks
from studio.library.intake import take_in
from studio.library.models import Asset, Job
from studio.rundowns.compile import compiled
from studio.rundowns.edits import known_row
from tests.studio.makers import a_show
from tests.studio.rundowns.makers import a_rundown, an_asset, clip

SRT = "1\n00:00:01,000 --> 00:00:02,500\nGood evening.\n\n2\n00:00:03,000 --> 00:00:04,250\nÇa va ?\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nGood evening.\n\n00:07.000 --> 00:09.000 line:0\n<i>Welcome.</i>\n"


def kept(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return tmp_path


def looked_at(text: str, name: str = "night.srt") -> Asset:
    """The asset that an upload becomes."""
    asset = take_in(SimpleUploadedFile(name, text.encode()))
    tasks.run_probe(Job.objects.create(kind=tasks.PROBE, asset=asset).pk)
    asset.refresh_from_db()
    return asset


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_subrip_is_read_in_the_encodings_that_it_comes_in(tmp_path: Path, encoding: str) -> None:
    assert subtitles.look(kept(tmp_path / "a.srt", SRT, encoding)) == {
        "kind": "subtitles",
        "container": "srt",
        "duration_s": 4.25,
    }


def test_webvtt_lasts_to_the_end_of_its_last_cue(tmp_path: Path) -> None:
    told = subtitles.look(kept(tmp_path / "a.vtt", VTT))
    assert (told["container"], told["duration_s"]) == ("webvtt", 9.0)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.vtt", "WEBVTT\n"), ("a.vtt", "WEBVTT\n\nNOTE nothing\n"), ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n"),
     ("a.srt", "1\n00:00:02,000 --> 00:00:01,000\nBackwards\n")],
)  # fmt: skip
def test_a_file_without_a_cue_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(Refused, match="no cue"):
        subtitles.look(kept(tmp_path / name, text))


@pytest.mark.django_db
def test_an_upload_of_subtitles_becomes_a_file_of_its_own_kind(home: Path) -> None:
    asset = looked_at(SRT)
    assert (asset.kind, asset.state, asset.duration_s, asset.container) == ("subtitles", "ready", 4.25, "srt")
    assert not asset.sound and not asset.jobs.filter(kind=tasks.MEASURE).exists()


@pytest.mark.django_db
def test_an_upload_that_says_nothing_is_refused_with_the_reason(home: Path) -> None:
    asset = looked_at("WEBVTT\n\n", "night.vtt")
    assert asset.state == "refused" and "no cue" in asset.refused_why


@pytest.mark.django_db
def test_subtitles_as_large_as_a_film_are_not_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subtitles, "MOST_BYTES", 20)
    with pytest.raises(Refused) as refusal:
        take_in(SimpleUploadedFile("night.srt", SRT.encode()))
    assert (refusal.value.code, refusal.value.status) == ("too_large", 413)
    assert not Asset.objects.exists()


@pytest.mark.django_db
def test_an_item_has_them_in_place_of_what_is_recognised(home: Path) -> None:
    asset = looked_at(SRT, "Night.de.srt")
    row, known = known_row(*_ids(a_rundown(a_show(), clip(an_asset(), captions=asset.pk, in_s=2))))
    [item] = compiled(row, known)["items"].values()
    assert item["captions"] == {"kind": "file", "path": str(asset.path), "language": "de", "in_s": 2}
    assert asset.path.is_file()


@pytest.mark.django_db
def test_an_item_plays_no_subtitles_and_has_no_film_for_captions(home: Path) -> None:
    asset, film, show = looked_at(SRT), an_asset(), a_show()
    with pytest.raises(Invalid, match="file of subtitles"):
        a_rundown(show, clip(asset))
    with pytest.raises(Invalid, match="auto, off or a file of subtitles"):
        a_rundown(show, clip(film, captions=film.pk))
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.REFUSED)
    with pytest.raises(Invalid, match="cannot be used"):
        a_rundown(show, clip(film, captions=asset.pk))


def _ids(row: Any) -> tuple[str, str]:
    return row.show_id, row.pk
