"""Webhooks by API: made with a secret that is shown once, tried, changed, rotated, sent again; all audited."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.models import AuditEntry, Delivery, Show, Webhook
from studio.webhooks import hooks, keys
from studio.webhooks.posting import Outcome
from studio.webhooks.sending import hooks_due, take_turn
from tests.studio.makers import a_show, client_of
from tests.studio.webhooks.makers import REFUSED, Clock, Post, a_hook, messages
from tests.studio.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db
HOOK = {"name": "Automation", "url": "https://93.184.216.34/hook", "kinds": ["source.*", "show.on_air"]}


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("director", show)


@pytest.fixture
def where(show: Show) -> str:
    return f"/api/v1/shows/{show.pk}/webhooks"


def test_a_webhook_is_made_and_its_secret_is_shown_once(client: APIClient, where: str) -> None:
    made = client.post(where, HOOK)
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    row = Webhook.objects.get()
    assert [made.json()["secret"]] == keys.good(row, Clock()())
    assert (row.pk.startswith("whk_"), row.on, row.kinds, row.by) == (True, True, HOOK["kinds"], "the token test")
    for answer in (client.get(where).json()["results"][0], client.get(f"{where}/{row.pk}").json()):
        assert answer["name"] == "Automation" and "secret" not in answer and "sealed" not in answer
    assert AuditEntry.objects.get().text == "the token test made the webhook Automation (93.184.216.34)"


def test_an_answer_that_is_repeated_tells_no_secret(client: APIClient, where: str) -> None:
    first, second = (client.post(where, HOOK, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
    assert first.json()["secret"] and second.json()["secret"] is None and Webhook.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"url": "https://127.0.0.1/"}, "url", "is not a public address"),
        ({"url": "http://[::1]:8000/"}, "url", "is not a public address"),
        ({"url": "https://169.254.169.254/latest"}, "url", "is not a public address"),
        ({"url": "ftp://93.184.216.34/"}, "url", "expected an address beginning with https://"),
        ({"url": "https://ada:pw@93.184.216.34/"}, "url", "holds a user name"),
        ({"url": "https://93.184.216.34/ä"}, "url", "percent-encoded"),
        ({"kinds": []}, "kinds", "expected one to 100"),
        ({"kinds": ["scene.*"]}, "kinds", "found scene.*"),
        ({"secret": "whsec_x"}, "secret", "not known here"),
        ({"name": ""}, "name", "blank"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    client: APIClient, where: str, change: dict[str, Any], field: str, words: str
) -> None:
    answer = client.post(where, HOOK | change)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["field"] == field and words in error["message"] and not Webhook.objects.exists()


def test_the_operator_opens_addresses_inside(client: APIClient, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.1")
    assert client.post(where, HOOK | {"url": "http://127.0.0.1:9/"}).status_code == 201


def test_there_are_so_many_and_no_more(client: APIClient, where: str, show: Show) -> None:
    for _ in range(hooks.MOST):
        a_hook(show)
    assert client.post(where, HOOK).json()["code"] == "too_many_webhooks"


def test_what_is_changed_stands_in_the_audit_list(client: APIClient, where: str, show: Show) -> None:
    hook = a_hook(show)
    Webhook.objects.update(failing_since=hook.created, off_why="failing", on=False)
    answer = client.patch(f"{where}/{hook.pk}", {"on": True, "kinds": ["show.*"]})
    assert answer.status_code == 200
    assert (answer.json()["on"], answer.json()["off_why"], answer.json()["failing_since"]) == (True, "", None)
    said = "the token test changed the webhook Automation: it is told of show.*; it is on"
    assert AuditEntry.objects.get().text == said
    assert client.patch(f"{where}/{hook.pk}", {"url": "http://10.0.0.1/"}).status_code == 400
    assert client.patch(f"{where}/{hook.pk}", {}).status_code == 200 and AuditEntry.objects.count() == 1


def test_a_change_takes_no_turn_away(client: APIClient, where: str, show: Show) -> None:
    hook, clock = a_hook(show, "show.*"), Clock()
    messages(hook, 2)

    def changed_meanwhile(number: int) -> Outcome:
        assert client.patch(f"{where}/{hook.pk}", {"url": f"https://93.184.216.34/{number}"}).status_code == 200
        assert hooks_due(clock()) == []
        return Outcome(204, 1)

    assert take_turn(hook.pk, clock, Post(changed_meanwhile)) == 2


def test_a_removed_one_is_gone_with_its_deliveries(client: APIClient, where: str, show: Show) -> None:
    hook = a_hook(show)
    messages(hook, 2)
    assert client.delete(f"{where}/{hook.pk}").status_code == 204
    assert not Webhook.objects.exists() and not Delivery.objects.exists() and AuditEntry.objects.exists()


def test_rotating_shows_a_new_secret_and_keeps_the_old_one_a_day(client: APIClient, where: str, show: Show) -> None:
    hook = a_hook(show)
    old = keys.good(hook, hook.created)
    answer = client.post(f"{where}/{hook.pk}/rotate").json()
    hook.refresh_from_db()
    assert hook.rotated and keys.good(hook, hook.rotated) == [answer["secret"], *old]
    assert answer["old_secret_until"] and "new secret" in AuditEntry.objects.get().text


def test_the_test_button_sends_now_and_tells_what_came_of_it(
    client: APIClient, where: str, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.1")
    with receiving(lambda number: 204 if number == 1 else 500, b"busy") as receiver:
        hook = a_hook(show, "show.on_air", url=receiver.url, on=False)
        good, bad = (client.post(f"{where}/{hook.pk}/test").json() for _ in range(2))
    assert (good["state"], good["type"], good["attempts"][0]["status"]) == ("delivered", "test", 204)
    assert (bad["state"], bad["due"], bad["attempts"][0]["answer"]) == ("failed", None, "busy")
    assert receiver.bodies[0]["type"] == "test" and receiver.ids == [good["id"], bad["id"]]
    assert receiver.bodies[0]["data"]["webhook"] == {"id": hook.pk, "name": "Automation"}


def test_deliveries_are_listed_by_state_and_sent_again(client: APIClient, where: str, show: Show) -> None:
    hook, clock = a_hook(show, "show.*"), Clock()
    made = messages(hook, 3)
    Delivery.objects.filter(pk=made[0].pk).update(state="failed", tries=38, due=None)
    log = f"{where}/{hook.pk}/deliveries"
    assert [one["id"] for one in client.get(log).json()["results"]] == [one.pk for one in reversed(made)]
    assert [one["id"] for one in client.get(log, {"state": "failed"}).json()["results"]] == [made[0].pk]
    assert client.get(log, {"state": "lost"}).json()["errors"][0]["field"] == "state"
    again = client.post(f"{log}/{made[0].pk}/redeliver").json()
    assert (again["state"], again["tries"]) == ("waiting", 0)
    post = Post(lambda number: REFUSED)
    take_turn(hook.pk, clock, post)
    assert post.ids == [one.pk for one in made]
    assert client.get(f"{log}/{made[0].pk}").json()["attempts"][-1]["status"] == 500
    assert AuditEntry.objects.get().text.endswith("had show.edited delivered again by the webhook Automation")


def test_what_is_off_sends_nothing_again(client: APIClient, where: str, show: Show) -> None:
    hook = a_hook(show, on=False)
    [made] = messages(hook, 1)
    answer = client.post(f"{where}/{hook.pk}/deliveries/{made.pk}/redeliver")
    assert answer.status_code == 409 and answer.json()["code"] == "webhook_off"


def test_one_show_never_sees_the_webhooks_of_another_or_of_all(client: APIClient, where: str) -> None:
    for hook in (a_hook(a_show("Other")), a_hook(None)):
        [made] = messages(hook, 1)
        assert client.get(where).json()["count"] == 0
        for method, more in (("get", ""), ("patch", ""), ("delete", ""), ("post", "/rotate"), ("post", "/test")):
            assert getattr(client, method)(f"{where}/{hook.pk}{more}", {}).status_code == 404
        for address in (f"{where}/{hook.pk}/deliveries", f"{where}/{hook.pk}/deliveries/{made.pk}"):
            assert client.get(address).status_code == 404


def test_programs_read_what_there_is_to_be_told_of() -> None:
    told = client_of("viewer").get("/api/v1/facts").json()["webhook_kinds"]
    assert told["source.lost"] == "a source gives no picture" and "*" not in told


def test_webhooks_of_all_shows_are_for_directors_of_all(show: Show, client: APIClient) -> None:
    assert client.get("/api/v1/webhooks").status_code == 403
    made = client_of("director").post("/api/v1/webhooks", HOOK)
    assert made.status_code == 201 and made.json()["show"] is None
