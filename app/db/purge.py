"""What is dead leaves: answers kept for retries, links, tokens and challenges that open nothing, counters, logs."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Text, Update, cast, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.jobs import SCHEMA
from app.db.outbox import IS_OVER
from app.db.tables import (
    attempts,
    cpf_batches,
    drafts,
    emails,
    former_awards,
    idempotency_keys,
    imported_rows,
    links,
    passkey_challenges,
    refresh_tokens,
    sessions,
    sign_in_challenges,
    sign_in_starts,
    token_stops,
    vouched_sessions,
    webhook_deliveries,
)
from app.domain.calendar import add_months
from app.domain.drafts import KEPT_FOR
from app.domain.personal_data import Kept, RetentionPeriods
from app.domain.reduction import ANONYMOUS
from app.usecases.ports.accounts import LinkPurpose
from app.usecases.ports.imports import BY_REFERENCE

_MONTH, _QUARTER = timedelta(days=30), timedelta(days=90)
_RENEWABLE = (LinkPurpose.TRADE_EVALUATOR, LinkPurpose.HOLDER)
_LOG = text(f"DELETE FROM {SCHEMA}.pgqueuer_log WHERE created < :before")  # noqa: S608 - our own name
_STATISTICS = text(f"DELETE FROM {SCHEMA}.pgqueuer_statistics WHERE created < :before")  # noqa: S608 - our own name


def _nobodys(decided_before: date, on: date) -> Update:
    """The partial results of the former register that nobody holds anything of any more, naming nobody from then on.

    Certificates stay: they are the proof of the title (docs/personal-data.md).
    """
    held = f'$[*] ? (@.until == null || @.until >= "{on.isoformat()}")'
    still_held = func.jsonb_path_exists(former_awards.c.retained, cast(held, JSONPATH))
    key = func.concat("anonymise|anonymise|1900-01-01|", cast(former_awards.c.id, Text))
    return (
        update(former_awards)
        .where(
            former_awards.c.number.is_(None),
            former_awards.c.anonymised_on.is_(None),
            former_awards.c.awarded_on < decided_before,
            ~still_held,
        )
        .values(
            birth_name=ANONYMOUS,
            usage_name=None,
            first_names=ANONYMOUS,
            birth_date=date(1900, 1, 1),
            birth_place=ANONYMOUS,
            sex=None,
            siret=None,
            person_key=key,
            anonymised_on=on,
        )
    )


async def purge(engine: AsyncEngine, now: datetime, retention: RetentionPeriods) -> None:
    """Delete it, each kind in a transaction of its own. ``now`` is the system's clock.

    A link stays for a while after its end, so that whoever follows it is told what happened to it: a month, and
    longer where its holder may have it renewed. A mail or a delivery that waits stays until it has left; a mail that
    is held goes like those that have. Of a batch of the passport only the file goes, which names people; of a session
    that is over, first the token by which an identity provider vouched.
    """

    def long_past(kind: Kept) -> datetime:
        return datetime.combine(add_months(now.date(), -retention.of(kind)), now.timetz())

    dead: tuple[ColumnElement[bool], ...] = (
        idempotency_keys.c.expires_at < now,
        refresh_tokens.c.expires_at < now,
        sign_in_starts.c.expires_at < now,
        (vouched_sessions.c.vouched_at < now - timedelta(days=1))
        & vouched_sessions.c.session_id.not_in(select(sessions.c.id)),
        drafts.c.saved_at <= now - KEPT_FOR,
        attempts.c.last_at < now - timedelta(days=1),
        sign_in_challenges.c.expires_at < now,
        passkey_challenges.c.expires_at < now,
        token_stops.c.until < now,
        (imported_rows.c.imported_at < now - timedelta(days=2)) & ~imported_rows.c.key.startswith(BY_REFERENCE),
        (links.c.expires_at < now - _MONTH) & links.c.purpose.not_in(_RENEWABLE),
        links.c.expires_at < long_past(Kept.LINKS),
        (webhook_deliveries.c.created_at < long_past(Kept.DELIVERIES)) & (webhook_deliveries.c.state != "waiting"),
        (emails.c.created_at < long_past(Kept.MAILS)) & IS_OVER,
        (sessions.c.opened_at < long_past(Kept.SESSIONS)) & sessions.c.id.not_in(select(refresh_tokens.c.session_id)),
    )
    tables = (
        idempotency_keys,
        refresh_tokens,
        sign_in_starts,
        vouched_sessions,
        drafts,
        attempts,
        sign_in_challenges,
        passkey_challenges,
        token_stops,
        imported_rows,
        links,
        links,
        webhook_deliveries,
        emails,
        sessions,
    )
    for table, condition in zip(tables, dead, strict=True):
        async with engine.begin() as connection:
            await connection.execute(delete(table).where(condition))
    async with engine.begin() as connection:
        dead_files = cpf_batches.c.made_at < long_past(Kept.PASSPORT_FILES)
        await connection.execute(update(cpf_batches).where(dead_files).values(content=None))
    async with engine.begin() as connection:
        await connection.execute(_nobodys(long_past(Kept.DECIDED).date(), now.date()))
    async with engine.begin() as connection:
        over = select(sessions.c.id).where((sessions.c.expires_at < now) | sessions.c.ended_at.is_not(None))
        of_the_over = vouched_sessions.c.session_id.in_(over) & vouched_sessions.c.sealed_id_token.is_not(None)
        await connection.execute(update(vouched_sessions).where(of_the_over).values(sealed_id_token=None))
    async with engine.begin() as connection:
        await connection.execute(_LOG, {"before": now - _QUARTER})
        await connection.execute(_STATISTICS, {"before": now - _QUARTER})
