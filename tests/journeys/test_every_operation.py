"""Every operation of the API, once, through a running studio with its workers, to its effect: a 202 is no proof."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.helpers import MEDIA
from tests.journeys.later_operations import happens_on_frames
from tests.journeys.obs_operations import has_obs_passwords
from tests.journeys.operations import Heard
from tests.journeys.page_operations import has_pages
from tests.journeys.rundown_operations import lines_up, runs, takes_back
from tests.journeys.schedule_operations import is_scheduled
from tests.journeys.view_operations import is_viewed, listens
from tests.journeys.webhook_operations import has_webhooks
from tests.subtitles.tiny import looks_like_argos
from tests.up.studio import Studio
from tests.waiting import until
from tools.demo_pack.__main__ import PACK

pytestmark = [pytest.mark.journey, pytest.mark.alone, pytest.mark.timeout(600)]
PATIENCE_S = 240.0
SMALL = {"canvas": {"width": 320, "height": 180}, "encoding": {"preset": "ultrafast", "segment_s": 1.0}}
A_USER = "from django.contrib.auth.models import User; User.objects.create_user('ada')"
Row = dict[str, Any]


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path, more_env={"TALLY_ALLOW_NETS": "127.0.0.1"}).with_a_show()
    studio.manage("shell", "-v0", "-c", "from studio.models import Show; Show.objects.update(wanted=False)")
    studio.manage("shell", "-v0", "-c", A_USER)
    supervisor = studio.start()
    try:
        studio.link(supervisor)
        yield studio
    finally:
        studio.end(supervisor, signal.SIGTERM)


class Director:
    """A client that expects what it asks for to be done."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.show = ""

    def get(self, path: str, **asked: Any) -> Any:
        return self._ok(self.client.get(path, params=asked)).json()

    def post(self, path: str, value: Any = None) -> Any:
        return self._ok(self.client.post(path, json={} if value is None else value)).json()

    def patch(self, path: str, value: Row) -> Any:
        return self._ok(self.client.patch(path, json=value)).json()

    def delete(self, path: str) -> None:
        assert self._ok(self.client.delete(path)).status_code == 204

    def send(self, path: str, file: Path) -> Any:
        with file.open("rb") as opened:
            return self._ok(self.client.post(path, files={"file": opened})).json()

    def of_show(self, path: str) -> str:
        return f"shows/{self.show}/{path}"

    @property
    def status(self) -> Row:
        return dict(self.get(self.of_show("status")))

    def command(self, verb: str, **parts: Any) -> Row:
        """A command, applied by the mixer on a frame that it names."""
        answer: Row = self.post(self.of_show(verb), parts)
        assert answer["ok"], answer
        return answer

    def _ok(self, answer: httpx.Response) -> httpx.Response:
        asked = f"{answer.request.method} {answer.request.url.path}"
        assert answer.is_success, f"{asked}: {answer.status_code} {answer.text}"
        return answer


def test_every_operation_of_the_api_has_its_effect(studio: Studio, tmp_path: Path) -> None:
    with studio.api() as client:
        heard, director = Heard(client), Director(client)
        narration = library(director)
        shows(director)
        scenes = parts(director, narration)
        lines_up(director, narration)
        takes_back(director)
        edits_at_once(director)
        is_archived(director, tmp_path)
        members(director)
        users(director)
        gives(director)
        has_obs_passwords(director)
        has_webhooks(director)
        models(director, tmp_path)
        goes_on_air(director)
        runs(director)
        is_scheduled(director)
        has_pages(director)
        is_viewed(director)
        listens(director)
        directs(director, *scenes)
        plays(director)
        records(director)
        sends(director)
        restarts(director)
        captions(director)
        leaves(director)
        assert heard.left_out() == []


def library(director: Director) -> str:
    """An upload is looked at by a worker, and can be shown; one is deleted."""
    for file in (MEDIA / "bottle-640x360-29.8fps-silent.mp4", next(PACK.glob("narration.*[!n]"))):
        asset = director.send("library", file)["id"]
        until(lambda asset=asset: director.get(f"library/{asset}")["state"] != "probing", seconds=PATIENCE_S)  # type: ignore[misc]
        assert director.get(f"library/{asset}")["state"] == "ready"
    seen = director.get("library")["results"]
    [silent] = [one["id"] for one in seen if one["id"] != asset]
    director.delete(f"library/{silent}")
    assert [one["id"] for one in director.get("library")["results"]] == [asset]
    in_pieces(director)
    orders(director, asset)
    return str(asset)


def in_pieces(director: Director) -> None:
    """A file comes in two pieces, from where the server says; one that is cancelled leaves nothing."""
    content = (MEDIA / "speech-en-44.1k.flac").read_bytes()
    begun = director.post("uploads", {"name": "speech.flac", "bytes": len(content)})
    address, kind = f"uploads/{begun['id']}", {"Content-Type": "application/offset+octet-stream"}
    assert begun["id"] in {one["id"] for one in director.get("uploads")["results"]}
    for start, end in ((0, 100_000), (100_000, len(content))):
        assert director.get(address)["offset"] == start
        headers = kind | {"Upload-Offset": str(start)}
        assert director.client.patch(address, content=content[start:end], headers=headers).status_code == 204
    asset = director.get(address)["asset"]
    until(lambda: director.get(f"library/{asset}")["loudness_lufs"] == -12.5, seconds=PATIENCE_S)
    director.delete(f"library/{asset}")
    director.delete(f"uploads/{director.post('uploads', {'name': 'x', 'bytes': 9})['id']}")
    assert director.get("uploads")["results"] == []


def orders(director: Director, asset: str) -> None:
    """A file gets a name and a folder, and the folder another name."""
    changed = director.patch(f"library/{asset}", {"name": "Narration", "folder": "Speech"})
    assert (changed["name"], changed["used_in"]) == ("Narration", [])
    assert [one["path"] for one in director.get("library/folders")["folders"]] == ["Speech"]
    director.patch("library/folders", {"path": "Speech", "to": "Sound/Speech"})
    found = director.get("library", search="narr", folder="Sound", below=True)["results"]
    assert [(one["id"], one["folder"]) for one in found] == [(asset, "Sound/Speech")]


def shows(director: Director) -> None:
    """One is made, one imported, one copied, one replaced, one removed."""
    made = director.post("shows", {"name": "Every operation", **SMALL})
    file = director.get(f"shows/{made['id']}/export")
    copy = director.post("shows/import", file | {"name": "A copy"})
    assert {"Every operation", "A copy"} <= {one["name"] for one in director.get("shows")["results"]}
    twin = director.post(f"shows/{made['id']}/copy")
    assert (twin["name"], twin["canvas"]) == ("Every operation (copy)", made["canvas"])
    director.delete(f"shows/{twin['id']}")
    director.post(f"shows/{copy['id']}/import", file | {"name": "Another"})
    assert director.get(f"shows/{copy['id']}")["name"] == "Another"
    director.delete(f"shows/{copy['id']}")
    assert copy["id"] not in {one["id"] for one in director.get("shows")["results"]}
    director.show = str(made["id"])
    assert director.patch(f"shows/{director.show}", {"name": "Tonight"})["name"] == "Tonight"


def parts(director: Director, narration: str) -> list[str]:
    """Every kind of part is made, read, changed and removed; three scenes are left, the first with the narration."""
    voice = {"name": "Voice", "input": {"kind": "file", "asset": narration}}
    bars = {"name": "Bars", "input": {"kind": "test"}}
    assert director.get("layout-templates")["results"] == director.get("facts")["layout_templates"]
    layout = director.get(director.of_show("layouts"))["results"][0]
    slot = layout["slots"][0]["name"]
    sources = [kept(director, "sources", one)["id"] for one in (voice, bars)]
    for number, source in enumerate([*sources, sources[1]]):
        kept(director, "scenes", {"name": f"Scene {number}", "layout": layout["id"], "slots": {slot: source}})
    kept(director, "layouts", {"name": "Mine", "slots": [{"name": "only"}]})
    kept(director, "overlays", {"name": "Name", "content": {"kind": "text"}, "fields": {"title": "Ada"}})
    camera = director.post(director.of_show("sources"), {"name": "Camera", "input": {"kind": "push"}})
    fresh = director.post(director.of_show(f"sources/{camera['id']}/rotate_key"))
    assert fresh["stream_key"] != camera["stream_key"]
    return [one["id"] for one in director.get(director.of_show("scenes"))["results"] if one["name"].startswith("Scene")]


def kept(director: Director, plural: str, value: Row) -> Row:
    """One that stays, after another of the kind was changed and removed."""
    address = director.of_show(plural)
    gone = director.post(address, value | {"name": "For a moment"})["id"]
    assert director.patch(f"{address}/{gone}", {"name": "Changed"})["name"] == "Changed"
    assert director.get(f"{address}/{gone}")["name"] == "Changed"
    director.delete(f"{address}/{gone}")
    made: Row = director.post(address, value)
    assert gone not in {one["id"] for one in director.get(address)["results"]}
    return made


def edits_at_once(director: Director) -> None:
    """A layout and a scene on it come as one edit, which was tried before, and go as one."""
    layout = {"op": "add", "kind": "layout", "id": "$l", "value": {"name": "At once", "slots": [{"name": "only"}]}}
    scene = {"op": "add", "kind": "scene", "id": "$s", "value": {"name": "At once", "layout": "$l"}}
    tried = director.post(director.of_show("edit"), {"ops": [layout, scene], "dry_run": True})
    assert tried["problems"] == [] and {one["name"] for one in tried["changes"]} >= {"At once"}
    names = director.post(director.of_show("edit"), {"ops": [layout, scene]})["names"]
    assert director.get(director.of_show(f"scenes/{names['$s']}"))["layout"] == names["$l"]
    gone = [{"op": "remove", "kind": kind, "id": names[name]} for kind, name in (("scene", "$s"), ("layout", "$l"))]
    director.post(director.of_show("edit"), {"ops": gone})


def is_archived(director: Director, tmp_path: Path) -> None:
    """The show is one file, and a worker makes another show of that."""
    file = tmp_path / "show.zip"
    file.write_bytes(director.client.get(director.of_show("archive")).content)
    job = director.send("shows/import-archive", file)["id"]
    address = f"shows/import-archive/{job}"
    until(lambda: director.get(address)["state"] in ("done", "failed"), seconds=PATIENCE_S)
    told = director.get(address)
    assert (told["state"], told["error"]) == ("done", "")
    assert job in {one["id"] for one in director.get("shows/import-archive")["results"]}
    sources = [[one["name"] for one in director.get(f"shows/{pk}")["sources"]] for pk in (director.show, told["show"])]
    assert sources[0] == sources[1]
    director.delete(f"shows/{told['show']}")


def members(director: Director) -> None:
    address = director.of_show("members")
    director.post(address, {"user": "ada", "role": "viewer"})
    assert ("ada", "viewer") in {(one["user"], one["role"]) for one in director.get(address)["results"]}
    assert director.patch(f"{address}/ada", {"role": "producer"})["role"] == "producer"
    director.delete(f"{address}/ada")
    assert "ada" not in {one["user"] for one in director.get(address)["results"]}


def users(director: Director) -> None:
    """One is made, changed, given a way to a password, and removed."""
    assert director.post("users", {"user": "eve"})["link"]
    assert director.patch("users/eve", {"name": "Eve Holt"})["name"] == "Eve Holt"
    assert director.get("users/eve")["name"] == "Eve Holt"
    assert is_there(director, director.post("users/eve/password_link")["link"])
    director.delete("users/eve")
    assert "eve" not in {one["user"] for one in director.get("users")["results"]}


def gives(director: Director) -> None:
    """What is given works until it is ended: invitations, tokens, watch keys."""
    for address, what in (("invitations", {"show": director.show}), (director.of_show("invitations"), {})):
        invited = director.post(address, {"role": "viewer", **what})
        assert invited["id"] in {one["id"] for one in director.get(address)["results"]}
        assert is_there(director, invited["link"])
        director.delete(f"{address}/{invited['id']}")
        assert not is_there(director, invited["link"])
    token = director.post("tokens", {"name": "A program", "role": "viewer", "show": director.show})
    looks = {"Authorization": f"Bearer {token['token']}"}
    assert director.client.get(f"shows/{director.show}", headers=looks).is_success
    director.delete(f"tokens/{token['id']}")
    assert token["id"] not in {one["id"] for one in director.get("tokens")["results"]}
    assert director.client.get(f"shows/{director.show}", headers=looks).status_code == 401
    director.patch(f"shows/{director.show}", {"private": True})
    key = director.post(director.of_show("watch-keys"), {"name": "A friend"})
    assert key["id"] in {one["id"] for one in director.get(director.of_show("watch-keys"))["results"]}
    assert is_there(director, key["watch_url"])
    director.delete(director.of_show(f"watch-keys/{key['id']}"))
    until(lambda: not is_there(director, key["watch_url"]), seconds=PATIENCE_S)
    director.patch(f"shows/{director.show}", {"private": False})


def is_there(director: Director, link: str) -> bool:
    """Whether a link leads somebody who is not signed in to what it promises."""
    url = httpx.URL(link)
    return httpx.get(f"http://{director.client.base_url.netloc.decode()}{url.raw_path.decode()}", timeout=30).is_success


def models(director: Director, folder: Path) -> None:
    """A file becomes a model; what cannot be had by name ends in words."""

    def state(name: str) -> Row:
        return next((one for one in director.get("caption-models")["models"] if one["name"] == name), {"state": "gone"})

    director.send("caption-models/upload", Path(str(looks_like_argos(folder / "en_it.argosmodel", "en", "it"))))
    until(lambda: state("translate-en_it")["state"] == "installed", seconds=PATIENCE_S)
    director.post("caption-models", {"name": "translate-en_it"})
    until(lambda: state("translate-en_it")["state"] == "installed", seconds=PATIENCE_S)
    director.delete("caption-models/translate-en_it")
    assert state("translate-en_it")["state"] == "available"


def goes_on_air(director: Director) -> None:
    settings = {"on": True, "language": "en", "delay_s": 6, "languages": [{"code": "en"}, {"code": "fr"}]}
    director.patch(f"shows/{director.show}", {"captions": settings})
    assert director.post(director.of_show("start"), {"rehearse": True})["wanted"]
    until(lambda: (now := director.status)["rehearsing"] and now["status"], seconds=PATIENCE_S)
    director.command("go_on_air")
    until(lambda: director.status["on_air"], seconds=PATIENCE_S)
    assert director.show in str(director.get(director.of_show("watch")))


def directs(director: Director, voice: str, bars: str, other: str) -> None:
    """Every verb, and the desk as it is afterwards."""

    def desk() -> Row:
        return dict(director.status["desk"])

    director.command("take", scene=voice)
    director.command("preview", scene=bars)
    assert until(lambda: (now := desk())["preview"] == bars and now)["program"] == voice
    director.command("cut")
    until(lambda: desk()["program"] == bars)
    director.command("transition", kind="wipe", duration_ms=200)
    director.command("auto")
    until(lambda: desk()["program"] == voice)
    director.command("rehearse_transition", kind="mix", duration_ms=2000)
    until(lambda: desk()["rehearsal"])
    director.command("tbar", position=0.5)
    until(lambda: (now := desk())["running"] and now["running"]["held"] == 0.5 and not now["rehearsal"])
    director.command("tbar", position=0)
    until(lambda: not (now := desk())["running"] and now["program"] == voice)
    [overlay] = [one["id"] for one in director.get(director.of_show("overlays"))["results"]]
    director.command("overlay", overlay=overlay, on=True)
    director.command("overlays_off")
    until(lambda: not desk()["overlays"][overlay]["on"])
    source = director.get(director.of_show("sources"))["results"][0]["id"]
    director.command("sound", source=source, gain_db=-6.0)
    director.command("master", gain_db=-3.0)
    director.command("ftb")
    director.command("ftb")
    director.command("take", scene=voice)
    until(lambda: desk()["program"] == voice)
    runs_a_macro(director, voice, bars, desk)
    happens_on_frames(director, voice, bars)


def runs_a_macro(director: Director, voice: str, bars: str, desk: Callable[[], Row]) -> None:
    """Both of its takes happen, the one after the other; a second one is stopped while it waits."""
    takes = [{"verb": "take", "parts": {"scene": bars}}, {"verb": "take", "parts": {"scene": voice}, "after_ms": 300}]
    waits = [{"verb": "cut", "after_ms": 600_000}]
    macros = [{"id": "both", "name": "Both", "steps": takes}, {"id": "waits", "name": "Waits", "steps": waits}]
    director.patch(f"shows/{director.show}", {"surface": {"macros": macros}})
    director.command("run_macro", macro="both")
    until(lambda: desk()["program"] == bars)
    until(lambda: desk()["program"] == voice)
    director.command("run_macro", macro="waits")
    director.command("stop_macro", macro="waits")


def plays(director: Director) -> None:
    """The narration is cued, played, paused and wound; each time its reader gets there."""
    source = director.get(director.of_show("sources"))["results"][0]["id"]

    def stands(state: str, at_least_s: float) -> Row | None:
        found: Row = director.status["status"]["sources"][source]["transport"]
        return found if found["ready"] and found["state"] == state and found["position_s"] >= at_least_s else None

    director.command("pause", source=source)
    assert until(lambda: stands("paused", 0))["length_s"] > 40
    director.command("cue", source=source, position_s=10.0)
    assert until(lambda: stands("cued", 10))["position_s"] == 10
    director.command("play", source=source)
    until(lambda: stands("playing", 11))
    director.command("seek", source=source, by_s=20.0)
    until(lambda: stands("playing", 31))
    director.command("playback", source=source, out_s=34.0, speed=2.0, end="hold")
    assert until(lambda: stands("ended", 34))["remaining_s"] == 0
    director.command("playback", source=source, out_s=0, speed=1.0, end="loop")
    director.command("play", source=source, position_s=0)
    until(lambda: stands("playing", 0))


def records(director: Director) -> None:
    address = director.of_show("recordings")
    director.command("start_recording")
    until(lambda: director.status["recording"]["on"], seconds=PATIENCE_S)
    until(lambda: any(one["parts"] for one in director.get(address)["results"]), seconds=PATIENCE_S)
    begun = director.status["status"]["frame"]
    until(lambda: director.status["status"]["frame"] > begun + 60, seconds=PATIENCE_S)  # long enough to be cut
    director.command("stop_recording")
    [made] = director.get(address)["results"]
    until(lambda: director.get(f"{address}/{made['id']}")["state"] == "finished", seconds=PATIENCE_S)

    def is_whole() -> bool:
        [part] = director.get(f"{address}/{made['id']}")["parts"]
        file = director.client.get(f"http://{director.client.base_url.netloc.decode()}{part['download']}")
        return part["state"] == "finished" and file.is_success and len(file.content) == part["bytes"] > 0

    until(is_whole, seconds=PATIENCE_S)
    assert director.patch(f"{address}/{made['id']}", {"name": "The whole evening"})["name"] == "The whole evening"
    assert [one["name"] for one in director.get("recordings")["results"]] == ["The whole evening"]
    cuts_a_clip(director, f"{address}/{made['id']}")
    assert {"recording_started", "recording_stopped"} & {
        one["code"] for one in director.get(director.of_show("events"))["results"]
    }


def cuts_a_clip(director: Director, address: str) -> None:
    """A worker cuts half a second out of it, and the clip is looked at like any other file."""
    [part] = director.get(address)["parts"]
    assert part["seconds"] > 0.7, part
    asked = {"part": 1, "start_s": 0.2, "end_s": 0.7, "name": "The moment"}
    assert director.post(f"{address}/trim", asked)["state"] in ("queued", "running", "done")

    def clip() -> Row:
        return dict(director.get(address)["clips"][0])

    until(lambda: clip()["state"] == "done", "the clip", seconds=PATIENCE_S)
    asset = f"library/{clip()['asset']}"
    until(lambda: director.get(asset)["state"] == "ready", seconds=PATIENCE_S)
    found = director.get(asset)
    assert (found["name"], found["kind"]) == ("The moment.mp4", "video")
    assert abs(found["duration_s"] - 0.5) < 0.04, found


def sends(director: Director) -> None:
    """A further list of segments is begun and ended by itself; who did that is in the audit list."""
    relay = {"name": "Elsewhere", "output": {"kind": "relay", "server": "rtmp://93.184.216.34/live"}}
    kept(director, "destinations", relay | {"secrets": {"key": "abc"}})
    looks_after_an_alert(director, kept(director, "destinations", relay | {"name": "Without a key"}))
    long = kept(director, "destinations", {"name": "Long", "output": {"kind": "hls", "place": "long", "window": 100}})

    def state() -> str:
        return next((one["state"] for one in director.status["destinations"] if one["id"] == long["id"]), "")

    director.command("start_destination", destination=long["id"])
    until(lambda: state() == "running", seconds=PATIENCE_S)
    playlist = f"http://{director.client.base_url.netloc.decode()}/hls/{director.show}/long/index.m3u8"
    assert "#EXTINF" in director.client.get(playlist).text
    director.command("stop_destination", destination=long["id"])
    until(lambda: state() == "off", seconds=PATIENCE_S)
    address = director.of_show(f"destinations/{long['id']}")
    until(lambda: director.get(f"{address}/history")["results"][0]["code"] == "destination_stopped", seconds=PATIENCE_S)
    assert "text" in director.get(f"{address}/log")
    director.delete(address)
    assert director.client.get(playlist).status_code == 404

    def done() -> set[str]:
        return {one["verb"] for one in director.get(director.of_show("audit"))["results"] if one["by"]}

    until(lambda: {"start_destination", "stop_destination"} <= done(), seconds=PATIENCE_S)


def looks_after_an_alert(director: Director, relay: Row) -> None:
    """What cannot get through is an alert until it is off, and everybody is told who looks after it."""

    def alert() -> Row:
        found = (one for one in director.status["alerts"] if one["key"] == f"destination {relay['id']}")
        return next(found, {"resolved": 0.0, "acknowledged": None})

    director.command("start_destination", destination=relay["id"])
    until(lambda: alert()["resolved"] is None, seconds=PATIENCE_S)
    director.command("acknowledge_alert", alert=alert()["key"])
    assert alert()["acknowledged"]["by"]
    director.command("stop_destination", destination=relay["id"])
    until(lambda: alert()["resolved"], seconds=PATIENCE_S)
    assert director.status["machine"]["disk"]["minutes"] > 0


def restarts(director: Director) -> None:
    """The engine is replaced, and the programme is there again."""
    before = director.status["status"]["first_frame"]
    director.command("restart_engine")
    until(lambda: (director.status["status"] or {}).get("first_frame", before) > before, seconds=PATIENCE_S)


def captions(director: Director) -> None:
    """The narration is heard; a line is corrected before it airs, another left out and brought back."""

    def lines(state: str) -> list[Row]:
        return list(director.get(director.of_show("cues"), state=state)["results"])

    until(lambda: dropped_and_brought_back(director, lines("translated")), seconds=PATIENCE_S)
    until(lambda: corrected(director, lines("translated")), seconds=PATIENCE_S)
    until(lambda: any(one["edited_by"] for one in lines("aired")), seconds=PATIENCE_S)
    director.command("captions_show", visible=False)
    director.command("captions_show", visible=True)
    director.command("captions_clear")
    aired = lines("aired")[-1]
    assert director.get(director.of_show(f"cues/{aired['id']}"))["text"] == aired["text"]
    exported = director.client.get(director.of_show("captions/export"), params={"format": "srt", "language": "en"})
    assert exported.is_success and "-->" in exported.text


def dropped_and_brought_back(director: Director, waiting: list[Row]) -> bool:
    """Whether it came in time: a line that is on air already stays as it is."""
    return any(
        director.client.post(director.of_show(verb), json={"line": waiting[-1]["id"]}).is_success and last
        for verb, last in (("caption_drop", False), ("caption_restore", True))
        if waiting
    )


def corrected(director: Director, waiting: list[Row]) -> bool:
    edit = {"line": waiting[-1]["id"], "texts": {"fr": "Bonsoir."}} if waiting else {}
    return bool(edit) and director.client.post(director.of_show("caption_edit"), json=edit).is_success


def leaves(director: Director) -> None:
    assert not director.post(director.of_show("stop"))["wanted"]
    until(lambda: not director.status["on_air"], seconds=PATIENCE_S)
    [recording] = director.get(director.of_show("recordings"))["results"]
    director.delete(director.of_show(f"recordings/{recording['id']}"))
    assert director.get(director.of_show("recordings"))["results"] == []
    director.delete(f"shows/{director.show}")
    assert director.client.get(f"shows/{director.show}").status_code == 404
