"""Graphics written to the specifications of OGraf, CasparCG and SPX, played by the adapter in a real browser."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from mixer.graphics.manifest import SCHEMA, read_ograf, read_template
from mixer.graphics.shelf import SHIPPED
from mixer.kinds.overlays.graphic import GraphicOverlay
from tests.console.test_page import browser
from tests.mixer.graphics.stage import Stage, stage, uploaded
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey

GRAPHIC = """
export default class Told extends HTMLElement {
  told = (window.told ??= []);
  async load(params) { this.told.push(["load", params.data, params.renderType]); %(load)s }
  async dispose() {}
  async updateAction({data}) { this.told.push(["update", data]); %(update)s }
  async playAction(params) { this.told.push(["play", params]); return new Promise(() => {}); }
  async stopAction(params) { this.told.push(["stop", params]); return new Promise(() => {}); }
  async customAction({id, payload}) { this.told.push(["custom", id, payload]); throw new Error("no " + id); }
}
"""


def ograf(steps: int = 1, load: str = "", update: str = "") -> tuple[GraphicOverlay, dict[str, str]]:
    manifest = json.dumps({
        "$schema": SCHEMA, "id": "A picture: ✓", "name": "Told", "main": "lib/told.mjs", "stepCount": steps,
        "supportsRealTime": True, "supportsNonRealTime": False, "customActions": [{"id": "flash", "name": "Flash"}],
        "schema": {"type": "object", "properties": {
            "title": {"type": "string", "default": "Nobody"}, "votes": {"type": "array", "default": []}}},
    })  # fmt: skip
    content = uploaded(read_ograf(manifest, "pack/told.ograf.json"))
    return content, {
        "pack/told.ograf.json": manifest,
        "pack/lib/told.mjs": GRAPHIC % {"load": load, "update": update},
    }


def told(stage: Stage) -> list[Any]:
    return list(stage.page.evaluate("window.told ?? []"))


def verbs(stage: Stage) -> list[str]:
    return [one[0] for one in told(stage)]


def test_a_graphic_is_loaded_with_its_data_played_led_through_its_steps_and_stopped(browser: Browser) -> None:
    content, files = ograf(steps=3)
    with stage(browser, files) as one:
        one.open(content, fields={"title": "Ada", "votes": "[1,2]"})
        one.tell(on=True)
        one.tell(step=1)
        one.tell(step=2)
        one.tell(on=False)
        assert told(one) == [
            ["load", {"title": "Ada", "votes": [1, 2]}, "realtime"],
            ["play", {"goto": 0, "skipAnimation": False}],
            ["play", {"goto": 1, "skipAnimation": False}],
            ["play", {"goto": 2, "skipAnimation": False}],
            ["stop", {"skipAnimation": False}],
        ]  # no call has waited for an animation: their promises never end


def test_steps_that_nobody_counts_are_gone_through_one_by_one(browser: Browser) -> None:
    content, files = ograf(steps=-1)
    with stage(browser, files) as one:
        one.open(content)
        one.tell(on=True)
        one.tell(step=1)
        assert [params for verb, params, *_ in told(one)[1:]] == [{"delta": 1, "skipAnimation": False}] * 2


def test_data_is_updated_whole_and_what_has_no_text_has_its_default(browser: Browser) -> None:
    content, files = ograf()
    with stage(browser, files) as one:
        one.open(content)
        one.tell(fields={"votes": "[3]"})
        assert told(one)[-1] == ["update", {"title": "Nobody", "votes": [3]}]


def test_after_a_restart_it_stands_where_it_stood_and_does_nothing_again(browser: Browser) -> None:
    content, files = ograf(steps=3)
    with stage(browser, files) as one:
        one.open(content, on=True, step=2, actions=[[7, "flash", None], [8, "play", None]])
        assert told(one)[1:] == [["play", {"goto": 2, "skipAnimation": True}]]
        one.tell(actions=[[7, "flash", None], [8, "play", None], [9, "flash", {"a": 1}]])
        assert told(one)[-1] == ["custom", "flash", {"a": 1}]


def test_what_leaves_by_itself_is_not_played_again_after_a_restart(browser: Browser) -> None:
    content, files = ograf(steps=0)
    with stage(browser, files) as one:
        one.open(content, on=True)
        assert verbs(one) == ["load"]
        one.tell(on=False)
        one.tell(on=True)
        assert verbs(one) == ["load", "stop", "play"]


@pytest.mark.parametrize("load", ["throw new Error('no power')", "return {statusCode: 500, statusMessage: 'no power'}"])
def test_a_graphic_that_throws_is_told_and_goes_on(browser: Browser, load: str) -> None:
    content, files = ograf(load=load, update="this.nowhere.fails()")
    with stage(browser, files) as one:
        one.open(content)
        assert "tally: load: no power" in one.said
        one.tell(fields={"title": "x"})
        until(lambda: any("tally: updateAction: " in text for text in one.said))
        one.action("flash")
        until(lambda: "tally: customAction: no flash" in one.said)
        one.tell(on=True)
        assert verbs(one)[-1] == "play"


def test_a_graphic_that_cannot_be_loaded_is_told(browser: Browser) -> None:
    content, files = ograf()
    with stage(browser, {**files, "pack/lib/told.mjs": "export default 7"}) as one:
        one.open(content)
        assert any("exports no HTMLElement" in text for text in one.said)


CALLS = """
function say(name, value) { (parent.told ??= []).push(value === undefined ? [name] : [name, value]); }
function update(data) { say("update", data); }
const play = () => say("play");
window.next = () => say("next");
function stop() { say("stop"); }
function remove() { say("remove"); }
function invoked(value) { say("invoked", value); }
"""


def template(script: str = CALLS, more: str = "", data: str = "JSON.parse") -> tuple[GraphicOverlay, dict[str, str]]:
    html = f'<body style="background:transparent"><i id="f0"></i><script>{more}{script}\n// {data}\n</script>'
    return uploaded(read_template(html, "tpl/strap.html")), {"tpl/strap.html": html}


def test_a_casparcg_template_is_updated_then_played_then_led_on_and_stopped(browser: Browser) -> None:
    content, files = template()
    with stage(browser, files) as one:
        one.open(content, fields={"f0": 'He said "<b>"'})
        one.tell(on=True)
        one.tell(step=1)
        one.action("invoked", {"a": 1})
        one.tell(on=False)
        data = json.dumps({"f0": 'He said "<b>"'}, separators=(",", ":"))
        assert told(one) == [
            ["update", data], ["update", data], ["play"], ["next"], ["invoked", {"a": 1}], ["stop"],
        ]  # fmt: skip


def test_a_template_that_was_stopped_is_played_again_in_a_frame_of_its_own(browser: Browser) -> None:
    content, files = template()
    with stage(browser, files) as one:
        one.open(content, on=True)
        one.tell(on=False)
        one.tell(on=True)
        until(lambda: verbs(one)[-4:] == ["stop", "update", "remove", "play"])
        assert one.page.locator("iframe").count() == 1


def test_a_template_that_wants_xml_gets_templatedata(browser: Browser) -> None:
    content, files = template(data="DOMParser")
    with stage(browser, files) as one:
        one.open(content, fields={"f0": 'a "b" <c>'})
        assert told(one)[0][1] == (
            '<templateData><componentData id="f0"><data id="text" value="a &quot;b&quot; &lt;c&gt;"/>'
            "</componentData></templateData>"
        )


def test_an_spx_template_is_played_with_the_fields_of_its_definition(browser: Browser) -> None:
    more = """window.SPXGCTemplateDefinition = {"description": "Strap", "steps": 2, "dataformat": "json",
      "DataFields": [{"field": "f0", "ftype": "textfield", "title": "Name", "value": "Ada"}]};"""
    content, files = template(more=more)
    with stage(browser, files) as one:
        one.open(content, fields={"f0": "Grace"}, on=True, step=1)
        assert told(one)[-3:] == [["update", '{"f0":"Grace"}'], ["play"], ["next"]]


def test_a_template_that_throws_is_told(browser: Browser) -> None:
    content, files = template(CALLS + "window.play = () => { throw new Error('no stage'); }", data="JSON.parse")
    files = {name: text.replace('const play = () => say("play");', "") for name, text in files.items()}
    with stage(browser, files) as one:
        one.open(content, on=True)
        assert "tally: play(): no stage" in one.said


def test_a_plain_page_is_shown_while_its_overlay_is_on(browser: Browser) -> None:
    content = uploaded(read_template("<h1>Hello</h1>", "index.html"))
    with stage(browser, {"index.html": "<h1>Hello</h1>"}) as one:
        one.open(content)
        assert one.page.evaluate("document.getElementById('stage').dataset.plain") == "off"
        one.tell(on=True)
        assert one.page.evaluate("document.getElementById('stage').dataset.plain") == "on"


def inked(one: Stage) -> bool:
    """Whether anything of the page can be seen."""
    picture = Image.open(io.BytesIO(one.page.screenshot(omit_background=True))).convert("RGBA")
    return picture.getchannel("A").getbbox() is not None


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_graphic_comes_in_and_leaves_nothing_behind(browser: Browser, name: str) -> None:
    with stage(browser) as one:
        one.open(GraphicOverlay(graphic=name))  # type: ignore[arg-type]
        assert not inked(one)
        one.tell(on=True)
        until(lambda: inked(one))
        one.tell(on=False)
        until(lambda: not inked(one))
        assert [text for text in one.said if text.startswith("tally")] == []


LINES = """() => [...document.querySelector('#stage > *').shadowRoot.querySelectorAll('.fits')]
    .filter((e) => e.offsetWidth).map((e) => { const b = e.getBoundingClientRect();
      return [b.left / innerWidth, b.top / innerHeight, b.right / innerWidth, b.bottom / innerHeight]; })"""
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und ihre Freunde e. V."
TEXTS = {
    "poll": {"question": LONG, "options": json.dumps([{"text": LONG[:80], "votes": n} for n in range(6)])},
    "product-card": {"name": LONG, "detail": LONG, "call": LONG[:60]},
    "quote": {"quote": f"{LONG} {LONG} {LONG}", "author": LONG, "role": LONG},
    "now-and-next": {"now": LONG, "next": LONG},
}


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_longest_texts_stay_inside_the_safe_margins(browser: Browser, name: str, size: tuple[int, int]) -> None:
    with stage(browser, size=size) as one:
        one.open(GraphicOverlay(graphic=name), fields=TEXTS[name], on=True)  # type: ignore[arg-type]
        boxes = one.page.evaluate(LINES)
        assert boxes
        assert all(x >= 0.045 and y >= 0.045 and r <= 0.955 and b <= 0.955 for x, y, r, b in boxes)
