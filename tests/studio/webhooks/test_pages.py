"""The pages of webhooks: who may see them, and what their buttons do."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from studio.models import Delivery, Show, Webhook
from studio.webhooks import keys
from tests.studio.makers import a_show, a_user
from tests.studio.webhooks.makers import a_hook, messages
from tests.studio.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.fixture
def where(show: Show) -> str:
    return f"/people/shows/{show.pk}/webhooks/"


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(show: Show) -> Client:
    return browser_of(a_user("ada", "director", show))


def test_each_page_is_there_for_who_may_use_it_and_for_nobody_else(show: Show, page: Client, where: str) -> None:
    bob, boss = browser_of(a_user("bob", "producer", show)), browser_of(a_user("boss", is_staff=True))
    ours, all_shows = a_hook(show), a_hook(None)
    addresses = (where, f"{where}{ours.pk}/", "/people/webhooks/", f"/people/webhooks/{all_shows.pk}/")
    seen = [[client.get(address).status_code for address in addresses] for client in (bob, page, boss)]
    assert seen == [[404] * 4, [200, 200, 404, 404], [200] * 4]
    assert [Client().get(address).status_code for address in addresses] == [302] * 4
    assert page.get(f"{where}{all_shows.pk}/").status_code == 404
    assert page.get(f"{where}{a_hook(a_show('Other')).pk}/").status_code == 404


def test_a_show_without_any_says_what_they_are_for(page: Client, where: str, show: Show) -> None:
    assert "There is none. Make one below" in page.get(where).content.decode()
    assert where in page.get(f"/people/shows/{show.pk}/").content.decode()


def test_one_is_made_and_its_secret_is_shown_once(page: Client, where: str) -> None:
    typed = {"do": "make", "name": "Automation", "url": "https://93.184.216.34/hook", "on": "on"}
    made = page.post(where, typed | {"families": ["source.*"], "kinds": "show.on_air, recording.ready"})
    row = Webhook.objects.get()
    assert row.kinds == ["source.*", "show.on_air", "recording.ready"] and row.on
    found = re.search(r'readonly value="(whsec_[^"]+)"', made.content.decode())
    assert found and keys.good(row, row.created) == [found[1]]
    assert found[1] not in page.get(where).content.decode()


def test_what_was_typed_wrong_is_said_and_still_there(page: Client, where: str) -> None:
    typed = {"do": "make", "name": "Automation", "url": "http://10.0.0.1/", "kinds": "source.lost", "families": []}
    answer = page.post(where, typed)
    text = answer.content.decode()
    assert answer.status_code == 400 and "is not a public address" in text and not Webhook.objects.exists()
    assert 'value="http://10.0.0.1/"' in text and 'value="source.lost"' in text and "checked" not in text


def test_it_is_changed_and_removed(page: Client, where: str, show: Show) -> None:
    hook = a_hook(show, "*")
    one = f"{where}{hook.pk}/"
    assert re.search(r'value="\*" checked', page.get(one).content.decode())
    page.post(one, {"do": "save", "name": "Lights", "url": hook.url, "families": ["show.*"]})
    hook.refresh_from_db()
    assert (hook.name, hook.kinds, hook.on) == ("Lights", ["show.*"], False)
    assert page.post(one, {"do": "remove"}).headers["Location"] == where and not Webhook.objects.exists()


def test_the_test_button_tells_what_came_of_it(
    page: Client, where: str, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.1")
    with receiving(lambda number: 204 if number == 1 else 500) as receiver:
        hook = a_hook(show, url=receiver.url)
        one = f"{where}{hook.pk}/"
        texts = [page.post(one, {"do": "test"}, follow=True).content.decode() for _ in range(2)]
    assert "The test was answered with 204 after" in texts[0]
    assert "The test failed after" in texts[1] and "answered with 500" in texts[1]


def test_a_new_secret_is_shown_and_the_old_one_named(page: Client, where: str, show: Show) -> None:
    one = f"{where}{a_hook(show).pk}/"
    assert 'readonly value="whsec_' in page.post(one, {"do": "rotate"}).content.decode()
    assert "The secret before this one signs too" in page.get(one).content.decode()


def test_deliveries_are_listed_by_state_and_sent_again(page: Client, where: str, show: Show) -> None:
    hook = a_hook(show, "show.*")
    made, one = messages(hook, 30), f"{where}{hook.pk}/"
    tried = {"time": "2026-11-24T00:00:00+00:00", "status": 500, "duration_ms": 3, "answer": "<busy>", "error": "x"}
    Delivery.objects.filter(pk=made[0].pk).update(state="failed", attempts=[tried], due=None)
    failed = page.get(one, {"state": "failed"}).content.decode()
    assert made[0].pk in failed and made[1].pk not in failed and "&lt;busy&gt;" in failed
    first, second = (page.get(one, {"page": number}).content.decode() for number in (1, 2))
    assert first.count("Send again") == 25 and made[29].pk in first and made[0].pk in second
    page.post(one, {"do": "redeliver", "id": made[0].pk})
    assert Delivery.objects.get(pk=made[0].pk).state == "waiting"
    assert page.post(one, {"do": "redeliver", "id": messages(a_hook(None), 1)[0].pk}).status_code == 404
    assert page.get(one, {"state": "lost"}).status_code == 404
