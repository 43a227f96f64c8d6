"""The mails that wait to be sent."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import emails
from app.usecases.ports.outbox import Email


class SqlOutbox:
    """Mails as rows, written with their cause."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, email: Email) -> None:
        """Keep ``email`` for sending."""
        await self._connection.execute(
            insert(emails).values(
                id=email.id,
                to_address=email.to,
                template=email.template,
                language=email.language,
                subject=email.subject,
                body=email.body,
                links=email.links,
                created_at=email.created_at,
            )
        )

    async def latest(self, *, to: str | None, limit: int) -> list[Email]:
        """The newest mails first, to one address or to all."""
        query = select(emails).order_by(emails.c.id.desc()).limit(limit)
        if to is not None:
            query = query.where(emails.c.to_address == to)
        rows = await self._connection.execute(query)
        return [
            Email(
                id=row.id,
                to=row.to_address,
                template=row.template,
                language=row.language,
                subject=row.subject,
                body=row.body,
                links=row.links,
                created_at=row.created_at,
            )
            for row in rows
        ]
