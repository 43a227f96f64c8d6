"""Background work: done after its cause, as often as it takes, never for ever, and by one worker at a time."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.engine import create_engine
from app.db.held_jobs import discard, held_jobs, retry
from app.db.job_queue import AT_A_TIME, JobQueue, RetryPolicy
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.ports.jobs import JobKind
from tests.background_work import TEST_RETRY_POLICY, due_now
from tests.db.test_read_once import statements
from tests.logs import log_written

KIND = JobKind.ANNOUNCE_EVENT
AT_ONCE = replace(TEST_RETRY_POLICY, first_delay=timedelta(0))


class Done:
    """A handler that notes what it was given, and then does what it is told."""

    def __init__(self, then: Callable[[], Awaitable[None]] | None = None) -> None:
        self.subjects: list[UUID | None] = []
        self._then = then

    async def __call__(self, subject: UUID | None) -> None:
        self.subjects.append(subject)
        if self._then is not None:
            await self._then()


def queue(
    engine: AsyncEngine,
    handler: Done,
    retry_policy: RetryPolicy = TEST_RETRY_POLICY,
    schedule: Mapping[JobKind, str] | None = None,
) -> JobQueue:
    return JobQueue(engine=engine, handlers={KIND: handler}, schedule=schedule or {}, retry_policy=retry_policy)


async def enqueue(
    engine: AsyncEngine, *subjects: UUID, commit: bool = True, not_before: datetime | None = None
) -> None:
    uow = SqlUnitOfWork(engine)
    async with uow:
        for subject in subjects:
            await uow.jobs.enqueue(KIND, subject, not_before=not_before)
        if commit:
            await uow.commit()


async def test_a_job_is_done_once_after_the_commit_and_never_after_a_rollback(database: AsyncEngine) -> None:
    kept, done = uuid7(), Done()
    await enqueue(database, uuid7(), commit=False)
    await enqueue(database, kept)

    await queue(database, done).drain()
    await queue(database, done).drain()

    assert done.subjects == [kept]
    assert await held_jobs(database, waiting=True) == []


@pytest.mark.parametrize(
    ("waiting", "late", "sooner"),
    [
        (JobKind.DELIVER_WEBHOOK, True, JobKind.DELIVER_WEBHOOK),
        (JobKind.DELIVER_WEBHOOK, False, JobKind.SEND_MAIL),
        (JobKind.SEND_MAIL, False, JobKind.ANNOUNCE_EVENT),
    ],
)
async def test_what_people_wait_for_is_done_before_what_may_be_slow_and_that_before_what_is_late(
    database: AsyncEngine, waiting: JobKind, late: bool, sooner: JobKind
) -> None:
    urgent, done = uuid7(), Done()
    async with SqlUnitOfWork(database) as uow:
        await uow.jobs.enqueue_each(waiting, [uuid7() for _ in range(4 * AT_A_TIME)], after_others=late)
        await uow.jobs.enqueue(sooner, urgent)
        await uow.commit()

    handlers = dict.fromkeys((waiting, sooner), done)
    await JobQueue(engine=database, handlers=handlers, schedule={}, retry_policy=TEST_RETRY_POLICY).drain()

    assert urgent in done.subjects[: 2 * AT_A_TIME]


async def test_the_jobs_of_a_transaction_are_written_by_one_statement_as_it_ends(database: AsyncEngine) -> None:
    first, second, later = uuid7(), uuid7(), uuid7()
    async with SqlUnitOfWork(database) as uow:
        with statements(database) as told:
            await uow.jobs.enqueue_each(KIND, (first, second))
            await uow.jobs.enqueue(KIND, later, not_before=datetime.now(UTC) + timedelta(hours=1))
            await uow.jobs.enqueue(JobKind.PURGE)
            assert told == []
            await uow.commit()
    done = Done()
    await queue(database, done).drain()

    assert len(told) == 1
    assert set(done.subjects) == {first, second}


async def test_a_job_waits_for_its_hour(database: AsyncEngine) -> None:
    done = Done()
    await enqueue(database, uuid7(), not_before=datetime.now(UTC) + timedelta(hours=1))
    await queue(database, done).drain()
    assert done.subjects == []

    await due_now(database)
    await queue(database, done).drain()
    assert len(done.subjects) == 1


async def _fail() -> None:
    raise ValueError("the reason why")


async def test_what_fails_is_tried_again_then_held_with_its_reason_until_a_person_decides(
    database: AsyncEngine,
) -> None:
    failing, done = Done(_fail), Done()
    await enqueue(database, uuid7(), uuid7())
    await queue(database, failing, AT_ONCE).drain()

    assert len(failing.subjects) == 2 * (AT_ONCE.usual_attempts + 1)
    first, second = await held_jobs(database)
    assert first.reason == "ValueError: the reason why"
    assert first.state == "failed"

    assert await retry(database, [first.id]) == 1
    assert await discard(database, [second.id]) == 1
    await queue(database, done).drain()
    assert done.subjects == [first.subject]
    assert await held_jobs(database, waiting=True) == []


async def test_retrying_and_discarding_touch_only_what_is_held(database: AsyncEngine) -> None:
    await enqueue(database, uuid7())
    (waiting,) = await held_jobs(database, waiting=True)

    assert await retry(database, [waiting.id, 404]) == 0
    assert await discard(database, [waiting.id, 404]) == 0
    assert await held_jobs(database, waiting=True) == [waiting]


async def test_a_job_that_kills_its_workers_is_held_and_not_taken_for_ever(database: AsyncEngine) -> None:
    done, stop, fragile = Done(), asyncio.Event(), replace(TEST_RETRY_POLICY, unfinished_starts=1)
    await enqueue(database, uuid7())
    await _leave_as_a_killed_worker_would(database)
    running = asyncio.create_task(queue(database, done, fragile).run(stop, shutdown_timeout=timedelta(0)))
    await _eventually(database, "SELECT count(*) FROM jobs.pgqueuer WHERE status = 'failed'")
    stop.set()
    await running

    assert done.subjects == []
    (job,) = await held_jobs(database)
    assert str(job.reason).startswith("KilledItsWorkersError")

    await retry(database, [job.id])
    await queue(database, done, fragile).drain()
    assert len(done.subjects) == 1


async def _leave_as_a_killed_worker_would(engine: AsyncEngine) -> None:
    """The job is taken and begun in a process that does not come back; then silence."""
    worker = os.fork()
    if worker == 0:
        os._exit(asyncio.run(_die_of_it(engine.url.render_as_string(hide_password=False))))
    _, status = await asyncio.to_thread(os.waitpid, worker, 0)
    assert status == 9
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE jobs.pgqueuer SET heartbeat = now() - interval '1 day' WHERE status = 'picked'")
        )


async def _die_of_it(url: str) -> int:
    async def die() -> None:
        os.kill(os.getpid(), 9)

    await queue(create_engine(url), Done(die)).run(asyncio.Event(), shutdown_timeout=timedelta(0))
    return 1


async def test_workers_share_the_work_and_do_each_job_once(database: AsyncEngine) -> None:
    subjects = [uuid7() for _ in range(30)]
    done = Done()
    await enqueue(database, *subjects)
    await asyncio.gather(*(queue(database, done).drain() for _ in range(3)))

    assert sorted(map(str, done.subjects)) == sorted(map(str, subjects))


async def test_a_worker_that_is_told_to_stop_finishes_what_it_holds(database: AsyncEngine) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    finished = False

    async def slow() -> None:
        nonlocal finished
        begun.set()
        await go.wait()
        finished = True

    stop = asyncio.Event()
    await enqueue(database, uuid7())
    running = asyncio.create_task(queue(database, Done(slow)).run(stop, shutdown_timeout=timedelta(minutes=1)))
    await begun.wait()
    stop.set()
    await asyncio.sleep(0)
    go.set()
    await running

    assert finished
    assert await held_jobs(database, waiting=True) == []


async def test_what_is_not_finished_in_time_is_handed_back_to_others(database: AsyncEngine) -> None:
    begun, done, stop = asyncio.Event(), Done(), asyncio.Event()

    async def endless() -> None:
        begun.set()
        await asyncio.Event().wait()

    subject = uuid7()
    await enqueue(database, subject)
    running = asyncio.create_task(queue(database, Done(endless)).run(stop, shutdown_timeout=timedelta(0)))
    await begun.wait()
    stop.set()
    await running

    await queue(database, done).drain()
    assert done.subjects == [subject]


async def test_a_worker_that_is_cancelled_loses_no_job(database: AsyncEngine) -> None:
    begun, done = asyncio.Event(), Done()

    async def endless() -> None:
        begun.set()
        await asyncio.Event().wait()

    subject = uuid7()
    await enqueue(database, subject)
    running = asyncio.create_task(queue(database, Done(endless)).run(asyncio.Event(), shutdown_timeout=timedelta(0)))
    await begun.wait()
    while not running.done():  # the first asks pgqueuer to end, those that follow reach the job
        running.cancel()
        await asyncio.wait({running}, timeout=0.05)

    await queue(database, done).drain()
    assert done.subjects == [subject]


async def test_a_worker_hears_of_a_job_without_looking_and_runs_what_is_scheduled(database: AsyncEngine) -> None:
    done_twice, stop = asyncio.Event(), asyncio.Event()

    async def note() -> None:
        if len(done.subjects) == 2:
            done_twice.set()

    done = Done(note)
    retry_policy = replace(TEST_RETRY_POLICY, poll=timedelta(hours=1))
    working = queue(database, done, retry_policy, {KIND: "0 0 1 1 *"})
    running = asyncio.create_task(working.run(stop, shutdown_timeout=timedelta(0)))
    await _eventually(database, "SELECT count(*) FROM jobs.pgqueuer_schedules")
    await enqueue(database, uuid7())
    await _schedule_is_due(database)
    again = asyncio.create_task(working.run(stop, shutdown_timeout=timedelta(0)))
    async with asyncio.timeout(20):
        await done_twice.wait()
    stop.set()
    await asyncio.gather(running, again)

    assert done.subjects.count(None) == 1


async def _schedule_is_due(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE jobs.pgqueuer_schedules SET next_run = now()"))


async def _eventually(engine: AsyncEngine, count: str) -> None:
    async with asyncio.timeout(20):
        while True:
            async with engine.connect() as connection:
                if await connection.scalar(text(count)):
                    return
            await asyncio.sleep(0.01)


async def test_jobs_are_enqueued_through_pgbouncers_way_of_preparing(database: AsyncEngine) -> None:
    done = Done()
    pooled = create_engine(database.url.render_as_string(hide_password=False), through_pgbouncer=True)
    await enqueue(pooled, uuid7())
    await pooled.dispose()
    await queue(database, done).drain()

    assert len(done.subjects) == 1


async def test_each_job_is_a_line_of_the_log_done_retried_with_its_cause_or_given_up(database: AsyncEngine) -> None:
    async def fail() -> None:
        raise ConnectionError("the relay of ada@exemple.fr is away")

    subject, twice = uuid7(), replace(AT_ONCE, usual_attempts=1)
    await enqueue(database, subject)
    with log_written() as log:
        await queue(database, Done()).drain()
        await enqueue(database, subject)
        await queue(database, Done(then=fail), twice).drain()
        await due_now(database)
        await queue(database, Done(then=fail), twice).drain()

    lines = log.of("job_done", "job_retried", "job_given_up")
    assert [(line["event"], line["level"], line["tries"]) for line in lines] == [
        ("job_done", "info", 1),
        ("job_retried", "warning", 1),
        ("job_given_up", "error", 2),
    ]
    assert {(line["operation_id"], line["about"]) for line in lines} == {(KIND.value, str(subject))}
    assert all("ConnectionError: the relay of …@… is away" in line["traceback"] for line in lines[1:])
    assert len(log.lines) == len(lines)


async def test_the_jobs_that_wait_are_found_by_their_kind_alone(database: AsyncEngine) -> None:
    # PostgreSQL may take any index in their order, and reads it whole for each kind of which there is no job.
    query = text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'jobs' AND indexdef LIKE '%''queued''%'")
    async with database.connect() as connection:
        indexes = (await connection.execute(query)).scalars().all()

    assert [index for index in indexes if "(entrypoint, " not in index and "dedupe_key" not in index] == []
    assert len(indexes) > 1
