"""What waits is sent in its order, again when it fails, by one sender at a time, and for ever under one id."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from studio.models import AuditEntry, Delivery, Event, Show, Webhook
from studio.webhooks import sending
from studio.webhooks.backoff import TRIES
from studio.webhooks.posting import Outcome
from studio.webhooks.sending import CLAIM, hooks_due, send_due, take_turn
from tests.studio.makers import a_show
from tests.studio.webhooks.makers import REFUSED, SILENCE, Clock, Post, a_hook, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_what_waits_is_sent_oldest_first_and_once(show: Show, clock: Clock) -> None:
    hook, post = a_hook(show), Post()
    made = messages(hook, 5)
    assert take_turn(hook.pk, clock, post) == 5
    assert post.ids == [one.pk for one in made]
    assert take_turn(hook.pk, clock, post) == 0 and len(post.sent) == 5
    assert {one.state for one in Delivery.objects.all()} == {"delivered"}


def test_what_fails_comes_again_later_with_the_same_id_and_body(show: Show, clock: Clock) -> None:
    hook, post = a_hook(show), Post(lambda number: REFUSED if number < 3 else Outcome(204, 7, "thanks"))
    [made] = messages(hook, 1)
    take_turn(hook.pk, clock, post)
    assert hooks_due(clock()) == []  # not at once
    clock.move(seconds=7)
    take_turn(hook.pk, clock, post)
    clock.move(seconds=13)
    take_turn(hook.pk, clock, post)
    made.refresh_from_db()
    assert (made.state, made.tries, made.due) == ("delivered", 3, None)
    assert [one["status"] for one in made.attempts] == [500, 500, 204]
    assert made.attempts[-1]["answer"] == "thanks" and made.attempts[0]["error"] == "answered with 500"
    assert len({(headers["webhook-id"], body) for _, body, headers in post.sent}) == 1
    assert len({headers["webhook-timestamp"] for _, _, headers in post.sent}) == 3


def test_one_that_fails_holds_up_none_behind_it(show: Show, clock: Clock) -> None:
    hook, post = a_hook(show), Post(lambda number: REFUSED if number == 1 else Outcome(204, 1))
    messages(hook, 3)
    take_turn(hook.pk, clock, post)
    assert [one.state for one in hook.deliveries.order_by("id")] == ["waiting", "delivered", "delivered"]


def test_it_fails_for_good_after_the_last_try(show: Show, clock: Clock) -> None:
    hook, post = a_hook(show), Post(lambda number: REFUSED)
    messages(hook, 1)
    while take_turn(hook.pk, clock, post):
        clock.move(hours=1.25)
    row = hook.deliveries.get()
    assert (row.state, row.tries, row.due, len(post.sent)) == ("failed", TRIES, None, TRIES)
    assert len(row.attempts) == sending.ATTEMPTS_KEPT


def test_two_senders_never_have_a_turn_at_once(show: Show, clock: Clock) -> None:
    hook, second = a_hook(show), Post()
    messages(hook, 2)

    def meanwhile(number: int) -> Outcome:
        assert hooks_due(clock()) == [] and take_turn(hook.pk, clock, second) == 0
        return Outcome(204, 1)

    assert take_turn(hook.pk, clock, Post(meanwhile)) == 2 and second.sent == []


def test_the_turn_of_a_sender_that_died_ends_by_itself(show: Show, clock: Clock) -> None:
    hook, post = a_hook(show), Post()
    [made] = messages(hook, 1)

    class Killed(BaseException):
        pass

    def dies(number: int) -> Outcome:
        raise Killed

    with pytest.raises(Killed):
        take_turn(hook.pk, clock, Post(dies))
    assert take_turn(hook.pk, clock, post) == 0
    clock.move(seconds=CLAIM.total_seconds())
    assert take_turn(hook.pk, clock, post) == 1 and post.ids == [made.pk]


def test_an_address_that_says_nothing_rests(show: Show, clock: Clock) -> None:
    hook, post = a_hook(show), Post(lambda number: SILENCE)
    messages(hook, 10)
    assert take_turn(hook.pk, clock, post) == sending.SILENT_MOST
    assert hooks_due(clock()) == []
    clock.move(seconds=61)
    assert hooks_due(clock()) == [hook.pk]


def test_those_that_work_have_their_turns_before_those_that_fail(show: Show, clock: Clock) -> None:
    failing, working = a_hook(show), a_hook(show)
    for hook in (failing, working):
        messages(hook, 1)
    Webhook.objects.filter(pk=failing.pk).update(failing_since=clock())
    assert hooks_due(clock()) == [working.pk, failing.pk]


def test_one_that_fails_for_days_is_switched_off_and_people_are_told(show: Show, clock: Clock) -> None:
    hook, post, other = a_hook(show), Post(lambda number: REFUSED), a_hook(show, "webhook.*")
    for day in range(5):
        messages(hook, 1)
        take_turn(hook.pk, clock, post)
        hook.refresh_from_db()
        assert hook.on == (day < 3)
        clock.move(days=1)
    assert hook.off_why == "failing" and hook.deliveries.filter(state="waiting").exists()
    assert Event.objects.get(code="webhook_off").about == hook.pk
    assert "nothing could be delivered for 3 days" in AuditEntry.objects.get().text
    assert other.deliveries.get().type == "webhook.off"


def test_a_single_success_says_that_it_works(show: Show, clock: Clock) -> None:
    hook = a_hook(show)
    for works in (False, True, False, False):
        messages(hook, 1)
        take_turn(hook.pk, clock, Post(lambda number, works=works: Outcome(204, 1) if works else REFUSED))  # type: ignore[misc]
        clock.move(days=2)
    hook.refresh_from_db()
    assert hook.on


def test_an_address_that_says_that_it_is_gone_is_believed(show: Show, clock: Clock) -> None:
    hook = a_hook(show)
    messages(hook, 4)
    assert take_turn(hook.pk, clock, Post(lambda number: Outcome(410, 1))) == 1
    hook.refresh_from_db()
    assert (hook.on, hook.off_why) == (False, "gone")


def test_one_that_is_off_is_sent_nothing(show: Show, clock: Clock) -> None:
    hook, post = a_hook(show, on=False), Post()
    messages(hook, 1)
    assert hooks_due(clock()) == [] and take_turn(hook.pk, clock, post) == 0 and post.sent == []


def test_a_secret_that_cannot_be_read_is_said_and_nothing_is_sent_unsigned(show: Show, clock: Clock) -> None:
    hook, post = a_hook(show), Post()
    messages(hook, 1)
    Webhook.objects.update(sealed="sealed under another key")
    take_turn(hook.pk, clock, post)
    assert post.sent == [] and "rotate it" in hook.deliveries.get().attempts[0]["error"]


def test_through_failures_and_deaths_none_is_lost(show: Show, clock: Clock) -> None:
    """The same as the bench, in small: half of the attempts fail, senders die with and without having sent."""
    hook, chance = a_hook(show), random.Random(13)
    made, taken = messages(hook, 60), []

    class Killed(BaseException):
        pass

    def answer(number: int) -> Outcome:
        if number % 40 == 0:
            raise Killed
        works = chance.random() < 0.5
        taken.extend([post.ids[-1]] if works else [])
        if works and number % 55 == 0:
            raise Killed  # taken, and never written down
        return Outcome(204, 1) if works else REFUSED

    post = Post(answer)
    while hook.deliveries.filter(state="waiting").exists():
        try:
            take_turn(hook.pk, clock, post)
        except Killed:
            clock.move(seconds=CLAIM.total_seconds())
        clock.move(seconds=30)
    assert set(taken) == {one.pk for one in made}
    assert set(hook.deliveries.values_list("state", flat=True)) == {"delivered"}


@pytest.mark.django_db(transaction=True)
def test_one_that_is_slow_holds_up_no_other(clock: Clock) -> None:
    import threading

    show = a_show()
    slow, quick = a_hook(show, url="https://slow"), a_hook(show, url="https://quick")
    messages(slow, 1), messages(quick, 30)
    all_quick = threading.Event()

    def post(url: str, body: bytes, headers: dict[str, str]) -> Outcome:
        if url == "https://slow":
            assert all_quick.wait(60)  # it answers once the other has everything
        else:
            done.append(headers["webhook-id"])
            if len(done) == 30:
                all_quick.set()
        return Outcome(204, 1)

    done: list[str] = []
    assert send_due(clock, post) == 31
    assert not Delivery.objects.exclude(state="delivered").exists()


def test_the_clock_that_decides_is_the_one_that_is_given(show: Show) -> None:
    hook, post, clock = a_hook(show), Post(), Clock()
    messages(hook, 1)
    Delivery.objects.update(due=clock() + timedelta(hours=5))
    assert take_turn(hook.pk, clock, post) == 0
    clock.move(hours=6)
    assert take_turn(hook.pk, clock, post) == 1
