"""How often each may ask: counted together by all processes, told on each answer, refused with what to do."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.rates import UNCHANGED_PER_REQUEST, RateLimiter, class_of, network_of
from app.db.rate_counts import RateCounts
from app.db.readings import Readings
from app.main import create_app
from app.settings import Settings, SettingsError, read_settings
from app.usecases.ports.rates import Batch
from tests.api.signing_in import sign_in

READ = "/v1/certifications"
LIMIT = 50


@pytest.fixture
async def workers(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[tuple[AsyncClient, AsyncClient]]:
    """Two processes on one database, with a limit that is soon reached."""
    narrow = settings.model_copy(update={"rate_limits": {"read": LIMIT}})
    async with AsyncExitStack() as doors:
        clients = [
            await doors.enter_async_context(
                AsyncClient(
                    transport=ASGITransport(create_app(narrow, engine=sandbox_database)), base_url="http://test"
                )
            )
            for _ in range(2)
        ]
        yield clients[0], clients[1]


async def test_together_the_processes_let_no_more_through_than_the_limit(
    workers: tuple[AsyncClient, AsyncClient],
) -> None:
    statuses = [(await workers[number % 2].get(READ)).status_code for number in range(LIMIT * 3)]

    assert LIMIT <= statuses.count(200) <= 2 * LIMIT, "a minute may end meanwhile, two may not"
    assert set(statuses) == {200, 429}


async def test_each_answer_tells_the_limit_and_a_refusal_what_to_do(workers: tuple[AsyncClient, AsyncClient]) -> None:
    client, _ = workers
    answer = await client.get(READ)
    assert answer.headers["RateLimit-Policy"] == f'"read";q={LIMIT};w=60'
    assert answer.headers["RateLimit"].startswith(f'"read";r={LIMIT - 1};t=')

    refused = [answer for answer in [await client.get(READ) for _ in range(2 * LIMIT)] if answer.status_code == 429]

    last = refused[-1]
    assert last.json()["code"] == "too_many_requests"
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    assert last.headers["RateLimit"] == f'"read";r=0;t={last.headers["Retry-After"]}'


async def test_somebody_signed_in_has_a_count_of_their_own_and_health_none(
    workers: tuple[AsyncClient, AsyncClient],
) -> None:
    client, _ = workers
    headers = await sign_in(client, "secretariat@sandbox.example")
    for _ in range(2 * LIMIT):
        await client.get(READ)

    assert (await client.get("/v1/me", headers=headers)).status_code == 200
    healthy = await client.get("/livez")
    assert (healthy.status_code, "RateLimit" in healthy.headers) == (200, False)


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_who_has_a_whole_network_of_addresses_has_one_count(address: str, counted_as: str) -> None:
    assert network_of(address) == counted_as


async def test_permits_are_taken_by_the_batch_and_given_back_to_nobody_once_the_window_is_over() -> None:
    clock, taken = [0.0], list[int]()

    async def take(key: str, *, wanted: int, limit: int, window: int) -> Batch:
        taken.append(wanted)
        return Batch(permits=wanted, untaken=limit - wanted * len(taken), seconds=60)

    rate_limiter = RateLimiter(take, {"read": 100}, now=lambda: clock[0])
    for _ in range(10):
        await rate_limiter.count("read", "somebody")
    assert taken == [5, 5]

    clock[0] = 61
    await rate_limiter.count("read", "somebody")
    assert taken == [5, 5, 5]


async def test_what_is_unchanged_counts_as_a_tenth_of_a_request(workers: tuple[AsyncClient, AsyncClient]) -> None:
    client, _ = workers
    asked = {"If-None-Match": (await client.get(READ)).headers["ETag"]}

    polled = [await client.get(READ, headers=asked) for _ in range(2 * LIMIT)]

    assert {answer.status_code for answer in polled} == {304}
    assert polled[-1].headers["RateLimit"].startswith(f'"read";r={LIMIT - 1 - 2 * LIMIT // UNCHANGED_PER_REQUEST};t=')


async def test_what_is_unchanged_after_its_window_gives_nothing_back_to_the_next() -> None:
    clock = [0.0]

    async def take(key: str, *, wanted: int, limit: int, window: int) -> Batch:
        return Batch(permits=wanted, untaken=limit - wanted, seconds=window if key else 0)

    rate_limiter = RateLimiter(take, {"read": 100}, now=lambda: clock[0])
    late, _ = await rate_limiter.count("read", "somebody")
    clock[0] = 61
    await rate_limiter.count("read", "somebody")

    assert late is not None
    assert rate_limiter.give_back_unchanged(late, "somebody") == late
    after, _ = await rate_limiter.count("read", "somebody")
    assert after is not None
    assert after.left == 98


async def test_what_is_asked_beyond_the_limit_is_not_given(database: AsyncEngine) -> None:
    counts = RateCounts(Readings(database))
    day = 86_400
    given = [await counts.take("somebody", wanted=4, limit=10, window=day) for _ in range(4)]

    assert [(batch.permits, batch.untaken) for batch in given] == [(4, 6), (4, 2), (2, 0), (0, 0)]


@pytest.mark.parametrize("limits", [{"reads": 5}, {"read": -1}])
def test_a_limit_of_nothing_is_refused(limits: dict[str, int], signing_key: str) -> None:
    with pytest.raises(SettingsError, match="CQP_RATE_LIMITS"):
        read_settings(
            environment="sandbox",
            database_url="postgresql://none/none",
            public_url="http://testserver",
            signing_key=signing_key,
            rate_limits=limits,
        )


@pytest.mark.parametrize(
    ("operation", "reads", "counted_as"),
    [
        pytest.param("listFundedDossiers", True, "read", id="a read"),
        pytest.param("lookupFundedDossiers", False, "read", id="a read too long for an address"),
        pytest.param("confirmFunding", False, "write", id="a write"),
    ],
)
def test_g25_what_changes_nothing_counts_as_a_read(operation: str, reads: bool, counted_as: str) -> None:
    assert class_of(operation, reads=reads, uploads=False) == counted_as
