"""Uploads in pieces: broken off anywhere, they go on; nobody fills the disk with them, or sees another's."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError
from django.test import AsyncClient
from django.utils import timezone
from rest_framework.test import APIClient

from studio.library import arriving, intake, tasks
from studio.library.arriving import clear_left
from studio.library.intake import PIECE_BYTES
from studio.library.models import Asset, Upload
from studio.library.models import arriving as folder_of_pieces
from studio.people.models import Role
from studio.retention.purge import purge
from tests.studio.library.sounds import tone, wav
from tests.studio.makers import a_show, a_user, client_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
UPLOADS = "/api/v1/uploads"
PIECE = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr(tasks, "send", lambda job: tasks.TASKS[job.kind](job.pk))
    return tmp_path


@pytest.fixture
def ada() -> APIClient:
    return signed_in(a_user("ada", Role.PRODUCER, a_show()))


@pytest.fixture
def file(tmp_path: Path) -> bytes:
    return wav(tmp_path / "tone.wav", tone(4)).read_bytes()


def begin(client: APIClient, size: int, **values: Any) -> dict[str, Any]:
    answer = client.post(UPLOADS, {"name": "tone.wav", "bytes": size, **values}, format="json")
    assert answer.status_code == 201, answer.json()
    told: dict[str, Any] = answer.json()
    return told


def send(
    client: APIClient, upload: str, offset: int, piece: bytes, kind: str = "application/offset+octet-stream"
) -> Any:
    return client.patch(f"{UPLOADS}/{upload}", piece, content_type=kind, HTTP_UPLOAD_OFFSET=str(offset))


def pieces_left() -> list[str]:
    return [path.name for path in folder_of_pieces().iterdir()] if folder_of_pieces().is_dir() else []


def test_a_file_in_pieces_becomes_an_asset_like_any_other(ada: APIClient, file: bytes) -> None:
    begun = begin(ada, len(file), folder="Tones/2026", modified_ms=1_700_000_000_000)
    assert (begun["offset"], begun["piece_bytes"], begun["asset"]) == (0, PIECE_BYTES, None)
    for start in range(0, len(file), 100_000):
        answer = send(ada, begun["id"], start, file[start : start + 100_000])
        assert answer.status_code == 204 and answer.headers["Upload-Offset"] == str(min(len(file), start + 100_000))
    asset = Asset.objects.get(pk=ada.get(f"{UPLOADS}/{begun['id']}").json()["asset"])
    assert (asset.name, asset.folder, asset.state, asset.bytes) == ("tone.wav", "Tones/2026", "ready", len(file))
    assert asset.path.read_bytes() == file and asset.path.stat().st_mode & 0o777 == 0o644
    assert asset.loudness_lufs == pytest.approx(-20, abs=0.2)
    assert asset.owner and asset.owner.username == "ada" and pieces_left() == []


def test_where_to_go_on_is_told_after_a_break(ada: APIClient, file: bytes) -> None:
    upload = begin(ada, len(file))["id"]
    send(ada, upload, 0, file[:1000])
    head = ada.head(f"{UPLOADS}/{upload}")
    assert (head.status_code, head.content) == (200, b"")
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("1000", str(len(file)))
    assert head.headers["Cache-Control"] == "no-store" and head.headers["Tus-Resumable"] == "1.0.0"
    [mine] = ada.get(UPLOADS).json()["results"]
    assert (mine["id"], mine["offset"], mine["name"]) == (upload, 1000, "tone.wav")


@pytest.mark.parametrize("offset", [0, 999, 1001, 10**9])
def test_a_piece_at_the_wrong_place_is_refused_with_the_right_one(ada: APIClient, file: bytes, offset: int) -> None:
    upload = begin(ada, len(file))["id"]
    send(ada, upload, 0, file[:1000])
    answer = send(ada, upload, offset, file[1000:2000])
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_offset")
    assert answer.headers["Upload-Offset"] == "1000"
    assert send(ada, upload, 1000, file[1000:]).status_code == 204
    assert Asset.objects.get().path.read_bytes() == file


def test_what_a_request_wrote_that_did_not_live_to_say_so_is_written_over(ada: APIClient, file: bytes) -> None:
    upload = begin(ada, len(file))["id"]
    send(ada, upload, 0, file[:1000])
    with Upload.objects.get().path.open("ab") as part:
        part.write(b"lost" * 1000)
    assert send(ada, upload, 1000, file[1000:]).status_code == 204
    assert Asset.objects.get().path.read_bytes()[: len(file)] == file


def test_the_last_piece_sent_again_is_answered_as_before(ada: APIClient, file: bytes) -> None:
    upload = begin(ada, len(file))["id"]
    for _ in range(2):
        send(ada, upload, 0, file)
    assert send(ada, upload, len(file), b"").status_code == 204
    assert Asset.objects.count() == 1 and ada.get(UPLOADS).json()["results"] == []


def test_a_file_that_arrived_is_not_lost_to_a_database_that_was_busy(
    ada: APIClient, file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = begin(ada, len(file))["id"]

    def busy(self: Asset, **options: Any) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Asset, "save", busy)
        assert send(ada, upload, 0, file).status_code == 503
    assert not Asset.objects.exists()
    assert send(ada, upload, len(file), b"").status_code == 204
    assert Asset.objects.get().path.read_bytes() == file and pieces_left() == []


def test_what_is_no_media_is_refused_with_its_first_piece(ada: APIClient) -> None:
    upload = begin(ada, 10**8)["id"]
    answer = send(ada, upload, 0, b"<svg onload=alert(1)>" * 100)
    assert (answer.status_code, answer.json()["code"]) == (415, "unknown_type")
    assert not Upload.objects.exists() and pieces_left() == []


def test_what_is_no_media_is_refused_also_in_the_smallest_pieces(ada: APIClient) -> None:
    upload = begin(ada, 40)["id"]
    codes = [send(ada, upload, at, b"<html>page"[at % 10 :][:1]).status_code for at in range(40)]
    assert codes == [204] * 39 + [415] and not Asset.objects.exists() and not Upload.objects.exists()


def test_more_than_was_announced_is_refused(ada: APIClient, file: bytes) -> None:
    upload = begin(ada, 1000)["id"]
    assert send(ada, upload, 0, file[:1001]).json()["code"] == "too_much"
    assert ada.get(f"{UPLOADS}/{upload}").json()["offset"] == 0


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """So many bytes are free for uploads."""

    def have(count: int) -> None:
        free = type("Disk", (), {"free": intake.FLOOR_BYTES + count})
        monkeypatch.setattr("studio.library.intake.shutil.disk_usage", lambda path: free)

    return have


def refusal(client: APIClient, size: int) -> tuple[int, str]:
    answer = client.post(UPLOADS, {"name": "x", "bytes": size}, format="json")
    return answer.status_code, answer.json().get("code", "")


def test_room_is_promised_once(ada: APIClient, room: Callable[[int], None]) -> None:
    """What is announced counts before it comes, or ten large files would be begun where there is room for one."""
    room(1000)
    begin(ada, 600)
    assert refusal(ada, 600) == (507, "disk_full")
    assert refusal(client_of("producer"), 600) == (507, "disk_full")


def test_what_one_is_promised_shuts_nobody_out(ada: APIClient, room: Callable[[int], None]) -> None:
    """Of the room there is half for everybody else, however much one announces and does not send."""
    room(1000)
    begin(ada, 1000)
    begin(client_of("producer"), 500)


def test_ones_unfinished_files_take_half_of_the_room_sent_or_not(
    ada: APIClient, file: bytes, room: Callable[[int], None]
) -> None:
    size = len(file)
    room(4 * size)
    first = begin(ada, size)["id"]
    send(ada, first, 0, file[:-1])
    room(3 * size + 1)
    begin(ada, size)
    assert refusal(ada, 100) == (409, "too_many_uploads")
    send(ada, first, size - 1, file[-1:])
    begin(ada, 100)


def test_a_promise_that_nothing_comes_of_ends(ada: APIClient, room: Callable[[int], None], file: bytes) -> None:
    room(len(file) + 1000)
    upload = begin(ada, len(file))["id"]
    assert refusal(client_of("producer"), len(file)) == (507, "disk_full")
    Upload.objects.update(touched=timezone.now() - arriving.PROMISED)
    begin(client_of("producer"), len(file))
    assert send(ada, upload, 0, file).status_code == 204


def test_a_piece_that_there_is_no_room_for_can_come_later(
    ada: APIClient, room: Callable[[int], None], file: bytes
) -> None:
    room(len(file))
    upload = begin(ada, len(file))["id"]
    send(ada, upload, 0, file[:1000])
    room(0)
    answer = send(ada, upload, 1000, file[1000:])
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    room(len(file))
    assert send(ada, upload, 1000, file[1000:]).status_code == 204 and Asset.objects.get().path.read_bytes() == file


def test_too_large_a_file_and_too_many_at_once_are_refused(ada: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ada.post(UPLOADS, {"name": "x", "bytes": 10**15}, format="json").status_code == 413
    monkeypatch.setattr(arriving, "UNFINISHED_MOST", 2)
    first, _ = begin(ada, 10)["id"], begin(ada, 10)
    answer = ada.post(UPLOADS, {"name": "x", "bytes": 10}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_uploads")
    begin(client_of("producer"), 10)
    assert ada.delete(f"{UPLOADS}/{first}").status_code == 204
    begin(ada, 10)


def test_a_cancelled_upload_leaves_nothing_and_a_finished_one_its_asset(ada: APIClient, file: bytes) -> None:
    first, second = begin(ada, len(file))["id"], begin(ada, len(file))["id"]
    send(ada, first, 0, file[:1000])
    send(ada, second, 0, file)
    for upload in (first, second):
        assert ada.delete(f"{UPLOADS}/{upload}").status_code == 204
        assert ada.head(f"{UPLOADS}/{upload}").status_code == 404
    assert send(ada, first, 1000, file[1000:]).status_code == 404
    assert pieces_left() == [] and Asset.objects.get().path.read_bytes() == file


def test_an_upload_whose_asset_is_deleted_is_not_taken_for_unfinished(ada: APIClient, file: bytes) -> None:
    upload = begin(ada, len(file))["id"]
    send(ada, upload, 0, file)
    assert ada.delete(f"/api/v1/library/{Asset.objects.get().pk}").status_code == 204
    assert ada.get(UPLOADS).json()["results"] == [] and ada.head(f"{UPLOADS}/{upload}").status_code == 404


def test_nobody_sees_or_changes_what_another_sends(ada: APIClient, file: bytes) -> None:
    upload = begin(ada, len(file))["id"]
    for other in (signed_in(a_user("root", is_staff=True)), client_of("director")):
        assert other.get(UPLOADS).json()["results"] == []
        for answer in (
            other.get(f"{UPLOADS}/{upload}"),
            send(other, upload, 0, file),
            other.delete(f"{UPLOADS}/{upload}"),
        ):
            assert answer.status_code == 404
    assert client_of("viewer").get(UPLOADS).status_code == 403
    assert send(client_of("viewer"), upload, 0, file).status_code == 403


@pytest.mark.parametrize(
    "broken",
    [
        {"bytes": 0},
        {"bytes": -1},
        {"bytes": "x"},
        {"name": ""},
        {"folder": "a/../b"},
        {"byte": 1},
        {"modified_ms": "x"},
    ],
    ids=str,
)
def test_what_announces_no_file_is_refused(ada: APIClient, broken: dict[str, Any]) -> None:
    assert ada.post(UPLOADS, {"name": "x", "bytes": 1} | broken, format="json").status_code == 400
    assert not Upload.objects.exists()


def test_a_piece_says_what_it_is_and_where_it_belongs(ada: APIClient, file: bytes) -> None:
    upload = begin(ada, len(file))["id"]
    assert send(ada, upload, 0, file, kind="application/json").status_code == 415
    assert ada.patch(f"{UPLOADS}/{upload}", file, content_type="application/octet-stream").status_code == 400
    assert send(ada, upload, 0, file, kind="application/octet-stream").status_code == 204


async def test_a_piece_may_come_in_chunks_without_a_length(file: bytes) -> None:
    """As daphne hands it on: the body is there, and no header says how long it is."""
    user = await sync_to_async(lambda: a_user("ada", Role.PRODUCER, a_show()))()
    upload = await sync_to_async(lambda: arriving.begin(f"user-{user.pk}", user, "tone.wav", len(file)))()
    client = AsyncClient()
    await client.aforce_login(user)
    headers = {"Upload-Offset": "0", "Content-Length": "unknown"}
    answer = await client.patch(f"{UPLOADS}/{upload.pk}", file, content_type=PIECE, headers=headers)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(file)))


def test_an_announcement_sent_twice_with_one_key_is_one_upload(ada: APIClient) -> None:
    value = {"name": "x", "bytes": 10}
    answers = [ada.post(UPLOADS, value, format="json", HTTP_IDEMPOTENCY_KEY="k").json() for _ in range(2)]
    assert answers[0]["id"] == answers[1]["id"] and Upload.objects.count() == 1


# -- as tus clients do -----------------------------------------------------------------------------


def test_a_tus_client_gets_along(ada: APIClient, file: bytes) -> None:
    about = ada.options(UPLOADS)
    assert (about.headers["Tus-Version"], about.headers["Tus-Extension"]) == (
        "1.0.0",
        "creation,expiration,termination",
    )
    named, where = (base64.b64encode(text.encode()).decode() for text in ("Ton ü.wav", "Töne"))
    headers = {"HTTP_TUS_RESUMABLE": "1.0.0", "HTTP_UPLOAD_LENGTH": str(len(file))}
    metadata = f"filename {named},folder {where},is_private"
    begun = ada.post(UPLOADS, **headers, HTTP_UPLOAD_METADATA=metadata)  # type: ignore[arg-type]
    assert begun.status_code == 201 and begun.headers["Upload-Expires"].endswith("GMT")
    assert ada.head(begun.headers["Location"]).headers["Upload-Offset"] == "0"
    assert send(ada, begun.headers["Location"].rpartition("/")[2], 0, file).status_code == 204
    asset = Asset.objects.get()
    assert (asset.name, asset.folder) == ("Ton ü.wav", "Töne")


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"HTTP_TUS_RESUMABLE": "0.2.2", "HTTP_UPLOAD_LENGTH": "1"}, 412), ({"HTTP_UPLOAD_LENGTH": "-1"}, 400),
     ({"HTTP_UPLOAD_LENGTH": "1", "HTTP_UPLOAD_METADATA": "filename not-base64!"}, 400)],
)  # fmt: skip
def test_a_tus_client_of_another_kind_is_told(ada: APIClient, headers: dict[str, Any], status: int) -> None:
    assert ada.post(UPLOADS, **headers).status_code == status and not Upload.objects.exists()


# -- letting go ------------------------------------------------------------------------------------


def test_what_is_not_finished_goes_a_day_after_its_last_piece(ada: APIClient, file: bytes) -> None:
    old, young = begin(ada, len(file))["id"], begin(ada, len(file))["id"]
    for upload in (old, young):
        send(ada, upload, 0, file[:1000])
    Upload.objects.filter(pk=old).update(touched=timezone.now() - timedelta(hours=25))
    assert purge(pause=lambda seconds: None)["uploads"] == 1
    assert clear_left() == 1 and pieces_left() == [young]
    assert send(ada, young, 1000, file[1000:]).status_code == 204


def test_nothing_is_swept_away_under_an_upload_that_begins(
    ada: APIClient, file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: Callable[..., Any] = Upload.objects.filter
    begun: list[str] = []

    def meanwhile(**asked: Any) -> Any:
        if not begun:
            begun.append("")
            begun[0] = begin(ada, len(file))["id"]
            send(ada, begun[0], 0, file[:1000])
        return rows(**asked)

    folder_of_pieces().mkdir(parents=True)
    (folder_of_pieces() / "upl_left").write_bytes(b"x")
    monkeypatch.setattr(Upload.objects, "filter", meanwhile)
    assert clear_left() == 1 and pieces_left() == begun
