"""What the studio publishes of its declarations, for forms and for whoever writes a client."""

from __future__ import annotations

import pytest

from mixer.protocol.kinds import OVERLAYS, SOURCES
from mixer.text.fonts import face_named
from studio.shows import assets, fonts
from studio.shows.layouts import TEMPLATES
from studio.shows.parts import completed
from subtitles.models.catalogue import ARGOS
from tests.studio.makers import client_of

pytestmark = pytest.mark.django_db


def test_anybody_with_a_token_reads_the_kinds_the_templates_and_the_limits() -> None:
    told = client_of("viewer").get("/api/v1/facts").json()
    assert [one["kind"] for one in told["kinds"]["sources"]] == list(SOURCES)
    assert [one["kind"] for one in told["kinds"]["overlays"]] == list(OVERLAYS)
    assert (told["limits"]["sources"], told["limits"]["decoding"]) == (24, 6)
    assert told["layout_templates"] == TEMPLATES


def test_the_fonts_that_are_offered_are_those_that_letters_can_be_drawn_in() -> None:
    offered = client_of("viewer").get("/api/v1/facts").json()["fonts"]
    assert "Noto Sans" in offered and offered == sorted(set(offered), key=str.casefold)
    known = [face_named(name, "Regular") for name in offered]
    assert all(known)


def test_a_machine_that_cannot_list_its_fonts_offers_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_told_at", float("-inf"))
    monkeypatch.setattr(fonts, "LIST", ("/nowhere/fc-list",))
    assert fonts.families() == []
    monkeypatch.setattr(fonts, "_told_at", float("-inf"))


def test_every_template_stays_on_the_canvas() -> None:
    for template in TEMPLATES:
        for rect in (slot["rect"] for slot in template["slots"]):
            assert (
                rect["x"] >= 0 and rect["y"] >= 0 and rect["x"] + rect["w"] <= 1.001 and rect["y"] + rect["h"] <= 1.001
            )


def test_which_files_a_kind_can_show_is_what_its_form_accepts() -> None:
    assert assets.FITS["input", "file"] == ("video", "audio")
    assert assets.FITS["input", "image"] == assets.FITS["content", "image"] == ("image",)
    assert assets.FITS["input", "clock"] == ()


def test_captions_are_offered_in_the_languages_that_translators_have() -> None:
    told = client_of("viewer").get("/api/v1/facts").json()
    assert set(told["languages"]["shown"]) == {"en", *ARGOS}
    assert told["limits"]["caption_languages"] == 12 and told["limits"]["delay_s"] == 10


def test_new_captions_and_a_new_desk_are_what_the_show_file_says_of_them() -> None:
    told = client_of("viewer").get("/api/v1/facts").json()
    assert told["captions"] == completed("captions", {}) and told["caption_style"]["effect"] == "none"
    assert told["desk"]["transition"]["kind"] == "mix" and told["desk"]["program"] == "black"
