"""Messages to the floor: sent by who prepares or directs, read by whoever looks, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.models import FloorMessage
from studio.views import messages
from tests.studio.makers import client_of
from tests.studio.views.makers import a_show

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_message_is_sent_listed_with_who_has_read_it_and_taken_back() -> None:
    show, _ = a_show()
    producer, address = client_of("producer", show), f"/api/v1/shows/{show.pk}/messages"
    sent = producer.post(address, {"text": "Two minutes", "urgent": True}, format="json").json()
    assert (sent["text"], sent["urgent"], sent["by"]) == ("Two minutes", True, "the token test")
    assert messages.saw(show.pk, sent["id"], "Floor")
    assert messages.saw(show.pk, sent["id"], "Floor")
    listed = client_of("viewer", show).get(address).json()["results"]
    assert [one["by"] for one in listed[0]["seen"]] == ["Floor"]
    assert producer.delete(f"{address}/{sent['id']}").status_code == 204
    assert messages.told(show.pk) == []
    assert producer.delete(f"{address}/{sent['id']}").status_code == 404


def test_viewers_send_and_take_back_nothing() -> None:
    show, _ = a_show()
    address = f"/api/v1/shows/{show.pk}/messages"
    row = messages.send(None, show, "Stand by")
    viewer = client_of("viewer", show)
    assert viewer.post(address, {"text": "Boo"}, format="json").status_code == 403
    assert viewer.delete(f"{address}/{row.pk}").status_code == 403


def test_a_message_of_another_show_cannot_be_read_or_taken_back() -> None:
    show, other = a_show()[0], a_show("Other")[0]
    row = messages.send(None, other, "Stand by")
    assert not messages.saw(show.pk, row.pk, "Floor")
    assert client_of("director", show).delete(f"/api/v1/shows/{show.pk}/messages/{row.pk}").status_code == 404


def test_nothing_empty_too_long_or_in_several_lines_is_sent() -> None:
    show, _ = a_show()
    for text in ("", "   ", "x" * 201, "two\nlines"):
        answer = client_of("director", show).post(f"/api/v1/shows/{show.pk}/messages", {"text": text}, format="json")
        assert answer.status_code == 400


def test_what_was_said_on_another_day_is_not_told_and_what_is_very_old_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show, _ = a_show()
    old = messages.send(None, show, "Yesterday")
    FloorMessage.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(hours=13))
    assert messages.told(show.pk) == []
    monkeypatch.setattr(messages, "KEPT_MOST", 2)
    for text in ("one", "two", "three"):
        messages.send(None, show, text)
    assert [one["text"] for one in messages.told(show.pk)] == ["three", "two"]
    assert FloorMessage.objects.filter(show=show).count() == 2
