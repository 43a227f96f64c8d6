"""What is dead leaves the database, what may still serve stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.purge import purge
from app.db.tables import (
    attempts,
    drafts,
    emails,
    idempotency_keys,
    links,
    passkey_challenges,
    sign_in_challenges,
    token_stops,
    users,
)
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.personal_data import RetentionPeriods
from app.usecases.ports.jobs import JobKind

NOW = datetime(2026, 11, 23, 2, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    ("purpose", "days_dead", "stays"),
    [
        ("invitation", 29, True),
        ("invitation", 31, False),
        ("password_reset", 31, False),
        ("trade_evaluator", 31, True),
        ("holder", 364, True),
        ("holder", 366, False),
    ],
)
async def test_a_link_stays_for_a_while_after_its_end(
    database: AsyncEngine, purpose: str, days_dead: int, stays: bool
) -> None:
    ended = NOW - timedelta(days=days_dead)
    async with database.begin() as connection:
        await connection.execute(
            insert(links).values(id=uuid7(), token_hash=b"x", purpose=purpose, created_at=ended, expires_at=ended)
        )
    await purge(database, NOW, RetentionPeriods())
    await purge(database, NOW, RetentionPeriods())

    async with database.connect() as connection:
        assert (await connection.scalar(select(func.count()).select_from(links)) == 1) is stays


async def test_answers_and_counters_leave_when_they_no_longer_count(database: AsyncEngine) -> None:
    kept, dead = NOW + timedelta(minutes=1), NOW - timedelta(days=2)
    async with database.begin() as connection:
        for key, end in (("kept", kept), ("dead", dead)):
            await connection.execute(insert(attempts).values(key=key, made=1, last_at=end, open_again_at=end))
            await connection.execute(
                insert(idempotency_keys).values(
                    subject="s", key=key, fingerprint=b"", status=200, headers={}, body=b"", expires_at=end
                )
            )
    await purge(database, NOW, RetentionPeriods())

    async with database.connect() as connection:
        assert (await connection.scalars(select(attempts.c.key))).all() == ["kept"]
        assert (await connection.scalars(select(idempotency_keys.c.key))).all() == ["kept"]


async def test_a_draft_leaves_ninety_days_after_it_was_saved(database: AsyncEngine) -> None:
    async with database.begin() as connection:
        for key, age in (("kept", timedelta(days=90, seconds=-1)), ("dead", timedelta(days=90))):
            row = {"owner": "a", "key": key, "content": "{}", "saved_at": NOW - age}
            await connection.execute(insert(drafts).values(row))
    await purge(database, NOW, RetentionPeriods())

    async with database.connect() as connection:
        assert (await connection.scalars(select(drafts.c.key))).all() == ["kept"]


async def test_an_old_mail_stays_only_while_it_is_tried_again(database: AsyncEngine) -> None:
    old, tried = NOW - timedelta(days=400), uuid7()
    words = {"template": "a", "language": "fr", "subject": "a", "body": "", "html": "", "links": {}}
    mails = [(tried, "waiting"), (uuid7(), "waiting"), (uuid7(), "sent"), (uuid7(), "bounced")]
    async with database.begin() as connection:
        for mail_id, state in mails:
            row = {"id": mail_id, "cause": str(mail_id), "to_address": "a@example.org", "state": state}
            await connection.execute(insert(emails).values(**row, **words, created_at=old))
    async with SqlUnitOfWork(database) as uow:
        await uow.jobs.enqueue(JobKind.SEND_MAIL, tried)
        await uow.commit()
    await purge(database, NOW, RetentionPeriods())

    async with database.connect() as connection:
        assert (await connection.scalars(select(emails.c.id))).all() == [tried]


async def test_what_awaits_a_factor_leaves_once_it_opens_nothing(database: AsyncEngine) -> None:
    user_id, alive = uuid7(), NOW + timedelta(minutes=1)
    async with database.begin() as connection:
        await connection.execute(insert(users).values(id=user_id, email="a@b.example", name="A", created_at=NOW))
        for name, end in ((b"alive", alive), (b"dead", NOW - timedelta(seconds=1))):
            await connection.execute(
                insert(sign_in_challenges).values(
                    token_hash=name,
                    user_id=user_id,
                    session_id=uuid7(),
                    role="jury",
                    factor="password",
                    created_at=NOW,
                    expires_at=end,
                )
            )
            kept = {"challenge": name, "purpose": "sign_in", "expires_at": end}
            await connection.execute(insert(passkey_challenges).values(kept))
    await purge(database, NOW, RetentionPeriods())

    async with database.connect() as connection:
        assert (await connection.scalars(select(sign_in_challenges.c.token_hash))).all() == [b"alive"]
        assert (await connection.scalars(select(passkey_challenges.c.challenge))).all() == [b"alive"]


async def test_what_stops_tokens_or_has_served_goes_once_it_is_over(database: AsyncEngine) -> None:
    async with database.begin() as connection:
        for name, seconds in (("kept", 1), ("dead", -1)):
            row = {"name": name, "until": NOW + timedelta(seconds=seconds)}
            await connection.execute(insert(token_stops).values(row))
    await purge(database, NOW, RetentionPeriods())

    async with database.connect() as connection:
        assert (await connection.scalars(select(token_stops.c.name))).all() == ["kept"]
