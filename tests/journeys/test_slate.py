"""A sender dies on air: viewers see the show's own slate and not a word of ours, the director what is wrong."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.test_console import page
from tests.up.studio import Studio
from tests.up.test_ingest import push
from tests.waiting import until

__all__ = ["page"]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
SLATE = (0x20, 0x60, 0xA0)
# The least and the most of each colour in the programme as this browser sees it.
PIXELS = """() => {
  const video = document.querySelector(".monitor[data-bus=program] video");
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const [least, most] = [[255, 255, 255], [0, 0, 0]];
  for (let at = 0; at < data.length; at += 1) {
    if (at % 4 === 3) continue;
    least[at % 4] = Math.min(least[at % 4], data[at]);
    most[at % 4] = Math.max(most[at % 4], data[at]);
  }
  return [least, most];
}"""


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    house = Studio(tmp_path).with_a_show()
    supervisor = house.start()
    try:
        house.link(supervisor)
        yield house
    finally:
        house.end(supervisor, signal.SIGTERM)


def plain(page: Page, color: tuple[int, int, int]) -> bool:
    """Whether the programme's picture is this colour everywhere: a word on it would be another."""
    least, most = page.evaluate(PIXELS)
    return all(abs(least[at] - one) < 14 and abs(most[at] - one) < 14 for at, one in enumerate(color))


def test_a_sender_dies_on_air_and_the_slate_says_nothing_while_the_tile_says_what_to_do(
    studio: Studio, page: Page
) -> None:
    with studio.api() as api:
        address = f"shows/{studio.show_id}"
        color = "#" + "".join(f"{one:02x}" for one in SLATE)
        api.patch(address, json={"slate": {"color": color, "text": ""}}).raise_for_status()
        camera = next(
            one["id"] for one in api.get(f"{address}/sources").json()["results"] if one["input"]["kind"] == "push"
        )
        page.goto(studio.manage("link").strip())
        page.click("button[type=submit], form button")
        page.wait_for_selector("body.console, a.show")
        page.goto(f"http://127.0.0.1:{studio.port}/shows/{studio.show_id}/")
        tile = f".tile.source[data-id={camera}]"
        page.wait_for_selector(f"{tile} .tile-state:text('waiting')")  # it never came
        api.post(f"{address}/take", json={"scene": camera}).raise_for_status()
        page.wait_for_selector(f"{tile} .tile-lamp:text-is('Slate on air')")
        until(lambda: plain(page, SLATE))

        with push(f"rtmp://127.0.0.1:{studio.rtmp_port}/live/{studio.stream_key}", 120) as sender:
            page.wait_for_selector(f"{tile} .tile-lamp:text-is('On air')")
            until(lambda: not plain(page, SLATE))
            sender.kill()
        page.wait_for_selector(f"{tile}[data-slate] .tile-lamp:text-is('Slate on air')")
        page.wait_for_selector(f"{tile} .tile-trouble:text('no signal')")
        trouble = page.inner_text(f"{tile} .tile-trouble")
        assert "Check the sender" in trouble or "Start the encoder" in trouble
        page.wait_for_selector(".monitor[data-bus=program] .lost-label:has-text('Camera')")
        until(lambda: plain(page, SLATE))

        words = {"slate": {"text": "Back soon"}}
        api.patch(address, json=words).raise_for_status()
        api.post(f"{address}/take", json={"scene": camera}).raise_for_status()
        until(lambda: not plain(page, SLATE))
        assert page.locator(".lost-label").first.is_visible()
