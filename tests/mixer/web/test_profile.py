"""The profile of a page that stays signed in: whose it is, what it takes, and that it is there again."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mixer.feed.forkserver import Forkserver
from mixer.feed.kept import open_kept
from mixer.kinds.sources.web import WebPage
from mixer.protocol.kept import folder_name
from mixer.web.profile import COOKIES, Profile
from tests.mixer.web.pages import BLUE, RED, Pages, flat, watching
from tests.mixer.web.test_pages import forkserver, page_at, pages

__all__ = ["forkserver", "pages"]

pytestmark = pytest.mark.xdist_group("pages")

COOKIE = {"name": "who", "value": "me", "domain": "127.0.0.1", "path": "/", "expires": -1, "size": 5, "session": True}
# Blue for whom it knows, by what it stored and by a cookie of the session.
KNOWS = """<script>
  const known = localStorage.who === "stored-by-the-page" && document.cookie.includes("who=me");
  document.body.style.background = known ? "rgb(0,0,255)" : "rgb(255,0,0)";
  localStorage.who = "stored-by-the-page";
  document.cookie = "who=me";
</script>"""


@contextmanager
def opened(path: Path) -> Iterator[int]:
    fd = open_kept(str(path))
    assert fd is not None
    try:
        yield fd
    finally:
        os.close(fd)


# -- the folder ------------------------------------------------------------------------------------


def test_a_kept_folder_is_its_readers_and_nobody_elses(tmp_path: Path) -> None:
    with opened(tmp_path / "kept" / "one"):
        assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept", tmp_path / "kept" / "one")] == [
            448
        ] * 2


def test_a_folder_that_was_opened_to_others_is_closed_again(tmp_path: Path) -> None:
    (tmp_path / "kept" / "one").mkdir(parents=True, mode=0o777)
    with opened(tmp_path / "kept" / "one"):
        assert stat.S_IMODE((tmp_path / "kept" / "one").stat().st_mode) == 0o700


def test_a_link_in_the_folders_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "one").symlink_to(tmp_path)
    assert open_kept(str(tmp_path / "kept" / "one")) is None


def test_the_name_of_a_folder_is_no_path_whatever_a_source_is_called() -> None:
    names = {folder_name(one) for one in ("../../etc", "/", "", "src_1", "src_2")}
    assert len(names) == 5
    assert all(name.isalnum() for name in names)


def test_two_never_have_one_profile_until_the_first_has_ended(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as second:
        with opened(tmp_path / "one") as first:
            assert Profile(first).take() == first
            assert Profile(second).take() is None
        assert Profile(second).take() == second


def test_what_a_browser_that_was_killed_left_locked_is_unlocked(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as fd:
        (tmp_path / "one" / "SingletonLock").symlink_to("page-2")
        Profile(fd).take()
        assert not os.path.lexists(tmp_path / "one" / "SingletonLock")


def test_what_a_page_has_stored_is_weighed_and_removed_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "file").write_bytes(b"x")
    with opened(tmp_path / "one") as fd:
        deep = tmp_path / "one" / "Default" / "Cache"
        deep.mkdir(parents=True)
        (deep / "data").write_bytes(os.urandom(3 << 20))
        (deep / "away").symlink_to(tmp_path / "others")
        profile = Profile(fd)
        assert 3 <= profile.megabytes() < 4
        profile.empty()
        assert list((tmp_path / "one").iterdir()) == []
        assert (tmp_path / "others" / "file").exists()


# -- cookies ---------------------------------------------------------------------------------------


def test_cookies_are_there_again_those_of_a_session_too(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as fd:
        lasting = COOKIE | {"name": "long", "expires": 4_000_000_000.5, "session": False}
        Profile(fd).keep([COOKIE, lasting])
        short, long = Profile(fd).cookies()
        assert short == {"name": "who", "value": "me", "domain": "127.0.0.1", "path": "/"}
        assert long["expires"] == 4_000_000_000.5
        assert stat.S_IMODE((tmp_path / "one" / COOKIES).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "7", '{"a": 1}', "[1, null]", "[" * 100_000])
def test_what_are_no_cookies_is_none(text: str, tmp_path: Path) -> None:
    with opened(tmp_path / "one") as fd:
        (tmp_path / "one" / COOKIES).write_text(text)
        assert Profile(fd).cookies() == []


def test_cookies_are_not_read_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text('[{"name": "a"}]')
    with opened(tmp_path / "one") as fd:
        (tmp_path / "one" / COOKIES).symlink_to(tmp_path / "secret")
        assert Profile(fd).cookies() == []


# -- in a real browser -----------------------------------------------------------------------------


@pytest.fixture
def kept(forkserver: Forkserver) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tally-kept-", ignore_cleanup_errors=True) as name:
        forkserver.kept = Path(name) / "kept"
        yield forkserver.kept
        forkserver.kept = None


def is_written(kept: Path) -> bool:
    """Whether a browser has written down what the page has stored, and we its cookie."""
    (folder,) = kept.iterdir()
    stored = (folder / "Default" / "Local Storage").rglob("*.log")
    cookies = folder / COOKIES
    return (
        cookies.exists()
        and "who" in cookies.read_text()
        and any(b"stored-by-the-page" in one.read_bytes() for one in stored)
    )


def test_a_page_that_stays_signed_in_knows_its_visitor_after_a_restart(
    pages: Pages, forkserver: Forkserver, kept: Path
) -> None:
    page = page_at(pages.put("a", flat("white", KNOWS)), keep_profile=True)
    with watching(page, forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        watcher.wait_for(lambda: is_written(kept))
    with watching(page, forkserver) as watcher:
        watcher.wait_for(lambda: watcher.look() is not None)
        watcher.wait_for(lambda: watcher.shows(BLUE))
        assert not any("signed out" in text for text in watcher.said)


def test_a_page_that_does_not_stay_signed_in_leaves_nothing(pages: Pages, forkserver: Forkserver, kept: Path) -> None:
    page = page_at(pages.put("a", flat("white", KNOWS)))
    for _ in range(2):
        with watching(page, forkserver) as watcher:
            watcher.wait_for(lambda: watcher.shows(RED))  # noqa: B023
    assert not kept.exists()


def test_a_second_reader_of_a_source_begins_with_a_new_profile_and_says_so(
    pages: Pages, forkserver: Forkserver, kept: Path
) -> None:
    page = page_at(pages.put("a", flat("white", KNOWS)), keep_profile=True)
    with watching(page, forkserver) as first:
        first.wait_for(lambda: first.shows(RED))
        first.wait_for(lambda: is_written(kept))
        with watching(replace(page, css="p{}"), forkserver) as second:
            second.wait_for(lambda: second.shows(RED))
            assert any("another reader has its profile" in text for text in second.said)


def test_a_page_without_a_place_to_keep_anything_is_shown_and_says_so(pages: Pages, forkserver: Forkserver) -> None:
    page: WebPage = page_at(pages.put("a", flat("white", KNOWS)), keep_profile=True)
    with watching(page, forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        assert any("its profile cannot be kept here" in text for text in watcher.said)
