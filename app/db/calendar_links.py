"""The secret links to calendars, as rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import calendar_links, user_roles, users


class SqlCalendarLinks:
    """Links by the digest of their token, one a member."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, user_id: UUID, digest: bytes, at: datetime) -> None:
        """Give the member this link, in the place of the one before."""
        given = {"token_hash": digest, "created_at": at}
        written = insert(calendar_links).values(user_id=user_id, **given)
        await self._connection.execute(written.on_conflict_do_update(index_elements=["user_id"], set_=given))

    async def revoke(self, user_id: UUID) -> None:
        await self._connection.execute(delete(calendar_links).where(calendar_links.c.user_id == user_id))

    async def owner(self, digest: bytes) -> UUID | None:
        """Whose link it is, as long as they are of the jury and their account is not disabled."""
        query = (
            select(calendar_links.c.user_id)
            .join(users, users.c.id == calendar_links.c.user_id)
            .join(user_roles, user_roles.c.user_id == users.c.id)
            .where(calendar_links.c.token_hash == digest, users.c.disabled.is_(False), user_roles.c.role == "jury")
        )
        found: UUID | None = await self._connection.scalar(query)
        return found
