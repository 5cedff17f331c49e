"""Watch keys: listed, named, ended, and gone with whoever gave them or when the show is made private again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client

from studio.air.processes.show_paths import paths_of
from studio.media import keys
from studio.media.access import forget_known
from studio.models import Show, WatchKey
from studio.people import members, users
from tests.studio.fetching import get
from tests.studio.makers import a_show, a_user, client_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
SEGMENT = "seg-00000000-one.m4s"


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is remembered for a second is not what these tests are about."""
    forget_known()
    monkeypatch.setattr("studio.media.access.REMEMBER_S", -1.0)
    monkeypatch.setattr("studio.media.keys.REMEMBER_S", -1.0)
    yield
    forget_known()


@pytest.fixture
def show() -> Show:
    show = a_show()
    folder = paths_of(show.pk).hls
    folder.mkdir(parents=True)
    (folder / "index.m3u8").write_text("#EXTM3U\n")
    (folder / SEGMENT).write_bytes(b"segment")
    client_of("director").patch(f"/api/v1/shows/{show.pk}", {"private": True}, format="json")
    show.refresh_from_db()
    return show


@pytest.fixture
def ada(show: Show) -> User:
    return a_user("ada", "director", show)


class Player:
    """Somebody who watches with a key: the cookie of the playlist opens the segments."""

    def __init__(self, show: Show, playlist: str) -> None:
        self.show, self.playlist, self.client = show, playlist, AsyncClient()

    def sees(self) -> list[int]:
        addresses = (self.playlist, f"/hls/{self.show.pk}/index.m3u8", f"/hls/{self.show.pk}/{SEGMENT}")
        return [get(address, self.client).status_code for address in addresses]


@pytest.fixture
def player(show: Show, ada: User) -> Player:
    made = signed_in(ada).post(f"/api/v1/shows/{show.pk}/watch-keys", {"name": "the client"}, format="json")
    assert made.status_code == 201, made.json()
    player = Player(show, "/" + made.json()["playlist_url"].split("/", 3)[3])
    assert player.sees() == [200, 200, 200]
    return player


def one_key_of(show: Show) -> str:
    return f"/api/v1/shows/{show.pk}/watch-keys/{WatchKey.objects.get().pk}"


ENDS: dict[str, Callable[[Show, User], object]] = {
    "it is ended": lambda show, ada: signed_in(ada).delete(one_key_of(show)),
    "its giver is removed": lambda show, ada: users.remove_user(None, ada),
    "its giver is switched off": lambda show, ada: users.change_user(None, ada, {"active": False}),
    "its giver leaves the show": lambda show, ada: members.take_role(None, ada, show.pk),
    "its giver only prepares now": lambda show, ada: members.give_role(None, ada, show.pk, "producer"),
    "the membership just vanishes": lambda show, ada: ada.memberships.all().delete(),  # type: ignore[attr-defined]
}  # fmt: skip


@pytest.mark.parametrize("what", ENDS)
def test_a_player_that_runs_is_refused_from_the_moment_its_key_ends(
    show: Show, ada: User, player: Player, what: str
) -> None:
    ENDS[what](show, ada)
    assert player.sees() == [403, 403, 403]


def test_keys_end_when_the_show_is_made_private_again(show: Show, ada: User, player: Player) -> None:
    director = signed_in(ada)
    for private in (False, True):
        director.patch(f"/api/v1/shows/{show.pk}", {"private": private}, format="json")
        forget_known()
        assert player.sees() == ([403] * 3 if private else [200] * 3)
    fresh = director.post(f"/api/v1/shows/{show.pk}/watch-keys", {"name": "anew"}, format="json").json()
    assert Player(show, "/" + fresh["playlist_url"].split("/", 3)[3]).sees() == [200] * 3


def test_saying_private_twice_ends_no_key(show: Show, ada: User, player: Player) -> None:
    signed_in(ada).patch(f"/api/v1/shows/{show.pk}", {"private": True, "name": "Renamed"}, format="json")
    assert player.sees() == [200] * 3


def test_a_key_is_listed_with_its_name_its_giver_and_its_address(show: Show, ada: User, player: Player) -> None:
    [row] = client_of("director", show).get(f"/api/v1/shows/{show.pk}/watch-keys").json()["results"]
    assert (row["name"], row["by"]) == ("the client", "ada")
    assert row["playlist_url"].endswith(player.playlist) and Client().get(row["watch_url"]).status_code == 200


def test_a_public_programme_has_no_keys() -> None:
    show = a_show()
    answer = client_of("director", show).post(f"/api/v1/shows/{show.pk}/watch-keys", {"name": "k"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_private")


def test_the_console_gives_a_key_to_who_may_give_one_and_the_same_next_time(show: Show, ada: User) -> None:
    first, again = keys.standing_key(ada, show), keys.standing_key(ada, show)
    assert first and first == again and first.name == "console of ada"
    assert keys.standing_key(a_user("bob", "producer", show), show) is None
    keys.end(ada, first)
    assert keys.standing_key(ada, show) != first


def test_a_key_cannot_be_made_up_from_another(show: Show, ada: User, player: Player) -> None:
    number, _, seal = keys.text_of(WatchKey.objects.get()).partition(".")
    assert not keys.is_key(show.pk, f"{int(number) + 1}.{seal}") and not keys.is_key(show.pk, number)


def test_viewers_with_a_key_outlast_a_database_that_is_away(
    show: Show, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def away(*_: object) -> None:
        raise OperationalError("database is locked")

    key = player.playlist.partition("key=")[2]
    assert keys.is_key(show.pk, key)
    monkeypatch.setattr(keys, "_opens", away)
    assert keys.is_key(show.pk, key)
