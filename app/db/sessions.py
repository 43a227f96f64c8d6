"""Who is signed in, and how often somebody tried, as rows."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    Row,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import attempts, refresh_tokens, sessions, sign_in_challenges
from app.usecases.access import Role
from app.usecases.accounts.attempt_keys import of_source
from app.usecases.ports.accounts import Factor, Origin, RefreshToken, Session

_FORGOTTEN_AFTER = timedelta(minutes=15)


class SqlSessions:
    """Sessions, each with the chain of its refresh tokens."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, session: Session, refresh: bytes, expires_at: datetime) -> None:
        """Keep a new session and its first refresh token."""
        await self._connection.execute(
            insert(sessions).values(
                id=session.id,
                user_id=session.user_id,
                dossier_id=session.dossier_id,
                role=session.role,
                guest_name=session.guest_name,
                factor=session.factor,
                address=session.origin.address,
                network=of_source(session.origin.address),
                device=session.origin.device,
                opened_at=session.opened_at,
                last_used_at=session.last_used_at,
                expires_at=session.expires_at,
                awaits_enrolment=session.awaits_enrolment,
                proved_at=session.proved_at,
            )
        )
        await self._add(session.id, refresh, expires_at)

    async def get(self, session_id: UUID) -> Session | None:
        """The session, ended or not."""
        row = (await self._connection.execute(select(sessions).where(sessions.c.id == session_id))).one_or_none()
        return _session(row) if row is not None else None

    async def alive(self, user_id: UUID, at: datetime) -> list[Session]:
        """A person's sessions that nobody and no day has ended, the last opened first."""
        query = (
            select(sessions)
            .where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None), sessions.c.expires_at > at)
            .order_by(sessions.c.opened_at.desc(), sessions.c.id.desc())
        )
        return [_session(row) for row in await self._connection.execute(query)]

    async def knows(self, user_id: UUID, origin: Origin, since: datetime) -> bool | None:
        """Whether the person signed in from there since then; None where they never did at all."""
        there = and_(
            sessions.c.opened_at > since,
            sessions.c.network == of_source(origin.address),
            sessions.c.device.is_not_distinct_from(origin.device),
        )
        query = select(func.bool_or(there)).where(sessions.c.user_id == user_id)
        known: bool | None = await self._connection.scalar(query)
        return known

    async def refresh_token(self, digest: bytes) -> RefreshToken | None:
        """The token and its session, both locked."""
        query = (
            select(
                sessions,
                refresh_tokens.c.expires_at.label("dies_at"),
                refresh_tokens.c.used_at,
                refresh_tokens.c.sealed_answer,
            )
            .join(refresh_tokens, refresh_tokens.c.session_id == sessions.c.id)
            .where(refresh_tokens.c.token_hash == digest)
            .with_for_update()
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return RefreshToken(
            session=_session(row), expires_at=row.dies_at, used_at=row.used_at, sealed_answer=row.sealed_answer
        )

    async def rotate(
        self, session_id: UUID, old: bytes, new: bytes, *, sealed_answer: bytes, at: datetime, expires_at: datetime
    ) -> None:
        """Use up one refresh token and keep the next."""
        used = update(refresh_tokens).where(refresh_tokens.c.token_hash == old)
        await self._connection.execute(used.values(used_at=at, sealed_answer=sealed_answer))
        await self._connection.execute(update(sessions).where(sessions.c.id == session_id).values(last_used_at=at))
        await self._add(session_id, new, expires_at)

    async def forget_answers(self, session_id: UUID, before: datetime) -> None:
        """Keep no more what the refresh tokens used before then were answered."""
        of_session = update(refresh_tokens).where(refresh_tokens.c.session_id == session_id)
        await self._connection.execute(
            of_session.where(refresh_tokens.c.used_at < before, refresh_tokens.c.sealed_answer.is_not(None)).values(
                sealed_answer=None
            )
        )

    async def end(self, session_id: UUID, at: datetime) -> None:
        """End one session."""
        await self._end(at, sessions.c.id == session_id)

    async def end_all(self, user_id: UUID, at: datetime, *, role: Role | None = None, but: UUID | None = None) -> None:
        """End a person's sessions, or those under one role, or all but one; what awaits a factor never opens one."""
        conditions, about_to_open = [sessions.c.user_id == user_id], [sign_in_challenges.c.user_id == user_id]
        if role is not None:
            conditions.append(sessions.c.role == role)
            about_to_open.append(sign_in_challenges.c.role == role)
        if but is not None:
            conditions.append(sessions.c.id != but)
        await self._end(at, *conditions)
        await self._connection.execute(delete(sign_in_challenges).where(*about_to_open))

    async def note_factor(self, session_id: UUID, at: datetime) -> None:
        """Note when a second factor was shown, which makes the session whole."""
        shown = update(sessions).where(sessions.c.id == session_id)
        await self._connection.execute(shown.values(proved_at=at, awaits_enrolment=False))

    async def end_awaiting(self, user_id: UUID, at: datetime, *, but: UUID | None) -> None:
        """End those that await an enrolment: of two that did, one has had it."""
        await self._end(at, sessions.c.user_id == user_id, sessions.c.awaits_enrolment, sessions.c.id != but)

    async def end_guests(self, dossier_id: UUID, at: datetime) -> None:
        """End the sessions that an invitation to this dossier opened."""
        await self._connection.execute(guests_ended(dossier_id, at))

    async def _end(self, at: datetime, *conditions: ColumnElement[bool]) -> None:
        await self._connection.execute(_ended(at, *conditions))

    async def _add(self, session_id: UUID, digest: bytes, expires_at: datetime) -> None:
        await self._connection.execute(
            insert(refresh_tokens).values(token_hash=digest, session_id=session_id, expires_at=expires_at)
        )


def guests_ended(dossier_id: UUID, at: datetime) -> Update:
    """The sessions that invitations to a dossier opened, ended."""
    return _ended(at, sessions.c.dossier_id == dossier_id)


def _ended(at: datetime, *conditions: ColumnElement[bool]) -> Update:
    return update(sessions).where(sessions.c.ended_at.is_(None), *conditions).values(ended_at=at)


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        role=Role(row.role),
        user_id=row.user_id,
        dossier_id=row.dossier_id,
        guest_name=row.guest_name,
        factor=Factor(row.factor),
        origin=Origin(address=row.address or "", device=row.device),
        opened_at=row.opened_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        awaits_enrolment=row.awaits_enrolment,
        proved_at=row.proved_at,
    )


class SqlAttempts:
    """A counter for each thing that is tried."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, key: str, at: datetime, *, free: int, longest: int) -> int:
        """Count an attempt, or say how many seconds it must wait: one statement counts it where it may be made."""
        counted = await self._connection.execute(_COUNT, {"tried": key, "at": at, "free": free, "longest": longest})
        if counted.rowcount:
            return 0
        row = (await self._connection.execute(select(attempts).where(attempts.c.key == key))).one_or_none()
        return 0 if row is None else seconds_to_wait(row, free, at)  # none: forgotten by a success in the same instant

    async def forget(self, key: str) -> None:
        """Drop the counter."""
        await self._connection.execute(delete(attempts).where(attempts.c.key == key))

    async def take_back(self, key: str) -> None:
        """Uncount one attempt."""
        await self._connection.execute(
            update(attempts)
            .where(attempts.c.key == key, attempts.c.made > 0)
            .values(made=attempts.c.made - 1, open_again_at=attempts.c.last_at)
        )


_AT = bindparam("at", type_=DateTime(timezone=True))
_FREE, _LONGEST = (bindparam(name, type_=Integer) for name in ("free", "longest"))
_ONCE_MORE = 1 + case((attempts.c.last_at > _AT - _FORGOTTEN_AFTER, attempts.c.made), else_=0)


def _open_again_after(made: ColumnElement[int]) -> ColumnElement[datetime]:
    seconds = func.least(_LONGEST, func.power(2, func.least(made - _FREE, 30)))
    return _AT + case((made >= _FREE, seconds), else_=0) * literal(timedelta(seconds=1), Interval)


_COUNT = (
    upsert(attempts)
    .values(key=bindparam("tried"), made=1, last_at=_AT, open_again_at=_open_again_after(literal(1)))
    .on_conflict_do_update(
        index_elements=["key"],
        set_={"made": _ONCE_MORE, "last_at": _AT, "open_again_at": _open_again_after(_ONCE_MORE)},
        where=or_(attempts.c.made < _FREE, attempts.c.open_again_at <= _AT),
    )
)


def seconds_to_wait(counter: Row[Any], free: int, at: datetime) -> int:
    """The seconds until another attempt may be made; 0 where it may now."""
    if counter.made < free or counter.open_again_at <= at:
        return 0
    return max(1, int((counter.open_again_at - at).total_seconds() + 0.999))
