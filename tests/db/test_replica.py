"""What may be a little old is asked of a replica, as long as it is not too old; how old is told."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine
from app.db.readings import Readings
from app.db.replica import Replica
from app.db.statistics import SqlStatistics
from app.domain.statistics import Dimension
from app.main import create_app
from app.sandbox.signing_key import new_key
from app.settings import SettingsError, read_settings
from app.usecases.ports.statistics import Counted

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


class Behind(Readings):
    """A replica whose journal has come to ``place``, played on the primary itself."""

    place: int | None = None

    async def rows(self, query: str, *values: object) -> Sequence[Mapping[str, Any]]:
        if "pg_is_in_recovery" not in query or self.place is None:
            return await super().rows(query, *values)
        return [{"place": self.place}]


class Clock:
    at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no replica that is away."""
    monkeypatch.setattr("app.db.replica._SECONDS_TO_ANSWER", 60)


@pytest.fixture
def replica(database: AsyncEngine, clock: Clock) -> Replica:
    """The same server as the primary: it is never behind by itself."""
    made = Replica(database, primary=database, primary_readings=Readings(database), most=10, now=clock)
    made._readings = Behind(database)
    return made


def behind(replica: Replica) -> Behind:
    assert isinstance(replica._readings, Behind)
    return replica._readings


async def write_something(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL synchronous_commit = on"))
        await connection.execute(text("SELECT pg_logical_emit_message(true, 'a test', 'something')"))


async def place_of(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        query = text("SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint")
        return int(await connection.scalar(query) or 0)


async def test_nobody_is_given_what_was_never_looked_at(replica: Replica) -> None:
    assert replica.age() is None


async def test_its_age_runs_from_the_latest_moment_that_it_has_passed(
    replica: Replica, clock: Clock, database: AsyncEngine
) -> None:
    await replica.look()
    clock.at += 2
    passed = await place_of(database)
    await replica.look()
    clock.at += 3
    await write_something(database)
    behind(replica).place = passed
    await replica.look()

    assert replica.age() == pytest.approx(3)
    behind(replica).place = None
    await replica.look()
    assert replica.age() == pytest.approx(0)


async def test_it_is_asked_until_the_bound_and_not_beyond(replica: Replica, clock: Clock) -> None:
    await replica.look()
    clock.at += 10
    within = replica.age()
    clock.at += 0.1

    assert within == pytest.approx(10)
    assert replica.age() is None
    assert replica.unit_of_work()._engine is replica.primary


async def test_a_replica_that_nothing_was_written_to_is_not_late(replica: Replica, clock: Clock) -> None:
    await replica.look()
    clock.at += 60
    await replica.look()

    assert replica.age() == pytest.approx(0)


async def test_a_replica_that_nothing_reaches_any_more_grows_old(
    replica: Replica, clock: Clock, database: AsyncEngine
) -> None:
    await replica.look()
    behind(replica).place = await place_of(database)
    for _ in range(12):
        await write_something(database)
        clock.at += 1
        await replica.look()

    assert replica.age() is None
    assert REGISTRY.get_sample_value("cqp_replica_age_seconds") == -1
    assert len(replica._places) <= 12


async def test_a_replica_that_is_away_leaves_the_answer_to_the_primary(database: AsyncEngine, clock: Clock) -> None:
    away = Replica(create_engine(NOWHERE), primary=database, primary_readings=Readings(database), most=10, now=clock)
    away._knows_until = clock.at  # seen a moment ago

    assert [row["one"] for row in await away.rows("SELECT 1 AS one")] == [1]
    assert away.age() is None
    away._knows_until = clock.at
    async with away.unit_of_work() as uow:
        assert await uow.companies.claims_on("12345678200010") == []
    assert away.age() is None
    away._knows_until = clock.at
    await away.look()
    assert away.age() is None
    await away.engine.dispose()


async def test_a_fault_of_ours_is_not_blamed_on_the_replica(replica: Replica) -> None:
    await replica.look()
    with pytest.raises(Exception, match="nothing_of_the_kind"):
        await replica.rows("SELECT nothing_of_the_kind")
    with pytest.raises(ProgrammingError):
        async with replica.unit_of_work() as uow:
            await uow._connection.execute(text("SELECT nothing_of_the_kind"))

    assert replica.age() is not None


async def test_statistics_say_as_of_when_they_count(sandbox_database: AsyncEngine) -> None:
    rows = Readings(sandbox_database).rows
    now = await SqlStatistics(rows, 5).count(Counted(by=Dimension.PATHWAY))
    old = await SqlStatistics(rows, 5, age=lambda: 60.0).count(Counted(by=Dimension.PATHWAY))

    assert 50 < (now.counted_at - old.counted_at).total_seconds() < 60


async def test_lists_come_from_the_replica_and_tell_their_age(sandbox_database: AsyncEngine) -> None:
    address = sandbox_database.url.render_as_string(hide_password=False)
    settings = read_settings(
        environment="sandbox",
        database_url=address,
        replica_url=address,
        public_url="http://testserver",
        signing_key=new_key(),
    )
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client,
    ):
        token = await client.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=("opca-sandbox", "sandbox")
        )
        headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
        listed = await client.get("/v1/funding/dossiers", headers=headers)
        directory = await client.get("/v1/evaluators")
        fresh = await client.get("/v1/certifications")

    assert (listed.status_code, directory.status_code) == (200, 200)
    assert {listed.headers["Age"], directory.headers["Age"]} <= {"0", "1", "2"}
    assert "Age" not in fresh.headers


async def test_without_a_replica_nothing_is_told(sandbox: AsyncClient) -> None:
    assert "Age" not in (await sandbox.get("/v1/evaluators")).headers


def test_the_way_to_a_replica_is_as_safe_as_the_way_to_the_primary() -> None:
    given: dict[str, Any] = {
        "database_url": "postgresql://127.0.0.1/cqp",
        "public_url": "https://cqp.example",
        "front_end_url": "https://cqp.example",
        "signing_key": "unused",
        "paper_signing_key": "unused",
        "secrets_key": "unused",
        "pseudonym_key": "p" * 32,
    }
    with pytest.raises(SettingsError, match=r"CQP_REPLICA_URL.*TLS"):
        read_settings(**given, replica_url="postgresql://replica.example/cqp")
    with pytest.raises(SettingsError, match="CQP_REPLICA_URL"):
        read_settings(**given, replica_url="mysql://127.0.0.1/cqp")
    assert read_settings(**given, replica_url="postgresql://127.0.0.1/cqp").replica_seconds == 10
