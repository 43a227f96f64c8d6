"""When a message is tried again, when it is given up, and when its receiver is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.event_types import EventType
from app.domain.webhooks import (
    ATTEMPTS_KEPT,
    GIVE_UP_AFTER,
    HANGS_AFTER,
    LATE_AFTER,
    LEASE,
    MOST_HANGING,
    RETRY_DELAYS,
    Attempt,
    Delivery,
    DeliveryState,
    DisabledReason,
    Endpoint,
    Failure,
    SigningSecret,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ENDPOINT = Endpoint(
    id=UUID(int=1),
    client_id="opca",
    url="https://opca.example/",
    secrets=(SigningSecret(sealed=b"first", created_at=NOW),),
    created_at=NOW,
)
DELIVERY = Delivery(
    id=UUID(int=2),
    endpoint_id=UUID(int=1),
    event_id=UUID(int=3),
    event_type=EventType.DOSSIER_CREATED,
    payload="{}",
    created_at=NOW,
    next_attempt_at=NOW,
)
TAKEN_IN = Attempt(at=NOW, milliseconds=3, status=204)


def failed(at: datetime = NOW, status: int = 500, retry_after: int | None = None) -> Attempt:
    return Attempt(at=at, milliseconds=3, status=status, failure=Failure.STATUS, retry_after=retry_after)


def test_what_is_taken_in_is_delivered_and_not_sent_again() -> None:
    delivered = DELIVERY.claimed(NOW).after(TAKEN_IN, chance=0)

    assert (delivered.state, delivered.next_attempt_at) == (DeliveryState.DELIVERED, None)
    assert delivered.claimed_until is None


def test_what_fails_is_tried_for_three_days_ever_more_rarely_and_then_given_up() -> None:
    delivery, waits = DELIVERY, []
    while delivery.next_attempt_at is not None:
        at = delivery.next_attempt_at
        delivery = delivery.after(failed(at), chance=0)
        waits.append((delivery.next_attempt_at or at) - at)

    assert waits == [*RETRY_DELAYS, timedelta()]
    assert GIVE_UP_AFTER < sum(waits, timedelta()) < GIVE_UP_AFTER + timedelta(hours=6)
    assert delivery.state is DeliveryState.FAILED
    assert len(delivery.attempts) == 10


def test_an_attempt_has_its_message_to_itself_until_its_lease_is_over() -> None:
    claimed = DELIVERY.claimed(NOW)

    assert claimed == replace(DELIVERY, claimed_until=NOW + LEASE)
    assert claimed.after(failed(), chance=0).state is DeliveryState.WAITING
    assert claimed.after(failed(), chance=0).claimed_until is None


@pytest.mark.parametrize("state", DeliveryState)
def test_whatever_is_due_again_waits(state: DeliveryState) -> None:
    tried = replace(DELIVERY, state=state).after(failed(), chance=0)

    assert (tried.state, tried.next_attempt_at) == (DeliveryState.WAITING, NOW + RETRY_DELAYS[0])


def test_what_is_given_up_while_it_is_tried_is_neither_claimed_nor_due() -> None:
    assert DELIVERY.claimed(NOW).given_up() == replace(
        DELIVERY, state=DeliveryState.FAILED, next_attempt_at=None, claimed_until=None
    )


@pytest.mark.parametrize(("chance", "delay"), [(0.0, 5.0), (0.5, 5.25), (1.0, 5.5)])
def test_chance_lengthens_a_delay_by_a_tenth_at_most(chance: float, delay: float) -> None:
    assert DELIVERY.after(failed(), chance=chance).next_attempt_at == NOW + timedelta(seconds=delay)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        pytest.param(3, timedelta(seconds=5), id="less than we would wait"),
        pytest.param(3600, timedelta(hours=1), id="more"),
        pytest.param(10**9, timedelta(hours=24), id="for ever"),
    ],
)
def test_a_receiver_that_asks_for_time_gets_it_within_a_day(asked: int, waited: timedelta) -> None:
    assert DELIVERY.after(failed(retry_after=asked), chance=0).next_attempt_at == NOW + waited


def test_what_is_asked_for_again_starts_anew_and_keeps_its_log() -> None:
    given_up = replace(DELIVERY, tries=9).after(failed(), chance=0)
    again = given_up.asked_again(NOW)

    assert given_up.state is DeliveryState.FAILED
    assert (again.state, again.tries, again.next_attempt_at) == (DeliveryState.WAITING, 0, NOW)
    assert again.attempts == (failed(),)


def test_the_log_keeps_the_last_attempts() -> None:
    delivery = DELIVERY
    for number in range(ATTEMPTS_KEPT + 5):
        delivery = replace(delivery, tries=0).after(failed(NOW + timedelta(hours=number)), chance=0)

    assert len(delivery.attempts) == ATTEMPTS_KEPT
    assert delivery.attempts[-1].at == NOW + timedelta(hours=ATTEMPTS_KEPT + 4)


def test_a_receiver_is_given_up_after_three_days_without_a_success() -> None:
    failing = ENDPOINT.after(failed())
    almost = failing.after(failed(NOW + GIVE_UP_AFTER - timedelta(seconds=1)))
    given_up = almost.after(failed(NOW + GIVE_UP_AFTER))

    assert failing.failing_since == almost.failing_since == NOW
    assert almost.is_enabled
    assert (given_up.disabled_reason, given_up.disabled_at) == (DisabledReason.FAILING, NOW + GIVE_UP_AFTER)


def test_one_success_gives_a_receiver_three_days_again() -> None:
    working = ENDPOINT.after(failed()).after(replace(TAKEN_IN, at=NOW + timedelta(days=2)))

    assert working == ENDPOINT
    assert working.after(failed(NOW + GIVE_UP_AFTER)).is_enabled


def test_a_receiver_that_says_410_is_given_up_at_once() -> None:
    gone = ENDPOINT.after(failed(NOW + timedelta(hours=1), status=410))

    assert (gone.disabled_reason, gone.disabled_at) == (DisabledReason.GONE, NOW + timedelta(hours=1))


def test_a_receiver_that_its_program_disabled_stays_so_for_that_reason() -> None:
    stopped = ENDPOINT.disabled(DisabledReason.BY_CLIENT, NOW)

    assert stopped.after(failed(NOW + GIVE_UP_AFTER, status=410)) == stopped


def test_a_receiver_that_is_enabled_again_has_three_days() -> None:
    again = ENDPOINT.after(failed()).after(failed(NOW + GIVE_UP_AFTER)).enabled()

    assert again == ENDPOINT


def test_while_secrets_rotate_each_signs_as_long_as_was_promised() -> None:
    day = timedelta(days=1)
    once = ENDPOINT.rotated(b"second", NOW + day, day)
    twice = once.rotated(b"third", NOW + day * 1.5, day)

    assert [secret.sealed for secret in once.live_secrets(NOW + day)] == [b"second", b"first"]
    assert [secret.sealed for secret in once.live_secrets(NOW + 2 * day)] == [b"second"]
    assert [secret.sealed for secret in twice.live_secrets(NOW + day * 1.5)] == [b"third", b"second", b"first"]
    assert [secret.sealed for secret in twice.live_secrets(NOW + day * 2)] == [b"third", b"second"]


def test_a_secret_that_is_known_to_others_dies_at_once() -> None:
    rotated = ENDPOINT.rotated(b"second", NOW, timedelta())

    assert [secret.sealed for secret in rotated.live_secrets(NOW)] == [b"second"]
    twice = ENDPOINT.rotated(b"second", NOW, timedelta(days=1)).rotated(b"third", NOW + timedelta(hours=1), timedelta())
    assert [secret.sealed for secret in twice.live_secrets(NOW + timedelta(hours=1))] == [b"third"]


def under_way(since: timedelta, how_many: int) -> list[datetime]:
    """Until when attempts last at most that were begun so long ago."""
    return [NOW - since + LEASE] * how_many


@pytest.mark.parametrize(
    ("since", "how_many", "has_room"),
    [
        (HANGS_AFTER, MOST_HANGING, False),
        (HANGS_AFTER, MOST_HANGING - 1, True),
        (HANGS_AFTER - timedelta(milliseconds=1), 100, True),
    ],
)
def test_a_receiver_that_leaves_some_messages_unanswered_is_sent_no_more_beside_them(
    since: timedelta, how_many: int, has_room: bool
) -> None:
    assert ENDPOINT.has_room(under_way(since, how_many), NOW) is has_room


def test_a_receiver_that_is_failing_has_room_for_one_message() -> None:
    failing = replace(ENDPOINT, failing_since=NOW - timedelta(hours=2))

    assert failing.has_room([], NOW)
    assert not failing.has_room(under_way(timedelta(), 1), NOW)


@pytest.mark.parametrize(
    ("failing_for", "minutes"), [(None, 1), (timedelta(seconds=5), 1), (timedelta(minutes=20), 20), (GIVE_UP_AFTER, 60)]
)
def test_the_longer_a_receiver_is_failing_the_later_it_is_looked_at_again(
    failing_for: timedelta | None, minutes: int
) -> None:
    endpoint = replace(ENDPOINT, failing_since=None if failing_for is None else NOW - failing_for)

    assert endpoint.put_off(NOW, chance=0) == NOW + timedelta(minutes=minutes)
    assert endpoint.put_off(NOW, chance=0.5) == NOW + timedelta(minutes=minutes) * 1.5


def test_a_message_is_late_once_it_was_tried_or_has_waited_for_more_than_a_minute() -> None:
    assert not DELIVERY.is_late(NOW + LATE_AFTER)
    assert DELIVERY.is_late(NOW + LATE_AFTER + timedelta(seconds=1))
    assert DELIVERY.after(failed(), chance=0).is_late(NOW)
