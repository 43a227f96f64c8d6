"""Identities of people elsewhere, the browsers on their way there, and the sessions that they open, as rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import identities, sessions, sign_in_starts, vouched_sessions
from app.usecases.ports.openid import LinkedIdentity, SignInStart, VouchedSession


class SqlIdentities:
    """Identities, each of one account."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, identity: LinkedIdentity) -> bool:
        """Keep one; False where that identity opens an account already, be it linked in the same instant."""
        written = (
            upsert(identities)
            .values(
                id=identity.id,
                user_id=identity.user_id,
                provider=identity.provider,
                issuer=identity.issuer,
                subject=identity.subject,
                linked_at=identity.linked_at,
            )
            .on_conflict_do_nothing(index_elements=["issuer", "subject"])
            .returning(identities.c.id)
        )
        return (await self._connection.execute(written)).one_or_none() is not None

    async def find(self, issuer: str, subject: str) -> LinkedIdentity | None:
        """The one of that name at that issuer."""
        query = select(identities).where(identities.c.issuer == issuer, identities.c.subject == subject)
        row = (await self._connection.execute(query)).one_or_none()
        return _identity(row) if row is not None else None

    async def of_user(self, user_id: UUID) -> list[LinkedIdentity]:
        """Those of an account, the first linked first."""
        query = select(identities).where(identities.c.user_id == user_id).order_by(identities.c.id)
        return [_identity(row) for row in await self._connection.execute(query)]

    async def used(self, identity_id: UUID, at: datetime) -> None:
        """Note that it has opened a session."""
        await self._connection.execute(update(identities).where(identities.c.id == identity_id).values(last_used_at=at))

    async def remove(self, identity_id: UUID) -> None:
        """Delete it; the sessions that it opened go on without it."""
        await self._connection.execute(delete(identities).where(identities.c.id == identity_id))


class SqlSignInStarts:
    """Starts by the digest of their state."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, digest: bytes, start: SignInStart) -> None:
        """Keep a start."""
        await self._connection.execute(
            insert(sign_in_starts).values(
                state_hash=digest, provider=start.provider, sealed=start.sealed, expires_at=start.expires_at
            )
        )

    async def take(self, digest: bytes) -> SignInStart | None:
        """Delete the start and tell what it was: of two at once, one gets it."""
        taken = delete(sign_in_starts).where(sign_in_starts.c.state_hash == digest).returning(sign_in_starts)
        row = (await self._connection.execute(taken)).one_or_none()
        return SignInStart(provider=row.provider, sealed=row.sealed, expires_at=row.expires_at) if row else None


class SqlVouchedSessions:
    """What providers said of the sessions that they opened."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, session: VouchedSession) -> None:
        """Keep it for the session, which may await a second factor still."""
        await self._connection.execute(
            insert(vouched_sessions).values(
                session_id=session.session_id,
                identity_id=session.identity_id,
                provider=session.provider,
                acr=session.acr,
                amr=list(session.amr),
                several_factors=session.several_factors,
                vouched_at=session.vouched_at,
                sealed_id_token=session.sealed_id_token,
            )
        )

    async def get(self, session_id: UUID) -> VouchedSession | None:
        """What was said of a session, as long as its ID token is kept."""
        query = select(vouched_sessions).where(
            vouched_sessions.c.session_id == session_id, vouched_sessions.c.sealed_id_token.is_not(None)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return _session(row) if row is not None else None

    async def forget_id_token(self, session_id: UUID) -> None:
        """Keep it no more."""
        of_session = vouched_sessions.c.session_id == session_id
        await self._connection.execute(update(vouched_sessions).where(of_session).values(sealed_id_token=None))

    async def end_of_identity(self, identity_id: UUID, at: datetime, *, but: UUID | None) -> None:
        """End the sessions that an identity opened, but one."""
        opened = select(vouched_sessions.c.session_id).where(vouched_sessions.c.identity_id == identity_id)
        await self._connection.execute(
            update(sessions)
            .where(sessions.c.id.in_(opened), sessions.c.id.is_distinct_from(but), sessions.c.ended_at.is_(None))
            .values(ended_at=at)
        )


def _identity(row: Row[Any]) -> LinkedIdentity:
    return LinkedIdentity(
        id=row.id,
        user_id=row.user_id,
        provider=row.provider,
        issuer=row.issuer,
        subject=row.subject,
        linked_at=row.linked_at,
        last_used_at=row.last_used_at,
    )


def _session(row: Row[Any]) -> VouchedSession:
    return VouchedSession(
        session_id=row.session_id,
        identity_id=row.identity_id,
        provider=row.provider,
        acr=row.acr,
        amr=tuple(row.amr),
        several_factors=row.several_factors,
        vouched_at=row.vouched_at,
        sealed_id_token=row.sealed_id_token,
    )
